"""What a schema says, as frozen values. The vocabulary is Frictionless Table Schema's, plus keys of our own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

FieldType = Literal["string", "integer", "number", "boolean", "date", "datetime"]
Owner = Literal["team", "machine", "ward"]
BookKind = Literal["group", "ward", "master"]


@dataclass(frozen=True, slots=True)
class Constraints:
    """Table Schema constraints. A bound is a number, an ISO date, or the name of one of the context's days
    (``plan_start``, ``plan_end``, ``period_start``, ``period_end``, ``today``) or ``households_official``."""

    required: bool = False
    unique: bool = False
    pattern: str | None = None
    minimum: Any = None
    maximum: Any = None
    min_length: int | None = None
    max_length: int | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One column. ``title`` is the header a person sees; ``aliases`` are other headers that mean the same."""

    name: str
    title: str
    type: FieldType = "string"
    format: str = "default"
    """string: default, code, phone, email, person_name, text; number/integer: default, money."""
    owner: Owner = "team"
    personal: bool = False
    list: str | None = None
    """Name of a closed list in lists.yaml; the sheet shows a member's title, records hold its code."""
    constraints: Constraints = field(default_factory=Constraints)
    severity: Mapping[str, str] = field(default_factory=dict)
    """Finding kind → severity, where this column departs from the catalogue."""
    feedback: Mapping[str, str] = field(default_factory=dict)
    """Finding kind → sentence of its own, instead of the catalogue's template."""
    help: str = ""
    example: str = ""
    aliases: tuple[str, ...] = ()
    width: int = 100
    hidden: bool = False
    codes: tuple[str, ...] = ()
    """ITU / DLGF / DSI codes of a survey question."""
    refused: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Finding kind → words that are no member of the list but have a finding of their own (``under_age: ["17"]``)."""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """``fields`` of this tab must be found in ``reference`` (tab, column). ``also``: columns of that tab whose text,
    when exactly one row has it, is taken for the key as well (a member's name for the member's code)."""

    field: str
    table: str
    reference: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """``when`` holds and ``require`` does not → finding of ``kind`` at column ``at``.

    Conditions: {any: [c…]} | {all: [c…]} | {not: c} | {FIELD: test}; several fields in one mapping are and-ed.
    Test: {present: bool} | {equals: v} | {in: [v…]} | {at_least: v} | {at_most: v} | {less_than: v} | {greater_than: v};
    v is a literal, a bound's name (see Constraints) or ``$field`` for another column of the row.
    """

    name: str
    require: Mapping[str, Any]
    at: str
    kind: str
    when: Mapping[str, Any] | None = None
    severity: str | None = None
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class CountRule:
    """Counts across rows: rows where ``where`` holds, per distinct value of ``per`` ([] = the whole tab),
    must be ≥ minimum and ≤ maximum (numbers or bound names); else finding of ``kind`` at column ``at`` (first row of
    the lot; row 0 when there is none)."""

    name: str
    kind: str
    at: str
    per: tuple[str, ...] = ()
    where: Mapping[str, Any] | None = None
    minimum: Any = None
    maximum: Any = None
    severity: str | None = None
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class SheetSchema:
    """One tab."""

    name: str
    title: str
    book: BookKind
    order: int
    owner: Owner
    fields: tuple[Field, ...]
    primary_key: str | None = None
    foreign_keys: tuple[ForeignKey, ...] = ()
    rules: tuple[Rule, ...] = ()
    counts: tuple[CountRule, ...] = ()
    missing_values: tuple[str, ...] = ("",)
    hidden: bool = False
    colour: str | None = None
    help: str = ""
    numbered: str | None = None
    """How the machine numbers the rows: ``{group}-{n:04d}`` (household code), ``TV{n:02d}`` …"""
    numbered_rows: Any = None
    """How many numbered rows: a number or ``households_official`` (+ 10 %)."""
    aliases: tuple[str, ...] = ()
    """Other titles the tab may carry (a tab that was renamed)."""
    plan: tuple[str, ...] = ()
    """Clauses of the plan that this tab serves: ``III.3.b`` …"""
    layout: Mapping[str, Any] = field(default_factory=dict)
    """Free form for machine tabs and master tabs (frozen, charts, blocks)."""

    def field(self, name: str) -> Field:
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a closed list."""

    code: str
    title: str
    aliases: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure, declared. See ``sheets_schema/indicators.yaml``.

    ``count``: ``rows`` | ``distinct`` | ``sum``; ``of``: the field for distinct / sum; ``where``: a condition as in
    Rule; ``scope``: ``cumulative`` (plan start → period end) or ``period``, applied on ``dated_by``; ``by``: dimensions
    (field names) the figure is broken down by; ``target``: ``{ratio: [4, 5], of: households_official}``.
    """

    name: str
    title: str
    unit: str
    table: str
    count: Literal["rows", "distinct", "sum"]
    of: str | None = None
    where: Mapping[str, Any] | None = None
    scope: Literal["cumulative", "period", "standing"] = "period"
    dated_by: str | None = None
    by: tuple[str, ...] = ()
    denominator: str | None = None
    target: Mapping[str, Any] | None = None
    pillar: str | None = None
    publish: Literal["open", "survey"] = "open"
    """``survey``: cells of fewer than 5 people are suppressed in everything that leaves the department."""
    shown: tuple[str, ...] = ()
    """``master.coverage``, ``report.II.2`` …"""
    plan: tuple[str, ...] = ()
    note: str = ""
    """A definition that stands beside the figure wherever people see it."""
    each: Mapping[str, int] | None = None
    """With ``distinct``: only values of ``of`` that stand in so many rows: {exactly: 5}, {at_least: 5}, {at_most: 4}."""
    span: tuple[str, ...] = ()
    """With ``sum``: the days from the first of these two date columns to the second, where both are known."""
    mark: bool = False
    """Its yes / no column is a mark: left blank it says no. Else a question that nobody answered is unknown, not 0."""


@dataclass(frozen=True, slots=True)
class Schema:
    """Everything under ``sheets_schema/``."""

    tables: Mapping[str, SheetSchema]
    """By name; names are unique across the three books (master tables are called ``master_…``)."""
    lists: Mapping[str, tuple[Member, ...]]
    indicators: Mapping[str, Indicator]
    version: str
    """Short hash of the files: the stamp in a book."""

    def book(self, kind: BookKind) -> tuple[SheetSchema, ...]:
        return tuple(sorted((t for t in self.tables.values() if t.book == kind), key=lambda t: t.order))
