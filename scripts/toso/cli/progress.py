"""Progress on long work: a bar on a terminal, nothing anywhere else, nothing with ``-q``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from toso.cli.context import Options
from toso.executor import Each, watched

ENOUGH = 3
"""A bar for fewer things than this is only a flicker."""


@contextmanager
def bar(o: Options, title: str, total: int) -> Iterator[Callable[[], None]]:
    """Gives a function to call after each of ``total`` things."""
    if o.quiet or total < ENOUGH or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=total)
        yield lambda: progress.advance(task)


def with_bar(o: Options, work_name: str, each: Each) -> Each:
    """``each``, the wiring's way to go through books, with a bar that moves when one is done. ``work_name``: under
    ``progress`` in ``templates/cli/commands.yaml``."""

    def shown(work: Callable[[Any], object], things: Sequence[Any]) -> Iterable[object]:
        from toso import words

        with bar(o, words.say("cli/commands.yaml", f"progress.{work_name}"), len(things)) as step:
            return list(watched(each, lambda thing: step())(work, things))

    return shown
