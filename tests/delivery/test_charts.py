"""The report's charts, measured: the target's line runs through no text, and no text leaves the drawing."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from reports import report, ward
from toso.core.report.types import Bar, Chart
from toso.delivery import charts
from toso.delivery.templates import words

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1."""
WIDEST, UP, DOWN = 0.62, 0.95, 0.3
"""Of a letter's size: more than the letters of our faces take on the average, over the line they stand on, under it."""
SHARE_OF_ANCHOR = {"start": 0.0, "middle": 0.5, "end": 1.0}


def boxes(drawing: str) -> dict[str, Box]:
    """Text with its place → the room it takes."""
    root = ElementTree.fromstring(drawing)
    found = {}
    for one in root.iter("{http://www.w3.org/2000/svg}text"):
        x, y, size = float(one.get("x", 0)), float(one.get("y", 0)), float(one.get("font-size") or root.get("font-size", 12))
        width = WIDEST * size * len(one.text or "")
        x0 = x - width * SHARE_OF_ANCHOR[one.get("text-anchor", "start")]
        found[f"{one.text} ({x:g}, {y:g})"] = (x0, y - UP * size, x0 + width, y + DOWN * size)
    return found


def target_lines(drawing: str) -> list[Box]:
    """The dashed lines."""
    lines = [one for one in ElementTree.fromstring(drawing).iter("{http://www.w3.org/2000/svg}line") if one.get("stroke-dasharray")]
    return [(*sorted(float(one.get(n, 0)) for n in ("x1", "x2")), *sorted(float(one.get(n, 0)) for n in ("y1", "y2"))) for one in lines]  # type: ignore[misc]


def crossed(drawing: str) -> list[str]:
    lines = target_lines(drawing)
    assert lines
    return [text for text, (x0, y0, x1, y1) in boxes(drawing).items() for a, b, c, d in lines if x0 <= b and x1 >= a and y0 <= d and y1 >= c]


def chart(kind: str, values: list[float | None], target: float, label: str = "Tổ dân phố số 12") -> Chart:
    silent = max(words().form["standing_chart"].values(), key=len)
    bars = tuple(Bar(label, v, silent if v is None else f"{100 * v:.1f}%".replace(".", ","), "plain") for v in values)
    return Chart("coverage", "Tỷ lệ hộ gia đình được hướng dẫn", kind, bars, max(1.0, *(v or 0 for v in values)), "", target, f"Mục tiêu {100 * target:g}%")  # type: ignore[arg-type]


@pytest.mark.parametrize("target", [0.05, 0.5, 0.8, 0.9, 1.0])
@pytest.mark.parametrize("kind", ["bars", "columns"])
def test_the_targets_line_crosses_no_text_from_0_to_110_percent(kind: str, target: float) -> None:
    values: list[float | None] = [None, *(n / 200 for n in range(221))]
    if kind == "bars":
        assert crossed(charts.svg(chart(kind, values, target))) == []
        return
    for first in range(0, len(values), 8):
        assert crossed(charts.svg(chart(kind, values[first : first + 8], target, "Quý III/2025"))) == []


@pytest.mark.parametrize("kind", ["bars", "columns"])
def test_values_stay_inside_the_drawing_and_beside_the_bars(kind: str) -> None:
    drawing = charts.svg(chart(kind, [0.02, 0.752, 1.1, None], 0.8))
    bars = [
        (float(one.get("x", 0)), float(one.get("y", 0)), float(one.get("x", 0)) + float(one.get("width", 0)), float(one.get("y", 0)) + float(one.get("height", 0)))
        for one in ElementTree.fromstring(drawing).iter("{http://www.w3.org/2000/svg}rect")
    ][1:]
    for text, (x0, y0, x1, y1) in boxes(drawing).items():
        assert x0 >= 0 and x1 <= charts.WIDTH, text
        assert not [bar for bar in bars if x0 < bar[2] and x1 > bar[0] and y0 < bar[3] and y1 > bar[1]], text


def test_no_text_of_the_reports_own_charts_is_crossed() -> None:
    drawings = [charts.svg(one) for one in report(ward(24)).charts if one.target is not None]
    assert len(drawings) == 2
    assert [crossed(one) for one in drawings] == [[], []]
