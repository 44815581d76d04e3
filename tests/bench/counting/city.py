"""A city as validation hands it over: 2,850 groups, 600 rows each, column by column. Seeded; nobody real."""

from __future__ import annotations

from datetime import date, timedelta

from toso.model import BookResult, Context, Group, TableResult
from toso.schema.load import load_schema

GROUPS, WARDS = 2850, 114
ROWS = {"households": 420, "survey": 90, "activities": 40, "training": 50}
PLAN = (date(2025, 9, 1), date(2025, 12, 31))
DAYS = [PLAN[0] + timedelta(days=n) for n in range(105)]


def values_of(sheet, field):
    """The values a column takes, and how often each."""
    schema = load_schema()
    if field.list:
        codes = [member.code for member in schema.lists[field.list]]
        return [*codes, None], [1.0 / (n + 1) for n in range(len(codes))] + [0.2]
    if field.type == "boolean":
        return [True, False, None], [5.0, 3.0, 2.0]
    if field.type == "date":
        return [*DAYS, None], [1.0] * len(DAYS) + [15.0]
    if field.type == "integer":
        return [*range(1, 40), None], [1.0] * 39 + [4.0]
    return ["x", None], [1.0, 1.0]


def make_city(groups: int = GROUPS, seed: int = 1) -> list[tuple[Group, BookResult]]:
    import numpy

    rng = numpy.random.default_rng(seed)
    schema = load_schema()
    shapes = {}
    for name in ROWS:
        sheet = schema.tables[name]
        used = {n for one in schema.indicators.values() if one.table == name for n in _columns(one)}
        fields = [field for field in sheet.fields if field.name in used and field.name != sheet.primary_key]
        shapes[name] = (sheet, [(field.name, *values_of(sheet, field)) for field in fields])
    city = []
    for n in range(groups):
        code = f"T{n:04d}"
        tables = {name: _table(rng, sheet, code, fields) for name, (sheet, fields) in shapes.items()}
        city.append((Group(code, f"Tổ {n}", 450), BookResult(code, f"book-{n}", tables, ())))
    return city


def _columns(one):
    from toso.core.columns import fields_of

    return {*fields_of(one.where), *one.by, *one.span, *filter(None, [one.of, one.dated_by])}


def _table(rng, sheet, code, fields):
    import numpy

    n = ROWS[sheet.name]
    keys = [f"{code}-{i:04d}" for i in range(n)]
    columns = {sheet.primary_key: keys}
    for name, values, weights in fields:
        weights = numpy.array(weights) / sum(weights)
        columns[name] = [values[i] for i in rng.choice(len(values), n, p=weights)]
    if sheet.name == "survey":
        columns["household_code"] = [f"{code}-{i:04d}" for i in rng.integers(0, 420, n)]
        columns["consent"] = [True if share < 0.9 else None for share in rng.random(n)]
    return TableResult(sheet.name, range(2, n + 2), keys, columns, [True] * n)


def period():
    from toso.core import periods
    from toso.core.calendar import Calendar

    return periods.period("2025-Q4", Calendar())


def context(group: Group) -> Context:
    return Context(group, frozenset(), period(), *PLAN, date(2025, 12, 15))
