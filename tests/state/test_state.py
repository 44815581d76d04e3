"""What toso remembers: exact, safe against a kill, never personal, never silently broken."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toso.core.calendar import VIETNAM
from toso.errors import StateError, TryAgain
from toso.model import Difficulty, GroupSummary
from toso.state import Cursor, State
from toso.state.codec import figures_hash, summary_of, summary_text
from toso.state.ledger import ledger_of

NOON = datetime(2025, 12, 15, 12, tzinfo=VIETNAM)


def summary(code: str = "TDP03", guided: int = 180) -> GroupSummary:
    return GroupSummary(
        code,
        "2025-Q4",
        {"households_guided": guided, "platforms|platform=vneid": 12},
        {"error|bad_date": 2},
        "partial",
        date(2025, 12, 12),
        (Difficulty(code, "KK01", "devices", True, date(2025, 11, 2), None, 2_000_000),),
        f"hash-{guided}",
        NOON,
    )


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state" / "toso.sqlite3")


texts = st.text(max_size=8)
summaries = st.builds(
    GroupSummary,
    texts,
    texts,
    st.dictionaries(texts, st.integers(0, 10**9), max_size=4),
    st.dictionaries(texts, st.integers(0, 99), max_size=4),
    st.sampled_from(["empty", "partial", "complete", "unreachable"]),
    st.none() | st.dates(),
    st.lists(st.builds(Difficulty, texts, texts, texts, st.booleans(), st.none() | st.dates(), st.none() | st.dates(), st.integers()), max_size=2).map(tuple),
    texts,
    st.none() | st.datetimes(timezones=st.just(VIETNAM)),
)  # fmt: skip


@given(summaries)
def test_a_summary_comes_back_as_it_was(one: GroupSummary) -> None:
    assert summary_of(summary_text(one)) == one


def test_the_hash_of_figures_follows_the_figures_and_not_when_they_were_read() -> None:
    later = GroupSummary(
        **{f: getattr(summary(), f) for f in GroupSummary.__dataclass_fields__} | {"read_at": None, "content_hash": "x"}
    )
    assert figures_hash([summary(), summary("TDP04")]) == figures_hash([summary("TDP04"), later])
    assert figures_hash([summary()]) != figures_hash([summary(guided=181)])


def test_what_is_kept_is_there_for_the_next_run(state: State) -> None:
    state.put_cursor(Cursor("book-1", "2025-12-01T00:00:00Z", "abc"), NOON)
    state.put_summaries([summary(), summary("TDP04")])
    state.mark_done("report", "2025-Q4", NOON, "r0")
    state.put_fact("since", "x")
    state.close()
    with State(state.path) as again:
        assert again.cursors() == {"book-1": Cursor("book-1", "2025-12-01T00:00:00Z", "abc")}
        assert again.summaries("2025-Q4") == {"TDP03": summary(), "TDP04": summary("TDP04")}
        assert again.done() == {("report", "2025-Q4"): (NOON, "r0")}
        assert again.fact("since") == "x" and again.fact("nothing") is None


def test_a_snapshot_is_frozen_once_and_for_ever(state: State) -> None:
    first = state.freeze("2025-Q4", "entry", [summary()], NOON, {"unreachable": ["TDP09"]})
    second = state.freeze("2025-Q4", "entry", [summary(guided=999)], NOON + timedelta(hours=1))
    assert first == second and first.extra == {"unreachable": ["TDP09"]} and first.summaries == (summary(),)
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        state._db.execute("UPDATE snapshots SET hash = 'x'")


def test_a_snapshot_whose_figures_were_tampered_with_is_not_used(state: State, tmp_path: Path) -> None:
    state.freeze("2025-Q4", "entry", [summary()], NOON)
    state._db.execute("DROP TRIGGER snapshots_stay")
    state._db.execute("UPDATE snapshots SET body = replace(body, '180', '980')")
    with pytest.raises(StateError, match="state_corrupt"):
        state.snapshot("2025-Q4", "entry")


def test_a_person_is_reminded_once_a_day(state: State) -> None:
    asked = [state.claim_reminder("2025-Q4", "TDP03", day) for day in (NOON.date(), NOON.date(), date(2025, 12, 16))]
    assert asked == [True, False, True]


def test_the_ledger_says_what_was_done_and_with_which_figures(state: State) -> None:
    state.mark_done("close", "2026-Q1", NOON, "bbbb")
    state.put_fact("purged_on", "2026-03-20")
    found = ledger_of(state)
    assert found.done == {("close", "2026-Q1"): NOON} and found.notes == {("close", "2026-Q1"): "bbbb"}
    assert found.purged_on == date(2026, 3, 20) and found.since is None


@pytest.mark.parametrize(
    "content", [b"not a database, but long enough to look like one" * 40, b"SQLite format 3\x00" + b"\xff" * 5000]
)
def test_a_corrupt_file_is_told_and_left_as_it_is(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "toso.sqlite3"
    path.write_bytes(content)
    with pytest.raises(StateError, match="state_corrupt"):
        State(path).check()
    assert path.read_bytes() == content


def test_a_file_of_a_newer_version_is_not_touched(state: State) -> None:
    state._db.execute("PRAGMA user_version = 99")
    state.close()
    with pytest.raises(StateError, match="state_newer"):
        State(state.path)


def test_who_looks_while_the_first_run_makes_the_file_is_asked_to_try_again(tmp_path: Path) -> None:
    (tmp_path / "toso.sqlite3").touch()
    with pytest.raises(TryAgain, match="state_busy"):
        State(tmp_path / "toso.sqlite3", read_only=True)


def test_a_file_of_an_older_version_is_taken_along_with_what_it_holds(state: State) -> None:
    state.put_summaries([summary()])
    state._db.executescript("ALTER TABLE cursors ADD COLUMN own_write TEXT NOT NULL DEFAULT ''; PRAGMA user_version = 1;")
    state.close()
    with State(state.path) as later:
        later.put_cursor(Cursor("book", "2025-12-01T00:00:00Z", "hash"), datetime(2025, 12, 1, tzinfo=VIETNAM))
        assert set(later.cursors()) == {"book"}
        assert list(later.summaries(summary().period)) == [summary().group_code]


def test_a_full_disk_loses_nothing_that_was_kept(state: State) -> None:
    state.put_summaries([summary()])
    pages = state._db.execute("PRAGMA page_count").fetchone()[0]
    state._db.execute(f"PRAGMA max_page_count = {pages + 1}")
    with pytest.raises(TryAgain, match="disk_full"):
        state.put_summaries([summary(f"TDP{n:04}") for n in range(500)])
    assert state.summaries("2025-Q4") == {"TDP03": summary()}
    state.check()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StateError, match="not_writable"):
        State(tmp_path / "file" / "toso.sqlite3")


def test_another_writer_is_waited_for_and_then_told(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    other = sqlite3.connect(state.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    state._db.execute("PRAGMA busy_timeout = 50")
    with pytest.raises(TryAgain, match="state_busy"):
        state.put_fact("a", "b")
    other.execute("ROLLBACK")
    state.put_fact("a", "b")
    assert state.fact("a") == "b"


def test_threads_share_one_state(state: State) -> None:
    def work(code: str) -> None:
        for n in range(20):
            state.put_summaries([summary(code, n)])

    threads = [threading.Thread(target=work, args=(f"TDP{n:02}",)) for n in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert {code: one.counts["households_guided"] for code, one in state.summaries("2025-Q4").items()} == {
        f"TDP{n:02}": 19 for n in range(8)
    }


def test_a_kill_between_two_writes_keeps_what_was_committed(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom toso.state import State\n"
        "state = State(Path(sys.argv[1]))\nn = 0\n"
        "while True:\n    state.put_fact('n', str(n)); print(n, flush=True); n += 1"
    )
    path = tmp_path / "toso.sqlite3"
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while process.stdout.readline().strip() != "25":
            pass
        os.kill(process.pid, signal.SIGKILL)
        said = [int(line) for line in process.stdout.read().split()]
    with State(path) as state:
        state.check()
        assert int(state.fact("n") or -1) >= max([25, *said])


def test_the_file_is_for_its_owner_only(state: State) -> None:
    assert state.path.stat().st_mode & 0o077 == 0
    assert state.path.parent.stat().st_mode & 0o077 == 0
