"""Who is reminded of what: only groups whose book is not complete, each of its own remaining cells.

A cell is named by tab, key and column; what was typed there never comes here (design: Personal data, Logs).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from toso.core.describe import key_outside
from toso.core.figure import Figure
from toso.core.figures import Figures
from toso.model import Finding, Group
from toso.schema.types import Schema


@dataclass(frozen=True, slots=True)
class OpenCell:
    """A cell to mend: where it is, and what is the matter with it (the finding's title)."""

    tab: str
    key: str
    row: int
    """The row as a person sees it, for one that has no key."""
    column: str
    what: str


@dataclass(frozen=True, slots=True)
class Reminder:
    """What one group still has to do. ``lacking``: titles of what a complete book holds and this one does not."""

    group: Group
    state: str
    coverage: Figure
    left: int | None
    """Households to guide until the target is reached."""
    submitted: bool
    lacking: tuple[str, ...]
    errors: int
    cells: tuple[OpenCell, ...]


def reminders(figures: Figures, cells: Mapping[str, Sequence[OpenCell]]) -> tuple[Reminder, ...]:
    """One for each group with something left to do, in the registry's order."""
    found = (_reminder(figures, group, tuple(cells.get(group.code, ()))) for group in figures.groups)
    return tuple(one for one in found if not complete(one))


def complete(one: Reminder) -> bool:
    """Nothing left: all content is there, no error stands, the target is reached and the period is marked submitted.

    A book that could not be read is not the leader's to mend: the department's digest names it.
    """
    if one.state == "unreachable":
        return True
    done = one.state == "complete" and not one.errors and one.submitted
    return done and not one.left


def _reminder(figures: Figures, group: Group, cells: tuple[OpenCell, ...]) -> Reminder:
    summary = figures.summaries.get(group.code)
    content, coverage = figures.completeness[group.code], figures.coverage[group.code]
    target = figures.target_of(figures.schema.indicators[figures.coverage_name])
    known = coverage if coverage.value is not None else Figure(0, group.households_official, target)
    errors = 0
    if summary:
        errors = sum(n for key, n in summary.findings.items() if key.partition("|")[0] == "error")
    return Reminder(
        group=group,
        state=content.state,
        coverage=coverage,
        left=known.lacking,
        submitted=figures.timeliness[group.code].submitted_on is not None,
        lacking=tuple(figures.schema.indicators[name].title for name in content.lacking),
        errors=max(errors, len(cells)),
        cells=cells,
    )


def open_cells(findings: Iterable[Finding], schema: Schema, titles: Mapping[str, str]) -> tuple[OpenCell, ...]:
    """The errors that stand in a book, by tab and row. ``titles``: finding kind → its title."""
    order = {name: table.order for name, table in schema.tables.items()}
    standing = [one for one in findings if one.severity == "error" and not one.answered]
    standing.sort(key=lambda one: (order.get(one.table, 99), one.row))
    return tuple(
        OpenCell(
            tab=schema.tables[one.table].title if one.table in schema.tables else one.table,
            key=key_outside(one.key, schema.tables[one.table]) if one.table in schema.tables else "",
            row=one.row,
            column=_column(schema, one),
            what=titles.get(one.kind, one.kind),
        )
        for one in standing
    )


def _column(schema: Schema, one: Finding) -> str:
    table = schema.tables.get(one.table)
    return next((f.title for f in table.fields if f.name == one.column), "") if table else ""
