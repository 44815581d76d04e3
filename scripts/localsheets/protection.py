"""Protected ranges: who may change what.

Source: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/sheets#ProtectedRange
"""

from __future__ import annotations

from localsheets.a1 import Box
from localsheets.access import OWN, Account, rank
from localsheets.errors import ApiError, bad_request
from localsheets.model import Book, Sheet
from localsheets.ranges import contains, loose_box, overlaps


def refused() -> ApiError:
    return bad_request(
        "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection "
        "if you need to edit."
    )


def may_edit(protected: dict, file: dict, account: Account) -> bool:
    """Owners and the range's editors may; warnings stop nobody."""
    if protected.get("warningOnly") or rank(file, account) >= OWN:
        return True
    editors = protected.get("editors", {})
    if account.email in (user.lower() for user in editors.get("users", [])):
        return True
    if account.email in (group.lower() for group in editors.get("groups", [])):
        return True
    owner = next((p for p in file["permissions"] if p["role"] == "owner"), None)
    same_domain = owner is not None and owner["emailAddress"].split("@")[-1] == account.domain
    return bool(editors.get("domainUsersCanEdit")) and same_domain


def seen_by(protected: dict, file: dict, account: Account) -> dict:
    """The protected range as this account gets it: editors are shown only to those who may edit."""
    found = dict(protected)
    found.pop("requestingUserCanEdit", None)
    if may_edit(protected, file, account):
        found["requestingUserCanEdit"] = True
    else:
        found.pop("editors", None)
    return found


def box_of(book: Book, protected: dict) -> tuple[int, Box]:
    area = protected.get("range", {})
    if "namedRangeId" in protected:
        named = next((n for n in book.named_ranges if n["namedRangeId"] == protected["namedRangeId"]), None)
        area = named["range"] if named else area
    return area.get("sheetId", 0), loose_box(area)


def check(book: Book, sheet: Sheet, box: Box, file: dict, account: Account) -> None:
    """Raises Google's 400 if the box touches cells that are protected against this account."""
    for protected in sheet.protected_ranges:
        if may_edit(protected, file, account):
            continue
        _, closed_to = box_of(book, protected)
        if not overlaps(closed_to, box):
            continue
        free = [loose_box(area) for area in protected.get("unprotectedRanges", [])]
        if any(contains(area, box) for area in free):
            continue
        raise refused()
