"""How wide words are in Times New Roman, to draw a rule that is a share of them (Decree 30/2020 asks for ⅓–½).

Advance widths in thousandths of the size, of the metric-compatible Times faces (bold); an accented Vietnamese letter is
as wide as its base letter.
"""

from __future__ import annotations

import unicodedata

BOLD = dict(
    zip(
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz",
        [
            250, 333, 555, 500, 500, 1000, 833, 278, 333, 333, 500, 570, 250, 333, 250, 278,
            500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 333, 333, 570, 570, 570, 500, 930,
            722, 667, 722, 722, 667, 611, 778, 778, 389, 500, 778, 667, 944, 722, 778, 611, 778, 722, 556, 667,
            722, 722, 1000, 722, 722, 667, 333, 278, 333, 581, 500, 333,
            500, 556, 444, 556, 444, 333, 500, 556, 278, 333, 556, 278, 833, 556, 500, 556, 556, 444, 389, 333,
            556, 500, 722, 500, 500, 444,
        ],
        strict=True,
    )
)  # fmt: skip
OTHER = {"đ": 556, "Đ": 722, "–": 500}
AVERAGE = 550


def bold_width(text: str, size: float) -> float:
    """Width of ``text`` in points at ``size`` points."""
    total = 0
    for letter in text:
        base = unicodedata.normalize("NFD", letter)[0]
        total += OTHER.get(letter) or BOLD.get(base, AVERAGE)
    return total * size / 1000
