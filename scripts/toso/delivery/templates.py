"""Where the report's templates lie, and its words parsed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from toso import words as vocabulary
from toso.core.report.sentences import Words
from toso.resources import path

WORD_FILES = ("form", "outline", "sentences", "tables")
render = vocabulary.render
"""``render(template, **facts)``: HTML and SVG are escaped, a name that nobody gave is an error."""


def folder(name: str = "") -> Path:
    return path("templates") / name


def words() -> Words:
    """``templates/report/*.yaml`` parsed, once a process for each kind of unit."""
    return _words(vocabulary.unit())


@cache
def _words(unit: str) -> Words:
    return Words({name: vocabulary.catalogue(f"report/{name}.yaml") for name in WORD_FILES})
