"""From what was collected to the material of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toso.core.figures import Figures
from toso.core.report import Material, Narrative, Office
from toso.core.report.approval import narrative_of
from toso.core.report.types import ReportKind
from toso.model import TableResult
from toso.settings import Settings


def office_of(settings: Settings, kind: ReportKind) -> Office:
    """Who issues the report, from the settings; what they leave empty is in ``templates/report/form.yaml``."""
    form = settings.city_report if kind == "thanh_pho" else settings.report
    plan = settings.plan
    return Office(
        ward=settings.ward.name,
        city=settings.ward.city,
        plan=" ".join(part for part in (plan.number and f"số {plan.number}", plan.title) if part),
        superior=form.superior,
        issuer=form.issuer,
        number_mark=form.number_mark,
        addressees=form.addressees,
        bases=form.bases,
        signer_lines=form.signer_lines,
        signer_name=form.signer_name,
        recipients=form.received_by,
    )


def material_of(kind: ReportKind, figures: Figures, settings: Settings, ward_tables: Mapping[str, TableResult], *, trend: Sequence[tuple[str, int, int]] = (), snapshot: str = "", mark: str = "") -> Material:  # fmt: skip
    """The material of the period's report. ``trend``: earlier periods' (name, guided, official)."""
    written = narrative_of(ward_tables.get("narrative"), figures.period)
    return Material(
        kind=kind,
        office=office_of(settings, kind),
        figures=figures,
        trend=tuple(trend),
        narrative=tuple(Narrative(*one) for one in written),
        snapshot=snapshot,
        mark=mark,  # type: ignore[arg-type]
    )
