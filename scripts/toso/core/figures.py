"""Typed access to a ward's figures: what the master and the report show, and nothing that may not leave.

Survey cells come out only through ``survey`` (suppressed); ``counts`` holds everything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from toso.core.completeness import Completeness, Timeliness, completeness, timeliness
from toso.core.figure import Figure
from toso.core.indicators import cell_key, parse_key
from toso.core.ranking import Ranked, ranked, weakest
from toso.core.summarise import merge
from toso.core.suppress import THRESHOLD
from toso.core.survey import YES, SurveyTable, flat, survey_tables
from toso.model import Difficulty, Group, GroupSummary, Period
from toso.schema.types import Indicator, Schema


@dataclass(frozen=True, slots=True)
class Reply:
    """The ward's answer to a difficulty, as officials typed it in the ward book."""

    replied_on: date | None
    replied_by: str = ""
    report_text: str = ""
    """Only text that an official wrote or approved for the report."""
    text: str = ""
    """The answer itself, for the group."""


@dataclass(frozen=True)
class Figures:
    """A unit's figures as of a moment. ``groups`` are in the registry's order; a group without a summary is
    unreachable."""

    groups: tuple[Group, ...]
    summaries: Mapping[str, GroupSummary]
    schema: Schema
    period: Period
    today: date
    as_of: datetime | None = None
    ward_counts: Mapping[str, int] = field(default_factory=dict)
    replies: Mapping[tuple[str, str], Reply] = field(default_factory=dict)
    previous: Figures | None = None
    """The period before, from its frozen snapshot."""
    coverage_target: tuple[int, int] | None = None
    """The plan's target where the settings name one; else the schema's."""
    given_survey: tuple[SurveyTable, ...] | None = None
    """At the levels above the ward: the tables that were handed up, added; what a unit withholds is in none of them."""

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Merged counts of the ward, survey cells left out."""
        closed = {one.name for one in self.schema.indicators.values() if one.publish == "survey"}
        return {key: number for key, number in self._merged.items() if parse_key(key)[0] not in closed}

    @cached_property
    def _merged(self) -> Mapping[str, int]:
        known = {group.code for group in self.groups}
        merged = merge(one.counts for code, one in self.summaries.items() if code in known)
        return {**merged, **self.ward_counts}

    @cached_property
    def coverage_name(self) -> str:
        """The figure the plan's target is about: households guided of the official number."""
        for one in self.schema.indicators.values():
            if one.target and one.denominator == "households_official":
                return one.name
        return "households_guided"

    def indicators(self, place: str) -> tuple[Indicator, ...]:
        """Indicators shown at ``place`` (``master.coverage``, ``report.training``), in the file's order."""
        return tuple(one for one in self.schema.indicators.values() if place in one.shown)

    def of_group(self, code: str, name: str) -> Figure:
        """One group's figure. Raises KeyError for a survey indicator: those are published for the ward only."""
        summary = self.summaries.get(code)
        unreachable = summary is None or summary.state == "unreachable"
        counts = summary.counts if summary else {}
        one = self.schema.indicators.get(name)
        if one and one.publish == "survey":
            raise KeyError(name)
        official = self._official.get(code)
        if name == "households_official":
            return Figure(official, unreachable=unreachable)
        total = official if one and one.denominator == "households_official" else None
        if one and one.denominator and one.denominator != "households_official":
            total = counts.get(one.denominator)
        return Figure(counts.get(name), total, self.target_of(one), 0, unreachable, self.unanswered(name, code))

    def whole(self, name: str) -> Figure:
        """The ward's figure, that says as well whether it is only its question that nobody answered."""
        figure = self.of_ward(name)
        return replace(figure, unanswered=True) if figure.value is None and self.unanswered(name) else figure

    def unanswered(self, name: str, code: str = "") -> bool:
        """The group has handed up the tab, but nobody answered what this figure asks. Without a code: that is so of one
        group, and no group has the figure."""
        if not code:
            codes = [group.code for group in self.groups]
            known = any(name in self.summaries[one].counts for one in codes if one in self.summaries)
            return not known and any(self.unanswered(name, one) for one in codes)
        counts = self.summaries[code].counts if code in self.summaries else {}
        return name not in counts and not self._beside.get(name, frozenset()).isdisjoint(counts)

    @cached_property
    def _beside(self) -> Mapping[str, frozenset[str]]:
        """Figure → all figures of its tab."""
        tabs: dict[str, set[str]] = {}
        for one in self.schema.indicators.values():
            tabs.setdefault(one.table, set()).add(one.name)
        return {one.name: frozenset(tabs[one.table]) for one in self.schema.indicators.values()}

    def of_ward(self, name: str) -> Figure:
        """The ward's figure. Against the official number, every group's households count, submitted or not; a group
        whose official number nobody has typed is left out above the line as well as below."""
        if name == "households_official":
            known = [group.households_official for group in self.groups if group.households_official is not None]
            return Figure(sum(known) if known else None, missing=len(self.groups) - len(known))
        one = self.schema.indicators.get(name)
        if name in self.ward_counts:
            return Figure(self.ward_counts[name], target=self.target_of(one))
        if one and one.publish == "survey":
            return self._of_survey(one)
        values = {group.code: self.of_group(group.code, name).value for group in self.groups}
        known = [value for value in values.values() if value is not None]
        total = part = None
        if one and one.denominator == "households_official":
            official = self.of_ward("households_official")
            total = official.value
            if official.missing and known:
                part = sum(value or 0 for code, value in values.items() if self._official[code] is not None)
        elif one and one.denominator:
            total = self._merged.get(one.denominator)
        missing = len(values) - len(known)
        return Figure(sum(known) if known else None, total, self.target_of(one), missing, part=part)

    def _of_survey(self, one: Indicator) -> Figure:
        """The total as it is published: a number of people under the threshold is not known here either."""
        table = next((table for table in self.survey if table.name == one.name), None)
        if table is None or not self._merged.get(one.name):
            return Figure(None)
        missing = table.left_out and table.left_out + sum(one.state == "empty" for one in self.summaries.values())
        if YES in table.answer_totals:
            return Figure(table.answer_totals[YES], table.total, missing=missing)
        whole = None if table.left_out else self.survey_counts.get(one.denominator or "")
        return Figure(table.total, whole, missing=missing)

    def target_of(self, one: Indicator | None) -> tuple[int, int] | None:
        """The target as a ratio; of the plan's promise, the plan's own (settings) goes before the schema's."""
        if one is None or not one.target or "ratio" not in one.target:
            return None
        if self.coverage_target and one.name == self.coverage_name:
            return self.coverage_target
        top, bottom = one.target["ratio"]
        return int(top), int(bottom)

    @cached_property
    def _official(self) -> Mapping[str, int | None]:
        return {group.code: group.households_official for group in self.groups}

    def by_group(self, name: str) -> dict[str, Figure]:
        """The figure of every group, in the registry's order."""
        return {group.code: self.of_group(group.code, name) for group in self.groups}

    def breakdown(self, name: str, dimension: str, group: str | None = None) -> dict[str, int]:
        """Code of ``dimension`` → count, of the ward or of one group, in the order of the closed list; "" is unknown.

        Raises KeyError for a survey indicator: its cells come from ``survey`` only."""
        one = self.schema.indicators[name]
        if one.publish == "survey":
            raise KeyError(name)
        counts = self.counts if group is None else (self.summaries[group].counts if group in self.summaries else {})
        found: dict[str, int] = dict.fromkeys(self._codes(one, dimension), 0)
        for key, number in counts.items():
            if key.startswith(name + "|"):
                code = parse_key(key)[1][dimension]
                found[code] = found.get(code, 0) + number
        return found

    def _codes(self, one: Indicator, dimension: str) -> Iterator[str]:
        sheet = self.schema.tables[one.table]
        name = next((f.list for f in sheet.fields if f.name == dimension), None)
        return (member.code for member in self.schema.lists.get(name or "", ()))

    def cell(self, name: str, **codes: object) -> int | None:
        """One cell of an open breakdown; None when nobody has a figure."""
        one = self.schema.indicators[name]
        if self.of_ward(name).value is None:
            return None
        return self.counts.get(cell_key(one, [codes[dimension] for dimension in one.by]), 0)

    def change(self, name: str, group: str | None = None) -> int | None:
        """The figure against the period before; None where either is unknown."""
        if self.previous is None:
            return None
        now, then = (
            one.of_ward(name).value if group is None else one.of_group(group, name).value
            for one in (self, self.previous)
        )
        return None if now is None or then is None else now - then

    @cached_property
    def coverage(self) -> Mapping[str, Figure]:
        return self.by_group(self.coverage_name)

    @cached_property
    def ranking(self) -> tuple[Ranked, ...]:
        """Groups by coverage, with ties."""
        return ranked(self.coverage)

    def weakest(self, how_many: int = 3) -> tuple[Ranked, ...]:
        return weakest(self.ranking, how_many)

    @cached_property
    def timeliness(self) -> Mapping[str, Timeliness]:
        return {
            group.code: timeliness(group.code, self.summaries.get(group.code), self.period, self.today, self.as_of)
            for group in self.groups
        }

    @cached_property
    def completeness(self) -> Mapping[str, Completeness]:
        return {
            group.code: completeness(group.code, self.summaries.get(group.code), self.schema) for group in self.groups
        }

    @cached_property
    def difficulties(self) -> tuple[DifficultyLine, ...]:
        """Every difficulty with the ward's answer, open and urgent ones first, then the oldest."""
        lines = [
            line_of(one, self.replies.get((one.group_code, one.code)), self.today)
            for group in self.groups
            if group.code in self.summaries
            for one in self.summaries[group.code].difficulties
        ]
        return tuple(sorted(lines, key=lambda one: (not one.open, not one.urgent, -(one.days or 0), one.group_code, one.code)))

    @cached_property
    def survey(self) -> tuple[SurveyTable, ...]:
        """The ward's survey tables, suppressed. Empty for ad hoc periods: they are not published then."""
        if self.period.kind == "ad_hoc":
            return ()
        if self.given_survey is not None:
            return self.given_survey
        return survey_tables(self.schema, self._merged, THRESHOLD)

    @cached_property
    def survey_counts(self) -> Mapping[str, int | None]:
        """The same, flat: ``survey_p5|p5=2|age_band=a65`` → people, or None where it is withheld."""
        return flat(self.survey)


@dataclass(frozen=True, slots=True)
class DifficultyLine:
    """A difficulty as officials see it: no words of the group's, only category, dates and the ward's answer."""

    group_code: str
    code: str
    category: str
    urgent: bool
    raised_on: date | None
    replied_on: date | None
    budget_need: int
    report_text: str
    open: bool
    days: int | None
    """Days from raising to the answer, or to today while it is open. None where a day is unknown or the answer is dated
    before the difficulty: how long it waited is not known then, it is not 0."""

    @property
    def misdated(self) -> bool:
        return self.raised_on is not None and self.replied_on is not None and self.replied_on < self.raised_on


def line_of(one: Difficulty, reply: Reply | None, today: date) -> DifficultyLine:
    """The ward's own tab says when it was answered; what stands in the group's book is its copy."""
    replied = reply.replied_on if reply and reply.replied_on else one.replied_on
    end = replied or today
    days = (end - one.raised_on).days if one.raised_on and one.raised_on <= end else None
    return DifficultyLine(
        group_code=one.group_code,
        code=one.code,
        category=one.category,
        urgent=one.urgent,
        raised_on=one.raised_on,
        replied_on=replied,
        budget_need=one.budget_need,
        report_text=reply.report_text if reply else "",
        open=replied is None,
        days=days,
    )
