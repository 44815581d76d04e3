"""Ward → city → nation: what a unit hands up, and how the units above see it. The tree is the same at every level.

A unit hands up its open counts and its published survey tables: cells it withholds never leave it, so nothing above can
give them back.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from toso.core.calendar import Calendar
from toso.core.city_survey import merged_survey
from toso.core.figures import Figures
from toso.core.periods import period as period_of_code
from toso.core.summarise import merge
from toso.core.survey import Breakdown, SurveyTable
from toso.errors import UsageError
from toso.model import Group, GroupSummary, Period
from toso.schema.types import Schema

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Unit:
    """What a ward (or a city) hands up: counts, no personal data, no withheld cell.

    ``states``: content state → how many of its own units; ``submitted``: how many have marked the period;
    ``sent_on``: the day its report went out, None before. ``units_met``: how many reach the target.
    """

    code: str
    name: str
    period: str
    as_of: datetime | None
    households_official: int | None
    counts: Mapping[str, int]
    survey: tuple[SurveyTable, ...]
    findings: Mapping[str, int]
    states: Mapping[str, int]
    submitted: int = 0
    units_met: int = 0
    sent_on: date | None = None
    book_id: str = ""
    """Its master book, for a link."""


def handed_up(figures: Figures, code: str, name: str, *, sent_on: date | None = None, book_id: str = "") -> Unit:
    """A unit's figures as the level above may see them. Its official total is known when all its groups' are: a part of
    it under all its households would flatter the unit."""
    official = figures.of_ward("households_official")
    published = {
        name: number for name, number in figures.survey_counts.items() if "|" not in name and number is not None
    }
    return Unit(
        code=code,
        name=name,
        period=figures.period.code,
        as_of=figures.as_of,
        households_official=None if official.missing else official.value,
        counts={**figures.counts, **published},
        survey=figures.survey,
        findings=merge(one.findings for one in figures.summaries.values()),
        states=dict(Counter(one.state for one in figures.completeness.values())),
        submitted=sum(one.submitted_on is not None for one in figures.timeliness.values()),
        units_met=sum(one.met is True for one in figures.coverage.values()),
        sent_on=sent_on,
        book_id=book_id,
    )


def as_group(unit: Unit) -> Group:
    """A unit as the level above lists it."""
    return Group(unit.code, unit.name, unit.households_official, unit.book_id)


def as_summary(unit: Unit) -> GroupSummary:
    """A unit as the level above adds it up. It is complete when all its own units are, empty when all are silent."""
    states = {state for state, number in unit.states.items() if number}
    state = "partial"
    if states <= {"complete"} and states:
        state = "complete"
    elif states <= {"empty", "unreachable"}:
        state = "empty"
    return GroupSummary(
        group_code=unit.code,
        period=unit.period,
        counts={key: number for key, number in unit.counts.items() if key != "households_official"},
        findings=dict(unit.findings),
        state=state,  # type: ignore[arg-type]
        submitted_on=unit.sent_on,
        read_at=unit.as_of,
    )


def period_held(units: Iterable[Unit], wanted: Period, calendar: Calendar) -> Period:
    """The period to show: ``wanted``, or where no unit handed that one up, the latest before it that some did. At
    midnight after the sending day the calendar goes on; what the wards handed up for the report does not."""
    held = []
    for code in {unit.period for unit in units}:
        if code == wanted.code:
            return wanted
        try:
            held.append(period_of_code(code, calendar))
        except UsageError:
            continue
    return max(held, key=lambda one: (one.kind == wanted.kind, one.end <= wanted.end, one.end), default=wanted)


def of_other_periods(units: Iterable[Unit], period: Period) -> tuple[Unit, ...]:
    """Units that handed nothing up for ``period`` though they did for another: not counted, and never just silent. Of
    each its newest."""
    found: dict[str, Unit] = {}
    there = set()
    for unit in units:
        if unit.period == period.code:
            there.add(unit.code)
        elif unit.code not in found or str(found[unit.code].as_of) <= str(unit.as_of):
            found[unit.code] = unit
    return tuple(unit for code, unit in found.items() if code not in there)


def city_figures(
    units: Sequence[Unit],
    schema: Schema,
    period: Period,
    today: date,
    *,
    expected: Sequence[Group] = (),
    as_of: datetime | None = None,
    previous: Figures | None = None,
    coverage_target: tuple[int, int] | None = None,
) -> Figures:
    """The figures of the level above. ``expected``: all units there are, in order; one that handed nothing up is
    silent, not zero."""
    handed = {unit.code: unit for unit in units if unit.period == period.code}
    groups = [as_group(handed[one.code]) if one.code in handed else one for one in expected]
    listed = {one.code for one in expected}
    groups += [as_group(unit) for unit in handed.values() if unit.code not in listed]
    silent = {
        group.code: GroupSummary(group.code, period.code, {}, {}, "empty", None)
        for group in groups
        if group.code not in handed
    }
    figures = Figures(
        groups=tuple(groups),
        summaries={**silent, **{code: as_summary(unit) for code, unit in handed.items()}},
        schema=schema,
        period=period,
        today=today,
        as_of=as_of,
        previous=previous,
        coverage_target=coverage_target,
    )
    return replace(figures, given_survey=merged_survey([unit.survey for unit in handed.values()], schema))


def to_text(unit: Unit) -> str:
    """Canonical JSON: what a ward's file holds."""
    body = {
        "format": FORMAT,
        "code": unit.code,
        "name": unit.name,
        "period": unit.period,
        "as_of": unit.as_of.isoformat() if unit.as_of else None,
        "households_official": unit.households_official,
        "counts": dict(unit.counts),
        "survey": [_table_body(table) for table in unit.survey],
        "findings": dict(unit.findings),
        "states": dict(unit.states),
        "submitted": unit.submitted,
        "units_met": unit.units_met,
        "sent_on": unit.sent_on.isoformat() if unit.sent_on else None,
        "book_id": unit.book_id,
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_text(text: str) -> Unit:
    """Raises ValueError where ``text`` is not what ``to_text`` wrote."""
    try:
        body = json.loads(text)
        if body.pop("format") != FORMAT:
            raise ValueError("format")
        body["as_of"] = datetime.fromisoformat(body["as_of"]) if body["as_of"] else None
        body["sent_on"] = date.fromisoformat(body["sent_on"]) if body["sent_on"] else None
        body["survey"] = tuple(_table_of(one) for one in body["survey"])
        return Unit(**body)
    except (KeyError, TypeError, AttributeError) as problem:
        raise ValueError(str(problem)) from problem


def _table_body(table: SurveyTable) -> dict[str, object]:
    return {
        "name": table.name,
        "title": table.title,
        "unit": table.unit,
        "answers": table.answers,
        "breakdowns": [[part.dimension, part.title, part.columns] for part in table.breakdowns],
        "total": table.total,
        "answer_totals": dict(table.answer_totals),
        "cells": [[*key, number] for key, number in table.cells.items()],
        "column_totals": [[*key, number] for key, number in table.column_totals.items()],
        "plan": table.plan,
        "left_out": table.left_out,
        "cells_at_least": [[*key, number] for key, number in table.cells_at_least.items()],
        "columns_at_least": [[*key, number] for key, number in table.columns_at_least.items()],
    }


def _table_of(body: Mapping[str, object]) -> SurveyTable:
    got: dict = dict(body)
    return SurveyTable(
        name=got["name"],
        title=got["title"],
        unit=got["unit"],
        answers=_codes(got["answers"]),
        breakdowns=tuple(Breakdown(name, title, _codes(columns)) for name, title, columns in got["breakdowns"]),
        total=got["total"],
        answer_totals=got["answer_totals"],
        cells={(dimension, code, key): number for dimension, code, key, number in got["cells"]},
        column_totals={(dimension, key): number for dimension, key, number in got["column_totals"]},
        plan=tuple(got["plan"]),
        left_out=got.get("left_out", 0),
        cells_at_least={(dimension, code, key): number for dimension, code, key, number in got.get("cells_at_least", ())},
        columns_at_least={(dimension, key): number for dimension, key, number in got.get("columns_at_least", ())},
    )


def _codes(pairs: Iterable[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((code, title) for code, title in pairs)
