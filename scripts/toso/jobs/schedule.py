"""Lines for cron and units for systemd that call ``toso run --due``; and putting them in place.

Several wards may live on one machine: everything carries a name made from the place of its ``toso.toml``.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from toso import words
from toso.errors import ConfigurationError, TryAgain, UsageError


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be scheduled: the settings' file, the program, and how often (minutes)."""

    file: Path
    program: tuple[str, ...]
    every: int
    ward: str

    @property
    def unit(self) -> str:
        """``toso-1a2b3c4d``: the same for the same file."""
        return "toso-" + hashlib.sha256(str(self.file).encode()).hexdigest()[:8]

    @property
    def command(self) -> tuple[str, ...]:
        return (*self.program, "run", "--due", "--quiet", "--config", str(self.file))


def program() -> tuple[str, ...]:
    """How this very installation is called: cron knows no PATH and no virtual environment."""
    script = Path(sys.executable).with_name("toso")
    return (str(script),) if script.exists() else (sys.executable, "-m", "toso")


def plan_of(file: Path | None, every: int, ward: str) -> Plan:
    """Raises ConfigurationError without a settings' file; UsageError unless ``every`` divides an hour."""
    if file is None:
        raise ConfigurationError("schedule_no_config")
    if not 1 <= every <= 60 or 60 % every:
        raise UsageError("schedule_every", every=every)
    return Plan(file.absolute(), program(), every, ward)


# -- cron ---------------------------------------------------------------------------------------------------------------


def cron_lines(plan: Plan) -> str:
    """The block of crontab lines, between two marks of its own. In a crontab ``%`` is a line's end: it is escaped."""
    minutes = "0" if plan.every == 60 else "*" if plan.every == 1 else f"*/{plan.every}"
    command = shlex.join(plan.command).replace("%", r"\%")
    return f"# {plan.unit} {'>' * 3}\n{minutes} * * * * {command}\n# {plan.unit} {'<' * 3}\n"


def with_cron_lines(table: str, plan: Plan, lines: str) -> str:
    """``table`` with this ward's block replaced by ``lines`` ("" takes it out); the rest is kept as it is."""
    begin, end = f"# {plan.unit} >>>", f"# {plan.unit} <<<"
    kept: list[str] = []
    inside = False
    for line in table.splitlines():
        if line == begin:
            inside = True
        elif line == end:
            inside = False
        elif not inside:
            kept.append(line)
    text = "\n".join(kept)
    return (text + "\n" if text else "") + lines


def install_cron(plan: Plan, *, remove: bool = False) -> bool:
    """Writes (or takes out) the block; True when the table changed. Raises ConfigurationError."""
    crontab = shutil.which("crontab")
    if crontab is None:
        raise ConfigurationError("cron_absent")
    read = subprocess.run([crontab, "-l"], capture_output=True, text=True, check=False)
    before = read.stdout if read.returncode == 0 else ""
    after = with_cron_lines(before, plan, "" if remove else cron_lines(plan))
    if after == before:
        return False
    written = subprocess.run([crontab, "-"], input=after, text=True, capture_output=True, check=False)
    if written.returncode:
        raise ConfigurationError("cron_refused", status=written.returncode)
    return True


# -- systemd ------------------------------------------------------------------------------------------------------------


def _quoted(text: str) -> str:
    """One word of ExecStart=: systemd reads % and $ and quotes in its own way."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if any(c in text for c in " \t\"'\\;") else escaped


def units(plan: Plan, user: str = "") -> dict[str, str]:
    """File name → text of the service and the timer. ``user``: who runs it, for a system-wide unit."""
    facts = {
        "ward": plan.ward.replace("%", "%%").replace("\n", " "),
        "user": user,
        "folder": str(plan.file.parent).replace("%", "%%"),
        "command": " ".join(_quoted(word) for word in plan.command),
        "every": plan.every,
    }
    return {
        f"{plan.unit}.service": words.render("cli/systemd.service.j2", **facts),
        f"{plan.unit}.timer": words.render("cli/systemd.timer.j2", **facts),
    }


def units_folder(for_user: bool) -> Path:
    """Where systemd looks: the person's own folder, or the machine's."""
    if not for_user:
        return Path("/etc/systemd/system")
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"


def install_systemd(plan: Plan, *, for_user: bool, folder: Path | None = None) -> tuple[Path, ...]:
    """Writes the units and starts the timer; returns the files. Raises ConfigurationError, TryAgain."""
    if shutil.which("systemctl") is None:
        raise ConfigurationError("systemd_absent")
    place = folder or units_folder(for_user)
    user = "" if for_user else os.environ.get("SUDO_USER", "")
    place.mkdir(parents=True, exist_ok=True)
    files = []
    for name, text in units(plan, user).items():
        (place / name).write_text(text, encoding="utf-8")
        files.append(place / name)
    _systemctl(plan, for_user, "daemon-reload")
    _systemctl(plan, for_user, "enable", "--now", f"{plan.unit}.timer")
    return tuple(files)


def remove_systemd(plan: Plan, *, for_user: bool, folder: Path | None = None) -> bool:
    """Stops the timer and takes the units away; True when there were any."""
    files = [path for name in units(plan) if (path := (folder or units_folder(for_user)) / name).exists()]
    if not files:
        return False
    _systemctl(plan, for_user, "disable", "--now", f"{plan.unit}.timer")
    for path in files:
        path.unlink()
    _systemctl(plan, for_user, "daemon-reload")
    return True


def _systemctl(plan: Plan, for_user: bool, *arguments: str) -> None:
    command = ["systemctl", *(["--user"] if for_user else []), *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    if ended.returncode:
        raise TryAgain("systemd_refused", unit=plan.unit, status=ended.returncode, user=for_user)
