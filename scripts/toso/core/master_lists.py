"""Tabs that are lists: difficulties, trend, the ledger of reports, the system's own state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from toso.core.master_facts import Facts, ReportLine, columns_of, head, unit_link
from toso.core.master_model import Cell, Column, MasterTable, Row
from toso.core.master_words import MasterWords, count, signed
from toso.core.survey import NO, YES, YES_NO
from toso.core.trend import PLACE, Light, comparable, light, moves
from toso.schema.types import Indicator, Member, SheetSchema

DAYS_SHOWN = 31
"""A month of daily figures; older ones stay in the state file."""


def _table(facts: Facts, sheet: SheetSchema, rows: Sequence[Row], data_rows: int | None = None) -> MasterTable:
    return MasterTable(
        name=sheet.name,
        title=sheet.title,
        header=tuple(columns_of(facts, sheet)),
        rows=tuple(rows),
        head=head(facts, sheet),
        frozen_rows=int(sheet.layout.get("frozen_rows", 1)),
        frozen_columns=int(sheet.layout.get("frozen_columns", 1)),
        colour=sheet.colour,
        data_rows=len(rows) if data_rows is None else data_rows,
    )


def _arranged(columns: Sequence[Column], values: Mapping[str, Cell]) -> Row:
    return tuple(values.get(column.name, Cell(None)) for column in columns)


def difficulties(facts: Facts, sheet: SheetSchema) -> MasterTable:
    """``Khó khăn``: category, dates and state; the words stay in the group's book. Totals stand below the list."""
    figures, words = facts.figures, facts.words
    columns = columns_of(facts, sheet)
    titles = {member.code: member.title for member in figures.schema.lists.get("difficulty_categories", ())}
    yes_no = {member.code: member.title for member in figures.schema.lists.get(YES_NO, ())}
    rows = []
    for one in figures.difficulties:
        answered = "misdated" if one.misdated else "answered"
        state = answered if not one.open else "urgent" if one.urgent else "waiting"
        link = unit_link(one.group_code, "difficulties")
        values = {
            "group_code": Cell(one.group_code, link=link),
            "group_name": Cell(facts.names[one.group_code], link=link),
            "difficulty_code": Cell(one.code, link=link),
            "category": Cell(titles.get(one.category, one.category) or None),
            "urgent": Cell(yes_no.get(YES if one.urgent else NO)),
            "raised_on": Cell(one.raised_on, format="date"),
            "replied_on": Cell(one.replied_on, format="date"),
            "days": count(one.days, silent="–"),
            "budget_need": Cell(one.budget_need or None, format="money"),
            "standing": words.state("difficulty", state),
        }
        rows.append(_arranged(columns, values))
    listed = len(rows)
    rows += _difficulty_totals(facts, sheet, len(columns))
    return _table(facts, sheet, rows, listed)


def _difficulty_totals(facts: Facts, sheet: SheetSchema, width: int) -> list[Row]:
    figures, words = facts.figures, facts.words
    rows: list[Row] = [(), tuple(Cell(words.say("rows.summary") if i == 1 else None, "section") for i in range(width))]
    for one in figures.indicators(str(sheet.layout.get("figures"))):
        figure = figures.whole(one.name)
        beside = words.standing(figure) if figure.value is None else Cell(one.note or None, "note")
        rows.append((*_beside(one.title), count(figure.value, silent="–"), beside))
    waited = figures.of_ward("days_to_answer")
    if waited.value is not None and waited.total:
        rows.append((*_beside(words.say("rows.average_days")), Cell(10 * waited.value // waited.total / 10)))
    return rows


def _beside(title: str) -> Row:
    """A line under the list: the title runs over the next column, which stays empty for it."""
    return Cell(None), Cell(title), Cell(None)


def trend(facts: Facts, sheet: SheetSchema) -> MasterTable:
    """``Xu hướng``: the whole against the period before, the groups that moved, earlier periods, the last days."""
    figures = facts.figures
    columns = columns_of(facts, sheet)
    shown = figures.indicators(PLACE)
    titles = {one.name: one.title for one in shown}
    now = light(figures, figures.period.row_code)
    rows = []
    for name, title in titles.items():
        then = figures.previous.of_ward(name).value if figures.previous else None
        rows.append(_trend_row(columns, now.label, Cell(None), title, then, now.values.get(name), "total"))
    for move in moves(figures):
        code = Cell(move.group_code, link=unit_link(move.group_code))
        rows.append(_trend_row(columns, now.label, code, titles[move.figure], move.before, move.now))
    rows += _series(columns, shown, facts.periods, str, lambda one, then, day: True)
    rows += _series(
        columns,
        shown,
        facts.days[-DAYS_SHOWN:],
        lambda label: facts.words.day(date.fromisoformat(label)),
        lambda one, then, day: comparable(one, then, day, figures.period),
    )
    return _table(facts, sheet, rows)


def _series(
    columns: Sequence[Column],
    shown: Sequence[Indicator],
    lights: Sequence[Light],
    label_of: Callable[[str], str],
    fits: Callable[[Indicator, Light, Light], bool],
) -> list[Row]:
    """Newest first, each against the one before it where the two can be compared (``fits``)."""
    rows = []
    for i in range(len(lights) - 1, -1, -1):
        day, then = lights[i], lights[i - 1] if i else None
        for one in shown:
            value = day.values.get(one.name)
            if value is not None:
                before = then.values.get(one.name) if then and fits(one, then, day) else None
                rows.append(_trend_row(columns, label_of(day.label), Cell(None), one.title, before, value))
    return rows


def _trend_row(
    columns: Sequence[Column],
    as_of: str,
    code: Cell,
    title: str,
    before: int | None,
    now: int | None,
    style: str = "plain",
) -> Row:
    change = None if before is None or now is None else now - before
    values = {
        "as_of": Cell(as_of, style),
        "group_code": Cell(code.value, style, code.link),
        "figure": Cell(title, style),
        "before": count(before, style, silent="–"),
        "value": count(now, style, silent="–"),
        "change": signed(change, style),
    }
    return _arranged(columns, values)


def reports(facts: Facts, sheet: SheetSchema) -> MasterTable:
    """``Báo cáo``: what was made and sent, with the mark of the frozen figures."""
    return reports_table(sheet, facts.figures.schema.lists, facts.words, facts.reports)


def reports_table(
    sheet: SheetSchema, lists: Mapping[str, Sequence[Member]], words: MasterWords, lines: Sequence[ReportLine]
) -> MasterTable:
    """The same without any figures: it is written by itself before and after a round of sending."""
    columns = [Column(one.name, one.title, one.width, one.hidden) for one in sheet.fields]
    kinds = {member.code: member.title for member in lists.get("report_kinds", ())}
    rows: list[Row] = [
        _arranged(
            columns,
            {
                "period": Cell(one.period),
                "kind": Cell(kinds.get(one.kind, one.kind)),
                "revision": Cell(one.revision, format="count"),
                "as_of": Cell(one.as_of, format="moment"),
                "sent_at": Cell(one.sent_at, format="moment"),
                "recipients": Cell(one.recipients, format="count"),
                "standing": words.state("report", one.state),
                "snapshot": Cell(one.snapshot or None),
                "ledger": Cell(one.ledger or None),
            },
        )
        for one in lines
    ]
    listed = len(rows)
    if not rows:
        rows.append((Cell(words.say("rows.no_reports"), "note"),))
    return MasterTable(
        name=sheet.name,
        title=sheet.title,
        header=tuple(columns),
        rows=tuple(rows),
        frozen_rows=int(sheet.layout.get("frozen_rows", 1)),
        frozen_columns=int(sheet.layout.get("frozen_columns", 1)),
        colour=sheet.colour,
        data_rows=listed,
    )


def system(facts: Facts, sheet: SheetSchema) -> MasterTable:
    """``Hệ thống``: for the keeper. Neither a time nor a job that went well makes the master be written again: that a
    job has run is known only after the master of the same run was written."""
    columns = columns_of(facts, sheet)
    rows = [
        _arranged(
            columns,
            {
                "item": Cell(one.item),
                "last_run": Cell(one.last_run, format="moment", volatile=True),
                "standing": replace(facts.words.state("system", one.state), volatile=one.state != "look"),
                "detail": Cell(one.detail or None, volatile=not one.steady),
                "next_run": Cell(one.next_run, format="moment", volatile=True),
            },
        )
        for one in facts.system
    ]
    return _table(facts, sheet, rows)
