"""One tick: order, failures that stop nothing else, and what follows from what."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from toso.clock.loop import loop
from toso.clock.ping import ping
from toso.clock.running import run_due, ticker_of
from toso.clock.servertime import server_time
from toso.clock.tick import Outcome, Ticker, exit_code, tick
from toso.core.calendar import VIETNAM, Calendar
from toso.core.due import Due, Ledger, Rules
from toso.errors import AccessError, Exit, TosoError, TryAgain
from toso.settings import load_settings
from toso.state import FILE_NAME, State

NOON = datetime(2026, 3, 13, 12, tzinfo=VIETNAM)


@dataclass
class Day:
    """A ticker whose jobs note that they ran, and fail as they are told."""

    now: datetime = NOON
    fails: dict[str, Exception] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    done: dict[tuple[str, str], datetime] = field(default_factory=dict)
    kept: dict[tuple[str, str], str] = field(default_factory=dict)
    ran: list[str] = field(default_factory=list)

    def job(self, one: Due, now: datetime) -> Outcome:
        self.ran.append(one.job)
        if one.job in self.fails:
            raise self.fails[one.job]
        return Outcome(note=self.notes.get(one.job, ""))

    def record(self, one: Due, now: datetime, outcome: Outcome) -> None:
        self.done[one.job, one.period.code] = now
        self.kept[one.job, one.period.code] = outcome.note

    def ticker(self, server_now: Callable[[], datetime | None] = lambda: None) -> Ticker:
        names = ("validate", "aggregate", "remind", "close", "snapshot", "report", "addendum")
        since = datetime(2026, 1, 1, tzinfo=VIETNAM)
        return Ticker(
            Rules(), Calendar(), dict.fromkeys(names, self.job), lambda: Ledger(self.done, self.kept, since), self.record,
            lambda: self.now, server_now,
        )  # fmt: skip


def test_jobs_run_in_order_and_once() -> None:
    day = Day()
    tick(day.ticker())
    tick(day.ticker())
    assert day.ran == ["validate", "aggregate", "snapshot", "report"]


def test_an_expected_error_and_a_bug_stop_no_other_job_and_stay_due() -> None:
    day = Day(fails={"validate": TryAgain("network", host="x"), "aggregate": ZeroDivisionError("Nguyễn Văn An")})
    ran = tick(day.ticker())
    assert day.ran == ["validate", "aggregate", "snapshot", "report"]
    assert exit_code(ran) == Exit.BUG and set(day.done) == {("snapshot", "2026-Q1"), ("report", "2026-Q1")}


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "out/bao-cao.docx"), Exit.TRY_AGAIN, "disk_full"),
        (sqlite3.OperationalError("database or disk is full"), Exit.TRY_AGAIN, "disk_full"),
        (PermissionError(errno.EACCES, "Permission denied", "out/bao-cao.docx"), Exit.CONFIGURATION, "not_writable"),
    ],
)
def test_a_full_or_closed_disk_ends_a_job_with_the_code_that_people_are_told(error: Exception, code: Exit, said: str) -> None:
    ran = tick(Day(fails={"validate": error}).ticker())
    told = ran[0].error
    assert isinstance(told, TosoError) and (told.code, told.exit_code) == (said, code) and told.__cause__ is error
    assert exit_code(ran) == code


@pytest.mark.parametrize(
    ("errors", "code"),
    [({}, 0), ({"validate": TryAgain("x")}, 75), ({"validate": TryAgain("x"), "report": AccessError("y")}, 4)],
)
def test_the_exit_code_is_the_gravest(errors: dict[str, Exception], code: int) -> None:
    assert exit_code(tick(Day(fails=errors).ticker())) == code


def test_a_report_waits_for_its_snapshot_while_there_is_time_and_then_goes_as_it_can() -> None:
    day = Day(fails={"snapshot": TryAgain("network", host="x")})
    tick(day.ticker())
    assert "report" not in day.ran
    day.now = NOON.replace(hour=18)
    tick(day.ticker())
    assert day.ran[-1] == "report"


def test_an_addendum_follows_the_close_in_the_same_tick_if_figures_changed() -> None:
    day = Day(notes={"snapshot": "aaaa", "close": "bbbb"})
    tick(day.ticker())
    day.now, day.ran = datetime(2026, 3, 15, 0, 10, tzinfo=VIETNAM), []
    tick(day.ticker())
    assert day.ran == ["close", "addendum"] or day.ran[-2:] == ["close", "addendum"]


def test_a_clock_a_day_behind_is_mended_before_anything_is_decided() -> None:
    day = Day(now=NOON - timedelta(days=1))
    tick(day.ticker(lambda: NOON))
    assert "report" in day.ran


def test_a_clock_that_is_nearly_right_is_left_alone() -> None:
    ticker = Day().ticker(lambda: NOON + timedelta(seconds=40))
    tick(ticker)
    assert ticker.skew == timedelta(0)


# -- the dead-man's switch and a server's clock, over real HTTP ----------------------------------------------------------


@pytest.fixture
def web() -> object:
    """A web server that notes what it was asked."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(500 if "broken" in self.path else 200)
            self.end_headers()

        do_HEAD = do_GET

        def log_message(self, *_: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_a_ping_names_start_and_exit_code_and_its_failure_is_no_error(web: tuple[str, list[str]]) -> None:
    url, asked = web
    assert ping(f"{url}/abc/", "start") and ping(f"{url}/abc", "75")
    assert asked == ["/abc/start", "/abc/75"]
    assert not ping(f"{url}/broken", "0") and not ping("http://127.0.0.1:9/x", "0") and ping("", "start")


def test_a_servers_clock_is_read_from_its_answer(web: tuple[str, list[str]]) -> None:
    told = server_time(web[0])
    assert told is not None and abs(told - datetime.now(VIETNAM)) < timedelta(seconds=5)
    assert server_time("http://127.0.0.1:9/") is None


def test_a_run_tells_the_switch_and_remembers_how_it_ended(web: tuple[str, list[str]], tmp_path: Path) -> None:
    url, asked = web
    (tmp_path / "toso.toml").write_text(
        '[ward]\nname="Phường An Lạc"\ncity="Hải Phòng"\n[plan]\nstart=2025-09-01\nend=2026-12-31\n'
    )
    settings = load_settings(tmp_path, env={"TOSO_KEEPER__PING_URL": f"{url}/an-lac"})
    day = Day(fails={"aggregate": AccessError("google_forbidden")})
    with State(settings.files.state / FILE_NAME) as state:
        ticker = ticker_of(settings, state, dict.fromkeys(("validate", "aggregate"), day.job), lambda: NOON)
        code, ran = run_due(ticker, settings, state)
        run = state.runs(1)[0]
    assert (code, [one.due.job for one in ran]) == (Exit.ACCESS, ["validate", "aggregate"])
    assert asked == ["/an-lac/start", "/an-lac/4"]
    assert (run.exit_code, run.note) == (4, "validate:0 aggregate:4") and run.ended is not None


# -- the loop --------------------------------------------------------------------------------------------------------------


def test_the_loop_ticks_at_once_and_then_at_its_pace_and_no_exception_stops_it() -> None:
    told: list[Exception] = []
    slept: list[float] = []

    def broken() -> None:
        raise RuntimeError("a bug in a job")

    assert (
        loop(
            broken,
            1,
            lambda seconds: (slept.append(seconds), __import__("time").sleep(seconds))[0],
            told.append,
            ticks=3,
        )
        == 3
    )
    assert len(told) == 3 and len(slept) == 2 and all(0.5 < one <= 1 for one in slept)


def test_ctrl_c_ends_the_loop() -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        loop(stop, 1, lambda seconds: None, ticks=5)
