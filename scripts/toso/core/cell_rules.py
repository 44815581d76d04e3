"""What a column's cells look like and accept, from the schema: number format, dropdown, warning, help.

Sources: https://developers.google.com/workspace/sheets/api/guides/formats (number formats),
https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/other#ConditionType
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from toso.core.formulas import letters
from toso.schema.types import Field, Schema, SheetSchema

Request = dict[str, Any]
Fill = Callable[..., str]
"""``fill(text, **facts)``: a sentence of templates/ with its facts."""


def number_format(field: Field, key: str | None) -> Request | None:
    """Codes and phones are text, so no zero is lost; days are day/month/year.

    None (automatic) for what the machine writes, the key apart: in a cell whose format is text, a formula that is put
    back would stand as its own letters.
    """
    if field.type == "date":
        return {"type": "DATE", "pattern": "dd/mm/yyyy"}
    if field.type == "datetime":
        return {"type": "DATE_TIME", "pattern": "hh:mm dd/mm/yyyy"}
    if field.type in ("integer", "number"):
        return {"type": "NUMBER", "pattern": "#,##0" if field.type == "integer" else "#,##0.##"}
    return None if field.owner == "machine" and field.name != key else {"type": "TEXT", "pattern": "@"}


def cell_format(field: Field, key: str | None) -> Request:
    """Format of the cells under the header. What the machine owns is grey."""
    found: Request = {
        "verticalAlignment": "MIDDLE",
        "wrapStrategy": "WRAP" if _is_long(field, key) else "CLIP",
    }
    shown = number_format(field, key)
    if shown:
        found["numberFormat"] = shown
    if field.type in ("boolean", "date", "integer") and field.format != "money":
        found["horizontalAlignment"] = "CENTER"  # a number at the right edge runs into the words of the next column
    if field.owner == "machine":
        found["hyperlinkDisplayType"] = "PLAIN_TEXT"  # what people typed is repeated here, and must not become a link
        found["backgroundColorStyle"] = {"rgbColor": {"red": 0.945, "green": 0.953, "blue": 0.957}}
    return found


def _is_long(field: Field, key: str | None) -> bool:
    """Words that must be read whole: free text, members of a list, and what the machine says (Kiểm tra, Cần sửa)."""
    said = field.owner == "machine" and field.type == "string" and field.name != key
    return field.format == "text" or bool(field.list) or said


def note(field: Field, words: Mapping[str, Any], fill: Fill) -> str:
    """The note on a header: help and an example."""
    example = fill(words["input"]["example"], example=field.example) if field.example else ""
    return "\n".join(part for part in (field.help, example) if part)


def validation(
    field: Field,
    table: SheetSchema,
    schema: Schema,
    words: Mapping[str, Any],
    fill: Fill,
    columns: Callable[[str, str], tuple[str, int] | None],
) -> Request | None:
    """The DataValidationRule of a column; closed lists refuse other entries, days and numbers only warn.

    ``columns(table, field)`` → (tab's title, 0-based column) of a column that a dropdown is filled from.
    """
    if field.owner == "machine":
        return None
    said = words["input"]
    if field.type == "boolean":
        return _one_of([words["yes_no"]["yes"], words["yes_no"]["no"]], said["boolean"])
    if field.list:
        return _one_of([member.title for member in schema.lists[field.list]], _help(field, said["list"]))
    for key in table.foreign_keys:
        if key.field == field.name:
            wanted = key.also[0] if key.also else key.reference
            where = columns(key.table, wanted)
            if where is None:
                return None
            title, column = where
            quoted = "'" + title.replace("'", "''") + "'"
            source = f"={quoted}!${letters(column)}$2:${letters(column)}"
            return {
                "condition": {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": source}]},
                "inputMessage": _help(field, said["list"]), "strict": not key.also, "showCustomUi": True,
            }  # fmt: skip
    if field.type in ("date", "datetime"):
        return _warn("DATE_IS_VALID", [], _help(field, fill(said["date"], example=field.example or "05/10/2025")))
    if field.type in ("integer", "number"):
        low, high = field.constraints.minimum, field.constraints.maximum
        message = _help(field, fill(said["number"], example=field.example or "4"))
        if isinstance(low, int) and isinstance(high, int):
            return _warn("NUMBER_BETWEEN", [low, high], message)
        return _warn("NUMBER_GREATER_THAN_EQ", [low if isinstance(low, int) else 0], message)
    return None


def _help(field: Field, otherwise: str) -> str:
    return f"{field.help} {otherwise}".strip() if field.help and field.help not in otherwise else otherwise


def _one_of(titles: list[str], message: str) -> Request:
    values = [{"userEnteredValue": title} for title in titles]
    return {
        "condition": {"type": "ONE_OF_LIST", "values": values},
        "inputMessage": message,
        "strict": True,
        "showCustomUi": True,
    }


def _warn(kind: str, values: list[int], message: str) -> Request:
    condition: Request = {"type": kind}
    if values:
        condition["values"] = [{"userEnteredValue": str(value)} for value in values]
    return {"condition": condition, "inputMessage": message, "strict": False}
