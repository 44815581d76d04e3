"""The one error boundary: what happened, why, how to mend it, the code; a bug's traceback goes to a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import typer

from toso.cli.context import Options, tell
from toso.disk import closed, of_the_disk
from toso.errors import Exit, StateError, TosoError

USAGE_ERROR: type[Any] = typer.BadParameter.__mro__[1]
"""The parser's own usage error: Typer carries its parser under names that differ from release to release."""


def run(command: Any, arguments: Sequence[str]) -> int:
    """Runs the command line and returns its exit code; nothing but KeyboardInterrupt's twin ever leaves it."""
    options = Options()
    try:
        result = command.main(args=list(arguments), prog_name="toso", standalone_mode=False, obj=options)
        sys.stdout.flush()
        if result == Exit.INTERRUPTED:  # the parser has already turned Ctrl-C into this code
            return told_and_code(KeyboardInterrupt(), options)
        return int(result) if isinstance(result, int) and not isinstance(result, bool) else Exit.DONE
    except BaseException as error:
        return told_and_code(error, options)


def told_and_code(error: BaseException, options: Options) -> int:
    """Tells people of ``error`` and returns the exit code it stands for."""
    if isinstance(error, BrokenPipeError) or isinstance(error.__context__, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone: no second complaint
        return Exit.DONE
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else Exit.DONE if error.code is None else Exit.BUG
    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        return _tell(TosoError("interrupted"), Exit.INTERRUPTED)
    if isinstance(error, USAGE_ERROR):
        return _usage(error)
    if isinstance(error, TosoError):
        if isinstance(error, StateError) and options._settings is not None:
            from toso.jobs.backup import with_way_back

            with_way_back(error, options._settings)
        if options.verbose > 1:
            _trace_to(sys.stderr.write, error)
        if options.quiet and error.exit_code == Exit.TRY_AGAIN and error.code != "disk_full":
            return Exit.TRY_AGAIN  # the next tick tries again: no person must act
        return _tell(error, error.exit_code)
    if (known := of_the_disk(error)) is not None:
        return _tell(known, known.exit_code)
    return bug(error, options)


def _tell(error: TosoError, code: Exit) -> int:
    from toso import words

    said = words.error_text(error)
    page = words.catalogue("cli/commands.yaml")["errors"]
    tell(f"{page['what']}: {said.what}")
    tell(f"{page['why']}: {said.why}")
    tell(f"{page['mend']}: {said.mend}")
    tell(f"{page['code']}: {said.code} ({int(code)})")
    return int(code)


def _usage(error: Any) -> int:
    """The parser's complaint, in our words; ``toso`` alone shows the help."""
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        print(error.format_message())
        return Exit.USAGE
    facts: dict[str, object] = {"name": "", "suggestion": "", "given": "", "help": _help_command(error)}
    if kind == "NoSuchOption":
        facts |= {"name": error.option_name, "suggestion": ", ".join(error.possibilities or ())}
    elif kind == "BadOptionUsage":
        facts |= {"name": error.option_name}
    elif kind in ("BadParameter", "MissingParameter"):
        if kind == "BadParameter" and (path := _unreadable(error)):
            return _tell(closed(path), Exit.USAGE)
        facts |= {"name": _parameter(error)}
    elif (name := _no_such_command(error)) is not None:
        kind = "NoSuchCommand"
        facts |= {"name": name, "suggestion": _nearest_command(name, error.ctx)}
    return _tell(TosoError(f"usage_{kind.lower()}", **facts), Exit.USAGE)


def _help_command(error: Any) -> str:
    return f"{error.ctx.command_path if error.ctx else 'toso'} --help"


def _parameter(error: Any) -> str:
    param = getattr(error, "param", None)
    if param is None:
        return str(getattr(error, "param_hint", None) or "")
    if param.param_type_name == "argument":
        from toso.cli.help import WORDS
        from toso.words import catalogue

        return str(catalogue(WORDS)["metavars"].get(param.name, param.name))
    return str(max(param.opts, key=len))


def _unreadable(error: Any) -> str | None:
    """The file that the account may not read: the parser says so only in the sentence it made."""
    text = str(error.message)
    return text.split("'")[1] if text.endswith("is not readable.") and text.count("'") > 1 else None


def _no_such_command(error: Any) -> str | None:
    """The name that is no command: the parser says so only in the sentence it made."""
    text = str(error.message)
    return text.split("'")[1] if text.startswith("No such command") and text.count("'") > 1 else None


def _nearest_command(name: str, ctx: Any) -> str:
    """The whole command whose name looks most like ``name``, or ""."""
    from difflib import get_close_matches

    from toso.cli.app import COMMANDS

    above = ctx.command_path if ctx else "toso"
    known = list(COMMANDS) if above == "toso" else list(getattr(ctx.command, "commands", {}))
    return "".join(f"{above} {found}" for found in get_close_matches(name, known, 1))


def bug(error: BaseException, options: Options) -> int:
    """Tells of a bug; its traceback goes to the log folder, or to the temporary one."""
    path = write_trace(error, _trace_folder(options))
    if options.verbose or path is None:
        _trace_to(sys.stderr.write, error)
    known = TosoError("bug", kind=type(error).__name__, place=_place(error), path=str(path) if path else "")
    return _tell(known, Exit.BUG)


def _place(error: BaseException) -> str:
    """File and line where it happened: never the error's own text, which may hold a cell's value."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""


def _trace_to(write: Callable[[str], object], error: BaseException) -> None:
    """The stack with the errors' types, without their messages and without values: a message may quote a cell."""
    import traceback

    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain:
        chain.append(one)
        one = one.__cause__ or one.__context__
    for one in reversed(chain):
        write("".join(traceback.format_tb(one.__traceback__)))
        write(f"{type(one).__module__}.{type(one).__qualname__}\n\n")


def _trace_folder(options: Options) -> Path | None:
    settings = options._settings
    return settings.files.logs if settings is not None else None


def write_trace(error: BaseException, folder: Path | None) -> Path | None:
    """Writes the traceback, readable by its owner only; None where nothing can be written."""
    import platform
    import tempfile
    import time
    from importlib.metadata import version

    for place in filter(None, (folder, Path(tempfile.gettempdir()))):
        try:
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor, path = tempfile.mkstemp(".trace", f"toso-{time.strftime('%Y%m%d-%H%M%S')}-", place)
            with open(descriptor, "w", encoding="utf-8") as file:
                file.write(f"toso {version('toso')}, Python {platform.python_version()}, {platform.platform()}\n\n")
                _trace_to(file.write, error)
            return Path(path)
        except OSError:
            continue
    return None
