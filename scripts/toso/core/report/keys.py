"""The headline figures: they stand in all four forms, name the changes of an addendum and make the figures' hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from toso.core.report import shape
from toso.core.report.desk import Desk
from toso.core.report.types import KeyFigure


def key_figures(desk: Desk) -> tuple[KeyFigure, ...]:
    """Groups with figures, groups at the target, coverage, then every indicator shown in ``report.key``."""
    now, title = desk.now, desk.words.word("key_figures")
    guided = now.of_ward(desk.coverage.name)
    reached = len(desk.standing_of("reached", "over"))
    at_target = desk.words.fill(title["groups_reached"], {"target": desk.target})
    found = [
        KeyFigure("groups", title["groups"], desk.cell(len(desk.material.groups))),
        KeyFigure("groups_submitted", title["groups_submitted"], desk.cell(len(desk.submitted))),
        KeyFigure("groups_reached", at_target, desk.cell(reached)),
        KeyFigure("households_official", title["households_official"], desk.cell(now.of_ward("households_official").value)),
        KeyFigure("households_guided", title["households_guided"], desk.cell(guided.value), change=_delta(desk, desk.coverage.name)),
        KeyFigure("coverage", title["coverage"], desk.share_cell(guided), "percent", _points(desk)),
    ]  # fmt: skip
    for indicator in desk.shown_in("key"):
        if indicator.name == desk.coverage.name:
            continue
        kind = "money" if indicator.unit == desk.words.word("money_unit") else "count"
        text = f"{shape.first_upper(indicator.title)} ({indicator.unit})"
        cell = desk.cell(now.of_ward(indicator.name).value)
        found.append(KeyFigure(indicator.name, text, cell, kind, _delta(desk, indicator.name)))  # type: ignore[arg-type]
    return tuple(found)


def _delta(desk: Desk, name: str) -> str:
    """``+12`` / ``−3`` / ``0`` against the period before, or ""."""
    delta = desk.now.change(name)
    return "" if delta is None else _signed(delta, shape.count(abs(delta)))


def _points(desk: Desk) -> str:
    """The change of coverage in points of a percent, of the two figures as they are shown."""
    now = desk.now.of_ward(desk.coverage.name).tenths
    before = desk.now.previous.of_ward(desk.coverage.name).tenths if desk.now.previous else None
    if before is None or now is None:
        return ""
    text = f"{abs(now - before) // 10},{abs(now - before) % 10}"
    return desk.words.fill(desk.words.word("points"), {"delta": _signed(now - before, text)})


def _signed(delta: int, text: str) -> str:
    return text if delta == 0 else f"{'+' if delta > 0 else '−'}{text}"


def figures_hash(figures: Mapping[str, str]) -> str:
    """Hash of named figures, the order of names aside."""
    return hashlib.sha256(json.dumps(dict(figures), sort_keys=True, ensure_ascii=False).encode()).hexdigest()
