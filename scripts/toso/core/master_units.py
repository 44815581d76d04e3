"""Tabs with one row a unit: the whole first, then every group. Columns are the tab's own, then the figures that
``indicators.yaml`` shows there, then the members of their closed lists: a new figure needs no Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from toso.core.figure import Figure
from toso.core.figures import Figures
from toso.core.master_facts import Facts, columns_of, head, unit_link
from toso.core.master_frames import WARD, by_member, open_indicators, wide
from toso.core.master_model import Cell, Column, MasterTable, Row
from toso.core.master_words import count, percent
from toso.schema.types import Indicator, SheetSchema

Special = Callable[[Facts, str], Cell]
"""(facts, unit's code or "" for the whole) → the cell."""


def units_table(facts: Facts, sheet: SheetSchema, specials: Mapping[str, Special], order: Sequence[str]) -> MasterTable:
    """``specials`` fills the tab's own columns; ``order``: the units' codes, top to bottom."""
    figures = facts.figures
    columns = columns_of(facts, sheet)
    own = {column.name for column in columns}
    shown = [one for one in _shown(figures, sheet) if one.name not in own]
    keys: dict[str, tuple[str, Indicator]] = {
        one.name: (one.name, one) for one in figures.schema.indicators.values() if one.name in own
    }
    for one in shown:
        columns.append(Column(one.name, one.title, 110))
        keys[one.name] = (one.name, one)
        if not one.denominator:
            for name, title, key in by_member(figures, one):
                columns.append(Column(name, title, 90))
                keys[name] = (key, one)
    values = wide(figures, [(name, key) for name, (key, _) in keys.items()])
    by_unit = dict(zip([WARD, *(group.code for group in figures.groups)], values, strict=True))
    rows = [_row(facts, WARD, columns, keys, by_unit[WARD], specials, "total")]
    if any(one.denominator for _, one in keys.values() if one.name not in own):
        rows.append(_shares(facts, columns, keys))
    first = len(rows)
    rows.extend(_row(facts, code, columns, keys, by_unit[code], specials, "plain") for code in order)
    return MasterTable(
        name=sheet.name,
        title=sheet.title,
        header=tuple(columns),
        rows=(*rows, *_own_block(facts, sheet, len(columns))),
        head=head(facts, sheet),
        frozen_rows=int(sheet.layout.get("frozen_rows", 1)),
        frozen_columns=int(sheet.layout.get("frozen_columns", 1)),
        colour=sheet.colour,
        first_unit=first,
        data_rows=len(order),
    )


def registry_order(figures: Figures) -> list[str]:
    return [group.code for group in figures.groups]


def _shown(figures: Figures, sheet: SheetSchema) -> list[Indicator]:
    place = sheet.layout.get("figures")
    here = open_indicators(figures)
    return [one for one in figures.indicators(str(place)) if one in here] if place else []


def _row(
    facts: Facts,
    code: str,
    columns: Sequence[Column],
    keys: Mapping[str, tuple[str, Indicator]],
    values: Mapping[str, int | None],
    specials: Mapping[str, Special],
    style: str,
) -> Row:
    cells = []
    for column in columns:
        special = specials.get(column.name) or COMMON.get(column.name)
        if special:
            cell = special(facts, code)
            cells.append(Cell(cell.value, style, cell.link, cell.format) if cell.style == "plain" else cell)
        elif column.name in keys:
            one = keys[column.name][1]
            link = unit_link(code, one.table) if code else ""
            cells.append(count(values[column.name], style, link, _silent(facts, code, one)))
        else:
            cells.append(Cell(None, style))
    return tuple(cells)


def _silent(facts: Facts, code: str, one: Indicator) -> str:
    """The word for a figure nobody has given: never 0."""
    if not code:
        return "–"
    summary = facts.figures.summaries.get(code)
    if summary is None or summary.state == "unreachable":
        return facts.words.say("unreachable")
    return facts.words.say("unanswered" if facts.figures.unanswered(one.name, code) else "silent")


def _shares(facts: Facts, columns: Sequence[Column], keys: Mapping[str, tuple[str, Indicator]]) -> Row:
    cells = []
    for i, column in enumerate(columns):
        key, one = keys.get(column.name, ("", None))
        figure = facts.figures.of_ward(one.name) if one and key == one.name and one.denominator else Figure(None)
        cells.append(Cell(facts.words.say("rows.share"), "share") if i == 1 else percent(figure, "share"))
    return tuple(cells)


def _own_block(facts: Facts, sheet: SheetSchema, width: int) -> tuple[Row, ...]:
    """Figures shown on this tab that come from the ward's own book, with their breakdown. A title
    runs over the two columns beside it."""
    figures = facts.figures
    ward_tables = {one.name for one in figures.schema.book("ward")}
    place = str(sheet.layout.get("figures"))
    ours = [one for one in figures.indicators(place) if one.table in ward_tables]
    if not ours:
        return ()
    rows: list[Row] = [(), tuple(Cell(facts.words.unit("own") if i == 1 else None, "section") for i in range(width))]
    room = (Cell(None), Cell(None))
    for one in ours:
        link = f"ward:{one.table}"
        figure = figures.of_ward(one.name)
        rows.append((Cell(None), Cell(one.title, "plain", link), *room, count(figure.value, "plain", link, "–")))
        for _, title, key in by_member(figures, one):
            number = figures.counts.get(key, 0)
            if number:
                rows.append((Cell(None), Cell(f"   {title}", "note"), *room, count(number, "note", link)))
    return tuple(rows)


def _code(facts: Facts, code: str) -> Cell:
    return Cell(code, link=unit_link(code)) if code else Cell(None)


def _name(facts: Facts, code: str) -> Cell:
    return Cell(facts.names[code], link=unit_link(code)) if code else Cell(facts.words.unit("all"))


def _official(facts: Facts, code: str) -> Cell:
    figures = facts.figures
    value = (
        figures.of_group(code, "households_official").value if code else figures.of_ward("households_official").value
    )
    return count(value, link="ward:groups", silent="?")


COMMON: Mapping[str, Special] = {
    "group_code": _code,
    "group_name": _name,
    "households_official": _official,
}
