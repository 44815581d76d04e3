"""Errors that are expected: what happened, why, how to mend it, and the exit code of `design.md`.

The words come from ``templates/cli/errors.yaml`` by ``code``; code here only names the case and its facts.
Anything that is not a ``TosoError`` is a bug and ends with exit code 1.
"""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes, as the README documents them."""

    DONE = 0
    BUG = 1
    USAGE = 2
    CONFIGURATION = 3
    ACCESS = 4
    PARTIAL = 5
    MAIL_UNKNOWN = 6
    FINDINGS = 7
    TRY_AGAIN = 75
    INTERRUPTED = 130


class TosoError(Exception):
    """An expected error. ``code`` selects the words, ``facts`` fill them; facts never hold a cell's value."""

    exit_code: Exit = Exit.CONFIGURATION

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        facts = ", ".join(f"{key}={value}" for key, value in self.facts.items())
        return f"{self.code}({facts})"


class ConfigurationError(TosoError):
    """Settings or schema are wrong; nothing was touched."""

    exit_code = Exit.CONFIGURATION


class SchemaError(ConfigurationError):
    """A schema file says something that cannot be."""


class AccessError(TosoError):
    """A credential or a sharing is missing."""

    exit_code = Exit.ACCESS


class UsageError(TosoError):
    """The command was called in a way it cannot follow."""

    exit_code = Exit.USAGE


class TryAgain(TosoError):
    """Lock, quota or network: the same command may succeed later."""

    exit_code = Exit.TRY_AGAIN


class StateError(TosoError):
    """The state file cannot be read or written."""

    exit_code = Exit.CONFIGURATION
