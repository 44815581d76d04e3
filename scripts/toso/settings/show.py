"""Every setting with its value and where the value comes from; secrets are hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, SecretStr

from toso.settings.load import Settings


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting. ``origin``: default, sample, file, secrets or environment; ``value`` is None for a secret."""

    setting: str
    value: str | None
    origin: str


def shown(settings: Settings) -> Iterator[Shown]:
    """Every setting in the order of the tables."""
    yield from _of(settings, settings, "")


def _of(settings: Settings, part: BaseModel, before: str) -> Iterator[Shown]:
    for name in type(part).model_fields:
        value, path = getattr(part, name), f"{before}{name}"
        if isinstance(value, BaseModel):
            yield from _of(settings, value, f"{path}.")
        else:
            secret = isinstance(value, SecretStr) and value.get_secret_value()
            yield Shown(path, None if secret else _text(value), origin(settings, path))


def _text(value: Any) -> str:
    if isinstance(value, SecretStr):
        return ""
    if isinstance(value, tuple):
        return ", ".join(_text(one) for one in value)
    if isinstance(value, BaseModel):
        return " ".join(f"{name}={_text(one)}" for name, one in value)
    return value.strftime("%H:%M") if hasattr(value, "hour") else str(value)


def origin(settings: Settings, path: str) -> str:
    """Which source gave ``table.key``: the last that has it."""
    for source in reversed(settings.sources):
        found: Any = source.values
        for part in path.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        if found is not None:
            return source.kind
    return "default"
