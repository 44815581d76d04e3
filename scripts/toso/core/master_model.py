"""The master book as a value: cells with style and link, tables, charts. How it is written is the writer's matter."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Literal

CellContent = str | int | float | bool | date | datetime | None
CellFormat = Literal["", "count", "percent", "money", "date", "moment", "beside"]


@dataclass(frozen=True, slots=True)
class Cell:
    """``link``: ``book:GROUP/table`` (a group's book at a tab), ``ward:table``, ``tab:NAME`` (a tab of the master) or
    an address. ``volatile``: a time of checking; it is written, but it alone is no reason to write."""

    value: CellContent = None
    style: str = "plain"
    link: str = ""
    format: CellFormat = ""
    volatile: bool = False


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: ``name`` for machines, ``title`` for people."""

    name: str
    title: str
    width: int = 90
    hidden: bool = False
    """What a chart needs and nobody reads."""


@dataclass(frozen=True, slots=True)
class MasterTable:
    """One tab. ``head`` stands above the header, ``rows`` below it; ``data_rows`` of them are one row a unit (or
    question, difficulty …), what follows are blocks of their own."""

    name: str
    title: str
    header: tuple[Column, ...]
    rows: tuple[Row, ...]
    head: tuple[Row, ...] = ()
    frozen_rows: int = 1
    frozen_columns: int = 1
    colour: str | None = None
    first_unit: int = 0
    """Index in ``rows`` of the first row that stands for a unit (after the totals)."""
    data_rows: int = 0

    @property
    def grid(self) -> tuple[Row, ...]:
        """Everything, top to bottom."""
        header = tuple(Cell(column.title, "header") for column in self.header)
        return (*self.head, header, *self.rows)

    @property
    def width(self) -> int:
        return max((len(row) for row in self.grid), default=0)

    def column(self, name: str) -> int:
        """Index of a column. Raises KeyError."""
        for index, one in enumerate(self.header):
            if one.name == name:
                return index
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Block:
    """Cells of one table: rows and columns of its grid, the ends not included."""

    table: str
    rows: tuple[int, int]
    columns: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Series:
    cells: Block
    title: str
    kind: Literal["COLUMN", "BAR", "LINE"]
    colour: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A native chart, standing in the table ``home`` at (row, column), ``size`` in pixels."""

    name: str
    title: str
    domain: Block
    series: tuple[Series, ...]
    home: str
    at: tuple[int, int]
    size: tuple[int, int]
    percent: bool = False
    headed: bool = False
    """The first cell of every block is its name."""


@dataclass(frozen=True, slots=True)
class MasterBook:
    """Every tab of the master, in order, and its charts."""

    tables: Mapping[str, MasterTable]
    charts: tuple[Chart, ...] = ()
    day: date | None = None
    """The day it is true for: a new day is reason enough to write (the heartbeat)."""
    version: str = ""
    """Of the schema: laying the master out anew may touch its cells, so a new schema is reason enough as well."""

    def fingerprint(self) -> str:
        """16 hex digits over all that is shown, times of checking left out."""
        body = {
            name: [
                [column.title for column in table.header],
                [[_plain(cell) for cell in row] for row in (*table.head, *table.rows)],
            ]
            for name, table in self.tables.items()
        }
        charts = [repr(chart) for chart in self.charts]
        text = json.dumps([self.day.isoformat() if self.day else "", self.version, body, charts], ensure_ascii=False)
        return sha256(text.encode()).hexdigest()[:16]


def _plain(cell: Cell) -> list[object]:
    value = cell.value
    if cell.volatile:
        return []
    if isinstance(value, (date, datetime)):
        value = value.isoformat()
    return [value, cell.style, cell.link, cell.format]
