"""Sheet titles and range names as Excel allows them."""

from __future__ import annotations

import re

from localsheets.a1 import quote_title

MAX_TITLE = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]|^'|'$|[\x00-\x1f]")
_NAME = re.compile(r"[^\W\d][\w.]*")
_TAKEN = re.compile(r"[A-Za-z]{1,3}\d+|[Rr](\d*[Cc]\d*)?|[Cc]|TRUE|FALSE", re.IGNORECASE)


def excel_title(title: str, taken: set[str]) -> str:
    """A title of at most 31 characters without what Excel forbids; `taken` holds the lower-case titles used."""
    base = _FORBIDDEN.sub("_", title) or "_"
    found, number = _cut(base, MAX_TITLE), 1
    while found.lower() in taken or found.lower() == "history":
        number += 1
        mark = f"~{number}"
        found = _cut(base, MAX_TITLE - len(mark)) + mark
    taken.add(found.lower())
    return found


def _cut(text: str, units: int) -> str:
    """`text` cut to so many UTF-16 units."""
    while len(text.encode("utf-16-le", "surrogatepass")) // 2 > units:
        text = text[:-1]
    return text


class Titles:
    """The titles of a book's sheets, and its range names, as written in the file."""

    def __init__(self, titles: list[str], names: list[str]) -> None:
        self.taken: set[str] = set()
        self._titles = {title.lower(): excel_title(title, self.taken) for title in titles}
        self.renamed = any(self._titles[title.lower()] != title for title in titles)
        self._names = {name.lower() for name in names if valid_name(name)}

    @property
    def key(self) -> frozenset[object]:
        """The same for books in which every title and name is written the same."""
        return frozenset((*self._titles.items(), *self._names))

    def known(self, title: str) -> bool:
        return title.lower() in self._titles

    def title(self, title: str) -> str:
        """The title in the file. Raises KeyError."""
        return self._titles[title.lower()]

    def prefix(self, title: str) -> str:
        """`'My sheet'!` in the file."""
        return quote_title(self.title(title)) + "!"

    def named(self, name: str) -> bool:
        """Whether the name of a range is in the file."""
        return name.lower() in self._names

    def names_in(self, formula: str) -> list[str]:
        """The range names that a formula may mention."""
        low = formula.lower()
        return [name for name in self._names if name in low]


def valid_name(name: str) -> bool:
    """Whether Excel allows the name of a range."""
    return _NAME.fullmatch(name) is not None and _TAKEN.fullmatch(name) is None and len(name) <= 255
