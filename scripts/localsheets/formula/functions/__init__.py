"""The functions of Google Sheets that this stand-in calculates. Source: https://support.google.com/docs/table/25273"""

from localsheets.formula.functions import (
    aggregate,
    conditions,
    counting,
    dates,
    information,
    logic,
    lookup,
    maths,
    places,
    ranking,
    regex,
    shaping,
    text,
    texts,
    workdays,
)

__all__ = [
    "aggregate", "conditions", "counting", "dates", "information", "logic", "lookup", "maths", "places", "ranking",
    "regex", "shaping", "text", "texts", "workdays",
]  # fmt: skip
