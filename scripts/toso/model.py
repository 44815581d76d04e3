"""Frozen values that travel between the parts. No I/O, no clock, no third-party import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal, NamedTuple

CellValue = str | int | float | bool | None
"""A cell as the API gives it with UNFORMATTED_VALUE + SERIAL_NUMBER; blank is ``None`` or ``""``."""

Severity = Literal["error", "warning", "question"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "question")


@dataclass(frozen=True, slots=True)
class RawTable:
    """One tab as read. ``rows[i]`` stands on sheet row ``first_row + i`` (1-based, as a person sees it)."""

    name: str
    title: str
    header: tuple[CellValue, ...]
    rows: Sequence[Sequence[CellValue]]
    first_row: int = 2
    metadata: Mapping[int, str] = field(default_factory=dict)
    """Column index (0-based) → field name, from developer metadata; used only where a header is unknown."""


@dataclass(frozen=True, slots=True)
class RawBook:
    """One workbook as read: tables by schema name; a tab that is not there is in ``missing``."""

    book_id: str
    group_code: str
    tables: Mapping[str, RawTable]
    missing: tuple[str, ...] = ()
    title: str = ""
    modified: str = ""


NO_FACTS: Mapping[str, object] = MappingProxyType({})


class Finding(NamedTuple):
    """One thing a person must mend or answer. ``value`` never leaves the group's own workbook.

    A tuple: a city has hundreds of thousands of them, and a frozen dataclass takes four times as long to make.
    """

    kind: str
    severity: Severity
    group_code: str
    table: str
    row: int
    """1-based row as the person sees it; 0 when it concerns the whole tab."""
    key: str
    """The row's key (household code …), "" where the row has none."""
    column: str
    """Field name; "" when it concerns the whole row or tab."""
    value: CellValue = None
    suggestion: str = ""
    message: str = ""
    """Plain Vietnamese, ready to be read; holds no value of a kind whose ``echo`` is false."""
    answered: bool = False
    facts: Mapping[str, object] = NO_FACTS


@dataclass(frozen=True, slots=True)
class TableResult:
    """A tab after validation, column by column. All sequences have the length of ``rows``.

    A cell with an error holds ``None`` in ``columns`` (unknown, never zero). ``counted[i]`` is False where the whole
    row must not be counted (no key, doubled key, a code of another group).
    """

    name: str
    rows: Sequence[int]
    keys: Sequence[str]
    columns: Mapping[str, Sequence[object]]
    """Parsed values: str, int, float, bool, datetime.date or None; members of closed lists by their code."""
    counted: Sequence[bool]
    missing_columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BookResult:
    """A group's book after validation."""

    group_code: str
    book_id: str
    tables: Mapping[str, TableResult]
    findings: tuple[Finding, ...]
    foreign_claims: tuple[tuple[str, str, str], ...] = ()
    """(other group's code, table, key) for every key of another group that stands in this book."""


PeriodKind = Literal["month", "quarter", "half", "year", "plan", "ad_hoc"]


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting period (Decree 09/2019/NĐ-CP, art. 12). ``start`` and ``end`` are inclusive."""

    code: str
    """``2025-Q4``, ``2025-12``, ``2025-H2``, ``2025``, ``adhoc-20251001-20251120``, ``plan-20251215-20251231``."""
    kind: PeriodKind
    start: date
    end: date
    sending_day: date
    """The last working day on or before the 15th; for ad hoc the given deadline's day."""
    entry_deadline: datetime
    """Aware, Asia/Ho_Chi_Minh: when figures are frozen; the only deadline leaders are shown."""

    @property
    def row_code(self) -> str:
        """Its code in the tabs that people read and type in: ``2025-Q4``; of the plan's last days ``BS-2025-12``."""
        return f"BS-{self.end:%Y-%m}" if self.kind == "plan" else self.code


@dataclass(frozen=True, slots=True)
class Group:
    """A residential group as the ward's registry (`Danh sách tổ`) has it."""

    code: str
    name: str
    households_official: int | None
    book_id: str = ""
    leader_name: str = ""
    leader_email: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What validation and counting need to know beside the cells."""

    group: Group
    group_codes: frozenset[str]
    period: Period
    plan_start: date
    plan_end: date
    today: date
    last_summary: GroupSummary | None = None


@dataclass(frozen=True, slots=True)
class Difficulty:
    """A difficulty without its words: category and dates only; the text stays in the group's book."""

    group_code: str
    code: str
    category: str
    urgent: bool
    raised_on: date | None
    replied_on: date | None
    budget_need: int


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """Counts only, no personal data; summaries add up: group → ward → city.

    ``counts`` maps an indicator's name, or ``name|dimension=code|dimension=code``, to an integer.
    """

    group_code: str
    period: str
    counts: Mapping[str, int]
    findings: Mapping[str, int]
    """``severity|kind`` → how many stand unanswered."""
    state: Literal["empty", "partial", "complete", "unreachable"]
    """By content: ``empty`` reads "chưa nộp", never 0 %."""
    submitted_on: date | None
    difficulties: tuple[Difficulty, ...] = ()
    content_hash: str = ""
    read_at: datetime | None = None
