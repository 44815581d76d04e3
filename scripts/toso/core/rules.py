"""Rules across the columns of a row, and counts across rows, as the schema states them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from toso.core import dates, numbers
from toso.core.bounds import resolve
from toso.core.compiled import CompiledCount, CompiledRule, CompiledSheet
from toso.core.draft import Draft


def check_rules(draft: Draft, compiled: CompiledSheet) -> None:
    """A rule that needs a column which is not there is not asked: the missing column is told by itself."""
    for rule in compiled.rules:
        if draft.rows and not rule.fields & set(draft.missing_columns):
            _check_rule(draft, rule)
    for count in compiled.counts:
        if draft.rows and not (count.fields | {count.rule.at}) & set(draft.missing_columns):
            _check_count(draft, count)


def _check_rule(draft: Draft, compiled: CompiledRule) -> None:
    rule, n = compiled.rule, len(draft.rows)
    fits = compiled.require(draft.with_broken, n, draft.bounds)
    if all(fits):
        return
    if compiled.when is not None:
        asked = compiled.when(draft.with_broken, n, draft.bounds)
        failing = [position for position in range(n) if asked[position] and not fits[position]]
    else:
        failing = [position for position in range(n) if not fits[position]]
    already = set(draft.skipped).union(*(draft.broken.get(name, ()) for name in compiled.required_fields))
    for position in failing:
        if position in already:
            continue
        grave = draft.report(rule.kind, position, rule.at, severity=rule.severity, template=rule.feedback)
        if grave == "error" and rule.at in draft.columns:
            draft.mark_broken(rule.at, position)


def _check_count(draft: Draft, compiled: CompiledCount) -> None:
    rule, n = compiled.rule, len(draft.rows)
    low, high = resolve(rule.minimum, draft.bounds), resolve(rule.maximum, draft.bounds)
    if low is None and high is None:
        return
    left_out = draft.uncounted | draft.skipped
    where = compiled.where(draft.columns.__getitem__, n, draft.bounds) if compiled.where else [True] * n
    lots: list[Any] = list(zip(*(draft.columns[name] for name in rule.per), strict=True)) if rule.per else [()] * n
    counts: Counter[Any] = Counter()
    for position, lot in enumerate(lots):
        if position not in left_out and None not in lot:
            counts[lot] += where[position]
    for lot, count in list(counts.items()) if rule.per else [((), counts[()])]:
        bound = low if low is not None and count < low else high if high is not None and count > high else None
        if bound is not None:
            facts = {"count": numbers.show(count), "bound": numbers.show(bound), **_named(rule.per, lot)}
            rows = [position for position in range(n) if lots[position] == lot and position not in left_out]
            at = draft.lowest([position for position in rows if where[position]] or rows)
            draft.report(rule.kind, at, rule.at, facts=facts, severity=rule.severity, template=rule.feedback)


def _named(per: tuple[str, ...], lot: tuple[Any, ...]) -> dict[str, object]:
    return {name: dates.show(value) if hasattr(value, "strftime") else value for name, value in zip(per, lot, strict=True)}
