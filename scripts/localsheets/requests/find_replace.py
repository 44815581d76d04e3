"""findReplace."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from localsheets import entering
from localsheets.a1 import Box
from localsheets.errors import Refused
from localsheets.numberformat import format_value
from localsheets.requests import java_regex
from localsheets.values import Renderer

if TYPE_CHECKING:
    from localsheets.batch import Batch

#: (new text, how many places) for a text
Replace = Callable[[str], tuple[str, int]]
PATIENCE = 2  # seconds for a pattern that may take for ever
#: A repeat around a repeat or an alternative can take for ever; such patterns run in a process with a time limit.
_RISKY = re.compile(r"[*+}]\s*\)|\|")
_CHILD = (
    "import json,re,sys\n"
    "p,f,r,w,ts=json.load(sys.stdin)\n"
    "x=re.compile(p,f)\n"
    "print(json.dumps([list(x.subn(r,t)) if not w or x.fullmatch(t) else [t,0] for t in ts]))"
)


def _plain(find: str, replacement: str, arguments: dict) -> Replace:
    flags = 0 if arguments.get("matchCase") else re.IGNORECASE
    pattern = re.compile(re.escape(find), flags)
    whole = arguments.get("matchEntireCell", False)

    def replace(text: str) -> tuple[str, int]:
        if whole and not pattern.fullmatch(text):
            return text, 0
        return pattern.subn(lambda _: replacement, text)

    return replace


def _regex(find: str, replacement: str, arguments: dict, texts: list[str]) -> Replace:
    flags = 0 if arguments.get("matchCase") else re.IGNORECASE
    translated = java_regex.pattern(find)
    try:
        pattern = re.compile(translated, flags)
    except (re.error, RecursionError, OverflowError):
        raise Refused(f"Invalid regular expression: {find[:200]}") from None
    whole = bool(arguments.get("matchEntireCell"))
    try:
        template = java_regex.template(replacement, pattern.groups)
        pattern.sub(template, "")
    except (re.error, IndexError, ValueError):
        raise Refused(f"Invalid replacement: {replacement[:200]}") from None
    if _RISKY.search(find):
        return _in_a_process(translated, int(flags), template, whole, texts)

    def replace(text: str) -> tuple[str, int]:
        if whole and not pattern.fullmatch(text):
            return text, 0
        return pattern.subn(template, text)

    return replace


def _in_a_process(find: str, flags: int, template: str, whole: bool, texts: list[str]) -> Replace:
    asked = json.dumps([find, flags, template, whole, texts])
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _CHILD], input=asked, capture_output=True, text=True, timeout=PATIENCE, check=True
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        raise Refused("The regular expression takes too long.") from None
    results = dict(zip(texts, json.loads(done.stdout), strict=True))
    return lambda text: tuple(results[text])  # type: ignore[return-value]


def find_replace(batch: Batch, arguments: dict) -> dict:
    find, replacement = arguments.get("find", ""), arguments.get("replacement", "")
    if not find:
        raise Refused("find must not be empty.")
    scopes = [name for name in ("range", "sheetId", "allSheets") if arguments.get(name) is not None and arguments[name] is not False]
    if len(scopes) != 1:
        raise Refused("Exactly one of range, sheetId and allSheets must be set.")
    if scopes[0] == "range":
        places = [batch.area(arguments["range"], protected=False)]
    elif scopes[0] == "sheetId":
        sheet = batch.sheet(arguments["sheetId"])
        places = [(sheet, sheet.full())]
    else:
        places = [(sheet, sheet.full()) for sheet in batch.book.sheets]
    batch.ctx.changed(batch.book)
    renderer = Renderer(batch.ctx.calculator(batch.book), "FORMATTED_VALUE", "SERIAL_NUMBER")
    candidates = []
    for sheet, box in places:
        for row, column, cell in list(sheet.cells(box)):
            if cell.formula is not None:
                if arguments.get("includeFormulas"):
                    candidates.append((sheet, row, column, cell, cell.formula, True))
            elif cell.value is not None:
                shown = (cell.fmt or {}).get("numberFormat")
                text = cell.value if isinstance(cell.value, str) else format_value(cell.value, shown, renderer.locale)
                candidates.append((sheet, row, column, cell, text, False))
    if arguments.get("searchByRegex"):
        replace = _regex(find, replacement, arguments, sorted({c[4] for c in candidates}))
    else:
        replace = _plain(find, replacement, arguments)
    counts = {"valuesChanged": 0, "formulasChanged": 0, "rowsChanged": 0, "sheetsChanged": 0, "occurrencesChanged": 0}
    rows, sheets = set(), set()
    for sheet, row, column, _, text, is_formula in candidates:
        new, times = replace(text)
        if not times:
            continue
        batch.guard(sheet, Box(row, row + 1, column, column + 1))
        entering.enter(batch.book, sheet.at(row, column), new, True, batch.ctx.app.local_now(batch.book).date())
        sheet.sweep(row, column)
        counts["formulasChanged" if is_formula else "valuesChanged"] += 1
        counts["occurrencesChanged"] += times
        rows.add((sheet.id, row))
        sheets.add(sheet.id)
    counts["rowsChanged"], counts["sheetsChanged"] = len(rows), len(sheets)
    return {name: count for name, count in counts.items() if count}


KINDS = {"findReplace": find_replace}
