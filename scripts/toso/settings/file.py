"""Writing ``toso.toml``: every setting with its meaning above it; what has no value of its own stands as a comment."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from toso import words
from toso.settings.explain import help_of
from toso.settings.load import Settings
from toso.settings.sources import merged

WORDS = "cli/init.yaml"
SECRETS = ("mail.password", "keeper.ping_url")
"""Never written into the file: an environment variable or a secret file holds them."""
SECRET_FOLDER = "secrets"


def text_of(values: Mapping[str, Any]) -> str:
    """The file for ``values`` (tables of plain TOML values). Secrets among them are left out."""
    head = words.say(WORDS, "file.head").splitlines()
    lines = [f"# {line}".rstrip() for line in head]
    for table, info in Settings.model_fields.items():
        model = info.annotation
        assert isinstance(model, type) and issubclass(model, BaseModel)
        lines += ["", f"[{table}]", *_table(model, table, values.get(table, {}))]
    return "\n".join(lines) + "\n"


def _table(model: type[BaseModel], path: str, values: Mapping[str, Any]) -> list[str]:
    lines: list[str] = []
    below: list[str] = []
    for name, info in model.model_fields.items():
        setting = f"{path}.{name}"
        inner = info.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            below += ["", f"[{setting}]", *_table(inner, setting, values.get(name, {}))]
            continue
        about = help_of(setting)
        if about:
            lines.append(f"# {about['help']}")
        if name in values and setting not in SECRETS:
            lines.append(f"{name} = {toml(values[name])}")
        elif setting in SECRETS:
            lines.append(f"# {words.say(WORDS, 'file.secret', name='TOSO_' + setting.upper().replace('.', '__'))}")
        elif about:
            lines.append(f"# {name} = {about['example']}")
    return lines + below


def toml(value: Any) -> str:
    """One TOML value. Raises TypeError for what TOML has no form for."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, time):
        return json.dumps(value.strftime("%H:%M"))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key} = {toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(toml(one) for one in value) + "]"
    raise TypeError(f"{type(value).__name__} has no form in TOML")


def with_value(values: Mapping[str, Any], setting: str, value: Any) -> dict[str, Any]:
    """``values`` with ``table.key`` set; the original is left alone."""
    change: Any = value
    for part in reversed(setting.split(".")):
        change = {part: change}
    return merged(values, change)


def value_of(values: Mapping[str, Any], setting: str) -> Any:
    """The value of ``table.key`` in ``values``, or None."""
    found: Any = values
    for part in setting.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def write(path: Path, text: str) -> bool:
    """Writes ``text`` whole or not at all, the old file kept as ``….old``; False when nothing differs."""
    if path.exists():
        if path.read_text(encoding="utf-8-sig") == text:
            return False
        path.with_name(path.name + ".old").write_bytes(path.read_bytes())
    _replace(path, text, 0o644)
    return True


def keep_secret(folder: Path, setting: str, value: str) -> Path:
    """Puts a secret into a file of its own, readable by its owner only, where ``load_settings`` looks for it."""
    place = folder / SECRET_FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    path = place / ("TOSO_" + setting.upper().replace(".", "__"))
    _replace(path, value, 0o600)
    return path


def _replace(path: Path, text: str, mode: int) -> None:
    descriptor, waiting = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(waiting, mode)
        os.replace(waiting, path)
    except BaseException:
        Path(waiting).unlink(missing_ok=True)
        raise
