"""The ward's survey tables: every question by age band and by sex, small cells withheld.

Which questions there are comes from ``indicators.yaml`` (``publish: survey``). ``by`` names the answer's column first
and then the people's (age band, sex); an indicator without an answer's column (basic skills) is published as yes / no
of its denominator. People who gave no answer to a question are not in its table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from toso.core.indicators import parse_key
from toso.core.suppress import THRESHOLD, Linked, Node
from toso.core.survey_links import PEOPLE, Link, answer_column, in_order, links
from toso.core.survey_withheld import TOTAL, Others, Question, withheld
from toso.errors import SchemaError
from toso.schema.types import Indicator, Schema

Code = tuple[str, str]
"""(code, title)"""
WITHHELD = "–"
"""How a withheld number, and a column of people of whom the thing is not known, is shown."""
YES, NO = "true", "false"
ALL = "all"
"""The only answer of a table that just counts people."""
YES_NO = "yes_no"
"""The closed list with the words for yes and no."""
COLUMN_MINIMUM = 4 * THRESHOLD
"""A column of fewer people is put together with its neighbour: nearly all its cells would be withheld, and each takes
another one with it."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Columns of one table. A column's key joins the codes it holds with ``+`` where small ones were put together."""

    dimension: str
    title: str
    columns: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class SurveyTable:
    """One question. None is a number that is withheld; it is shown as "–", never as 0."""

    name: str
    title: str
    unit: str
    answers: tuple[Code, ...]
    breakdowns: tuple[Breakdown, ...]
    total: int | None
    answer_totals: Mapping[str, int | None]
    cells: Mapping[tuple[str, str, str], int | None]
    """(dimension, answer, column key) → people"""
    column_totals: Mapping[tuple[str, str], int | None]
    plan: tuple[str, ...] = ()
    left_out: int = 0
    """At the levels above the ward: how many units are not in it, because they withhold how many gave an answer."""
    cells_at_least: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    """There too: withheld cell → what its units published of it, where any did. The rest of it is in no number here."""
    columns_at_least: Mapping[tuple[str, str], int] = field(default_factory=dict)


def survey_tables(schema: Schema, counts: Mapping[str, int], threshold: int = THRESHOLD) -> tuple[SurveyTable, ...]:
    """Every survey question that anybody answered, from a ward's merged counts."""
    cubes = _cubes(schema, counts)
    merged = _columns(schema, cubes, COLUMN_MINIMUM * threshold // THRESHOLD)
    known = links(schema)
    maker = _Maker(schema, cubes, merged, threshold, known)
    tables: dict[str, SurveyTable] = {}
    for one in in_order(schema, known):
        if (cube := _asked(one, counts, cubes)) is not None:
            tables[one.name] = maker.table(one, cube, tables)
    return tuple(tables[name] for name in schema.indicators if name in tables)


def _asked(one: Indicator, counts: Mapping[str, int], cubes: Mapping[str, Cube]) -> Cube | None:
    """The indicator as a question with answers; None where nobody was asked."""
    anybody = counts.get(one.name, 0) > 0
    if anybody and answer_column(one):
        return cubes[one.name]
    whole = one.denominator or ""
    if whole in cubes and counts.get(whole, 0) > 0 and not answer_column(one):
        return _as_question(cubes[one.name], cubes[whole])
    if anybody and not one.denominator:
        return {(("", ALL), *where): people for where, people in cubes[one.name].items()}
    return None


Cube = Mapping[tuple[tuple[str, str], ...], int]
"""((dimension, code), …) → people, the answer under the dimension "" """


def _cubes(schema: Schema, counts: Mapping[str, int]) -> dict[str, dict[tuple[tuple[str, str], ...], int]]:
    cubes: dict[str, dict[tuple[tuple[str, str], ...], int]] = {
        one.name: {} for one in schema.indicators.values() if one.publish == "survey"
    }
    for key, number in counts.items():
        name, codes = parse_key(key)
        if name in cubes and codes:
            where = tuple(("" if dimension not in PEOPLE else dimension, code) for dimension, code in codes.items())
            cubes[name][where] = cubes[name].get(where, 0) + number
    return cubes


def _as_question(yes: Cube, everyone: Cube) -> dict[tuple[tuple[str, str], ...], int]:
    found = {}
    for where, people in everyone.items():
        found[(("", YES), *where)] = yes.get(where, 0)
        found[(("", NO), *where)] = people - yes.get(where, 0)
    return found


def _columns(schema: Schema, cubes: Mapping[str, Cube], minimum: int) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Dimension → columns of every table: neighbours are put together until none holds fewer people than
    ``minimum``. The same for all questions, or two questions together would give a column away."""
    found = {}
    for dimension in sorted(PEOPLE):
        people: dict[str, int] = {}
        for cube in cubes.values():
            here: dict[str, int] = {}
            for where, number in cube.items():
                code = dict(where).get(dimension)
                if code is not None:
                    here[code] = here.get(code, 0) + number
            people = {code: max(people.get(code, 0), here.get(code, 0)) for code in {*people, *here}}
        found[dimension] = _put_together(people, order(schema, dimension), minimum)
    return found


def order(schema: Schema, dimension: str) -> list[str]:
    """Codes of a dimension in the order of its closed list."""
    for sheet in schema.tables.values():
        for column in sheet.fields:
            if column.name == dimension and column.list:
                return [member.code for member in schema.lists[column.list]]
    return []


def _put_together(people: Mapping[str, int], order: Sequence[str], minimum: int) -> tuple[tuple[str, ...], ...]:
    places = {code: place for place, code in enumerate(order)}
    codes = sorted((code for code in people if people[code]), key=lambda c: (places.get(c, len(places)), c))
    columns = [[code] for code in codes]
    sizes = [people[code] for code in codes]
    while len(columns) > 1 and min(sizes) < minimum:
        small = sizes.index(min(sizes))
        left, right = small - 1, small + 1
        into = right if left < 0 or (right < len(sizes) and sizes[right] < sizes[left]) else left
        first, second = sorted((small, into))
        columns[first] += columns.pop(second)
        sizes[first] += sizes.pop(second)
    return tuple(tuple(column) for column in columns)


@dataclass(frozen=True, slots=True)
class _Maker:
    """What all questions of a publication share."""

    schema: Schema
    cubes: Mapping[str, Cube]
    merged: Mapping[str, tuple[tuple[str, ...], ...]]
    threshold: int
    links: tuple[Link, ...]

    def table(self, one: Indicator, cube: Cube, others: Mapping[str, SurveyTable]) -> SurveyTable:
        dimensions = [name for name in one.by if name in PEOPLE]
        if not 1 <= len(dimensions) <= 2:
            raise SchemaError("schema_bad_indicator", place=f"indicators.yaml: {one.name}", problem="by")
        answers = _answers(self.schema, one, cube)
        question = Question(one, tuple(dimensions), self._linked(answers, dimensions, cube))
        hidden = withheld(question, Others(self.schema, self.cubes, others, self.links), self.threshold)
        return _published(self.schema, one, dimensions, answers, question.linked, hidden, self.threshold)

    def _linked(self, answers: Sequence[Code], dimensions: Sequence[str], cube: Cube) -> Linked:
        keys = {name: {code: "+".join(column) for column in self.merged[name] for code in column} for name in dimensions}
        cells: list[dict[tuple[str, str], int]] = [{} for _ in dimensions]
        known = {code for code, _ in answers}
        for where, number in cube.items():
            codes = dict(where)
            if codes[""] not in known or not number:
                continue
            for d, name in enumerate(dimensions):
                place = (codes[""], keys[name][codes[name]])
                cells[d][place] = cells[d].get(place, 0) + number
        columns = tuple(tuple("+".join(column) for column in self.merged[name]) for name in dimensions)
        return Linked(tuple(code for code, _ in answers), columns, tuple(cells))


def _published(
    schema: Schema,
    one: Indicator,
    dimensions: Sequence[str],
    answers: tuple[Code, ...],
    linked: Linked,
    hidden: frozenset[Node],
    threshold: int,
) -> SurveyTable:
    shown = {name: None if name in hidden else value for name, value in linked.values().items()}
    return SurveyTable(
        name=one.name,
        title=one.title,
        unit=one.unit,
        answers=answers,
        breakdowns=tuple(
            Breakdown(name, *heading(schema, one, name, linked.columns[d])) for d, name in enumerate(dimensions)
        ),
        total=None if TOTAL in hidden or linked.total < threshold else linked.total,
        answer_totals={name[1]: value for name, value in shown.items() if name[0] == "answer"},
        cells={
            (dimensions[int(name[1])], name[2], name[3]): value for name, value in shown.items() if name[0] == "cell"
        },
        column_totals={
            (dimensions[int(name[1])], name[2]): value for name, value in shown.items() if name[0] == "column"
        },
        plan=one.plan,
    )


def heading(schema: Schema, one: Indicator, dimension: str, columns: Sequence[str]) -> tuple[str, tuple[Code, ...]]:
    """A dimension's title, and its columns with theirs."""
    field = next(f for f in schema.tables[one.table].fields if f.name == dimension)
    titles = {member.code: member.title for member in schema.lists.get(field.list or "", ())}
    return field.title, tuple(
        (key, " + ".join(titles.get(code, code) for code in key.split("+") if code) or WITHHELD) for key in columns
    )


def _answers(schema: Schema, one: Indicator, cube: Cube) -> tuple[Code, ...]:
    """The closed list's members, or yes / no, or the numbers that were given, in their order."""
    given = {dict(where)[""] for where, number in cube.items() if number} - {""}
    if given == {ALL}:
        return ((ALL, one.title),)
    column = answer_column(one)
    field = next((f for f in schema.tables[one.table].fields if f.name == column), None)
    if field is not None and field.list:
        return tuple((member.code, member.title) for member in schema.lists[field.list])
    if field is None or field.type == "boolean":
        words = {member.code: member.title for member in schema.lists.get(YES_NO, ())}
        return tuple((code, words.get(code, code)) for code in (YES, NO))
    return tuple((code, code) for code in sorted(given, key=lambda code: (len(code), code)))


def flat(tables: Sequence[SurveyTable]) -> dict[str, int | None]:
    """``name`` · ``name|answer=2`` · ``name|answer=2|age_band=a65`` · ``name|age_band=a65`` → people or None.

    The answer's dimension is always called ``answer`` here."""
    found: dict[str, int | None] = {}
    for table in tables:
        found[table.name] = table.total
        for code, number in table.answer_totals.items():
            found[f"{table.name}|answer={code}"] = number
        for (dimension, code, column), number in table.cells.items():
            found[f"{table.name}|answer={code}|{dimension}={column}"] = number
        for (dimension, column), number in table.column_totals.items():
            found[f"{table.name}|{dimension}={column}"] = number
    return found
