"""The command line itself: help, lazy commands, one error boundary, exit codes."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from an_lac import Toso

from toso.cli.app import COMMANDS, load
from toso.cli.boundary import run, told_and_code
from toso.cli.context import Options
from toso.cli.help import about
from toso.disk import of_the_disk
from toso.errors import Exit, TryAgain
from toso.words import catalogue

CATALOGUE = "cli/commands.yaml"
LISTED = [
    "demo",
    "sample",
    "init",
    "plan",
    "apply",
    "share",
    "import",
    "validate",
    "aggregate",
    "report",
    "outbox",
    "remind",
    "run",
    "loop",
    "due",
    "status",
    "doctor",
    "schedule",
    "schema",
    "config",
    "backup",
    "restore",
    "purge",
    "print-forms",
    "support-bundle",
]


def python(code: str, *arguments: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, **env},
        check=False,
    )


def imported_by(folder: Path, *arguments: str) -> set[str]:
    """The modules that one run of ``toso`` has imported."""
    code = (
        "import sys\nfrom toso.cli.app import build\nfrom toso.cli.boundary import run\n"
        "code = run(build(), sys.argv[1:])\nprint('\\n'.join(['@@', *sys.modules]))"
    )
    return set(python(code, *arguments, folder=folder).stdout.partition("@@")[2].split())


def test_every_command_is_there_and_is_listed_in_one_part_of_the_help() -> None:
    assert set(LISTED) <= set(COMMANDS)
    shown = [name for part in catalogue(CATALOGUE)["parts"] for name in part["commands"]]
    assert sorted(shown) == sorted(COMMANDS)


def test_the_help_page_names_every_command_in_plain_vietnamese(toso: Toso) -> None:
    ended = toso("--help")
    assert ended.code == 0 and ended.err == ""
    assert all(f"  {name} " in ended.out for name in COMMANDS)
    assert "Usage" not in ended.out and "Options" not in ended.out and "Show this message" not in ended.out


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_each_command_and_each_of_its_options_is_explained(name: str, toso: Toso) -> None:
    command = load(name, COMMANDS[name])
    common = set(catalogue(CATALOGUE)["common"])

    def unexplained(one: Any, path: str) -> list[str]:
        said = about(path)
        wrong = [] if said.get("help") else [path]
        known = set(said.get("options", {})) | common
        wrong += [f"{path} {param.name}" for param in one.params if param.name.rstrip("_") not in known]
        for below, inner in getattr(one, "commands", {}).items():
            wrong += unexplained(inner, f"{path} {below}")
        return wrong

    assert unexplained(command, name) == []
    page = toso(name, "--help")
    assert page.code == 0 and "Cách dùng: toso " + name in page.out


def test_the_help_imports_neither_gspread_nor_pandas_nor_pydantic(tmp_path: Path) -> None:
    assert not imported_by(tmp_path, "--help") & {
        "gspread",
        "pandas",
        "pydantic",
        "jinja2",
        "rich",
        "sqlite3",
        "google",
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["valdate"], "toso validate"),
        (["config", "shwo"], "toso config show"),
        (["due", "--att", "x"], "--at"),
        (["due", "--at"], "--at"),
        (["loop", "--every", "x"], "--every"),
        (["completion"], "LOẠI_SHELL"),
        (["due", "extra"], "toso due --help"),
        (["due", "--at", "hôm qua"], "2025-12-15T13:00"),
        (["status", "--as-of", "1999-01-01"], "2025-12-15T13:00"),
    ],
)
def test_what_is_typed_wrong_is_told_in_vietnamese_with_what_to_type(
    arguments: list[str], said: str, toso: Toso
) -> None:
    ended = toso(*arguments)
    assert ended.code == Exit.USAGE and ended.out == ""
    assert said in ended.err and ended.err.startswith("Lỗi: ") and "Cách sửa: " in ended.err
    assert "No such" not in ended.err and "Invalid" not in ended.err


def test_toso_alone_shows_its_help(toso: Toso) -> None:
    ended = toso()
    assert ended.code == Exit.USAGE and "LỆNH --help" in ended.out


def test_the_common_options_stand_on_either_side_of_the_command(toso: Toso, folder: Path) -> None:
    file = (folder / "toso.toml").rename(folder / "other.toml")
    before, after = toso("-c", file, "config", "check"), toso("config", "check", "-c", file)
    assert before.code == after.code == 0 and str(file) in before.err and str(file) in after.err


@pytest.mark.parametrize("text", ["2025-12-15T13:00", "2025-12-15 13:00", "15/12/2025 13:00", "2025-12-15T06:00Z"])
def test_a_time_is_read_as_people_write_it(text: str, toso: Toso) -> None:
    assert toso("due", "--at", text).out.startswith("13:00 ngày 15/12/2025")


def test_a_bare_day_means_all_of_that_day(toso: Toso) -> None:
    assert toso("due", "--at", "13/3/2026").out == toso("due", "--at", "2026-03-13T23:59:59").out


def broken(error: BaseException) -> Any:
    """A command line whose only command fails with ``error``."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None)

    @app.command()
    def fail() -> None:
        raise error

    return typer.main.get_command(app)


def test_a_bug_is_told_in_four_lines_and_its_traceback_holds_no_value(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", None)
    assert run(broken(ValueError("Nguyễn Văn An 0912345678")), []) == Exit.BUG
    said = capsys.readouterr().err
    (trace,) = tmp_path.glob("*.trace")
    text = trace.read_text(encoding="utf-8")
    assert len(said.splitlines()) == 4 and str(trace) in said
    assert "ValueError" in text and "test_command_line.py" in text
    assert "0912345678" not in text + said and "Nguyễn" not in text + said
    assert trace.stat().st_mode & 0o077 == 0


def test_ctrl_c_ends_with_130(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(broken(KeyboardInterrupt()), []) == Exit.INTERRUPTED
    assert "Ctrl-C" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, Exit.TRY_AGAIN), (errno.EROFS, Exit.CONFIGURATION), (errno.EACCES, Exit.CONFIGURATION)],
)
def test_a_full_or_closed_disk_is_told_with_its_place(
    number: int, code: Exit, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(broken(OSError(number, os.strerror(number), "/srv/toso/x")), []) == code
    assert "/srv/toso/x" in capsys.readouterr().err


def test_an_error_of_the_system_that_is_no_trouble_of_the_disk_stays_a_bug() -> None:
    assert of_the_disk(OSError(errno.EINVAL, "x", "y")) is None


def test_a_full_disk_is_told_even_when_quiet_for_no_later_run_mends_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert told_and_code(TryAgain("disk_full", path="/srv/toso/x"), Options(quiet=True)) == Exit.TRY_AGAIN
    assert "df -h" in capsys.readouterr().err


def test_quiet_says_nothing_of_what_the_next_tick_tries_again(toso: Toso, folder: Path) -> None:
    from toso.lock import run_lock

    with run_lock(folder / "state"):
        loud, quiet = toso("run"), toso("run", "--due", "-q")
    assert (loud.code, quiet.code) == (Exit.TRY_AGAIN, Exit.TRY_AGAIN)
    assert "lock_held" in loud.err and str(os.getpid()) in loud.err
    assert quiet.err == "" and quiet.out == ""


def test_a_reader_that_goes_away_is_no_error(folder: Path) -> None:
    code = "import sys\nsys.argv = ['toso', 'config', 'show', '-q']\nfrom toso.cli import main\nmain()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 0


def test_a_stop_from_the_system_ends_like_ctrl_c_and_frees_the_lock(folder: Path) -> None:
    code = "import sys\nsys.argv = ['toso', 'loop', '--every', '3600']\nfrom toso.cli import main\nmain()"
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, cwd=folder, text=True) as process:
        assert process.stderr is not None
        try:
            assert process.stderr.readline() != ""
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == Exit.INTERRUPTED
        finally:
            process.kill()
    from toso.lock import run_lock

    with run_lock(folder / "state"):
        pass


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script_that_completes(shell: str, toso: Toso) -> None:
    ended = toso("completion", shell)
    assert ended.code == 0 and "_TOSO_COMPLETE" in ended.out


def test_bash_completes_commands_and_options(folder: Path) -> None:
    code = "import sys\nsys.argv = ['toso']\nfrom toso.cli import main\nmain()"
    ended = python(code, folder=folder, _TOSO_COMPLETE="complete_bash", COMP_WORDS="toso st", COMP_CWORD="1")
    assert ended.stdout.split() == ["status"]
    ended = python(code, folder=folder, _TOSO_COMPLETE="complete_bash", COMP_WORDS="toso due --a", COMP_CWORD="2")
    assert "--at" in ended.stdout.split()


def test_exit_codes_are_those_of_the_readme() -> None:
    assert {one.name: int(one) for one in Exit} == {
        "DONE": 0, "BUG": 1, "USAGE": 2, "CONFIGURATION": 3, "ACCESS": 4, "PARTIAL": 5, "MAIL_UNKNOWN": 6, "FINDINGS": 7,
        "TRY_AGAIN": 75, "INTERRUPTED": 130,
    }  # fmt: skip
    assert TryAgain("lock_held").exit_code == 75


def test_long_work_shows_a_bar_on_a_terminal_and_none_elsewhere(an_lac: Path) -> None:
    import pty

    command = [sys.executable, "-m", "toso", "plan"]
    off = subprocess.run(command, cwd=an_lac, capture_output=True, text=True, check=True)
    assert "━" not in off.stderr + off.stdout and "\x1b" not in off.stderr + off.stdout
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command, cwd=an_lac, stdout=subprocess.DEVNULL, stderr=theirs, env={**os.environ, "TERM": "xterm"}
    ) as process:
        os.close(theirs)
        seen = b""
        try:
            while chunk := os.read(ours, 4096):
                seen += chunk
        except OSError:  # the other end was closed
            pass
        assert process.wait(30) == 0
    os.close(ours)
    assert "Đang xem các sổ" in seen.decode() and "4/4" in seen.decode()
