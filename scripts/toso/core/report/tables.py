"""The tables of the appendices: one function a table, each ``Desk → Table | None`` (None: nothing to show)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from toso.core.completeness import Timeliness
from toso.core.figure import Figure
from toso.core.report import shape
from toso.core.report.desk import Desk
from toso.core.report.keys import key_figures as figures_of_the_head
from toso.core.report.types import Cell, Column, Row, Table
from toso.core.survey import ALL, SurveyTable
from toso.model import Group


def _column(desk: Desk, key: str, kind: str = "count", weight: float = 1.0, **facts: object) -> Column:
    title = desk.words.files["tables"]["columns"][key]
    return Column(desk.words.fill(title, {"target": desk.target, **facts}), kind, weight)  # type: ignore[arg-type]


def _note(desk: Desk, name: str) -> str:
    text = desk.words.files["tables"].get("notes", {}).get(name, "")
    return desk.words.fill(text, {"target": desk.target, "hidden": desk.words.word("empty_cell")})


def _word(desk: Desk, key: str) -> str:
    return str(desk.words.files["tables"]["words"][key])


def _head(desk: Desk, number: int, group: Group) -> tuple[Cell, Cell]:
    return Cell(str(number), number), Cell(desk.name(group))


def _style(desk: Desk, group: Group) -> str:
    return "empty" if desk.content(group) in ("empty", "unreachable") else "plain"


def _coverage_cells(desk: Desk, official: int | None, figure: Figure, lacking: int | None, standing: str) -> tuple[Cell, ...]:
    return (
        desk.cell(official),
        desk.cell(figure.value),
        desk.share_cell(figure),
        desk.cell(lacking),
        Cell(desk.words.word("standing", standing)),
    )


def coverage(desk: Desk) -> Table:
    """Per group: official households, guided, percent, missing to the target, standing in words. A total is the sum of
    its column: what the ward as a whole lacks counts silent groups' households too and is said in the text."""
    columns = (
        _column(desk, "number", "text", 0.5),
        _column(desk, "group", "text", 2.6),
        _column(desk, "official"),
        _column(desk, "guided"),
        _column(desk, "percent", "percent"),
        _column(desk, "missing", "count", 1.1),
        _column(desk, "standing", "text", 1.5),
    )
    rows = []
    styles = {"below": "below", "over": "below", "empty": "empty", "unreachable": "empty"}
    for number, group in enumerate(desk.material.groups, 1):
        standing, figure = desk.standing(group), desk.now.coverage[group.code]
        cells = _coverage_cells(desk, group.households_official, figure, figure.lacking, standing)
        rows.append(Row((*_head(desk, number, group), *cells), styles.get(standing, "plain")))  # type: ignore[arg-type]
    official = desk.now.of_ward("households_official").value
    total = desk.now.of_ward(desk.coverage.name)
    lacking = [one.lacking for one in desk.now.coverage.values() if one.lacking is not None]
    cells = _coverage_cells(desk, official, total, sum(lacking) if lacking else None, desk.ward_standing())
    rows.append(desk.total_row(cells))
    return Table("coverage", "", columns, tuple(rows), _note(desk, "coverage"))


def by_group(desk: Desk, name: str) -> Table | None:
    """A column for each indicator shown in ``report.table.<name>``, a row for each group."""
    indicators = [one for one in desk.shown_in(f"table.{name}") if one.publish != "survey"]
    if name == "platforms":  # the table of coverage stays narrow: what else is shown there stands here
        indicators = [one for one in desk.shown_in("table.coverage") if one.name != desk.coverage.name] + indicators
    if not indicators:
        return None
    official = any(i.denominator == "households_official" for i in indicators)
    columns = [_column(desk, "number", "text", 0.5), _column(desk, "group", "text", 2.2)]
    if official:
        columns.append(_column(desk, "official"))
    columns += [Column(desk.short(i), "count", 1.0) for i in indicators]
    rows = []
    for number, group in enumerate(desk.material.groups, 1):
        lead = (desk.cell(group.households_official),) if official else ()
        cells = (desk.cell(desk.now.of_group(group.code, i.name).value) for i in indicators)
        rows.append(Row((*_head(desk, number, group), *lead, *cells), _style(desk, group)))  # type: ignore[arg-type]
    lead = (desk.cell(desk.now.of_ward("households_official").value),) if official else ()
    rows.append(desk.total_row((*lead, *(desk.cell(desk.now.of_ward(i.name).value) for i in indicators))))
    return Table(name, "", tuple(columns), tuple(rows))


def survey(desk: Desk) -> Table | None:
    """Ward level only: question, answer, people, percent of those who answered; withheld numbers read "–"."""
    columns = (
        _column(desk, "question", "text", 3.2),
        _column(desk, "answer", "text", 2.4),
        _column(desk, "people"),
        _column(desk, "percent", "percent"),
    )
    rows = [row for table in desk.now.survey for row in _answers(desk, table)]
    defined = [f"{i.title}: {i.note}" for i in desk.shown_in("survey") if i.publish == "survey" and i.note]
    note = " ".join((_note(desk, "survey"), *defined))
    return Table("survey", "", columns, tuple(rows), note) if rows else None


def _answers(desk: Desk, table: SurveyTable) -> Iterator[Row]:
    title = table.title
    for code, answer in table.answers:
        number = table.answer_totals.get(code)
        share = Figure(number, table.total) if table.total and code != ALL else Figure(None)
        label = "" if code == ALL else shape.clean(answer)
        yield Row((Cell(title), Cell(label), desk.cell(number), desk.share_cell(share)))
        title = ""


def timeliness(desk: Desk) -> Table:
    """Per group: when submitted, on time, completeness by content, errors and warnings that stand. Nobody marks an ad
    hoc period as submitted: there the first two are left out."""
    marked = desk.material.period.kind != "ad_hoc"
    timing = (_column(desk, "submitted_on", "text", 1.2), _column(desk, "on_time", "text", 1.4))
    columns = (
        _column(desk, "number", "text", 0.5),
        _column(desk, "group", "text", 2.4),
        *(timing if marked else ()),
        _column(desk, "content", "text", 1.3),
        _column(desk, "errors"),
        _column(desk, "warnings"),
    )
    rows = []
    sums = [0, 0]
    for number, group in enumerate(desk.material.groups, 1):
        timely = desk.now.timeliness[group.code]
        errors, warnings = desk.findings(group, "error"), desk.findings(group, "warning")
        sums = [sums[0] + (errors or 0), sums[1] + (warnings or 0)]
        cells = (
            *_head(desk, number, group),
            *(_marked(desk, timely) if marked else ()),
            Cell(_word(desk, desk.content(group))),
            desk.cell(errors),
            desk.cell(warnings),
        )
        rows.append(Row(cells, _style(desk, group)))  # type: ignore[arg-type]
    blank = (Cell(""),) * (len(columns) - 4)
    rows.append(desk.total_row((*blank, desk.cell(sums[0]), desk.cell(sums[1]))))
    return Table("timeliness", "", columns, tuple(rows))


def _marked(desk: Desk, timely: Timeliness) -> tuple[Cell, Cell]:
    day = shape.day(timely.submitted_on) if timely.submitted_on else desk.words.word("empty_cell")
    return Cell(day), Cell(_word(desk, timely.timing))


def difficulties(desk: Desk) -> Table | None:
    """Per group: how many, urgent, answered, and the budget needed (dong)."""
    columns = (
        _column(desk, "number", "text", 0.5),
        _column(desk, "group", "text", 2.4),
        _column(desk, "difficulties"),
        _column(desk, "urgent"),
        _column(desk, "answered"),
        _column(desk, "budget", "money", 1.8),
    )
    rows: list[Row] = []
    sums = [0, 0, 0, 0]
    for group in desk.material.groups:
        told = [one for one in desk.now.difficulties if one.group_code == group.code]
        if not told:
            continue
        numbers = (
            len(told),
            sum(one.urgent for one in told),
            sum(not one.open for one in told),
            sum(one.budget_need for one in told),
        )
        sums = [a + b for a, b in zip(sums, numbers, strict=True)]
        rows.append(Row((*_head(desk, len(rows) + 1, group), *(desk.cell(n) for n in numbers))))
    if not rows:
        return None
    rows.append(desk.total_row([desk.cell(n) for n in sums]))
    return Table("difficulties", "", columns, tuple(rows))


def key_figures(desk: Desk) -> Table:
    """The headline of the report, the same in all four forms."""
    columns = [_column(desk, "figure", "text", 3.6), _column(desk, "value", "count", 1.2)]
    found = figures_of_the_head(desk)
    compared = any(f.change for f in found)
    if compared:
        columns.append(_column(desk, "change", "text", 1.4, previous=desk.previous_name))
    rows = (
        Row((Cell(f.title), f.cell, *((Cell(f.change or desk.words.word("empty_cell")),) if compared else ())))
        for f in found
    )
    return Table("key_figures", "", tuple(columns), tuple(rows))


BY_NAME: dict[str, Callable[[Desk], Table | None]] = {
    "coverage": coverage,
    "survey": survey,
    "timeliness": timeliness,
    "difficulties": difficulties,
    "key_figures": key_figures,
}


def table(desk: Desk, name: str) -> Table | None:
    """The table called ``name``: one of ours, else the columns that the schema declares for it."""
    return BY_NAME[name](desk) if name in BY_NAME else by_group(desk, name)
