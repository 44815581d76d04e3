"""``toso doctor``: each part a line, ✓ ⚠ ✗, with how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toso.cli.context import Options, options, tell

if TYPE_CHECKING:
    from toso.jobs.doctor import Line

WORDS = "cli/doctor.yaml"


def command(
    ctx: typer.Context,
    fix: Annotated[bool, typer.Option("--fix")] = False,
    live: Annotated[str | None, typer.Option("--live")] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> int:
    from toso.jobs.doctor import gravest

    o = options(ctx)
    if live:
        from toso.cli.doctor_live import run

        return run(o, live)
    found: list[Line] = []
    for one in _look(o):
        if fix and one.fix is not None:
            one = _mended(one, o)
        found.append(one)
        if not json:
            _show(one, o, fix)
    if json:
        import json as json_

        print(json_.dumps([as_json(one) for one in found], ensure_ascii=False, indent=1))
    else:
        _sum_up(found, o, fix)
    return gravest(found)


def _look(o: Options) -> Iterator[Line]:
    from toso.core.calendar import in_vietnam
    from toso.errors import ConfigurationError
    from toso.jobs.doctor import here
    from toso.jobs.doctor.away import guarded, mail_lines
    from toso.jobs.doctor.line import of_error
    from toso.jobs.status import status
    from toso.settings.derived import calendar_of, rules_of

    try:
        settings = o.settings
    except ConfigurationError as error:
        yield of_error("settings_bad", error)
        return
    now = in_vietnam(o.now())
    yield from here.settings_lines(settings)
    yield from here.key_lines(settings, now)
    yield from here.clock_lines(now, _server_now(o))
    yield from here.state_lines(settings)
    yield from here.outbox_lines(settings)
    yield from here.disk_lines(settings)
    yield from here.backup_lines(settings, now)
    yield from _google(o)
    yield from mail_lines(settings)
    yield from here.font_lines(*_faces())
    yield from guarded(
        "state_bad", lambda: here.work_lines(status(settings, rules_of(settings), calendar_of(settings), now))
    )


def _server_now(o: Options) -> Callable[[], Any] | None:
    """A server to ask for the time; with everything on this machine there is none to ask."""
    if o.settings.google.auth == "local":
        return None
    from toso.clock.servertime import server_time

    return server_time


def _faces() -> tuple[Callable[[], tuple[str, ...]], str]:
    from toso.delivery import pdf

    return pdf.faces, pdf.FACES[0]


def _google(o: Options) -> Iterator[Line]:
    """Google, the books and their sharing; what cannot be looked at because of an earlier ✗ is left out."""
    from toso.cli.plan import targets
    from toso.cli.progress import with_bar
    from toso.errors import TosoError
    from toso.google.credentials import JOBS
    from toso.jobs.doctor.away import book_lines, google_lines, guarded, sharing_lines
    from toso.jobs.doctor.line import of_error
    from toso.jobs.plan import plan_books
    from toso.jobs.share import look_at_sharing
    from toso.wiring import Wiring

    settings, wiring = o.settings, Wiring(o.settings)
    try:
        try:
            account = wiring.session.user
            lines = list(google_lines(wiring.books, settings, account, JOBS))
        except TosoError as error:
            yield of_error("google_bad", error)
            return
        yield from lines
        if not settings.books.ward or any(one.level == "bad" for one in lines):
            return
        try:
            wanted = targets(wiring, [])
        except TosoError as error:
            yield of_error("registry_bad", error)
            return
        outcomes = plan_books(wiring.books, wanted, wiring.desk, with_bar(o, "look", wiring.each))
        yield from book_lines(outcomes, lambda one: lambda: _apply(o, wiring, one.target))
        there = [one for one in wanted if one.book_id]
        yield from guarded(
            "google_bad",
            lambda: sharing_lines(look_at_sharing(wiring.books.drive, there, settings, (account, *wiring.helpers))),
        )
    finally:
        wiring.close()


def _apply(o: Options, wiring: Any, target: Any) -> None:
    """Lays one book out again; what people typed is copied first and not touched."""
    from toso.jobs.apply import apply_books

    outcome = apply_books(wiring.making_books, [target], wiring.desk, now=o.now(), folder=o.settings.google.folder)[0]
    if outcome.error is not None:
        raise outcome.error


def _mended(one: Line, o: Options) -> Line:
    from dataclasses import replace

    from toso import words
    from toso.errors import TosoError

    assert one.fix is not None
    try:
        one.fix()
    except TosoError as error:
        tell(words.say(WORDS, "page.unmended", what=words.error_text(error).what))
        return one
    except OSError as error:
        tell(words.say(WORDS, "page.unmended", what=error.strerror))
        return one
    return replace(one, facts={**one.facts, "mended": True}, level="ok")


def texts(one: Line) -> tuple[str, str]:
    """(what was found, how to mend it)."""
    from toso import words

    entry = words.catalogue(WORDS)["lines"][one.key]
    names = words.catalogue(WORDS)["names"]
    facts = {"what": "", **one.facts}
    if "name" in facts:
        facts["name"] = names.get(facts["name"], facts["name"])
    mend = words.fill(entry["mend"], **facts) if one.level != "ok" else ""
    if one.error is not None:
        said = words.error_text(one.error)
        facts["what"], mend = said.what, said.mend
    return words.fill(entry["line"], **facts), mend


def _show(one: Line, o: Options, fix: bool) -> None:
    from toso import words

    if o.quiet and one.level == "ok":
        return
    line, mend = texts(one)
    print(f"{words.catalogue(WORDS)['marks'][one.level]} {line}")
    if one.facts.get("mended"):
        print(words.say(WORDS, "page.mended"))
    elif one.level != "ok" and mend:
        print("  " + words.say(WORDS, "page.mend", mend=mend.replace("\n", "\n    ")))


def _sum_up(found: list[Line], o: Options, fix: bool) -> None:
    from toso import words

    if o.quiet:
        return
    counts = {level: sum(one.level == level for one in found) for level in ("ok", "warn", "bad")}
    well = not counts["warn"] and not counts["bad"]
    print()
    print(words.say(WORDS, "page.all_well") if well else words.say(WORDS, "page.summary", **counts))
    fixable = sum(one.fix is not None and one.level != "ok" for one in found)
    if fixable and not fix:
        print(words.say(WORDS, "page.fixable", count=fixable))


def as_json(one: Line) -> dict[str, object]:
    line, mend = texts(one)
    return {"check": one.key, "level": one.level, "line": line, "mend": mend}
