"""The command table, and the group that imports a command's module only when that command runs."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from toso.cli import help as help_
from toso.cli.context import Options, options, parse_moment
from toso.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Command:
    """``module`` has ``command`` (a Typer function) or ``app`` (a Typer of several)."""

    module: str
    as_of: bool = False
    """Takes ``--as-of``: works as of a moment other than now."""


COMMANDS: Mapping[str, Command] = {
    "demo": Command("toso.cli.demo", as_of=True),
    "sample": Command("toso.cli.sample"),
    "init": Command("toso.cli.init"),
    "doctor": Command("toso.cli.doctor"),
    "plan": Command("toso.cli.plan"),
    "apply": Command("toso.cli.apply"),
    "share": Command("toso.cli.share"),
    "import": Command("toso.cli.import_", as_of=True),
    "print-forms": Command("toso.cli.print_forms"),
    "validate": Command("toso.cli.validate", as_of=True),
    "aggregate": Command("toso.cli.aggregate", as_of=True),
    "report": Command("toso.cli.report", as_of=True),
    "outbox": Command("toso.cli.outbox"),
    "remind": Command("toso.cli.remind", as_of=True),
    "run": Command("toso.cli.run", as_of=True),
    "loop": Command("toso.cli.loop"),
    "due": Command("toso.cli.due"),
    "status": Command("toso.cli.status", as_of=True),
    "schedule": Command("toso.cli.schedule"),
    "schema": Command("toso.cli.schema"),
    "config": Command("toso.cli.config"),
    "backup": Command("toso.cli.backup", as_of=True),
    "restore": Command("toso.cli.restore", as_of=True),
    "purge": Command("toso.cli.purge", as_of=True),
    "support-bundle": Command("toso.cli.support_bundle"),
    "completion": Command("toso.cli.completion"),
}


def _config(ctx: typer.Context, value: Path | None) -> None:
    if value is not None:
        options(ctx).config = value


def _quiet(ctx: typer.Context, value: bool) -> None:
    options(ctx).quiet |= value


def _verbose(ctx: typer.Context, value: int) -> None:
    options(ctx).verbose += value


def _log_json(ctx: typer.Context, value: bool) -> None:
    options(ctx).log_json |= value


def _as_of(ctx: typer.Context, value: str | None) -> None:
    if value is not None and not ctx.resilient_parsing:
        options(ctx).as_of = parse_moment(value)


def _version(ctx: typer.Context, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        print(f"toso {version('toso')}")
        raise typer.Exit()


def _common(
    config: Annotated[Path | None, typer.Option("--config", "-c", callback=_config, expose_value=False)] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", callback=_quiet, expose_value=False)] = False,
    verbose: Annotated[int, typer.Option("--verbose", "-v", count=True, callback=_verbose, expose_value=False)] = 0,
    log_json: Annotated[bool, typer.Option("--log-json", callback=_log_json, expose_value=False)] = False,
    as_of: Annotated[str | None, typer.Option("--as-of", callback=_as_of, expose_value=False)] = None,
) -> None:
    """Only its options are used: they are put on every command, so they may stand on either side of its name."""


def _params(function: Any) -> list[Any]:
    """The options that Typer reads from a function's signature."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command()(function)
    return list(typer.main.get_command(app).params)


class Commands(TyperGroup):
    """Every command of the table; none imported before it is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, name: str) -> Any:
        entry = COMMANDS.get(name)
        return load(name, entry) if entry else None

    def get_help(self, ctx: Any) -> str:
        return help_.group_help(ctx, list(COMMANDS), self.params)


def load(name: str, entry: Command) -> Any:
    """The command's own parser, with the common options and the words of ``commands.yaml``."""
    try:
        module = importlib.import_module(entry.module)
    except ModuleNotFoundError as error:
        if error.name != entry.module:
            raise
        raise ConfigurationError("command_absent", command=f"toso {name}", module=entry.module) from None
    app = getattr(module, "app", None)
    if app is None:
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command(name)(module.command)
    built = typer.main.get_command(app)
    built.name = name
    _dress(built, name, entry)
    return built


def _dress(command: Any, path: str, entry: Command) -> None:
    """Puts common options and Vietnamese help on a command and on those under it."""
    taken = {param.name for param in command.params}
    common = [p for p in _params(_common) if p.name not in taken and (p.name != "as_of" or entry.as_of)]
    command.params = [*command.params, *common]
    command.get_help = lambda ctx: help_.command_help(ctx, path, command)
    for name, below in getattr(command, "commands", {}).items():
        _dress(below, f"{path} {name}", entry)


def build() -> Any:
    """The whole command line as one command."""
    root = Commands(name="toso", no_args_is_help=True, rich_markup_mode=None, suggest_commands=False)

    def version(
        version: Annotated[
            bool, typer.Option("--version", callback=_version, expose_value=False, is_eager=True)
        ] = False,
    ) -> None:
        return None

    root.params = [*(p for p in _params(_common)), *_params(version)]
    root.callback = lambda: None
    if "_TOSO_COMPLETE" in os.environ:
        from typer.completion import completion_init

        completion_init()
    return root


__all__ = ["COMMANDS", "Command", "Commands", "Options", "build", "load"]
