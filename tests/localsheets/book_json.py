"""A Spreadsheet resource for tests of the export: cells by name, formulas calculated, rules and formats as given."""

from __future__ import annotations

from formula_grid import Book, place

from localsheets.formula import FormulaError


def extended(value):
    """A value as an ExtendedValue."""
    if isinstance(value, FormulaError):
        return {"errorValue": {"type": value.type, "message": value.message}}
    kind = "boolValue" if isinstance(value, bool) else "stringValue" if isinstance(value, str) else "numberValue"
    return {kind: value}


def sheet(cells, *, title="Tổ 3", sheet_id=0, book=None, formats=None, extra=None, grid=None, rows=100, columns=26, **parts):
    """A Sheet: `cells` {"A1": value or formula}, `formats` {"A1": CellFormat}, `extra` {"A1": more CellData}."""
    formats, extra = formats or {}, extra or {}
    dates = {at: one["numberFormat"] for at, one in formats.items() if "numberFormat" in one}
    book = book or Book(cells, rows=rows, columns=columns, formats=dates)
    table: dict[int, dict[int, dict]] = {}
    for name in {**cells, **formats, **extra}:
        row, column = place(name)
        data: dict = dict(extra.get(name, {}))
        held = cells.get(name)
        if isinstance(held, str) and held.startswith("="):
            done = book_computed(book, title, row, column, held)
            data["userEnteredValue"] = {"formulaValue": held}
            if done.value is not None:
                data["effectiveValue"] = extended(done.value)
            if done.number_format:
                data["effectiveFormat"] = {"numberFormat": done.number_format}
            for down, line in enumerate(done.array or []):
                for right, cell in enumerate(line):
                    if down or right:
                        table.setdefault(row + down, {})[column + right] = {"effectiveValue": extended(cell)}
        elif held is not None:
            data["userEnteredValue"] = data["effectiveValue"] = extended(held)
        if name in formats:
            data["userEnteredFormat"] = formats[name]
        table.setdefault(row, {})[column] = data
    lines = [{"values": line_of(table.get(r, {}))} for r in range(max(table, default=-1) + 1)]
    properties = {"sheetId": sheet_id, "title": title, "gridProperties": {"rowCount": rows, "columnCount": columns, **(grid or {})}}
    for name in ("hidden", "tabColorStyle", "tabColor", "rightToLeft"):
        if name in parts:
            properties[name] = parts.pop(name)
    data = {"rowData": lines, **{name: parts.pop(name) for name in ("rowMetadata", "columnMetadata") if name in parts}}
    return {"properties": properties, "data": [data], **parts}


def book_computed(book, title, row, column, formula):
    from formula_grid import NOON

    from localsheets.formula import compute

    return compute(formula, book, title, row, column, book.locale, NOON)


def line_of(cells):
    return [cells.get(c, {}) for c in range(max(cells, default=-1) + 1)]


def spreadsheet(*sheets, locale="en_US", **parts):
    """A Spreadsheet resource."""
    return {"properties": {"title": "Sổ Tổ 3", "locale": locale}, "sheets": list(sheets), **parts}
