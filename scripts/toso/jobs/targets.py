"""The books of the ward: its own, the master, and one for each group of the registry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from toso.core.batch import area
from toso.core.book_facts import BookFacts, Desk
from toso.core.sheet_state import BookState
from toso.errors import UsageError
from toso.google.books import Books
from toso.jobs.facts_of import group_facts, ward_facts
from toso.model import Group
from toso.settings import Settings

REGISTRY = "groups"


@dataclass(frozen=True, slots=True)
class Target:
    """A book to lay out; ``book_id`` is "" where it has yet to be made. ``group``: whose it is, if a group's."""

    facts: BookFacts
    book_id: str
    group: Group | None = None


def ward_targets(settings: Settings, editor: str) -> tuple[Target, Target]:
    """The ward's own book and the master."""
    return (
        Target(ward_facts("ward", settings, editor), settings.books.ward),
        Target(ward_facts("master", settings, editor), settings.books.master),
    )


def group_targets(
    groups: Iterable[Group], settings: Settings, editor: str, only: Sequence[str] = ()
) -> tuple[Target, ...]:
    """One a group. ``only``: codes of the groups wanted. Raises UsageError for a code that the registry lacks."""
    groups = tuple(groups)
    unknown = sorted({code.upper() for code in only} - {group.code for group in groups})
    if unknown:
        raise UsageError("unknown_group", group=", ".join(unknown))
    wanted = {code.upper() for code in only} or {group.code for group in groups}
    return tuple(Target(group_facts(one, settings, editor), one.book_id, one) for one in groups if one.code in wanted)


def registry(state: BookState) -> tuple[Group, ...]:
    """The rows of Danh sách tổ as they are typed, codes and numbers only as far as they can be read without doubt."""
    from toso.core.numbers import read_number
    from toso.core.problem import Problem
    from toso.core.text import clean, code_key

    tab = state.tabs.get(REGISTRY)
    if tab is None:
        return ()
    found: dict[str, Group] = {}
    for row in range(tab.header_row + 1, len(tab.rows)):

        def cell(name: str, row: int = row) -> str:
            value = tab.value(row, tab.columns[name]) if name in tab.columns else None
            return clean(str(value)) if value is not None else ""

        code = code_key(cell("group_code"))
        official = read_number(cell("households_official"), whole=True) if cell("households_official") else None
        if code and code not in found:
            whole = int(official) if official is not None and not isinstance(official, Problem) else None
            found[code] = Group(
                code, cell("name") or code, whole, cell("book_id"), cell("leader_name"), cell("leader_email")
            )
    return tuple(found.values())


def enter_ids(books: Books, ward_id: str, made: dict[str, str], desk: Desk) -> int:
    """Writes ids of new books into their rows of Danh sách tổ, where the cell is still blank; gives how many. The tab is
    looked at right before, so that a row that moved meanwhile is found where it is."""
    from toso.core.text import code_key

    state = books.state(ward_id, desk.schema.book("ward"))
    tab = state.tabs.get(REGISTRY)
    if tab is None or not made or not {"group_code", "book_id"} <= set(tab.columns):
        return 0
    code_column, id_column = tab.columns["group_code"], tab.columns["book_id"]
    data = []
    for row in range(tab.header_row + 1, len(tab.rows)):
        code = code_key(str(tab.value(row, code_column) or ""))
        if code in made and tab.value(row, id_column) in (None, ""):
            where = area(tab.sheet_id, row, row + 1, id_column, id_column + 1)
            data.append(
                {"dataFilter": {"gridRange": where}, "majorDimension": "ROWS", "values": [[made.pop(code)]]}
            )
    if data:
        books.by_column(ward_id, data, raw=True)
    return len(data)


def with_id(target: Target, book_id: str) -> Target:
    return replace(target, book_id=book_id)
