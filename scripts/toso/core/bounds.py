"""The days and numbers that a schema names instead of writing them down."""

from __future__ import annotations

from datetime import date
from typing import Any

from toso.core.columns import BOUND_NAMES, Bounds
from toso.errors import SchemaError
from toso.model import Context


def bounds_of(context: Context) -> Bounds:
    return {
        "plan_start": context.plan_start,
        "plan_end": context.plan_end,
        "period_start": context.period.start,
        "period_end": context.period.end,
        "today": context.today,
        "households_official": context.group.households_official,
    }


def resolve(bound: Any, bounds: Bounds) -> Any:
    """A literal, an ISO day or a bound's name → its value; ``None`` where the context does not know it.

    Raises SchemaError("schema_unknown_bound") for text that is neither.
    """
    if not isinstance(bound, str):
        return bound
    if bound in BOUND_NAMES:
        return bounds.get(bound)
    try:
        return date.fromisoformat(bound)
    except ValueError:
        raise SchemaError("schema_unknown_bound", bound=bound) from None
