"""Templates of the report's forms: the parsed words, and one Jinja2 environment that escapes by default."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toso.core.report.sentences import Words
from toso.resources import path

if TYPE_CHECKING:
    from jinja2 import Environment

WORD_FILES = ("form", "outline", "sentences", "tables")


def folder(name: str = "") -> Path:
    return path("templates") / name


@cache
def words(where: Path | None = None) -> Words:
    """``templates/report/*.yaml`` parsed, once a process."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    place = where or folder("report")
    return Words({name: yaml.load((place / f"{name}.yaml").read_text("utf-8"), loader) for name in WORD_FILES})  # noqa: S506


@cache
def environment() -> Environment:
    """Escapes everything but ``.txt``; a name that a template asks for and nobody gave is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(folder()),
        autoescape=lambda name: not (name or "").endswith(".txt"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, **facts: Any) -> str:
    """``template`` (path under ``templates/``) with ``facts``."""
    text = environment().get_template(template).render(**facts)
    return re.sub(r"\n{3,}", "\n\n", text) if template.endswith(".txt") else text
