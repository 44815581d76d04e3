"""``toso config show | check``."""

from __future__ import annotations

from typing import Annotated

import typer

from toso.cli.context import options

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
WORDS = "cli/config.yaml"


@app.command()
def show(ctx: typer.Context, json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Every setting, its value and where it comes from."""
    from toso import words
    from toso.settings.show import shown

    o = options(ctx)
    rows = list(shown(o.settings))
    if json:
        import json as json_

        print(json_.dumps([{"setting": r.setting, "value": r.value, "from": r.origin} for r in rows], ensure_ascii=False, indent=1))
        return
    o.say(_which(ctx))
    page = words.catalogue(WORDS)
    width = max(len(row.setting) for row in rows)
    for row in rows:
        value = page["page"]["secret"] if row.value is None else row.value or page["page"]["empty"]
        print(f"{row.setting.ljust(width)}  {value}  [{page['from'][row.origin]}]")


@app.command()
def check(ctx: typer.Context) -> None:
    """Reads the settings and nothing else."""
    from toso import words

    o = options(ctx)
    where = o.settings.file
    o.say(words.say(WORDS, "page.good", path=where) if where else _which(ctx))


def _which(ctx: typer.Context) -> str:
    from toso import words

    file = options(ctx).settings.file
    return words.say(WORDS, "page.file", path=file) if file else words.say(WORDS, "page.sample")


@app.callback()
def _group() -> None:
    """Makes a group of it even with one command."""
