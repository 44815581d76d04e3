"""The table of clauses in sheets_schema/README.md and the files say the same, both ways."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from toso import resources
from toso.schema.load import load_schema
from toso.schema.vocabulary import places

SCHEMA = load_schema()
PLACES = places(SCHEMA.tables, SCHEMA.lists)


@dataclass(frozen=True)
class Clause:
    number: str
    tabs: tuple[str, ...]
    columns: tuple[str, ...]
    indicators: tuple[str, ...]
    places: tuple[str, ...]
    note: str


def named(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]+)`", cell))


def table() -> list[Clause]:
    text = (resources.path("sheets_schema") / "README.md").read_text("utf-8")
    found = []
    for line in text[text.index("| Clause |") :].splitlines()[2:]:
        number, _asks, tabs, columns, indicators, shown, note = (cell.strip() for cell in line.strip("|").split(" | "))
        found.append(Clause(number, named(tabs), named(columns), named(indicators), named(shown), note))
    return found


def outline() -> list[str]:
    """The clauses of the plan: roman numbers, numbers, letters and dashes; only what has nothing below it."""
    found: list[str] = []
    roman = number = letter = ""
    dashes = 0
    for line in (Path(__file__).parent / "plan_outline.txt").read_text("utf-8").splitlines():
        mark = line.split()[0]
        if re.fullmatch(r"[IV]+\.", mark):
            roman, number, letter, dashes = mark[:-1], "", "", 0
        elif re.fullmatch(r"\d\.", mark):
            number, letter, dashes = mark[:-1], "", 0
        elif re.fullmatch(r"[a-d]\)", mark):
            letter, dashes = mark[:-1], 0
        else:
            dashes += 1
        found.append(".".join(part for part in (roman, number, letter, str(dashes or "")) if part))
    alone = [one for one in found if not (one.endswith(".1") and f"{one[:-1]}2" not in found and one[:-2] in found)]
    return [one for one in alone if not any(other.startswith(one + ".") for other in alone)]


ROWS = table()


def serves(row: Clause, clause: str) -> bool:
    return row.number == clause or row.number.startswith(clause + ".")


def test_every_clause_of_the_plan_has_its_row_in_the_plans_order() -> None:
    assert [row.number for row in ROWS] == outline()


def test_every_tab_column_indicator_and_place_that_the_table_names_is_there() -> None:
    for row in ROWS:
        assert set(row.tabs) <= set(SCHEMA.tables), row.number
        assert set(row.indicators) <= set(SCHEMA.indicators), row.number
        assert set(row.places) <= PLACES, row.number
        for column in row.columns:
            tab, name = column.split(".")
            assert tab in row.tabs, f"{row.number}: {column}"
            assert SCHEMA.tables[tab].field(name), f"{row.number}: {column}"


def test_every_indicator_stands_in_the_table_beside_each_clause_it_serves() -> None:
    for one in SCHEMA.indicators.values():
        assert one.plan, one.name
        for clause in one.plan:
            rows = [row for row in ROWS if serves(row, clause)]
            assert any(one.name in row.indicators for row in rows), f"{one.name}: {clause}"


def test_every_tab_stands_in_the_table_beside_each_clause_it_serves() -> None:
    for sheet in SCHEMA.tables.values():
        assert sheet.plan or sheet.hidden, sheet.name
        for clause in sheet.plan:
            assert any(serves(row, clause) and sheet.name in row.tabs for row in ROWS), f"{sheet.name}: {clause}"


def test_what_the_table_says_of_a_clause_the_files_say_too() -> None:
    for row in ROWS:
        for name in (*row.tabs, *row.indicators):
            plan = SCHEMA.indicators[name].plan if name in row.indicators else SCHEMA.tables[name].plan
            assert any(serves(row, clause) for clause in plan), f"{row.number}: {name}"


def test_a_figure_stands_beside_the_tab_it_is_counted_from() -> None:
    for row in ROWS:
        for name in row.indicators:
            assert SCHEMA.indicators[name].table in row.tabs, f"{row.number}: {name}"


def test_every_place_of_a_clause_with_figures_shows_one_of_them_or_is_a_section_of_its_own() -> None:
    sections = {f"report.{member.code}" for member in SCHEMA.lists["report_sections"]}
    for row in ROWS:
        shown = {place for name in row.indicators for place in SCHEMA.indicators[name].shown}
        assert row.places, row.number
        for place in row.places:
            assert place in sections or place in shown, f"{row.number}: {place}"


def test_a_clause_without_a_figure_says_where_it_is_honoured() -> None:
    without = [row for row in ROWS if not row.indicators]
    assert without
    for row in without:
        assert row.note.startswith("not a figure: "), row.number
