"""A tab while it is being validated: its columns, what is broken in them, and the findings so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from toso.core import dates
from toso.core.catalogue import Catalogue, quote
from toso.core.columns import Bounds
from toso.model import NO_FACTS, CellValue, Context, Finding, Severity, TableResult
from toso.schema.types import Field, SheetSchema


class _Broken:
    """Stands in a column for a cell with an error while rules look at it: present, but equal to and ordered with
    nothing, so that one mistake is told once."""

    __slots__ = ()

    def _no(self, other: object) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _no


BROKEN: Any = _Broken()


def words_for(sheet: SheetSchema, one: Field | None) -> dict[str, object]:
    """What a message may say of the column (or, without one, of the tab)."""
    return {"title": one.title if one else sheet.title, "example": one.example if one else ""}


@dataclass(slots=True)
class Draft:
    """Sequences have one entry a row with content. ``broken[name]``: positions whose cell holds an error."""

    sheet: SheetSchema
    context: Context
    bounds: Bounds
    catalogue: Catalogue
    said: dict[Any, str] = field(default_factory=dict)
    """Sentences already put together."""
    rows: Sequence[int] = ()
    keys: list[str] = field(default_factory=list)
    raws: dict[str, Sequence[CellValue]] = field(default_factory=dict)
    columns: dict[str, list[Any]] = field(default_factory=dict)
    broken: dict[str, set[int]] = field(default_factory=dict)
    uncounted: set[int] = field(default_factory=set)
    skipped: set[int] = field(default_factory=set)
    """Rows that are no records at all (totals, repeated headers): nothing else is said of them."""
    standing_keys: Sequence[Any] = ()
    """The column of keys with those of rows still blank: a code is there before its row is filled."""
    missing_columns: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)
    claims: list[tuple[str, str, str]] = field(default_factory=list)
    _fields: dict[str, Field] = field(default_factory=dict)
    _graves: dict[Any, tuple[Severity, bool]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._fields = {one.name: one for one in self.sheet.fields}

    def _severity(self, kind: str, column: str, given: str | None = None) -> Severity:
        own = self._fields[column].severity.get(kind) if column in self._fields else None
        return given or own or self.catalogue[kind].severity  # type: ignore[return-value]

    def report(
        self,
        kind: str,
        position: int | None,
        column: str = "",
        *,
        suggestion: str = "",
        facts: Mapping[str, object] = NO_FACTS,
        severity: str | None = None,
        template: str = "",
    ) -> Severity:
        """Adds a finding at a row (``None``: the whole tab) and returns how grave it is.

        The value goes along only where its kind may be echoed, and never for a key that must not be.
        """
        known = self._graves.get((kind, column, severity))
        if known is None:
            known = self._graves[kind, column, severity] = (self._severity(kind, column, severity), self.catalogue[kind].echo)
        grave, echo = known
        raw = self.raws[column][position] if position is not None and column in self.raws else None
        row, key = (self.rows[position], self.keys[position]) if position is not None else (0, "")
        if not echo:
            raw, suggestion = None, ""
        place = (kind, column, type(raw), raw, suggestion, template, *facts.values())
        message = self.said.get(place)
        if message is None:
            message = self.said[place] = self._message(kind, column, raw, suggestion, facts, template)
        if "{key}" in message:
            message = message.replace("{key}", key)
        self.findings.append(Finding(
            kind, grave, self.context.group.code, self.sheet.name, row, key, column,
            raw, suggestion, message, False, facts,
        ))
        return grave

    def _message(
        self, kind: str, column: str, raw: CellValue, suggestion: str, facts: Mapping[str, object], template: str
    ) -> str:
        one = self._fields.get(column)
        words = {**words_for(self.sheet, one), "key": "{key}", **facts}
        shown = quote(dates.as_seen(raw) if one is not None and one.type == "date" else raw)
        own = template or (one.feedback.get(kind, "") if one else "")
        return self.catalogue.message(kind, shown, suggestion, words, own)

    def lowest(self, positions: Sequence[int]) -> int | None:
        """The row that stands for many: the one of the lowest key. The first of them would be another one once the rows
        are sorted, and an answer is bound to the key."""
        return min(positions, key=lambda position: (self.keys[position], position), default=None)

    def mark_broken(self, column: str, position: int) -> None:
        """Takes a cell out of every figure."""
        broken = self.broken.get(column)
        if broken is None:
            broken = self.broken[column] = set()
        broken.add(position)
        self.columns[column][position] = None
        if column == self.sheet.primary_key:
            self.uncounted.add(position)

    def with_broken(self, column: str) -> Sequence[Any]:
        """The column as rules see it. An unbound column is all blank."""
        values = self.columns.get(column)
        if values is None:
            return [None] * len(self.rows)
        positions = self.broken.get(column)
        if not positions:
            return values
        seen = list(values)
        for position in positions:
            seen[position] = BROKEN
        return seen

    def result(self) -> TableResult:
        counted = [True] * len(self.rows)
        for position in self.uncounted | self.skipped:
            counted[position] = False
        return TableResult(self.sheet.name, self.rows, self.keys, self.columns, counted, self.missing_columns)
