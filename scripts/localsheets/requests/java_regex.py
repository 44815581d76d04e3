"""Regular expressions and replacements as Java reads them (findReplace), put in the words of Python's `re`.

Source: https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html and Matcher.html#appendReplacement
"""

from __future__ import annotations

import re

_PART = re.compile(r"\\Q(?P<literal>.*?)(?:\\E|\Z)|\\(?P<escape>k<\w+>|.)|\(\?<(?P<name>[A-Za-z]\w*)>", re.DOTALL)
_ESCAPES = {"z": r"\Z", "Z": r"(?=\n?\Z)", "h": r"[ \t\xA0]", "R": r"(?:\r\n|[\n\r])", "e": r"\x1b"}
_PLACE = re.compile(r"\\(?P<quoted>.)|\$(?P<number>\d+)|\$\{(?P<name>[A-Za-z]\w*)\}|(?P<odd>[\\$])|(?P<text>[^\\$]+)", re.DOTALL)


def pattern(text: str) -> str:
    """The same pattern for Python: `\\Q…\\E`, named groups and the escapes Python has not."""

    def part(match: re.Match[str]) -> str:
        if match["literal"] is not None:
            return re.escape(match["literal"])
        if match["name"] is not None:
            return f"(?P<{match['name']}>"
        escape = match["escape"]
        if escape.startswith("k<"):
            return f"(?P={escape[2:-1]})"
        return _ESCAPES.get(escape, "\\" + escape)

    return _PART.sub(part, text)


def template(text: str, groups: int) -> str:
    """The same replacement for Python: `$1`, `${name}` and `\\$`. Raises ValueError for one Java refuses."""
    found = ""
    for match in _PLACE.finditer(text):
        if match["odd"]:
            raise ValueError(text)
        if match["number"]:
            number = match["number"]
            while len(number) > 1 and int(number) > groups:  # the longest number that is a group, digits follow
                number = number[:-1]
            found += rf"\g<{number}>{match['number'][len(number):]}"
        elif match["name"]:
            found += rf"\g<{match['name']}>"
        else:
            found += (match["quoted"] or match["text"]).replace("\\", r"\\")
    return found
