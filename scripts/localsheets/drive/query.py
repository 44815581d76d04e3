"""The search language of files.list, its order and its pages.

Source: https://developers.google.com/workspace/drive/api/guides/ref-search-terms
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from localsheets.access import OWN, READ, WRITE, Account, rank
from localsheets.defaults import SPREADSHEET
from localsheets.drive.resource import owner_of, root_id
from localsheets.errors import DriveError

if TYPE_CHECKING:
    from localsheets.context import Context

Test = Callable[[dict], bool]
_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?P<op><=|>=|!=|=|<|>|\(|\)|\{|\})|(?P<word>[A-Za-z0-9_.]+))""",
    re.DOTALL,
)
_TIMES = ("modifiedTime", "createdTime", "viewedByMeTime", "sharedWithMeTime")


def invalid() -> DriveError:
    return DriveError(400, "Invalid Value", "invalid", "q")


def compile_query(text: str, ctx: Context) -> Test:
    """A test of files for `q`. Raises Drive's 400 for a query that cannot be read."""
    if not text.strip():
        return lambda file: True
    tokens = _tokens(text)
    parser = _Parser(tokens, ctx)
    test = parser.either()
    if parser.at != len(tokens):
        raise invalid()
    return test


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at, end = [], 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if not match:
            raise invalid()
        at = match.end()
        kind = match.lastgroup or ""
        value = match.group(kind)
        if kind == "text":
            value = re.sub(r"\\(.)", r"\1", value[1:-1], flags=re.DOTALL)
        found.append((kind, value))
    if len(found) > 2000:
        raise DriveError(400, "The query is too complex.", "queryTooComplex", "q")
    return found


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]], ctx: Context):
        self.tokens, self.ctx, self.at, self.depth = tokens, ctx, 0, 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", "")

    def next(self, kind: str | None = None, *values: str) -> str:
        found = self.peek()
        if (kind and found[0] != kind) or (values and found[1].lower() not in values) or not found[0]:
            raise invalid()
        self.at += 1
        return found[1]

    def word(self, value: str) -> bool:
        if self.peek()[0] == "word" and self.peek()[1].lower() == value:
            self.at += 1
            return True
        return False

    def either(self) -> Test:
        self.depth += 1
        if self.depth > 60:
            raise DriveError(400, "The query is too complex.", "queryTooComplex", "q")
        tests = [self.both()]
        while self.word("or"):
            tests.append(self.both())
        self.depth -= 1
        return tests[0] if len(tests) == 1 else lambda file: any(test(file) for test in tests)

    def both(self) -> Test:
        tests = [self.single()]
        while self.word("and"):
            tests.append(self.single())
        return tests[0] if len(tests) == 1 else lambda file: all(test(file) for test in tests)

    def single(self) -> Test:
        negated = False
        while self.word("not"):
            negated = not negated
        if self.peek() == ("op", "("):
            self.at += 1
            inner = self.either()
            self.next("op", ")")
        else:
            inner = self.term()
        return (lambda file: not inner(file)) if negated else inner

    def term(self) -> Test:
        kind, value = self.peek()
        if kind == "text":
            self.at += 1
            self.next("word", "in")
            return self.member(value, self.next("word"))
        field = self.next("word")
        if field == "sharedWithMe" and self.peek()[1] not in ("=", "!="):
            return lambda file: self.shared(file)
        if field in ("properties", "appProperties"):
            return self.has(field)
        if self.word("in"):
            return self.member(self.next("text"), field)
        if self.word("contains"):
            return self.contains(field, self.next("text"))
        return self.compare(field, self.next("op", "=", "!=", "<", "<=", ">", ">="))

    def shared(self, file: dict) -> bool:
        return owner_of(file) != self.ctx.account

    def member(self, value: str, field: str) -> Test:
        if field == "parents":
            wanted = root_id(self.ctx.account) if value == "root" else value
            return lambda file: wanted in file.get("parents", [])
        need = {"owners": OWN, "writers": WRITE, "readers": READ}.get(field)
        if need is None:
            raise invalid()
        account = self.ctx.account if value == "me" else Account(value.lower() if "@" in value else value + "@x")
        if need == OWN:
            return lambda file: owner_of(file) == account
        return lambda file: rank(file, account) >= need

    def has(self, field: str) -> Test:
        self.next("word", "has")
        self.next("op", "{")
        self.next("word", "key")
        self.next("op", "=")
        key = self.next("text")
        self.next("word", "and")
        self.next("word", "value")
        self.next("op", "=")
        value = self.next("text")
        self.next("op", "}")
        return lambda file: file.get(field, {}).get(key) == value

    def contains(self, field: str, text: str) -> Test:
        folded = text.casefold()
        if field == "name":  # words that begin like this
            return lambda file: any(
                file["name"].casefold().startswith(folded, at)
                for at in [0, *(m.end() for m in re.finditer(r"[\W_]+", file["name"].casefold()))]
            )
        if field == "mimeType":
            return lambda file: folded in file["mimeType"].casefold()
        if field == "fullText":
            phrase = folded.startswith('"') and folded.endswith('"') and len(folded) > 1
            wanted = re.findall(r"\w+", folded)
            return lambda file: bool(wanted) and _has_words(self._words(file), wanted, phrase)
        raise invalid()

    def _words(self, file: dict) -> list[str]:
        """Every word of a file: its name, description and what stands in its cells."""
        texts = [file["name"], file.get("description", "")]
        book = self.ctx.store.book(file["id"]) if file["mimeType"] == SPREADSHEET else None
        for sheet in book.sheets if book is not None else ():
            texts += [cell.value for cells in sheet.rows.values() for cell in cells.values() if isinstance(cell.value, str)]
        return re.findall(r"\w+", "\n".join(texts).casefold())

    def compare(self, field: str, op: str) -> Test:
        kind, value = self.peek()
        self.at += 1
        if field in ("name", "mimeType", "visibility", "id") and kind == "text":
            if field in ("visibility", "id"):
                if op not in ("=", "!="):
                    raise invalid()
                return lambda file: (_plain(file, field) == value) == (op == "=")
            if field == "name" and op in ("=", "!="):
                return lambda file: (file["name"].casefold() == value.casefold()) == (op == "=")
            return lambda file: _ordered(op, file[field], value)
        if field in ("trashed", "starred", "sharedWithMe") and kind == "word" and value.lower() in ("true", "false"):
            wanted = (value.lower() == "true") == (op == "=")
            if op not in ("=", "!="):
                raise invalid()
            if field == "sharedWithMe":
                return lambda file: self.shared(file) == wanted
            return lambda file: bool(file.get(field, False)) == wanted
        if field in _TIMES and kind == "text":
            moment = _moment(value)
            return lambda file: _ordered(op, _moment(file.get(field) or file["modifiedTime"]), moment)
        raise invalid()


def _has_words(words: list[str], wanted: list[str], phrase: bool) -> bool:
    """Whole words only; in double quotes they must stand one after another."""
    if not phrase:
        return set(wanted) <= set(words)
    return any(words[at : at + len(wanted)] == wanted for at, word in enumerate(words) if word == wanted[0])


def _plain(file: dict, field: str) -> str:
    if field == "id":
        return file["id"]
    kinds = {p["type"] for p in file["permissions"]}
    return "anyoneWithLink" if "anyone" in kinds else "limited"


def _ordered(op: str, left: Any, right: Any) -> bool:
    return {
        "=": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[op]


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise invalid() from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


_ORDER = {"createdTime", "folder", "modifiedByMeTime", "modifiedTime", "name", "name_natural", "quotaBytesUsed",
          "recency", "sharedWithMeTime", "starred", "viewedByMeTime"}  # fmt: skip


def order(files: list[dict], text: str) -> None:
    """Sort in place by `orderBy`. Raises Drive's 400 for a key there is not."""
    for part in reversed([p.split() for p in text.split(",")]):
        if not part or part[0] not in _ORDER or (len(part) > 1 and part[1] != "desc") or len(part) > 2:
            raise DriveError(400, f"Sorting is not supported for {text}", "invalid", "orderBy")
        files.sort(key=partial(_order_key, part[0]), reverse=len(part) == 2)


def _order_key(name: str, file: dict) -> Any:
    if name == "folder":
        return not file["mimeType"].endswith(".folder")
    if name == "name":
        return file["name"].casefold()
    if name == "name_natural":
        return [(0, int(p), "") if p.isdigit() else (1, 0, p) for p in re.split(r"(\d+)", file["name"].casefold())]
    if name == "starred":
        return bool(file.get("starred"))
    if name == "quotaBytesUsed":
        return int(file.get("size", 1024))
    return file["createdTime" if name == "createdTime" else "modifiedTime"]


def page(items: list, size: int, token: str | None) -> tuple[list, str | None]:
    """One page and the token of the next. Raises Drive's 400 for a token that was never given out."""
    if not 1 <= size <= 1000:
        text = f"Invalid value '{size}'. Values must be within the range: [1, 1000]"
        raise DriveError(400, text, "invalidParameter", "pageSize")
    start = 0
    if token:
        try:
            start = int(base64.urlsafe_b64decode(token.removeprefix("~!!~").encode()).decode().removeprefix("at:"))
        except (ValueError, UnicodeError):
            raise DriveError(400, "Invalid Value", "invalid", "pageToken") from None
    following = start + size
    more = following < len(items)
    return items[start:following], "~!!~" + base64.urlsafe_b64encode(f"at:{following}".encode()).decode() if more else None
