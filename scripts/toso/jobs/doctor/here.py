"""What can be seen on this machine: settings, secrets, clock, state, disk, backups, fonts."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from toso.errors import Exit, StateError, TosoError
from toso.jobs import backup
from toso.jobs.doctor.line import Line, of_error
from toso.jobs.status import Status
from toso.settings.file import SECRETS, value_of
from toso.state import FILE_NAME, OUTBOX, State
from toso.state.ledger import key_made_on, put_on

if TYPE_CHECKING:
    from toso.settings import Settings

LITTLE_SPACE = 200 * 1024 * 1024
DRIFT = timedelta(minutes=1)
OLD_BACKUP = timedelta(days=3)


def settings_lines(settings: Settings) -> Iterator[Line]:
    """Where the settings come from, and secrets that stand where they should not."""
    if settings.file is None:
        yield Line("settings_sample", "warn")
        return
    others = {kind: names for kind in ("secrets", "environment") if (names := tuple(_named(settings, kind)))}
    yield Line("settings", "ok", {"path": settings.file, "others": others})
    for source in settings.sources:
        held = [name for name in SECRETS if source.kind == "file" and value_of(source.values, name)]
        if held:
            yield Line("secret_in_file", "warn", {"settings": ", ".join(held), "path": settings.file})


def _named(settings: Settings, kind: str) -> Iterator[str]:
    """The settings that a source of this kind has the last word on: names, no values."""
    from toso.settings.show import shown

    yield from (one.setting for one in shown(settings) if one.origin == kind)


def key_lines(settings: Settings, today: datetime) -> Iterator[Line]:
    """The key files: there, closed to others, not too old."""
    google = settings.google
    if google.auth in ("service_account", "oauth"):
        path = google.credentials if google.auth == "service_account" else google.token
        yield from _key_lines(path, key_made_on(settings), google.key_max_age_days, today)
    else:
        yield Line("key_none", "ok", {"auth": google.auth})
    for path in google.more_credentials:
        yield from _key_lines(path, put_on(path), google.key_max_age_days, today)


def _key_lines(path: Path, made: date | None, most: int, today: datetime) -> Iterator[Line]:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:
        yield Line("key_missing", "bad", {"path": path}, code=Exit.ACCESS)
        return
    if mode & 0o077:
        yield Line("key_open", "bad", {"path": path, "mode": f"{mode:03o}"}, fix=lambda: path.chmod(0o600), code=Exit.ACCESS)
    days = (today.date() - made).days if made else 0
    if made and days > most:
        yield Line("key_old", "warn", {"days": days, "path": path})
    elif not mode & 0o077:
        yield Line("key", "ok", {"path": path, "days": days})


def clock_lines(now: datetime, server_now: Callable[[], datetime | None] | None) -> Iterator[Line]:
    """The machine's clock against a server's, and its zone (any will do: toso works in Vietnam's)."""
    zone = datetime.now().astimezone().strftime("%z")
    if server_now is None:
        yield Line("clock_alone", "ok", {"zone": zone})
        return
    told = server_now()
    if told is None:
        yield Line("clock_untold", "warn", {"zone": zone})
        return
    off = told - datetime.now().astimezone()
    if abs(off) > DRIFT:
        yield Line("clock_off", "warn", {"minutes": round(abs(off).total_seconds() / 60), "zone": zone})
    else:
        yield Line("clock", "ok", {"zone": zone})


def state_lines(settings: Settings) -> Iterator[Line]:
    """The folder and the file of the state: writable, closed to others, sound."""
    folder = settings.files.state
    if not folder.is_dir():
        yield Line("state_new", "ok", {"path": folder})
        return
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & 0o077:
        yield Line("state_open", "warn", {"path": folder, "mode": f"{mode:03o}"}, fix=lambda: folder.chmod(0o700))
    try:
        if (folder / FILE_NAME).exists():
            with State(folder / FILE_NAME) as state:
                state.check()
        probe = folder / ".doctor"
        probe.touch()
        probe.unlink()
        yield Line("state", "ok", {"path": folder / FILE_NAME})
    except StateError as error:
        yield of_error("state_bad", backup.with_way_back(error, settings))
    except TosoError as error:
        yield of_error("state_bad", error)
    except OSError:
        yield Line("state_unwritable", "bad", {"path": folder})


def outbox_lines(settings: Settings) -> Iterator[Line]:
    """The queue of letters: sound, where there is one."""
    path = settings.files.state / OUTBOX
    if path in backup.unsound(settings):
        yield of_error("outbox_bad", backup.with_way_back(StateError("outbox_corrupt", path=str(path), backup=None), settings))


def disk_lines(settings: Settings) -> Iterator[Line]:
    place = next((one for one in (settings.files.state, *settings.files.state.parents) if one.exists()), Path("/"))
    free = shutil.disk_usage(place).free
    yield Line("disk", "ok" if free > LITTLE_SPACE else "warn", {"megabytes": free // 1024**2, "path": place})


def backup_lines(settings: Settings, now: datetime) -> Iterator[Line]:
    """The newest backup: there, whole, recent."""
    found = backup.all_backups(settings.files.backups)
    if not found:
        yield Line("backup_none", "warn", {"path": settings.files.backups})
        return
    try:
        newest = backup.read(found[-1])
    except TosoError as error:
        yield of_error("backup_bad", error)
        return
    old = now - newest.made_at > OLD_BACKUP
    yield Line("backup_old" if old else "backup", "warn" if old else "ok", {"at": newest.made_at, "path": newest.path})


def work_lines(found: Status) -> Iterator[Line]:
    """The last run, the next deadline, what waits for a person."""
    if found.run is None:
        yield Line("run_never", "warn")
    else:
        well = found.run.exit_code in (Exit.DONE, Exit.PARTIAL, Exit.FINDINGS, Exit.TRY_AGAIN)
        code = found.run.exit_code if found.run.exit_code is not None else "…"
        yield Line("run" if well else "run_failed", "ok" if well else "warn", {"at": found.run.started, "code": code})
    if found.deadline:
        yield Line("deadline", "ok", {"deadline": found.deadline})


def font_lines(faces: Callable[[], tuple[str, ...]], wanted: str) -> Iterator[Line]:
    """Which typeface the PDF is set in."""
    found = faces()
    first = found[0] if found else ""
    yield Line("font" if first == wanted else "font_other", "ok", {"face": first, "wanted": wanted})
