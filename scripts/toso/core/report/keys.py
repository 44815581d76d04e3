"""The headline figures: they stand in all four forms, name the changes of an addendum and make the figures' hash."""

from __future__ import annotations

import hashlib
import json

from toso.core.report import shape
from toso.core.report.desk import Desk
from toso.core.report.types import Cell, KeyFigure


def key_figures(desk: Desk) -> tuple[KeyFigure, ...]:
    """Groups with figures, groups at the target, coverage, then every indicator shown in ``report.key``."""
    now = desk.now
    shares = [now.share(desk.coverage, g) for g in now.submitted]
    official, guided = now.official(), now.count(desk.coverage.name)
    title = desk.words.word("key_figures")
    found = [
        KeyFigure("groups", title["groups"], desk.cell(len(desk.material.groups))),
        KeyFigure("groups_submitted", title["groups_submitted"], desk.cell(len(now.submitted))),
        KeyFigure(
            "groups_reached",
            desk.words.fill(title["groups_reached"], {"target": desk.target}),
            desk.cell(sum(1 for s in shares if s and s.reached)),
        ),
        KeyFigure("households_official", title["households_official"], desk.cell(official)),
        KeyFigure("households_guided", title["households_guided"], desk.cell(guided), change=_delta(desk, desk.coverage.name)),
        KeyFigure("coverage", title["coverage"], desk.share_cell(now.share(desk.coverage)), "percent", _points(desk)),
    ]
    for indicator in now.shown_in("key"):
        if indicator.name == desk.coverage.name:
            continue
        kind = "money" if indicator.unit == desk.words.word("money_unit") else "count"
        text = f"{shape.first_upper(indicator.title)} ({indicator.unit})"
        found.append(KeyFigure(indicator.name, text, desk.cell(now.count(indicator.name)), kind, _delta(desk, indicator.name)))  # type: ignore[arg-type]
    return tuple(found)


def _delta(desk: Desk, key: str) -> str:
    """``+12`` / ``−3`` / ``0`` against the period before, or ""."""
    before = desk.before.count(key) if desk.before else None
    now = desk.now.count(key)
    return "" if before is None or now is None else _signed(now - before, shape.count(abs(now - before)))


def _points(desk: Desk) -> str:
    """The change of coverage in points of a percent, of the two figures as they are shown."""
    before = desk.before.share(desk.coverage) if desk.before else None
    now = desk.now.share(desk.coverage)
    if before is None or now is None:
        return ""
    delta = shape.permille(now.part, now.whole) - shape.permille(before.part, before.whole)
    return desk.words.fill(
        desk.words.word("points"), {"delta": _signed(delta, f"{abs(delta) // 10},{abs(delta) % 10}")}
    )


def _signed(delta: int, text: str) -> str:
    return text if delta == 0 else f"{'+' if delta > 0 else '−'}{text}"


def figures_hash(cells: dict[str, Cell] | dict[str, str]) -> str:
    """Hash of named figures, the order of names aside."""
    plain = {name: cell.text if isinstance(cell, Cell) else cell for name, cell in cells.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
