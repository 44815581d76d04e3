"""Messages as Google stores and echoes them: proto3 defaults left out, colours in 8 bit, colour and style twins filled.

Source: recorded answers (see README) and https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/other#ColorStyle
"""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import Any

from localsheets import proto

#: Fields that keep 0, false or "" once they are set (explicit presence).
EXPLICIT = {
    "TextFormat": {"bold", "italic", "strikethrough", "underline"},
    "SheetProperties": {"sheetId", "index"},
    "GridRange": {"startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex"},
    "DimensionRange": {"startIndex", "endIndex"},
    "ExtendedValue": {"numberValue", "stringValue", "boolValue", "formulaValue"},
    "DeveloperMetadataLocation": {"sheetId", "spreadsheet"},
    "SortSpec": {"dimensionIndex"},
    "FilterSpec": {"columnIndex"},
    "TextFormatRun": set(),
}


def _single(value: float) -> float:
    return struct.unpack("<f", struct.pack("<f", value))[0]


def _shortest(value: float) -> float | int:
    """The shortest decimal that is this 32-bit float (as JSON shows it)."""
    if value == int(value):
        return int(value)
    for digits in range(6, 10):
        text = f"{value:.{digits}g}"
        if _single(float(text)) == value:
            return float(text)
    return value


_EIGHT_BIT = [_shortest(_single(_single(step) / _single(255.0))) for step in range(256)]


def quantise(component: float) -> float | int:
    """A colour component as Google gives it back: cut to 8 bits, as a 32-bit float (0.5 → 0.49803922)."""
    step = int(_single(_single(min(max(component, 0.0), 1.0)) * _single(255.0)))
    return _EIGHT_BIT[step]


def colour(value: dict) -> dict:
    """A colour as kept: 8 bits a part, black is {}. Sheets has no transparency; alpha is dropped."""
    found = {name: quantise(value[name]) for name in ("red", "green", "blue") if value.get(name)}
    return {name: part for name, part in found.items() if part}


THEME = {
    "TEXT": {},
    "BACKGROUND": {"red": 1, "green": 1, "blue": 1},
    "ACCENT1": {"red": 0.25882354, "green": 0.52156866, "blue": 0.95686275},
    "ACCENT2": {"red": 0.91764706, "green": 0.2627451, "blue": 0.20784314},
    "ACCENT3": {"red": 0.9843137, "green": 0.7372549, "blue": 0.015686275},
    "ACCENT4": {"red": 0.20392157, "green": 0.65882355, "blue": 0.3254902},
    "ACCENT5": {"red": 1, "green": 0.42745098, "blue": 0.003921569},
    "ACCENT6": {"red": 0.27450982, "green": 0.7411765, "blue": 0.7764706},
    "LINK": {"red": 0.06666667, "green": 0.33333334, "blue": 0.8},
}


@lru_cache(maxsize=512)
def _plan(message: str) -> tuple[dict[str, tuple[str, str, bool]], list[tuple[str, str]]]:
    """field → (shape, inner message or "", explicit), and the (colour, style) twins of the message."""
    fields = proto.sheets().messages[message]
    explicit = EXPLICIT.get(message, set())
    plan = {}
    for name, kind in fields.items():
        kind = kind.rstrip("!")
        shape = "many" if kind.startswith("[]") else "map" if kind.startswith("{}") else "one"
        inner = kind.lstrip("[]{}")
        plan[name] = (shape, inner[1:] if inner.startswith("@") else "", name in explicit)
    twins = [
        (name, name + "Style")
        for name, kind in fields.items()
        if kind == "@Color" and fields.get(name + "Style") == "@ColorStyle"
    ]
    return plan, twins


def tidy(message: str, value: dict) -> dict:
    """A new dict: `value` as that message would be echoed. The input must have been read by `proto`."""
    if message == "Color":
        return colour(value)
    plan, twins = _plan(message)
    found: dict[str, Any] = {}
    for name, entry in value.items():
        shape, inner, explicit = plan[name]
        if shape == "many":
            if entry:
                found[name] = [tidy(inner, item) for item in entry] if inner else entry
        elif shape == "map":
            if entry:
                found[name] = {k: tidy(inner, item) for k, item in entry.items()} if inner else entry
        elif inner:
            found[name] = tidy(inner, entry)
        elif explicit or (entry is not False and entry != 0 and entry != "" and not _unset(entry)):
            found[name] = entry
    for plain, style in twins:
        _twin(found, plain, style)
    if message == "Border":
        return _border(found)
    if message == "Borders":
        return {side: line for side, line in found.items() if line.get("style") != "NONE"}
    return found


#: The width is what the style says; the field is only there for old callers.
WIDTHS = {"DOTTED": 1, "DASHED": 1, "SOLID": 1, "SOLID_MEDIUM": 2, "SOLID_THICK": 3, "DOUBLE": 3}


def _border(found: dict) -> dict:
    width = WIDTHS.get(found.get("style", ""))
    if width is None:
        return found
    return {"color": {}, "colorStyle": {"rgbColor": {}}, **found, "width": width}


def _unset(entry: Any) -> bool:
    return isinstance(entry, str) and entry.endswith("_UNSPECIFIED") and entry.isupper()


def _twin(found: dict, plain: str, style: str) -> None:
    if style in found:
        chosen = found[style]
        if "rgbColor" in chosen:
            found[plain] = chosen["rgbColor"]
        elif "themeColor" in chosen:
            found[plain] = THEME.get(chosen["themeColor"], {})
        else:
            found.pop(style)
            found.pop(plain, None)
    elif plain in found:
        found[style] = {"rgbColor": found[plain]}


def twin_tree(message: str, tree: dict) -> dict:
    """An update mask in which naming a colour also names its style twin, and the other way round."""
    if not tree or "*" in tree:
        return tree
    plan, twins = _plan(message)
    found = {}
    for name, inner in tree.items():
        kind = plan.get(name, ("", "", False))[1]
        found[name] = twin_tree(kind, inner) if inner and kind else inner
    for plain, style in twins:
        if plain in found and style not in found:
            found[style] = {}
        elif style in found and plain not in found:
            found[plain] = {}
    return found
