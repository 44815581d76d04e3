"""The response tab of a Google Form: read whole in one call, never written."""

from __future__ import annotations

from typing import Any

from toso.core.text import header_key, strip_marks
from toso.errors import AccessError
from toso.google.books import Books
from toso.google.http import SHEETS
from toso.model import CellValue, RawTable

_MASK = "sheets(properties(title),data(startRow,startColumn,rowData(values(effectiveValue))))"
_STAMPS = ("timestamp", "dau thoi gian")


def read_responses(books: Books, book_id: str, tab: str = "") -> RawTable:
    """``tab``: its title; "" takes the first tab whose first column is the form's timestamp.

    Raises AccessError(``survey_no_tab``) where there is none, and what the session raises.
    """
    url = f"{SHEETS}/{book_id}"
    answer = books.session.http.send("get", url, params={"fields": _MASK}, repeatable=True).json()
    for sheet in answer.get("sheets") or ():
        title = str(sheet.get("properties", {}).get("title", ""))
        rows = _rows(sheet)
        header = tuple(rows[0]) if rows else ()
        if header_key(title) == header_key(tab) if tab else bool(header) and strip_marks(str(header[0])) in _STAMPS:
            return RawTable("survey", title, header, rows[1:], 2)
    raise AccessError("survey_no_tab", tab=tab)


def _rows(sheet: dict[str, Any]) -> list[list[CellValue]]:
    data = (sheet.get("data") or [{}])[0]
    return [[_value(cell) for cell in line.get("values") or ()] for line in data.get("rowData") or ()]


def _value(cell: dict[str, Any]) -> CellValue:
    value = cell.get("effectiveValue") or {}
    return next((value[kind] for kind in ("stringValue", "numberValue", "boolValue") if kind in value), None)
