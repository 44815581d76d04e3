"""``toso report build | preview | send``."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toso.cli.context import Options, options, tell
from toso.errors import Exit, UsageError

if TYPE_CHECKING:
    from toso.core.report import Report
    from toso.jobs.post import Posted
    from toso.jobs.report_forms import Forms
    from toso.model import Period
    from toso.wiring import Wiring

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
WORDS = "cli/report.yaml"
KINDS = ("dinh_ky", "dot_xuat", "thanh_pho")

Quarter = Annotated[str, typer.Option("--quarter", "--period")]
From = Annotated[str, typer.Option("--from")]
To = Annotated[list[str] | None, typer.Option("--to")]
KindOf = Annotated[str, typer.Option("--kind")]
Out = Annotated[Path | None, typer.Option("--out")]
Snapshot = Annotated[bool, typer.Option("--snapshot")]


@dataclass(frozen=True, slots=True)
class Asked:
    """``kind`` of report, its ``period``, and the addresses of a trial."""

    kind: str
    period: Period
    only_to: tuple[str, ...]


@app.command()
def build(
    ctx: typer.Context,
    quarter: Quarter = "",
    start: From = "",
    to: To = None,
    kind: KindOf = "",
    out: Out = None,
    snapshot: Snapshot = False,
) -> None:
    """Makes the four forms in the folder of reports, from the frozen figures where there are any."""
    o = options(ctx)
    with closing(_wired(o)) as wiring:
        asked = _asked(o, wiring, quarter, start, to, kind)
        report, made = _made(o, wiring, asked, only_frozen=snapshot)
        _written(o, report, made, out or o.settings.files.out)


@app.command()
def preview(
    ctx: typer.Context,
    quarter: Quarter = "",
    start: From = "",
    to: To = None,
    kind: KindOf = "",
    out: Out = None,
) -> None:
    """The same, marked as a draft, and its letter's text on the screen. Nothing is sent."""
    o = options(ctx)
    with closing(_wired(o)) as wiring:
        asked = _asked(o, wiring, quarter, start, to, kind)
        report, made = _made(o, wiring, asked, mark="draft")
        _written(o, report, made, out or o.settings.files.out / "du-thao")
        print(made.body.text)


@app.command()
def send(
    ctx: typer.Context,
    quarter: Quarter = "",
    start: From = "",
    to: To = None,
    kind: KindOf = "",
    now: Annotated[bool, typer.Option("--now")] = False,
) -> Exit:
    """Sends it to those whom the settings name, or as a trial to ``--to`` only."""
    from toso.jobs import reporting
    from toso.lock import run_lock
    from toso.wiring_jobs import Jobs

    o = options(ctx)
    with run_lock(o.settings.files.state), closing(_wired(o)) as wiring:
        asked = _asked(o, wiring, quarter, start, to, kind)
        jobs = Jobs(wiring)
        moment = o.now()
        posted = reporting.report(
            wiring.day,
            asked.period,
            moment,
            wiring.calendar,
            jobs.post(moment),
            rules=jobs.rules,
            kind=asked.kind,  # type: ignore[arg-type]
            only_to=asked.only_to,
            at_once=now or asked.kind == "dot_xuat",
        )
        _tell(o, posted, asked, wiring)
        return posted.exit_code


def _wired(o: Options) -> Wiring:
    from toso.wiring import Wiring

    return Wiring(o.settings)


def _asked(o: Options, wiring: Wiring, quarter: str, start: str, to: list[str] | None, kind: str) -> Asked:
    """``--to`` takes an address (a trial) or the last day of an ad hoc report; each is known by its look.

    Raises UsageError ``report_dates``, ``report_kind``, and what an unreadable or impossible period raises.
    """
    from toso.core import periods
    from toso.settings.derived import rules_of

    def possible(asked: Period) -> Period:
        if asked.kind == "ad_hoc":
            rules = rules_of(o.settings)
            periods.checked_ad_hoc(asked.start, asked.end, o.now().date(), (rules.plan_start, rules.plan_end))
        return asked

    addresses = tuple(one for one in to or () if "@" in one)
    days = [one for one in to or () if "@" not in one]
    kind = kind or ("dot_xuat" if start else "dinh_ky")
    if kind not in KINDS:
        raise UsageError("report_kind", kind=kind, kinds=", ".join(KINDS))
    if kind == "dot_xuat":
        if not start or len(days) != 1:
            raise UsageError("report_dates")
        first, last = _day(start), _day(days[0])
        today = max(o.now().date(), last.date())
        return Asked(kind, possible(periods.ad_hoc(first.date(), last.date(), today, wiring.calendar)), addresses)
    if start or days:
        raise UsageError("report_dates")
    period = possible(wiring.period_named(quarter)) if quarter else wiring.shown_period(o.now())
    return Asked(kind, period, addresses)


def _day(text: str) -> datetime:
    from toso.cli.context import parse_moment

    return parse_moment(text)


def _made(o: Options, wiring: Wiring, asked: Asked, *, mark: str = "", only_frozen: bool = False) -> tuple[Report, Forms]:
    from dataclasses import replace

    from toso.jobs import report, report_forms, reporting

    if only_frozen and wiring.state.snapshot(asked.period.code, reporting.ENTRY) is None:
        raise UsageError("report_no_snapshot", period=asked.period.row_code)
    at = reporting.basis(wiring.day, asked.period, o.now(), wiring.calendar)
    material = replace(reporting.material(wiring.day, at, asked.kind), mark=mark)  # type: ignore[arg-type]
    made = report.preview(material, wiring.schema)
    return made, report_forms.forms(made, mark)


def _written(o: Options, report: Report, made: Forms, folder: Path) -> None:
    from toso import words
    from toso.jobs.report_forms import write

    for path in write(report, made, folder).values():
        print(path)
    o.say(words.say(WORDS, "built", name=report.period_name, folder=folder, snapshot=report.snapshot))


def _tell(o: Options, posted: Posted, asked: Asked, wiring: Wiring) -> None:
    """What happened; what a person must do is said even with ``-q``."""
    from toso import words

    facts = {
        "sent": posted.sent.sent,
        "new": posted.new,
        "revision": posted.revision,
        "failed": posted.sent.failed,
        "unknown": posted.sent.unknown + posted.sent.recovered,
        "queued": posted.sent.queued,
        "deadline": asked.period.entry_deadline,
        "folder": "" if o.settings.mail.host else str(o.settings.mail.outbox),
        "groups": ", ".join(posted.without_address),
    }
    o.say(words.say(WORDS, f"action.{posted.action}", **facts))
    for change in posted.changes:
        o.say(f"- {change}")
    for key in ("failed", "unknown", "groups"):
        if facts[key]:
            tell(words.say(WORDS, f"act.{key}", **facts))
    if posted.sent.trouble is not None:
        from toso.cli.boundary import told_and_code

        told_and_code(posted.sent.trouble, o)
