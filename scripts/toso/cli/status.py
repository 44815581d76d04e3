"""``toso status``: one screen, no network. ``-q`` prints only what a person must do."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from toso.cli.context import options

if TYPE_CHECKING:
    from toso.jobs.status import Status

WORDS = "cli/status.yaml"


def command(ctx: typer.Context, json: Annotated[bool, typer.Option("--json")] = False) -> None:
    from toso import words
    from toso.core.calendar import in_vietnam
    from toso.jobs.status import status
    from toso.settings.derived import calendar_of, rules_of

    o = options(ctx)
    settings, now = o.settings, in_vietnam(o.now())
    found = status(settings, rules_of(settings), calendar_of(settings), now)
    if json:
        _print_json(found)
        return
    acts = [words.say(WORDS, f"act.{one.key}", **_facts(one.facts)) for one in found.acts]
    if not o.quiet:
        print(words.say(WORDS, "page.ward", name=settings.ward.name, sample=settings.file is None))
        for line in _lines(found, now):
            print(line)
        print()
        print(words.say(WORDS, "act.title" if acts else "act.none"))
    for line in acts:
        print(f"- {line}")


def _lines(found: Status, now: datetime) -> list[str]:
    from toso import words
    from toso.cli.period_words import has_name, said, said_of
    from toso.core.calendar import in_vietnam

    def say(key: str, **facts: object) -> str:
        return words.say(WORDS, f"page.{key}", **facts)

    one, run = found.period, found.run
    lines = [say("no_period")]
    if one:
        lines = [say("period", code=said(one), start=one.start, end=one.end, named=has_name(one))]
    if found.deadline:
        left = found.deadline - now
        lines.append(say("deadline", deadline=found.deadline, days=left.days, hours=left.seconds // 3600))
    if run is None:
        lines.append(say("never"))
    elif run.ended is None:
        lines.append(say("last_running", at=in_vietnam(run.started)))
    else:
        how = words.catalogue(WORDS)["how"].get(str(run.exit_code), str(run.exit_code))
        lines.append(say("last_run", at=in_vietnam(run.ended), how=how))
    if sent := _sent(found):
        period = max(sent, key=lambda code: sent[code])
        lines.append(say("report", period=said_of(period), at=in_vietnam(sent[period])))
    if backup := found.ledger.lasts().get("backup"):
        lines.append(say("backup", at=in_vietnam(backup)))
    names = words.catalogue("cli/due.yaml")["jobs"]
    jobs = ", ".join(dict.fromkeys(names[d.job] for d in found.due))
    lines.append(say("due", jobs=jobs) if jobs else say("none_due"))
    return lines


def _facts(facts: dict[str, object]) -> dict[str, object]:
    from toso.cli.period_words import said_of

    return {name: said_of(str(fact)) if name == "period" else fact for name, fact in facts.items()}


def _sent(found: Status) -> dict[str, datetime]:
    """Period → when its report went; that of the plan's last days goes as an addendum."""
    from toso.core.due import sending_job

    return {period: at for (job, period), at in found.ledger.done.items() if job == sending_job(period)}


def _print_json(found: Status) -> None:
    import json

    from toso.cli.due import as_json

    run = found.run
    print(
        json.dumps(
            {
                "period": found.period.code if found.period else None,
                "deadline": found.deadline.isoformat() if found.deadline else None,
                "last_run": {"started": run.started.isoformat(), "exit_code": run.exit_code} if run else None,
                "due": [as_json(one) for one in found.due],
                "act": [one.key for one in found.acts],
            },
            ensure_ascii=False,
            indent=2,
        )
    )
