"""On the constraints of Table Schema the core says what frictionless says: 200 random schemas with random tables.

Cells are drawn so that both mean the same by them (no Vietnamese habits); what they must agree on is which cells break
which constraint. frictionless may name several constraints a cell, the core names one of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import frictionless
from frictionless import Package, Resource
from hypothesis import given, settings
from hypothesis import strategies as st

from toso.core.dates import show
from toso.core.validate import validate_book
from toso.model import BookResult, Context, Group, RawBook, RawTable
from toso.schema.types import Constraints, Field, ForeignKey, Member, Schema, SheetSchema
from typing_in import PLAN_END, PLAN_START, TODAY
from worlds import catalogue, fourth_quarter

CONTEXT = Context(Group("TDP03", "Tổ 3", 600), frozenset(), fourth_quarter(), PLAN_START, PLAN_END, TODAY)
OURS = {
    "missing_required": "required", "row_without_key": "required", "duplicate_key": "unique", "duplicate_value": "unique",
    "not_in_list": "enum", "bad_pattern": "pattern", "too_small": "minimum", "too_large": "maximum", "date_too_early": "minimum",
    "date_too_late": "maximum", "too_short": "minLength", "too_long": "maxLength", "bad_number": "type", "bad_date": "type",
    "bad_yes_no": "type", "unknown_reference": "foreign-key",
}
WORDS = ("A1", "A2", "B1", "Ab", "abcd", "B12", "x", "Hoa", "hoa", "abc12", "ABC")
PEOPLE = ("TV01", "TV02", "TV03")
days = st.dates(date(2025, 8, 1), date(2026, 1, 31))


@dataclass(frozen=True)
class Column:
    field: Field
    cells: st.SearchStrategy[Any]


def texts() -> st.SearchStrategy[Column]:
    constraints = st.builds(
        Constraints, required=st.booleans(), unique=st.booleans(), pattern=st.sampled_from([None, "[A-Z][0-9]", "[A-Za-z]+", "[A-C].*"]),
        min_length=st.sampled_from([None, 2, 3]), max_length=st.sampled_from([None, 2, 4]),
    )
    return constraints.map(lambda one: Column(Field("", "", constraints=one), st.sampled_from((*WORDS, None, ""))))


def choices() -> st.SearchStrategy[Column]:
    field = st.booleans().map(lambda required: Field("", "", list="letters", constraints=Constraints(required=required)))
    return field.map(lambda one: Column(one, st.sampled_from(("Hoa", "x", "B12", "Không", "y", None, ""))))


def whole_numbers() -> st.SearchStrategy[Column]:
    constraints = st.builds(Constraints, required=st.booleans(), unique=st.booleans(), minimum=st.sampled_from([None, 0, 2]), maximum=st.sampled_from([None, 5, 7]))
    cells = st.one_of(st.integers(-2, 9), st.integers(-2, 9).map(str), st.sampled_from((2.5, "x", "năm", None, "")))
    return constraints.map(lambda one: Column(Field("", "", type="integer", constraints=one), cells))


def yes_or_no() -> st.SearchStrategy[Column]:
    return st.booleans().map(lambda required: Column(Field("", "", type="boolean", constraints=Constraints(required=required)), st.sampled_from((True, False, "TRUE", "false", "1", "0", "?", "2", None, ""))))


def dates() -> st.SearchStrategy[Column]:
    constraints = st.builds(Constraints, required=st.booleans(), unique=st.booleans(), minimum=st.sampled_from([None, "2025-09-01", "2025-10-05"]), maximum=st.sampled_from([None, "2025-12-14"]))
    cells = st.one_of(days.map(show), days.map(show), st.sampled_from(("30/02/2025", "31/11/2025", "hôm qua", None, "")))
    return constraints.map(lambda one: Column(Field("", "", type="date", constraints=one), cells))


def references() -> st.SearchStrategy[Column]:
    return st.just(Column(Field("", "", format="reference"), st.sampled_from((*PEOPLE, "TV77", "TV09", None, ""))))


@st.composite
def tables(draw: st.DrawFn) -> tuple[SheetSchema, list[list[Any]]]:
    columns = draw(st.lists(st.one_of(texts(), choices(), whole_numbers(), yes_or_no(), dates(), references()), min_size=1, max_size=6))
    fields = [_named(one.field, f"c{place}") for place, one in enumerate(columns)]
    keys = st.sampled_from(("K1", "K2", "K3", "K4", "K5", "K6", "K7", "K8", "k9", "", None))
    count = draw(st.integers(1, 12))
    rows = [[draw(keys), "nội dung", *(draw(one.cells) for one in columns)] for _ in range(count)]
    key = Field("key", "Khóa", constraints=Constraints(required=True, unique=True, pattern="K[0-9]"))
    links = tuple(ForeignKey(one.name, "people", "code") for one in fields if one.format == "reference")
    return SheetSchema("table", "Bảng", "group", 2, "team", (key, Field("filled", "Có gì"), *fields), "key", links), rows


def _named(field: Field, name: str) -> Field:
    return Field(name, name.upper(), type=field.type, format=field.format, list=field.list, constraints=field.constraints)


LETTERS = tuple(Member(code, code) for code in ("Hoa", "x", "B12"))
PEOPLE_SHEET = SheetSchema("people", "Người", "group", 1, "team", (Field("code", "Mã"), Field("name", "Tên")), "code")
PEOPLE_ROWS = [[code, f"Người {code}"] for code in PEOPLE]


def by_the_core(sheet: SheetSchema, rows: list[list[Any]]) -> BookResult:
    schema = Schema({"people": PEOPLE_SHEET, "table": sheet}, {"letters": LETTERS}, {}, "oracle")
    raw = {
        "people": RawTable("people", "Người", ("Mã", "Tên"), PEOPLE_ROWS),
        "table": RawTable("table", "Bảng", tuple(one.title for one in sheet.fields), rows),
    }
    return validate_book(schema, RawBook("b", "TDP03", raw), CONTEXT, catalogue())


def ours(sheet: SheetSchema, rows: list[list[Any]]) -> set[tuple[int, str, str]]:
    """Of doubled values the first is told as well by the core; frictionless tells the later ones."""
    result = by_the_core(sheet, rows)
    firsts: set[tuple[str, int]] = set()
    seen: dict[tuple[str, str], int] = {}
    for one in sorted(result.findings, key=lambda one: one.row):
        if OURS[one.kind] == "unique" and seen.setdefault((one.column, str(one.facts["rows"])), one.row) == one.row:
            firsts.add((one.column, one.row))
    return {
        (one.row, one.column, OURS[one.kind]) for one in result.findings if not (OURS[one.kind] == "unique" and (one.column, one.row) in firsts)
    }


def theirs(sheet: SheetSchema, rows: list[list[Any]]) -> set[tuple[int, str, str]]:
    descriptor = {
        "fields": [_descriptor(one) for one in sheet.fields], "primaryKey": ["key"],
        "foreignKeys": [{"fields": [key.field], "reference": {"resource": "people", "fields": ["code"]}} for key in sheet.foreign_keys],
    }
    people = Resource(name="people", data=[["code", "name"], *PEOPLE_ROWS])
    main = Resource(name="table", data=[[one.name for one in sheet.fields], *rows], schema=frictionless.Schema.from_descriptor(descriptor))
    Package(resources=[people, main])
    report = main.validate(limit_errors=100_000)
    found = set()
    for error in report.tasks[0].errors:
        if error.type == "primary-key":
            continue  # told by required and unique as well
        if error.type == "foreign-key":
            found |= {(error.row_number, name, "foreign-key") for name in error.field_names}
            continue
        kind = {"type-error": "type", "unique-error": "unique"}.get(error.type) or error.note.split('"')[1]
        found.add((error.row_number, error.field_name, kind))
    return found


def _descriptor(one: Field) -> dict[str, Any]:
    limits = one.constraints
    wanted = {
        "required": limits.required or None, "unique": limits.unique or None, "pattern": limits.pattern, "minimum": _bound(limits.minimum),
        "maximum": _bound(limits.maximum), "minLength": limits.min_length, "maxLength": limits.max_length,
        "enum": [member.code for member in LETTERS] if one.list else None,
    }
    descriptor: dict[str, Any] = {"name": one.name, "type": one.type, "constraints": {name: value for name, value in wanted.items() if value is not None}}
    if one.type == "date":
        descriptor["format"] = "%d/%m/%Y"
    return descriptor


def _bound(value: Any) -> Any:
    return show(date.fromisoformat(value)) if isinstance(value, str) else value


@settings(max_examples=200, deadline=None)
@given(tables())
def test_the_core_and_frictionless_agree_on_every_cell_of_200_random_tables(table: tuple[SheetSchema, list[list[Any]]]) -> None:
    sheet, rows = table
    told, expected = ours(sheet, rows), theirs(sheet, rows)
    assert {one[:2] for one in told} == {one[:2] for one in expected}
    assert told <= expected


def test_each_constraint_is_told_by_both() -> None:
    fields = (
        Field("key", "Khóa", constraints=Constraints(required=True, unique=True, pattern="K[0-9]")), Field("filled", "Có gì"),
        Field("text", "Chữ", constraints=Constraints(min_length=2, max_length=3, unique=True)), Field("one", "Một", list="letters"),
        Field("number", "Số", type="integer", constraints=Constraints(minimum=1, maximum=5)), Field("yes", "Có", type="boolean", constraints=Constraints(required=True)),
        Field("day", "Ngày", type="date", constraints=Constraints(minimum="2025-09-01", maximum="2025-12-14")), Field("who", "Ai"),
    )
    sheet = SheetSchema("table", "Bảng", "group", 2, "team", fields, "key", (ForeignKey("who", "people", "code"),))
    rows = [
        ["K1", "x", "ab", "Hoa", 1, True, "05/10/2025", "TV01"], ["K1", "x", "ab", "y", 9, None, "15/12/2025", "TV77"],
        ["k3", "x", "a", "x", 0, "?", "31/08/2025", None], [None, "x", "abcd", None, "năm", "1", "30/02/2025", "TV02"],
    ]
    told = ours(sheet, rows)
    assert told == theirs(sheet, rows)
    assert {kind for _, _, kind in told} == set(OURS.values())
