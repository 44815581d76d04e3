"""What Google makes of typed text (`valueInputOption=USER_ENTERED`)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from localsheets.formula.rewrite import normalise
from localsheets.numberformat.typed import parse_number

__all__ = ["Entered", "parse_entry", "parse_number"]

_DATES = ("DATE", "TIME", "DATE_TIME")


class Entered(NamedTuple):
    """A typed cell: its value (None when a formula has to be calculated, or nothing), formula, implied format."""

    value: bool | float | int | str | None
    formula: str | None
    number_format: dict | None


def parse_entry(
    text: str, locale: str = "en_US", current_format: dict | None = None, today: date | None = None
) -> Entered:
    """Read `text` as a person's typing.

    `current_format` is the NumberFormat the cell already has: TEXT keeps what is typed, another one is kept unless
    a date lands in a cell that is not one. `number_format` is the NumberFormat the typing implies, or None to leave
    the cell's. A date without a year needs `today`; without it, it stays text.
    """
    if text == "":
        return Entered(None, None, None)
    if text[0] == "'":
        return Entered(text[1:], None, None)
    if current_format and current_format.get("type") == "TEXT":
        return Entered(text, None, None)
    if text[0] == "=" and len(text) > 1:
        return Entered(None, normalise(text, locale), None)
    bare = text.strip()
    if not bare:
        return Entered(text, None, None)
    first = bare[0]
    if first.isalpha() and bare.upper() in ("TRUE", "FALSE"):
        return Entered(bare.upper() == "TRUE", None, None)
    found = parse_number(bare, locale, today)
    if found is not None:
        return Entered(found[0], None, _implied(found[1], current_format))
    if text[0] == "+" and len(text) > 1:
        return Entered(None, normalise("=" + text, locale), None)
    return Entered(text, None, None)


def _implied(found: dict | None, current: dict | None) -> dict | None:
    kind = (current or {}).get("type")
    if found is None or kind is None or kind == "NUMBER_FORMAT_TYPE_UNSPECIFIED":
        return found
    return found if found["type"] in _DATES and kind not in _DATES else None
