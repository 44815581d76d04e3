"""What each command imports: a run with nothing to do never pays for pandas, and only who makes a PDF pays for typst."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from openpyxl import Workbook

from toso.cli.app import COMMANDS

ENGINES = {"pandas", "matplotlib", "numpy", "typst", "docxtpl", "docx", "vl_convert", "xlsxwriter", "openpyxl", "xlrd", "PIL"}
GOOGLE = {"gspread", "requests"}
WATCHED = ENGINES | GOOGLE | {"holidays", "css_inline", "distributed", "rich", "pydantic", "jinja2", "sqlite3"}
PARSER = {"pydantic"}
"""Typer asks it about the types of a command's options."""
SETTINGS = {"pydantic", "jinja2", "sqlite3"}
REPORT = {"typst", "docxtpl", "docx", "vl_convert", "xlsxwriter", "css_inline"}
EXCEL = {"openpyxl", "numpy", "PIL"}
"""openpyxl brings the other two along where they are installed."""

MAY: dict[str, set[str]] = {
    "--help": set(),
    "run --help": PARSER,
    "completion bash": PARSER,
    "due --at 2025-10-20T06:00": SETTINGS,
    "status --as-of 2025-10-20T06:00": SETTINGS,
    "config check": SETTINGS,
    "backup": SETTINGS,
    "restore": SETTINGS,
    "support-bundle": SETTINGS,
    "schedule install --cron --print": SETTINGS,
    "schema lint": SETTINGS,
    "outbox list": SETTINGS,
    "validate hộ.xlsx": SETTINGS | EXCEL,
    "validate --as-of 2025-10-20T05:30": SETTINGS | GOOGLE,
    "plan": SETTINGS | GOOGLE,
    "apply": SETTINGS | GOOGLE,
    "share": SETTINGS | GOOGLE,
    "purge": SETTINGS | GOOGLE,
    "import hộ.csv --group TDP01 --dry-run": SETTINGS | GOOGLE,
    "init --no-input": SETTINGS | GOOGLE,
    "aggregate --as-of 2025-10-20T05:40": SETTINGS | GOOGLE | {"pandas", "numpy"},
    "aggregate --as-of 2025-10-20T05:41": SETTINGS | GOOGLE,
    "run --due --as-of 2025-10-20T06:00": SETTINGS | GOOGLE,
    "run --due --as-of 2025-10-20T07:30": SETTINGS | GOOGLE,
    "loop --help": PARSER,
    "remind --as-of 2025-12-08T09:00": SETTINGS | GOOGLE | {"css_inline"},
    "print-forms --group TDP01": SETTINGS | GOOGLE | {"typst"},
    "doctor": SETTINGS | GOOGLE | {"typst"},
    "report preview --as-of 2025-12-14": SETTINGS | GOOGLE | REPORT,
}
"""Command → what it may import of WATCHED, in the order they are called in one ward. ``doctor`` asks typst for its fonts."""

LIKE_PLAN = ("apply", "share", "purge", "init --no-input", "run --due --as-of 2025-10-20T07:30")
"""Put together as ``plan`` and ``run`` are: called under the soak marker only."""

ANYTHING = {"demo", "sample"}
"""They make a whole ward and all its papers."""

CALLER = """
import json, os, sys
from toso.cli.app import build
from toso.cli.boundary import run
commands, watched = json.loads(sys.argv[1])
for command in commands:
    reader, writer = os.pipe()
    if os.fork() == 0:
        out = os.open(os.devnull, os.O_WRONLY)
        os.dup2(out, 1), os.dup2(out, 2)
        code = run(build(), command.split())
        os.write(writer, json.dumps([int(code), sorted(set(watched) & set(sys.modules))]).encode())
        os._exit(0)
    os.close(writer)
    os.wait()
    print(os.read(reader, 9999).decode())
"""
"""Each command in a process of its own, forked from one that has imported what every command has."""


def test_no_command_imports_what_it_does_not_use(an_lac: Path) -> None:
    workbook = Workbook()
    workbook.active.append(["STT", "Họ và tên chủ hộ", "Số khẩu", "Điện thoại"])
    workbook.active.append([1, "Nguyễn Văn An", 4, "0912 345 678"])
    workbook.save(an_lac / "hộ.xlsx")
    (an_lac / "hộ.csv").write_text("STT,Họ và tên chủ hộ,Số khẩu,Điện thoại\n1,Nguyễn Văn An,4,0912 345 678\n", encoding="utf-8")
    commands = [one for one in MAY if os.environ.get("TOSO_SOAK") or one not in LIKE_PLAN]
    called = subprocess.run(
        [sys.executable, "-c", CALLER, json.dumps([commands, sorted(WATCHED)])], cwd=an_lac, capture_output=True, text=True, check=True
    )
    answers = dict(zip(commands, map(json.loads, called.stdout.splitlines()), strict=True))
    assert {name: code for name, (code, _) in answers.items() if code} == {"restore": 3}
    too_much = {name: sorted(set(found) - MAY[name]) for name, (_, found) in answers.items() if set(found) - MAY[name]}
    assert too_much == {}
    assert set(answers["aggregate --as-of 2025-10-20T05:40"][1]) >= {"pandas", "gspread"}, "nothing was watched"


def test_the_table_above_has_every_command() -> None:
    assert {name.split()[0] for name in MAY if not name.startswith("--")} | ANYTHING == set(COMMANDS)
