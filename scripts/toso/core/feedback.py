"""What a leader reads about the book: rows of Cần sửa, lines of `_toso` for the formulas, the banner of Hướng dẫn.

Pure: a BookResult and the book as it was read → values. Nothing here is written into a tab that people fill.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from toso.core import answers, banner, formulas, machine_sheet
from toso.core.batch import Formula
from toso.core.book_facts import Desk
from toso.core.catalogue import Catalogue
from toso.core.machine_sheet import BAR, CHECKED, Block
from toso.core.sheet_state import BookState, CellError, TabState
from toso.core.to_mend import to_mend_rows
from toso.model import BookResult, CellValue, Context, Finding
from toso.schema.types import SheetSchema

Row = list[CellValue]
HEALED = frozenset({"renamed_column", "missing_column", "missing_tab"})
"""Kinds that nobody has to mend in a book of this version: the run that finds them mends them (``core.drift``)."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """``to_mend``: rows under the header of Cần sửa. ``facts``, ``lines``, ``answers`` and ``blocks`` (by tab):
    what stands in `_toso` from its second row on. ``banner``: with the time; ``banner_facts``: without."""

    to_mend: tuple[Row, ...]
    lines: tuple[Row, ...]
    answers: tuple[Row, ...]
    blocks: Mapping[str, tuple[Row, ...]]
    banner: str
    banner_facts: str
    version: str
    checked_at: datetime


def feedback(
    book: BookResult,
    state: BookState,
    context: Context,
    desk: Desk,
    catalogue: Catalogue,
    checked_at: datetime,
    replies: Mapping[str, Mapping[str, CellValue]] | None = None,
    target: tuple[int, int] = (4, 5),
) -> Feedback:
    """``state``: the book as it was read for ``book``. ``replies``: a difficulty's code → reply field → what the ward
    said. ``target``: the share of households to be guided. ``checked_at``: aware, Asia/Ho_Chi_Minh."""
    healed = HEALED if state.stamp.endswith(f" {desk.schema.version}") else frozenset()
    book = replace(book, findings=tuple(one for one in book.findings if one.kind not in healed))
    tables = desk.schema.book("group")
    places = machine_sheet.blocks(tables)
    lines: list[Row] = []
    blocks: dict[str, tuple[Row, ...]] = {}
    for table in machine_sheet.guided_tables(tables):
        tab = state.tabs.get(table.name)
        if tab is not None and table.primary_key in tab.columns:
            standing = [one for one in book.findings if one.table == table.name and not one.answered]
            writer = _TableLines(table, tab, places[table.name], lines, desk, catalogue)
            blocks[table.name] = tuple(writer.rows(standing, _checked_rows(book, table.name), replies or {}))
    facts = banner.facts(book, context, target, desk.schema)
    return Feedback(
        to_mend=tuple(to_mend_rows(book, state, desk, catalogue)),
        lines=tuple(lines),
        answers=tuple([list(row) for row in answers.pack(answers.known_of(book))]),
        blocks=blocks,
        banner=banner.text(facts, context, desk, checked_at),
        banner_facts=banner.text(facts, context, desk, None),
        version=desk.schema.version,
        checked_at=checked_at,
    )


def row_words(one: Finding, table: SheetSchema, desk: Desk, catalogue: Catalogue) -> str:
    """What Kiểm tra says of a finding: column, what is the matter, an example. Short, because it stands in a narrow
    column; Cần sửa says it at length. Holds no value."""
    field = table.field(one.column or str(table.primary_key))
    kind = catalogue[one.kind]
    example = (field.example or kind.example) if "{example}" in kind.template else ""
    said: str = desk.fill(desk.words["check"]["line"], column=field.title, what=kind.title, example=example)
    return said.replace(BAR, "/")


def _checked_rows(book: BookResult, table: str) -> frozenset[int]:
    return frozenset(book.tables[table].rows) if table in book.tables else frozenset()


class _TableLines:
    """Writes the lines and the block of one tab."""

    def __init__(
        self, table: SheetSchema, tab: TabState, block: Block, lines: list[Row], desk: Desk, catalogue: Catalogue
    ) -> None:
        self.table, self.tab, self.block, self.lines = table, tab, block, lines
        self.desk, self.catalogue = desk, catalogue
        self.painted = {one.name for one in machine_sheet.painted_fields(table)}
        assert table.primary_key
        self.key_column = tab.columns[table.primary_key]

    def rows(
        self, findings: Sequence[Finding], checked: frozenset[int], replies: Mapping[str, Mapping[str, CellValue]]
    ) -> list[Row]:
        by_row: dict[int, list[Finding]] = {}
        for one in findings:
            by_row.setdefault(one.row, []).append(one)
        rows: list[Row] = []
        for row in range(2, len(self.tab.rows) + 1):
            key = self.tab.value(row - 1, self.key_column)
            if row < self.tab.header_row + 2 or key in (None, "") or isinstance(key, CellError):
                rows.append([])
                continue
            said = replies.get(str(key), {})
            rows.append(
                [
                    key,
                    *self._says(by_row.get(row, ()), key, row, row in checked),
                    *(said.get(name) for name in self.block.replies),
                ]
            )
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def _says(self, findings: Sequence[Finding], key: CellValue, row: int, checked: bool) -> Row:
        """``says`` and ``lines`` of a block's row."""
        lines: list[int] = []
        columns: list[str] = []
        for one in findings:
            column = one.column or str(self.table.primary_key)
            if column in self.painted and column in self.tab.columns:
                lines.append(self._line(one, column, key, row))
                columns.append(column)
        if not lines:
            return [(CHECKED if checked else "") + BAR, None]
        recipe = " ".join(f"{line}:{column}" for line, column in zip(lines, columns, strict=True))
        return [Formula(formulas.says_formula(lines, columns, self.desk.words["check"]["mended"])), recipe]

    def _line(self, one: Finding, column: str, key: CellValue, row: int) -> int:
        """Adds a line; gives its 1-based row in `_toso`."""
        place = len(self.lines) + 2
        value = self.tab.value(row - 1, self.tab.columns[column])
        how = _how(value)
        self.lines.append(
            [
                self.table.name,
                key,
                column,
                None if how == "error" else value,
                one.severity,
                row_words(one, self.table, self.desk, self.catalogue),
                row,
                how,
                Formula(formulas.place_formula(self.table, place)),
                Formula(formulas.stands_formula(self.table, column, how, place)),
            ]
        )
        return place


def _how(value: CellValue) -> str:
    """By which native type a wrong value is compared (see ``formulas.stands_formula``)."""
    if isinstance(value, CellError):
        return "error"
    if value is None:
        return "blank"
    return "text" if isinstance(value, str) else "boolean" if isinstance(value, bool) else "number"
