"""What every part of the report is written from: the material, the schema, the words, the figures now and before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from toso.core.report import shape
from toso.core.report.figures import Figures, Share, coverage_indicator, target_of
from toso.core.report.sentences import Words
from toso.core.report.types import Cell, Material, Row
from toso.model import Group, Period
from toso.schema.types import Indicator, Schema

HALF_BEGINS_IN_DECEMBER = 12


@dataclass(frozen=True)
class Desk:
    material: Material
    schema: Schema
    words: Words

    @cached_property
    def now(self) -> Figures:
        m = self.material
        return Figures(self.schema, m.groups, m.summaries, m.ward_counts, m.survey)

    @cached_property
    def before(self) -> Figures | None:
        m = self.material
        if not m.previous or m.previous_period is None:
            return None
        return Figures(self.schema, m.groups, m.previous, m.previous_ward_counts, {})

    @cached_property
    def coverage(self) -> Indicator:
        return coverage_indicator(self.schema)

    @cached_property
    def target(self) -> str:
        ratio = target_of(self.coverage)
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

    @cached_property
    def period(self) -> str:
        return self.period_name(self.material.period)

    @cached_property
    def previous_name(self) -> str:
        previous = self.material.previous_period
        return self.period_name(previous) if previous else ""

    @cached_property
    def next_period(self) -> str:
        """The quarter after, where the period is a quarter; else "thời gian tới"."""
        period = self.material.period
        if period.kind != "quarter":
            return self.words.word("next_time")
        quarter = (period.end.month + 2) // 3
        number, year = (1, period.end.year + 1) if quarter == 4 else (quarter + 1, period.end.year)
        return self.words.fill(self.words.word("period_names", "quarter"), {"roman": shape.roman(number), "year": year})

    def name(self, group: Group) -> str:
        return shape.clean(group.name) or group.code

    def names(self, groups: Sequence[Group]) -> str:
        return shape.listing([self.name(g) for g in groups], self.words.word("more"))

    def with_percent(self, groups: Sequence[Group]) -> str:
        """``TDP 5 (79,9%), TDP 7 (61,0%)``."""
        texts = []
        for group in groups:
            share = self.now.share(self.coverage, group)
            texts.append(f"{self.name(group)} ({self.percent(share)})" if share else self.name(group))
        return shape.listing(texts, self.words.word("more"))

    def percent(self, share: Share | None) -> str:
        return shape.percent(share.part, share.whole) if share else self.words.word("empty_cell")

    def change(self, key: str, unit: str, group: Group | None = None) -> str:
        """``, tăng 12 hộ so với quý III/2025`` or "" where there is nothing to compare with."""
        before = self.before.count(key, group) if self.before else None
        now = self.now.count(key, group)
        if before is None or now is None:
            return ""
        state = "up" if now > before else "down" if now < before else "same"
        return self.words.say(
            "change", [state], delta=shape.count(abs(now - before)), unit=unit, previous=self.previous_name
        )

    def cell(self, number: int | None) -> Cell:
        return Cell(self.words.word("empty_cell")) if number is None else Cell(shape.count(number), number)

    def share_cell(self, share: Share | None) -> Cell:
        """Percent rounded down; ``number`` is the same thousandths as a ratio, so that no form rounds it up."""
        if share is None:
            return Cell(self.words.word("empty_cell"))
        return Cell(shape.percent(share.part, share.whole), shape.permille(share.part, share.whole) / 1000)

    def total_row(self, cells: Sequence[Cell], before: int = 1) -> Row:
        """The row of totals, its word in column ``before`` (columns left of it are empty)."""
        head = (*(Cell("") for _ in range(before)), Cell(self.words.word("total_row")))
        return Row((*head, *cells), "total")

    def short(self, indicator: Indicator) -> str:
        """A column's header: the short title of ``tables.yaml`` where there is one."""
        shorts = self.words.files["tables"].get("short", {})
        return shape.first_upper(shorts.get(indicator.name, indicator.title))

    def list_title(self, name: str, code: str) -> str:
        """A closed list's member as people read it."""
        for member in self.schema.lists.get(name, ()):
            if member.code == code:
                return member.title
        return code

    def dimension_title(self, indicator: Indicator, dimension: str, code: str) -> str:
        """The title of ``code`` in the list that column ``dimension`` of the indicator's tab takes its values from."""
        sheet = self.schema.tables.get(indicator.table)
        if sheet is None:
            return code
        for field in sheet.fields:
            if field.name == dimension and field.list:
                return self.list_title(field.list, code)
        return code
