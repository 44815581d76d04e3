"""The survey tables of the level above: what its units published, added up. A cell that one unit withholds is withheld
here as well, for the sum of the others would read like the whole; that sum is kept beside it, as what it comes to at
least.

Everything here is worked out of numbers that the units published, so no table of a city gives a ward's cell away.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

from toso.core.survey import Breakdown, SurveyTable, heading, order
from toso.schema.types import Indicator, Schema

K = TypeVar("K", bound=Hashable)
Columns = Mapping[str, tuple[str, ...]]
"""Dimension → keys of its columns, in order."""


@dataclass(frozen=True, slots=True)
class _Sum:
    """``people``: None where a part of it is withheld; ``least``: the parts that are not."""

    people: int | None
    least: int


def merged_survey(handed: Iterable[Sequence[SurveyTable]], schema: Schema) -> tuple[SurveyTable, ...]:
    """Published tables added up. A unit that withholds an answer's total is left out of that question and counted as
    such, or the shares would be crooked; where all do, the question is there and all of it withheld."""
    by_name: dict[str, list[SurveyTable]] = {}
    for tables in handed:
        for table in tables:
            by_name.setdefault(table.name, []).append(table)
    columns = _common_columns(schema, [table for tables in by_name.values() for table in tables])
    asked = [one for one in schema.indicators.values() if one.name in by_name]
    return tuple(_added(schema, one, by_name[one.name], columns) for one in asked)


def _common_columns(schema: Schema, tables: Iterable[SurveyTable]) -> Columns:
    """The finest columns that no unit's column lies across: units put small columns together each in its own way."""
    joined: dict[str, list[set[str]]] = {}
    for dimension, key in dict.fromkeys(
        (part.dimension, key) for table in tables for part in table.breakdowns for key, _ in part.columns
    ):
        known = joined.setdefault(dimension, [])
        column = set(key.split("+"))
        for other in [one for one in known if one & column]:
            known.remove(other)
            column |= other
        known.append(column)
    found = {}
    for dimension, columns in joined.items():
        places = {code: place for place, code in enumerate(order(schema, dimension))}
        put = [sorted(one, key=lambda code: (places.get(code, len(places)), code)) for one in columns]
        put.sort(key=lambda codes: (places.get(codes[0], len(places)), codes))
        found[dimension] = tuple("+".join(codes) for codes in put)
    return found


def _added(schema: Schema, one: Indicator, tables: Sequence[SurveyTable], columns: Columns) -> SurveyTable:
    whole = [table for table in tables if table.total is not None and None not in table.answer_totals.values()]
    used = whole or tables
    answers = tuple(dict.fromkeys(answer for table in used for answer in table.answers))
    codes = [code for code, _ in answers]
    parts = [part.dimension for part in used[0].breakdowns]
    moved = [_moved(table, columns) for table in whole]
    places = [(dimension, key) for dimension in parts for key in columns[dimension]]
    crossed = [(dimension, code, key) for (dimension, key), code in product(places, codes)]
    cells = _sums([cells for cells, _ in moved], crossed)
    totals = _sums([totals for _, totals in moved], places)
    return SurveyTable(
        name=one.name,
        title=used[0].title,
        unit=used[0].unit,
        answers=answers,
        breakdowns=tuple(
            Breakdown(dimension, *heading(schema, one, dimension, columns[dimension])) for dimension in parts
        ),
        total=_sum(_given(table.total) for table in whole).people if whole else None,
        answer_totals=_people(_sums([_all_given(table.answer_totals) for table in whole], codes)),
        cells=_people(cells),
        column_totals=_people(totals),
        plan=used[0].plan,
        left_out=len(tables) - len(whole) + sum(table.left_out for table in whole),
        cells_at_least=_at_least(cells),
        columns_at_least=_at_least(totals),
    )


Cells = dict[tuple[str, str, str], _Sum]
Totals = dict[tuple[str, str], _Sum]


def _moved(table: SurveyTable, columns: Columns) -> tuple[Cells, Totals]:
    """A unit's cells and column totals in the common columns. What it does not break down is withheld."""
    given = _all_given(table.cells, table.cells_at_least)
    given_totals = _all_given(table.column_totals, table.columns_at_least)
    codes = [code for code, _ in table.answers]
    cells: Cells = {}
    totals: Totals = {}
    own = {part.dimension: [key for key, _ in part.columns] for part in table.breakdowns}
    for dimension, keys in columns.items():
        for key in keys:
            held = set(key.split("+"))
            inside = [one for one in own.get(dimension, ()) if held.issuperset(one.split("+"))]
            if dimension not in own:
                cells.update({(dimension, code, key): SILENT for code in codes})
                totals[dimension, key] = SILENT
            elif inside:
                for code in codes:
                    cells[dimension, code, key] = _sum(given.get((dimension, code, one), SILENT) for one in inside)
                totals[dimension, key] = _sum(given_totals.get((dimension, one), SILENT) for one in inside)
    return cells, totals


SILENT = _Sum(None, 0)


def _given(people: int | None, least: int = 0) -> _Sum:
    return _Sum(None, least) if people is None else _Sum(people, people)


def _all_given(numbers: Mapping[K, int | None], least: Mapping[K, int] | None = None) -> dict[K, _Sum]:
    """A unit's numbers. ``least``: what it says itself of those it withholds."""
    return {key: _given(people, (least or {}).get(key, 0)) for key, people in numbers.items()}


def _sum(numbers: Iterable[_Sum]) -> _Sum:
    people: int | None = 0
    least = 0
    for one in numbers:
        people = None if people is None or one.people is None else people + one.people
        least += one.least
    return _Sum(people, least)


def _sums(parts: Sequence[Mapping[K, _Sum]], keys: Iterable[K]) -> dict[K, _Sum]:
    """Key → sum; silent where no unit has it. A unit that lacks it has nobody there: nobody gave that answer, or nobody
    is of that age."""
    held = {key: [part[key] for part in parts if key in part] for key in keys}
    return {key: _sum(numbers) if numbers else SILENT for key, numbers in held.items()}


def _people(sums: Mapping[K, _Sum]) -> dict[K, int | None]:
    return {key: one.people for key, one in sums.items()}


def _at_least(sums: Mapping[K, _Sum]) -> dict[K, int]:
    """Of what is withheld. "At least nobody" says nothing and is left out."""
    return {key: one.least for key, one in sums.items() if one.people is None and one.least}
