"""Colour scales: where a number lies between the points of a GradientRule."""

from __future__ import annotations

import itertools

from localsheets.formula.functions.aggregate import middle


def rgb(point: dict) -> tuple[float, float, float]:
    """Red, green and blue (0–1) of an InterpolationPoint; a part that is left out is 0."""
    color = point.get("colorStyle", {}).get("rgbColor") or point.get("color") or {}
    return color.get("red", 0.0), color.get("green", 0.0), color.get("blue", 0.0)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def place_of(point: dict, numbers: list[float]) -> float:
    """The number a point stands at; `numbers` are those of the rule's ranges, sorted, at least one."""
    kind, value = point.get("type", "MIN"), _number(point.get("value", ""))
    if kind == "MAX":
        return numbers[-1]
    if kind == "NUMBER":
        return value
    if kind == "PERCENT":
        return numbers[0] + (numbers[-1] - numbers[0]) * value / 100
    if kind == "PERCENTILE":
        return middle(numbers, min(1.0, max(0.0, value / 100)))
    return numbers[0]


def color_at(number: float, points: list[tuple[float, tuple[float, float, float]]]) -> tuple[float, float, float]:
    """The colour of `number` among (place, colour) points that rise."""
    if number <= points[0][0]:
        return points[0][1]
    for (low, from_color), (high, to_color) in itertools.pairwise(points):
        if number <= high:
            part = (number - low) / (high - low) if high > low else 1.0
            return tuple(a + (b - a) * part for a, b in zip(from_color, to_color, strict=True))  # type: ignore[return-value]
    return points[-1][1]
