"""What the charts say; how they look is ``delivery.charts``'s affair."""

from __future__ import annotations

from toso.core.figure import Figure
from toso.core.report import shape
from toso.core.report.desk import Desk
from toso.core.report.types import Bar, Chart

LEAST_POINTS_OF_A_TREND, MOST_POINTS_OF_A_TREND = 2, 8
MOST_BARS = 40
"""A chart of more units shows the lowest ones."""


def _chart(desk: Desk, name: str, kind: str, bars: tuple[Bar, ...], with_target: bool, note: str = "") -> Chart:
    words = desk.words.word("charts", name)
    ratio = desk.now.target_of(desk.coverage) if with_target else None
    values = "; ".join(f"{bar.label} {bar.text}" for bar in bars)
    return Chart(
        name=name,
        title=words["title"] + note,
        kind=kind,  # type: ignore[arg-type]
        bars=bars,
        maximum=max(1.0, max((bar.number or 0 for bar in bars), default=0)),
        alt=desk.words.fill(words["alt"], {"target": desk.target, "values": values}),
        target=ratio[0] / ratio[1] if ratio else None,
        target_text=desk.words.fill(words.get("target", ""), {"target": desk.target}) if ratio else "",
    )


def _bar(desk: Desk, label: str, figure: Figure, style: str = "plain") -> Bar:
    if figure.tenths is None:
        return Bar(label, None, desk.words.word("empty_cell"), "empty")
    return Bar(label, figure.tenths / 1000, desk.percent(figure), style)  # type: ignore[arg-type]


def coverage(desk: Desk) -> Chart | None:
    """A bar a group, in the registry's order; groups without figures say so in words."""
    bars = []
    for group in desk.material.groups:
        standing = desk.standing(group)
        if standing in ("reached", "over", "below"):
            style = "below" if standing == "below" else "reached"
            bars.append(_bar(desk, desk.name(group), desk.now.coverage[group.code], style))
        else:
            bars.append(Bar(desk.name(group), None, desk.words.word("standing_chart", standing), "empty"))
    note = ""
    if len(bars) > MOST_BARS:
        bars = sorted(bars, key=lambda bar: -1.0 if bar.number is None else bar.number)[:MOST_BARS]
        note = desk.words.fill(desk.words.word("charts", "lowest"), {"shown": MOST_BARS})
    return _chart(desk, "coverage", "bars", tuple(bars), True, note) if bars else None


def platforms(desk: Desk) -> Chart | None:
    """A bar a platform or skill: households guided in it, of the official number."""
    shown = [i for i in desk.shown_in("table.platforms") if i.denominator == "households_official"]
    bars = tuple(_bar(desk, desk.short(i), desk.now.of_ward(i.name)) for i in shown if desk.submitted)
    return _chart(desk, "platforms", "bars", bars, with_target=False) if bars else None


def trend(desk: Desk) -> Chart | None:
    """A column a period, this one last; nothing to draw before there are two."""
    ratio = desk.now.target_of(desk.coverage)
    points = [(desk.label(name), Figure(part, whole, ratio)) for name, part, whole in desk.material.trend if whole]
    now = desk.now.of_ward(desk.coverage.name)
    if now.tenths is not None:
        points.append((shape.first_upper(desk.period), now))
    if len(points) < LEAST_POINTS_OF_A_TREND:
        return None
    bars = tuple(
        _bar(desk, name, figure, "reached" if figure.met else "below")
        for name, figure in points[-MOST_POINTS_OF_A_TREND:]
    )
    return _chart(desk, "trend", "columns", bars, with_target=True)


BY_NAME = {"coverage": coverage, "platforms": platforms, "trend": trend}
