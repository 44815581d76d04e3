"""drive.files: create, get, list, update, copy, delete.

Source: https://developers.google.com/workspace/drive/api/reference/rest/v3/files
"""

from __future__ import annotations

import copy as copying
import string
from datetime import timedelta
from typing import TYPE_CHECKING

from localsheets import proto
from localsheets.access import OWN, READ, WRITE, owner_permission, rank
from localsheets.defaults import FOLDER, SPREADSHEET
from localsheets.drive import folders
from localsheets.drive import query as queries
from localsheets.drive.resource import DEFAULT, full, mask, root_id
from localsheets.errors import DriveError, file_not_found
from localsheets.fieldmask import below, project, wants
from localsheets.wire import Response

if TYPE_CHECKING:
    from localsheets.context import Context
    from localsheets.model import Book

_ID = string.ascii_letters + string.digits + "-_"
WRITABLE = ("description", "starred", "properties", "appProperties", "writersCanShare", "folderColorRgb")


def timestamp(ctx: Context, lag: float = 0.0) -> str:
    moment = ctx.now() - timedelta(seconds=lag)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def new_id(ctx: Context) -> str:
    return "1" + "".join(ctx.app.random.choice(_ID) for _ in range(43))


def check_storage(ctx: Context) -> None:
    """Raises 403 storageQuotaExceeded for a service account, if the stand-in is told to be strict about it."""
    if ctx.account.service_account and not ctx.app.storage_for_service_accounts:
        text = "The user's Drive storage quota has been exceeded."
        error = DriveError(403, text, "storageQuotaExceeded", domain="usageLimits")
        if ctx.route.api == "sheets":
            from localsheets.errors import forbidden

            raise forbidden()
        raise error


def new_file(ctx: Context, name: str, mime: str, parents: list[str] | None = None, file_id: str | None = None) -> dict:
    """Drive's record of a new file owned by the caller. Raises 403 or 404 for storage and parents."""
    if ctx.account.anonymous:
        raise DriveError(401, "Login Required.", "required", "Authorization", "header")
    root = root_id(ctx.account)
    chosen = [root if parent == "root" else parent for parent in parents or [root]]
    for parent in chosen:
        if parent != root:
            folder = ctx.store.file(parent)
            if folder is None or rank(folder, ctx.account) < READ:
                raise file_not_found(parent)
            if folder["mimeType"] != FOLDER:
                raise DriveError(403, "The specified parent is not a folder.", "parentNotAFolder", "parents")
            if rank(folder, ctx.account) < WRITE:
                text = "The user does not have sufficient permissions for this file."
                raise DriveError(403, text, "insufficientFilePermissions")
    shared = ctx.store.file(chosen[0]) if chosen[0] != root else None
    if shared is None or "driveId" not in shared:
        check_storage(ctx)
    if len(chosen) > 1:
        raise DriveError(400, "A file cannot have more than one parent.", "multiparentingNotSupported")
    now = timestamp(ctx)
    file: dict = {
        "id": file_id or new_id(ctx),
        "name": name,
        "mimeType": mime,
        "createdTime": now,
        "modifiedTime": now,
        "lastModifyingUser": ctx.account.email,
        "parents": chosen,
        "permissions": [owner_permission(ctx.account)],
        "version": 1,
    }
    if shared is not None and "driveId" in shared:
        file |= {"driveId": shared["driveId"], "permissions": copying.deepcopy(shared["permissions"])}
    ctx.store.save_file(file)
    ctx.store.log_change(file["id"], {"time": now})
    return file


def touch(ctx: Context, file_id: str) -> None:
    """The content of a file changed just now."""
    file = ctx.store.file(file_id)
    if file is None:
        return
    file["modifiedTime"] = max(file["modifiedTime"], timestamp(ctx, ctx.app.modified_lag))
    file["lastModifyingUser"] = ctx.account.email
    file["version"] = file.get("version", 1) + 1
    ctx.store.save_file(file)
    ctx.store.log_change(file_id, {"time": timestamp(ctx)})


def body_of(ctx: Context) -> dict:
    return proto.drive().body("File", proto.parse_json(ctx.request.body))


def create(ctx: Context) -> dict:
    _, tree = mask(ctx, "files.create", "File", DEFAULT)
    return project(full(make(ctx, body_of(ctx)), ctx.account), tree)


def make(ctx: Context, body: dict) -> dict:
    """A file from its metadata; a spreadsheet gets its first sheet."""
    from localsheets.spreadsheets import new_book

    mime = body.get("mimeType", "application/octet-stream")
    wanted = body.get("id")
    if wanted and ctx.store.file(wanted):
        raise DriveError(409, "A file already exists with the provided ID.", "fileIdInUse")
    file = new_file(ctx, body.get("name", "Untitled"), mime, body.get("parents"), wanted)
    file |= {name: body[name] for name in WRITABLE if name in body}
    ctx.store.save_file(file)
    if mime == SPREADSHEET:
        new_book(ctx, file["id"], file["name"])
    return file


def get(ctx: Context, file_id: str) -> dict | Response:
    _, tree = mask(ctx, "files.get", "File", DEFAULT)
    if file_id == "root":
        file_id = root_id(ctx.account)
    if file_id == root_id(ctx.account):
        return project(full(_root(ctx), ctx.account), tree)
    file = ctx.file(file_id, READ)
    if dict(ctx.request.query).get("alt") == "media":
        text = "Only files with binary content can be downloaded. Use Export with Docs Editors files."
        raise DriveError(403, text, "fileNotDownloadable", "alt")
    return project(full(file, ctx.account), tree)


def _root(ctx: Context) -> dict:
    when = "1970-01-01T00:00:00.000Z"
    found = {"id": root_id(ctx.account), "name": "My Drive", "mimeType": FOLDER, "createdTime": when}
    return found | {"modifiedTime": when, "permissions": [owner_permission(ctx.account)]}


def list_files(ctx: Context) -> dict:
    default = {"kind": {}, "incompleteSearch": {}, "nextPageToken": {}, "files": DEFAULT}
    query, tree = mask(ctx, "files.list", "FileList", default)
    if query.get("corpora") == "drive" and not query.get("driveId"):
        raise DriveError(400, "Required parameter: driveId", "required", "driveId")
    fits = queries.compile_query(query.get("q") or "", ctx)
    found = [file for file in ctx.store.files() if listed(ctx, file, query) and fits(file)]
    queries.order(found, query.get("orderBy") or "modifiedTime desc")
    page, token = queries.page(found, query.get("pageSize", 100), query.get("pageToken"))
    answer: dict = {"kind": "drive#fileList", "incompleteSearch": False}
    if token:
        answer["nextPageToken"] = token
    if wants(tree, "files"):
        inner = below(tree, "files")
        answer["files"] = [project(full(file, ctx.account), inner) for file in page]
    return project(answer, tree)


def listed(ctx: Context, file: dict, query: dict | None = None) -> bool:
    """Whether lists show the file to the caller: shared by link alone is not enough, shared drives must be asked for."""
    query = query or {}
    if "driveId" in file:
        if not query.get("includeItemsFromAllDrives") or not query.get("supportsAllDrives"):
            return False
        if file["driveId"] == file["id"]:
            return False
    if query.get("corpora") == "drive" and file.get("driveId") != query.get("driveId"):
        return False
    mine = [p for p in file["permissions"] if p["type"] != "anyone"]
    return rank({"permissions": mine}, ctx.account) >= READ


def update(ctx: Context, file_id: str) -> dict:
    query, tree = mask(ctx, "files.update", "File", DEFAULT)
    return project(full(change(ctx, file_id, body_of(ctx), query), ctx.account), tree)


def change(ctx: Context, file_id: str, body: dict, query: dict) -> dict:
    """Name, parents, trash and labels of a file. Raises Drive's errors."""
    file = ctx.file(file_id, WRITE)
    if "trashed" in body and body["trashed"] != file.get("trashed", False):
        file = ctx.file(file_id, OWN)
        folders.trash(ctx, file, body["trashed"], timestamp(ctx))
    file |= {name: body[name] for name in WRITABLE if name in body}
    if body.get("name") and body["name"] != file["name"]:
        file["name"] = body["name"]
        book = ctx.store.book(file_id)
        if book is not None:
            book.properties = {**book.properties, "title": body["name"]}
            ctx.changed(book)
    if "parents" in body:
        text = "The parents field is not directly writable in update requests. Use the addParents and removeParents parameters instead."
        raise DriveError(403, text, "fieldNotWritable")
    _move(ctx, file, query)
    file["modifiedTime"] = body.get("modifiedTime", timestamp(ctx, ctx.app.modified_lag))
    file["version"] = file.get("version", 1) + 1
    file["lastModifyingUser"] = ctx.account.email
    ctx.store.save_file(file)
    ctx.store.log_change(file_id, {"time": timestamp(ctx)})
    return file


def _move(ctx: Context, file: dict, query: dict) -> None:
    root = root_id(ctx.account)
    added = [root if p == "root" else p for p in (query.get("addParents") or "").split(",") if p]
    removed = {root if p == "root" else p for p in (query.get("removeParents") or "").split(",") if p}
    for parent in added:
        if parent != root:
            folder = ctx.file(parent, WRITE)
            if folder["mimeType"] != FOLDER:
                raise DriveError(403, "The specified parent is not a folder.", "parentNotAFolder", "addParents")
            folders.into_drive(file, folder)
    if added or removed:
        file["parents"] = (added or [p for p in file.get("parents", []) if p not in removed])[:1]


def copy(ctx: Context, file_id: str) -> dict:
    _, tree = mask(ctx, "files.copy", "File", DEFAULT)
    body = body_of(ctx)
    source = ctx.file(file_id, READ)
    if source["mimeType"] == FOLDER:
        raise DriveError(403, "This file cannot be copied by the user.", "cannotCopyFile")
    parents = body.get("parents")
    if parents is None and rank(source, ctx.account) >= OWN:
        parents = source.get("parents")
    file = new_file(ctx, body.get("name") or f"Copy of {source['name']}", source["mimeType"], parents)
    file |= {name: copying.deepcopy(source[name]) for name in ("description", "properties") if name in source}
    file |= {name: body[name] for name in WRITABLE if name in body}
    ctx.store.save_file(file)
    book = ctx.store.book(file_id)
    if book is not None:
        _copy_book(ctx, book, file)
    return project(full(file, ctx.account), tree)


def _copy_book(ctx: Context, source: Book, file: dict) -> None:
    """The same sheets under the same sheet ids; protection then belongs to the copier."""
    from localsheets.model import Book, Sheet

    fresh = Book(file["id"], {**source.properties, "title": file["name"]})
    fresh.named_ranges, fresh.metadata = copying.deepcopy(source.named_ranges), copying.deepcopy(source.metadata)
    for sheet in source.sheets:
        new = Sheet(copying.deepcopy(sheet.properties))
        new.rows = {row: {column: cell.copy() for column, cell in cells.items()} for row, cells in sheet.rows.items()}
        for name in ("row_meta", "column_meta", "conditional_formats", "protected_ranges", "banded_ranges", "charts",
                     "basic_filter", "row_groups", "column_groups"):  # fmt: skip
            setattr(new, name, copying.deepcopy(getattr(sheet, name)))
        new.merges = list(sheet.merges)
        for protected in new.protected_ranges:
            protected["editors"] = {"users": [ctx.account.email]}
        fresh.sheets.append(new)
    ctx.store.add_book(fresh)
    ctx.written.add(fresh.id)


def delete(ctx: Context, file_id: str) -> Response:
    file = ctx.file(file_id, OWN)
    for one in (file, *folders.within(ctx, file)):
        ctx.store.delete_file(one["id"])
        ctx.store.log_change(one["id"], {"time": timestamp(ctx), "removed": True})
    return Response(204, headers={"Content-Type": "text/html"})


def generate_ids(ctx: Context) -> dict:
    query, _ = mask(ctx, "files.generateIds", "GeneratedIds", None)
    count = min(max(query.get("count", 10), 1), 1000)
    return {"kind": "drive#generatedIds", "space": "drive", "ids": [new_id(ctx) for _ in range(count)]}
