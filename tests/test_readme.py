"""The two READMEs: every command they name is a command with the options shown, every file is there, and the commands
of their blocks and of "Day by day" run, in their order, in an empty folder beside the checkout."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "README.vi.md")
OPTION = re.compile(r"--[a-z][a-z-]+")
SOAK = bool(os.environ.get("TOSO_SOAK"))


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str) -> list[str]:
    """What stands in each block of shell, in order, as it would be pasted."""
    found = re.findall(r"^( *)```sh\n(.*?)^ *```", text_of(page), re.DOTALL | re.MULTILINE)
    return ["".join(line.removeprefix(indent) for line in text.splitlines(keepends=True)) for indent, text in found]


def inline(page: str) -> list[str]:
    """Every ``toso …`` in running text and tables, in order."""
    return re.findall(r"`(toso [^`]+)`", re.sub(r"```.*?```", "", text_of(page), flags=re.DOTALL))


def commands(page: str) -> set[str]:
    lines = "\n".join(blocks(page)).replace("\\\n", " ").splitlines()
    return {line.strip() for line in [*lines, *inline(page)] if line.strip().startswith("toso ")}


NAMED = sorted({command for page in PAGES for command in commands(page)})


@pytest.mark.parametrize("command", NAMED)
def test_a_command_of_the_readme_is_known_with_its_options(command: str) -> None:
    words = shlex.split(command)[1:]
    names = []
    for word in words:
        if word.startswith("-") or not re.fullmatch(r"[a-z][a-z-]*", word) or len(names) == 2:
            break
        names.append(word)
    done = subprocess.run(
        [sys.executable, "-m", "toso", *names, "--help"], capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    assert done.returncode == 0, done.stderr
    shown = set(OPTION.findall(done.stdout))
    assert set(OPTION.findall(command)) <= shown


@pytest.mark.parametrize("page", PAGES)
def test_the_make_targets_of_the_readme_are_there(page: str) -> None:
    targets = set(re.findall(r"^(\.?[a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make (\.?[a-z]+)", text_of(page), re.MULTILINE)) <= targets


def test_the_files_of_the_map_are_there() -> None:
    named = re.findall(r"`((?:sheets_schema|templates|scripts)/[^`]*)`", text_of("README.md"))
    assert len(named) > 10
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_both_pages_tell_the_same_commands() -> None:
    assert blocks("README.vi.md") == blocks("README.md")
    ours, theirs = ({command.split(" FILE")[0] for command in commands(page)} for page in PAGES)
    assert theirs <= ours


@pytest.mark.parametrize("page", PAGES)
def test_the_growth_path_is_plain_arithmetic_with_the_quota_as_shipped(page: str) -> None:
    from toso.executor import shares
    from toso.google.quota import PER_PROJECT, WINDOW_MS
    from toso.settings.model import Google, Run

    text = text_of(page)
    part = text[text.index({"README.md": "## How far it grows", "README.vi.md": "## Lớn tới đâu"}[page]) :].split("\n## ")[0]
    if page == "README.vi.md":
        part = part.translate(str.maketrans(".,", ",."))
    part = " ".join(part.replace(",", "").split())
    sums = [(float(a), sign, float(b), float(c)) for a, sign, b, c in re.findall(r"([\d.]+) ([×÷]) ([\d.]+) = (\d+(?:\.\d)?)", part)]
    for a, sign, b, said in sums:
        assert said == round(a * b if sign == "×" else a / b, 1), (a, sign, b)
    reads, workers = Google().reads_per_minute, Run().workers
    wanted = {(2850, "÷", reads), (5, "×", reads), (2850, "÷", 5 * reads), (6, "×", reads), (2850, "÷", PER_PROJECT)}
    wanted |= {(3300, "×", 25), (3300 * 25, "÷", PER_PROJECT), (60, "×", PER_PROJECT), (3300 * 25, "÷", 60 * PER_PROJECT)}
    wanted |= {(workers, "×", shares(reads, workers))}
    assert {(a, sign, b) for a, sign, b, _ in sums} == wanted
    assert reads / (workers * shares(reads, workers)) * WINDOW_MS / 60_000 < 1.1, "a tenth more"
    assert str(WINDOW_MS // 1000) in part


# -- as a newcomer ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def clone(tmp_path: Path) -> Iterator[Path]:
    """A checkout whose ``.venv`` is the one the tests run in; what a newcomer downloads lies beside it."""
    place = tmp_path / "toso"
    place.mkdir()
    for name in ("scripts", "sheets_schema", "templates"):
        (place / name).symlink_to(ROOT / name)
    bin_ = place / ".venv" / "bin"
    bin_.mkdir(parents=True)
    (bin_ / "activate").write_text(f'PATH="{bin_}:$PATH"\nexport PYTHONPATH="{ROOT}/scripts"\n', encoding="utf-8")
    for name, called in (("toso", "-m toso"), ("python", "")):
        script = bin_ / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {called} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
    yield place


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def may_be_scheduled() -> bool:
    """A test puts nothing into the schedule of somebody's own machine: only root's, where cron alone runs."""
    cron = shutil.which("crontab") and shutil.which("cron", path=f"{os.environ['PATH']}:/usr/sbin")
    return bool(cron) and os.geteuid() == 0 and not Path("/run/systemd/system").is_dir()


def script_of(page: str) -> str:
    """Everything to type, in the page's order: the blocks, then "Day by day". A file that a person has is named."""
    typed = [text for text in blocks(page) if not text.startswith(("make demo", "make test"))]
    assert typed[0].startswith("make .venv\n") and len(typed) >= 8
    daily = [one for line in text_of(page).splitlines() if line.startswith("| ") for one in re.findall(r"`(toso [^`]+)`", line)]
    assert len(daily) >= 8
    typed += [one.replace("FILE.xlsx", "danh-sach.xlsx") + "\n" for one in daily if " ID " not in one]
    typed[0] = typed[0].removeprefix("make .venv\n")  # the tests' own; `.ci/run` makes one with this very command
    text = "".join(typed)
    assert text.count("chmod 600 credentials.json") == 1
    text = text.replace("chmod 600", "cp ../toso/downloaded.json credentials.json\nchmod 600")
    if not may_be_scheduled():
        text = text.replace("toso schedule install\n", "toso schedule install --cron --print\n")
    return text


@pytest.mark.usefixtures("crontab_alone")
@pytest.mark.parametrize("page", PAGES if SOAK else PAGES[:1])
def test_a_newcomer_who_types_what_the_page_says_has_a_ward_that_reports(page: str, clone: Path) -> None:
    shutil.copy(ROOT / "credentials.example.json", clone / "downloaded.json")
    text = script_of(page)
    for port in ("8080", "8025"):
        text = re.sub(rf"\b{port}\b", str(free_port()), text)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TOSO_")}
    process = subprocess.Popen(
        ["bash", "-e", "-c", f"trap 'kill $(jobs -p); toso schedule remove || true' EXIT\n{text}"], cwd=clone, env=environment, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        said, _ = process.communicate(timeout=200)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0, said[-3000:]
    letters = [message_from_bytes(one.read_bytes(), policy=policy.default) for one in (clone.parent / "phuong-thu/thu-den/new").iterdir()]
    assert {"ubnd@example.vn", "to1@example.com", "to3@example.com"} <= {str(one["X-RcptTo"] or one["To"]) for one in letters}
    assert "Traceback" not in said and "Lỗi: " not in said
