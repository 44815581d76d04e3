"""What Google makes of typed text (`valueInputOption=USER_ENTERED`)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Entered(NamedTuple):
    """A typed cell: its value (None when a formula has to be calculated, or nothing), formula, implied format."""

    value: bool | float | int | str | None
    formula: str | None
    number_format: dict | None


def parse_entry(
    text: str, locale: str = "en_US", current_format: dict | None = None, today: date | None = None
) -> Entered:
    """Read `text` as a person's typing. `number_format` is the NumberFormat the typing implies, or None."""
    if text == "":
        return Entered(None, None, None)
    if current_format and current_format.get("type") == "TEXT":
        return Entered(text, None, None)
    if text.startswith("'"):
        return Entered(text[1:], None, None)
    if text.startswith("=") and len(text) > 1:
        return Entered(None, text, None)
    if text.upper() in ("TRUE", "FALSE"):
        return Entered(text.upper() == "TRUE", None, None)
    try:
        number = float(text) if "_" not in text and text.strip("+-.0123456789") == "" else None
    except ValueError:
        number = None
    if number is not None:
        return Entered(int(number) if number.is_integer() else number, None, None)
    return Entered(text, None, None)
