"""The sample ward in real books: laid out as any ward's, then typed as leaders type."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path

import yaml

from toso import resources
from toso.core.book_facts import Desk
from toso.core.importing.aliases import compile_aliases
from toso.core.importing.read import Imported, read_list
from toso.core.importing.to_book import place
from toso.core.importing.values import Plan
from toso.google.books import Books
from toso.jobs.facts_of import group_facts, ward_facts
from toso.jobs.layout_book import lay_out
from toso.jobs.list_files import read_file
from toso.model import Group
from toso.sample.make import SampleWard
from toso.sample.typing import type_rows
from toso.sample.world import IMPORTED, PLAN_END, PLAN_START, SampleGroup, key_of
from toso.schema.types import BookKind, Schema
from toso.settings import Settings

LISTS = resources.PACKAGE / "sample" / "lists"
WARD: BookKind = "ward"
MASTER: BookKind = "master"


def field_list(group: str) -> Imported:
    """The old list of one of the four groups that are imported."""
    described = yaml.safe_load((resources.path("sheets_schema") / "import.yaml").read_text(encoding="utf-8"))
    return read_list(read_file(LISTS / IMPORTED[group]), group, compile_aliases(described), Plan(PLAN_START, PLAN_END))


def import_households(schema: Schema, group: SampleGroup) -> None:
    """The group's household rows from its old list, in the numbered rows from the first on."""
    sheet = schema.tables["households"]
    found = field_list(group.code)
    codes = [key_of(sheet, group.code, n) for n in range(1, len(found.rows) + 1)]
    group.rows["households"] = [{"household_code": code, **cells} for code, cells in place(found, codes, []).rows.items()]


def make_group_book(books: Books, desk: Desk, group: SampleGroup, settings: Settings) -> str:
    """One group's book, laid out and typed; answers its id."""
    if group.code in IMPORTED:
        import_households(desk.schema, group)
    facts = group_facts(Group(group.code, group.name, group.households_official), settings, books.session.user)
    made = books.drive.create(facts.title)
    lay_out(books, made, facts, desk)
    if group.rows:
        type_rows(books.session.client.open_by_key(made), desk.schema, group.rows)
    return made


def make_ward_books(books: Books, desk: Desk, ward: SampleWard, groups: Mapping[str, str], settings: Settings) -> dict[str, str]:
    """The ward's own book, with its registry of ``groups`` (code → book id), and the master; kind → book id."""
    made: dict[str, str] = {}
    for kind in (WARD, MASTER):
        facts = ward_facts(kind, settings, books.session.user)
        made[kind] = books.drive.create(facts.title)
        lay_out(books, made[kind], facts, desk)
    registry = [{**row, "book_id": groups[str(row["group_code"])]} for row in ward.ward_rows["groups"]]
    type_rows(books.session.client.open_by_key(made[WARD]), desk.schema, {**ward.ward_rows, "groups": registry})
    return made


def write_planted(ward: SampleWard, path: Path) -> None:
    """The list of what was planted, one JSON document."""
    path.write_text(
        json.dumps([asdict(one) for one in ward.planted], ensure_ascii=False, indent=1, default=date.isoformat) + "\n", encoding="utf-8"
    )
