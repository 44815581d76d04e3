"""Uploads: csv into a spreadsheet (Drive v2 `convert`, Drive v3 media and multipart).

Source: https://developers.google.com/workspace/drive/api/guides/manage-uploads
"""

from __future__ import annotations

import base64
import csv
import io
import re
from typing import TYPE_CHECKING

from localsheets import entry, proto
from localsheets.access import WRITE
from localsheets.defaults import SPREADSHEET, sheet_properties
from localsheets.drive import files
from localsheets.drive.resource import DEFAULT, full, mask, v2
from localsheets.errors import DriveError
from localsheets.fieldmask import project
from localsheets.model import MAX_CELLS, MAX_TEXT, Book, Cell, Sheet, intern

if TYPE_CHECKING:
    from localsheets.context import Context

#: The end of a part's headers; some clients (google-api-python-client) write bare newlines.
_BLANK = re.compile(rb"\r?\n\r?\n")
TEXTS = {"text/csv": ",", "text/tab-separated-values": "\t", "text/plain": ",", "application/vnd.ms-excel": ","}


def _parts(ctx: Context) -> tuple[dict, bytes, str]:
    """(metadata, content, content type) of a simple or multipart upload."""
    kind = dict(ctx.request.query).get("uploadType", "media")
    declared = ctx.request.headers.get("content-type", "")
    if kind == "multipart" or declared.startswith("multipart/"):
        boundary = re.search(r'boundary="?([^";]+)"?', declared)
        if not boundary:
            raise DriveError(400, "Missing boundary in multipart upload.", "badContent")
        pieces = ctx.request.body.split(b"--" + boundary.group(1).encode("latin-1", "replace"))
        found = [_BLANK.split(piece.strip(b"\r\n"), maxsplit=1) for piece in pieces if piece.strip(b"\r\n -")]
        if len(found) < 2 or any(len(piece) < 2 for piece in found):
            raise DriveError(400, "Malformed multipart body.", "badContent")
        head, content = found[0], found[1]
        kind_of = re.search(rb"(?i)content-type:\s*([^\r\n;]+)", content[0])
        data = content[1]
        if re.search(rb"(?i)content-transfer-encoding:\s*base64", content[0]):
            data = _decoded(data)
        return _metadata(head[1]), data, kind_of.group(1).decode("latin-1").strip() if kind_of else "text/csv"
    if kind != "media":
        raise DriveError(400, f"Upload type {kind} is not supported by this stand-in.", "badRequest", "uploadType")
    return {}, ctx.request.body, declared.split(";")[0].strip() or "application/octet-stream"


def _decoded(data: bytes) -> bytes:
    try:
        return base64.b64decode(data)
    except ValueError:
        raise DriveError(400, "Malformed multipart body.", "badContent") from None


def _metadata(text: bytes) -> dict:
    found = proto.parse_json(text)
    if not isinstance(found, dict):
        raise DriveError(400, "Malformed multipart body.", "badContent")
    return found


def rows_of(content: bytes, separator: str) -> list[list[str]]:
    text = content.decode("utf-8-sig", "replace")
    csv.field_size_limit(100_000_000)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        raise DriveError(400, "The uploaded file could not be converted.", "badRequest") from None


def fill(ctx: Context, book: Book, content: bytes, mime: str) -> None:
    """Replace every sheet by one that holds the csv, its cells read as if typed."""
    rows = rows_of(content, TEXTS.get(mime, ","))
    width = max((len(row) for row in rows), default=0)
    height, columns = max(1000, len(rows)), max(26, width)
    if height * columns > MAX_CELLS:
        raise DriveError(400, "The uploaded file is too large to convert.", "badRequest")
    number = ctx.app.random.randrange(1, 2**31 - 1)
    sheet = Sheet(sheet_properties(number, book.title[:100] or "Sheet1", 0, height, columns))
    today = ctx.app.local_now(book).date()
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            typed = entry.parse_entry(text[:MAX_TEXT], book.locale, None, today)
            fmt = intern({"numberFormat": typed.number_format} if typed.number_format else None)
            if typed.value is not None or typed.formula is not None:
                sheet.put(r, c, Cell(typed.value, typed.formula, fmt))
    book.sheets = [sheet]
    book.named_ranges, book.metadata = [], []
    book.properties = {**book.properties, "timeZone": "America/Los_Angeles"}
    ctx.changed(book)


def _replace(ctx: Context, file_id: str) -> dict:
    file = ctx.file(file_id, WRITE)
    metadata, content, mime = _parts(ctx)
    book = ctx.store.book(file_id)
    if book is None or mime not in TEXTS:
        raise DriveError(400, "The requested conversion is not supported.", "badRequest", "convertTo")
    title = metadata.get("title") or metadata.get("name")
    if title:
        files.change(ctx, file_id, {"name": title}, {})
    fill(ctx, book, content, mime)
    ctx.app._save(ctx)
    return ctx.store.file(file_id) or file


def update_v2(ctx: Context, file_id: str) -> dict:
    return v2(_replace(ctx, file_id), ctx.account)


def update(ctx: Context, file_id: str) -> dict:
    _, tree = mask(ctx, "files.update", "File", DEFAULT)
    return project(full(_replace(ctx, file_id), ctx.account), tree)


def _insert(ctx: Context, convert: bool) -> dict:
    metadata, content, mime = _parts(ctx)
    body = proto.drive().body("File", {k: v for k, v in metadata.items() if k not in ("title", "parents")})
    parents = [p["id"] if isinstance(p, dict) else p for p in metadata.get("parents") or []]
    name = metadata.get("title") or metadata.get("name") or "Untitled"
    if not (convert or body.get("mimeType") == SPREADSHEET) or mime not in TEXTS:
        raise DriveError(400, "This stand-in stores spreadsheets only.", "badRequest", "convertTo")
    file = files.make(ctx, {**body, "name": name, "mimeType": SPREADSHEET} | ({"parents": parents} if parents else {}))
    book = ctx.store.book(file["id"])
    assert book is not None
    fill(ctx, book, content, mime)
    return file


def create(ctx: Context) -> dict:
    _, tree = mask(ctx, "files.create", "File", DEFAULT)
    return project(full(_insert(ctx, False), ctx.account), tree)


def insert_v2(ctx: Context) -> dict:
    convert = dict(ctx.request.query).get("convert", "").lower() == "true"
    return v2(_insert(ctx, convert), ctx.account)
