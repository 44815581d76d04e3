"""``toso due``: what would run at a moment, and why. Touches nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from toso.cli.context import options, parse_moment

if TYPE_CHECKING:
    from toso.core.due import Due

WORDS = "cli/due.yaml"


def command(
    ctx: typer.Context,
    at: Annotated[str | None, typer.Option("--at")] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    from toso import words
    from toso.cli.period_words import has_name
    from toso.core.due import due, next_deadline

    o = options(ctx)
    now = parse_moment(at) if at else o.now()
    rules, calendar, ledger = situation(o)
    found = due(now, rules, calendar, ledger)
    if json:
        import json as json_

        print(json_.dumps([as_json(one) for one in found], ensure_ascii=False, indent=2))
        return
    if o.quiet and not found:
        return
    print(words.say(WORDS, "page.title" if found else "page.none", at=now, count=len(found)))
    for one in found:
        print(
            "- "
            + words.say(
                WORDS,
                "page.line",
                job=job_words(one),
                period=_period(one),
                named=has_name(one.period),
                deadline=one.deadline,
                because=because(one),
            )
        )
    if not o.quiet and (ahead := next_deadline(now, rules, calendar)):
        print(words.say(WORDS, "page.next", deadline=ahead))


def situation(o):  # type: ignore[no-untyped-def]
    """(rules, calendar, ledger) of the settings in reach; with no ``toso.toml``: the default calendar, the plan's
    window open, nothing done yet."""
    from toso.core.calendar import Calendar
    from toso.core.due import Ledger, Rules
    from toso.settings import find_file

    if find_file(o.config) is None:
        return Rules(), Calendar(), Ledger()
    from toso.settings.derived import calendar_of, rules_of
    from toso.state.ledger import read_ledger

    return rules_of(o.settings), calendar_of(o.settings), read_ledger(o.settings)


def because(one: Due) -> str:
    """The reason as a sentence."""
    from toso import words

    return words.say(
        WORDS,
        f"because.{one.because}",
        opens=one.opens,
        deadline=one.deadline,
        end=one.period.end,
        period=_period(one),
    )


def _period(one: Due) -> str:
    from toso.cli.period_words import said

    return said(one.period, whole_plan=one.job == "purge")


def job_words(one: Due) -> str:
    from toso import words

    return words.say(WORDS, f"jobs.{one.job}")


def as_json(one: Due) -> dict[str, object]:
    return {
        "job": one.job,
        "period": one.period.code,
        "deadline": one.deadline.isoformat(),
        "because": because(one),
    }
