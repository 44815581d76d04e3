"""Who calls, and what a file's permissions let them do.

A bearer token names the account: a token that is an e-mail address is that account, any other token is an account of
its own. `anyone` permissions are open to everyone, also to callers with an API key only.
"""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

RANK = {"reader": 1, "commenter": 2, "writer": 3, "fileOrganizer": 4, "organizer": 4, "owner": 5}
READ, COMMENT, WRITE, ORGANISE, OWN = 1, 2, 3, 4, 5
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+\Z")


class Account(NamedTuple):
    email: str
    anonymous: bool = False

    @property
    def id(self) -> str:
        return permission_id(self.email)

    @property
    def name(self) -> str:
        return self.email.split("@")[0]

    @property
    def domain(self) -> str:
        return self.email.split("@")[1]

    @property
    def service_account(self) -> bool:
        return self.email.endswith("gserviceaccount.com")


ANONYMOUS = Account("anonymous@localsheets.invalid", anonymous=True)


def permission_id(email: str) -> str:
    """The same person has the same permission id on every file: twenty digits."""
    number = int.from_bytes(hashlib.sha256(email.lower().encode()).digest()[:8], "big")
    return f"{number:020d}"


def account_of(token: str) -> Account:
    if _EMAIL.match(token):
        return Account(token.lower())
    readable = re.sub(r"[^a-z0-9]+", "-", token.lower()).strip("-")[:40] or "caller"
    tail = hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()[:8]
    return Account(f"{readable}-{tail}@accounts.example.com")


def rank(file: dict, account: Account) -> int:
    """The highest rank the account has on a file: 0 none, 1 read, 2 comment, 3 write, 4 organise, 5 own."""
    best = 0
    for permission in file["permissions"]:
        kind = permission["type"]
        if kind == "anyone":
            fits = True
        elif account.anonymous:
            fits = False
        elif kind in ("user", "group"):
            fits = permission["emailAddress"].lower() == account.email
        else:
            fits = permission.get("domain", "").lower() == account.domain
        if fits:
            best = max(best, RANK.get(permission["role"], 0))
    return OWN if best == ORGANISE and "driveId" in file else best  # a shared drive's files have no owner


def owner_permission(account: Account) -> dict:
    return {
        "kind": "drive#permission",
        "id": account.id,
        "type": "user",
        "emailAddress": account.email,
        "displayName": account.name,
        "role": "owner",
        "deleted": False,
        "pendingOwner": False,
    }
