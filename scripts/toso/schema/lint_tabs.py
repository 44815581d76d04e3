"""Tabs as a whole: names, titles, order, keys and the numbering of rows."""

from __future__ import annotations

import re
from string import Formatter

from toso.schema.notes import Notes, nearest
from toso.schema.source import Source
from toso.schema.types import SheetSchema
from toso.schema.vocabulary import NUMBERED_ROWS, NUMBERED_WORDS, folded
from toso.schema.world import World

SAMPLE = {"group": "TDP03", "n": 7, "period": "2025-Q4"}
"""What a numbered key is tried with."""


def check_tabs(world: World, notes: Notes) -> None:
    """Notes tabs that get in each other's way."""
    taken: dict[tuple[object, ...], str] = {}
    for source, sheet in world.sheets:
        for code, key, path in (
            ("doubled_tab", ("name", sheet.name), "name"),
            ("tab_title_clash", (sheet.book, folded(sheet.title)), "title"),
            ("doubled_order", (sheet.book, sheet.order), "order"),
        ):
            other = taken.setdefault(key, source.place)
            if other != source.place:
                notes.add(code, source, (path,), tab=sheet.name, title=sheet.title, order=sheet.order, other=other)
        for index, alias in enumerate(sheet.aliases):
            other = taken.setdefault((sheet.book, folded(alias)), source.place)
            if other != source.place:
                notes.add("tab_title_clash", source, ("aliases", index), title=alias, other=other)


def check_tab(source: Source, sheet: SheetSchema, world: World, notes: Notes) -> None:
    """Notes mistakes in one tab's own keys."""
    folder = source.place.split("/")[0]
    if sheet.book != folder:
        notes.add("wrong_folder", source, ("book",), book=sheet.book, folder=folder)
    if (sheet.book == "master") is not sheet.name.startswith("master_"):
        notes.add("master_name", source, ("name",), tab=sheet.name)
    if sheet.book == "master" and sheet.owner != "machine":
        notes.add("master_owner", source, ("owner",), tab=sheet.name)
    _key(source, sheet, world, notes)
    _numbering(source, sheet, notes)
    _layout(source, sheet, world, notes)


def _key(source: Source, sheet: SheetSchema, world: World, notes: Notes) -> None:
    columns = world.columns(sheet.name)
    if sheet.primary_key is None:
        if sheet.owner != "machine":
            notes.add("tab_without_key", source, (), tab=sheet.title)
        return
    if sheet.primary_key not in columns:
        near = nearest(sheet.primary_key, columns)
        notes.add("unknown_column", source, ("primaryKey",), column=sheet.primary_key, tab=sheet.title, nearest=near)
        return
    limits = sheet.field(sheet.primary_key).constraints
    if sheet.owner != "machine" and not (limits.required and limits.unique):
        number = [one.name for one in sheet.fields].index(sheet.primary_key)
        notes.add("key_not_unique", source, ("fields", number), column=sheet.primary_key)


def _numbering(source: Source, sheet: SheetSchema, notes: Notes) -> None:
    if sheet.numbered is None:
        if sheet.numbered_rows is not None:
            notes.add("rows_without_numbers", source, ("numbered_rows",), tab=sheet.title)
        return
    try:
        words = {word for _, word, _, _ in Formatter().parse(sheet.numbered) if word is not None}
        sample = sheet.numbered.format(**SAMPLE) if words <= NUMBERED_WORDS else None
    except (ValueError, IndexError):
        words, sample = set(), None
    if sample is None or not words & {"n", "period"}:
        notes.add("bad_numbering", source, ("numbered",), value=sheet.numbered)
        return
    rows = sheet.numbered_rows
    if rows is None or (isinstance(rows, str) and rows not in NUMBERED_ROWS) or (isinstance(rows, int) and rows < 1):
        notes.add(
            "bad_numbered_rows", source, ("numbered_rows",), value=rows, nearest=nearest(str(rows), NUMBERED_ROWS)
        )
    key = next((one for one in sheet.fields if one.name == sheet.primary_key), None)
    if key is None or key.constraints.pattern is None:
        return
    try:
        if not re.fullmatch(key.constraints.pattern, sample):
            notes.add("numbering_unlike_pattern", source, ("numbered",), value=sample, pattern=key.constraints.pattern)
    except re.error:
        pass  # noted with the column


def _layout(source: Source, sheet: SheetSchema, world: World, notes: Notes) -> None:
    figures = sheet.layout.get("figures")
    if figures is not None and figures not in world.places and "lists.yaml" not in world.broken:
        notes.add("unknown_place", source, ("layout", "figures"), place=figures, nearest=nearest(figures, world.places))
    if "indicators.yaml" in world.broken:
        return
    for index, name in enumerate(sheet.layout.get("complete_when") or ()):
        if name not in world.indicator_names:
            near = nearest(name, world.indicator_names)
            notes.add("unknown_indicator", source, ("layout", "complete_when", index), indicator=name, nearest=near)
