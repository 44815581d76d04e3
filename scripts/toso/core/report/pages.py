"""The one-page report of each group's team."""

from __future__ import annotations

from toso.core.report import shape
from toso.core.report.desk import Desk
from toso.core.report.tables import answered, severity_count
from toso.core.report.types import Cell, Column, Row, Table, TeamPage
from toso.model import Group
from toso.schema.types import Indicator


def team_pages(desk: Desk) -> tuple[TeamPage, ...]:
    """One page a group, in the registry's order."""
    return tuple(team_page(desk, group) for group in desk.material.groups)


def team_page(desk: Desk, group: Group) -> TeamPage:
    say, period = desk.words.say, desk.material.period
    standing = desk.now.standing(desk.coverage, group)
    share = desk.now.share(desk.coverage, group)
    facts: dict[str, object] = {"target": desk.target, "value": "", "total": "", "percent": "", "missing": "", "rest": ""}
    if share:
        facts |= {
            "value": shape.count(share.part),
            "total": shape.count(share.whole),
            "percent": desk.percent(share),
            "missing": shape.count(share.missing),
            "rest": shape.count(max(0, share.whole - share.part)),
        }
    facts["change"] = desk.change(desk.coverage.name, desk.coverage.unit, group)
    return TeamPage(
        group_code=group.code,
        group_name=desk.name(group),
        title=say("page_title", GROUP=desk.name(group).upper()),
        period_line=say(
            "page_period",
            period=shape.first_upper(desk.period),
            start=shape.day(period.start),
            end=shape.day(period.end),
            as_of=desk.as_of,
        ),
        status=say("page_status", [standing], **facts),
        status_style="reached" if standing == "reached" else "below" if standing == "below" else "empty",
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
        share = desk.now.share(indicator, group)
        rows.append(
            Row(
                (
                    Cell(f"{shape.first_upper(indicator.title)} ({indicator.unit})"),
                    desk.cell(desk.now.count(indicator.name, group)),
                    desk.share_cell(share),
                    desk.share_cell(desk.now.share(indicator)),
                )
            )
        )
    return Table(f"team-{group.code}", "", columns, tuple(rows))


def _shown(desk: Desk) -> tuple[Indicator, ...]:
    """What the schema says, else coverage, the platforms and the activities."""
    fallback = (desk.coverage, *desk.now.shown_in("table.platforms"), *desk.now.shown_in("table.activities"))
    return desk.now.shown_in("team") or fallback


def _points(desk: Desk, group: Group, standing: str, facts: dict[str, object]) -> list[str]:
    say = desk.words.say
    summary = desk.material.summaries.get(group.code)
    errors = severity_count(desk, group, "error")
    on = summary.submitted_on if summary else None
    told = summary.difficulties if summary else ()
    budget = sum(d.budget_need for d in told)
    replied = sum(answered(desk, d.group_code, d.code, d.replied_on) for d in told)
    points = [say("page_submitted", [] if on else ["none"], day=shape.day(on) if on else "")]
    if errors is not None and standing != "empty":
        points.append(say("page_errors", [] if errors else ["zero"], errors=shape.count(errors)))
    points.append(
        say("page_difficulties", [] if told else ["zero"], value=shape.count(len(told)), answered=shape.count(replied))
    )
    points.append(say("page_budget", [] if budget else ["zero"], value=shape.count(budget)))
    points.append(say("page_next", [standing], **facts))
    return points
