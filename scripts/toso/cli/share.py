"""``toso share``: who may open which book. Looks first; ``--yes`` does it, by a person's own account."""

from __future__ import annotations

from typing import Annotated

import typer

from toso.cli.context import options, tell

WORDS = "cli/books.yaml"


def command(
    ctx: typer.Context,
    group: Annotated[list[str] | None, typer.Option("--group")] = None,
    yes: Annotated[bool, typer.Option("--yes")] = False,
) -> int:
    from toso import words
    from toso.cli.plan import ended, targets
    from toso.google.drive import Drive
    from toso.jobs.share import carry_out, look_at_sharing
    from toso.wiring import Wiring

    told = options(ctx)
    wiring = Wiring(told.settings)
    try:
        person = wiring.person_session
        drive = Drive(person, told.settings.google.shared_drive)
        wanted = [one for one in targets(wiring, group or []) if one.book_id]
        found = look_at_sharing(drive, wanted, told.settings, (wiring.session.user, *wiring.helpers, person.user))
        if yes:
            found = carry_out(drive, found)
    finally:
        wiring.close()
    for one in found:
        title = one.target.facts.title
        if one.error is not None:
            said = words.error_text(one.error)
            tell(words.say(WORDS, "share.failed", title=title, what=said.what, mend=said.mend))
        elif one.steps:
            print(words.say(WORDS, "share.book", title=title))
            roles = words.catalogue(WORDS)["share"]["role"]
            for step in one.steps:
                print(
                    "  - "
                    + words.say(WORDS, f"share.{step.kind}", email=step.email, role=roles.get(step.role, step.role))
                )
        elif not told.quiet:
            print(words.say(WORDS, "share.nothing", title=title))
    if any(one.steps for one in found):
        told.say(words.say(WORDS, "share.done" if yes else "share.dry"))
    return ended(found)
