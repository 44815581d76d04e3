"""Survey questions that say something about each other: who has both tables can take one from the other.

"Why no Internet at home" is asked of those whose answer was "none", so its columns are that answer's row; whoever has
basic skills is among the "does it alone" of several questions. Which question is part of which answer is read from the
conditions of ``indicators.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toso.schema.types import Indicator, Schema

PEOPLE = frozenset({"age_band", "sex"})
"""Dimensions that say who the people are; any other is the question's answer."""


@dataclass(frozen=True, slots=True)
class Link:
    """Everybody counted by ``part`` gave the answer ``code`` to ``whole``."""

    part: str
    whole: str
    code: str


def answer_column(one: Indicator) -> str | None:
    return next((name for name in one.by if name not in PEOPLE), None)


def links(schema: Schema) -> tuple[Link, ...]:
    asked = {answer_column(one): one for one in _survey(schema) if answer_column(one)}
    found = []
    for part in _survey(schema):
        for column, code in _equal(part.where or {}):
            if column in asked and asked[column].name != part.name:
                found.append(Link(part.name, asked[column].name, code))
    return tuple(found)


def in_order(schema: Schema, known: tuple[Link, ...]) -> tuple[Indicator, ...]:
    """The survey's indicators, those whose tables others must know first: an answer before the questions asked of those
    who gave it."""
    parts = {one.part for one in known if answer_column(schema.indicators[one.part])}
    return tuple(sorted(_survey(schema), key=lambda one: _depth(one.name, parts, known)))


def _depth(name: str, parts: set[str], known: tuple[Link, ...]) -> int:
    wholes = [one.whole for one in known if one.part == name] if name in parts else []
    return 1 + max(_depth(whole, parts, known) for whole in wholes) if wholes else 0


def _survey(schema: Schema) -> Iterator[Indicator]:
    return (one for one in schema.indicators.values() if one.publish == "survey")


def _equal(where: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Columns that must hold one value for a row to be counted. Only what is and-ed says so."""
    for name, test in where.items():
        if name == "all":
            for one in test:
                yield from _equal(one)
        elif name not in ("any", "not") and isinstance(test, Mapping) and "equals" in test:
            yield name, _code(test["equals"])


def _code(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
