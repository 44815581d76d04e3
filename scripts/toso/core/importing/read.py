"""``toso import``: the sheets of a file → the households of one group, with what a person must mend."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from toso.core.importing.aliases import Aliases, plain
from toso.core.importing.grid import FileCell, FileSheet
from toso.core.importing.groups import groups_said
from toso.core.importing.header import Header, find_header
from toso.core.importing.rows import HouseholdRow, household_rows
from toso.core.importing.values import FIELDS, YES_NO, Plan, Value, as_text, group_number, number_text, read_value
from toso.core.text import clean
from toso.errors import UsageError

_digits = re.compile(r"\d+")
_bare_number = re.compile(r"0*(\d{1,3})").fullmatch


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """A household of an old list. ``typed``: the cells with a finding as they stood, so that nothing typed is lost;
    never a cell that looks like a citizen's number."""

    source_row: int
    values: dict[str, object]
    typed: dict[str, FileCell]


@dataclass(frozen=True, slots=True)
class ImportFinding:
    source_row: int
    column: str
    field: str
    kind: str


@dataclass(frozen=True, slots=True)
class Imported:
    group: str
    sheet: str | None
    header_rows: tuple[int, ...]
    rows: tuple[ImportedRow, ...]
    findings: tuple[ImportFinding, ...]
    skipped_rows: tuple[int, ...]
    dropped_columns: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The document of ``--dry-run --json``; dates as ISO 8601, rows counted from 1."""
        return {
            "group": self.group,
            "sheet": self.sheet,
            "header_rows": list(self.header_rows),
            "dropped_columns": list(self.dropped_columns),
            "rows": [{"source_row": row.source_row} | {k: _json(v) for k, v in row.values.items()} for row in self.rows],
            "findings": [{"source_row": f.source_row, "column": f.column, "kind": f.kind} for f in self.findings],
            "skipped_rows": list(self.skipped_rows),
        }


def _json(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def read_list(
    sheets: Sequence[FileSheet], group: str, aliases: Aliases, plan: Plan, sheet_name: str | None = None
) -> Imported:
    """Raises UsageError ``import_no_list`` when no visible sheet holds a list of ``group``."""
    sheet, header = choose_sheet(sheets, group, aliases, sheet_name)
    return _Importer(sheet, header, group, aliases, plan).run()


def choose_sheet(
    sheets: Sequence[FileSheet], group: str, aliases: Aliases, sheet_name: str | None
) -> tuple[FileSheet, Header]:
    """The visible sheet with a list of the group asked for: its title, else its heading, names the group."""
    if sheet_name is not None:
        titles = ", ".join(one.title or "" for one in sheets if one.visible)
        sheets = [one for one in sheets if clean(one.title or "").casefold() == clean(sheet_name).casefold()]
        if not sheets:
            raise UsageError("import_no_sheet", sheet=sheet_name, titles=titles)
    found = [(one, header) for one in sheets if one.visible and (header := find_header(one, aliases))]
    if (number := group_number(group)) is None:
        raise UsageError("import_group", group=group)
    ranked = sorted(((_speaks_of(one, header, number), n) for n, (one, header) in enumerate(found)), reverse=True)
    if not ranked or (ranked[0][0] < 0 and sheet_name is None):
        raise UsageError("import_no_list", group=group, sheets=len(sheets))
    best = ranked[0][0]
    return max((found[n] for score, n in ranked if score == best), key=lambda pair: len(pair[0].rows))


def _speaks_of(sheet: FileSheet, header: Header, number: int) -> int:
    """3: the title names the group; 2: the heading does; 1: a bare number as the title; 0: neither names one; -1: they
    name another, or several and no column says whose a household is."""
    title = _apart(sheet.title or "")
    for said, score in ((groups_said(title), 3), (_heading_groups(sheet, header), 2)):
        if number in said and (len(said) == 1 or "group" in header.fields):
            return score
        if said:
            return -1
    bare = _bare_number(clean(title))
    return 0 if bare is None else 1 if int(bare[1]) == number else -1


def _apart(title: str) -> str:
    """Letters and digits of a sheet's title set apart: "Tổ1" → "Tổ 1"."""
    return re.sub(r"(?<=[^\W\d_])(?=\d)", " ", clean(title))


def _heading_groups(sheet: FileSheet, header: Header) -> frozenset[int]:
    """What the lines over the table name, neighbours that share meetings with the group left out."""
    said: set[int] = set()
    for row in range(header.rows[0]):
        for cell in sheet.rows[row]:
            text = plain(cell)
            if text and not text.startswith("kem") and "sinh hoat" not in text and " ghep" not in text:
                said |= groups_said(_apart(str(cell)))
    return frozenset(said)


class _Importer:
    def __init__(self, sheet: FileSheet, header: Header, group: str, aliases: Aliases, plan: Plan) -> None:
        self.sheet, self.header, self.group, self.aliases, self.plan = sheet, header, group, aliases, plan
        self.number = group_number(group)
        self.rows: list[ImportedRow] = []
        self.findings: list[ImportFinding] = []
        self.seen: set[tuple[str, object, object]] = set()
        self.last_group: FileCell = None

    def run(self) -> Imported:
        for found in household_rows(self.sheet, self.header, self.aliases, self.number):
            self._household(found)
        kept = {row.source_row for row in self.rows}
        return Imported(
            self.group,
            self.sheet.title,
            tuple(row + 1 for row in self.header.rows),
            tuple(self.rows),
            tuple(sorted(self.findings, key=lambda f: (f.source_row, f.column))),
            tuple(row for row in range(1, len(self.sheet.rows) + 1) if row not in kept),
            tuple(self.header.labels[column] for column in self.header.dropped),
        )

    def _household(self, found: HouseholdRow) -> None:
        if self._other_group(found.row) or found.foreign:
            self._find(found.row, "group", "other_group")
            return
        read = {name: self._value(found, name) for name in FIELDS}
        self._carried_on(found, read)
        values = {name: one.value for name, one in read.items()}
        key = (_same_name(values["head_name"]), values["lane"], values["phone"])
        if values["head_name"] and values["phone"] and key in self.seen:
            self._find(found.row, "head_name", "duplicate")
            return
        self.seen.add(key)
        if read["head_name"] == Value():
            read["head_name"] = Value(kind="missing_name")
        for name, one in read.items():
            if one.kind:
                self._find(found.row, name, one.kind)
        typed = {
            name: as_text(cell) if name != "guided_on" else cell
            for name, one in read.items()
            if one.kind not in ("", "citizen_id_like") and (cell := self._cell(found.row, name)) is not None
        }
        self.rows.append(ImportedRow(found.row + 1, values, typed))

    def _carried_on(self, found: HouseholdRow, read: dict[str, Value]) -> None:
        """Cells in the lower rows of a household: they fill a blank; a second value is for a person to choose."""
        for row in found.below:
            for name, cell in ((name, self._cell(row, name)) for name in FIELDS if name != "lane"):
                more = read_value(name, cell, self.plan)
                if more == Value() or more == read[name]:
                    continue
                if read[name] == Value():
                    read[name] = more
                elif name == "note" and not read[name].kind and not more.kind:
                    read[name] = Value(f"{read[name].value} {more.value}")
                else:
                    kinds = {"phone": "two_phones", "guided_on": "ambiguous_date", "persons": "bad_number"}
                    read[name] = Value(kind=kinds.get(name, "bad_yes_no" if name in YES_NO else read[name].kind or "ambiguous_text"))

    def _cell(self, row: int, name: str) -> FileCell:
        column = self.header.fields.get(name)
        if column is None:
            return None
        cell = self.sheet.at(row, column)
        if name != "head_name" or not self.header.name_parts:
            return cell
        parts = [cell, *(self.sheet.at(row, part) for part in self.header.name_parts)]
        return " ".join(number_text(part) for part in parts if part is not None) or None

    def _value(self, found: HouseholdRow, name: str) -> Value:
        if name == "lane":
            return read_value("lane", found.lane, self.plan)
        return read_value(name, self._cell(found.row, name), self.plan)

    def _other_group(self, row: int) -> bool:
        column = self.header.fields.get("group")
        if column is None:
            return False
        cell = self.sheet.merged(row, column)
        if self.aliases.is_ditto(cell):
            cell = self.last_group
        self.last_group = cell
        said = {int(digits) for digits in _digits.findall(number_text(cell))} if cell is not None else set()
        return bool(said) and self.number not in said

    def _find(self, row: int, name: str, kind: str) -> None:
        column = self.header.fields.get(name)
        label = self.header.labels[column] if column is not None else ""
        self.findings.append(ImportFinding(row + 1, label, name, kind))


def _same_name(name: object) -> str:
    return " ".join(unicodedata.normalize("NFC", str(name or "")).casefold().split())
