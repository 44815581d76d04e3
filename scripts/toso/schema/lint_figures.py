"""``indicators.yaml``: figures on tabs, columns, days, places and shares that are not there."""

from __future__ import annotations

from toso.schema.lint_conditions import check_condition
from toso.schema.lint_fields import DAYS, NUMBERS
from toso.schema.lint_rules import column_known
from toso.schema.notes import Notes, nearest
from toso.schema.source import Source
from toso.schema.types import Indicator, SheetSchema
from toso.schema.world import World

PEOPLE = frozenset({"age_band", "sex"})


def check_indicators(world: World, notes: Notes) -> None:
    """Notes every mistake in the figures."""
    source = world.sources.get("indicators.yaml")
    if source is None:
        return
    seen: set[str] = set()
    for number, one in world.indicators:
        if one.name in seen:
            notes.add("doubled_indicator", source, (number, "name"), indicator=one.name)
        seen.add(one.name)
        _links(source, number, one, world, notes)
        sheet = world.tables.get(one.table)
        if sheet is not None:
            _counted(source, number, one, sheet, world, notes)
        elif one.table not in world.broken:
            near = nearest(one.table, world.tables)
            notes.add("unknown_tab", source, (number, "table"), tab=one.table, nearest=near)


def _links(source: Source, number: int, one: Indicator, world: World, notes: Notes) -> None:
    """Other figures, pillars and places that it names."""
    wholes = {"households_official", *world.indicator_names}
    targets = [("denominator", one.denominator)] + ([("target", one.target["of"])] if one.target else [])
    for key, name in targets:
        if name is not None and (name not in wholes or name == one.name):
            near = nearest(name, wholes - {one.name})
            notes.add("unknown_indicator", source, (number, key), indicator=name, nearest=near)
    if one.target and one.target["of"] != one.denominator:
        notes.add("target_of_other", source, (number, "target"), indicator=one.name, denominator=one.denominator or "—")
    if "lists.yaml" in world.broken:
        return
    pillars = {member.code for member in world.lists.get("pillars", ())}
    if one.pillar is not None and one.pillar not in pillars:
        notes.add("unknown_pillar", source, (number, "pillar"), pillar=one.pillar, nearest=nearest(one.pillar, pillars))
    for index, place in enumerate(one.shown):
        if place not in world.places and not _of_broken(place, world):
            notes.add(
                "unknown_place", source, (number, "shown", index), place=place, nearest=nearest(place, world.places)
            )
    if not one.shown:
        notes.add("shown_nowhere", source, (number,), indicator=one.name)


def _of_broken(place: str, world: World) -> bool:
    return place.startswith("master.") and f"master_{place.removeprefix('master.')}" in world.broken


def _counted(source: Source, number: int, one: Indicator, sheet: SheetSchema, world: World, notes: Notes) -> None:
    """What is counted, over which days, broken down how."""
    if (one.count == "rows") is bool(one.of or one.span):
        notes.add("bad_count", source, (number, "count"), indicator=one.name, count=one.count)
    if one.span and one.count != "sum":
        notes.add("bad_count", source, (number, "span"), indicator=one.name, count=one.count)
    if one.each and one.count != "distinct":
        notes.add("bad_count", source, (number, "each"), indicator=one.name, count=one.count)
    if one.of is not None and column_known(source, (number, "of"), one.of, sheet, world, notes):
        kind = sheet.field(one.of).type
        if one.count == "sum" and kind not in NUMBERS:
            notes.add("sum_of_type", source, (number, "of"), column=one.of, type=kind)
    for key, names in (("span", one.span), ("dated_by", (one.dated_by,) if one.dated_by else ())):
        for name in names:
            if column_known(source, (number, key), name, sheet, world, notes) and sheet.field(name).type not in DAYS:
                notes.add("not_a_day", source, (number, key), column=name)
    if (one.scope == "standing") is bool(one.dated_by):
        notes.add("scope_and_day", source, (number, "scope"), indicator=one.name, scope=one.scope)
    for index, name in enumerate(one.by):
        if not column_known(source, (number, "by", index), name, sheet, world, notes):
            continue
        if sheet.field(name).personal:
            notes.add("by_personal", source, (number, "by", index), column=name)
    if PEOPLE & set(one.by) and one.publish != "survey":
        notes.add("people_in_the_open", source, (number,), indicator=one.name)
    if one.where is not None:
        check_condition(source, (number, "where"), one.where, sheet, world, notes)
