"""One run at a time; and logs in which no cell's value can stand."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from toso import logs
from toso.errors import TryAgain
from toso.lock import run_lock

HOLD = (
    "import sys, time\nfrom pathlib import Path\nfrom toso.lock import run_lock\n"
    "with run_lock(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)"
)
CANARY = ("Nguyễn Thị Hoàng Yến", "0912345678", "030099001234", "ngõ 12 đường Trần Hưng Đạo")


def test_a_second_run_is_told_who_holds_the_lock_and_a_killed_one_leaves_none(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "held\n"
        with pytest.raises(TryAgain, match=f"holder={process.pid}"), run_lock(tmp_path):
            pass
        os.kill(process.pid, signal.SIGKILL)
    with run_lock(tmp_path):
        pass


@pytest.fixture
def written(tmp_path: Path) -> Path:
    logs.start(tmp_path / "logs")
    return tmp_path / "logs" / logs.FILE_NAME


def test_a_log_line_holds_the_place_and_the_rule_and_nothing_else(written: Path) -> None:
    logging.getLogger("toso.test").info(
        "found", extra={"book": "b1", "tab": "Hộ gia đình", "key": "TDP03-0127", "rule": "bad_date", "value": CANARY[0]}
    )
    (line,) = written.read_text(encoding="utf-8").splitlines()
    assert {"book": "b1", "tab": "Hộ gia đình", "key": "TDP03-0127", "rule": "bad_date"}.items() <= json.loads(
        line
    ).items()
    assert CANARY[0] not in line


def test_whoever_logs_a_value_logs_none(written: Path) -> None:
    log = logging.getLogger("toso.test")
    log.info("row %s of %s", *CANARY[:2])
    log.warning("bad", {"value": CANARY[2]})
    try:
        raise ValueError(f"could not read {CANARY[3]}")
    except ValueError:
        log.exception("tick failed")
    log.error("odd", extra={"key": {"name": CANARY[0]}})
    text = written.read_text(encoding="utf-8")
    assert len(text.splitlines()) == 4 and "ValueError test_lock_and_logs.py" in text
    assert not [value for value in CANARY if value in text]


def test_a_log_is_rotated_and_readable_by_its_owner_only(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "SIZE", 2000)
    logs.start(written.parent)
    for n in range(200):
        logging.getLogger("toso.test").info("job", extra={"count": n})
    files = sorted(written.parent.iterdir())
    assert len(files) == logs.KEPT + 1 and all(file.stat().st_size <= 2000 for file in files)
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)


def test_a_log_that_cannot_be_written_never_stops_the_work(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    logs.start(tmp_path / "file")
    logging.getLogger("toso.test").info("job")
    assert capsys.readouterr().err == ""


def test_log_json_writes_the_same_lines_to_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs.start(tmp_path, to_stderr=True)
    logging.getLogger("toso.test").info("job", extra={"job": "validate"})
    assert json.loads(capsys.readouterr().err)["job"] == "validate"
