"""An Lạc's plan ends on 31/12/2025: after the report of Q4 its last 17 days are handed in as a supplement in January."""

from __future__ import annotations

import email
import re
from contextlib import closing
from email.policy import default
from pathlib import Path

import pytest
from an_lac import Toso

from toso.core import batch
from toso.settings import load_settings
from toso.wiring import Wiring

NAME = "bổ sung cuối kế hoạch (15/12/2025 – 31/12/2025)"


@pytest.fixture
def autumn(an_lac: Path, toso: Toso) -> Path:
    """Its books were laid out for a plan to the end of 2026, whose rows go on after Q4; then the plan was cut short."""
    file = an_lac / "toso.toml"
    text = re.sub(r"end = .?2026-12-31.?", "end = 2025-12-31", file.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
    assert toso("apply", "-q").code == 0
    return an_lac


def submissions(place: Path, code: str, mark: bool = False) -> list[list[object]]:
    """The tab Nộp báo cáo of a group's book; ``mark``: its leader confirms in the row of the plan's last days first."""
    with closing(Wiring(load_settings(place / "toso.toml"))) as wiring:
        sheet = wiring.schema.tables["submissions"]
        ward = wiring.books.state(wiring.settings.books.ward, (wiring.schema.tables["groups"],)).tabs["groups"]
        book = next(row[ward.columns["book_id"]] for row in ward.rows if code in row)
        tab = wiring.books.state(str(book), (sheet,)).tabs["submissions"]
        at = next(n for n, row in enumerate(tab.rows) if row and row[0] == "BS-2025-12")
        if mark:
            cells = [["Có", "10/1/2026", "TV01"]]
            wiring.books.batch(str(book), [batch.write(tab.sheet_id, at, tab.columns["submitted"], cells)], repeatable=True)
        return [list(row) for row in tab.rows]


def test_a_book_that_is_there_already_gets_a_row_for_the_last_days(autumn: Path, toso: Toso) -> None:
    codes = [row[0] for row in submissions(autumn, "TDP01") if row and row[0]]
    assert "BS-2025-12" in codes and codes.count("BS-2025-12") == 1
    assert toso("plan", "--detailed-exitcode").code == 0


def test_every_command_names_the_same_period_and_no_quarter_after_the_plan(autumn: Path, toso: Toso) -> None:
    status = toso("status", "--as-of", "2025-12-17T09:00").out
    reminder = toso("remind", "--dry-run", "--as-of", "2025-12-17T15:00").out
    due = toso("due", "--at", "2026-01-08T09:00").out
    assert f"Kỳ đang làm: {NAME}" in status and "12:00 ngày 15/01/2026" in status
    assert f"Báo cáo {NAME} sẽ được chốt lúc 12:00 ngày 15/01/2026" in reminder and "dòng BS-2025-12" in reminder
    assert f"kỳ {NAME}" in due
    assert not re.search(r"2026-Q|I/2026|plan-", status + reminder + due)
    assert "Kỳ đang làm: 2025-Q4" in toso("status", "--as-of", "2025-12-15T16:30").out


def test_a_leader_confirms_the_last_days_and_the_supplement_says_so(autumn: Path, toso: Toso) -> None:
    submissions(autumn, "TDP01", mark=True)
    assert toso("run", "--due", "--as-of", "2026-01-15T13:00").code == 0
    [letter] = [
        email.message_from_bytes(file.read_bytes(), policy=default)
        for file in (autumn / "outbox").glob("*plan-20251215-20251231.dinh_ky.*.eml")
        if "ubnd@example.vn" in file.read_text(encoding="utf-8")
    ]
    said = letter.get_body(("plain",)).get_content()
    assert "Bổ sung kết quả hoạt động" in letter["Subject"] and "những ngày cuối kế hoạch" in letter["Subject"]
    assert "Có 1/2 tổ xác nhận nộp báo cáo đúng hạn" in said and "toàn bộ thời gian kế hoạch" not in said
    listed = toso("outbox", "list").out
    assert f"báo cáo {NAME}" in listed and "plan-" not in listed
    assert f"Báo cáo {NAME}: gửi lúc 13:00 ngày 15/01/2026" in toso("status", "--as-of", "2026-01-20T09:00").out
    checked = submissions(autumn, "TDP01")
    assert not [row for row in checked if "BS-2025-12" in row and "chưa đúng dạng" in str(row)]


def test_the_master_lists_the_supplement_by_the_code_of_its_row_and_it_comes_back_whole(autumn: Path, toso: Toso) -> None:
    toso("run", "--due", "--as-of", "2026-01-15T13:00")
    toso("run", "--due", "--as-of", "2026-01-15T15:00")
    with closing(Wiring(load_settings(autumn / "toso.toml"))) as wiring:
        tab = wiring.books.state(wiring.settings.books.master, (wiring.schema.tables["master_reports"],)).tabs["master_reports"]
        assert "BS-2025-12" in [row[0] for row in tab.rows if row]
    (autumn / "state" / "outbox.sqlite3").unlink()
    toso("outbox", "restore")
    again = toso("run", "--due", "--as-of", "2026-01-15T17:00")
    assert again.code == 0 and f"báo cáo {NAME}" in toso("outbox", "list").out


def test_what_an_official_wrote_and_approved_for_the_last_days_is_found() -> None:
    from datetime import date

    from toso.core.calendar import Calendar
    from toso.core.periods import final, period
    from toso.core.report.approval import approval_of, narrative_of
    from toso.model import TableResult

    tail, quarter = final(date(2025, 12, 15), date(2025, 12, 31), Calendar()), period("2025-Q4", Calendar())

    def typed(**columns: list[object]) -> TableResult:
        rows = len(columns["period"])
        return TableResult("ward", tuple(range(2, 2 + rows)), tuple(map(str, range(rows))), columns, (True,) * rows)  # type: ignore[arg-type]

    approvals = typed(period=["BS-2025-12"], kind=["bo_sung"], approved=[True], approved_by=["Bà Lan"], approved_on=[None])
    assert approval_of(approvals, tail, "dinh_ky") is not None and approval_of(approvals, quarter, "dinh_ky") is None
    written = typed(period=["BS-2025-12"], section=["results"], text=["Hoàn thành."], approved=[True])
    assert narrative_of(written, tail) == [("results", "Hoàn thành.", True)] and not narrative_of(written, quarter)
