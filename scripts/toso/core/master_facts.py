"""What the master is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from toso.core.figures import Figures
from toso.core.master_model import Cell, Column, Row
from toso.core.master_words import MasterWords
from toso.core.trend import Light
from toso.schema.types import SheetSchema


@dataclass(frozen=True, slots=True)
class SystemLine:
    """A line of ``Hệ thống``. ``detail`` is worded already; the times are left out when masters are compared."""

    item: str
    state: Literal["good", "look", "none"]
    detail: str = ""
    last_run: datetime | None = None
    next_run: datetime | None = None
    steady: bool = False
    """The detail says nothing that changes from run to run: another one is reason enough to write the master."""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A line of the ledger of reports. ``kind`` is a code of the list ``report_kinds``."""

    period: str
    kind: str
    revision: int
    as_of: datetime | None
    sent_at: datetime | None
    recipients: int
    state: Literal["sent", "waiting", "unknown", "failed", "built"]
    snapshot: str
    ledger: str = ""
    """What a new machine needs in order to send nothing twice; holds no address."""


@dataclass(frozen=True, slots=True)
class Facts:
    """``doubts``: keys under ``doubt`` in the words (with their facts) that mark this publication."""

    figures: Figures
    words: MasterWords
    name: str
    """``Phường Trần Liễu``."""
    finding_titles: Mapping[str, str] = field(default_factory=dict)
    """Finding kind → its title."""
    doubts: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    system: tuple[SystemLine, ...] = ()
    reports: tuple[ReportLine, ...] = ()
    days: tuple[Light, ...] = ()
    periods: tuple[Light, ...] = ()
    """Earlier periods, oldest first."""

    @property
    def names(self) -> dict[str, str]:
        return {group.code: group.name for group in self.figures.groups}

    @property
    def today(self) -> date:
        return self.figures.today


def head(facts: Facts, sheet: SheetSchema, note: str = "") -> tuple[Row, ...]:
    """The lines above the header: what this is, and for which minute it is true."""
    if int(sheet.layout.get("frozen_rows", 1)) < 3:
        return ()
    words, figures = facts.words, facts.figures
    heading = words.say("heading", unit=facts.name, period=words.period(figures.period))
    parts = [words.say("as_of", moment=words.moment(figures.as_of))] if figures.as_of else []
    parts.append(note or sheet.help)
    return (
        (Cell(f"{sheet.title} · {heading}", "heading"),),
        (Cell(" · ".join(parts), "note", volatile=True),),
    )


def columns_of(facts: Facts, sheet: SheetSchema) -> list[Column]:
    """The schema's own columns of a tab."""
    return [
        Column(one.name, facts.words.column_title(one.name, one.title), one.width, one.hidden) for one in sheet.fields
    ]


def unit_link(code: str, table: str = "") -> str:
    """A group's book, at the tab a figure comes from."""
    return f"book:{code}/{table}" if table else f"book:{code}"
