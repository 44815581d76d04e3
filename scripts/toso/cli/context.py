"""What every command is told before its own options: ``ctx.obj`` is one ``Options``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer

    from toso.settings import Settings
    from toso.state import State


@dataclass(slots=True)
class Options:
    """The common options. They may stand before or after the command's name."""

    config: Path | None = None
    quiet: bool = False
    verbose: int = 0
    log_json: bool = False
    as_of: datetime | None = None
    """The moment to work as of (``--as-of``), aware; None: now."""
    _settings: Settings | None = field(default=None, repr=False)

    @property
    def settings(self) -> Settings:
        """Read on first use. Raises ConfigurationError."""
        if self._settings is None:
            from toso import logs, words
            from toso.settings import load_settings

            self._settings = load_settings(self.config)
            words.speak_of(self._settings.ward.name)
            logs.start(self._settings.files.logs, to_stderr=self.log_json, verbose=self.verbose)
            logs.told("toso.google.http", None if self.quiet or self.log_json else self._say_no_answer)
        return self._settings

    def now(self) -> datetime:
        """The one place where the command line asks what time it is: ``--as-of``, else the machine's clock."""
        from toso.core.calendar import VIETNAM

        return self.as_of or datetime.now(VIETNAM)

    def open_state(self, *, read_only: bool = False) -> State:
        from toso.state import FILE_NAME, State

        return State(self.settings.files.state / FILE_NAME, read_only=read_only)

    def look_for_the_state(self) -> None:
        """Tells a person, before a run makes the state anew, where a backup of a lost one lies: the run reads every book
        again by itself, but only the backup has the periods before."""
        from toso.state import FILE_NAME

        files = self.settings.files
        if (files.state / FILE_NAME).exists():
            return
        from toso import words
        from toso.jobs.backup import all_backups

        if found := all_backups(files.backups):
            tell(words.say("cli/run.yaml", "state_lost", path=files.state / FILE_NAME, backup=found[-1].name))

    def _say_no_answer(self, facts: Mapping[str, object]) -> None:
        from toso import words

        where = self._settings.google.endpoint if self._settings else ""
        tell(words.say("cli/commands.yaml", "progress.no_answer", endpoint=where, seconds=facts["seconds"]))

    def say(self, text: str) -> None:
        """News for people, on stderr; ``-q`` leaves it out. Data goes to stdout by ``print``."""
        if not self.quiet:
            tell(text)


def tell(text: str) -> None:
    """A line on stderr that ``-q`` does not silence: a person must act."""
    import sys

    print(text, file=sys.stderr, flush=True)


def options(ctx: typer.Context) -> Options:
    """The options of the running command."""
    found = ctx.find_object(Options)
    if found is None:
        found = ctx.ensure_object(Options)
    return found


def parse_moment(text: str) -> datetime:
    """A time as people write it, in the ward's zone unless it names another; a bare day means the end of that day.

    ``2025-12-15`` · ``2025-12-15T13:00`` · ``2025-12-15T06:00Z`` · ``15/12/2025 13:00``.
    Raises UsageError(``time_unknown``).
    """
    from toso.core.calendar import in_vietnam
    from toso.errors import UsageError

    found = _read_moment(text.strip())
    if found is None or not 2000 <= found.year < 2100:
        raise UsageError("time_unknown", text=text)
    return in_vietnam(found)


def _read_moment(text: str) -> datetime | None:
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%Y%m%d"):
        try:
            return datetime.strptime(text, form).replace(hour=23, minute=59, second=59)
        except ValueError:
            continue
    for form in ("%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y", "%d/%m/%YT%H:%M"):
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
