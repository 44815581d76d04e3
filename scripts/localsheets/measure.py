"""How wide a text is in Arial, for auto-resized columns. Advance widths are those of Helvetica's metrics (thousandths)."""

from __future__ import annotations

import unicodedata

_WIDTHS = {
    191: "'", 222: "ijl", 260: "|", 278: " !,./:;I[\\]ft", 333: "()-`r", 334: "{}", 355: '"', 389: "*", 469: "^",
    500: "Jcksvxyz", 556: "#$0123456789?L_abdeghnopqu", 584: "+<=>~", 611: "FTZ", 667: "&ABEKPSVXY", 722: "CDHNRUw",
    778: "GOQ", 833: "Mm", 889: "%", 944: "W", 1015: "@",
}  # fmt: skip
_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters} | {"đ": 556, "Đ": 722}
PADDING = 6  # pixels, left and right together


def text_width(text: str, points: float = 10, bold: bool = False) -> int:
    """Pixels that the widest line of `text` takes."""
    widest = max((sum(map(_advance, line)) for line in text.split("\n")), default=0)
    return round(widest / 1000 * points * 4 / 3 * (1.07 if bold else 1))


def _advance(letter: str) -> int:
    if letter in _OF:
        return _OF[letter]
    if unicodedata.combining(letter):
        return 0
    base = unicodedata.normalize("NFD", letter)[0]
    wide = unicodedata.east_asian_width(letter) in "WF"
    return _OF.get(base, 1000 if wide else 556)
