"""A serial date under the tokens of one section."""

from __future__ import annotations

from localsheets.numberformat.locales import Locale
from localsheets.numberformat.pattern import Section, Token
from localsheets.numberformat.serial import Moment, moment

_LENGTH = {"h": 3_600_000, "m": 60_000, "s": 1000}


def show_date(serial: float, section: Section, locale: Locale) -> str | None:
    """`serial` as the section says, or None when it is no date (before year 1, after 9999)."""
    tokens = section.tokens
    if any(token.kind == "elapsed" for token in tokens):
        return _elapsed(serial, tokens, locale)
    fractions = sum(token.kind == "fraction" for token in tokens)
    when = moment(serial)
    if when is None:
        return None
    half_day = any(token.kind == "noon" for token in tokens)
    out, done = [], 0
    for token in tokens:
        if token.kind == "date":
            out.append(_part(token.text, when, half_day, locale))
        elif token.kind == "noon":
            out.append(_noon(token.text, when, locale))
        elif token.kind == "fraction":
            out.append(_digit(when.milliseconds, done))
            done += 1
        else:
            # The point before parts of a second is written as the locale writes decimals.
            out.append(locale.decimal if token.text == "." and fractions else token.text)
    return "".join(out)


def _digit(milliseconds: int, place: int) -> str:
    return f"{milliseconds % 1000:03d}".ljust(place + 1, "0")[place]


def _part(code: str, when: Moment, half_day: bool, locale: Locale) -> str:
    letter, size, day = code[0], len(code), when.day
    if letter == "y":
        return f"{day.year:04d}" if size > 2 else f"{day.year % 100:02d}"
    if letter in "mM":
        if size <= 2:
            return f"{day.month:0{size}d}"
        if size == 3:
            return locale.months_short[day.month - 1]
        name = locale.months[day.month - 1]
        return name[0] if size == 5 else name
    if letter == "d":
        if size <= 2:
            return f"{day.day:0{size}d}"
        names = locale.days_short if size == 3 else locale.days
        return names[day.weekday()]
    if letter == "h":
        hour = (when.hour - 1) % 12 + 1 if half_day else when.hour
        return f"{hour:0{min(size, 2)}d}"
    number = when.minute if letter == "n" else when.second
    return f"{number:0{min(size, 2)}d}"


def _noon(code: str, when: Moment, locale: Locale) -> str:
    late = when.hour >= 12
    if len(code) > 3:
        return locale.noon[late]
    return code[2] if late else code[0]


def _elapsed(serial: float, tokens: tuple[Token, ...], locale: Locale) -> str:
    total = round(abs(serial) * 86_400_000)
    letters = {token.text[0] for token in tokens if token.kind == "elapsed"}
    largest = max(letters, key=lambda letter: _LENGTH[letter])
    out, done = ["-"] if serial < 0 and total else [], 0
    fractions = any(token.kind == "fraction" for token in tokens)
    for token in tokens:
        letter = {"n": "m"}.get(token.text[0], token.text[0]) if token.text else ""
        if token.kind == "elapsed" and letter == largest:
            out.append(str(total // _LENGTH[letter]).zfill(len(token.text)))
        elif token.kind in ("elapsed", "date") and letter in _LENGTH:
            limit = 24 if letter == "h" else 60
            out.append(str(total // _LENGTH[letter] % limit).zfill(min(len(token.text), 2)))
        elif token.kind == "fraction":
            out.append(_digit(total, done))
            done += 1
        else:
            out.append(locale.decimal if token.text == "." and fractions else token.text)
    return "".join(out)
