"""Named groups and people that tests speak of."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

from toso.core import periods
from toso.core.calendar import VIETNAM, Calendar
from toso.core.catalogue import Catalogue
from toso.core.cross import cross_check
from toso.core.validate import validate_book
from toso.model import BookResult, Context, Finding, Group, Period
from toso.sample.books import import_households
from toso.sample.make import SampleWard, make_ward
from toso.sample.raw import raw_book
from toso.sample.world import IMPORTED, PLAN_END, PLAN_START, SampleGroup
from toso.schema.load import load_findings, load_schema
from toso.schema.types import Schema

DUE_DAY = datetime(2025, 12, 15, 12, 0, tzinfo=VIETNAM)


@cache
def schema() -> Schema:
    return load_schema()


@cache
def catalogue() -> Catalogue:
    return Catalogue.of(load_findings())
DUE_DATE = DUE_DAY.date()


def fourth_quarter() -> Period:
    return periods.period("2025-Q4", Calendar())


@cache
def sample_ward() -> SampleWard:
    """The sample ward, the four imported lists included."""
    ward = make_ward(schema())
    for group in ward.groups:
        if group.code in IMPORTED:
            import_households(schema(), group)
    return ward


def registered(group: SampleGroup) -> Group:
    return Group(group.code, group.name, group.households_official)


def context(group: SampleGroup, today: date = DUE_DATE) -> Context:
    codes = frozenset(one.code for one in sample_ward().groups)
    return Context(registered(group), codes, fourth_quarter(), PLAN_START, PLAN_END, today)


@cache
def validated() -> dict[str, BookResult]:
    """Every group of the sample ward after validation."""
    return {
        group.code: validate_book(schema(), raw_book(schema(), group.code, group.rows), context(group), catalogue())
        for group in sample_ward().groups
    }


@cache
def findings() -> tuple[Finding, ...]:
    """Everything that is found in the sample ward, between groups too."""
    results = validated()
    between = cross_check(list(results.values()), schema(), catalogue())
    own = [finding for result in results.values() for finding in result.findings]
    return (*own, *(finding for found in between.values() for finding in found))
