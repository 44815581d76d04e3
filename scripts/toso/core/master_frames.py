"""Tables of figures as pandas frames: the wide tables of the master, and the long one that is exported.

pandas is imported here and nowhere else in the core, when a master is really made: a run in which nothing changed
never pays for it. Counting itself stays in the summaries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from toso.core.figures import Figures
from toso.core.indicators import cell_key
from toso.schema.types import Indicator

if TYPE_CHECKING:
    from pandas import DataFrame

WARD = ""
"""The unit code of the whole."""
ALL = "all"
BLANK = "blank"
"""Said in exported keys of the whole, and of what nobody filled in: no field of a key is ever empty."""


def open_indicators(figures: Figures) -> list[Indicator]:
    """Indicators that may be shown unit by unit: not the survey's cells, not the ward's own tabs."""
    group_tables = {sheet.name for sheet in figures.schema.book("group")}
    return [one for one in figures.schema.indicators.values() if one.publish != "survey" and one.table in group_tables]


_last: list[tuple[Figures, DataFrame]] = []
"""The frame of the figures at hand: six tabs are cut from it."""


def counts_frame(figures: Figures) -> DataFrame:
    """Units × count keys, the whole first (sums over the units that have a figure), NaN where nobody has one. Counts
    are exact as floats: they stay far below 2⁵³. Survey cells are left out."""
    if _last and _last[0][0] is figures:
        return _last[0][1]
    import pandas as pd

    names = [one.name for one in open_indicators(figures)]
    shown = {*names, *(cell_key(one, [code]) for one in open_indicators(figures) for code in _members(figures, one))}
    rows = {}
    for group in figures.groups:
        counts = figures.summaries[group.code].counts if group.code in figures.summaries else {}
        rows[group.code] = {key: counts[key] for key in shown & counts.keys()}
    frame = pd.DataFrame.from_dict(rows, orient="index", dtype="float64").reindex(index=list(rows))
    frame["households_official"] = [
        float("nan") if group.households_official is None else float(group.households_official)
        for group in figures.groups
    ]
    total = frame.sum(min_count=1).to_frame(WARD).T
    frame = pd.concat([total, frame])
    frame.index.name = "unit"
    _last[:] = [(figures, frame)]
    return frame


def wide(figures: Figures, columns: Sequence[tuple[str, str]]) -> list[dict[str, int | None]]:
    """One mapping a unit, the whole first, in the registry's order: column name → count or None.

    ``columns``: (name, count key). A breakdown's cell is zero, not unknown, where its indicator is known."""
    frame = counts_frame(figures)
    chosen = frame.reindex(columns=[key for _, key in columns])
    for _, key in columns:
        name = key.split("|", 1)[0]
        if key != name and name in frame:
            chosen[key] = chosen[key].mask(chosen[key].isna() & frame[name].notna(), 0)
    return [
        dict(zip((name for name, _ in columns), map(plain, row), strict=True)) for row in chosen.to_numpy().tolist()
    ]


def plain(value: float) -> int | None:
    """A plain int for JSON; NaN is nothing."""
    return None if value != value else int(value)


def _members(figures: Figures, one: Indicator) -> list[str]:
    if len(one.by) != 1:
        return []
    sheet = figures.schema.tables[one.table]
    listed = next((field.list for field in sheet.fields if field.name == one.by[0]), None)
    return [member.code for member in figures.schema.lists.get(listed or "", ())]


def by_member(figures: Figures, one: Indicator) -> list[tuple[str, str, str]]:
    """(column name, title, count key) for every member of the closed list an indicator is broken down by."""
    if len(one.by) != 1:
        return []
    sheet = figures.schema.tables[one.table]
    listed = next((field.list for field in sheet.fields if field.name == one.by[0]), None)
    return [
        (f"{one.name}_{member.code}", member.title, cell_key(one, [member.code]))
        for member in figures.schema.lists.get(listed or "", ())
    ]


def findings_frame(figures: Figures) -> DataFrame:
    """Units × severity: unanswered findings; ``most`` is the kind that stands most often ("" where none)."""
    import pandas as pd

    records = [
        (code, *key.split("|", 1), number)
        for code, summary in figures.summaries.items()
        for key, number in summary.findings.items()
    ]
    long = pd.DataFrame(records, columns=["unit", "severity", "kind", "number"])
    table = long.pivot_table(index="unit", columns="severity", values="number", aggfunc="sum", fill_value=0)
    table = table.reindex(
        index=[group.code for group in figures.groups], columns=["error", "warning", "question"], fill_value=0
    ).astype("int64")
    most = long.sort_values(["number", "kind"], ascending=[False, True]).drop_duplicates("unit").set_index("unit")
    table["most"] = most["kind"].reindex(table.index).fillna("")
    return table


def tidy(figures: Figures, names: Mapping[str, str] | None = None) -> DataFrame:
    """The long table for export: a row a unit, figure and breakdown cell. Unit, dimension and code are "all" where
    they are the whole; the code is "blank" for what nobody filled in.

    Columns: period, unit, unit_name, figure, title, dimension, code, value, total, tenths (of a percent), state."""
    import pandas as pd

    titles = names or {group.code: group.name for group in figures.groups}
    records: list[tuple[object, ...]] = []
    for one in figures.schema.indicators.values():
        if one.publish == "survey":
            continue
        per_unit = one in open_indicators(figures)
        for code in (WARD, *(titles if per_unit else ())):
            figure = figures.of_group(code, one.name) if code else figures.whole(one.name)
            base = (figures.period.code, code or ALL, titles.get(code, ""), one.name, one.title)
            records.append((*base, ALL, ALL, figure.value, figure.total, figure.tenths, figure.state))
            if len(one.by) == 1 and figure.value is not None:
                for member, number in figures.breakdown(one.name, one.by[0], code or None).items():
                    records.append((*base, one.by[0], member or BLANK, number, None, None, "known"))
    columns = ["period", "unit", "unit_name", "figure", "title", "dimension", "code", "value", "total", "tenths"]
    frame = pd.DataFrame(records, columns=[*columns, "state"])
    return frame.astype({"value": "Int64", "total": "Int64", "tenths": "Int64"})


def groups_frame(figures: Figures, whole: str) -> DataFrame:
    """The units that figures speak of, by code; the first is the whole, which is called ``whole``."""
    import pandas as pd

    total = figures.of_ward("households_official").value
    records = [(ALL, whole, total), *((one.code, one.name, one.households_official) for one in figures.groups)]
    return pd.DataFrame(records, columns=["code", "name", "households_official"]).astype({"households_official": "Int64"})


def survey_tidy(figures: Figures) -> DataFrame:
    """The published survey, long: figure, title, answer, answer_title, dimension, column, column_title, people
    (``<NA>``: withheld), at_least (of a withheld number, where anything is known), left_out (units that the question's
    numbers do not hold). An answer's total has the dimension and the column "all"."""
    import pandas as pd

    records: list[tuple[object, ...]] = []
    for table in figures.survey:
        for code, title in table.answers:
            base = (figures.period.code, table.name, table.title, code, title)
            records.append((*base, ALL, ALL, "", table.answer_totals[code], None, table.left_out))
            for part in table.breakdowns:
                for key, column in part.columns:
                    place = (part.dimension, code, key)
                    known = (table.cells[place], table.cells_at_least.get(place), table.left_out)
                    records.append((*base, part.dimension, key or BLANK, column, *known))
    columns = ["period", "figure", "title", "answer", "answer_title", "dimension", "column", "column_title"]
    numbers = ["people", "at_least", "left_out"]
    return pd.DataFrame(records, columns=[*columns, *numbers]).astype(dict.fromkeys(numbers, "Int64"))
