"""What Drive says about a file, in the forms of v3 and v2.

Source: https://developers.google.com/workspace/drive/api/reference/rest/v3/files
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from localsheets import proto
from localsheets.access import COMMENT, OWN, WRITE, Account, rank
from localsheets.defaults import FOLDER, SPREADSHEET
from localsheets.errors import DriveError
from localsheets.fieldmask import BadMask, Tree, check, parse

if TYPE_CHECKING:
    from localsheets.context import Context

EXPORTS = {
    "application/x-vnd.oasis.opendocument.spreadsheet": "ods",
    "text/tab-separated-values": "tsv",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "text/csv": "csv",
    "application/zip": "zip",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}


def root_id(account: Account) -> str:
    """The id of an account's My Drive."""
    return "0A" + hashlib.sha256(account.email.encode()).hexdigest()[:14] + "Uk9PVA"


def user(account: Account, me: Account) -> dict:
    found = {"kind": "drive#user", "displayName": account.name, "me": account == me, "permissionId": account.id}
    return found | {"emailAddress": account.email}


def owner_of(file: dict) -> Account | None:
    for permission in file["permissions"]:
        if permission["role"] == "owner":
            return Account(permission["emailAddress"].lower())
    return None


def view_link(file: dict) -> str:
    if file["mimeType"] == SPREADSHEET:
        return f"https://docs.google.com/spreadsheets/d/{file['id']}/edit?usp=drivesdk"
    if file["mimeType"] == FOLDER:
        return f"https://drive.google.com/drive/folders/{file['id']}"
    return f"https://drive.google.com/file/d/{file['id']}/view?usp=drivesdk"


def export_links(file: dict) -> dict:
    base = "https://docs.google.com/spreadsheets/export"
    return {mime: f"{base}?id={file['id']}&exportFormat={short}" for mime, short in EXPORTS.items()}


def capabilities(have: int, folder: bool) -> dict:
    edit, own = have >= WRITE, have >= OWN
    return {
        "canEdit": edit,
        "canComment": have >= COMMENT,
        "canCopy": not folder,
        "canDelete": own,
        "canDownload": True,
        "canListChildren": folder,
        "canAddChildren": folder and edit,
        "canModifyContent": edit,
        "canReadRevisions": edit,
        "canRename": edit,
        "canShare": edit,
        "canTrash": own,
        "canUntrash": own,
        "canChangeCopyRequiresWriterPermission": own,
    }


def full(file: dict, me: Account) -> dict:
    """Every field of v3 that this stand-in knows."""
    have, owner = rank(file, me), owner_of(file)
    link = f"https://drive-thirdparty.googleusercontent.com/16/type/{file['mimeType']}"
    changed_by = Account(file.get("lastModifyingUser", owner.email if owner else me.email))
    found: dict[str, Any] = {
        "kind": "drive#file",
        "id": file["id"],
        "name": file["name"],
        "mimeType": file["mimeType"],
        "starred": file.get("starred", False),
        "trashed": file.get("trashed", False),
        "explicitlyTrashed": file.get("trashed", False) and not file.get("trashedWith"),
        "parents": file.get("parents", []),
        "spaces": ["drive"],
        "version": str(file.get("version", 1)),
        "webViewLink": view_link(file),
        "iconLink": link,
        "hasThumbnail": False,
        "thumbnailVersion": "0",
        "viewedByMe": True,
        "createdTime": file["createdTime"],
        "modifiedTime": file["modifiedTime"],
        "modifiedByMe": changed_by == me,
        "lastModifyingUser": user(changed_by, me),
        "shared": len(file["permissions"]) > 1,
        "ownedByMe": owner == me,
        "capabilities": capabilities(have, file["mimeType"] == FOLDER),
        "viewersCanCopyContent": True,
        "copyRequiresWriterPermission": False,
        "writersCanShare": file.get("writersCanShare", True),
        "permissionIds": [permission["id"] for permission in file["permissions"]],
        "quotaBytesUsed": str(file.get("size", 1024 if file["mimeType"] == SPREADSHEET else 0)),
        "isAppAuthorized": True,
        "linkShareMetadata": {"securityUpdateEligible": False, "securityUpdateEnabled": True},
    }
    if owner is not None:
        found["owners"] = [user(owner, me)]
    if have >= WRITE:
        found["permissions"] = file["permissions"]
    if file["mimeType"] == SPREADSHEET:
        found["exportLinks"] = export_links(file)
    if file["mimeType"] != FOLDER:
        found["size"] = found["quotaBytesUsed"]
    for name in ("description", "properties", "appProperties", "folderColorRgb", "driveId", "trashedTime"):
        if file.get(name):
            found[name] = file[name]
    return found


DEFAULT: Tree = {"kind": {}, "id": {}, "name": {}, "mimeType": {}}


def mask(ctx: Context, method: str, message: str, default: Tree | None) -> tuple[dict, Tree | None]:
    """(query, mask) of a Drive call; `fields=*` is everything, no `fields` is `default`. Raises Drive's 400."""
    reader = proto.drive()
    query = reader.query(f"drive.{method}", ctx.request.query, strict=False)
    text = query.get("fields")
    if text is None or text == "":
        return query, default
    if text == "*":
        return query, None
    try:
        tree = parse(text)
        check(tree, message, reader.messages)
    except BadMask as bad:
        raise DriveError(400, f"Invalid field selection {bad}", "invalidParameter", "fields") from None
    return query, tree


def v2(file: dict, me: Account) -> dict:
    """The File of Drive v2, as the upload of a csv answers it."""
    owner = owner_of(file) or me
    base = f"https://www.googleapis.com/drive/v2/files/{file['id']}"
    have = rank(file, me)
    parents = [
        {
            "kind": "drive#parentReference",
            "id": parent,
            "selfLink": f"{base}/parents/{parent}",
            "parentLink": f"https://www.googleapis.com/drive/v2/files/{parent}",
            "isRoot": parent == root_id(me),
        }
        for parent in file.get("parents", [])
    ]

    def person(account: Account) -> dict:
        found = {"kind": "drive#user", "displayName": account.name, "isAuthenticatedUser": account == me}
        return found | {"permissionId": account.id, "emailAddress": account.email}

    role = {5: "owner", 3: "writer"}.get(have, "reader")
    return {
        "kind": "drive#file",
        "id": file["id"],
        "etag": f'"{file.get("version", 1)}"',
        "selfLink": base,
        "alternateLink": view_link(file),
        "embedLink": f"https://docs.google.com/spreadsheets/d/{file['id']}/htmlembed?ouid={me.id}",
        "iconLink": f"https://drive-thirdparty.googleusercontent.com/16/type/{file['mimeType']}",
        "thumbnailLink": f"https://docs.google.com/feeds/vt?gd=true&id={file['id']}&v={file.get('version', 1)}&sz=s220",
        "title": file["name"],
        "mimeType": file["mimeType"],
        "labels": {
            "starred": file.get("starred", False),
            "hidden": False,
            "trashed": file.get("trashed", False),
            "restricted": False,
            "viewed": True,
        },
        "copyRequiresWriterPermission": False,
        "createdDate": file["createdTime"],
        "modifiedDate": file["modifiedTime"],
        "modifiedByMeDate": file["modifiedTime"],
        "lastViewedByMeDate": file["modifiedTime"],
        "markedViewedByMeDate": "1970-01-01T00:00:00.000Z",
        "version": str(file.get("version", 1)),
        "parents": parents,
        "exportLinks": export_links(file),
        "userPermission": {
            "kind": "drive#permission",
            "etag": f'"{me.id}"',
            "id": "me",
            "selfLink": f"{base}/permissions/me",
            "role": role,
            "type": "user",
            "pendingOwner": False,
        },
        "fileSize": str(file.get("size", 1024)),
        "quotaBytesUsed": str(file.get("size", 1024)),
        "ownerNames": [owner.name],
        "owners": [person(owner)],
        "lastModifyingUserName": me.name,
        "lastModifyingUser": person(me),
        "editable": have >= WRITE,
        "copyable": True,
        "writersCanShare": file.get("writersCanShare", True),
        "shared": len(file["permissions"]) > 1,
        "explicitlyTrashed": file.get("trashed", False),
        "appDataContents": False,
        "spaces": ["drive"],
        "capabilities": {"canEdit": have >= WRITE, "canCopy": True},
    }
