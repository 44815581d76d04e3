"""``toso import``: a group's old list into its book. ``--dry-run`` only reads; with ``--json`` it needs no settings."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toso.cli.context import Options, options
from toso.errors import Exit

if TYPE_CHECKING:
    from toso.core.importing.read import Imported
    from toso.core.importing.to_book import Placed

WORDS = "cli/import.yaml"


def command(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument()],
    group: Annotated[str, typer.Option("--group")],
    sheet: Annotated[str | None, typer.Option("--sheet")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> Exit:
    from toso.core.importing.values import Plan
    from toso.jobs.import_list import read_import

    told = options(ctx)
    plan = told.settings.plan
    imported = read_import(file, group.strip().upper(), Plan(plan.start, plan.end), sheet)
    if json:
        from json import dumps

        print(dumps(imported.as_json(), ensure_ascii=False, indent=1))
    else:
        _tell_read(imported)
    if dry_run:
        if not json:
            told.say(_say("dry", group=imported.group))
        return Exit.DONE
    placed = _bring_in(told, imported)
    # the document stays alone on stdout; what was done is news
    said = _said_placed(imported.group, placed)
    told.say(said) if json else print(said)
    return Exit.PARTIAL if placed.left_over else Exit.DONE


def _bring_in(told: Options, imported: Imported) -> Placed:
    from toso.cli.plan import targets
    from toso.errors import ConfigurationError
    from toso.jobs.import_list import bring_in
    from toso.lock import run_lock
    from toso.wiring import Wiring

    with run_lock(told.settings.files.state), closing(Wiring(told.settings)) as wiring:
        book_id = next((one.book_id for one in targets(wiring, [imported.group]) if one.group and one.book_id), "")
        if not book_id:
            raise ConfigurationError("import_no_book", group=imported.group)
        return bring_in(wiring.books, book_id, imported, wiring.schema)


def _say(key: str, **facts: object) -> str:
    from toso import words

    return words.say(WORDS, key, **facts)


def _said_placed(group: str, placed: Placed) -> str:
    lines = [_say("placed", count=len(placed.rows), group=group)]
    if placed.already:
        lines.append(_say("already", count=placed.already))
    if placed.left_over:
        lines.append(_say("left_over", count=placed.left_over, group=group))
    return "\n".join(lines)


def _tell_read(imported: Imported) -> None:
    """Counts only: the screen shows no household's values."""
    from collections import Counter

    from toso import words

    where = _say("sheet", sheet=imported.sheet) if imported.sheet else ""
    print(_say("read", count=len(imported.rows), where=where, first=imported.header_rows[0]))
    names = words.catalogue(WORDS)["kinds"]
    kinds = Counter(one.kind for one in imported.findings)
    left_out = ("duplicate", "other_group")
    for kind in left_out:
        if kinds[kind]:
            print(_say("left_out", count=kinds[kind], kind=names[kind]))
    for kind, count in kinds.most_common():
        if kind not in left_out:
            print(_say("mend", count=count, kind=names[kind]))
    if imported.dropped_columns:
        print(_say("dropped", columns=", ".join(" ".join(label.split()) for label in imported.dropped_columns)))
