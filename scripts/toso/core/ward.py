"""From a ward's parts (registry, summaries, its own tabs) to its figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from toso.core.figures import Figures, Reply
from toso.core.indicators import count_table, parse_key
from toso.core.summarise import count_book, plans_of
from toso.model import Context, Difficulty, Group, GroupSummary, Period, TableResult
from toso.schema.types import Schema

DIFFICULTIES = "difficulties"


def ward_figures(
    groups: Sequence[Group],
    summaries: Mapping[str, GroupSummary],
    schema: Schema,
    period: Period,
    today: date,
    *,
    plan: tuple[date, date],
    ward_tables: Mapping[str, TableResult] | None = None,
    as_of: datetime | None = None,
    previous: Figures | None = None,
    coverage_target: tuple[int, int] | None = None,
) -> Figures:
    """The figures of a ward as of ``as_of``. ``ward_tables``: the validated tabs of the ward book, by name."""
    tables = ward_tables or {}
    replies = replies_of(tables.get("replies"))
    ctx = context_of(Group("", "", None), groups, period, plan, today)
    return Figures(
        groups=tuple(groups),
        summaries={
            code: with_replies(one, replies, schema, replace(ctx, group=Group(code, "", None)))
            for code, one in summaries.items()
        },
        schema=schema,
        period=period,
        today=today,
        as_of=as_of,
        ward_counts=count_book({name: tables[name] for name in tables if name != DIFFICULTIES}, schema, ctx),
        replies=replies,
        previous=previous,
        coverage_target=coverage_target,
    )


def context_of(group: Group, groups: Iterable[Group], period: Period, plan: tuple[date, date], today: date) -> Context:
    """The context in which a group's book is checked and counted."""
    return Context(group, frozenset(one.code for one in groups), period, plan[0], plan[1], today)


def replies_of(result: TableResult | None) -> dict[tuple[str, str], Reply]:
    """(group, difficulty) → the ward's answer, from its tab of replies. A line without an answer is none."""
    if result is None:
        return {}
    nothing: list[None] = [None] * len(result.keys)
    names = ("group_code", "difficulty_code", "reply", "replied_on", "replied_by", "report_text")
    columns = [result.columns.get(name, nothing) for name in names]
    found = {}
    for counted, group, code, text, day, by, report_text in zip(result.counted, *columns, strict=True):
        if counted and group and code and (text or day):
            found[str(group), str(code)] = Reply(
                day if isinstance(day, date) else None, str(by or ""), str(report_text or ""), str(text or "")
            )
    return found


def with_replies(
    summary: GroupSummary, replies: Mapping[tuple[str, str], Reply], schema: Schema, ctx: Context
) -> GroupSummary:
    """The summary with the ward's newest answers: the group's book holds a copy that may be one run old."""
    answered = tuple(_answered(one, replies.get((one.group_code, one.code))) for one in summary.difficulties)
    if answered == summary.difficulties:
        return summary
    plan = plans_of(schema).get(DIFFICULTIES)
    again = count_table(plan, as_table(answered), ctx) if plan else {}
    stale = {parse_key(key)[0] for key in again}
    kept = {key: number for key, number in summary.counts.items() if parse_key(key)[0] not in stale}
    return replace(summary, counts={**kept, **again}, difficulties=answered)


def _answered(one: Difficulty, reply: Reply | None) -> Difficulty:
    if reply is None or reply.replied_on is None:
        return one
    return replace(one, replied_on=reply.replied_on)


def as_table(difficulties: Sequence[Difficulty]) -> TableResult:
    """Difficulties as a tab once more, without their words."""
    columns: dict[str, list[object]] = {
        "difficulty_code": [one.code for one in difficulties],
        "raised_on": [one.raised_on for one in difficulties],
        "category": [one.category or None for one in difficulties],
        "urgent": [one.urgent for one in difficulties],
        "budget_need": [one.budget_need for one in difficulties],
        "replied_on": [one.replied_on for one in difficulties],
    }
    return TableResult(
        DIFFICULTIES,
        range(2, len(difficulties) + 2),
        [one.code for one in difficulties],
        columns,
        [True] * len(difficulties),
    )
