"""drive.files.export: csv and tab-separated text of the first sheet, xlsx of the whole book.

Source: https://developers.google.com/workspace/drive/api/guides/ref-export-formats
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from localsheets.access import READ
from localsheets.defaults import SPREADSHEET
from localsheets.drive.resource import EXPORTS
from localsheets.errors import DriveError
from localsheets.model import Book
from localsheets.values import Renderer
from localsheets.wire import Response

if TYPE_CHECKING:
    from localsheets.context import Context

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export(ctx: Context, file_id: str) -> Response:
    mime = dict(ctx.request.query).get("mimeType", "")
    file = ctx.file(file_id, READ)
    if not mime:
        raise DriveError(400, "Required parameter: mimeType", "required", "mimeType")
    if file["mimeType"] != SPREADSHEET:
        raise DriveError(403, "Export only supports Docs Editors files.", "fileNotExportable")
    if mime not in EXPORTS:
        raise DriveError(400, "The requested conversion is not supported.", "badRequest", "convertTo")
    book = ctx.book(file_id)
    if mime == "text/csv":
        return _answer(_text(ctx, book, ","), "text/csv")
    if mime == "text/tab-separated-values":
        return _answer(_text(ctx, book, "\t"), mime)
    if mime == XLSX:
        return _answer(_xlsx(ctx, book), mime)
    raise DriveError(501, f"This stand-in cannot export to {mime}.", "notImplemented", "mimeType")


def _answer(body: bytes, mime: str) -> Response:
    headers = {"Content-Type": mime, "Content-Disposition": "attachment", "Cache-Control": "private, max-age=0, must-revalidate"}
    return Response(200, body, headers)


def _text(ctx: Context, book: Book, separator: str) -> bytes:
    """The first sheet as it is shown, every row as wide as the widest."""
    sheet = next((s for s in book.sheets if not s.properties.get("hidden")), book.sheets[0])
    rows = Renderer(ctx.calculator(book), "FORMATTED_VALUE", "SERIAL_NUMBER").rows(sheet, sheet.full())
    width = max((len(row) for row in rows), default=0)
    if separator == "\t":
        lines = ["\t".join(str(v).replace("\t", " ").replace("\n", " ") for v in row + [""] * (width - len(row))) for row in rows]
        return "\r\n".join(lines).encode("utf-8", "replace")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow(row + [""] * (width - len(row)))
    return out.getvalue().removesuffix("\r\n").encode("utf-8", "replace")


#: What the file holds of a cell; how it looks after all rules is left to the program that opens it.
_XLSX = (
    "properties,namedRanges,sheets(data(rowMetadata,columnMetadata,rowData/values("
    "userEnteredValue,effectiveValue,userEnteredFormat,note,dataValidation,textFormatRuns)))"
)


def _xlsx(ctx: Context, book: Book) -> bytes:
    from localsheets import fieldmask
    from localsheets.render import book_resource
    from localsheets.spreadsheets import url
    try:
        from localsheets.xlsx import export_xlsx
    except ImportError:
        raise DriveError(501, f"This stand-in cannot export to {XLSX} without XlsxWriter.", "notImplemented", "mimeType") from None

    calculator = ctx.calculator(book)
    resource = book_resource(book, calculator, url(book.id), fieldmask.parse(_XLSX), True)
    return export_xlsx(resource, calculator.now, calculator.number_format)
