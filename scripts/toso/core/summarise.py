"""A validated book → GroupSummary: counts only, no personal data; and summaries that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Literal

from toso.core.indicators import TablePlan, compile_table, count_table
from toso.model import BookResult, Context, Difficulty, GroupSummary, TableResult
from toso.schema.types import Schema, SheetSchema

State = Literal["empty", "partial", "complete", "unreachable"]

COMPLETE_WHEN = "complete_when"
"""Key in the layout of ``master/timeliness.yaml``: indicators that must all be above zero."""

_plans: dict[int, tuple[Schema, dict[str, TablePlan]]] = {}


def plans_of(schema: Schema) -> Mapping[str, TablePlan]:
    """Table → what is counted there. Compiled once a schema and process."""
    kept = _plans.get(id(schema))
    if kept is None or kept[0] is not schema:
        if len(_plans) > 8:
            _plans.clear()
        tables = dict.fromkeys(one.table for one in schema.indicators.values())
        kept = _plans[id(schema)] = (schema, {table: compile_table(schema, table) for table in tables})
    return kept[1]


def summarise(
    book: BookResult,
    schema: Schema,
    ctx: Context,
    read_at: datetime | None = None,
    content_hash: str = "",
) -> GroupSummary:
    """The figures of one group as of ``read_at``.

    A tab in which nobody has typed anything gives no figures at all (its indicators are absent, not zero), unless
    nothing is an answer there (no difficulties); a group in which that is so everywhere is ``empty``. A yes / no
    question that nobody has answered gives none either.
    """
    typed = typed_tables(book, schema)
    answered = typed if is_empty(schema, typed) else typed | optional_tables(schema)
    counts: dict[str, int] = {}
    for table, plan in plans_of(schema).items():
        if table in answered and table in book.tables:
            counts.update(count_table(plan, book.tables[table], ctx, typed=table in typed))
    if ctx.group.households_official is not None:
        counts["households_official"] = ctx.group.households_official
    return GroupSummary(
        group_code=book.group_code,
        period=ctx.period.code,
        counts=counts,
        findings=dict(Counter(f"{one.severity}|{one.kind}" for one in book.findings if not one.answered)),
        state=_state(schema, typed, counts),
        submitted_on=submitted_on(book.tables.get("submissions"), ctx.period.row_code),
        difficulties=difficulties(book.tables.get("difficulties"), book.group_code, ctx),
        content_hash=content_hash,
        read_at=read_at,
    )


def count_book(tables: Mapping[str, TableResult], schema: Schema, ctx: Context) -> dict[str, int]:
    """Counts over any tables: the ward's own tabs (communication, support) are counted so."""
    counts: dict[str, int] = {}
    for table, plan in plans_of(schema).items():
        if table in tables:
            counts.update(count_table(plan, tables[table], ctx))
    return counts


def typed_tables(book: BookResult, schema: Schema) -> frozenset[str]:
    """Tabs in which a person has typed something, rightly or wrongly."""
    wrong = {one.table for one in book.findings if one.row and one.value not in (None, "")}
    return frozenset(
        name for name, result in book.tables.items() if name in wrong or _has_content(result, schema.tables.get(name))
    )


def _has_content(result: TableResult, sheet: SheetSchema | None) -> bool:
    """Numbered keys and machine columns stand in an untouched tab as well; anything else was typed."""
    if sheet is None:
        return False
    own = (one.name for one in sheet.fields if one.owner != "machine" and one.name != sheet.primary_key)
    columns = (result.columns[name] for name in own if name in result.columns)
    return any(column.count(None) < len(column) for column in columns)


def complete_when(schema: Schema) -> tuple[str, ...]:
    """Names of the indicators that a complete submission has above zero."""
    sheet = schema.tables.get("master_timeliness")
    return tuple((sheet.layout.get(COMPLETE_WHEN) if sheet else None) or ())


def optional_tables(schema: Schema) -> frozenset[str]:
    """Tabs of a group that may rightly stay empty: those that completeness does not ask for."""
    asked = {schema.indicators[name].table for name in complete_when(schema) if name in schema.indicators}
    return frozenset(one.name for one in schema.book("group") if one.owner == "team") - asked


def is_empty(schema: Schema, typed: frozenset[str]) -> bool:
    """Marking a period as submitted is no content."""
    own = {one.name for one in schema.book("group") if one.owner == "team"}
    return not typed & own - {"submissions"}


def _state(schema: Schema, typed: frozenset[str], counts: Mapping[str, int]) -> State:
    if is_empty(schema, typed):
        return "empty"
    wanted = complete_when(schema)
    return "complete" if all(counts.get(name, 0) > 0 for name in wanted) else "partial"


def submitted_on(result: TableResult | None, period: str) -> date | None:
    """The first day on which the leader marked the period as submitted."""
    if result is None or not {"submitted", "submitted_on"} <= result.columns.keys():
        return None
    columns = result.columns
    periods = columns.get("period", result.keys)
    days = [
        day
        for code, mark, day in zip(periods, columns["submitted"], columns["submitted_on"], strict=True)
        if code == period and mark is True and isinstance(day, date)
    ]
    return min(days, default=None)


def difficulties(result: TableResult | None, group_code: str, ctx: Context) -> tuple[Difficulty, ...]:
    """Difficulties raised from the plan's start to the period's end, in order of their codes, without their words."""
    if result is None:
        return ()
    nothing: list[None] = [None] * len(result.keys)
    columns = {
        name: result.columns.get(name, nothing)
        for name in ("raised_on", "category", "urgent", "budget_need", "replied_on")
    }
    found = []
    for i, key in enumerate(result.keys):
        raised, category = columns["raised_on"][i], columns["category"][i]
        if not result.counted[i] or (raised is None and category is None):
            continue
        if isinstance(raised, date) and not ctx.plan_start <= raised <= ctx.period.end:
            continue
        need, replied = columns["budget_need"][i], columns["replied_on"][i]
        found.append(
            Difficulty(
                group_code=group_code,
                code=key,
                category=str(category or ""),
                urgent=columns["urgent"][i] is True,
                raised_on=raised if isinstance(raised, date) else None,
                replied_on=replied if isinstance(replied, date) else None,
                budget_need=need if isinstance(need, int) else 0,
            )
        )
    return tuple(sorted(found, key=lambda one: one.code))


def merge(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Counts added key by key: associative and commutative, so any order, batch or partition gives the same. Cells of a
    breakdown that are zero are left out, as they are in summaries."""
    total: dict[str, int] = {}
    so_far = total.get
    for one in counts:
        for key, number in one.items():
            total[key] = so_far(key, 0) + number
    return {key: number for key, number in total.items() if number or "|" not in key}
