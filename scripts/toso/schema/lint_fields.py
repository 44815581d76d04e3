"""Columns of one tab: titles that clash, lists and bounds that are not there, patterns, examples, personal data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from toso.schema.notes import Notes, nearest
from toso.schema.source import Source
from toso.schema.types import Field, SheetSchema
from toso.schema.vocabulary import BOUND_NAMES, DAY_BOUNDS, folded
from toso.schema.world import World

NUMBERS = frozenset({"integer", "number"})
DAYS = frozenset({"date", "datetime"})
CITIZEN_ID = re.compile(r"\b(cccd|cmnd|cmt|cmtnd)\b|căn cước|chứng minh (nhân dân|thư)")
"""No column may ask for these (domain: personal data, 2)."""


def check_fields(source: Source, sheet: SheetSchema, world: World, notes: Notes) -> None:
    """Notes every mistake in the tab's columns."""
    _names(source, sheet, notes)
    for number, field in enumerate(sheet.fields):
        here: tuple[str | int, ...] = ("fields", number)
        if field.personal and sheet.book != "group":
            notes.add("personal_outside", source, (*here, "personal"), field=field.name, book=sheet.book)
        if CITIZEN_ID.search(folded(" · ".join((field.title, *field.aliases)))):
            notes.add("citizen_id", source, (*here, "title"), field=field.name)
        if sheet.owner == "machine" and field.owner != "machine":
            notes.add("owner_of_machine", source, here, field=field.name, tab=sheet.name)
        _list(source, here, field, world, notes)
        _bounds(source, here, field, notes)
        _pattern(source, here, field, notes)
        _kinds(source, here, field, world, notes)
        problem = wrong_example(field, world)
        if problem:
            notes.add("bad_example", source, (*here, "example"), field=field.name, value=field.example, wanted=problem)


def _names(source: Source, sheet: SheetSchema, notes: Notes) -> None:
    names: dict[str, str] = {}
    titles: dict[str, str] = {}
    for number, field in enumerate(sheet.fields):
        if field.name in names:
            notes.add("doubled_column", source, ("fields", number, "name"), field=field.name)
        names[field.name] = field.name
        other = titles.setdefault(folded(field.title), field.name)
        if other != field.name:
            notes.add("title_clash", source, ("fields", number, "title"), title=field.title, other=other)
    aliases: dict[str, str] = {}
    for number, field in enumerate(sheet.fields):
        for index, alias in enumerate(field.aliases):
            key = folded(alias)
            other = titles.get(key, aliases.setdefault(key, field.name))
            if other != field.name:
                path = ("fields", number, "aliases", index)
                notes.add("alias_clash", source, path, alias=alias, other=other)


def _list(source: Source, here: tuple[str | int, ...], field: Field, world: World, notes: Notes) -> None:
    if field.list is None:
        if field.refused:
            notes.add("refused_without_list", source, (*here, "refused"), field=field.name)
        return
    if field.type != "string":
        notes.add("list_of_type", source, (*here, "list"), field=field.name, type=field.type)
    if field.list not in world.lists:
        if "lists.yaml" not in world.broken:
            near = nearest(field.list, world.lists)
            notes.add("unknown_list", source, (*here, "list"), list=field.list, nearest=near)
        return
    members = {folded(word) for one in world.lists[field.list] for word in (one.code, one.title, *one.aliases)}
    for kind, words in field.refused.items():
        for word in words:
            if folded(word) in members:
                notes.add("refused_member", source, (*here, "refused", kind), word=word, list=field.list)


def _bounds(source: Source, here: tuple[str | int, ...], field: Field, notes: Notes) -> None:
    limits = field.constraints
    for key, value in (("minimum", limits.minimum), ("maximum", limits.maximum)):
        code = wrong_bound(field.type, value)
        if code:
            near = nearest(str(value), BOUND_NAMES)
            path = (*here, "constraints", key)
            notes.add(code, source, path, field=field.name, value=value, type=field.type, nearest=near)
    plain = (limits.minimum, limits.maximum)
    if all(isinstance(one, int | float) for one in plain) and limits.minimum > limits.maximum:
        notes.add("empty_range", source, (*here, "constraints"), low=limits.minimum, high=limits.maximum)
    if limits.min_length and limits.max_length and limits.min_length > limits.max_length:
        notes.add("empty_range", source, (*here, "constraints"), low=limits.min_length, high=limits.max_length)


def wrong_bound(kind: str, value: Any) -> str:
    """The code of what is wrong with a bound of a column of this type, or ""."""
    if value is None:
        return ""
    if kind in DAYS:
        return "" if value in DAY_BOUNDS or _is_day(value) else "bad_day_bound"
    if kind in NUMBERS:
        if isinstance(value, str):
            return "" if value == "households_official" else "bad_number_bound"
        return ""
    return "bound_of_type"


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _pattern(source: Source, here: tuple[str | int, ...], field: Field, notes: Notes) -> None:
    if field.constraints.pattern is None:
        return
    try:
        re.compile(field.constraints.pattern)
    except re.error as problem:
        path = (*here, "constraints", "pattern")
        notes.add("bad_pattern", source, path, field=field.name, at=(problem.pos or 0) + 1)


def _kinds(source: Source, here: tuple[str | int, ...], field: Field, world: World, notes: Notes) -> None:
    for key in ("severity", "feedback", "refused"):
        for kind in getattr(field, key):
            if world.kinds and kind not in world.kinds:
                notes.add("unknown_kind", source, (*here, key, kind), kind=kind, nearest=nearest(kind, world.kinds))


def wrong_example(field: Field, world: World) -> str:
    """What the example should look like, where it could not be typed into the column itself; else ""."""
    text, limits = field.example, field.constraints
    if not text or field.hidden:
        return ""
    if field.list:
        members = world.lists.get(field.list, ())
        return "" if not members or any(text == one.title for one in members) else members[0].title
    if field.type == "boolean":
        return "" if text in ("Có", "Không") else "Có"
    if field.type in DAYS:
        form = "%d/%m/%Y" if field.type == "date" else "%d/%m/%Y %H:%M"
        return "" if _parses(text, form) else datetime(2025, 10, 5, 7, 5).strftime(form)
    if field.type == "integer":
        return "" if re.fullmatch(r"[+-]?\d{1,3}(\.?\d{3})*|[+-]?\d+", text) else "12"
    if limits.max_length and len(text) > limits.max_length:
        return f"≤ {limits.max_length}"
    return _unlike_pattern(text, limits.pattern)


def _unlike_pattern(text: str, pattern: str | None) -> str:
    try:
        return "" if pattern is None or re.fullmatch(pattern, text) else pattern
    except re.error:
        return ""


def _parses(text: str, form: str) -> bool:
    try:
        return bool(datetime.strptime(text, form))
    except ValueError:
        return False


def fields_by_name(sheet: SheetSchema) -> Iterator[tuple[str, Field]]:
    """Pairs for a mapping: the first of two columns with one name wins."""
    seen: set[str] = set()
    for field in sheet.fields:
        if field.name not in seen:
            seen.add(field.name)
            yield field.name, field
