"""A period as the terminal says it: a regular one by its code (what ``--quarter`` takes), any other by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toso.model import Period


def said(period: Period, *, whole_plan: bool = False) -> str:
    """``2025-Q4``, ``bổ sung cuối kế hoạch (…)``. ``whole_plan``: the days are the whole plan's, not its last ones."""
    from toso import words
    from toso.core.period_names import name_of

    if not has_name(period):
        return period.code
    names = words.catalogue("report/form.yaml")["period_names"]
    return name_of(period, names, "whole_plan" if whole_plan else "")


def has_name(period: Period) -> bool:
    return period.kind in ("plan", "ad_hoc")


def said_of(code: str) -> str:
    """The same of a code that was stored. What names no period (a day of letters to the keeper) stays as it is."""
    from toso.core.calendar import Calendar
    from toso.core.periods import AD_HOC, period
    from toso.errors import UsageError

    if not AD_HOC.fullmatch(code):
        return code
    try:
        return said(period(code, Calendar()))
    except UsageError:
        return code
