"""Charts as our own small SVG; PNG of the same drawing where Word or a mail client needs pixels.

Values stand outside the field that the target's line crosses (right of the bars, under the columns), so that the line
runs through no text, whatever the values are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from toso.core.report.types import Bar, Chart
from toso.delivery.templates import render

WIDTH, WIDTH_MM = 600, 160
LABEL_WIDTH, TEXT_WIDTH = 200, 125
ROW, BAR, TOP, FOOT = 17, 12, 24, 20
COLUMN_HEIGHT, KEY = 150, 24
PIXELS_PER_UNIT = 2
FACES = ("Times New Roman", "Tinos", "Liberation Serif", "Libertinus Serif")
FILLS = {"reached": "#3b7d4f", "below": "#c9772b", "plain": "#4a6fa5", "empty": "#dddddd"}
"""Dark enough to be told apart in grey print; the words beside each bar say the same."""


def svg(chart: Chart, faces: Sequence[str] = FACES) -> str:
    """The drawing, ``WIDTH`` units wide, in the first of ``faces`` that there is; texts are escaped by the template."""
    drawing = _columns(chart) if chart.kind == "columns" else _bars(chart)
    facts = {**drawing, "title": chart.title, "target_text": chart.target_text, "width": WIDTH, "faces": ",".join(f"'{face}'" for face in faces)}
    return render(f"report/charts/{chart.kind}.svg", **facts)


def _bars(chart: Chart) -> dict[str, Any]:
    room = WIDTH - LABEL_WIDTH - TEXT_WIDTH
    scale = room / max(chart.maximum, chart.target or 0)
    bars = [
        {
            **asdict(bar),
            "label": shortened(bar.label),
            "y": TOP + 2 + ROW * index,
            "width": None if bar.number is None else round(bar.number * scale, 2),
            "fill": FILLS[bar.style],
        }
        for index, bar in enumerate(chart.bars)
    ]
    bottom = TOP + 2 + ROW * len(bars)
    return {
        "bars": bars,
        "bar_height": BAR,
        "left": LABEL_WIDTH,
        "right": WIDTH - TEXT_WIDTH,
        "top": TOP,
        "bottom": bottom,
        "height": bottom + (FOOT if chart.target is not None else 8),
        "target": None if chart.target is None else round(LABEL_WIDTH + chart.target * scale, 2),
    }


def _columns(chart: Chart) -> dict[str, Any]:
    left, right, bottom = 20, WIDTH - 20, TOP + KEY + COLUMN_HEIGHT
    scale = COLUMN_HEIGHT / max(chart.maximum, chart.target or 0)
    step = (right - left) / max(1, len(chart.bars))
    return {
        "bars": [_column(bar, left + step * index, step, bottom, scale) for index, bar in enumerate(chart.bars)],
        "left": left,
        "right": right,
        "bottom": bottom,
        "key": TOP + 10,
        "height": bottom + 40,
        "target": None if chart.target is None else round(bottom - chart.target * scale, 2),
    }


def _column(bar: Bar, x: float, step: float, bottom: float, scale: float) -> dict[str, Any]:
    height = None if bar.number is None else round(bar.number * scale, 2)
    width = min(60.0, step * 0.6)
    return {
        **asdict(bar),
        "label": shortened(bar.label, 22),
        "x": round(x + (step - width) / 2, 2),
        "middle": round(x + step / 2, 2),
        "width": round(width, 2),
        "height": height,
        "y": round(bottom - (height or 0), 2),
        "fill": FILLS[bar.style],
    }


def shortened(text: str, most: int = 32) -> str:
    """A label that fits its room; the tables hold the whole name."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


@lru_cache(maxsize=64)
def png(chart: Chart) -> bytes:
    """The same drawing in pixels, twice the size for clear print."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(svg(chart), scale=PIXELS_PER_UNIT))
