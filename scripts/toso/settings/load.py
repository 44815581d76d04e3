"""Reading the settings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationError

from toso.settings import sources
from toso.settings.model import (
    Approval,
    Books,
    Clock,
    Files,
    Google,
    Keeper,
    Mail,
    Part,
    Periods,
    Plan,
    Report,
    Run,
    Ward,
)
from toso.settings.sources import Source, merged

FILE_NAME = "toso.toml"
P = TypeVar("P", bound=Part)


class Settings(BaseModel):
    """All that may differ from ward to ward. Frozen; paths are absolute, seen from the folder of ``toso.toml``."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    ward: Ward
    plan: Plan
    periods: Periods = Periods()
    clock: Clock = Clock()
    google: Google = Google()
    books: Books = Books()
    mail: Mail = Mail()
    report: Report = Report()
    city_report: Report = Report()
    approval: Approval = Approval()
    keeper: Keeper = Keeper()
    files: Files = Files()
    run: Run = Run()

    _file: Path | None = PrivateAttr(default=None)
    _sources: tuple[Source, ...] = PrivateAttr(default=())

    @property
    def file(self) -> Path | None:
        """The ``toso.toml`` they come from; None: the sample ward's."""
        return self._file

    @property
    def sources(self) -> tuple[Source, ...]:
        """Who answered, lowest first."""
        return self._sources

    @property
    def home(self) -> Path:
        """The folder that relative paths are seen from."""
        return self._file.parent if self._file else Path.cwd()


def find_file(given: Path | None = None, env: Mapping[str, str] | None = None) -> Path | None:
    """The ``toso.toml`` in reach, or None."""
    return sources.find_file(given, sources.process_environment() if env is None else env, Path.cwd())


def load_settings(path: Path | None = None, env: Mapping[str, str] | None = None, home: Path | None = None) -> Settings:
    """The settings from ``path`` (else the file in reach, else the sample ward's), secret files and ``env``.

    ``env`` is the process's environment unless given; ``home`` replaces the folder relative paths are seen from.
    Raises ConfigurationError (exit 3) with the setting's name, what is wrong with it and an example;
    AccessError (exit 4) where a file may not be read.
    """
    env = sources.process_environment() if env is None else env
    file = sources.find_file(path, env, Path.cwd())
    if file is not None:
        file = file.expanduser().absolute()
    read = [sources.from_file(file) if file else sources.from_sample()]
    if secrets := sources.from_secrets(Settings, env, file.parent if file else None):
        read.append(secrets)
    read.append(sources.from_environment(Settings, env))
    values: dict[str, Any] = {}
    for source in read:
        values = merged(values, source.values)
    try:
        found = Settings(**values)
    except ValidationError as error:
        from toso.settings.explain import explained

        raise explained(error, Settings, read) from None
    folder = (home or (file.parent if file else Path.cwd())).absolute()
    found = found.model_copy(
        update={
            "files": _rooted(found.files, folder),
            "google": _rooted(found.google, folder),
            "mail": _rooted(found.mail, folder),
        }
    )
    found._file = file
    found._sources = tuple(read)
    return found


def _rooted(part: P, folder: Path) -> P:
    """Every path of ``part`` made absolute: cron starts jobs from anywhere."""
    found = {name: _absolute(getattr(part, name), folder) for name in type(part).model_fields}
    return part.model_copy(update={name: value for name, value in found.items() if value is not None})


def _absolute(value: Any, folder: Path) -> Any:
    """None for what is no path and no list of paths."""
    if isinstance(value, Path):
        return folder / value.expanduser()
    if value and isinstance(value, tuple) and isinstance(value[0], Path):
        return tuple(_absolute(one, folder) for one in value)
    return None
