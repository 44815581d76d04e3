"""drive.changes: what happened since a page token.

Source: https://developers.google.com/workspace/drive/api/reference/rest/v3/changes
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localsheets.drive.files import listed
from localsheets.drive.resource import full, mask
from localsheets.errors import DriveError
from localsheets.fieldmask import project

if TYPE_CHECKING:
    from localsheets.context import Context


def start_page_token(ctx: Context) -> dict:
    _, tree = mask(ctx, "changes.getStartPageToken", "StartPageToken", None)
    token = str(ctx.store.last_change() + 1)
    return project({"kind": "drive#startPageToken", "startPageToken": token}, tree)


def list_changes(ctx: Context) -> dict:
    inner: dict = {"kind": {}, "id": {}, "name": {}, "mimeType": {}}
    one: dict = {"kind": {}, "type": {}, "changeType": {}, "time": {}, "removed": {}, "fileId": {}, "file": inner}
    default: dict = {"kind": {}, "nextPageToken": {}, "newStartPageToken": {}, "changes": one}
    query, tree = mask(ctx, "changes.list", "ChangeList", default)
    token = query.get("pageToken") or ""
    if not token:
        raise DriveError(400, "Required parameter: pageToken", "required", "pageToken")
    if not token.isdigit() or len(token) > 18:
        raise DriveError(400, "Invalid Value", "invalid", "pageToken")
    size = query.get("pageSize", 100)
    if not 1 <= size <= 1000:
        text = f"Invalid value '{size}'. Values must be within the range: [1, 1000]"
        raise DriveError(400, text, "invalidParameter", "pageSize")
    found: list[dict] = []
    following = None
    for number, file_id, data in ctx.store.changes(int(token) - 1):
        if len(found) == size:
            following = str(number)
            break
        change = _change(ctx, file_id, data, query)
        if change is not None:
            found.append(change)
    answer: dict = {"kind": "drive#changeList", "changes": found}
    if following:
        answer["nextPageToken"] = following
    else:
        answer["newStartPageToken"] = str(ctx.store.last_change() + 1)
    return project(answer, tree)


def _change(ctx: Context, file_id: str, data: dict, query: dict) -> dict | None:
    base = {"kind": "drive#change", "type": "file", "changeType": "file", "time": data["time"], "fileId": file_id}
    file = ctx.store.file(file_id)
    if file is None or data.get("removed"):
        return {**base, "removed": True} if query.get("includeRemoved", True) else None
    if not listed(ctx, file, query):
        return None
    return {**base, "removed": False, "file": full(file, ctx.account)}
