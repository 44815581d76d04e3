"""Every text of the report and its letters, as a person reads it. A change of words shows here first.

After a change that is meant: ``pytest tests/delivery/test_what_people_read.py --snapshot-update``, and read the diff.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from syrupy.assertion import SnapshotAssertion
from test_reminders import CELLS
from test_reminders import ward as five_groups

from reports import figures, groups_of, report, summary, ward
from toso.core.report import Report
from toso.core.report.reminders import reminders
from toso.delivery import html, notices
from toso.delivery.notices import Occasion, notice

WHEN = Occasion("quý IV/2025", "2025-Q4", "12:00 ngày 15/12/2025", 5, "80%", "cô Hoa, 0220 3822 000")
FACTS = {"period": "quý IV/2025", "decide": "16:00", "moment": "08:00 ngày 10/12/2025", "deadline": "12:00 ngày 15/12/2025",
         "ward": "Phường Trần Liễu", "group": "Tổ dân phố số 5", "code": "KK01", "category": "Thiết bị, mạng", "raised_on": "02/10/2025"}  # fmt: skip


def paper(made: Report) -> str:
    """The report as lines."""
    h, marks = made.heading, {"part": "\n", "item": "\n", "point": "- "}
    lines = [*h.superior, *h.issuer, h.nation, h.motto, h.number, h.place_date, h.mark, h.title, *h.subject, *h.addressees]
    lines += [*h.bases, *made.opening]
    for block in made.blocks:
        if block.text:
            lines.append(marks.get(block.kind, "") + block.text)
        if block.table:
            lines += [" | ".join(cell.text for cell in row.cells) for row in block.table.rows]
        if block.chart:
            lines.append(f"[{block.chart.alt}]")
    lines += [*made.signature.lines, *made.signature.recipients]
    for appendix in made.appendices:
        lines += ["", appendix.label, appendix.title, appendix.reference]
        for table in appendix.tables:
            lines += [" | ".join(c.title for c in table.columns), *(" | ".join(c.text for c in r.cells) for r in table.rows), table.note]
        for page in appendix.pages[:3]:
            lines += ["", page.title, page.period_line, page.status, *page.points, page.closing]
    return "\n".join(lines)


def test_the_quarterly_report(snapshot: SnapshotAssertion) -> None:
    assert paper(report(ward(6))) == snapshot


def test_the_report_when_nobody_submitted(snapshot: SnapshotAssertion) -> None:
    silent = figures(groups_of(3), [summary(f"TDP0{n}", 0, state="empty") for n in (1, 2, 3)])
    assert paper(report(replace(ward(3), figures=silent, trend=(), narrative=()))) == snapshot


def test_the_addendum(snapshot: SnapshotAssertion) -> None:
    changed = replace(ward(3), kind="bo_sung", revision=1, sent={"households_guided": "900", "coverage": "70,0%"}, narrative=())
    assert paper(report(changed)).split("Phụ lục")[0] == snapshot


def test_the_mail_of_the_report(snapshot: SnapshotAssertion) -> None:
    body = html.render_report(report(ward(6)), files=["docx", "pdf", "xlsx"])
    assert f"{body.subject}\n\n{body.text}" == snapshot


def test_the_mail_of_a_team(snapshot: SnapshotAssertion) -> None:
    made = report(ward(6))
    body = html.render_team(made.team_pages[2], made.period_name, [html.Link("Mở sổ của tổ", "https://docs.google.com/x")])
    assert f"{body.subject}\n\n{body.text}" == snapshot


def test_reminders_digest_and_zalo(snapshot: SnapshotAssertion) -> None:
    found = reminders(five_groups(), CELLS)
    bodies = [notices.reminder([one], WHEN, {one.group.code: "https://docs.google.com/x"}) for one in found]
    bodies.append(notices.digest(found, 5, ["Tổ dân phố số 9"], {"TDP03": True}, WHEN))
    texts = [f"{body.subject}\n\n{body.text}" for body in bodies]
    assert "\n=====\n".join([*texts, notices.zalo(found[1], WHEN, "https://docs.google.com/x")]) == snapshot


@pytest.mark.parametrize(
    ("kind", "more"),
    [("draft", ()), ("last_call", ("ask",)), ("last_call", ("required",)), ("hold", ()), ("doubt", ()), ("urgent", ("close",))],
)
def test_short_letters(kind: str, more: tuple[str, ...], snapshot: SnapshotAssertion) -> None:
    body = notice(kind, FACTS, more=more, links=[html.Link("Mở sổ phường", "https://docs.google.com/x")])
    assert f"{body.subject}\n\n{body.text}" == snapshot
