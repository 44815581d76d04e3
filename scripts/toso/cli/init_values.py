"""Answers of ``toso init`` as TOML values, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from toso.errors import ConfigurationError
from toso.settings.explain import explained
from toso.settings.load import Settings
from toso.settings.sources import Source


def problem_of(values: Mapping[str, Any], path: Path) -> ConfigurationError | None:
    """What is wrong with ``values`` as settings; None when nothing is."""
    from pydantic import ValidationError

    try:
        Settings(**values)
    except ValidationError as error:
        return explained(error, Settings, [Source("file", str(path), values)])
    return None


def default_of(setting: str) -> Any:
    """The model's own default of ``table.key``; None where it must be given."""
    model: Any = Settings
    for part in setting.split(".")[:-1]:
        model = model.model_fields[part].annotation
    default = model.model_fields[setting.rpartition(".")[2]].get_default()
    return None if type(default).__name__ == "PydanticUndefinedType" else default


def plain(setting: str, answer: Any) -> Any:
    """An answer as a TOML value of the setting's kind; what cannot be is left as text, for the settings to refuse."""
    default = default_of(setting)
    if isinstance(default, tuple):
        items = answer if isinstance(answer, (list, tuple)) else str(answer).split(",")
        return [one.strip() for one in items if one.strip()]
    text = str(answer).strip()
    if isinstance(default, int) and not isinstance(default, bool) and text.lstrip("-").isdigit():
        return int(text)
    if setting in ("plan.start", "plan.end"):
        for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"):
            try:
                return datetime.strptime(text, form).date()
            except ValueError:
                continue
    return text


def shown(value: Any) -> str:
    """A value as people type it."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(shown(one) for one in value)
    if isinstance(value, date):
        return value.isoformat()
    return value.strftime("%H:%M") if hasattr(value, "strftime") else str(value)
