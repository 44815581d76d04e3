"""Every word a person receives, taken from ``templates/``: Jinja2 files and YAML catalogues.

Jinja2 and PyYAML are imported on first use, so a command that says nothing pays for neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toso import resources
from toso.errors import Exit, TosoError
from toso.parsed import values_of

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True, slots=True)
class ErrorText:
    """An error as a person reads it. ``exit_code`` is the one of design.md."""

    what: str
    why: str
    mend: str
    code: str
    exit_code: Exit


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The one Jinja2 environment: HTML is escaped, a name that is not given is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    env = Environment(
        loader=FileSystemLoader(resources.path("templates")),
        autoescape=lambda name: name is not None and name.endswith((".html", ".html.j2", ".svg", ".svg.j2")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.filters["vn_number"] = number
    env.filters["vn_date"] = day
    env.filters["vn_time"] = moment
    return env


def render(template: str, /, **facts: object) -> str:
    """The text of ``templates/<template>`` filled with ``facts``.

    Raises jinja2.UndefinedError where the template names a fact that is not given: that is a bug.
    """
    return environment().get_template(template).render(**facts)


@lru_cache(maxsize=512)
def _compiled(text: str) -> Any:
    return environment().from_string(text)


def fill(text: str, /, **facts: object) -> str:
    """A sentence from a YAML catalogue (plain text) filled with ``facts``."""
    return text if "{" not in text else _compiled(text).render(**facts)


WARD = "phường"
UNITS = (WARD, "xã", "thị trấn", "đặc khu")
_unit = WARD


def speak_of(ward: str) -> None:
    """From now on people read of the kind of unit that this full name begins with: ``Xã Hòa Bình`` has no "toàn
    phường". The files are written for a phường; the command line's own words stay as they are."""
    global _unit
    _unit = next((one for one in UNITS if ward.casefold().startswith(f"{one} ")), WARD)


def unit() -> str:
    return _unit


def catalogue(name: str) -> dict[str, Any]:
    """The YAML file ``templates/<name>`` as a mapping; read once in a process for each kind of unit."""
    return _catalogue(name, WARD if name.startswith("cli/") else _unit)


@lru_cache(maxsize=64)
def _catalogue(name: str, unit: str) -> dict[str, Any]:
    return _yaml(resources.path("templates") / name, unit)


def say(name: str, key: str, /, **facts: object) -> str:
    """The sentence ``key`` (dots lead into mappings) of the catalogue ``templates/<name>``."""
    found: Any = catalogue(name)
    for part in key.split("."):
        found = found[part]
    return fill(str(found), **facts).strip()


def _yaml(file: Path, unit: str = WARD) -> dict[str, Any]:
    text = file.read_text(encoding="utf-8")
    if unit != WARD:
        text = text.replace(WARD, unit).replace(WARD.capitalize(), unit.capitalize())
    return values_of(text.encode(), file, unit) or {}


@lru_cache(maxsize=1)
def error_catalogue() -> dict[str, dict[str, str]]:
    """``templates/cli/errors.yaml`` and every file of ``templates/cli/errors/``: code → what, why, mend."""
    found = dict(catalogue("cli/errors.yaml"))
    for file in sorted((resources.path("templates") / "cli" / "errors").glob("*.yaml")):
        found.update(_yaml(file))
    return found


def error_text(error: TosoError) -> ErrorText:
    """The words for ``error``. Never fails: with no entry (or a fact missing) the general words name code and facts."""
    entry = error_catalogue().get(error.code)
    if entry is not None:
        try:
            return _text_of(error, entry, error.facts)
        except Exception:  # the words of an error must never hide the error
            pass
    facts = ", ".join(f"{key}: {value}" for key, value in error.facts.items())
    return _text_of(error, error_catalogue()["unworded"], {"code": error.code, "facts": facts})


def _text_of(error: TosoError, entry: dict[str, str], facts: dict[str, object]) -> ErrorText:
    what, why, mend = (fill(str(entry[part]), **facts).strip() for part in ("what", "why", "mend"))
    return ErrorText(what, why, mend, error.code, error.exit_code)


def number(value: float, places: int | None = None) -> str:
    """As Vietnamese writes numbers: ``12.345`` and ``79,9``."""
    text = f"{value:,.{places}f}" if places is not None else f"{value:,}"
    return text.translate(str.maketrans(",.", ".,"))


def day(value: Any) -> str:
    """``15/12/2025``."""
    return value.strftime("%d/%m/%Y")


def moment(value: Any) -> str:
    """``12:00 ngày 15/12/2025``, in the zone the value carries."""
    return value.strftime("%H:%M ngày %d/%m/%Y")
