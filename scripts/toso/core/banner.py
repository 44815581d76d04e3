"""The line on top of a book that says how things stand, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from toso.core.book_facts import Desk
from toso.core.summarise import is_empty, submitted_on, typed_tables
from toso.model import BookResult, Context
from toso.schema.types import Schema


@dataclass(frozen=True, slots=True)
class BannerFacts:
    """``right``: rows with nothing to mend; ``wrong``: errors; ``questions``: warnings and questions not answered;
    ``missing``: households still to be guided, None when the official number is not known; ``untyped``: nobody has
    typed anything; ``submitted``: the leader marked the period as submitted."""

    right: int
    wrong: int
    questions: int
    missing: int | None
    percent: str
    untyped: bool = False
    submitted: bool = True


def facts(book: BookResult, context: Context, target: tuple[int, int], schema: Schema) -> BannerFacts:
    standing = [one for one in book.findings if not one.answered]
    rows = {(name, row) for name, table in book.tables.items() for row in table.rows}
    touched = {(one.table, one.row) for one in standing}
    total, (share, of) = context.group.households_official, target
    missing = None
    if total is not None:
        missing = max(0, -(-share * total // of) - _guided(book, context))
    percent = 100 * share / of
    submissions = book.tables.get("submissions")
    return BannerFacts(
        right=len(rows - touched),
        wrong=sum(one.severity == "error" for one in standing),
        questions=sum(one.severity != "error" for one in standing),
        missing=missing,
        percent=f"{percent:g}".replace(".", ","),
        untyped=is_empty(schema, typed_tables(book, schema)),
        submitted=submissions is None or submitted_on(submissions, context.period.row_code) is not None,
    )


def _guided(book: BookResult, context: Context) -> int:
    """Distinct households with a valid day of guidance between the plan's start and the period's end."""
    table = book.tables.get("households")
    if table is None:
        return 0
    days = table.columns.get("guided_on", [None] * len(table.rows))
    return len({
        key for key, day, counted in zip(table.keys, days, table.counted, strict=True)
        if counted and isinstance(day, date) and context.plan_start <= day <= context.period.end
    })  # fmt: skip


def text(found: BannerFacts, context: Context, desk: Desk, checked_at: datetime | None) -> str:
    """``✅ 18 dòng đúng · ⚠ 2 cần sửa · còn 23 hộ để đạt 80 % · kiểm tra lúc 07:05 · hạn 12:00 ngày 15/12``; the
    deadline is the entry deadline, the only one a leader is shown."""
    words, fill = desk.words["banner"], desk.fill
    parts = [words["untyped"] if found.untyped else fill(words["clean"], right=found.right)]
    if found.wrong:
        parts.append(fill(words["wrong"], wrong=found.wrong))
    if found.questions:
        parts.append(fill(words["question"], questions=found.questions))
    if found.missing is None:
        parts.append(words["target_unknown"])
    elif found.missing:
        short = "to_guide" if found.untyped else "short_of_target"
        parts.append(fill(words[short], missing=found.missing, percent=found.percent))
    else:
        parts.append(fill(words["target_reached"], percent=found.percent))
    if not found.submitted:
        parts.append(fill(words["not_submitted"], code=context.period.row_code))
    if checked_at is not None:
        parts.append(fill(words["checked"], time=_moment(checked_at)))
    parts.append(fill(words["deadline"], deadline=_moment(context.period.entry_deadline)))
    return words["between"].join(parts)


def _moment(when: datetime) -> str:
    return f"{when:%H:%M} ngày {when.day}/{when.month}"
