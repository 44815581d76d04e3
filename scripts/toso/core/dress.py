"""How a tab looks and what its cells accept: everything of the layout that holds no value."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from toso.core import batch, cell_rules
from toso.core.batch import Request, area
from toso.core.book_facts import BookFacts, Desk
from toso.core.formulas import keyless_rule, paint_rule, starts_with_rule
from toso.core.guide import BANNER_ROW, GUIDE, lines
from toso.core.machine_sheet import CHECKED, STANDS, painted_fields, people_fields
from toso.core.sheet_state import WRONG
from toso.schema.types import Field, SheetSchema

HEADER_PIXELS, BANNER_PIXELS, MACHINE_COLUMN_PIXELS = 48, 84, 60
INK, PAPER = "#202124", "#FFFFFF"
PAINT, PAINT_INK = "#FCE1C8", "#7A2E00"
"""Orange, contrast 7.6:1: a cell to mend."""
RIGHT_INK, WAIT_INK = "#174EA6", "#5F4B00"
DEFAULT_COLOUR = "#5F6368"
BAND = "#F6F9FE"

Columns = Callable[[str, str], tuple[str, int] | None]


def is_guided(table: SheetSchema) -> bool:
    """Whether the tab is checked row by row and speaks to its leader."""
    return table.owner == "team" and table.primary_key is not None


def names_columns(table: SheetSchema) -> bool:
    """Whether laying out writes the header of the tab's columns. Of the master it only sets the widths: what stands in
    it, header and all, is rewritten whole when it is counted."""
    return table.book != "master"


def all_columns(table: SheetSchema) -> list[str]:
    """Names of the columns of a new tab, in order."""
    return [one.name for one in table.fields] + ([WRONG] if is_guided(table) else [])


def dress(
    table: SheetSchema,
    sheet: int,
    placed: Mapping[str, int],
    header_row: int,
    facts: BookFacts,
    desk: Desk,
    columns: Columns,
) -> list[Request]:
    """Requests that dress a tab whose fields stand in the columns ``placed``; nothing here writes a value."""
    found: list[Request] = []
    for field in table.fields:
        if field.name in placed:
            found += _column(field, table, sheet, placed[field.name], header_row, desk, columns)
    if WRONG in placed:
        found.append(plain(sheet, placed[WRONG], header_row))
        found.append(batch.size(batch.columns(sheet, placed[WRONG], placed[WRONG] + 1), MACHINE_COLUMN_PIXELS, True))
    if placed:
        found.append(batch.size(batch.rows(sheet, header_row, header_row + 1), HEADER_PIXELS))
        found.append(_banding(sheet, header_row, max(placed.values()) + 1, table))
    if not names_columns(table):
        found += [batch.size(batch.columns(sheet, i, i + 1), one.width) for i, one in enumerate(table.fields)]
    if table.name == GUIDE:
        found += [_banner(sheet), *_guide_rows(sheet, table.fields[0].width, lines(facts, desk))]
    found += _protection(table, sheet, placed, header_row, facts, desk)
    return found + paint(table, sheet, placed, header_row, desk)


def _column(
    field: Field, table: SheetSchema, sheet: int, column: int, header_row: int, desk: Desk, columns: Columns
) -> list[Request]:
    body = area(sheet, header_row + 1, None, column, column + 1)
    head: Request = {
        "userEnteredFormat": {
            "backgroundColorStyle": batch.colour(table.colour or DEFAULT_COLOUR),
            "textFormat": {"bold": True, "foregroundColorStyle": batch.colour(PAPER)},
            "horizontalAlignment": "CENTER", "verticalAlignment": "MIDDLE", "wrapStrategy": "WRAP",
        },
        "note": cell_rules.note(field, desk.words, desk.fill),
    }  # fmt: skip
    style = cell_rules.cell_format(field, table.primary_key)
    found = [
        batch.repeat(area(sheet, header_row, header_row + 1, column, column + 1), head, "userEnteredFormat,note"),
        batch.repeat(body, {"userEnteredFormat": style}, "userEnteredFormat(" + ",".join(style) + ")"),
        batch.size(batch.columns(sheet, column, column + 1), field.width, field.hidden or None),
    ]
    rule = cell_rules.validation(field, table, desk.schema, desk.words, desk.fill, columns)
    if rule:
        found.append({"setDataValidation": {"range": body, "rule": rule}})
    return found


def _guide_rows(sheet: int, width: int, said: list[str]) -> list[Request]:
    """Rows as high as their words are long, so that no program cuts them."""
    found = []
    for row, text in enumerate(said):
        high = BANNER_PIXELS if row == BANNER_ROW else 8 + 18 * -(-len(text) * 7 // width)
        found.append(batch.size(batch.rows(sheet, row, row + 1), high))
    return found


def plain(sheet: int, column: int, header_row: int) -> Request:
    """Automatic number format for a column of formulas: under the format "text" they would stand as letters."""
    return batch.repeat(area(sheet, header_row + 1, None, column, column + 1), {}, "userEnteredFormat.numberFormat")


def _banner(sheet: int) -> Request:
    style: Request = {
        "backgroundColorStyle": batch.colour("#E8F0FE"),
        "textFormat": {"bold": True, "fontSize": 12, "foregroundColorStyle": batch.colour(RIGHT_INK)},
        "verticalAlignment": "MIDDLE",
        "wrapStrategy": "WRAP",
    }
    fields = "userEnteredFormat(" + ",".join(style) + ")"
    return batch.repeat(area(sheet, BANNER_ROW, BANNER_ROW + 1, 0, 1), {"userEnteredFormat": style}, fields)


def _banding(sheet: int, header_row: int, width: int, table: SheetSchema) -> Request:
    properties = {
        "headerColorStyle": batch.colour(table.colour or DEFAULT_COLOUR),
        "firstBandColorStyle": batch.colour(PAPER),
        "secondBandColorStyle": batch.colour(BAND),
    }
    return {
        "addBanding": {"bandedRange": {"range": area(sheet, header_row, None, 0, width), "rowProperties": properties}}
    }


def _protection(
    table: SheetSchema, sheet: int, placed: Mapping[str, int], header_row: int, facts: BookFacts, desk: Desk
) -> list[Request]:
    """Whole machine tabs are closed to others; over people's tabs a change of headers or machine columns only warns,
    because a hard protection across rows keeps editors from inserting and deleting them."""
    words = desk.words["protected"]

    def guard(where: Request, why: str, warning: bool) -> Request:
        one: Request = {"range": where, "description": why, "warningOnly": warning}
        if not warning and "@" in facts.editor:
            one["editors"] = {"users": [facts.editor]}
        return {"addProtectedRange": {"protectedRange": one}}

    if table.owner == "machine":
        return [guard(area(sheet), words["machine"], False)]
    found = [guard(area(sheet, header_row, header_row + 1), words["header"], True)] if placed else []
    if is_guided(table):
        for name in (str(table.primary_key), "check", WRONG):
            if name in placed:
                found.append(
                    guard(area(sheet, header_row + 1, None, placed[name], placed[name] + 1), words["column"], True)
                )
    return found


def paint(table: SheetSchema, sheet: int, placed: Mapping[str, int], header_row: int, desk: Desk) -> list[Request]:
    """Conditional formats, first the strongest; each looks only at its own row. They begin at the header, which none of
    them can paint, so that a row inserted right under it is inside."""
    key = table.primary_key
    if not is_guided(table) or WRONG not in placed or key is None or key not in placed:
        return []
    orange: Request = {
        "backgroundColorStyle": batch.colour(PAINT), "textFormat": {"bold": True, "foregroundColorStyle": batch.colour(PAINT_INK)},
    }  # fmt: skip
    words = {
        **orange,
        "textFormat": {"foregroundColorStyle": batch.colour(PAINT_INK)},
    }  # bold words would be cut sooner
    rules: list[tuple[int, int, str, Request]] = []
    for field in painted_fields(table):
        if field.name in placed:
            column = placed[field.name]
            rules.append((column, column + 1, paint_rule(field.name, placed[WRONG]), orange))
    if "check" in placed:
        column = placed["check"]
        for sign, style in (
            (STANDS, words),
            (CHECKED, _ink(RIGHT_INK)),
            (desk.words["check"]["mended"], _ink(WAIT_INK)),
        ):
            rules.append((column, column + 1, starts_with_rule(column, sign), style))
    runs = _runs(sorted(placed[one.name] for one in people_fields(table) if one.name in placed))
    if runs:
        formula = keyless_rule(placed[key], runs, header_row + 1)
        rules += [(first, last + 1, formula, orange) for first, last in [(placed[key],) * 2, *runs]]
    return [
        {"addConditionalFormatRule": {"index": index, "rule": {
            "ranges": [area(sheet, header_row, None, first, end)],
            "booleanRule": {
                "condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]}, "format": style,
            },
        }}}
        for index, (first, end, formula, style) in enumerate(rules)
    ]  # fmt: skip


def _ink(colour: str) -> Request:
    return {"textFormat": {"bold": True, "foregroundColorStyle": batch.colour(colour)}}


def _runs(columns: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for column in columns:
        if runs and runs[-1][1] == column - 1:
            runs[-1] = (runs[-1][0], column)
        else:
            runs.append((column, column))
    return runs


def stamp(table: SheetSchema, facts: BookFacts, desk: Desk, columns: Columns, formulas: Mapping[str, str]) -> str:
    """Fingerprint of how the tab should look, wherever its columns stand: unlike in the book → it is dressed again."""
    placed = {name: index for index, name in enumerate(all_columns(table))} if names_columns(table) else {}
    wanted: list[Any] = [dress(table, 0, placed, 0, facts, desk, columns), dict(formulas), table.title, table.colour]
    return sha256(json.dumps(wanted, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]
