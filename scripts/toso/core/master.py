"""The master book: every tab of ``sheets_schema/master`` from a unit's figures. Pure; written by ``google/master``."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from toso.core.master_facts import Facts
from toso.core.master_lists import difficulties, reports, system, trend
from toso.core.master_model import MasterBook, MasterTable
from toso.core.master_overview import charts, overview
from toso.core.master_standing import coverage, plain, quality, timeliness
from toso.core.master_survey import survey
from toso.schema.types import SheetSchema

BUILDERS: Mapping[str, Callable[[Facts, SheetSchema], MasterTable]] = {
    "master_overview": overview,
    "master_coverage": coverage,
    "master_survey": survey,
    "master_timeliness": timeliness,
    "master_quality": quality,
    "master_difficulties": difficulties,
    "master_trend": trend,
    "master_reports": reports,
    "master_system": system,
}
"""A tab that is not named here is a table of units and the figures shown there."""


def build(facts: Facts) -> MasterBook:
    """The whole master, tabs in their order."""
    tables = {
        sheet.name: BUILDERS.get(sheet.name, plain)(facts, sheet) for sheet in facts.figures.schema.book("master")
    }
    return MasterBook(tables, charts(facts, tables), facts.today, facts.figures.schema.version)
