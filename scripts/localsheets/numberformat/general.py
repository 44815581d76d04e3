"""Numbers in automatic format, and as text inside formulas."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext

#: From here on, up or down, a number without a format is shown with an exponent and six digits.
LARGE, SMALL = 1e15, 1e-4


def exact(number: float) -> Decimal:
    """The 15 digits that a spreadsheet keeps of a double."""
    return Decimal(number) if isinstance(number, int) else Decimal(f"{number:.15g}")


def rounded(number: float, places: int) -> Decimal:
    """`number` with `places` decimals (negative: tens, hundreds …), halves away from zero."""
    with localcontext() as context:
        context.prec = 800  # 308 digits before the point and 350 after it
        return exact(number).quantize(Decimal(1).scaleb(-max(-350, min(350, places))), ROUND_HALF_UP)


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _exponential(number: float, digits: int) -> str:
    mantissa, exponent = f"{number:.{digits - 1}E}".split("E")
    return f"{_trimmed(mantissa)}E{exponent[0]}{exponent[1:].lstrip('0').zfill(2)}"


def general(number: float, decimal: str = ".", digits: int = 10) -> str:
    """`number` as Sheets shows it without a format: up to `digits` digits, every digit of a whole number."""
    if isinstance(number, int) and -LARGE < number < LARGE:
        return str(number)
    if number != number or number in (float("inf"), float("-inf")):
        return "#NUM!"
    size = abs(number)
    if size >= LARGE or 0 < size < SMALL:
        text = _exponential(float(number), 6 if digits == 10 else digits)
    elif number == int(number):
        text = str(int(number))
    else:
        places = digits - len(str(int(size))) if size >= 1 else digits - 1 - exact(number).adjusted()
        text = _trimmed(f"{rounded(number, max(places, 0)):f}")
        if text in ("-0", ""):
            text = "0"
    return text.replace(".", decimal) if decimal != "." else text
