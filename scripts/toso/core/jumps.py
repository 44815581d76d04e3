"""A jump against the last period: a figure that should only grow has fallen, or a sum is many times what it was.

Rather a row deleted or a digit too many than news, so it is a question, put to the row of the lowest key.
"""

from __future__ import annotations

from collections.abc import Mapping

from toso.core import numbers
from toso.core.draft import Draft
from toso.core.indicators import count_table
from toso.core.summarise import plans_of
from toso.model import Context
from toso.schema.types import Indicator, Schema

FALL_SHARE, FALL_LEAST = 10, 5
"""A cumulative figure may fall by a tenth, and by five, before somebody is asked: doubled rows get cleaned up."""
TIMES, RISE_LEAST = 5, 500
"""A sum may grow fivefold, and by five hundred, before somebody is asked."""


def check_jumps(drafts: Mapping[str, Draft], schema: Schema, context: Context) -> None:
    """Compares with ``context.last_summary``, the summary of the period before; does nothing without one."""
    last = context.last_summary
    if last is None or last.period == context.period.code:
        return
    plans = plans_of(schema)
    for name, draft in drafts.items():
        if name not in plans or not draft.rows:
            continue
        now = count_table(plans[name], draft.result(), context)
        for indicator in schema.indicators.values():
            if indicator.table == name and indicator.publish == "open" and indicator.name in last.counts:
                _compare(draft, indicator, last.counts[indicator.name], now.get(indicator.name))


def _compare(draft: Draft, indicator: Indicator, before: int, now: int | None) -> None:
    if now is None or not (_fell(indicator, before, now) or _leapt(indicator, before, now)):
        return
    facts = {"figure": indicator.title, "before": numbers.show(before), "count": numbers.show(now)}
    rows = [at for at in range(len(draft.rows)) if at not in draft.skipped and at not in draft.uncounted]
    draft.report("jump", draft.lowest(rows), indicator.of or draft.sheet.primary_key or "", facts=facts)


def _fell(indicator: Indicator, before: int, now: int) -> bool:
    grows = indicator.scope == "cumulative" and indicator.count == "distinct"
    meant_to = indicator.target is not None or not indicator.where  # difficulties that are still open may fall
    return grows and meant_to and before - now > max(FALL_LEAST, before // FALL_SHARE)


def _leapt(indicator: Indicator, before: int, now: int) -> bool:
    return indicator.count == "sum" and not indicator.span and before > 0 and now > TIMES * before and now - before > RISE_LEAST
