"""How volunteers type what is right: every form here must be read without a finding (``domain.md``)."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from toso.core.dates import Window, read_date
from toso.model import CellValue
from toso.sample.names import GIVEN, MIDDLES, MOBILE_HEADS, SURNAMES

DAY_ZERO = date(1899, 12, 30)


def serial(day: date) -> int:
    """Days since 30/12/1899, as Google Sheets stores a date."""
    return (day - DAY_ZERO).days


def typed_date(rng: Random, day: date) -> CellValue:
    forms: tuple[CellValue, ...] = (
        serial(day),
        f"{day.day}/{day.month}/{day.year % 100}",
        f"{day:%d-%m-%Y}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%d/%m/%Y}",
    )
    return forms[0] if rng.random() < 0.6 else rng.choice(forms[1:])


def day_of(typed: CellValue) -> date:
    """The day that ``typed_date`` wrote."""
    found = read_date(typed, Window())
    assert isinstance(found, date)
    return found


def typed_yes(rng: Random) -> CellValue:
    return "Có" if rng.random() < 0.7 else rng.choice(("x", "X", "✓", "có", "co", "c", "1", "đã", "rồi", True, "CÓ"))


def typed_no(rng: Random) -> CellValue:
    return "Không" if rng.random() < 0.7 else rng.choice(("khong", "ko", "k", "0", "chưa", False, "không"))


def phone_digits(rng: Random) -> str:
    return rng.choice(MOBILE_HEADS) + f"{rng.randrange(10_000_000):07d}"


def typed_phone(rng: Random) -> CellValue:
    digits = phone_digits(rng)
    forms = (
        f"{digits[:4]} {digits[4:7]} {digits[7:]}",
        f"{digits[:4]}.{digits[4:7]}.{digits[7:]}",
        f"+84{digits[1:]}",
        f"84{digits[1:]}",
        f"0084{digits[1:]}",
        f"0168{digits[3:]}" if digits.startswith("038") else digits,
    )
    return digits if rng.random() < 0.6 else rng.choice(forms)


def typed_number(rng: Random, number: int) -> CellValue:
    return number if rng.random() < 0.85 else rng.choice((str(number), f"{number:02d}", f" {number} "))


def person(rng: Random) -> str:
    return f"{rng.choice(SURNAMES)} {rng.choice(MIDDLES)} {rng.choice(GIVEN)}"


def day_between(rng: Random, start: date, end: date) -> date:
    return start + timedelta(days=rng.randrange((end - start).days + 1))
