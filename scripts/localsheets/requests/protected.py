"""Protected ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localsheets import protection
from localsheets.errors import Missing, Refused
from localsheets.fieldmask import assign
from localsheets.model import Sheet
from localsheets.ranges import contains, loose_box
from localsheets.tidy import tidy

if TYPE_CHECKING:
    from localsheets.batch import Batch


def _all(batch: Batch) -> dict[int, tuple[Sheet, dict]]:
    return {p["protectedRangeId"]: (sheet, p) for sheet in batch.book.sheets for p in sheet.protected_ranges}


def _known(batch: Batch, identity: int | None) -> tuple[Sheet, dict]:
    known = _all(batch)
    if identity not in known:
        raise Refused(f"No protected range with id: {identity or 0}")
    sheet, found = known[identity]
    if not protection.may_edit(found, batch.file, batch.ctx.account):
        raise protection.refused()
    return sheet, found


def _placed(batch: Batch, found: dict) -> Sheet:
    """The sheet a protected range stands on; checks its range and the holes in it."""
    if "namedRangeId" in found:
        named = next((n for n in batch.book.named_ranges if n["namedRangeId"] == found["namedRangeId"]), None)
        if named is None:
            raise Refused(f"No named range with id: {found['namedRangeId']}")
        if "range" in found and found["range"] != named["range"]:
            raise Refused("Only one of range or namedRangeId may be set.")
        found["range"] = dict(named["range"])
    if "range" not in found:
        raise Missing("protectedRange.range", "Must specify one of range or namedRangeId.")
    sheet, _ = batch.area(found["range"], "protectedRange.range", protected=False)
    outer = loose_box(found["range"])
    for area in found.get("unprotectedRanges", []):
        if area.get("sheetId", 0) != sheet.id or not contains(outer, loose_box(area)):
            raise Refused("unprotectedRanges must be within the protected range.")
    if found.get("unprotectedRanges") and (outer.row1 is not None or outer.col1 is not None):
        raise Refused("unprotectedRanges are only supported on protected sheets.")
    return sheet


def add_protected_range(batch: Batch, arguments: dict) -> dict:
    found = tidy("ProtectedRange", arguments.get("protectedRange", {}))
    found.pop("requestingUserCanEdit", None)
    sheet = _placed(batch, found)
    known = _all(batch)
    if found.get("protectedRangeId") in known:
        raise Refused(f"Protected range with id {found['protectedRangeId']} already exists.")
    found = {"protectedRangeId": found.get("protectedRangeId") or batch.new_id(set(known)), **found}
    reply = {**found, "requestingUserCanEdit": True, "editors": found.get("editors", {})}
    stored = dict(found)
    _admit(batch, stored)
    sheet.protected_ranges.append(stored)
    return {"protectedRange": reply}


def _admit(batch: Batch, found: dict) -> None:
    """Whoever makes or changes the protection, and the file's owner, stay among its editors."""
    owner = next((p["emailAddress"] for p in batch.file["permissions"] if p["role"] == "owner"), None)
    everyone = [] if "editors" in found else writers(batch.file)
    editors = dict(found.get("editors", {}))
    users = list(editors.get("users", []))
    for email in (owner, batch.ctx.account.email, *everyone):
        if email and email.lower() not in (user.lower() for user in users):
            users.append(email)
    found["editors"] = {**editors, "users": users}


def writers(file: dict) -> list[str]:
    """Who may edit the file: all of them may edit a protected range whose maker named no editors."""
    roles = ("owner", "writer", "organizer", "fileOrganizer")
    return [p["emailAddress"] for p in file["permissions"] if p["role"] in roles and p["type"] == "user"]


def update_protected_range(batch: Batch, arguments: dict) -> None:
    asked = arguments.get("protectedRange", {})
    tree = batch.mask(arguments.get("fields"), "ProtectedRange")
    sheet, old = _known(batch, asked.get("protectedRangeId"))
    names = ("range", "namedRangeId", "description", "warningOnly", "unprotectedRanges", "editors")
    tree = tree or {name: {} for name in names if name in asked}
    new = tidy("ProtectedRange", assign(old, tidy("ProtectedRange", asked), tree))
    if new.get("warningOnly") or (old.get("warningOnly") and "editors" not in tree):
        new.pop("editors", None)  # a warning has no editors; where it becomes a lock, all who edit the file are
    new["protectedRangeId"] = old["protectedRangeId"]
    new.pop("requestingUserCanEdit", None)
    target = _placed(batch, new)
    _admit(batch, new)
    at = sheet.protected_ranges.index(old)
    if target is sheet:
        sheet.protected_ranges[at] = new
    else:
        del sheet.protected_ranges[at]
        target.protected_ranges.append(new)


def delete_protected_range(batch: Batch, arguments: dict) -> None:
    sheet, found = _known(batch, arguments.get("protectedRangeId"))
    sheet.protected_ranges.remove(found)


KINDS = {
    "addProtectedRange": add_protected_range,
    "updateProtectedRange": update_protected_range,
    "deleteProtectedRange": delete_protected_range,
}
