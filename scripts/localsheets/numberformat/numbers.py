"""A number under the tokens of one section."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from localsheets.numberformat.general import exact, general, rounded
from localsheets.numberformat.locales import Locale
from localsheets.numberformat.pattern import Section, Token


def show_number(number: float, section: Section, locale: Locale) -> str:
    """`number` (not negative, unless the section shows the sign) as the section says."""
    tokens = section.tokens
    kinds = [token.kind for token in tokens]
    if "general" in kinds or "at" in kinds:
        shown = general(number, locale.decimal)
        return "".join(shown if token.kind in ("general", "at") else token.text for token in tokens)
    if "digit" not in kinds and "exponent" not in kinds:
        return ("-" if number < 0 else "") + "".join(token.text for token in tokens)
    number *= 100 ** kinds.count("percent")
    if "slash" in kinds and _divides(tokens, kinds.index("slash")):
        return _fraction(number, tokens)
    if "exponent" in kinds:
        return _exponent(number, tokens, locale)
    return _plain(number, tokens, locale)


def _layout(tokens: tuple[Token, ...]) -> tuple[int, int, int, bool, int]:
    """Places of the point and of the last whole digit, number of decimals, grouping, thousands to leave out."""
    point = next((i for i, token in enumerate(tokens) if token.kind == "point"), len(tokens))
    digits = [i for i, token in enumerate(tokens) if token.kind == "digit"]
    whole = [i for i in digits if i < point]
    decimals = len(digits) - len(whole)
    group, scale = False, 0
    for i, token in enumerate(tokens):
        if token.kind == "comma" and digits:
            if whole and whole[0] < i < whole[-1]:
                group = True
            elif i > digits[-1] or (whole and whole[-1] < i < point):
                scale += 1
    return point, (whole[-1] if whole else -1), decimals, group, scale


def _plain(number: float, tokens: tuple[Token, ...], locale: Locale) -> str:
    point, _, decimals, group, scale = _layout(tokens)
    shown = rounded(number / 1000**scale if scale else number, decimals)
    sign = "-" if shown < 0 else ""
    whole, _, part = f"{abs(shown):f}".partition(".")
    left = _whole(whole.lstrip("0"), tokens[:point], locale.group if group else "")
    return sign + left + _decimals(part, tokens[point:], locale)


def _whole(digits: str, tokens: tuple[Token, ...], group: str) -> str:
    """Digits go to their places from the right; those left over go to the first place."""
    places = sum(token.kind == "digit" for token in tokens)
    out: list[str] = []
    rest, done, seen = digits, 0, 0

    def put(text: str) -> None:
        nonlocal done
        for char in reversed(text):
            if group and done and done % 3 == 0 and char.isdigit():
                out.append(group)
            out.append(char)
            done += 1

    for token in reversed(tokens):
        if token.kind == "comma":
            continue
        if token.kind != "digit":
            out.append(token.text[::-1])
            continue
        seen += 1
        if rest:
            put(rest if seen == places else rest[-1])
            rest = "" if seen == places else rest[:-1]
        elif token.text == "0":
            put("0")
        elif token.text == "?":
            out.append(" ")
    if rest and not places:
        put(rest)
    return "".join(reversed([char for piece in out for char in piece]))


def _decimals(digits: str, tokens: tuple[Token, ...], locale: Locale) -> str:
    if not tokens:
        return ""
    places = [token.text for token in tokens if token.kind == "digit"]
    shown = list(digits.ljust(len(places), "0"))
    for i in range(len(places) - 1, -1, -1):
        if places[i] == "0" or shown[i] != "0":
            break
        shown[i] = "" if places[i] == "#" else " "
    out, place = [], 0
    for token in tokens:
        if token.kind == "digit":
            out.append(shown[place])
            place += 1
        elif token.kind == "point":
            out.append(locale.decimal)
        elif token.kind != "comma":
            out.append(token.text)
    return "".join(out)


def _exponent(number: float, tokens: tuple[Token, ...], locale: Locale) -> str:
    at = next(i for i, token in enumerate(tokens) if token.kind == "exponent")
    head = tokens[:at]
    point = next((i for i, token in enumerate(head) if token.kind == "point"), len(head))
    whole = max(1, sum(token.kind == "digit" for token in head[:point]))
    decimals = sum(token.kind == "digit" for token in head[point:])
    value = exact(number)
    power = 0
    if value:
        power = value.adjusted()
        power = power // whole * whole if whole > 1 else power
        if abs(_scaled(value, power, decimals)) >= 10**whole:
            power += whole
    mark = tokens[at].text
    sign = "-" if power < 0 else "+" if mark[1] == "+" else ""
    mantissa = _plain(float(_scaled(value, power, decimals)), head, locale)
    tail = "".join(token.text for token in tokens[at + 1 :] if token.kind != "comma")
    return f"{mantissa}{mark[0]}{sign}{str(abs(power)).zfill(len(mark) - 2)}{tail}"


def _scaled(value: Decimal, power: int, decimals: int) -> Decimal:
    return rounded(float(value.scaleb(-power)), decimals)


def _is_digit(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _divides(tokens: tuple[Token, ...], slash: int) -> bool:
    """Whether digits stand on both sides of the stroke; elsewhere it is a character like others."""
    after = tokens[slash + 1 : slash + 2]
    below = bool(after) and (after[0].kind == "digit" or _is_digit(after[0].text))
    return below and slash > 0 and tokens[slash - 1].kind == "digit"


def _fraction(number: float, tokens: tuple[Token, ...]) -> str:
    slash = next(i for i, token in enumerate(tokens) if token.kind == "slash")
    start = slash
    while start and (tokens[start - 1].kind == "digit"):
        start -= 1
    end = slash + 1
    while end < len(tokens) and (tokens[end].kind == "digit" or _is_digit(tokens[end].text)):
        end += 1
    below = "".join(token.text for token in tokens[slash + 1 : end])
    mixed = any(token.kind == "digit" for token in tokens[:start])
    sign, value = ("-" if number < 0 else ""), Fraction(exact(abs(number)))
    whole = int(value) if mixed else 0
    part = value - whole
    fixed = below.strip("#?")
    part = Fraction(round(part * int(fixed)), int(fixed)) if fixed.strip("0") else part.limit_denominator(10 ** len(below) - 1)
    over, under = part.numerator, part.denominator
    if fixed.strip("0"):
        under = int(fixed)
        over = int(part * under)
    if mixed and over == under:
        whole, over = whole + 1, 0
    top = str(over).rjust(slash - start)
    shown = " " * (end - start) if mixed and over == 0 else f"{top}/{str(under).ljust(len(below))}"
    head = "".join(_head(token, whole, i, tokens[:start]) for i, token in enumerate(tokens[:start]))
    return sign + head + shown + "".join(token.text for token in tokens[end:])


def _head(token: Token, whole: int, place: int, head: tuple[Token, ...]) -> str:
    if token.kind != "digit":
        return token.text
    last = max(i for i, one in enumerate(head) if one.kind == "digit")
    if place != last:
        return ""
    return str(whole) if whole or token.text == "0" else "" if token.text == "#" else " "
