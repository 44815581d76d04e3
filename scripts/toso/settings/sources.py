"""Where values come from, lowest first: the ward of the sample (only where there is no file) · ``toso.toml`` ·
secret files · environment. Each source keeps its own answer, so that ``toso config show`` can name it.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from toso import resources
from toso.errors import AccessError, ConfigurationError

PREFIX = "TOSO_"
NOT_SETTINGS = ("TOSO_CONFIG", "TOSO_SECRETS", "TOSO_SOAK", "TOSO_COMPLETE")
"""Names with our prefix that are no setting: the file's place, the folder of secrets, tests, shell completion."""


@dataclass(frozen=True, slots=True)
class Source:
    """One place that answered. ``kind`` is ``sample``, ``file``, ``secrets`` or ``environment``."""

    kind: str
    place: str
    values: Mapping[str, Any]


def from_file(file: Path) -> Source:
    """Raises ConfigurationError where the file is not there, not to be read, or not TOML."""
    try:
        return Source("file", str(file), tomllib.loads(file.read_text(encoding="utf-8-sig")))
    except FileNotFoundError as error:
        raise ConfigurationError("config_missing", path=str(file)) from error
    except PermissionError as error:
        raise AccessError("config_unreadable", path=str(file)) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError("config_not_utf8", path=str(file), offset=error.start) from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise ConfigurationError("config_not_toml", path=str(file), line=line[1] if line else "") from error
    except (IsADirectoryError, NotADirectoryError) as error:
        raise ConfigurationError("config_missing", path=str(file)) from error


def from_sample() -> Source:
    """The ward that ``toso`` speaks of where no ``toso.toml`` is in reach."""
    place = resources.path("templates") / "cli" / "sample.toml"
    return Source("sample", place.name, tomllib.loads(place.read_text(encoding="utf-8")))


def from_secrets(settings: type[BaseModel], env: Mapping[str, str], beside: Path | None) -> Source | None:
    """Files named like the variables (``TOSO_MAIL__PASSWORD``), in the first of these folders that has any:
    ``TOSO_SECRETS``, systemd's ``CREDENTIALS_DIRECTORY``, ``secrets`` beside ``toso.toml``, ``/run/secrets``."""
    given = (env.get("TOSO_SECRETS"), env.get("CREDENTIALS_DIRECTORY"))
    places = [Path(one) for one in given if one] + ([beside / "secrets"] if beside else []) + [Path("/run/secrets")]
    for folder in places:
        found: dict[str, str] = {}
        try:
            if not folder.is_dir():
                continue
            for file in folder.iterdir():
                if file.name.upper().startswith(PREFIX) and file.is_file():
                    found[file.name] = file.read_text(encoding="utf-8").strip()
        except UnicodeDecodeError as error:
            raise ConfigurationError("config_not_utf8", path=str(folder), offset=error.start) from error
        except OSError as error:
            raise AccessError("secret_unreadable", path=str(error.filename or folder)) from error
        if found:
            return Source("secrets", str(folder), from_environment(settings, found).values)
    return None


def from_environment(settings: type[BaseModel], env: Mapping[str, str]) -> Source:
    """Raises ConfigurationError for a variable that begins like ours and is none of ours."""
    ours = {key: value for key, value in env.items() if key.upper().startswith(PREFIX)}
    for key in sorted(ours):
        head = key.upper().removeprefix(PREFIX).partition("__")[0].lower()
        if key.upper() not in NOT_SETTINGS and head not in settings.model_fields:
            from toso.settings.explain import nearest

            raise ConfigurationError(
                "env_unknown", name=key, nearest=PREFIX + nearest(head, settings.model_fields).upper()
            )
    given = {key: value for key, value in ours.items() if key.upper() not in NOT_SETTINGS}
    return Source("environment", "", _parsed(settings, given) if given else {})


def _parsed(settings: type[BaseModel], given: Mapping[str, str]) -> dict[str, Any]:
    """pydantic-settings' own reading of ``TOSO_MAIL__HOST=…``. Imported only where there is such a name: it takes as
    long as all else that reading the settings does."""
    from pydantic import create_model
    from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsError

    class Environment(EnvSettingsSource):
        def _load_env_vars(self) -> Mapping[str, str | None]:
            return {key.lower(): value for key, value in given.items() if value != ""}

    fields: Any = {name: (info.annotation, info) for name, info in settings.model_fields.items()}
    reader = create_model("Reader", __base__=BaseSettings, **fields)
    try:
        return Environment(reader, env_prefix=PREFIX, env_nested_delimiter="__")()
    except SettingsError as error:
        raise ConfigurationError("env_wrong", name=", ".join(sorted(given))) from error


def find_file(given: Path | None, env: Mapping[str, str], start: Path) -> Path | None:
    """The file to read: the one given, else ``TOSO_CONFIG``, else the nearest ``toso.toml`` at or above ``start``."""
    named = given or (Path(env["TOSO_CONFIG"]) if env.get("TOSO_CONFIG") else None)
    if named is not None:
        return named / "toso.toml" if named.is_dir() else named
    for folder in (start, *start.parents):
        if (folder / "toso.toml").is_file():
            return folder / "toso.toml"
    return None


def merged(low: Mapping[str, Any], high: Mapping[str, Any]) -> dict[str, Any]:
    """``high`` laid over ``low``, table by table."""
    found = dict(low)
    for key, value in high.items():
        below = found.get(key)
        found[key] = merged(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return found


def process_environment() -> Mapping[str, str]:
    return dict(os.environ)
