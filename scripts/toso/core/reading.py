"""A raw tab → a draft: columns bound, cells read, rows without content left out, keys and single cells checked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import compress, zip_longest
from typing import Any

from toso.core.bind import Binding, bind_columns, find_header
from toso.core.bounds import bounds_of
from toso.core.catalogue import Catalogue
from toso.core.compiled import Column, CompiledSheet
from toso.core.draft import Draft
from toso.core.problem import Problem, positions_of_problems
from toso.core.text import clean, header_key, strip_marks
from toso.model import CellValue, Context, RawTable

_total = re.compile(
    r"(?:tong cong|tong so|cong don|toan to|cong (?:ngo|xom|to|khu|trang)(?: \w{1,12})?)(?: so)?(?: ho| khau| nguoi| phieu| luot)?"
    r"[ :.=]*[\d.,]*(?: ho| khau| nguoi| phieu)?"
).fullmatch
_short_total = re.compile(r"(?:tong|cong|tc)[ :.=]*[\d.,]*(?: ho| khau| nguoi| phieu| luot)?").fullmatch
_titled_total = re.compile(r"tổng (?:cộng|số)(?!\w)").match
_FIRST_WORDS = frozenset(("tổng", "tong", "cộng", "cong", "toàn", "toan", "tc"))
"""Ông Tống Công is a person."""
_first_word = re.compile(r"\w+").match
_TOTAL_HEADS = frozenset(first + second for first in "tTcC" for second in "oôộổồOÔỘỔỒcC")


Places = Mapping[str, Sequence[int]]
"""Column → where in it the problems are; columns without any are not in it."""


def _is_total(raw: str, *, short: bool) -> bool:
    """Whether a text says that its row is a sum. ``short``: a lone "Tổng" or "Cộng" is enough."""
    text = clean(raw[:80]).casefold()
    first = _first_word(text)
    if first is None or first[0] not in _FIRST_WORDS:
        return False
    words = strip_marks(text)
    return bool(_titled_total(text) or _total(words) or (short and _short_total(words)))


def read_table(compiled: CompiledSheet, raw: RawTable, context: Context, catalogue: Catalogue) -> Draft:
    """Everything of one tab that needs no other tab, row by row; rules and counts come after."""
    sheet = compiled.sheet
    draft = Draft(sheet, context, bounds_of(context), catalogue, compiled.messages(catalogue))
    raw, binding = _bound(compiled, raw)
    draft.missing_columns = tuple(
        one.name for one in sheet.fields if one.name not in binding.columns and one.name != "check"
    )
    _report_headers(draft, binding)
    columns = _read_columns(draft, compiled, raw, binding)
    wrong: Places = {name: positions_of_problems(draft.columns[name]) for name in columns}
    _find_stray_rows(draft, compiled.labels, wrong)
    _check_keys(draft, compiled, wrong)
    for column in compiled.columns:
        if column.field.name in draft.columns:
            _check_column(draft, column, wrong.get(column.field.name, ()))
    return draft


def _bound(compiled: CompiledSheet, raw: RawTable) -> tuple[RawTable, Binding]:
    """Rows that somebody put above the header are passed over, unless they are records that were sorted up there."""
    binding = bind_columns(compiled.sheet, raw, compiled.headers)
    if len(binding.columns) < 2 and (at := find_header(compiled.sheet, raw.rows)) is not None:
        header = tuple(raw.rows[at])
        below = bind_columns(compiled.sheet, replace(raw, header=header, rows=raw.rows[at + 1:]), compiled.headers)
        if len(below.columns) > len(binding.columns):
            above = [row if _has_key(compiled, below, row) else () for row in (raw.header, *raw.rows[:at])]
            rows = [*above, (), *raw.rows[at + 1:]]
            return replace(raw, header=header, rows=rows, first_row=raw.first_row - 1), below
    return raw, binding


def _has_key(compiled: CompiledSheet, binding: Binding, row: Sequence[CellValue]) -> bool:
    at = binding.columns.get(compiled.sheet.primary_key or "")
    if at is None or at >= len(row):
        return False
    return any(type(one.read(row[at])) is str for one in compiled.columns if one.field.name == compiled.sheet.primary_key)


def _report_headers(draft: Draft, binding: Binding) -> None:
    for problem in binding.problems:
        one = draft.sheet.field(problem.field)
        spare = one.personal and not one.constraints.required and problem.kind == "missing_column"
        draft.report(
            problem.kind, None, problem.field, suggestion=problem.suggestion, facts={"other": problem.typed} if problem.typed else {},
            severity="warning" if spare else None,
        )


def _read_columns(draft: Draft, compiled: CompiledSheet, raw: RawTable, binding: Binding) -> set[str]:
    """Fills rows, raws, columns; returns the columns in which some cell has a problem."""
    count = len(raw.rows)
    by_index = list(zip_longest(*raw.rows)) if count else []
    raws: dict[str, Sequence[CellValue]] = {}
    columns: dict[str, list[Any]] = {}
    wrong: set[str] = set()
    for column in compiled.columns:
        name = column.field.name
        index = binding.columns.get(name)
        if index is None:
            continue
        raws[name] = by_index[index] if index < len(by_index) else (None,) * count
        columns[name], has_problem = column.values(raws[name])
        if has_problem:
            wrong.add(name)
    key = draft.sheet.primary_key
    if key in columns:
        draft.standing_keys = columns[key]
    typed = [columns[name] for name in columns if name in compiled.content]
    blank = (None,) * len(typed)
    keep = [cells != blank for cells in zip(*typed, strict=True)] if typed else [False] * count
    if not all(keep):
        raws = {name: list(compress(cells, keep)) for name, cells in raws.items()}
        columns = {name: list(compress(cells, keep)) for name, cells in columns.items()}
    draft.rows = list(compress(range(raw.first_row, raw.first_row + count), keep))
    draft.raws = raws
    draft.columns = {**columns, **{name: [None] * len(draft.rows) for name in draft.missing_columns}}
    return wrong


def _find_stray_rows(draft: Draft, labels: Sequence[str], wrong: Places) -> None:
    """Rows of totals: their word stands in place of the key, in a column that names things (``labels``), or in one
    that holds no such words (``wrong``: columns with problems)."""
    key = draft.sheet.primary_key or ""
    keys = draft.columns.get(key, ())
    for position in wrong.get(key, ()):
        raw = draft.raws[key][position]
        if isinstance(raw, str) and _is_total(raw, short=True):
            draft.skipped.add(position)
    for name in labels:
        raws = draft.raws.get(name, ())
        like = {raw for raw in set(raws) if type(raw) is str and raw[:2] in _TOTAL_HEADS and _is_total(raw, short=True)}
        for position in [position for position, raw in enumerate(raws) if raw in like] if like else ():
            has_key = bool(keys) and type(keys[position]) is str
            if not has_key or _is_total(str(raws[position]), short=False):
                draft.skipped.add(position)
    for name, positions in wrong.items():
        one = draft.sheet.field(name)
        if one.type == "string" and one.list is None:
            continue  # a long note may begin so; among days or members of a list it is no value of the column
        for position in positions:
            raw = draft.raws[name][position]
            if type(raw) is str and raw[:2] in _TOTAL_HEADS and _is_total(raw, short=True):
                draft.skipped.add(position)
    draft.skipped.update(_repeated_headers(draft, wrong))


def _repeated_headers(draft: Draft, wrong: Places) -> list[int]:
    """Where the header was copied into the table once more."""
    key = draft.sheet.primary_key
    if key not in draft.raws:
        return []
    title = header_key(draft.sheet.field(key).title)
    return [position for position in wrong.get(key, ()) if header_key(draft.raws[key][position]) == title]


def _check_keys(draft: Draft, compiled: CompiledSheet, wrong: Places) -> None:
    """Keys as text, rows without one, keys that stand twice, keys of another group."""
    key = draft.sheet.primary_key
    count = len(draft.rows)
    if key is None:
        draft.keys = [""] * count
        return
    values = draft.columns.get(key, [None] * count)
    draft.keys = ["" if value is None else value for value in values] if None in values else list(values)
    for position in wrong.get(key, ()):
        draft.keys[position] = _shown_key(values[position], draft.raws[key][position])
    if key in draft.missing_columns:
        draft.uncounted.update(range(count))
        return
    headers = _repeated_headers(draft, wrong)
    for position in sorted(draft.skipped):
        draft.report("stray_header" if position in headers else "stray_total", position)
    for position, value in enumerate(values):
        if value is None and position not in draft.skipped:
            draft.report("row_without_key", position, key)
            draft.uncounted.add(position)
    _report_repeats(draft, key, "duplicate_key")
    if compiled.group_coded and draft.context.group.code:
        _check_group(draft, key)


def _shown_key(problem: Problem, raw: CellValue) -> str:
    """How a row with a wrong key is named; never by something that looks like an identity number."""
    return clean(str(raw))[:60] if problem.kind == "bad_pattern" else ""


def _report_repeats(draft: Draft, column: str, kind: str) -> None:
    values = draft.columns[column]
    if len(set(values)) == len(values):
        return
    often = {value for value, times in Counter(values).items() if times > 1 and value is not None and type(value) is not Problem}
    places: dict[Any, list[int]] = {value: [] for value in often}
    for position in [position for position, value in enumerate(values) if value in often] if often else ():
        if position not in draft.skipped:
            places[values[position]].append(position)
    for positions in places.values():
        if len(positions) < 2:
            continue
        facts = {"rows": _listed([draft.rows[position] for position in positions])}
        for order, position in enumerate(positions):
            grave = draft.report(kind, position, column, facts=facts)
            if order and grave == "error":
                if kind == "duplicate_key":
                    draft.uncounted.add(position)
                else:
                    draft.mark_broken(column, position)


def _listed(rows: Sequence[int], most: int = 5) -> str:
    return ", ".join(map(str, rows[:most])) + ("…" if len(rows) > most else "")


def _check_group(draft: Draft, key: str) -> None:
    own = draft.context.group.code + "-"
    known = draft.context.group_codes - {draft.context.group.code}
    values = draft.columns[key]
    for position in [at for at, value in enumerate(values) if type(value) is str and not value.startswith(own)]:
        if position in draft.skipped:
            continue
        value = values[position]
        other = value.rpartition("-")[0]
        if other in known or not known:
            draft.report("other_group_code", position, key, facts={"other": other})
            draft.claims.append((other, draft.sheet.name, value))
        else:
            draft.report("bad_pattern", position, key)
        draft.uncounted.add(position)


def _check_column(draft: Draft, column: Column, wrong: Sequence[int]) -> None:
    """Problems of single cells, blanks where something is required, values that may stand once only."""
    name = column.field.name
    is_key = name == draft.sheet.primary_key
    values = draft.columns[name]
    if name in draft.missing_columns:
        return
    if column.field.constraints.required and not is_key and not column.silent and None in values:
        for position, value in enumerate(values):
            if value is None and position not in draft.skipped:
                draft.report("missing_required", position, name)
                draft.broken.setdefault(name, set()).add(position)
    for position in wrong:
        _settle(draft, column, position, values[position])
    if column.field.constraints.unique and not is_key:
        _report_repeats(draft, name, "duplicate_value")


def _settle(draft: Draft, column: Column, position: int, problem: Problem) -> None:
    """Reports a problem; an error leaves the cell unknown, anything else leaves the value it may have."""
    name = column.field.name
    if column.silent or position in draft.skipped:
        draft.columns[name][position] = None
        return
    grave = draft.report(problem.kind, position, name, suggestion=problem.suggestion, facts=problem.facts)
    if grave == "error":
        draft.mark_broken(name, position)
    else:
        draft.columns[name][position] = problem.value
    if problem.kind == "under_age":
        draft.uncounted.add(position)
