"""The report as one frozen value; the four forms (docx, pdf, html, xlsx) are drawn from it and from nothing else.

Texts are plain, NFC, one line each (no markup, no control characters): every renderer escapes them for its own form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from toso.core.figures import Figures
from toso.model import Group, Period

ReportKind = Literal["dinh_ky", "dot_xuat", "bo_sung", "thanh_pho"]
"""Quarterly · ad hoc · addendum · from the ward (or a city) upward."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: what people read, and the same as a number where it is one (a ratio for percents)."""

    text: str
    number: float | int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """``weight`` is the share of the width; ``percent`` cells hold a ratio in ``number``."""

    title: str
    kind: Literal["text", "count", "percent", "money"] = "text"
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    style: Literal["plain", "total", "below", "empty"] = "plain"


@dataclass(frozen=True, slots=True)
class Table:
    """``name`` is stable (``coverage`` …); ``caption`` may be empty where the heading above says it."""

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """``number`` is on the chart's scale; ``None`` draws no bar, only ``text``."""

    label: str
    number: float | None
    text: str
    style: Literal["plain", "reached", "below", "empty"] = "plain"


@dataclass(frozen=True, slots=True)
class Chart:
    """Horizontal bars (``bars``) or columns over time (``columns``); ``target`` draws a line."""

    name: str
    title: str
    kind: Literal["bars", "columns"]
    bars: tuple[Bar, ...]
    maximum: float
    alt: str
    """What the picture says, in words with its figures: the alternative text of every form."""
    target: float | None = None
    target_text: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the running text.

    ``part``: I. capitals bold · ``item``: 1. bold · ``sub``: a) · ``body``: a paragraph · ``point``: a line that begins
    with a dash · ``table`` · ``chart``.
    """

    kind: Literal["part", "item", "sub", "body", "point", "table", "chart"]
    text: str = ""
    table: Table | None = None
    chart: Chart | None = None
    last: bool = False
    """The last text of the report: ends with ``./.``"""


@dataclass(frozen=True, slots=True)
class Heading:
    """The parts of Decree 30/2020/NĐ-CP that stand above the text."""

    superior: tuple[str, ...]
    issuer: tuple[str, ...]
    nation: str
    motto: str
    number: str
    place_date: str
    title: str
    subject: tuple[str, ...]
    to_label: str
    addressees: tuple[str, ...]
    bases: tuple[str, ...]
    issuer_name: str = ""
    """The issuing body within a sentence."""
    mark: str = ""
    """A line in a box above the title: draft, not approved …; empty on a normal report."""


@dataclass(frozen=True, slots=True)
class Signature:
    """The foot: who signs (capitals, line by line), the name below the space, and who receives."""

    lines: tuple[str, ...]
    name: str
    recipients_label: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TeamPage:
    """The one-page report of one group's team: sent to its leader and kept in the last appendix."""

    group_code: str
    group_name: str
    title: str
    period_line: str
    status: str
    status_style: Literal["reached", "below", "empty"]
    table: Table
    points: tuple[str, ...]
    closing: str


@dataclass(frozen=True, slots=True)
class Appendix:
    """``label`` is "Phụ lục I"; ``blocks`` are its tables; ``pages`` only in the appendix of the teams."""

    label: str
    title: str
    reference: str
    landscape: bool
    tables: tuple[Table, ...] = ()
    pages: tuple[TeamPage, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure that stands in all four forms; ``number`` is exact (a ratio for percents)."""

    name: str
    title: str
    cell: Cell
    kind: Literal["count", "percent", "money"] = "count"
    change: str = ""


@dataclass(frozen=True, slots=True)
class Narrative:
    """What an official wrote in the ward book for one section; only approved texts are printed."""

    section: str
    text: str
    approved: bool = True


@dataclass(frozen=True, slots=True)
class Office:
    """Who issues the report. Lines are printed as they stand; empty lists take the words of ``form.yaml``."""

    ward: str
    """Full unit name: "Phường Trần Liễu"."""
    city: str = "thành phố Hải Phòng"
    plan: str = ""
    """The plan's name as the legal bases cite it."""
    superior: tuple[str, ...] = ()
    issuer: tuple[str, ...] = ()
    number_mark: str = ""
    number: str = ""
    signed_on: date | None = None
    addressees: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    signer_lines: tuple[str, ...] = ()
    signer_name: str = ""
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """All that a report is built from. The same material gives the same report.

    ``figures`` hold the groups, the period, the ward's own counts, the survey (suppressed) and the period before.
    """

    kind: ReportKind
    office: Office
    figures: Figures
    trend: tuple[tuple[str, int, int], ...] = ()
    """Earlier periods' (code or name, guided, official), oldest first: with this one, the third chart."""
    narrative: tuple[Narrative, ...] = ()
    snapshot: str = ""
    """Hash of the frozen snapshot that the figures come from."""
    revision: int = 0
    sent: Mapping[str, str] = field(default_factory=dict)
    """Key figures (name → text) of the revision sent before: an addendum says what changed."""
    mark: Literal["", "draft", "unapproved", "doubt"] = ""

    @property
    def period(self) -> Period:
        return self.figures.period

    @property
    def groups(self) -> tuple[Group, ...]:
        return self.figures.groups

    @property
    def as_of(self) -> datetime:
        """Aware. Raises ValueError where the figures do not say when they are true for."""
        if self.figures.as_of is None:
            raise ValueError("figures without a moment")
        return self.figures.as_of


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report, ready to be drawn."""

    kind: ReportKind
    period_code: str
    period_name: str
    revision: int
    heading: Heading
    opening: tuple[str, ...]
    """Paragraphs before part I."""
    blocks: tuple[Block, ...]
    signature: Signature
    appendices: tuple[Appendix, ...]
    figures: tuple[KeyFigure, ...]
    charts: tuple[Chart, ...]
    coverage: Table
    changes: tuple[str, ...] = ()
    """What differs from the revision sent before, one sentence each (addendum)."""
    summary: tuple[str, ...] = ()
    """Two to five sentences for the mail."""
    snapshot: str = ""
    file_stem: str = "bao-cao"

    @property
    def team_pages(self) -> tuple[TeamPage, ...]:
        return tuple(page for appendix in self.appendices for page in appendix.pages)
