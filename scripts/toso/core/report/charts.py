"""What the charts say; how they look is ``delivery.charts``'s affair."""

from __future__ import annotations

from toso.core.report import shape
from toso.core.report.desk import Desk
from toso.core.report.figures import Share, target_of
from toso.core.report.types import Bar, Chart

LEAST_POINTS_OF_A_TREND = 2


def _alt(desk: Desk, name: str, bars: tuple[Bar, ...]) -> str:
    values = "; ".join(f"{bar.label} {bar.text}" for bar in bars)
    return desk.words.fill(desk.words.word("charts", name)["alt"], {"target": desk.target, "values": values})


def _chart(desk: Desk, name: str, kind: str, bars: tuple[Bar, ...], with_target: bool) -> Chart:
    words = desk.words.word("charts", name)
    ratio = target_of(desk.coverage) if with_target else None
    highest = max((bar.number or 0 for bar in bars), default=0)
    return Chart(
        name=name,
        title=words["title"],
        kind=kind,  # type: ignore[arg-type]
        bars=bars,
        maximum=max(1.0, highest),
        alt=_alt(desk, name, bars),
        target=ratio[0] / ratio[1] if ratio else None,
        target_text=desk.words.fill(words.get("target", ""), {"target": desk.target}) if ratio else "",
    )


def _bar(desk: Desk, label: str, share: Share | None, style: str = "plain") -> Bar:
    if share is None:
        return Bar(label, None, desk.words.word("empty_cell"), "empty")
    return Bar(label, shape.permille(share.part, share.whole) / 1000, desk.percent(share), style)  # type: ignore[arg-type]


def coverage(desk: Desk) -> Chart | None:
    """A bar a group, in the registry's order; groups without figures say so in words."""
    bars = []
    for group in desk.material.groups:
        standing = desk.now.standing(desk.coverage, group)
        if standing in ("reached", "below"):
            bars.append(_bar(desk, desk.name(group), desk.now.share(desk.coverage, group), standing))
        else:
            bars.append(Bar(desk.name(group), None, desk.words.word("standing_chart", standing), "empty"))
    return _chart(desk, "coverage", "bars", tuple(bars), with_target=True) if bars else None


def platforms(desk: Desk) -> Chart | None:
    """A bar a platform or skill: households guided in it, of the official number."""
    shown = [i for i in desk.now.shown_in("table.platforms") if i.denominator == "households_official"]
    bars = tuple(
        _bar(desk, desk.short(i), desk.now.share(i)) for i in shown if desk.now.submitted
    )
    return _chart(desk, "platforms", "bars", bars, with_target=False) if bars else None


def trend(desk: Desk) -> Chart | None:
    """A column a period, this one last; nothing to draw before there are two."""
    points = [(name, Share(part, whole, target_of(desk.coverage))) for name, part, whole in desk.material.trend if whole]
    if len(points) < LEAST_POINTS_OF_A_TREND:
        return None
    bars = tuple(_bar(desk, name, share, "reached" if share.reached else "below") for name, share in points)
    return _chart(desk, "trend", "columns", bars, with_target=True)


BY_NAME = {"coverage": coverage, "platforms": platforms, "trend": trend}
