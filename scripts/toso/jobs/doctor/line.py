"""One line of the doctor's findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from toso.errors import Exit, TosoError

Level = Literal["ok", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Line:
    """``key`` names the words in ``templates/cli/doctor.yaml`` (``line`` and ``mend``); an ``error`` brings its own.

    ``fix`` mends it safely, where that can be done without a person; ``code`` is the exit code a ✗ stands for.
    """

    key: str
    level: Level
    facts: Mapping[str, object] = field(default_factory=dict)
    error: TosoError | None = None
    fix: Callable[[], None] | None = None
    code: Exit = Exit.CONFIGURATION


def of_error(key: str, error: TosoError, **facts: object) -> Line:
    """A ✗ that says the error in its own words; what may pass by itself is a ⚠."""
    level: Level = "warn" if error.exit_code == Exit.TRY_AGAIN else "bad"
    return Line(key, level, facts, error, code=error.exit_code)


def gravest(lines: Iterable[Line]) -> Exit:
    """The exit code of what is wrong; warnings are none."""
    bad = {one.code for one in lines if one.level == "bad"}
    return next(
        (code for code in (Exit.CONFIGURATION, Exit.ACCESS, Exit.MAIL_UNKNOWN) if code in bad),
        next(iter(bad), Exit.DONE),
    )
