"""What happens to a folder happens to what is in it; what moves into a shared drive belongs to the drive.

Source: https://developers.google.com/workspace/drive/api/guides/folder
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from localsheets.defaults import FOLDER

if TYPE_CHECKING:
    from localsheets.context import Context


def trash(ctx: Context, file: dict, trashed: bool, now: str) -> None:
    """Into the bin, or out of it; what is in a folder goes with it."""
    for one in (file, *within(ctx, file)):
        if one is not file:
            if one.get("trashed", False) == trashed or (not trashed and not one.get("trashedWith")):
                continue
            one["trashedWith"] = trashed
        else:
            one.pop("trashedWith", None)
        one["trashed"] = trashed
        one.pop("trashedTime", None)
        if trashed:
            one["trashedTime"] = now
        if one is not file:
            ctx.store.save_file(one)
            ctx.store.log_change(one["id"], {"time": now})


def within(ctx: Context, file: dict) -> list[dict]:
    """Everything in a folder, however deep; nothing for a file."""
    if file["mimeType"] != FOLDER:
        return []
    children: dict[str, list[dict]] = {}
    for one in ctx.store.files():
        for parent in one.get("parents", []):
            children.setdefault(parent, []).append(one)
    found, waiting = [], [file["id"]]
    while waiting:
        below_it = children.pop(waiting.pop(), [])
        found += below_it
        waiting += [one["id"] for one in below_it if one["mimeType"] == FOLDER]
    return found


def into_drive(file: dict, folder: dict) -> None:
    """A file that moves into a shared drive belongs to the drive: its members' rights are added, it has no owner."""
    if "driveId" not in folder or file.get("driveId") == folder["driveId"]:
        return
    members = copy.deepcopy(folder["permissions"])
    known = {permission["id"] for permission in members}
    own = [p for p in file["permissions"] if p["role"] != "owner" and p["id"] not in known]
    file |= {"driveId": folder["driveId"], "permissions": members + own}
