"""A tab's columns made ready for reading, kept for the next group: each distinct text is read once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as given
from typing import Any

from toso.core.bind import header_names
from toso.core.catalogue import Catalogue
from toso.core.cells import Reader, reader_for, taken_as_typed
from toso.core.columns import BOUND_NAMES, Bounds, Test, compile_columns, fields_of
from toso.core.problem import Problem
from toso.model import CellValue
from toso.schema.types import CountRule, Field, Rule, Schema, SheetSchema

_KEPT = 4096
"""Distinct cells remembered a column between groups: memory stays flat over any number of groups."""


@dataclass(slots=True)
class Column:
    """One column's reader, and what it has read."""

    field: Field
    read: Reader
    silent: bool
    """Machine columns are read, but their mistakes are nobody's to mend."""
    as_typed: Callable[[str], object] | None = None
    all_differ: bool = False
    """Codes and phones, where each cell holds another text."""
    memo: dict[CellValue, Any] = given(default_factory=dict)

    def values(self, raws: Sequence[CellValue]) -> tuple[list[Any], bool]:
        """Values and problems of a whole column, and whether there is any problem among them."""
        has_boxes = bool in set(map(type, raws))  # as hash keys TRUE is 1 and FALSE is 0
        memo, read = self.memo, self.read
        if self.all_differ and self.as_typed is not None and not has_boxes:
            return self._mostly_as_typed(raws, self.as_typed)
        distinct = {raw for raw in raws if raw is not True and raw is not False} if has_boxes else set(raws)
        if len(memo) + len(distinct) > _KEPT:
            memo.clear()
        new = distinct.difference(memo)
        if (as_typed := self.as_typed) is not None:
            for raw in new:
                memo[raw] = raw if type(raw) is str and as_typed(raw) else read(raw)
        else:
            for raw in new:
                memo[raw] = read(raw)
        wrong = Problem in set(map(type, map(memo.__getitem__, distinct)))
        if not has_boxes:
            return list(map(memo.__getitem__, raws)), wrong
        yes, no = read(True), read(False)
        values = [yes if raw is True else no if raw is False else memo[raw] for raw in raws]
        return values, wrong or any(type(value) is Problem for value in values)

    def _mostly_as_typed(self, raws: Sequence[CellValue], as_typed: Callable[[str], object]) -> tuple[list[Any], bool]:
        """Hardly two are the same, so nothing is worth remembering."""
        read = self.read
        values = [raw if type(raw) is str and as_typed(raw) else None if raw is None else read(raw) for raw in raws]
        return values, Problem in set(map(type, values))


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule of the schema, ready to be asked."""

    rule: Rule
    when: Test | None
    require: Test
    required_fields: frozenset[str]
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class CompiledCount:
    """A count of the schema, ready to be made."""

    rule: CountRule
    where: Test | None
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class CompiledSheet:
    """A tab of the schema, ready for tables."""

    sheet: SheetSchema
    columns: tuple[Column, ...]
    headers: Mapping[str, str]
    """Header key → field name."""
    content: frozenset[str]
    """Columns in which something typed makes a row a record."""
    labels: tuple[str, ...]
    """Columns that name a row: there, and in the key's place, people write "Tổng cộng"."""
    rules: tuple[CompiledRule, ...]
    counts: tuple[CompiledCount, ...]
    group_coded: bool
    """Keys begin with the group's code: ``TDP03-0127``."""
    said: dict[Catalogue, dict[Any, str]] = given(default_factory=dict)

    def messages(self, catalogue: Catalogue) -> dict[Any, str]:
        """Sentences already put together, for the same mistake of the next group."""
        said = self.said.setdefault(catalogue, {})
        if len(said) > _KEPT:
            said.clear()
        return said


_cache: dict[tuple[Any, ...], tuple[Schema, CompiledSheet]] = {}


def compiled(schema: Schema, sheet: SheetSchema, bounds: Bounds) -> CompiledSheet:
    """The tab, compiled for these bounds; compiled once as long as schema and used bounds stay the same."""
    place = (id(schema), sheet.name, *(bounds.get(name) for name in sorted(_used_bounds(sheet))))
    kept = _cache.get(place)
    if kept is None or kept[0] is not schema or kept[1].sheet is not sheet:
        if len(_cache) > 64:
            _cache.clear()
        kept = _cache[place] = (schema, compile_sheet(sheet, schema.lists, bounds))
    return kept[1]


def _used_bounds(sheet: SheetSchema) -> set[str]:
    limits = {limit for one in sheet.fields for limit in (one.constraints.minimum, one.constraints.maximum)}
    return {limit for limit in limits if isinstance(limit, str) and limit in BOUND_NAMES} | {"plan_start", "plan_end"}


def compile_sheet(sheet: SheetSchema, lists: Mapping[str, Any], bounds: Bounds) -> CompiledSheet:
    """Raises SchemaError for a bound or a condition that cannot be."""
    key = sheet.primary_key
    columns = tuple(
        Column(
            one, reader_for(one, lists, bounds, sheet.missing_values),
            one.owner == "machine" and one.name != key, taken_as_typed(one), one.name == key or one.format == "phone",
        )
        for one in sheet.fields
        if one.name != "check"
    )
    content = frozenset(
        one.name
        for one in sheet.fields
        if one.owner != "machine" and one.name != "explanation" and (one.name != key or sheet.numbered is None)
    )
    labels = tuple(
        one.name
        for one in sheet.fields
        if one.type == "string" and not one.list and one.format not in ("text", "phone", "email")
        and one.name not in ("check", key)
    )
    return CompiledSheet(
        sheet, columns, header_names(sheet), content, labels,
        tuple(_rule(one, f"{sheet.name}: {one.name}") for one in sheet.rules),
        tuple(_count(one, f"{sheet.name}: {one.name}") for one in sheet.counts),
        bool(sheet.numbered and sheet.numbered.startswith("{group}-")),
    )


def _rule(rule: Rule, place: str) -> CompiledRule:
    when = compile_columns(rule.when, place) if rule.when else None
    required = fields_of(rule.require)
    return CompiledRule(rule, when, compile_columns(rule.require, place), required, required | fields_of(rule.when))


def _count(rule: CountRule, place: str) -> CompiledCount:
    where = compile_columns(rule.where, place) if rule.where else None
    return CompiledCount(rule, where, fields_of(rule.where) | frozenset(rule.per))
