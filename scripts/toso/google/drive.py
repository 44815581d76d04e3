"""Drive: which books changed, making a book, who may open it. Every call names all drives.

Source: https://developers.google.com/workspace/drive/api/reference/rest/v3
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from toso.errors import AccessError
from toso.google.http import DRIVE, LostAnswer
from toso.google.session import Session

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
ALL_DRIVES = {"supportsAllDrives": "true", "includeItemsFromAllDrives": "true"}


@dataclass(frozen=True, slots=True)
class Permission:
    """Who may do what with a file. ``kind``: user, group, domain or anyone; ``role``: owner, organizer, fileOrganizer,
    writer, commenter or reader."""

    id: str
    kind: str
    role: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as the list of files tells it. ``modified`` may lag by minutes: it says what may have changed. ``by_link``:
    people nobody named can open it."""

    modified: str
    by_link: bool = False


class Drive:
    """``shared_drive``: its id, where the books lie in one."""

    def __init__(self, session: Session, shared_drive: str = "") -> None:
        self._http = session.http
        self._where = {"corpora": "drive", "driveId": shared_drive} if shared_drive else {"corpora": "user"}

    def seen(self, ids: Iterable[str]) -> dict[str, Seen]:
        """Those of ``ids`` that the account can see: one call for up to 1,000 books. Google tells permissions to whoever
        may share a file, and not for files in a Shared Drive: there nothing is known of links."""
        wanted = set(ids)
        found = self._list("trashed=false", "id,modifiedTime,permissions(type)")
        return {
            one["id"]: Seen(
                one.get("modifiedTime", ""), any(who.get("type") in ("anyone", "domain") for who in one.get("permissions", ()))
            )
            for one in found
            if one["id"] in wanted
        }

    def changed(self, ids: Iterable[str]) -> dict[str, str]:
        """Book id → modifiedTime. 1 call."""
        return {book: one.modified for book, one in self.seen(ids).items()}

    def find(self, name: str, folder: str = "") -> str | None:
        """The id of the book of that name (in that folder); the oldest where there are several."""
        query = "name = '{}' and trashed=false".format(name.replace("\\", "\\\\").replace("'", "\\'"))
        if folder:
            query += f" and '{folder}' in parents"
        found = self._list(query, "id,createdTime")
        return min(found, key=lambda one: one.get("createdTime", ""))["id"] if found else None

    def create(self, name: str, folder: str = "") -> str:
        """An empty book. Raises AccessError ``google_no_storage`` for a service account outside a Shared Drive.

        After a lost answer the book is looked for before it is made again.
        """
        body: dict[str, Any] = {"name": name, "mimeType": SPREADSHEET}
        if folder:
            body["parents"] = [folder]
        for _ in range(4):
            try:
                answer = self._http.send(
                    "post",
                    f"{DRIVE}/files",
                    json=body,
                    params={"supportsAllDrives": "true", "fields": "id"},
                    repeatable=False,
                )
                return str(answer.json()["id"])
            except LostAnswer as lost:
                known = self.find(name, folder)
                if known:
                    return known
                last = lost
        raise last

    def copy(self, book_id: str, name: str, folder: str = "") -> str:
        """A copy of a book; its id. A copy that is made twice after a lost answer does no harm."""
        body: dict[str, Any] = {"name": name} | ({"parents": [folder]} if folder else {})
        params = {"supportsAllDrives": "true", "fields": "id"}
        answer = self._http.send("post", f"{DRIVE}/files/{book_id}/copy", json=body, params=params, repeatable=True)
        return str(answer.json()["id"])

    def remove(self, book_id: str) -> None:
        """Takes a file of our own making away for good. Raises AccessError ``google_not_found`` where it is gone."""
        self._http.send(
            "delete", f"{DRIVE}/files/{book_id}", params={"supportsAllDrives": "true"}, repeatable=True
        )

    def permissions(self, book_id: str) -> tuple[Permission, ...]:
        """Everyone who may open the book."""
        fields = "nextPageToken,permissions(id,type,role,emailAddress,deleted)"
        found = self._pages(
            f"{DRIVE}/files/{book_id}/permissions", "permissions", {"supportsAllDrives": "true", "fields": fields}
        )
        return tuple(
            Permission(one["id"], one.get("type", ""), one.get("role", ""), one.get("emailAddress", "").lower())
            for one in found
            if not one.get("deleted")
        )

    def share(self, book_id: str, email: str, role: str) -> None:
        """Let a person in; no mail is sent by Google."""
        params = {"supportsAllDrives": "true", "sendNotificationEmail": "false"}
        body = {"type": "user", "role": role, "emailAddress": email}
        self._http.send("post", f"{DRIVE}/files/{book_id}/permissions", json=body, params=params, repeatable=True)

    def change_role(self, book_id: str, permission: str, role: str) -> None:
        params = {"supportsAllDrives": "true"}
        self._http.send(
            "patch",
            f"{DRIVE}/files/{book_id}/permissions/{permission}",
            json={"role": role},
            params=params,
            repeatable=True,
        )

    def unshare(self, book_id: str, permission: str) -> None:
        """Takes a permission away; one that is gone already is no error."""
        try:
            self._http.send(
                "delete",
                f"{DRIVE}/files/{book_id}/permissions/{permission}",
                params={"supportsAllDrives": "true"},
                repeatable=True,
            )
        except AccessError as error:
            if error.code != "google_not_found":
                raise

    def export(self, book_id: str, mime: str) -> bytes:
        """The book in another form (xlsx for a snapshot)."""
        return self._http.send(
            "get", f"{DRIVE}/files/{book_id}/export", params={"mimeType": mime}, repeatable=True
        ).content

    def _list(self, query: str, fields: str) -> list[Mapping[str, Any]]:
        params = {
            "q": f"mimeType='{SPREADSHEET}' and {query}", "pageSize": "1000", "fields": f"nextPageToken,files({fields})",
            **ALL_DRIVES, **self._where,
        }  # fmt: skip
        return self._pages(f"{DRIVE}/files", "files", params)

    def _pages(self, url: str, items: str, params: dict[str, str]) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        while True:
            answer = self._http.send("get", url, params=params, repeatable=True).json()
            found += answer.get(items, [])
            if not answer.get("nextPageToken"):
                return found
            params = {**params, "pageToken": answer["nextPageToken"]}
