"""Say back to each group what was found: its own machine-owned tabs and formulas, one call a book, only where it differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from toso.core.book_facts import BookFacts, Desk
from toso.core.catalogue import Catalogue
from toso.core.feedback import Feedback, feedback
from toso.core.sheet_state import BookState
from toso.errors import TosoError
from toso.executor import or_error
from toso.google.books import Books
from toso.jobs.collect import Collected, GroupRead, Parts
from toso.jobs.facts_of import group_facts
from toso.jobs.feedback_book import say
from toso.jobs.ward_book import replies_to
from toso.model import CellValue, Group


@dataclass(frozen=True, slots=True)
class Said:
    """What one run of validation did. ``open``: group → findings that stand unanswered, of the books read."""

    open: Mapping[str, int]
    written: tuple[str, ...]
    failed: Mapping[str, TosoError]
    lost: tuple[Lost, ...] = ()


@dataclass(frozen=True, slots=True)
class Lost:
    """A column or tab of people's (``column`` "") that somebody deleted: it was made again, empty."""

    group: str
    tab: str
    column: str


@dataclass(frozen=True, slots=True)
class Speaking:
    """What is said back to a group beside its findings: whose book it is, the ward's replies, the plan's target."""

    facts: BookFacts
    replies: Mapping[str, Mapping[str, CellValue]]
    target: tuple[int, int]


def speaking_to(group: Group, parts: Parts, found: Collected) -> Speaking:
    target = parts.settings.plan.coverage_target
    facts = group_facts(group, parts.settings, parts.books.session.user)
    return Speaking(facts, replies_to(found.ward, group.code), (target.numerator, target.denominator))


def say_to(one: GroupRead, books: Books, desk: Desk, catalogue: Catalogue, now: datetime, speaking: Speaking) -> int:
    """Writes one book's feedback where it differs; the number of write calls."""

    def feedback_on(state: BookState) -> Feedback:
        return feedback(
            one.result, state, one.context, desk, catalogue, now, replies=speaking.replies, target=speaking.target
        )

    return say(books, one.reading, feedback_on, speaking.facts, desk)


def say_back(parts: Parts, found: Collected, desk: Desk) -> Said:
    """Writes the feedback of every book that was read. One book that fails never stops the others."""
    written: list[str] = []
    failed: dict[str, TosoError] = dict(found.unreachable)

    def write(one: GroupRead) -> int:
        return say_to(one, parts.books, desk, parts.catalogue, found.now, speaking_to(one.group, parts, found))

    for code, outcome in zip(found.read, parts.each(or_error(write), list(found.read.values())), strict=True):
        if isinstance(outcome, TosoError):
            failed[code] = outcome
        elif outcome:
            written.append(code)
    standing = {code: unanswered(one) for code, one in found.read.items()}
    lost = tuple(each for one in found.read.values() for each in lost_in(one, desk))
    return Said(standing, tuple(written), failed, lost)


def unanswered(one: GroupRead) -> int:
    return sum(not f.answered for f in one.result.findings)


def lost_in(one: GroupRead, desk: Desk) -> Iterator[Lost]:
    """What this run makes again in a book of this version. Its leader sees it there and is told nothing: only the
    book's history has what was in it."""
    if not one.reading.state.stamp.endswith(f" {desk.schema.version}"):
        return
    for f in one.result.findings:
        sheet = desk.schema.tables[f.table]
        if f.kind == "missing_tab":
            yield Lost(one.group.name or one.group.code, sheet.title, "")
        elif f.kind == "missing_column" and sheet.field(f.column).owner == "team":
            yield Lost(one.group.name or one.group.code, sheet.title, sheet.field(f.column).title)
