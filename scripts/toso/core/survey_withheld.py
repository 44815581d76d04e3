"""What is withheld of a survey question, with the other questions of the publication in mind.

How many people of an age band or sex were asked is known from other questions, so a breakdown stands only where none
of its columns is small. A question that is asked of some only ("why no Internet at home?") is broken down only where
the answer that led to it is shown for each column. And where everybody of one number is part of another (basic skills:
"does it alone" in four questions), neither may be thought to move past the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toso.core.suppress import Linked, Node, suppress
from toso.core.survey_links import Link, answer_column
from toso.schema.types import Indicator, Schema

if TYPE_CHECKING:
    from toso.core.survey import Cube, SurveyTable

YES = "true"
TOTAL: Node = ("total",)
"""Stands for how many answered at all, where not even that is published."""
ALONE = "all"
"""The only column of a question that is not broken down at all."""


@dataclass(frozen=True, slots=True)
class Question:
    indicator: Indicator
    dimensions: tuple[str, ...]
    """In the order of the tables of ``linked``."""
    linked: Linked


@dataclass(frozen=True, slots=True)
class Others:
    """The rest of the publication: everybody's true answers, and the tables that are made already."""

    schema: Schema
    cubes: Mapping[str, Cube]
    tables: Mapping[str, SurveyTable]
    links: tuple[Link, ...]

    def asks(self, name: str) -> bool:
        """Whether it is a question of its own, and not a count of those who gave certain answers."""
        return answer_column(self.schema.indicators[name]) is not None

    def answer(self, link: Link) -> int | None:
        return self.tables[link.whole].answer_totals.get(link.code) if link.whole in self.tables else None

    def cell(self, link: Link, dimension: str, column: str) -> int | None:
        return self.tables[link.whole].cells.get((dimension, link.code, column)) if link.whole in self.tables else None


def withheld(question: Question, others: Others, threshold: int) -> frozenset[Node]:
    """The numbers of ``question.linked`` that are not published."""
    linked, one = question.linked, question.indicator
    values = linked.values()
    asked_of = [link for link in others.links if link.part == one.name and others.asks(one.name)]
    if any(others.answer(link) is None for link in asked_of):
        return frozenset(values) | {TOTAL}
    kept = [
        d
        for d, dimension in enumerate(question.dimensions)
        if all(values["column", str(d), column] >= threshold for column in linked.columns[d])
        and all(others.cell(link, dimension, column) is not None for link in asked_of for column in linked.columns[d])
    ]
    standing = Linked(
        linked.answers,
        tuple(linked.columns[d] for d in kept) or ((ALONE,),),
        tuple(linked.cells[d] for d in kept) or ({(code, ALONE): values["answer", code] for code in linked.answers},),
    )
    floors, caps = _room(one, standing, [question.dimensions[d] for d in kept], others)
    dear = {link.code for link in others.links if link.whole == one.name and others.asks(link.part)}
    hidden = {_back(name, kept) for name in suppress(standing, threshold, floors, caps, dear)}
    dropped = {name for name in values if name[0] != "answer" and int(name[1]) not in kept}
    return frozenset((hidden & values.keys()) | dropped)


def _back(name: Node, kept: Sequence[int]) -> Node:
    """The number's name among all tables of the question."""
    if name[0] == "answer" or not kept:
        return name
    return (name[0], str(kept[int(name[1])]), *name[2:])


def _room(
    one: Indicator, linked: Linked, dimensions: Sequence[str], others: Others
) -> tuple[dict[Node, int], dict[Node, int]]:
    """How far the numbers may move while the questions that this one is part of, or that are part of it, stay as they
    are. (Those asked of some only are seen to above.)"""
    floors: dict[Node, int] = {}
    caps: dict[Node, int] = {}
    for link in others.links:
        if others.asks(link.part):
            continue
        if link.whole == one.name:
            for name, people in _row(linked, dimensions, link.code, others.cubes[link.part], None).items():
                floors[name] = max(people, floors.get(name, 0))
        if link.part == one.name:
            for name, people in _row(linked, dimensions, YES, others.cubes[link.whole], link.code).items():
                caps[name] = min(people, caps.get(name, people))
    return floors, caps


def _row(linked: Linked, dimensions: Sequence[str], answer: str, cube: Cube, code: str | None) -> dict[Node, int]:
    """The numbers of the row ``answer`` as another question has them: of all its people, or of those who said ``code``."""
    found: dict[Node, int] = {("answer", answer): 0}
    found |= {("cell", str(d), answer, key): 0 for d in range(len(dimensions)) for key in linked.columns[d]}
    for where, number in cube.items():
        codes = dict(where)
        if code is None or codes[""] == code:
            found["answer", answer] += number
            for d, dimension in enumerate(dimensions):
                column = next(key for key in linked.columns[d] if codes[dimension] in key.split("+"))
                found["cell", str(d), answer, column] += number
    return found
