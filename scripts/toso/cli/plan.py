"""``toso plan``: what ``toso apply`` would change in the books. Touches nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from toso.cli.context import Options, options, tell

if TYPE_CHECKING:
    from toso.jobs.plan import Outcome
    from toso.wiring import Wiring

WORDS = "cli/books.yaml"
CHANGES = 2
"""``--detailed-exitcode``: something would change (0: nothing would)."""


def command(
    ctx: typer.Context,
    group: Annotated[list[str] | None, typer.Option("--group")] = None,
    detailed_exitcode: Annotated[bool, typer.Option("--detailed-exitcode")] = False,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> int:
    from toso.cli.progress import with_bar
    from toso.jobs.plan import plan_books
    from toso.wiring import Wiring

    told = options(ctx)
    wiring = Wiring(told.settings)
    try:
        outcomes = plan_books(wiring.books, targets(wiring, group or []), wiring.desk, with_bar(told, "look", wiring.each))
    finally:
        wiring.close()
    if json:
        print(as_json(outcomes))
    else:
        show(told, wiring, outcomes)
    changed = any(one.changes for one in outcomes)
    code = ended(outcomes)
    return CHANGES if detailed_exitcode and changed and code == 0 else code


def targets(wiring: Wiring, codes: list[str]) -> list:  # type: ignore[type-arg]
    """The ward's book and the master (unless groups are named), and the groups of the registry."""
    from toso.errors import ConfigurationError
    from toso.jobs.targets import group_targets, registry, ward_targets

    settings, editor = wiring.settings, wiring.session.user
    own = [] if codes else list(ward_targets(settings, editor))
    if not settings.books.ward:
        if codes:
            raise ConfigurationError("no_ward_book")
        return own
    groups = registry(wiring.books.state(settings.books.ward, wiring.schema.book("ward")))
    return [*own, *group_targets(groups, settings, editor, codes)]


def ended(outcomes: list) -> int:  # type: ignore[type-arg]
    """0; 5 when some books failed; the first one's own code when all did."""
    from toso.errors import Exit

    failed = [one.error for one in outcomes if one.error is not None]
    if not failed:
        return Exit.DONE
    return Exit.PARTIAL if len(failed) < len(outcomes) else failed[0].exit_code


def show(told: Options, wiring: Wiring, outcomes: list[Outcome]) -> None:
    from toso import words

    for one in outcomes:
        lines(wiring, one, told.quiet)
    counts = {
        "books": len(outcomes),
        "changed": sum(bool(one.changes) for one in outcomes),
        "failed": sum(one.error is not None for one in outcomes),
    }
    key = "plan.summary" if counts["changed"] or counts["failed"] else "plan.clean"
    told.say(words.say(WORDS, key, **counts))


def lines(wiring: Wiring, one: Outcome, quiet: bool) -> None:
    """One book: what changes, or why it could not be reached."""
    from toso import words

    title = one.target.facts.title
    if one.error is not None:
        said = words.error_text(one.error)
        tell(words.say(WORDS, "plan.failed", title=title, what=said.what, mend=said.mend))
        return
    if quiet:
        return
    if not one.changes:
        print(words.say(WORDS, "plan.nothing", title=title))
        return
    print(words.say(WORDS, "plan.book", title=title))
    for text, count in counted(wiring, one).items():
        print(f"  - {text}" + (f" (× {count})" if count > 1 else ""))


def counted(wiring: Wiring, one: Outcome) -> dict[str, int]:
    """Sentence → how often, in order."""
    from toso import words

    found: dict[str, int] = {}
    for change in one.changes:
        table = wiring.schema.tables[change.table].title if change.table in wiring.schema.tables else change.table
        text = words.say(WORDS, f"change.{change.kind}", table=table, detail=change.detail)
        found[text] = found.get(text, 0) + 1
    return found


def as_json(outcomes: list[Outcome]) -> str:
    import json

    return json.dumps(
        [
            {
                "book": one.target.facts.title,
                "kind": one.target.facts.kind,
                "group": one.target.facts.code,
                "id": one.made or one.target.book_id,
                "error": one.error.code if one.error else None,
                "changes": [{"kind": c.kind, "table": c.table, "detail": c.detail} for c in one.changes],
            }
            for one in outcomes
        ],
        ensure_ascii=False,
        indent=2,
    )
