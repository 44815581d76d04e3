"""``Tổng quan``: what an official reads in 20 seconds, and the two charts beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from toso.core.figure import Figure
from toso.core.figures import Figures
from toso.core.master_facts import Facts, columns_of, unit_link
from toso.core.master_model import Block, Cell, Chart, Column, MasterTable, Row, Series
from toso.core.master_standing import CHART_COLUMNS
from toso.core.master_words import count, percent, signed
from toso.schema.types import Indicator, SheetSchema

SILENT_SHOWN = 5
"""So many silent units are named; the rest are counted."""


def overview(facts: Facts, sheet: SheetSchema) -> MasterTable:
    """Key figures with target and standing, then the three lowest units, then the silent ones."""
    columns = columns_of(facts, sheet)
    figures = facts.figures
    rows = [_key_row(facts, columns, one) for one in figures.indicators("master.overview")]
    key_rows = len(rows)
    weak = [one for one in figures.weakest() if one.figure.state == "below"]
    if weak:
        rows.append(_section(facts, columns, facts.words.say("rows.weakest", number=len(weak))))
        for place in weak:
            rows.append(_unit_row(facts, columns, place.code, place.figure, "weakest"))
    silent = [code for code, one in figures.coverage.items() if one.value is None]
    if silent:
        rows.append(_section(facts, columns, f"{facts.words.say('rows.silent')} ({len(silent)})"))
        rows += [_unit_row(facts, columns, code, figures.coverage[code], "") for code in silent[:SILENT_SHOWN]]
        if len(silent) > SILENT_SHOWN:
            rows.append((Cell(facts.words.say("rows.more", number=len(silent) - SILENT_SHOWN), "note"),))
    return MasterTable(
        name=sheet.name,
        title=sheet.title,
        header=tuple(columns),
        rows=tuple(rows),
        head=_head(facts),
        frozen_rows=int(sheet.layout.get("frozen_rows", 1)),
        frozen_columns=int(sheet.layout.get("frozen_columns", 1)),
        colour=sheet.colour,
        data_rows=key_rows,
    )


def _head(facts: Facts) -> tuple[Row, ...]:
    """Unit and period; then the minute it is true for, the deadline, how many have submitted, and any doubts."""
    words, figures = facts.words, facts.figures
    deadline = figures.period.entry_deadline
    passed = figures.today > deadline.date() or (figures.as_of is not None and figures.as_of >= deadline)
    lacking = [code for code, one in figures.timeliness.items() if one.submitted_on is None]
    done = len(figures.groups) - len(lacking)
    parts = [
        words.say("deadline_passed" if passed else "deadline", moment=words.moment(deadline)),
        words.say("submitted", done=done, all=len(figures.groups), units=words.unit("units")),
    ]
    if 0 < len(lacking) <= SILENT_SHOWN:
        names = lacking if words.level == "ward" else [facts.names[code] for code in lacking]
        parts.append(words.say("lacking", names=", ".join(names)))
    if facts.doubts:
        doubts = "; ".join(words.say(f"doubt.{name}", **known) for name, known in facts.doubts.items())
        parts.insert(0, words.say("doubts", doubts=doubts))
    as_of = words.say("as_of", moment=words.moment(figures.as_of)) if figures.as_of else None
    heading = words.say("heading", unit=facts.name, period=words.period(figures.period))
    second = (Cell(as_of, "note", volatile=True), Cell(" · ".join(parts), "doubt" if facts.doubts else "note"))
    return (Cell(heading, "heading"),), second


def _key_row(facts: Facts, columns: list[Column], one: Indicator) -> Row:
    figures, words = facts.figures, facts.words
    figure = figures.whole(one.name)
    place, title = _source(facts, one)
    standing = words.standing(figure)
    if figure.missing > _silent(figures) and figure.state == "known":
        lacking = words.say("rows.lacking", number=figure.missing, units=words.unit("units"))
        standing = Cell(f"○ {lacking}", "silent")
    target = figure.target
    style = "key" if target else "plain"
    values = {
        "figure": Cell(f"{one.title} ({one.unit})", style),
        "value": count(figure.value, style, silent="–"),
        "total": count(figure.total, style),
        "percent": percent(figure, style),
        "target": Cell(_share(target), format="beside") if target else Cell(None),
        "standing": standing,
        "change": signed(figures.change(one.name)),
        "source": Cell(title, link=place),
    }
    if figure.value is None and (one.publish == "survey" or figures.schema.tables[one.table].book == "ward"):
        values["standing"] = Cell(None)
    return tuple(values.get(column.name, Cell(None)) for column in columns)


def _silent(figures: Figures) -> int:
    """Units that gave nothing at all: they are named below, once, and not again at every figure."""
    return sum(one.state in ("empty", "unreachable") for one in figures.completeness.values())


def _share(target: tuple[int, int]) -> str:
    tenths = 1000 * target[0] // target[1]
    whole, rest = divmod(tenths, 10)
    return f"≥ {whole} %" if not rest else f"≥ {whole},{rest} %"


def _source(facts: Facts, one: Indicator) -> tuple[str, str]:
    """(link, title) of the tab with the figure unit by unit; else of the tab of the book it comes from."""
    tables = facts.figures.schema.tables
    for place in one.shown:
        name = place.replace("master.", "master_", 1)
        if place.startswith("master.") and name != "master_overview" and name in tables:
            return f"tab:{name}", tables[name].title
    sheet = tables[one.table]
    home = {"households": "master_coverage", "survey": "master_survey"}.get(one.table)
    if sheet.book == "ward":
        return f"ward:{one.table}", sheet.title
    return (f"tab:{home}", tables[home].title) if home and home in tables else ("", sheet.title)


def _section(facts: Facts, columns: list[Column], words: str) -> Row:
    return tuple(Cell(words if i == 0 else None, "section") for i in range(len(columns)))


def _unit_row(facts: Facts, columns: list[Column], code: str, figure: Figure, style: str) -> Row:
    words = facts.words
    standing = words.standing(figure)
    values = {
        "figure": Cell(facts.names[code], link=unit_link(code, "households")),
        "value": count(figure.value, silent=str(words.say("silent"))),
        "total": count(figure.total),
        "percent": percent(figure),
        "target": Cell(_share(figure.target), format="beside") if figure.target else Cell(None),
        "standing": replace(standing, style=style) if style else standing,
        "change": signed(facts.figures.change(facts.figures.coverage_name, code)),
        "source": Cell(code, link=unit_link(code, "households")),
    }
    return tuple(values.get(column.name, Cell(None)) for column in columns)


def charts(facts: Facts, tables: Mapping[str, MasterTable]) -> tuple[Chart, ...]:
    """Two native charts on the overview: every unit's coverage, lowest first; and the platforms of the whole."""
    home = tables.get("master_overview")
    if home is None:
        return ()
    found = []
    beside = len(home.header) + 1
    if "master_coverage" in tables and tables["master_coverage"].data_rows:
        found.append(_coverage_chart(facts, tables["master_coverage"], home.name, (2, beside)))
    if "master_platforms" in tables:
        platforms = _platform_chart(facts, tables["master_platforms"], home.name, (24, beside))
        found += [platforms] if platforms else []
    return tuple(found)


def _coverage_chart(facts: Facts, table: MasterTable, home: str, at: tuple[int, int]) -> Chart:
    words = facts.words
    header = len(table.head)
    lines = (header, header + 1 + table.data_rows)
    colours = words.said["charts"]["colours"]

    def block(name: str) -> Block:
        column = table.column(f"chart_{name}")
        return Block(table.name, lines, (column, column + 1))

    series = tuple(
        Series(block(name), words.say(f"charts.{name}"), "LINE" if name == "target" else "COLUMN", colours[name])
        for name in CHART_COLUMNS[1:]
    )
    return Chart(
        name="coverage",
        title=words.say("charts.coverage"),
        domain=block("name"),
        series=series,
        home=home,
        at=at,
        size=(980, 420),
        percent=True,
        headed=True,
    )


def _platform_chart(facts: Facts, table: MasterTable, home: str, at: tuple[int, int]) -> Chart | None:
    """The first row of the tab (the whole) over the neighbouring columns of households' platforms."""
    schema = facts.figures.schema
    columns = [
        i
        for i, column in enumerate(table.header)
        if column.name in schema.indicators and schema.indicators[column.name].table == "households"
    ]
    if not columns:
        return None
    span = (columns[0], columns[-1] + 1)
    header = len(table.head)
    colour = facts.words.said["charts"]["colours"]["platforms"]
    return Chart(
        name="platforms",
        title=facts.words.say("charts.platforms"),
        domain=Block(table.name, (header, header + 1), span),
        series=(Series(Block(table.name, (header + 1, header + 2), span), facts.words.unit("all"), "BAR", colour),),
        home=home,
        at=at,
        size=(980, 420),
    )
