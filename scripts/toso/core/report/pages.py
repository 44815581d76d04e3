"""The one-page report of each group's team."""

from __future__ import annotations

from toso.core.report import shape
from toso.core.report.desk import Desk
from toso.core.report.types import Cell, Column, Row, Table, TeamPage
from toso.model import Group
from toso.schema.types import Indicator

STYLES = {"reached": "reached", "over": "below", "below": "below"}


def team_pages(desk: Desk) -> tuple[TeamPage, ...]:
    """One page a group, in the registry's order."""
    return tuple(team_page(desk, group) for group in desk.material.groups)


def team_page(desk: Desk, group: Group) -> TeamPage:
    say, period = desk.words.say, desk.material.period
    standing = desk.standing(group)
    figure = desk.now.coverage[group.code]
    facts: dict[str, object] = {"target": desk.target, "value": "", "total": "", "percent": "", "missing": "", "rest": ""}
    if figure.value is not None and figure.total is not None:
        facts |= {
            "value": shape.count(figure.value),
            "total": shape.count(figure.total),
            "percent": desk.percent(figure),
            "missing": shape.count(figure.lacking or 0),
            "rest": shape.count(max(0, figure.total - figure.value)),
        }
    facts["change"] = desk.change(desk.coverage.name, desk.coverage.unit, group)
    return TeamPage(
        group_code=group.code,
        group_name=desk.name(group),
        title=say("page_title", GROUP=desk.name(group).upper()),
        period_line=say(
            "page_period",
            [period.kind],
            period=shape.first_upper(desk.period),
            start=shape.day(period.start),
            end=shape.day(period.end),
            as_of=desk.as_of,
        ),
        status=say("page_status", [standing], **facts),
        status_style=STYLES.get(standing, "empty"),  # type: ignore[arg-type]
        table=_figures(desk, group),
        points=tuple(text for text in _points(desk, group, standing, facts) if text),
        closing=say("page_closing"),
    )


def _figures(desk: Desk, group: Group) -> Table:
    """The team's figure, its share, the ward's share beside it."""
    word = desk.words.files["tables"]["page_columns"]
    columns = (
        Column(word["figure"], "text", 4.0),
        Column(word["value"], "count", 1.1),
        Column(word["percent"], "percent", 1.1),
        Column(word["ward"], "percent", 1.1),
    )
    rows = []
    for indicator in _shown(desk):
        figure = desk.now.of_group(group.code, indicator.name)
        rows.append(
            Row(
                (
                    Cell(f"{shape.first_upper(indicator.title)} ({indicator.unit})"),
                    desk.cell(figure.value),
                    desk.share_cell(figure),
                    desk.share_cell(desk.now.of_ward(indicator.name)),
                )
            )
        )
    return Table(f"team-{group.code}", "", columns, tuple(rows))


def _shown(desk: Desk) -> tuple[Indicator, ...]:
    """What the schema says, else coverage, the platforms and the activities."""
    fallback = (desk.coverage, *desk.shown_in("table.platforms"), *desk.shown_in("table.activities"))
    shown = desk.shown_in("team") or fallback
    return tuple(one for one in shown if one.publish != "survey")


def _points(desk: Desk, group: Group, standing: str, facts: dict[str, object]) -> list[str]:
    say = desk.words.say
    summary = desk.summary(group)
    errors = desk.findings(group, "error")
    on = summary.submitted_on if summary else None
    told = [one for one in desk.now.difficulties if one.group_code == group.code]
    budget = sum(one.budget_need for one in told)
    replied = sum(not one.open for one in told)
    marked = [desk.material.period.kind, "value" if on else "none"]
    points = [say("page_submitted", marked, day=shape.day(on) if on else "")]
    if errors is not None and standing != "empty":
        points.append(say("page_errors", [] if errors else ["zero"], errors=shape.count(errors)))
    points.append(
        say("page_difficulties", [] if told else ["zero"], value=shape.count(len(told)), answered=shape.count(replied))
    )
    points.append(say("page_budget", [] if budget else ["zero"], value=shape.count(budget)))
    points.append(say("page_next", [standing], **facts))
    return points
