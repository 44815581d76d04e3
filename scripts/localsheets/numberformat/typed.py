"""Text read as the number, money, percent, date or time a person types it for."""

from __future__ import annotations

from datetime import date

from localsheets.numberformat.locales import locale_of
from localsheets.numberformat.typed_dates import read_moment
from localsheets.numberformat.typed_numbers import read_number


def parse_number(text: str, locale: str = "en_US", today: date | None = None) -> tuple[float | int, dict | None] | None:
    """The number of trimmed `text` and the NumberFormat it implies (None for a plain number), or None.

    A date without a year needs `today`.
    """
    if not text or len(text) > 64 or not any(char.isdigit() for char in text):
        return None
    place = locale_of(locale)
    return read_number(text, place) or read_moment(text, place, today)
