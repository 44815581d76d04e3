"""Closed lists: codes and words that mean two things."""

from __future__ import annotations

from toso.schema.notes import Notes
from toso.schema.vocabulary import folded
from toso.schema.world import World


def check_lists(world: World, notes: Notes) -> None:
    """Notes every clash within a list."""
    source = world.sources.get("lists.yaml")
    if source is None:
        return
    for name, members in world.lists.items():
        codes: set[str] = set()
        words: dict[str, str] = {}
        for number, member in enumerate(members):
            if member.code in codes:
                notes.add("doubled_code", source, (name, number, "code"), code=member.code, list=name)
            codes.add(member.code)
            other = words.setdefault(folded(member.title), member.code)
            if other != member.code:
                notes.add("member_clash", source, (name, number, "title"), word=member.title, list=name, other=other)
        for number, member in enumerate(members):
            for index, alias in enumerate(member.aliases):
                other = words.setdefault(folded(alias), member.code)
                if other != member.code:
                    path = (name, number, "aliases", index)
                    notes.add("member_clash", source, path, word=alias, list=name, other=other)
