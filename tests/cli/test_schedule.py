"""Schedules: what is written is accepted by a real cron and a real systemd, and a real cron runs what is due."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from an_lac import MINIMAL, Toso
from hypothesis import given
from hypothesis import strategies as st

from toso.errors import Exit, TryAgain
from toso.jobs.schedule import Plan, cron_lines, plan_of, units, with_cron_lines
from toso.state import FILE_NAME, State

ODD = 'phường 100% "An" $Lạc\'s'
"""A folder's name with everything that cron and systemd read in their own way."""


def plan(folder: Path, every: int = 10) -> Plan:
    return plan_of(folder / "toso.toml", every, "Phường 100% An Lạc")


@pytest.fixture(params=["plain", ODD])
def ward(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / request.param
    folder.mkdir()
    (folder / "toso.toml").write_text(MINIMAL + '[google]\nauth = "local"\n', encoding="utf-8")
    return folder


CRON = shutil.which("cron", path=f"{os.environ['PATH']}:/usr/sbin")
systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
cron = pytest.mark.skipif(CRON is None or os.geteuid() != 0, reason="cron is not installed, or may not be started")


@pytest.mark.system
@systemd
@pytest.mark.parametrize("every", [1, 10, 60])
def test_systemd_accepts_the_units(every: int, ward: Path, tmp_path: Path) -> None:
    found = units(plan(ward, every))
    place = tmp_path / "units"
    place.mkdir()
    for name, text in found.items():
        (place / name).write_text(text, encoding="utf-8")
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--recursive-errors=no", *[str(place / name) for name in found]],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in verified.stderr.splitlines() if "toso-" in line]
    assert verified.returncode == 0 and ours == []
    assert "Persistent=true" in found[f"{plan(ward).unit}.timer"]


@pytest.mark.system
@systemd
@pytest.mark.parametrize("every", [1, 5, 15, 60])
def test_systemd_reads_the_timer_as_it_is_meant(every: int, tmp_path: Path) -> None:
    text = units(plan(tmp_path, every))[f"{plan(tmp_path).unit}.timer"]
    (calendar,) = (line.partition("=")[2] for line in text.splitlines() if line.startswith("OnCalendar="))
    said = subprocess.run(
        ["systemd-analyze", "calendar", "--iterations=3", "--base-time=2025-12-15 11:59:30 UTC", calendar],
        capture_output=True, text=True, check=True, env={**os.environ, "TZ": "UTC"},
    ).stdout  # fmt: skip
    hours = [line.split()[-2] for line in said.splitlines() if "Next elapse" in line or "Iter." in line]
    minute = lambda n: f"12:{n:02}:00" if n < 60 else f"{12 + n // 60}:{n % 60:02}:00"  # noqa: E731
    assert hours == [minute(every * n) for n in range(3)]


@pytest.mark.system
@pytest.mark.usefixtures("crontab_alone")
@cron
def test_the_real_crontab_takes_the_lines_and_keeps_what_was_there(toso: Toso, ward: Path) -> None:
    before = subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=False).stdout
    try:
        subprocess.run(["crontab", "-"], input="# của người khác\n5 4 * * * /bin/true\n", text=True, check=True)
        assert toso("schedule", "install", "--cron", "-c", ward).code == 0
        assert toso("schedule", "install", "--cron", "--every", "15", "-c", ward).code == 0
        table = subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=True).stdout
        assert table.startswith("# của người khác\n5 4 * * * /bin/true\n")
        assert table.count("run --due") == 1 and "*/15 * * * * " in table
        assert toso("schedule", "remove", "--cron", "-c", ward).code == 0
        left = subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=True).stdout
        assert left == "# của người khác\n5 4 * * * /bin/true\n"
    finally:
        subprocess.run(["crontab", "-"], input=before, text=True, check=True)


def run_as_cron(lines: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs the command of a crontab line as cron does: by /bin/sh, with % unescaped, without our environment."""
    (line,) = (one for one in lines.splitlines() if not one.startswith("#"))
    command = line.split(" ", 5)[5].replace(r"\%", "%")
    bare = {"HOME": str(folder), "LOGNAME": "root", "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin"}
    return subprocess.run(["/bin/sh", "-c", command], cwd="/", env=bare, capture_output=True, text=True, check=False)


def test_the_line_runs_what_is_due_from_anywhere_without_an_environment(ward: Path) -> None:
    ended = run_as_cron(cron_lines(plan(ward)), ward)
    assert ended.returncode in (Exit.DONE, Exit.CONFIGURATION), ended.stderr
    with State(ward / "state" / FILE_NAME) as state:
        assert state.runs(1)[0].job == "run"


@pytest.mark.system
@cron
def test_one_real_tick_of_a_real_cron_runs_what_is_due(an_lac: Path) -> None:
    """A cron of our own, in a folder of its own, with one table; it wakes at the next full minute."""
    assert CRON is not None
    table = Path("/etc/cron.d") / f"toso-test-{os.getpid()}"
    (line,) = (one for one in cron_lines(plan(an_lac, 1)).splitlines() if not one.startswith("#"))
    minutes, command = line.rsplit(" * * * * ", 1)
    table.write_text(f"{minutes} * * * * root {command}\n", encoding="utf-8")
    table.chmod(0o644)
    with subprocess.Popen([CRON, "-f", "-L", "0"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + 100
            while time.monotonic() < deadline and not _has_run(an_lac):
                time.sleep(0.5)
        finally:
            table.unlink()
            process.terminate()
    assert _has_run(an_lac)


def _has_run(folder: Path) -> bool:
    path = folder / "state" / FILE_NAME
    if not path.exists():
        return False
    try:
        with State(path, read_only=True) as state:
            return any(run.exit_code is not None for run in state.runs())
    except TryAgain:  # it is being made
        return False


@pytest.mark.parametrize("table", ["", "MAILTO=hoa@example.vn\n", "# no newline at the end", "0 0 * * * x\n\n\n"])
def test_a_table_gets_our_block_once_and_gives_it_back(table: str, tmp_path: Path) -> None:
    one, other = plan(tmp_path), plan(tmp_path / "other")
    both = with_cron_lines(with_cron_lines(table, one, cron_lines(one)), other, cron_lines(other))
    assert with_cron_lines(both, one, cron_lines(one)).count(one.unit) == 2
    left = with_cron_lines(with_cron_lines(both, one, ""), other, "")
    assert left.splitlines() == table.splitlines()


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=20))
def test_any_folder_name_survives_the_shell(name: str) -> None:
    lines = cron_lines(
        Plan(
            Path("/srv") / name.replace("/", "") / "toso.toml",
            (sys.executable, "-c", "import sys; print(sys.argv[-1])"),
            10,
            "An Lạc",
        )
    )
    (line,) = (one for one in lines.splitlines() if not one.startswith("#"))
    command = line.split(" ", 5)[5].replace(r"\%", "%")
    assert "toso.toml" in command and "%" not in line.replace(r"\%", "")


@pytest.mark.parametrize("every", ["0", "7", "61"])
def test_minutes_that_do_not_divide_an_hour_are_told(every: str, toso: Toso, folder: Path) -> None:
    ended = toso("schedule", "install", "--cron", "--print", "--every", every)
    assert ended.code == Exit.USAGE and "15" in ended.err


def test_without_settings_there_is_nothing_to_schedule(toso: Toso) -> None:
    ended = toso("schedule", "install", "--cron", "--print")
    assert ended.code == Exit.CONFIGURATION and "toso init" in ended.err


def test_print_touches_nothing(toso: Toso, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    ended = toso("schedule", "install", "--systemd", "--user", "--print")
    assert ended.code == 0 and "[Timer]" in ended.out and not (folder / "config").exists()


@systemd
@pytest.mark.parametrize(("given", "who"), [((), "cron"), (("--systemd",), "root"), (("--user",), "person")])
def test_asked_for_neither_it_takes_what_the_machine_runs_on(given: tuple[str, ...], who: str, toso: Toso, folder: Path) -> None:
    if who == "cron" and Path("/run/systemd/system").is_dir():
        who = "systemd"
    printed = toso("schedule", "install", *given, "--print")
    assert printed.code == 0 and ("* * * *" in printed.out) is (who == "cron")


def test_a_machine_without_a_running_systemd_keeps_the_files_and_is_told_the_command(
    toso: Toso, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    ended = toso("schedule", "install", "--systemd", "--user")
    assert ended.code in (Exit.TRY_AGAIN, Exit.CONFIGURATION) and "systemctl" in ended.err
