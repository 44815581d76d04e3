"""One after the other, in threads or on Dask: nobody can tell from the master which it was."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from localsheets.server import Server
from small_ward import NINE, OFFICIAL, ROBOT, SEVEN, SmallWard, books_of, plan_of, small_ward
from toso import words
from toso.core.book_facts import Desk
from toso.core.master import build
from toso.core.master_facts import Facts
from toso.core.master_requests import MasterState, writing
from toso.core.master_words import MasterWords
from toso.core.ward import ward_figures
from toso.errors import ConfigurationError
from toso.executor import Dask, Executor, Serial, Threads, executor, shares
from toso.google.credentials import Account
from toso.jobs.collect import CLAIMS, Parts, collect
from toso.jobs.fleet import Counted, Fetch, collect_by_workers, count_all
from toso.jobs.validate import say_back
from toso.schema.load import load_schema
from toso.state import State
from toso.state.codec import figures_hash
from worlds import catalogue

SCRIPTS = Path(__file__).parents[1] / "scripts"
DESK = Desk(load_schema(), words.catalogue("sheet/book.yaml"), words.fill)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SmallWard, str]]:
    """The small ward behind a real HTTP server in a process of its own."""
    folder = tmp_path_factory.mktemp("served")
    ward = small_ward(folder, folder / "sheets")
    ward.app.close()
    server = subprocess.Popen(
        [sys.executable, "-m", "localsheets", "--data", str(folder / "sheets"), "--port", "0", "--faults", "latency=0.05-0.06,seed=1"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SCRIPTS)},
    )
    assert server.stdout is not None
    address = server.stdout.readline().split()[-1]
    yield ward, address
    server.terminate()
    server.wait(10)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Dask]:
    before = os.environ.get("PYTHONPATH", "")
    os.environ["PYTHONPATH"] = f"{SCRIPTS}{os.pathsep}{before}"
    found = Dask(workers=2)
    yield found
    found.close()
    os.environ["PYTHONPATH"] = before


def fetch_of(ward: SmallWard, address: str, workers: int, **more: object) -> Fetch:
    codes = tuple(group.code for group in ward.groups)
    return Fetch(
        (Account("token", token=ROBOT),), codes, ward.period, plan_of(ward.settings), SEVEN, workers, endpoint=address, **more
    )  # type: ignore[arg-type]


def master_text(ward: SmallWard, found: dict[str, Counted]) -> str:
    """The master to the byte, as it would be sent."""
    summaries = {code: one.summary for code, one in found.items()}
    figures = ward_figures(
        ward.groups, summaries, load_schema(), ward.period, SEVEN.date(), plan=plan_of(ward.settings), as_of=SEVEN
    )
    said = words.catalogue("master/words.yaml")
    book = build(Facts(figures, MasterWords(said), "Phường Trần Liễu"))
    return json.dumps(writing(book, MasterState({}), said["styles"], lambda target: target).requests, ensure_ascii=False)


def counted(ward: SmallWard, address: str, how: Executor, workers: int) -> dict[str, Counted]:
    return count_all(ward.groups, fetch_of(ward, address, workers), how)


def test_serial_threads_and_two_dask_workers_give_the_same_master_to_the_byte(served: tuple[SmallWard, str], cluster: Dask) -> None:
    ward, address = served
    one = master_text(ward, counted(ward, address, Serial(), 1))
    assert "✓ Đạt" in one
    assert master_text(ward, counted(ward, address, Threads(4), 1)) == one
    assert master_text(ward, counted(ward, address, cluster, 2)) == one


def test_the_group_whose_household_stands_in_another_book_is_told(served: tuple[SmallWard, str], cluster: Dask) -> None:
    ward, address = served
    found = counted(ward, address, cluster, 2)
    assert [key for key in found["TDP01"].summary.findings if key.endswith("claimed_by_other_group")]
    assert found["TDP04"].claims == (("TDP01", "households", "TDP01-0003"),)
    assert not [key for key in found["TDP02"].summary.findings if key.endswith("claimed_by_other_group")]


def test_a_worker_killed_in_the_middle_changes_nothing(served: tuple[SmallWard, str], cluster: Dask) -> None:
    ward, address = served
    expected = master_text(ward, counted(ward, address, Serial(), 1))
    assert cluster.size == 2
    victim = next(iter(cluster.cluster.workers.values())).pid
    killed = threading.Event()

    def kill() -> None:
        time.sleep(0.08)
        os.kill(victim, signal.SIGKILL)
        killed.set()

    threading.Thread(target=kill).start()
    found = counted(ward, address, cluster, 2)
    assert killed.wait(5)
    assert master_text(ward, found) == expected


def test_one_book_that_cannot_be_read_does_not_stop_the_others(served: tuple[SmallWard, str]) -> None:
    from dataclasses import replace

    ward, address = served
    groups = tuple(replace(group, book_id="no-such-book") if group.code == "TDP02" else group for group in ward.groups)
    found = count_all(groups, fetch_of(ward, address, 1), Threads(2))
    assert found["TDP02"].failed == "google_not_found"
    assert found["TDP02"].summary.state == "unreachable"
    assert found["TDP01"].summary.counts["households_guided"] == 16


def test_with_two_accounts_each_reads_its_part_of_the_groups(served: tuple[SmallWard, str]) -> None:
    """Nothing is shared with the second, so that its part is seen."""
    from dataclasses import replace

    ward, address = served
    both = (Account("token", token=ROBOT), Account("token", token="doc-them@toso.iam.gserviceaccount.com"))
    found = count_all(ward.groups, replace(fetch_of(ward, address, 1), accounts=both), Serial())
    assert {code for code, one in found.items() if one.failed} == {"TDP02", "TDP04"}
    assert found["TDP01"].summary.counts["households_guided"] == 16


def test_results_stand_in_the_order_of_the_items() -> None:
    def slow_first(n: int) -> int:
        time.sleep(0.02 if n == 0 else 0)
        return n * n

    assert Threads(4).map(slow_first, range(10)) == Serial().map(slow_first, range(10)) == [n * n for n in range(10)]


@pytest.mark.parametrize(("whole", "workers"), [(60, 1), (60, 2), (60, 7), (300, 13), (60, 60)])
def test_the_workers_shares_are_together_no_more_than_the_whole(whole: int, workers: int) -> None:
    share = shares(whole, workers)
    assert share >= 1
    assert share * workers <= whole
    assert (share + 1) * workers > whole, "and no call is given away without need"


@pytest.mark.parametrize("workers", [0, 61])
def test_more_workers_than_calls_are_refused(workers: int) -> None:
    with pytest.raises(ConfigurationError) as told:
        shares(60, workers)
    assert told.value.code == "too_many_workers"


def test_the_settings_name_the_executor() -> None:
    assert isinstance(executor("serial"), Serial)
    assert isinstance(executor("threads", 3), Threads)


def test_a_scheduler_that_runs_somewhere_is_found_by_its_address(cluster: Dask) -> None:
    away = Dask(cluster.client.scheduler.address, workers=1)
    assert away.map(len, ["TDP01", ""]) == [5, 0]
    assert away.cluster is None
    away.close()


def test_no_cluster_is_started_for_nothing() -> None:
    lazy = Dask(workers=2)
    assert lazy.map(str, []) == []
    assert lazy.cluster is None
    lazy.close()


def test_a_ward_that_is_read_by_workers_is_collected_as_by_itself(served: tuple[SmallWard, str], tmp_path: Path) -> None:
    """Same summaries, same claims; and the second run reads nothing."""
    from dataclasses import replace

    ward, address = served
    books = books_of(ward.app, ROBOT, address)
    with State(tmp_path / "alone.sqlite3") as state:
        parts = Parts(ward.settings, load_schema(), catalogue(), books, state)
        alone = collect(parts, SEVEN, ward.period)
        claims = state.fact(CLAIMS)
    with State(tmp_path / "workers.sqlite3") as state:
        parts = replace(parts, state=state)
        fetch = fetch_of(ward, address, 1)
        found, _ = collect_by_workers(parts, SEVEN, ward.period, Threads(3), fetch)
        assert figures_hash(found.summaries.values()) == figures_hash(alone.summaries.values())
        assert state.fact(CLAIMS) == claims
        assert found.changed
        calls = parts.books.session.calls.total
        again, _ = collect_by_workers(parts, SEVEN, ward.period, Threads(3), fetch)
        assert not again.changed
        assert parts.books.session.calls.total == calls + 1
        assert figures_hash(again.summaries.values()) == figures_hash(alone.summaries.values())


def said_in(ward: SmallWard) -> dict[str, list[list[str]]]:
    """What each book says to its group: the tab "Cần sửa", and the column beside the households."""
    url = "https://sheets.googleapis.com/v4/spreadsheets/{}/values:batchGet?ranges='Cần sửa'&ranges='Hộ gia đình'!A1:B40"
    http = books_of(ward.app, OFFICIAL).session.http
    return {
        code: [part.get("values", []) for part in http.send("get", url.format(book), repeatable=True).json()["valueRanges"]]
        for code, book in ward.group_books.items()
    }


def test_workers_say_back_to_each_book_what_one_process_would_and_only_once(tmp_path: Path) -> None:
    alone, apart = (small_ward(tmp_path / name, tmp_path / name / "sheets") for name in ("alone", "apart"))
    with State(tmp_path / "alone.sqlite3") as state:
        parts = alone.parts(state)
        for at in (SEVEN, NINE):  # the first lays the books out
            by_itself = say_back(parts, collect(parts, at, alone.period, everything=True), DESK)
    with Server(apart.app) as server, State(tmp_path / "apart.sqlite3") as state:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        parts, fetch = apart.parts(state), fetch_of(apart, server.url, 1)
        for at in (SEVEN, NINE):
            _, said = collect_by_workers(parts, at, apart.period, Threads(3), fetch, everything=True, speaks=True)
        assert (said.open, said.failed) == (by_itself.open, {})
        assert said_in(apart) == said_in(alone)
        assert "TDP04" in str(said_in(apart)["TDP01"]), "the group whose household is claimed is told"
        _, again = collect_by_workers(parts, NINE, apart.period, Threads(3), fetch, everything=True, speaks=True)
        assert again.written == ()
        server.shutdown()
