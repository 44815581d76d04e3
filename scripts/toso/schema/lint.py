"""Checks the schema itself: every mistake at once, each with its place, what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from toso import resources
from toso.errors import SchemaError
from toso.schema.build import indicator_from, member_from, sheet_from
from toso.schema.lint_fields import check_fields
from toso.schema.lint_figures import check_indicators
from toso.schema.lint_form import sound_content
from toso.schema.lint_import import PLACE as IMPORT
from toso.schema.lint_import import check_import
from toso.schema.lint_lists import check_lists
from toso.schema.lint_rules import check_rules
from toso.schema.lint_tabs import check_tab, check_tabs
from toso.schema.load import load_findings, read_yaml, schema_files
from toso.schema.notes import Case, LintFinding, Notes, worded
from toso.schema.source import Source, doubled_keys, read_source
from toso.schema.types import Indicator, Member, SheetSchema
from toso.schema.world import World

__all__ = ["LintFinding", "lint_schema"]


def lint_schema(folder: Path | None = None) -> list[LintFinding]:
    """Every mistake in a schema folder, in the order of files and lines; [] where there is none."""
    where = (folder or resources.path("sheets_schema")).resolve()
    notes = Notes()
    sources, unread = _sources(where, notes)
    world = _world(sources, unread, notes)
    check_tabs(world, notes)
    for source, sheet in world.sheets:
        check_tab(source, sheet, world, notes)
        check_fields(source, sheet, world, notes)
        check_rules(source, sheet, world, notes)
    check_lists(world, notes)
    check_indicators(world, notes)
    check_import(world, notes)
    order = {source.place: number for number, source in enumerate(sources)}
    cases = sorted(notes.cases, key=lambda one: (order.get(one.place.split(":")[0], -1), one.line, one.code))
    words = read_yaml(resources.path("templates") / "cli" / "lint.yaml")
    return list(dict.fromkeys(worded(case, words) for case in cases))


def _sources(folder: Path, notes: Notes) -> tuple[list[Source], set[str]]:
    """Files that are YAML, and the places of those that are not, which get a note."""
    found: list[Source] = []
    unread: set[str] = set()
    for path in [*schema_files(folder), *folder.glob(IMPORT)]:
        place = path.relative_to(folder).as_posix()
        if not path.exists():
            notes.cases.append(Case("no_file", place, 0, {"file": place}))
            unread.add(place)
            continue
        try:
            source = read_source(path, place)
        except UnicodeDecodeError as problem:
            notes.cases.append(Case("not_utf8", place, 0, {"offset": problem.start}))
            unread.add(place)
            continue
        except yaml.YAMLError as problem:
            mark = getattr(problem, "problem_mark", None)
            line = mark.line + 1 if mark is not None else 1
            notes.cases.append(Case("not_yaml", f"{place}:{line}", line, {"line": line}))
            unread.add(place)
            continue
        for key, line in doubled_keys(source.node):
            notes.cases.append(Case("doubled_key", f"{place}:{line}", line, {"key": key}))
        found.append(source)
    if not any("/" in source.place for source in found):
        notes.cases.append(Case("no_tabs", ".", 0, {"folder": folder.name}))
    return found, unread


def _world(sources: list[Source], unread: set[str], notes: Notes) -> World:
    """What could be built. A file of wrong form is left out and nothing that points to it is blamed."""
    sheets: list[tuple[Source, SheetSchema]] = []
    lists: dict[str, tuple[Member, ...]] = {}
    indicators: list[tuple[int, Indicator]] = []
    broken = {_guessed(place) for place in unread}
    by_place: dict[str, Source] = {}
    for source in sources:
        by_place[source.place] = source
        if source.place == IMPORT:
            continue
        content = sound_content(source, notes)
        if content is None:
            broken.add(_name(source))
            continue
        try:
            if source.place == "lists.yaml":
                lists = {name: tuple(member_from(m, name) for m in members) for name, members in content.items()}
            elif source.place == "indicators.yaml":
                indicators = [(i, indicator_from(one, source.place)) for i, one in enumerate(content)]
            else:
                sheets.append((source, sheet_from(content, source.place)))
        except SchemaError:  # the form was sound, so this cannot be; the file is left out all the same
            broken.add(_name(source))
    return World(tuple(sheets), lists, tuple(indicators), load_findings(), frozenset(broken), by_place)


def _name(source: Source) -> str:
    named = source.content.get("name") if isinstance(source.content, Mapping) and "/" in source.place else None
    return str(named or _guessed(source.place))


def _guessed(place: str) -> str:
    """The name that the tab of an unreadable file most likely has; other files go by their place."""
    folder, slash, stem = place.removesuffix(".yaml").partition("/")
    return place if not slash else f"master_{stem}" if folder == "master" else stem
