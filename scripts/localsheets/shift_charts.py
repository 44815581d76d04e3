"""Charts follow the rows and columns they draw, and the cell they hang on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from localsheets.model import Sheet

if TYPE_CHECKING:
    from localsheets.shift import Move


def moved(chart: dict, sheet: Sheet, move: Move, change: Callable[[dict], dict | None]) -> dict:
    found = {**chart, "spec": _with_sources(_walk(chart["spec"], change))}
    anchor = chart.get("position", {}).get("overlayPosition", {}).get("anchorCell")
    if anchor is not None and anchor.get("sheetId", 0) == sheet.id:
        key = "rowIndex" if move.dimension == "ROWS" else "columnIndex"
        at = move.index(anchor.get(key, 0))
        hung = {**anchor, key: move.start if at is None else at}
        if not hung[key]:
            del hung[key]
        overlay = {**chart["position"]["overlayPosition"], "anchorCell": hung}
        found["position"] = {**chart["position"], "overlayPosition": overlay}
    return found


def _walk(data: Any, change: Callable[[dict], dict | None]) -> Any:
    """A copy of JSON in which every GridRange went through `change`; lists lose those that are gone."""
    if isinstance(data, list):
        found = [_walk(item, change) for item in data]
        return [new for old, new in zip(data, found, strict=True) if new is not None or old is None]
    if not isinstance(data, dict):
        return data
    if data.keys() & {"startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex"}:
        return change(data)
    return {k: new for k, v in data.items() if (new := _walk(v, change)) is not None}


def _with_sources(spec: dict) -> dict:
    """A chart's spec without the series whose cells are all gone: the chart stays, with less to draw."""
    basic = spec.get("basicChart", {})
    series = [one for one in basic.get("series", []) if one.get("series", {}).get("sourceRange", {}).get("sources") != []]
    if len(series) == len(basic.get("series", [])):
        return spec
    kept = {**basic, "series": series} if series else {k: v for k, v in basic.items() if k != "series"}
    return {**spec, "basicChart": kept}
