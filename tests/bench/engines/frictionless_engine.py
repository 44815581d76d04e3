"""frictionless: its own types and constraints wherever they can say the rule (boolean words, enum, pattern, required,
primary key, bounds, lengths), a row check of its own for the rest (days, phones, identity numbers, the rule across columns).
"""

from __future__ import annotations

import unicodedata
from typing import ClassVar

from frictionless import Check, Checklist, Resource, Schema, checks, errors, fields

from engines import by_cell
from household_tables import COLUMNS, PLATFORMS, SHEET, WAYS
from toso.core.lists import NO, YES

LIMITS = {one.name: one.constraints.max_length for one in SHEET.fields if one.constraints.max_length}
BY_CHECK = ("phone", "guided_on")
"""Kinds of days and phones are more than one type can tell."""
RULE = f"guided_on != None or not ({' or '.join(PLATFORMS)})"
UNMARKED = {"co": "có", "da": "đã", "roi": "rồi", "khong": "không", "chua": "chưa"}


def _spellings(words):
    marked = {*words, *(UNMARKED.get(word, word) for word in words)}
    cased = {form for word in marked for form in (word, word.upper(), word.capitalize())}
    return sorted(cased | {unicodedata.normalize("NFD", word) for word in cased})


class Household(Check):
    type = "household"
    Errors: ClassVar = [errors.CellError]

    def __init__(self, groups):
        super().__init__()
        self.codes = {code for code, _ in groups}
        self.group_of = [code for code, rows in groups for _ in rows]

    def validate_row(self, row):
        cells = row.cells
        for name in (*BY_CHECK, *LIMITS):
            raw = cells[COLUMNS.index(name)]
            try:
                by_cell.read(name, raw)
            except by_cell.Wrong as error:
                if error.args[0] != "too_long":
                    yield errors.CellError.from_row(row, note=error.args[0], field_name=name)
        other = str(row["household_code"]).rpartition("-")[0]
        if other in self.codes and other != self.group_of[row.row_number - 2]:
            yield errors.CellError.from_row(row, note="other_group_code", field_name="household_code")


def _schema() -> Schema:
    columns = {name: fields.AnyField(name=name) for name in COLUMNS}
    columns["household_code"] = fields.StringField(
        name="household_code", constraints={"required": True, "unique": True, "pattern": "TDP[0-9]{2}-[0-9]{6}"}
    )
    for name, limit in LIMITS.items():
        columns[name] = fields.StringField(name=name, constraints={"maxLength": limit})
    columns["persons"] = fields.IntegerField(name="persons", constraints={"minimum": 1, "maximum": 30})
    columns["persons"].group_char = "."
    names = [name for one in WAYS for name in (one.title, *one.aliases)]
    columns["guided_how"] = fields.StringField(name="guided_how", constraints={"enum": _spellings(names) + _spellings([n.lower() for n in names])})
    for name in PLATFORMS:
        columns[name] = fields.BooleanField(name=name, constraints={})
        columns[name].true_values, columns[name].false_values = _spellings(YES), _spellings(NO)
    return Schema(fields=list(columns.values()), missing_values=["", "-", "—"])


STANDARD = (
    ("required", "row_without_key"), ("pattern", "bad_pattern"), ("maxLength", "too_long"), ("minimum", "too_small"),
    ("maximum", "too_large"), ("enum", "not_in_list"),
)


def _kind(error):
    if error.type == "type-error":
        try:
            by_cell.read(error.field_name, error.cell)
        except by_cell.Wrong as wrong:
            return wrong.args[0]
    if error.type == "unique-error":
        return "duplicate_key"
    return next((ours for theirs, ours in STANDARD if f'constraint "{theirs}' in error.note), error.note)


def _finding(error):
    if error.type == "row-constraint":
        return error.row_number, "guided_on", "platform_without_date"
    return error.row_number, error.field_name, _kind(error)


def find(groups):
    rows = [[cell.strip() if isinstance(cell, str) else cell for cell in row] for _, rows in groups for row in rows]
    resource = Resource(data=[list(COLUMNS), *rows], schema=_schema())
    report = resource.validate(Checklist(checks=[Household(groups), checks.row_constraint(formula=RULE)]), limit_errors=10_000_000)
    found = {_finding(error) for error in report.tasks[0].errors}
    known = {(row, column) for row, column, kind in found if kind not in ("too_long", "duplicate_key")}
    found = {one for one in found if one[2] != "too_long" or one[:2] not in known}
    keyed = {row for row, column, kind in found if column == "household_code" and kind in ("bad_pattern", "row_without_key")}
    found = {one for one in found if one[2] != "duplicate_key" or one[0] not in keyed}
    twins = {rows[row - 2][0] for row, _, kind in found if kind == "duplicate_key"}
    return list(found | {(n, "household_code", "duplicate_key") for n, row in enumerate(rows, 2) if row[0] in twins})
