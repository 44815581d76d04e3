"""The survey tables of the level above: what its units published, added up. A cell that one unit withholds is withheld
here as well: the sum of the others would read like the whole.

Everything here is worked out of numbers that the units published, so no table of a city gives a ward's cell away.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import product
from typing import TypeVar

from toso.core.survey import Breakdown, SurveyTable, heading, order
from toso.schema.types import Indicator, Schema

K = TypeVar("K", bound=Hashable)
Columns = Mapping[str, tuple[str, ...]]
"""Dimension → keys of its columns, in order."""


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
    return SurveyTable(
        name=one.name,
        title=used[0].title,
        unit=used[0].unit,
        answers=answers,
        breakdowns=tuple(
            Breakdown(dimension, *heading(schema, one, dimension, columns[dimension])) for dimension in parts
        ),
        total=_sum(table.total for table in whole) if whole else None,
        answer_totals=_sums([table.answer_totals for table in whole], codes),
        cells=_sums([cells for cells, _ in moved], crossed),
        column_totals=_sums([totals for _, totals in moved], places),
        plan=used[0].plan,
        left_out=len(tables) - len(whole) + sum(table.left_out for table in whole),
    )


Cells = dict[tuple[str, str, str], int | None]
Totals = dict[tuple[str, str], int | None]


def _moved(table: SurveyTable, columns: Columns) -> tuple[Cells, Totals]:
    """A unit's cells and column totals in the common columns. What it does not break down is withheld."""
    codes = [code for code, _ in table.answers]
    cells: Cells = {}
    totals: Totals = {}
    own = {part.dimension: [key for key, _ in part.columns] for part in table.breakdowns}
    for dimension, keys in columns.items():
        for key in keys:
            held = set(key.split("+"))
            inside = [one for one in own.get(dimension, ()) if held.issuperset(one.split("+"))]
            if dimension not in own:
                cells.update({(dimension, code, key): None for code in codes})
                totals[dimension, key] = None
            elif inside:
                for code in codes:
                    cells[dimension, code, key] = _sum(table.cells.get((dimension, code, one)) for one in inside)
                totals[dimension, key] = _sum(table.column_totals.get((dimension, one)) for one in inside)
    return cells, totals


def _sum(numbers: Iterable[int | None]) -> int | None:
    """None where one of them is withheld."""
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total


def _sums(parts: Sequence[Mapping[K, int | None]], keys: Iterable[K]) -> dict[K, int | None]:
    """Key → sum; None where no unit has it. A unit that lacks it has nobody there: nobody gave that answer, or nobody
    is of that age."""
    held = {key: [part[key] for part in parts if key in part] for key in keys}
    return {key: _sum(numbers) if numbers else None for key, numbers in held.items()}
