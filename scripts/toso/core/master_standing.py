"""The tabs that judge: coverage, completeness and timeliness, data quality."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from toso.core.figure import Figure
from toso.core.master_facts import Facts
from toso.core.master_frames import findings_frame
from toso.core.master_model import Cell, Column, MasterTable, Row
from toso.core.master_units import Special, registry_order, units_table
from toso.core.master_words import count, percent
from toso.schema.types import SheetSchema

CHART_COLUMNS = ("name", "weakest", "below", "met", "target")


def coverage_order(facts: Facts) -> list[str]:
    """Lowest first; units without a rate at the end, in the registry's order."""
    places = facts.figures.ranking
    known = [one.code for one in places if one.rank is not None]
    return known[::-1] + [one.code for one in places if one.rank is None]


def coverage(facts: Facts, sheet: SheetSchema) -> MasterTable:
    """``Độ phủ``: every unit against the target, the lowest on top, with hidden columns for the chart."""
    figures, words = facts.figures, facts.words
    places = {one.code: one for one in figures.ranking}
    weak = {one.code for one in figures.weakest()}

    def figure(code: str) -> Figure:
        return figures.coverage[code] if code else figures.of_ward(figures.coverage_name)

    def standing(_: Facts, code: str) -> Cell:
        cell = words.standing(figure(code))
        return replace(cell, style="weakest") if code in weak and figure(code).state == "below" else cell

    def rank(_: Facts, code: str) -> Cell:
        place = places.get(code)
        return Cell("–" if code else None) if place is None or place.rank is None else Cell(place.rank, format="count")

    specials: dict[str, Special] = {
        "percent": lambda _, code: percent(figure(code)),
        "missing": lambda _, code: count(figure(code).lacking),
        "standing": standing,
        "rank": rank,
    }
    order = coverage_order(facts)
    table = units_table(facts, sheet, specials, order)
    return _with_chart(facts, table, [(_label(facts, code), figure(code), code in weak) for code in order])


def _label(facts: Facts, code: str) -> str:
    """Under a column of the chart there is room for a group's code; a ward's code says nothing to anybody."""
    return code if facts.words.level == "ward" else facts.names[code]


def _with_chart(facts: Facts, table: MasterTable, units: Sequence[tuple[str, Figure, bool]]) -> MasterTable:
    """Hidden columns for the chart, right of the table and right under the header: name, the rate in the column of its
    colour, the target."""
    titles = [facts.words.say(f"charts.{name}") for name in CHART_COLUMNS]
    columns = [Column(f"chart_{name}", title, 60, True) for name, title in zip(CHART_COLUMNS, titles, strict=True)]
    width = len(table.header)
    rows = []
    for i, row in enumerate(table.rows):
        if i < len(units):
            row = (*row, *[Cell(None)] * (width - len(row)), *_chart_cells(*units[i]))
        rows.append(row)
    return replace(table, header=(*table.header, *columns), rows=tuple(rows))


def _chart_cells(name: str, figure: Figure, weak: bool) -> Row:
    place = 2 if figure.met else 0 if weak else 1
    rate = percent(figure)
    target = figure.target
    return (
        Cell(name),
        *(rate if i == place else Cell(None) for i in range(3)),
        Cell(round(target[0] / target[1], 6), format="percent") if target else Cell(None),
    )


def timeliness(facts: Facts, sheet: SheetSchema) -> MasterTable:
    """``Đầy đủ và đúng hạn``."""
    figures, words = facts.figures, facts.words

    def content(_: Facts, code: str) -> Cell:
        if not code:
            done = sum(one.state == "complete" for one in figures.completeness.values())
            return Cell(f"{done}/{len(figures.groups)}", "total")
        return words.state("content", figures.completeness[code].state)

    def lacking(_: Facts, code: str) -> Cell:
        if not code or figures.completeness[code].state not in ("partial", "complete"):
            return Cell(None)
        names = (figures.schema.indicators[name].table for name in figures.completeness[code].lacking)
        titles = dict.fromkeys(figures.schema.tables[name].title for name in names)
        return Cell(", ".join(titles) or None)

    def submitted_on(_: Facts, code: str) -> Cell:
        if not code:
            done = sum(one.submitted_on is not None for one in figures.timeliness.values())
            return Cell(f"{done}/{len(figures.groups)}", "total")
        return Cell(figures.timeliness[code].submitted_on, format="date")

    def on_time(_: Facts, code: str) -> Cell:
        if not code:
            done = sum(one.timing == "on_time" for one in figures.timeliness.values())
            return Cell(f"{done}/{len(figures.groups)}", "total")
        one = figures.timeliness[code]
        return words.state("timing", one.timing, days=one.days_late)

    specials: dict[str, Special] = {
        "content": content,
        "lacking": lacking,
        "submitted_on": submitted_on,
        "on_time": on_time,
    }
    return units_table(facts, sheet, specials, registry_order(figures))


def quality(facts: Facts, sheet: SheetSchema) -> MasterTable:
    """``Chất lượng dữ liệu``: how many findings stand unanswered; no values, no names."""
    figures, words = facts.figures, facts.words
    frame = findings_frame(figures)
    numbers = {str(unit): row for unit, row in zip(frame.index, frame.to_dict("records"), strict=True)}

    def number(severity: str) -> Special:
        def cell(_: Facts, code: str) -> Cell:
            return count(int(numbers[code][severity]) if code else int(frame[severity].sum()))

        return cell

    def most(_: Facts, code: str) -> Cell:
        kind = str(numbers[code]["most"]) if code else ""
        return Cell(facts.finding_titles.get(kind, kind) or None)

    def standing(_: Facts, code: str) -> Cell:
        if not code:
            return Cell(None, "total")
        if figures.completeness[code].state == "unreachable":
            return words.state("content", "unreachable")
        if figures.completeness[code].state == "empty":
            return Cell(words.say("quality.silent"), "silent")
        return words.state("quality", "mend" if numbers[code]["error"] else "clean")

    specials: dict[str, Special] = {
        "errors": number("error"),
        "warnings": number("warning"),
        "questions": number("question"),
        "most": most,
        "standing": standing,
    }
    return units_table(facts, sheet, specials, registry_order(figures))


def plain(facts: Facts, sheet: SheetSchema) -> MasterTable:
    """A tab that holds nothing but units and the figures shown there."""
    return units_table(facts, sheet, {}, registry_order(facts.figures))
