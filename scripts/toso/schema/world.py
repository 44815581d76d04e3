"""All that lint could read of a schema folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from toso.schema.source import Source
from toso.schema.types import Indicator, Member, SheetSchema
from toso.schema.vocabulary import places


@dataclass(frozen=True)
class World:
    """Tabs, lists and figures of sound form, and the finding kinds there are."""

    sheets: tuple[tuple[Source, SheetSchema], ...]
    lists: Mapping[str, tuple[Member, ...]]
    indicators: tuple[tuple[int, Indicator], ...]
    """With their index in the file."""
    kinds: Mapping[str, Any]
    broken: frozenset[str]
    """Names of tabs, or files, that could not be read: what points to them is not blamed."""
    sources: Mapping[str, Source]

    @cached_property
    def tables(self) -> Mapping[str, SheetSchema]:
        return {sheet.name: sheet for _, sheet in self.sheets}

    @cached_property
    def places(self) -> frozenset[str]:
        return places(self.tables, self.lists)

    @cached_property
    def indicator_names(self) -> frozenset[str]:
        return frozenset(one.name for _, one in self.indicators)

    def columns(self, table: str) -> frozenset[str]:
        """Column names of a tab; none where there is no such tab."""
        sheet = self.tables.get(table)
        return frozenset(one.name for one in sheet.fields) if sheet else frozenset()
