"""``toso schedule install | remove``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from toso.cli.context import options

if TYPE_CHECKING:
    from toso.jobs.schedule import Plan

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
WORDS = "cli/schedule.yaml"

Cron = Annotated[bool, typer.Option("--cron")]
Systemd = Annotated[bool, typer.Option("--systemd")]
User = Annotated[bool, typer.Option("--user")]


@app.command()
def install(
    ctx: typer.Context,
    cron: Cron = False,
    systemd: Systemd = False,
    user: User = False,
    print_: Annotated[bool, typer.Option("--print")] = False,
    every: Annotated[int, typer.Option("--every")] = 10,
) -> None:
    """Puts the schedule in place; without ``--cron`` or ``--systemd`` the one this machine runs on."""
    from toso import words
    from toso.jobs import schedule

    o = options(ctx)
    plan = _plan(ctx, every)
    with_systemd, user = _systemd(cron, systemd, user)
    if print_:
        texts = schedule.units(plan) if with_systemd else {"": schedule.cron_lines(plan)}
        print("\n".join((f"# {name}\n" if name else "") + text for name, text in texts.items()), end="")
    elif with_systemd:
        for path in schedule.install_systemd(plan, for_user=user):
            o.say(words.say(WORDS, "page.written", path=path))
        o.say(words.say(WORDS, "page.systemd_done", every=every, unit=plan.unit, user=user))
        if user:
            import getpass

            o.say(words.say(WORDS, "page.linger", user=getpass.getuser()))
    else:
        schedule.install_cron(plan)
        o.say(words.say(WORDS, "page.cron_done", every=every))


@app.command()
def remove(ctx: typer.Context, cron: Cron = False, systemd: Systemd = False, user: User = False) -> None:
    """Takes the schedule away again."""
    from toso import words
    from toso.jobs import schedule

    plan = _plan(ctx, 10)
    with_systemd, user = _systemd(cron, systemd, user)
    gone = schedule.remove_systemd(plan, for_user=user) if with_systemd else schedule.install_cron(plan, remove=True)
    key = "nothing" if not gone else "systemd_removed" if with_systemd else "cron_removed"
    options(ctx).say(words.say(WORDS, f"page.{key}"))


def _plan(ctx: typer.Context, every: int) -> Plan:
    from toso.jobs import schedule

    settings = options(ctx).settings
    return schedule.plan_of(settings.file, every, settings.ward.name)


def _systemd(cron: bool, systemd: bool, user: bool) -> tuple[bool, bool]:
    """(whether systemd is meant, whether the person's own). Asked for neither, it is what this machine runs on; only
    root has a place among the machine's own units."""
    import os
    from pathlib import Path

    if systemd or user:
        return True, user
    runs = not cron and Path("/run/systemd/system").is_dir()
    return runs, runs and os.geteuid() != 0


@app.callback()
def _group() -> None:
    """Makes a group of it."""
