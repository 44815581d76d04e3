"""A city's master from what its wards handed up: files of ``toso aggregate --out``, collected in one folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from toso import words
from toso.core.calendar import Calendar
from toso.core.city import Unit, city_figures, from_text, handed_up, of_other_periods, period_held
from toso.core.master import build
from toso.core.master_facts import Facts
from toso.core.master_links import sources
from toso.core.master_words import MasterWords
from toso.errors import ConfigurationError, UsageError
from toso.jobs.export import PACKAGE, export, ready
from toso.jobs.units_list import listed_units
from toso.model import Group, Period
from toso.schema.types import Schema
from toso.settings.derived import shown_period

if TYPE_CHECKING:
    from toso.core.master_requests import MasterState
    from toso.google.books import Books
    from toso.settings import Settings

EXPECTED = "units.csv"
"""Beside the files: every unit there should be (columns ``code``, ``name``), so that a silent one is seen."""


@dataclass(frozen=True, slots=True)
class CityDone:
    """``wanted``: the calendar's period; ``period``: the one shown. ``others``: units whose files are of another."""

    units: int
    expected: int
    written: bool
    files: tuple[Path, ...]
    wanted: Period
    period: Period
    others: tuple[Unit, ...] = ()


def aggregate_city(
    settings: Settings,
    schema: Schema,
    calendar: Calendar,
    now: datetime,
    folder: Path,
    out: Path | None,
    books: Callable[[], Books],
) -> CityDone:
    """Writes the city's master book, where the settings name one, and the files of ``out``.

    Raises UsageError where the folder holds no unit's file or one that cannot be read, ConfigurationError where the
    master that the settings name is a ward's: writing would replace all its tabs, the ledger of reports too.
    """
    if settings.books.ward:
        raise ConfigurationError("city_in_ward_folder", ward=settings.ward.name)
    units, expected = read_units(folder), read_expected(folder)
    for unit in units:
        if unit.book_id and unit.book_id == settings.books.master:
            raise ConfigurationError("city_master_of_ward", ward=unit.name)
    if out is not None:
        ready(out)
    wanted = shown_period(settings, now)
    period = period_held(units, wanted, calendar)
    others = of_other_periods(units, period)
    listed = {one.code for one in expected}
    expected += tuple(Group(one.code, one.name, None) for one in others if one.code not in listed)
    target = settings.plan.coverage_target
    figures = city_figures(
        units,
        schema,
        period,
        now.date(),
        expected=expected,
        as_of=now,
        coverage_target=(target.numerator, target.denominator),
    )
    said = words.catalogue("master/words.yaml")
    book = build(Facts(figures, MasterWords(said, "city"), settings.ward.name))
    link = sources(figures.groups, "", schema)
    written = False
    if settings.books.master:
        from toso.google.master import write_master

        done = write_master(books(), settings.books.master, book, said["styles"], link, check=_no_wards_book)
        written = done.written
    files: tuple[Path, ...] = ()
    if out is not None:
        own = handed_up(figures, settings.ward.code or "city", settings.ward.name, book_id=settings.books.master)
        files = export(out, figures, book, own, said["styles"], link)
    counted = sum(one.period == period.code for one in units)
    return CityDone(counted, len(figures.groups), written, files, wanted, period, others)


def _no_wards_book(state: MasterState) -> None:
    """A ward's master carries the mark of its layout, also where its ward handed nothing up."""
    if state.laid_out:
        raise ConfigurationError("city_master_of_ward", ward="")


def read_units(folder: Path) -> tuple[Unit, ...]:
    """Every ``*.json`` of the folder; a unit that is there twice for a period counts with its newest file's figures (by
    ``as_of``)."""
    found: dict[tuple[str, str], Unit] = {}
    for path in sorted(folder.glob("*.json")):
        if path.name == PACKAGE:  # a ward that handed up its whole folder
            continue
        try:
            unit = from_text(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:
            raise UsageError("unit_file_unreadable", file=path.name, why=str(problem)) from problem
        known = found.get((unit.code, unit.period))
        if known is None or str(known.as_of) <= str(unit.as_of):
            found[unit.code, unit.period] = unit
    if not found:
        raise UsageError("no_unit_files", folder=str(folder))
    return tuple(found.values())


def read_expected(folder: Path) -> tuple[Group, ...]:
    """The units that there should be; empty where nobody listed them."""
    path = folder / EXPECTED
    if not path.exists():
        return ()
    return listed_units(path)
