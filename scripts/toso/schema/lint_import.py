"""``import.yaml``: headers of old lists that lead to columns which are not there, and patterns that cannot be."""

from __future__ import annotations

import re
from collections.abc import Mapping

from toso.schema.notes import Notes, nearest
from toso.schema.world import World

PLACE, TAB = "import.yaml", "households"


def check_import(world: World, notes: Notes) -> None:
    """Notes mistakes in the columns of old lists; a schema without ``import.yaml`` imports nothing."""
    source = world.sources.get(PLACE)
    if source is None or TAB in world.broken or TAB not in world.tables:
        return
    columns = source.content.get("columns") if isinstance(source.content, Mapping) else None
    if not isinstance(columns, list):
        notes.add("missing_key", source, (), key="columns", example="[…]")
        return
    known = world.columns(TAB)
    for number, one in enumerate(columns):
        if not isinstance(one, Mapping) or not isinstance(one.get("any"), list):
            notes.add("missing_key", source, ("columns", number), key="any", example='["ghi chu"]')
            continue
        name = str(one.get("field"))
        if not (one.get("drop") or one.get("skip")) and name not in known:
            title = world.tables[TAB].title
            near = nearest(name, known)
            notes.add("unknown_column", source, ("columns", number, "field"), column=name, tab=title, nearest=near)
        for index, pattern in enumerate(one["any"]):
            try:
                re.compile(str(pattern))
            except re.error as problem:
                path = ("columns", number, "any", index)
                notes.add("bad_pattern", source, path, field=name, at=(problem.pos or 0) + 1)
