"""The aggregate job over the stand-in: right figures, no call too many, nothing published that looks like a mishap."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from small_ward import NINE, OFFICIAL, ROBOT, SEVEN, SHOWN, SmallWard, books_of, guided, small_ward, type_into
from toso.core.master_facts import SystemLine
from toso.delivery.folder import Folder
from toso.delivery.letters import Sender
from toso.delivery.outbox import Outbox
from toso.google.http import DRIVE
from toso.jobs.aggregate import aggregate, mirror_reports
from toso.jobs.collect import collect
from toso.jobs.post import Post
from toso.jobs.shown import shown_of
from toso.jobs.told import tell_of_links
from toso.settings.derived import calendar_of
from toso.state import FILE_NAME, State


def test_the_first_run_reads_every_book_once_and_writes_the_master_in_one_call(tmp_path: Path) -> None:
    ward = small_ward(tmp_path)
    _, done = ward.run()
    assert done.written
    assert ward.calls == {
        "drive get files": 2,
        "read get spreadsheets": 4 + 1 + 1,
        "write post spreadsheets:batchUpdate": 1,
    }, "the ward's book, four groups, one look at the master"


def test_officials_see_each_group_against_the_target(ward: SmallWard) -> None:
    rows = ward.coverage()
    assert [rows["TDP01"][place] for place in (2, 3, 4, 6)] == ["20", "16", "80.0%", "✓ Đạt"]
    assert [rows["TDP02"][place] for place in (3, 4, 6)] == ["15", "75.0%", "✗ Chưa đạt"]
    assert rows["TDP03"][3] == "chưa nộp"
    assert rows["TDP04"][3] == "18", "a household of another group is not counted"


def test_a_run_in_which_nothing_changed_costs_one_call_and_makes_no_master(ward: SmallWard) -> None:
    found, done = ward.run(NINE)
    assert ward.calls == {"drive get files": 1}
    assert not found.changed
    assert not done.written
    assert done.master is None, "pandas has nothing to do"
    assert done.figures.of_ward("households_guided").value == 49


def test_pandas_is_not_imported_where_nothing_changed(ward: SmallWard) -> None:
    ward.app.close()
    script = f"""
import sys
sys.path[:0] = {[str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "scripts")]!r}
from pathlib import Path
from localsheets import App
from small_ward import NINE, SmallWard
from toso.settings import load_settings
base = load_settings(None, env={{}}, home=Path({str(ward.folder)!r}))
books = base.books.model_copy(update={{"ward": {ward.settings.books.ward!r}, "master": {ward.settings.books.master!r}}})
one = SmallWard(App({str(ward.folder / "sheets")!r}), Path({str(ward.folder)!r}), base.model_copy(update={{"books": books}}), {{}})
one.run(NINE)
print(sum(one.calls.values()), "pandas" in sys.modules)
"""
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["1", "False"]


def test_one_changed_group_is_read_and_no_other(ward: SmallWard) -> None:
    type_into(books_of(ward.app, OFFICIAL), ward.group_books["TDP02"], "households", 17, guided("TDP02", 16, 16))
    found, done = ward.run(NINE)
    assert set(found.read) == {"TDP02"}
    assert done.written
    assert ward.coverage()["TDP02"][3:5] == ["16", "80.0%"]


def test_what_a_leader_types_between_our_reading_and_our_writing_is_read_next_time_and_then_all_is_still(ward: SmallWard) -> None:
    type_into(books_of(ward.app, OFFICIAL), ward.group_books["TDP02"], "households", 17, guided("TDP02", 16, 16))
    with State(ward.folder / FILE_NAME) as state:
        collect(ward.parts(state), NINE, ward.period)
    type_into(books_of(ward.app, OFFICIAL), ward.group_books["TDP02"], "households", 18, guided("TDP02", 17, 17))
    title = {"updateSpreadsheetProperties": {"properties": {"title": "Sổ TDP02 đã kiểm tra"}, "fields": "title"}}
    books_of(ward.app, ROBOT).batch(ward.group_books["TDP02"], [title], repeatable=True)
    found, _ = ward.run(NINE.replace(hour=11))
    assert set(found.read) == {"TDP02"} and ward.coverage()["TDP02"][3] == "17"
    found, _ = ward.run(NINE.replace(hour=12))
    assert not found.read and ward.calls == {"drive get files": 1}


def test_a_lost_state_file_costs_one_full_reading_and_nothing_else(ward: SmallWard) -> None:
    before = ward.master("master_coverage")
    for left in ward.folder.glob(f"{FILE_NAME}*"):
        left.unlink()
    found, done = ward.run(SEVEN)
    assert set(found.read) == set(ward.group_books)
    assert not done.written
    assert "write post spreadsheets:batchUpdate" not in ward.calls
    assert ward.master("master_coverage") == before


def test_a_new_day_writes_the_master_once_without_reading_a_group(ward: SmallWard) -> None:
    found, done = ward.run(SEVEN.replace(day=11))
    assert not found.read
    assert done.written
    assert "11/12/2025" in ward.master("master_overview")[1][0]
    assert not ward.run(NINE.replace(day=11))[1].written


def test_a_job_that_failed_is_shown_even_where_no_figure_moved(ward: SmallWard) -> None:
    _, done = ward.run(NINE, replace(SHOWN, system=(SystemLine("Sao lưu", "look", "mã 5"),)))
    assert done.written
    assert ["Sao lưu", "", "⚠ Cần xem", "mã 5"] in [row[:4] for row in ward.master("master_system")]


# What fails


def test_a_book_out_of_reach_keeps_its_last_figures_and_marks_the_master(ward: SmallWard) -> None:
    own = books_of(ward.app, OFFICIAL)
    for one in own.drive.permissions(ward.group_books["TDP01"]):
        if one.email == ROBOT:
            own.drive.unshare(ward.group_books["TDP01"], one.id)
    type_into(own, ward.group_books["TDP02"], "households", 17, guided("TDP02", 16, 16))
    found, done = ward.run(NINE)
    assert set(found.unreachable) == {"TDP01"}
    assert done.figures.coverage["TDP01"].value == 16
    assert ward.coverage()["TDP02"][3] == "16", "the others are done"
    assert "Có 1 sổ không đọc được" in " ".join(ward.master("master_overview")[1])


def test_the_ledger_of_reports_can_be_written_by_itself(ward: SmallWard) -> None:
    from toso.core.master_facts import ReportLine

    line = ReportLine("2025-Q4", "dinh_ky", 1, SEVEN, None, 3, "waiting", "a1b2c3", ledger='{"letters":{}}')
    with State(ward.folder / FILE_NAME) as state:
        parts = ward.parts(state)
        assert mirror_reports(parts, SHOWN.said, [line])
    assert ward.calls == {"read get spreadsheets": 1, "write post spreadsheets:batchUpdate": 1}
    row = ward.master("master_reports")[1]
    assert row[0] == "2025-Q4"
    assert row[-1] == '{"letters":{}}'
    assert ward.coverage()["TDP01"][3] == "16", "the other tabs are left alone"


def test_laying_the_master_out_and_writing_it_do_not_undo_each_other(ward: SmallWard) -> None:
    from books import desk_of, whole_schema
    from toso.core.book_facts import BookFacts
    from toso.jobs.layout_book import lay_out, look

    robot, master = books_of(ward.app), ward.settings.books.master
    facts, desk = BookFacts("master", title="Tổng hợp", editor=ROBOT), desk_of(whole_schema())
    lay_out(robot, master, facts, desk)
    ward.run(SEVEN.replace(day=11))
    before = ward.master("master_overview")
    _, plan = look(robot, master, facts, desk)
    assert plan.empty
    assert ward.master("master_overview") == before
    assert before[3][0].startswith("Hộ gia đình được hướng dẫn")


def test_a_book_opened_by_link_is_told_in_the_master_and_to_the_keeper_once_a_week(ward: SmallWard, tmp_path: Path) -> None:
    ward.run(SEVEN)
    book = ward.group_books["TDP02"]
    http = books_of(ward.app, OFFICIAL).session.http
    http.send("post", f"{DRIVE}/files/{book}/permissions", json={"type": "anyone", "role": "reader"}, repeatable=False)
    with State(ward.folder / FILE_NAME) as state, closing(Outbox(tmp_path / "outbox.sqlite3")) as outbox:
        parts = ward.parts(state)
        found = collect(parts, NINE, ward.period)
        aggregate(parts, found, shown_of(parts, found, SHOWN.said, calendar_of(ward.settings)))
        told = []
        for days in (0, 1, 7):
            post = Post(outbox, Folder(tmp_path / "eml"), Sender("so@tranlieu.example.vn"), "10729", lambda days=days: NINE + timedelta(days=days))
            told.append(tell_of_links(parts, found, ["lan@example.vn"], post, SHOWN.said["opened"]))
    assert told == [True, False, True]
    row = next(row for row in ward.master("master_system") if row and row[0] == "Sổ đang mở cho người ngoài")
    assert row[2:4] == ["⚠ Cần xem", "Tổ dân phố số 2"]
    assert parts.books.session.calls.by_name()["drive get files"] == 1, "the list of changed books tells it"
