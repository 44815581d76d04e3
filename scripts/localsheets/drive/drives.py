"""drive.drives: shared drives, where files belong to the drive and service accounts may create them.

Source: https://developers.google.com/workspace/drive/api/reference/rest/v3/drives
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localsheets import proto
from localsheets.access import READ, permission_id, rank
from localsheets.defaults import FOLDER
from localsheets.drive.files import timestamp
from localsheets.drive.query import page
from localsheets.drive.resource import mask
from localsheets.errors import DriveError
from localsheets.fieldmask import project

if TYPE_CHECKING:
    from localsheets.context import Context

DEFAULT: dict = {"kind": {}, "id": {}, "name": {}}


def _shown(file: dict) -> dict:
    return {"kind": "drive#drive", "id": file["id"], "name": file["name"], "createdTime": file["createdTime"], "hidden": False}


def create(ctx: Context) -> dict:
    query, tree = mask(ctx, "drives.create", "Drive", DEFAULT)
    body = proto.drive().body("Drive", proto.parse_json(ctx.request.body))
    if not query.get("requestId"):
        raise DriveError(400, "Required parameter: requestId", "required", "requestId")
    if ctx.account.service_account or ctx.account.anonymous:
        raise DriveError(403, "The user does not have permission to create a shared drive.", "userCannotCreateTeamDrives")
    now = timestamp(ctx)
    drive_id = "0A" + "".join(ctx.app.random.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") for _ in range(14)) + "Uk9PVA"
    file = {
        "id": drive_id, "name": body.get("name") or "Untitled", "mimeType": FOLDER, "driveId": drive_id, "version": 1,
        "createdTime": now, "modifiedTime": now, "permissions": [member(ctx.account.email, "organizer")], "parents": [],
    }  # fmt: skip
    ctx.store.save_file(file)
    return project(_shown(file), tree)


def list_drives(ctx: Context) -> dict:
    default: dict = {"kind": {}, "nextPageToken": {}, "drives": DEFAULT}
    query, tree = mask(ctx, "drives.list", "DriveList", default)
    mine = [_shown(f) for f in ctx.store.files() if f.get("driveId") == f["id"] and rank(f, ctx.account) >= READ]
    found, token = page(mine, min(query.get("pageSize", 10), 100), query.get("pageToken"))
    answer: dict = {"kind": "drive#driveList", "drives": found}
    if token:
        answer["nextPageToken"] = token
    return project(answer, tree)


def get(ctx: Context, drive_id: str) -> dict:
    _, tree = mask(ctx, "drives.get", "Drive", DEFAULT)
    file = ctx.store.file(drive_id)
    if file is None or file.get("driveId") != drive_id or rank(file, ctx.account) < READ:
        raise DriveError(404, f"Shared drive not found: {drive_id}", "notFound", "driveId")
    return project(_shown(file), tree)


def member(email: str, role: str) -> dict:
    """The permission of a member of a shared drive."""
    return {
        "kind": "drive#permission", "id": permission_id(email), "type": "user", "emailAddress": email,
        "displayName": email.split("@")[0], "role": role, "deleted": False, "pendingOwner": False,
    }  # fmt: skip
