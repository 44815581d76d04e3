"""Say back to each group what was found: its own machine-owned tabs and formulas, one call a book, only where it differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toso.core.book_facts import Desk
from toso.core.feedback import Feedback, feedback
from toso.core.sheet_state import BookState
from toso.errors import TosoError
from toso.executor import or_error
from toso.jobs.collect import Collected, GroupRead, Parts
from toso.jobs.facts_of import group_facts
from toso.jobs.feedback_book import say
from toso.jobs.ward_book import replies_to


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


def say_back(parts: Parts, found: Collected, desk: Desk) -> Said:
    """Writes the feedback of every book that was read. One book that fails never stops the others."""
    target = parts.settings.plan.coverage_target
    written: list[str] = []
    failed: dict[str, TosoError] = dict(found.unreachable)

    def write(one: GroupRead) -> int:
        def feedback_on(state: BookState) -> Feedback:
            return feedback(
                one.result,
                state,
                one.context,
                desk,
                parts.catalogue,
                found.now,
                replies=replies_to(found.ward, one.group.code),
                target=(target.numerator, target.denominator),
            )

        facts = group_facts(one.group, parts.settings, parts.books.session.user)
        return say(parts.books, one.reading, feedback_on, facts, desk)

    for code, outcome in zip(found.read, parts.each(or_error(write), list(found.read.values())), strict=True):
        if isinstance(outcome, TosoError):
            failed[code] = outcome
        elif outcome:
            written.append(code)
    standing = {code: sum(not f.answered for f in one.result.findings) for code, one in found.read.items()}
    return Said(standing, tuple(written), failed, tuple(_lost(found, desk)))


def _lost(found: Collected, desk: Desk) -> Iterator[Lost]:
    """What this run makes again in books of this version. Their leaders see it there and are told nothing: only the
    book's history has what was in it."""
    for one in found.read.values():
        if not one.reading.state.stamp.endswith(f" {desk.schema.version}"):
            continue
        for f in one.result.findings:
            sheet = desk.schema.tables[f.table]
            if f.kind == "missing_tab":
                yield Lost(one.group.name or one.group.code, sheet.title, "")
            elif f.kind == "missing_column" and sheet.field(f.column).owner == "team":
                yield Lost(one.group.name or one.group.code, sheet.title, sheet.field(f.column).title)
