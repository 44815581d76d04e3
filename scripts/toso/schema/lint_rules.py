"""Rules, counts and foreign keys of one tab."""

from __future__ import annotations

from typing import Any

from toso.schema.lint_conditions import check_condition
from toso.schema.notes import Notes, nearest
from toso.schema.source import Path_, Source
from toso.schema.types import CountRule, Rule, SheetSchema
from toso.schema.vocabulary import BOUND_NAMES
from toso.schema.world import World


def check_rules(source: Source, sheet: SheetSchema, world: World, notes: Notes) -> None:
    """Notes every mistake in what must hold across columns, rows and tabs."""
    for number, rule in enumerate(sheet.rules):
        _common(source, ("rules", number), rule, sheet, world, notes)
        for key in ("when", "require"):
            condition = getattr(rule, key)
            if condition is not None:
                check_condition(source, ("rules", number, key), condition, sheet, world, notes)
    for number, count in enumerate(sheet.counts):
        _common(source, ("counts", number), count, sheet, world, notes)
        _count(source, ("counts", number), count, sheet, world, notes)
    seen: set[str] = set()
    for key, rules in (("rules", sheet.rules), ("counts", sheet.counts)):
        for number, name in enumerate(one.name for one in rules):
            if name in seen:
                notes.add("doubled_rule", source, (key, number, "name"), rule=name)
            seen.add(name)
    _references(source, sheet, world, notes)


def column_known(source: Source, path: Path_, name: str, sheet: SheetSchema, world: World, notes: Notes) -> bool:
    """Notes a column that the tab does not have."""
    columns = world.columns(sheet.name)
    if name in columns:
        return True
    notes.add("unknown_column", source, path, column=name, tab=sheet.title, nearest=nearest(name, columns))
    return False


def _common(
    source: Source, here: tuple[str | int, ...], rule: Rule | CountRule, sheet: SheetSchema, world: World, notes: Notes
) -> None:
    column_known(source, (*here, "at"), rule.at, sheet, world, notes)
    if world.kinds and rule.kind not in world.kinds:
        notes.add("unknown_kind", source, (*here, "kind"), kind=rule.kind, nearest=nearest(rule.kind, world.kinds))


def _count(
    source: Source, here: tuple[str | int, ...], count: CountRule, sheet: SheetSchema, world: World, notes: Notes
) -> None:
    for index, name in enumerate(count.per):
        column_known(source, (*here, "per", index), name, sheet, world, notes)
    if count.where is not None:
        check_condition(source, (*here, "where"), count.where, sheet, world, notes)
    if count.minimum is None and count.maximum is None:
        notes.add("count_without_limit", source, here, rule=count.name)
    limits: dict[str, Any] = {"minimum": count.minimum, "maximum": count.maximum}
    for key, value in limits.items():
        if isinstance(value, str) and value != "households_official":
            notes.add(
                "bad_number_bound", source, (*here, key),
                field=count.name, value=value, nearest=nearest(value, BOUND_NAMES & {"households_official"}),
            )  # fmt: skip
    if all(isinstance(one, int) for one in limits.values()) and limits["minimum"] > limits["maximum"]:
        notes.add("empty_range", source, here, low=limits["minimum"], high=limits["maximum"])


def _references(source: Source, sheet: SheetSchema, world: World, notes: Notes) -> None:
    for number, key in enumerate(sheet.foreign_keys):
        here = ("foreignKeys", number)
        column_known(source, (*here, "fields"), key.field, sheet, world, notes)
        if key.table in world.broken:
            continue
        target = world.tables.get(key.table)
        path = (*here, "reference")
        if target is None:
            notes.add("unknown_tab", source, path, tab=key.table, nearest=nearest(key.table, world.tables))
            continue
        if target.book != sheet.book:
            notes.add("tab_of_other_book", source, path, tab=key.table, book=target.book)
        if column_known(source, path, key.reference, target, world, notes):
            unique = target.field(key.reference).constraints.unique
            if not unique and key.reference != target.primary_key:
                notes.add("reference_not_unique", source, path, column=key.reference, tab=target.title)
        for name in key.also:
            column_known(source, (*here, "also"), name, target, world, notes)
