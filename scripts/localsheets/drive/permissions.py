"""drive.permissions.

Source: https://developers.google.com/workspace/drive/api/reference/rest/v3/permissions
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localsheets import proto
from localsheets.access import OWN, READ, WRITE, permission_id
from localsheets.drive.files import timestamp
from localsheets.drive.query import page
from localsheets.drive.resource import mask
from localsheets.errors import DriveError
from localsheets.fieldmask import project
from localsheets.wire import Response

if TYPE_CHECKING:
    from localsheets.context import Context

DEFAULT: dict = {"kind": {}, "id": {}, "type": {}, "role": {}}
ROLES = ("owner", "organizer", "fileOrganizer", "writer", "commenter", "reader")
TYPES = ("user", "group", "domain", "anyone")


def _save(ctx: Context, file: dict) -> None:
    file["version"] = file.get("version", 1) + 1
    ctx.store.save_file(file)
    ctx.store.log_change(file["id"], {"time": timestamp(ctx)})


def _sharing_error(text: str, reason: str = "invalidSharingRequest", code: int = 400) -> DriveError:
    return DriveError(code, text, reason)


def _not_applicable(name: str) -> DriveError:
    text = f"The specified {name} is invalid or not applicable for the given permission type."
    return DriveError(400, text, "invalid", f"permission.{name}")


def _check_role(file: dict, role: str | None) -> None:
    """Organizers are of shared drives, owners of other files. Raises Drive's 403."""
    if (role in ("organizer", "fileOrganizer") and "driveId" not in file) or (role == "owner" and "driveId" in file):
        raise _sharing_error(f"The role {role} cannot be given on this file.", code=403)


def create(ctx: Context, file_id: str) -> dict:
    query, tree = mask(ctx, "permissions.create", "Permission", DEFAULT)
    body = proto.drive().body("Permission", proto.parse_json(ctx.request.body))
    file = ctx.file(file_id, WRITE)
    kind, role = body.get("type", ""), body.get("role", "")
    for name, value, known in (("type", kind, TYPES), ("role", role, ROLES)):
        if not value:
            raise DriveError(400, f"The permission {name} field is required.", "required", f"permission.{name}")
        if value not in known:
            raise _not_applicable(name)
    _check_role(file, role)
    found = _permission(kind, role, body)
    old = next((p for p in file["permissions"] if p["id"] == found["id"]), None)
    if role == "owner" and old is not None and old["role"] == "owner":
        return project(old, tree)
    if role == "owner":
        if not query.get("transferOwnership"):
            text = "The transferOwnership parameter must be enabled when the permission role is 'owner'."
            raise DriveError(403, text, "forbidden", "transferOwnership")
        ctx.file(file_id, OWN)
        _hand_over(file, found)
    if old is None:
        file["permissions"].append(found)
    else:
        if old["role"] != "owner":
            old |= found
        found = old
    if kind in ("user", "group") and query.get("sendNotificationEmail", True):
        ctx.app.calls["notifications"] += 1
    _save(ctx, file)
    return project(found, tree)


def _permission(kind: str, role: str, body: dict) -> dict:
    found: dict = {"kind": "drive#permission", "type": kind, "role": role}
    if kind in ("user", "group"):
        email = body.get("emailAddress", "")
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
            raise _not_applicable("emailAddress")
        found |= {"id": permission_id(email), "emailAddress": email, "displayName": email.split("@")[0]}
        found |= {"deleted": False, "pendingOwner": bool(body.get("pendingOwner", False))}
        if "expirationTime" in body:
            found["expirationTime"] = body["expirationTime"]
    elif kind == "domain":
        domain = body.get("domain", "")
        if "." not in domain:
            raise _not_applicable("domain")
        found |= {"id": permission_id(domain) + "k", "domain": domain, "displayName": domain}
        found |= {"allowFileDiscovery": bool(body.get("allowFileDiscovery", False))}
    else:
        discover = bool(body.get("allowFileDiscovery", False))
        found |= {"id": "anyone" if discover else "anyoneWithLink", "allowFileDiscovery": discover}
    if role == "owner" and kind != "user":
        raise _sharing_error("The owner of a file must be a user.")
    return found


def _hand_over(file: dict, to: dict) -> None:
    for permission in file["permissions"]:
        if permission["role"] == "owner" and permission["id"] != to["id"]:
            permission["role"] = "writer"
    for permission in file["permissions"]:
        if permission["id"] == to["id"]:
            permission["role"] = "owner"
            permission["pendingOwner"] = False


def _known(file: dict, permission: str) -> dict:
    for found in file["permissions"]:
        if found["id"] == permission:
            return found
    raise DriveError(404, f"Permission not found: {permission}.", "notFound", "permissionId")


def list_permissions(ctx: Context, file_id: str) -> dict:
    default = {"kind": {}, "nextPageToken": {}, "permissions": DEFAULT}
    query, tree = mask(ctx, "permissions.list", "PermissionList", default)
    file = ctx.file(file_id, READ)
    if not any(p["role"] in ROLES[:4] and ctx.account.email == p.get("emailAddress", "").lower() for p in file["permissions"]):
        file = ctx.file(file_id, WRITE)
    found, token = page(file["permissions"], min(query.get("pageSize", 100), 100), query.get("pageToken"))
    answer: dict = {"kind": "drive#permissionList", "permissions": found}
    if token:
        answer["nextPageToken"] = token
    return project(answer, tree)


def get(ctx: Context, file_id: str, permission: str) -> dict:
    _, tree = mask(ctx, "permissions.get", "Permission", DEFAULT)
    return project(_known(ctx.file(file_id, READ), permission), tree)


def update(ctx: Context, file_id: str, permission: str) -> dict:
    query, tree = mask(ctx, "permissions.update", "Permission", DEFAULT)
    body = proto.drive().body("Permission", proto.parse_json(ctx.request.body))
    file = ctx.file(file_id, WRITE)
    found = _known(file, permission)
    role = body.get("role", found["role"])
    if role not in ROLES:
        raise _not_applicable("role")
    _check_role(file, role)
    if role == "owner" and found["role"] != "owner":
        if not query.get("transferOwnership"):
            text = "The transferOwnership parameter must be enabled when the permission role is 'owner'."
            raise DriveError(403, text, "forbidden", "transferOwnership")
        pending = found.get("pendingOwner") and found.get("emailAddress", "").lower() == ctx.account.email
        if not pending:
            file = ctx.file(file_id, OWN)
            found = _known(file, permission)
        _hand_over(file, found)
    elif found["role"] == "owner" and role != "owner":
        raise _sharing_error("The owner of a file cannot be removed.", "insufficientFilePermissions", 403)
    found["role"] = role
    if "pendingOwner" in body:
        ctx.file(file_id, OWN)
        found["pendingOwner"] = body["pendingOwner"]
    if "expirationTime" in body:
        found["expirationTime"] = body["expirationTime"]
    if query.get("removeExpiration"):
        found.pop("expirationTime", None)
    _save(ctx, file)
    return project(found, tree)


def delete(ctx: Context, file_id: str, permission: str) -> Response:
    file = ctx.file(file_id, READ)
    found = _known(file, permission)
    own = found.get("emailAddress", "").lower() == ctx.account.email
    if not own:
        file = ctx.file(file_id, WRITE)
        found = _known(file, permission)
    if found["role"] == "owner":
        text = "The owner of a file cannot be removed."
        raise DriveError(403, text, "insufficientFilePermissions")
    file["permissions"].remove(found)
    _save(ctx, file)
    return Response(204, headers={"Content-Type": "text/html"})
