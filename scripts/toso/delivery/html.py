"""The report and each team's page as mail: HTML for phones and Outlook, a text part, charts as inline PNG."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from typing import Any

from toso.core.report.sentences import fill
from toso.core.report.types import Chart, Report, Table, TeamPage
from toso.delivery import charts
from toso.delivery.letters import header
from toso.delivery.templates import render
from toso.words import catalogue

MOST_ROWS = 40
"""Rows of the coverage table in the mail: beyond, mail clients clip the message (Gmail at 102 KB)."""
MOST_TASKS = 6


@dataclass(frozen=True, slots=True)
class Image:
    cid: str
    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Body:
    """A mail without its envelope."""

    subject: str
    html: str
    text: str
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """``url`` must be https; anything else is left out."""

    label: str
    url: str


def words() -> dict[str, Any]:
    return catalogue("email/words.yaml")


@cache
def _inliner() -> Any:
    import css_inline

    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def mail_html(template: str, **facts: Any) -> str:
    """``template`` with its styles in line."""
    return str(_inliner().inline(render(template, **facts)))


def _images(found: Sequence[Chart]) -> tuple[Image, ...]:
    return tuple(Image(f"{chart.name}@toso", charts.png(chart), chart.alt) for chart in found)


def _shown(coverage: Table) -> tuple[Table, bool]:
    """All rows, or of a long table the lowest ones and the total."""
    if len(coverage.rows) <= MOST_ROWS + 1:
        return coverage, False
    percent = next(i for i, c in enumerate(coverage.columns) if c.kind == "percent")
    ranked = sorted(coverage.rows[:-1], key=lambda row: -1.0 if (n := row.cells[percent].number) is None else float(n))
    return replace(coverage, rows=(*ranked[:MOST_ROWS], coverage.rows[-1])), True


def _narrow(table: Table) -> Table:
    """Without the running number: a phone is narrow."""
    rows = tuple(replace(row, cells=row.cells[1:]) for row in table.rows)
    return replace(table, columns=table.columns[1:], rows=rows)


def _tasks(report: Report) -> list[str]:
    """The points of the last part."""
    parts = [i for i, block in enumerate(report.blocks) if block.kind == "part"]
    last = report.blocks[parts[-1] :] if parts and report.kind != "bo_sung" else ()
    return [block.text for block in last if block.kind in ("point", "body")][:MOST_TASKS]


def _key_table(report: Report) -> Table:
    return next(b.table for b in report.blocks if b.table is not None and b.table.name == "key_figures")


def render_report(report: Report, *, mark: str = "", files: Sequence[str] = (), left_out: Sequence[str] = (), links: Sequence[Link] = ()) -> Body:  # fmt: skip
    """The mail that carries the report. ``files``, ``left_out``: names of forms (``docx`` …) attached or too large;
    ``mark``: a key of ``marks`` (draft, unapproved, doubt)."""
    say = words()["report"]
    heading, images = report.heading, _images(report.charts)
    coverage, cut = _shown(report.coverage)
    subject = " ".join(heading.subject)
    names = words()["files"]
    facts: dict[str, Any] = {
        "words": say,
        "signs": words()["signs"],
        "title": f"{heading.title} {subject}",
        "preheader": fill(say["preheader"], {"first": report.summary[0] if report.summary else subject}),
        "mark": heading.mark,
        "issuer": " - ".join((*heading.superior, *heading.issuer)),
        "hello": fill(say["hello"], {"addressees": "; ".join(heading.addressees)}),
        "intro": fill(
            say["intro_links" if left_out else "intro"], {"issuer": heading.issuer_name, "period": report.period_name}
        ),
        "summary": report.summary,
        "changes": report.changes,
        "key_figures": _key_table(report),
        "coverage": _narrow(coverage),
        "only_lowest": fill(say["only_lowest"], {"shown": MOST_ROWS, "all": len(report.coverage.rows) - 1}) if cut else "",
        "images": images,
        "tasks": _tasks(report),
        "files": [names[name] for name in files],
        "left_out": fill(say["left_out"], {"names": ", ".join(names[n] for n in left_out)}) if left_out else "",
        "links": safe_links(links),
        "snapshot": fill(say["snapshot"], {"snapshot": report.snapshot}) if report.snapshot else "",
    }
    shown = fill(
        say["subject"],
        {"mark": words()["marks"].get(mark, ""), "title": heading.title, "subject": subject},
    )
    return Body(
        subject=header(shown),
        html=mail_html("email/report.html", **facts),
        text=render("email/report.txt", **facts),
        images=images,
    )


def render_team(page: TeamPage, period_name: str, links: Sequence[Link] = ()) -> Body:
    """The mail to a group's leader with the one-page report in it."""
    say, all_words = words()["team"], words()
    sign = all_words["signs"]["plain" if page.status_style == "reached" else page.status_style]
    facts = {
        "title": page.title,
        "preheader": page.status,
        "words": say,
        "page": page,
        "sign": sign,
        "hello": fill(say["hello"], {"group": page.group_name}),
        "links": safe_links(links),
        "closing": all_words["report"]["closing"],
    }
    return Body(
        subject=header(fill(say["subject"], {"period": period_name, "group": page.group_name})),
        html=mail_html("email/team.html", **facts),
        text=render("email/team.txt", **facts),
    )


def safe_links(links: Sequence[Link]) -> list[Link]:
    return [link for link in links if link.url.startswith("https://")]


def standalone(body: Body) -> str:
    """The mail as one page that opens in a browser: inline pictures as data, the subject above."""
    page = body.html
    for image in body.images:
        data = base64.b64encode(image.png).decode()
        page = page.replace(f"cid:{escape(image.cid)}", f"data:image/png;base64,{data}")
    return page
