"""What every part of the report is written from: the material, the schema, the words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from toso.core.figure import Figure
from toso.core.figures import Figures
from toso.core.report import shape
from toso.core.report.sentences import Words
from toso.core.report.types import Cell, Material, Row
from toso.model import Group, GroupSummary, Period
from toso.schema.types import Indicator, Schema

Standing = Literal["reached", "over", "below", "empty", "unreachable", "unknown"]
STANDINGS: dict[str, Standing] = {
    "met": "reached",
    "over": "over",
    "below": "below",
    "not_submitted": "empty",
    "unreachable": "unreachable",
}
HALF_BEGINS_IN_DECEMBER = 12


@dataclass(frozen=True)
class Desk:
    material: Material
    schema: Schema
    words: Words

    @property
    def now(self) -> Figures:
        return self.material.figures

    @cached_property
    def coverage(self) -> Indicator:
        """The figure that the plan's promise is measured by."""
        return self.schema.indicators[self.now.coverage_name]

    @cached_property
    def target(self) -> str:
        ratio = self.now.target_of(self.coverage)
        return shape.target_percent(ratio) if ratio else ""

    @cached_property
    def as_of(self) -> str:
        at = self.material.as_of
        return self.words.say("moment", hour=f"{at:%H}", minute=f"{at:%M}", day=shape.day(at.date()))

    @cached_property
    def ward_lower(self) -> str:
        return shape.first_lower(self.material.office.ward)

    def period_name(self, period: Period) -> str:
        """``quý IV/2025``, ``từ ngày … đến ngày …`` as ``form.yaml`` says it."""
        names = self.words.word("period_names")
        facts = {"start": shape.day(period.start), "end": shape.day(period.end), "year": period.end.year}
        if period.kind == "quarter":
            facts["roman"] = shape.roman((period.end.month + 2) // 3)
        if period.kind == "month":
            facts["month"] = period.end.month
        if period.kind == "half":
            facts["half"] = names["half_1" if period.start.month == HALF_BEGINS_IN_DECEMBER else "half_2"]
        return self.words.fill(names[period.kind], facts)

    def label(self, code: str) -> str:
        """``2025-Q3`` → ``Quý III/2025``; anything else as it is."""
        year, _, quarter = code.partition("-Q")
        if not (year.isdigit() and quarter in ("1", "2", "3", "4")):
            return code
        facts = {"roman": shape.roman(int(quarter)), "year": year}
        return shape.first_upper(self.words.fill(self.words.word("period_names", "quarter"), facts))

    @cached_property
    def period(self) -> str:
        return self.period_name(self.material.period)

    @cached_property
    def previous_name(self) -> str:
        return self.period_name(self.now.previous.period) if self.now.previous else ""

    @cached_property
    def next_period(self) -> str:
        """The quarter after, where the period is a quarter; else "thời gian tới"."""
        period = self.material.period
        if period.kind != "quarter":
            return str(self.words.word("next_time"))
        quarter = (period.end.month + 2) // 3
        number, year = (1, period.end.year + 1) if quarter == 4 else (quarter + 1, period.end.year)
        return self.words.fill(self.words.word("period_names", "quarter"), {"roman": shape.roman(number), "year": year})

    # --- groups

    def summary(self, group: Group) -> GroupSummary | None:
        return self.now.summaries.get(group.code)

    def content(self, group: Group) -> str:
        """``empty`` ``partial`` ``complete`` ``unreachable``: by what the book holds."""
        found = self.summary(group)
        return found.state if found else "unreachable"

    @cached_property
    def submitted(self) -> tuple[Group, ...]:
        """Groups whose book has content."""
        return tuple(g for g in self.material.groups if self.content(g) in ("partial", "complete"))

    def standing(self, group: Group) -> Standing:
        """How a group stands against the target."""
        return STANDINGS.get(self.now.coverage[group.code].state, "unknown")

    def ward_standing(self) -> Standing:
        return STANDINGS.get(self.now.of_ward(self.coverage.name).state, "unknown")

    def standing_of(self, *wanted: Standing) -> list[Group]:
        return [g for g in self.material.groups if self.standing(g) in wanted]

    def findings(self, group: Group, severity: str) -> int | None:
        """Findings of ``severity`` that stand in the group's book; None where the book was not read."""
        summary = self.summary(group)
        if summary is None or summary.state == "unreachable":
            return None
        return sum(n for key, n in summary.findings.items() if key.partition("|")[0] == severity)

    # --- words

    def name(self, group: Group) -> str:
        return shape.clean(group.name) or group.code

    def listing(self, texts: Iterable[str]) -> str:
        return shape.listing(list(texts), self.words.word("more"))

    def names(self, groups: Sequence[Group]) -> str:
        return self.listing(self.name(g) for g in groups)

    def with_percent(self, groups: Sequence[Group]) -> str:
        """``TDP 5 (79,9%), TDP 7 (61,0%)``."""
        return self.listing(f"{self.name(g)} ({self.percent(self.now.coverage[g.code])})" for g in groups)

    def percent(self, figure: Figure) -> str:
        return self.words.word("empty_cell") if figure.tenths is None else shape.percent(figure.tenths)

    def change(self, name: str, unit: str, group: Group | None = None) -> str:
        """``, tăng 12 hộ so với quý III/2025`` or "" where there is nothing to compare with."""
        delta = self.now.change(name, group.code if group else None)
        if delta is None:
            return ""
        state = "up" if delta > 0 else "down" if delta < 0 else "same"
        return self.words.say("change", [state], delta=shape.count(abs(delta)), unit=unit, previous=self.previous_name)

    def short(self, indicator: Indicator) -> str:
        """A column's header: the short title of ``tables.yaml`` where there is one."""
        shorts = self.words.files["tables"].get("short", {})
        return shape.first_upper(shorts.get(indicator.name, indicator.title))

    def list_title(self, name: str, code: str) -> str:
        """A closed list's member as people read it."""
        return next((m.title for m in self.schema.lists.get(name, ()) if m.code == code), code)

    def dimension_title(self, indicator: Indicator, dimension: str, code: str) -> str:
        """The title of ``code`` in the list that column ``dimension`` of the indicator's tab takes its values from."""
        sheet = self.schema.tables.get(indicator.table)
        fields = sheet.fields if sheet else ()
        name = next((f.list for f in fields if f.name == dimension and f.list), None)
        return self.list_title(name, code) if name else code

    # --- cells

    def cell(self, number: int | None) -> Cell:
        return Cell(self.words.word("empty_cell")) if number is None else Cell(shape.count(number), number)

    def share_cell(self, figure: Figure) -> Cell:
        """Percent, cut to tenths; ``number`` is the same as a ratio, so that no form rounds it up."""
        if figure.tenths is None:
            return Cell(self.words.word("empty_cell"))
        return Cell(shape.percent(figure.tenths), figure.tenths / 1000)

    def total_row(self, cells: Sequence[Cell], before: int = 1) -> Row:
        """The row of totals, its word in column ``before`` (columns left of it are empty)."""
        head = (*(Cell("") for _ in range(before)), Cell(self.words.word("total_row")))
        return Row((*head, *cells), "total")

    def shown_in(self, place: str) -> tuple[Indicator, ...]:
        """Indicators whose ``shown`` names ``report.<place>``, in the order of the file."""
        return self.now.indicators(f"report.{place}")
