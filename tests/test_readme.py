"""Every command that the two READMEs name is a command, with the options they show; every file they name is there."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "README.vi.md")
OPTION = re.compile(r"--[a-z][a-z-]+")


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def commands(page: str) -> set[str]:
    """Every ``toso …`` in code, in blocks and inline."""
    text = text_of(page)
    lines = [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    lines += re.findall(r"`(toso [^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return {line.strip() for line in lines if line.strip().startswith("toso ")}


NAMED = sorted({command for page in PAGES for command in commands(page)})


@pytest.mark.parametrize("command", NAMED)
def test_a_command_of_the_readme_is_known_with_its_options(command: str) -> None:
    words = shlex.split(command)[1:]
    names = []
    for word in words:
        if word.startswith("-") or not re.fullmatch(r"[a-z][a-z-]*", word) or len(names) == 2:
            break
        names.append(word)
    done = subprocess.run([sys.executable, "-m", "toso", *names, "--help"], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.returncode == 0, done.stderr
    shown = set(OPTION.findall(done.stdout))
    assert set(OPTION.findall(command)) <= shown


@pytest.mark.parametrize("page", PAGES)
def test_the_make_targets_of_the_readme_are_there(page: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", text_of(page), re.MULTILINE)) <= targets


def test_the_files_of_the_map_are_there() -> None:
    named = re.findall(r"`((?:sheets_schema|templates|scripts)/[^`]*)`", text_of("README.md"))
    assert len(named) > 10
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_both_pages_tell_the_same_commands() -> None:
    ours, theirs = ({command.split(" FILE")[0] for command in commands(page)} for page in PAGES)
    assert theirs <= ours
