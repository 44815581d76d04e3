"""A book as an Excel file."""

from __future__ import annotations

import io

import xlsxwriter


def export_xlsx(spreadsheet: dict) -> bytes:
    """The Spreadsheet resource (spreadsheets.get with includeGridData=true) as xlsx bytes."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        for sheet in spreadsheet.get("sheets", []):
            page = book.add_worksheet(sheet["properties"]["title"][:31])
            for block in sheet.get("data", []):
                for r, line in enumerate(block.get("rowData", []), block.get("startRow", 0)):
                    for c, cell in enumerate(line.get("values", []), block.get("startColumn", 0)):
                        for shown in cell.get("effectiveValue", {}).values():
                            page.write(r, c, shown if not isinstance(shown, dict) else cell.get("formattedValue", ""))
    return buffer.getvalue()
