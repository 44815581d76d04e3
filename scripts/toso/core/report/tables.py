"""The tables of the appendices: one function a table, each ``Desk → Table | None`` (None: nothing to show)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from toso.core.report import shape
from toso.core.report.desk import Desk
from toso.core.report.figures import Share
from toso.core.report.types import Cell, Column, Row, Table
from toso.model import Group
from toso.schema.types import Indicator


def _column(desk: Desk, key: str, kind: str = "count", weight: float = 1.0, **facts: object) -> Column:
    title = desk.words.files["tables"]["columns"][key]
    return Column(desk.words.fill(title, {"target": desk.target, **facts}), kind, weight)  # type: ignore[arg-type]


def _note(desk: Desk, name: str) -> str:
    text = desk.words.files["tables"].get("notes", {}).get(name, "")
    return desk.words.fill(text, {"target": desk.target, "hidden": desk.words.word("hidden_cell")})


def _word(desk: Desk, key: str) -> str:
    return str(desk.words.files["tables"]["words"][key])


def _head(desk: Desk, number: int, group: Group) -> tuple[Cell, Cell]:
    return Cell(str(number), number), Cell(desk.name(group))


def _style(desk: Desk, group: Group) -> str:
    standing = desk.now.standing(desk.coverage, group)
    return {"below": "below", "empty": "empty", "unreachable": "empty"}.get(standing, "plain")


def coverage(desk: Desk) -> Table:
    """Per group: official households, guided, percent, missing to the target, standing in words."""
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
    for number, group in enumerate(desk.material.groups, 1):
        share = desk.now.share(desk.coverage, group)
        standing = desk.now.standing(desk.coverage, group)
        official = group.households_official
        cells = (
            *_head(desk, number, group),
            desk.cell(official),
            desk.cell(desk.now.count(desk.coverage.name, group)),
            desk.share_cell(share),
            desk.cell(share.missing if share else None),
            Cell(desk.words.word("standing", standing)),
        )
        rows.append(Row(cells, _style(desk, group)))  # type: ignore[arg-type]
    total = desk.now.share(desk.coverage)
    verdict = "unknown" if total is None else "reached" if total.reached else "below"
    if not desk.now.submitted:
        verdict = "empty"
    rows.append(
        desk.total_row(
            (
                desk.cell(desk.now.official()),
                desk.cell(desk.now.count(desk.coverage.name)),
                desk.share_cell(total),
                desk.cell(total.missing if total else None),
                Cell(desk.words.word("standing", verdict)),
            )
        )
    )
    return Table("coverage", "", columns, tuple(rows), _note(desk, "coverage"))


def by_group(desk: Desk, name: str) -> Table | None:
    """A column for each indicator shown in ``report.table.<name>``, a row for each group."""
    indicators = desk.now.shown_in(f"table.{name}")
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
        cells = (desk.cell(desk.now.count(i.name, group)) for i in indicators)
        style = "empty" if desk.now.state(group) in ("empty", "unreachable") else "plain"
        rows.append(Row((*_head(desk, number, group), *lead, *cells), style))  # type: ignore[arg-type]
    lead = (desk.cell(desk.now.official()),) if official else ()
    rows.append(desk.total_row((*lead, *(desk.cell(_total(desk, i)) for i in indicators))))
    return Table(name, "", tuple(columns), tuple(rows))


def _total(desk: Desk, indicator: Indicator) -> int | None:
    return desk.now.count(indicator.name) if desk.now.submitted else None


def survey(desk: Desk) -> Table | None:
    """Ward level only: figure, people, percent; what was suppressed reads ``<5`` and its percent is not given."""
    columns = (
        _column(desk, "question", "text", 3.4),
        _column(desk, "answer", "text", 2.0),
        _column(desk, "people"),
        _column(desk, "percent", "percent"),
    )
    rows: list[Row] = []
    for indicator in desk.now.shown_in("survey"):
        if indicator.publish != "survey":
            continue
        for key, label in _survey_keys(desk, indicator):
            number = desk.material.survey[key]
            whole = desk.now.whole(indicator)
            share = Share(number, whole) if number is not None and whole else None
            cell = Cell(desk.words.word("hidden_cell")) if number is None else desk.cell(number)
            rows.append(Row((Cell(indicator.title), Cell(label), cell, desk.share_cell(share))))
    return Table("survey", "", columns, tuple(rows), _note(desk, "survey")) if rows else None


def _survey_keys(desk: Desk, indicator: Indicator) -> Sequence[tuple[str, str]]:
    """The published keys of an indicator: itself, then one dimension's answers."""
    found = []
    for key in desk.material.survey:
        base, _, rest = key.partition("|")
        if base != indicator.name:
            continue
        label = ""
        if rest:
            pairs = [pair.split("=", 1) for pair in rest.split("|")]
            label = "; ".join(desk.dimension_title(indicator, dimension, code) for dimension, code in pairs)
        found.append((key, label))
    return found


def timeliness(desk: Desk) -> Table:
    """Per group: when submitted, on time, completeness by content, errors and warnings that stand."""
    columns = (
        _column(desk, "number", "text", 0.5),
        _column(desk, "group", "text", 2.4),
        _column(desk, "submitted_on", "text", 1.2),
        _column(desk, "on_time", "text", 1.4),
        _column(desk, "content", "text", 1.3),
        _column(desk, "errors"),
        _column(desk, "warnings"),
    )
    rows = []
    sums = [0, 0]
    for number, group in enumerate(desk.material.groups, 1):
        summary = desk.material.summaries.get(group.code)
        on = summary.submitted_on if summary else None
        timely = "not_submitted" if on is None else "on_time" if on <= desk.material.period.sending_day else "late"
        errors, warnings = (severity_count(desk, group, s) for s in ("error", "warning"))
        sums = [sums[0] + (errors or 0), sums[1] + (warnings or 0)]
        cells = (
            *_head(desk, number, group),
            Cell(shape.day(on) if on else desk.words.word("empty_cell")),
            Cell(_word(desk, timely)),
            Cell(_word(desk, desk.now.state(group))),
            desk.cell(errors),
            desk.cell(warnings),
        )
        style = "empty" if desk.now.state(group) in ("empty", "unreachable") else "plain"
        rows.append(Row(cells, style))  # type: ignore[arg-type]
    rows.append(desk.total_row((Cell(""), Cell(""), Cell(""), desk.cell(sums[0]), desk.cell(sums[1]))))
    return Table("timeliness", "", columns, tuple(rows))


def severity_count(desk: Desk, group: Group, severity: str) -> int | None:
    """Findings of ``severity`` that stand in the group's book; None where the book was not read."""
    summary = desk.material.summaries.get(group.code)
    if summary is None or summary.state == "unreachable":
        return None
    return sum(n for key, n in summary.findings.items() if key.partition("|")[0] == severity)


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
    rows = []
    sums = [0, 0, 0, 0]
    for group in desk.material.groups:
        summary = desk.material.summaries.get(group.code)
        if summary is None or not summary.difficulties:
            continue
        numbers = (
            len(summary.difficulties),
            sum(d.urgent for d in summary.difficulties),
            sum(answered(desk, d.group_code, d.code, d.replied_on) for d in summary.difficulties),
            sum(d.budget_need for d in summary.difficulties),
        )
        sums = [a + b for a, b in zip(sums, numbers, strict=True)]
        rows.append(Row((*_head(desk, len(rows) + 1, group), *(desk.cell(n) for n in numbers))))
    if not rows:
        return None
    rows.append(desk.total_row([desk.cell(n) for n in sums]))
    return Table("difficulties", "", columns, tuple(rows))


def answered(desk: Desk, group_code: str, code: str, replied_on: object) -> bool:
    return replied_on is not None or (group_code, code) in desk.material.replied


def key_figures(desk: Desk) -> Table:
    """The headline of the report, the same in all four forms."""
    from toso.core.report.keys import key_figures as figures

    columns = [_column(desk, "figure", "text", 3.6), _column(desk, "value", "count", 1.2)]
    found = figures(desk)
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
