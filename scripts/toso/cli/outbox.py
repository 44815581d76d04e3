"""``toso outbox list | show | retry | resolve | send | restore``."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toso.cli.context import Options, options
from toso.errors import ConfigurationError, Exit, UsageError

if TYPE_CHECKING:
    from toso.delivery.outbox_rows import Delivery
    from toso.wiring import Wiring

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
WORDS = "cli/report.yaml"
Id = Annotated[str, typer.Argument()]


def _wired(o: Options) -> Wiring:
    from toso.wiring import Wiring

    return Wiring(o.settings)


def _facts(one: Delivery) -> dict[str, Any]:
    from toso import words
    from toso.cli.period_words import said_of

    said = words.catalogue(WORDS)["outbox"]
    return {
        "id": one.delivery_id[:8],
        "state": said["states"][one.state],
        "kind": said["kinds"].get(one.kind.partition(".")[0], one.kind),
        "period": said_of(one.period),
        "revision": one.revision if one.kind == "bo_sung" else 0,
        "to": one.address or one.recipient,
        "recipient": one.recipient,
        "message_id": one.message_id,
        "tries": one.tries,
        "phase": one.phase,
        "code": one.code or "",
        "reply": one.reply,
    }


@app.command("list")
def list_(
    ctx: typer.Context,
    state: Annotated[str, typer.Option("--state")] = "",
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Every letter, or those of one state."""
    from toso import words

    o = options(ctx)
    with closing(_wired(o)) as wiring:
        known = wiring.outbox.deliveries() if wiring.outbox_file.exists() else ()  # a look makes no file and asks nobody
    found = [one for one in known if not state or one.state == state]
    if json:
        import json as json_
        from dataclasses import asdict

        print(json_.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        print(words.say(WORDS, "outbox.line", **_facts(one)))
    said = words.catalogue(WORDS)["outbox"]["states"]
    counted = Counter(said[one.state] for one in found)
    parts = ", ".join(f"{name} {count}" for name, count in counted.items())
    o.say(words.say(WORDS, "outbox.count", total=len(found), parts=parts) if found else words.say(WORDS, "outbox.empty"))


@app.command()
def show(ctx: typer.Context, id: Id, eml: Annotated[bool, typer.Option("--eml")] = False) -> None:
    """One letter: where it stands; ``--eml``: its bytes."""
    import sys

    from toso import words

    with closing(_wired(options(ctx))) as wiring:
        one = wiring.outbox.find(id)
        body = wiring.outbox.body(one.message_id)
    if eml:
        sys.stdout.buffer.write(body or b"")
        return
    print(words.say(WORDS, "outbox.show", **_facts(one)))


@app.command()
def retry(
    ctx: typer.Context,
    id: Annotated[str, typer.Argument()] = "",
    failed: Annotated[bool, typer.Option("--failed")] = False,
) -> Exit:
    """Queues again what was refused for good, and sends it. What is unknown is never sent again blindly."""
    from toso import words

    o = options(ctx)
    with _locked(o), closing(_wired(o)) as wiring:
        chosen = list(wiring.outbox.deliveries("failed")) if failed else [wiring.outbox.find(id)]
        for one in chosen:
            if one.state == "unknown":
                raise UsageError("outbox_held", id=one.delivery_id[:8])
            if one.state != "failed":
                raise UsageError("outbox_not_failed", id=one.delivery_id[:8], state=_facts(one)["state"])
            wiring.outbox.decide(one, "queued", o.now())
        sent, code = _send(o, wiring)
        o.say(words.say(WORDS, "outbox.retried", count=len(chosen), sent=sent))
        return code


@app.command()
def resolve(
    ctx: typer.Context,
    id: Id,
    sent: Annotated[bool, typer.Option("--sent")] = False,
    not_sent: Annotated[bool, typer.Option("--not-sent")] = False,
    lookup: Annotated[bool, typer.Option("--lookup")] = False,
) -> Exit:
    """A person's word (or a mailbox's) on a letter whose outcome is unknown."""
    from toso import words

    if [sent, not_sent, lookup].count(True) != 1:
        raise UsageError("outbox_choose")
    o = options(ctx)
    with _locked(o), closing(_wired(o)) as wiring:
        one = wiring.outbox.find(id)
        said = "sent" if sent else "queued"
        if lookup:
            said = "found" if _found(o, one) else "not_found"
        if said != "not_found":
            wiring.outbox.decide(one, "queued" if said == "queued" else "sent", o.now())
        o.say(words.say(WORDS, f"outbox.resolved.{said}", id=one.delivery_id[:8]))
        return Exit.MAIL_UNKNOWN if said == "not_found" else Exit.DONE


def _found(o: Options, one: Delivery) -> bool:
    from toso.delivery.lookup import find

    mail = o.settings.mail
    if not mail.copy_mailbox:
        raise ConfigurationError("mailbox_not_set")
    return find(mail.copy_mailbox, one.message_id, mail.password.get_secret_value(), mail.timeout_seconds)


@app.command()
def send(ctx: typer.Context) -> Exit:
    """Sends what is ready, and nothing new."""
    from toso import words

    o = options(ctx)
    with _locked(o), closing(_wired(o)) as wiring:
        sent, code = _send(o, wiring)
        o.say(words.say(WORDS, "outbox.sent", sent=sent, queued=len(wiring.outbox.deliveries("queued"))))
        return code


@app.command()
def restore(ctx: typer.Context) -> None:
    """Reads the ledger back from the master, after the loss of the machine."""
    from toso import words

    o = options(ctx)
    with _locked(o), closing(_wired(o)) as wiring:
        count = wiring.read_back(wiring.outbox) + wiring.letters_read_back
        o.say(words.say(WORDS, "outbox.restored", count=count))


def _locked(o: Options) -> Any:
    from toso.lock import run_lock

    return run_lock(o.settings.files.state)


def _send(o: Options, wiring: Wiring) -> tuple[int, Exit]:
    from toso.jobs.post import Posted
    from toso.wiring_jobs import Jobs

    done = Posted("send", Jobs(wiring).post(o.now()).send())
    if done.sent.trouble is not None:
        from toso.cli.boundary import told_and_code

        told_and_code(done.sent.trouble, o)
    return done.sent.sent, done.exit_code
