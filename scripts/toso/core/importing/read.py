"""``toso import``: the sheets of a file → the households of one group, with what a person must mend."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from toso.core.importing.aliases import Aliases
from toso.core.importing.choose import choose_sheet
from toso.core.importing.grid import FileCell, FileSheet, OldFontText
from toso.core.importing.header import Header
from toso.core.importing.rows import HouseholdRow, household_rows
from toso.core.importing.values import (
    FIELDS,
    YES_NO,
    Plan,
    Value,
    as_text,
    group_number,
    may_be_old,
    number_text,
    read_value,
)

_digits = re.compile(r"\d+")
_SEVERAL = 3


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
    """Raises UsageError: ``import_no_list`` when no visible sheet holds a list of ``group``, ``import_which_sheet`` when
    several may, ``import_no_sheet``, ``import_group``."""
    sheet, header = choose_sheet(sheets, group, aliases, sheet_name)
    return _Importer(sheet, header, group, aliases, plan).run()


class _Importer:
    def __init__(self, sheet: FileSheet, header: Header, group: str, aliases: Aliases, plan: Plan) -> None:
        self.sheet, self.header, self.group, self.aliases, self.plan = sheet, header, group, aliases, plan
        self.number = group_number(group)
        self.rows: list[ImportedRow] = []
        self.findings: list[ImportFinding] = []
        self.seen: set[tuple[str, object, object]] = set()
        self.last_group: FileCell = None
        self.old_names = self._keeps_old_names()

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

    def _keeps_old_names(self) -> bool:
        """Whether several names are in an old font's encoding and no cell's font says which are."""
        below = range(self.header.rows[-1] + 1, len(self.sheet.rows))
        names = [cell for row in below if isinstance(cell := self.sheet.at(row, self.header.fields["head_name"]), str)]
        if any(isinstance(name, OldFontText) for name in names):
            return False
        return sum(read_value("head_name", name, self.plan).kind == "unreadable_text" for name in names) >= _SEVERAL

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
        read = read_value(name, self._cell(found.row, name), self.plan)
        if name == "head_name" and self.old_names and isinstance(read.value, str) and may_be_old(read.value):
            return Value(kind="unreadable_text")
        return read

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
