"""The same figures by pandas, polars and DuckDB, as somebody at home in each would write them: one selection of rows per
table and days, one group-by for all yes / no columns, one per breakdown. What is timed ends with the frames; ``flat_…`` turns them into
{(group, key): number} to be compared."""

from __future__ import annotations

from itertools import chain

from counting.city import PLAN, period
from toso.schema.load import load_schema

YES_NO = [
    one
    for one in load_schema().indicators.values()
    if one.table == "households" and one.where and all(test == {"equals": True} for test in one.where.values())
]
QUESTIONS = [one for one in load_schema().indicators.values() if one.table == "survey" and one.publish == "survey" and len(one.by) == 3]
LISTED = [one for one in load_schema().indicators.values() if one.table in ("activities", "training") and len(one.by) == 1]
SUMS = [one for one in load_schema().indicators.values() if one.table == "activities" and one.count == "sum"]


def led_to(one):
    """(column, code): the answer after which a question is asked, where it is asked of some only."""
    return [(name, test["equals"]) for name, test in (one.where or {}).items() if "equals" in test and name != "consent"]


def columns_of(city, table, names):
    """Whole columns over the city, with the group's code: what a frame is made from."""
    found = {name: list(chain.from_iterable(book.tables[table].columns[name] for _, book in city)) for name in names}
    n = len(city[0][1].tables[table].keys)
    found["group"] = list(chain.from_iterable([group.code] * n for group, _ in city))
    return found


def wanted(table):
    names = {one.dated_by for one in (*YES_NO, *QUESTIONS, *LISTED, *SUMS) if one.table == table and one.dated_by}
    for one in (*YES_NO, *QUESTIONS, *LISTED, *SUMS):
        if one.table == table:
            names |= {*(one.where or {}), *one.by, *filter(None, [one.of])}
    return sorted(names)


def window(scope):
    one = period()
    return (PLAN[0] if scope == "cumulative" else one.start), one.end


def frames_with_pandas(city):
    import pandas as pd

    frames = {}
    for table in ("households", "survey", "activities", "training"):
        frames[table] = pd.DataFrame(columns_of(city, table, wanted(table)))
        for name in frames[table].columns:
            if name.endswith("_on"):
                frames[table][name] = pd.to_datetime(frames[table][name])
    return frames


def with_pandas(frames):
    """[(indicator or None, frame or series)]"""
    import pandas as pd

    def inside(data, column, scope):
        start, end = window(scope)
        return (data[column] >= pd.Timestamp(start)) & (data[column] <= pd.Timestamp(end))

    found = []
    data = frames["households"]
    within = inside(data, "guided_on", "cumulative")
    for standing in (False, True):
        some = [one for one in YES_NO if (one.scope == "standing") is standing]
        flags = pd.DataFrame({one.name: (data[next(iter(one.where))] == True) for one in some})  # noqa: E712
        found.append((None, (flags if standing else flags[within]).groupby(data["group"]).sum()))
    found.append(("households_guided", data[within].groupby("group").size()))
    data = frames["survey"]
    asked = data[inside(data, "surveyed_on", "cumulative") & (data["consent"] == True)]  # noqa: E712
    for one in QUESTIONS:
        some = asked[asked[one.by[0]].notna()] if one.by[0] in (one.where or {}) else asked
        for name, code in led_to(one):
            some = some[some[name] == code]
        found.append((one, some.groupby(["group", *one.by], dropna=False).size()))
    for table in ("activities", "training"):
        data = frames[table]
        within = inside(data, "held_on", "period")
        for one in LISTED:
            if one.table == table:
                some = data[within & data[next(iter(one.where))].notna()] if one.where else data[within]
                found.append((one, some.groupby(["group", *one.by], dropna=False).size()))
        if table == "activities":
            sums = data[within].groupby("group")[[one.of for one in SUMS]].sum()
            found += [(one.name, sums[one.of]) for one in SUMS]
    return found


def flat_pandas(parts):
    found = {}
    for one, part in parts:
        if one is None:
            for name in part.columns:
                found |= {(code, name): int(number) for code, number in part[name].items()}
        elif isinstance(one, str):
            found |= {(code, one): int(number) for code, number in part.items()}
        else:
            found |= {(key[0], cell(one, key[1:])): int(number) for key, number in part.items()}
    return found


def frames_with_polars(city):
    import polars as pl

    tables = ("households", "survey", "activities", "training")
    return {table: pl.DataFrame(columns_of(city, table, wanted(table)), infer_schema_length=None) for table in tables}


def with_polars(frames):
    """[(indicator or None, names of the numbers, frame)]"""
    import polars as pl

    found = []
    start, end = window("cumulative")
    within = pl.col("guided_on").is_between(start, end)
    sums = [
        ((pl.col(next(iter(one.where))) == True) & (True if one.scope == "standing" else within)).sum().alias(one.name)  # noqa: E712
        for one in YES_NO
    ]
    found.append((None, frames["households"].group_by("group").agg(within.sum().alias("households_guided"), *sums)))
    asked = frames["survey"].filter(pl.col("surveyed_on").is_between(start, end) & (pl.col("consent") == True))  # noqa: E712
    for one in QUESTIONS:
        some = asked.filter(pl.col(one.by[0]).is_not_null()) if one.by[0] in (one.where or {}) else asked
        for name, code in led_to(one):
            some = some.filter(pl.col(name) == code)
        found.append((one, some.group_by(["group", *one.by]).len()))
    start, end = window("period")
    for table in ("activities", "training"):
        data = frames[table].filter(pl.col("held_on").is_between(start, end))
        for one in LISTED:
            if one.table == table:
                some = data.filter(pl.col(next(iter(one.where))).is_not_null()) if one.where else data
                found.append((one, some.group_by(["group", *one.by]).len()))
        if table == "activities":
            found.append((None, data.group_by("group").agg([pl.col(one.of).sum().alias(one.name) for one in SUMS])))
    return found


def flat_polars(parts):
    found = {}
    for one, part in parts:
        if one is None:
            for row in part.iter_rows(named=True):
                code = row.pop("group")
                found |= {(code, name): number for name, number in row.items()}
        else:
            found |= {(row[0], cell(one, row[1:-1])): row[-1] for row in part.iter_rows()}
    return found


def with_duckdb(city_frames):
    """The same over the pandas frames, in SQL."""
    import duckdb

    base = duckdb.connect()
    for table, frame in city_frames.items():
        base.register(table, frame)
    found = []
    start, end = window("cumulative")
    days = f"BETWEEN DATE '{start}' AND DATE '{end}'"
    sums = ", ".join(
        f"count(*) FILTER ({next(iter(one.where))}" + ("" if one.scope == "standing" else f" AND guided_on {days}") + f") AS {one.name}"
        for one in YES_NO
    )
    query = f'SELECT "group", count(*) FILTER (guided_on {days}) AS households_guided, {sums} FROM households GROUP BY 1'
    found.append((None, base.sql(query).df()))
    for one in QUESTIONS:
        known = f" AND {one.by[0]} IS NOT NULL" if one.by[0] in (one.where or {}) else ""
        known += "".join(f" AND {name} = '{code}'" for name, code in led_to(one))
        by = ", ".join(one.by)
        query = f'SELECT "group", {by}, count(*) AS number FROM survey WHERE surveyed_on {days} AND consent{known} GROUP BY ALL'
        found.append((one, base.sql(query).df()))
    start, end = window("period")
    days = f"BETWEEN DATE '{start}' AND DATE '{end}'"
    for one in LISTED:
        known = f" AND {next(iter(one.where))} IS NOT NULL" if one.where else ""
        query = f'SELECT "group", {one.by[0]}, count(*) AS number FROM {one.table} WHERE held_on {days}{known} GROUP BY ALL'
        found.append((one, base.sql(query).df()))
    sums = ", ".join(f"coalesce(sum({one.of}), 0)::BIGINT AS {one.name}" for one in SUMS)
    found.append((None, base.sql(f'SELECT "group", {sums} FROM activities WHERE held_on {days} GROUP BY 1').df()))
    return found


def flat_duckdb(parts):
    found = {}
    for one, part in parts:
        for row in part.to_dict("split")["data"]:
            if one is None:
                found |= {(row[0], name): int(number) for name, number in zip(part.columns[1:], row[1:], strict=True)}
            else:
                found[row[0], cell(one, row[1:-1])] = int(row[-1])
    return found


def cell(one, codes):
    from toso.core.indicators import cell_key

    plain = [None if code is None or code != code else int(code) if isinstance(code, float) else code for code in codes]
    return cell_key(one, plain)


def shared_schema():
    """The schema with the figures that all engines give, and no other."""
    from dataclasses import replace

    schema = load_schema()
    names = {"households_guided", *(one.name for one in (*YES_NO, *QUESTIONS, *LISTED, *SUMS))}
    return replace(schema, indicators={name: one for name, one in schema.indicators.items() if name in names})


def with_toso(city, schema=None):
    """A summary a group: every figure of the schema."""
    from counting.city import context
    from toso.core.summarise import summarise

    schema = schema or load_schema()
    return [summarise(book, schema, context(group)) for group, book in city]
