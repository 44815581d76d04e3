"""What each due job does, with the parts of ``wiring``. Every job may be called again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from toso import words
from toso.clock.tick import Job, Outcome
from toso.core.due import Due
from toso.core.report.approval import Rules, approval_of, decide
from toso.core.report.reminders import open_cells
from toso.delivery.ledger import LedgerRow
from toso.errors import Exit
from toso.jobs import alert as alerting
from toso.jobs import backup as backing_up
from toso.jobs import remind as reminding
from toso.jobs import reporting
from toso.jobs.aggregate import Aggregated, figures_of, mirror_reports
from toso.jobs.falls import tell_of_falls
from toso.jobs.keeper import tell_keeper
from toso.jobs.post import Post, Posted
from toso.jobs.report import doubts_of
from toso.jobs.report_ledger import lines
from toso.jobs.told import tell_of_form, tell_of_links
from toso.model import Period
from toso.wiring import Wiring

OUT_OF_ACTION = ("last_call", "hold", "wait", "draft")
"""What a report job may answer without having sent the report: it stays due."""

SHOWN_IN_THE_MASTER = frozenset(("snapshot", "report", "addendum", "remind", "close"))
"""Jobs whose outcome the master tells: it is written once more after them."""


def jobs_of(wiring: Wiring) -> Mapping[str, Job]:
    """By the names of ``core.due``."""
    ward = Jobs(wiring)
    return {
        "validate": ward.validate,
        "aggregate": ward.aggregate,
        "alert": ward.alert,
        "remind": ward.remind,
        "close": ward.close,
        "snapshot": ward.snapshot,
        "report": ward.report,
        "addendum": ward.report,
        "backup": ward.backup,
        "purge": ward.keeper,
        "key_age": ward.keeper,
        "keeper_alert": ward.keeper,
    }


class Jobs:
    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        self.day = wiring.day
        self.group = ""

    @property
    def rules(self) -> Rules:
        approval = self.wiring.settings.approval
        return Rules(approval.mode, approval.draft_days, approval.decide_time)

    def post(self, now: datetime) -> Post:
        """The ward's post; what it sends is kept in the master as well."""

        def mirror(rows: Sequence[LedgerRow]) -> None:
            mirror_reports(self.day.parts, words.catalogue("master/words.yaml"), lines(rows))

        return self.wiring.post(lambda: now, mirror)

    def validate(self, due: Due, now: datetime) -> Outcome:
        said = self.day.validate(self.wiring.shown_period(now), now, only=self.group)
        acts = [words.say("cli/run.yaml", "lost", group=one.group, tab=one.tab, column=one.column) for one in said.lost]
        return Outcome(Exit.PARTIAL if said.failed else Exit.DONE, act="\n".join(acts))

    def aggregate(self, due: Due, now: datetime) -> Outcome:
        period = self.wiring.shown_period(now)
        done = self.day.aggregate(period, now)
        if done.drops:
            self._tell(done, now)
        done.refuse()
        return Outcome(Exit.PARTIAL if self.day.collected(period, now).unreachable else Exit.DONE)

    def _tell(self, done: Aggregated, now: datetime) -> None:
        post = self.post(now)
        if tell_of_falls(done.drops, done.said, done.held, reporting.somebody(self.wiring.settings), post):
            post.send()

    def alert(self, due: Due, now: datetime) -> Outcome:
        """Urgent difficulties, what ails the online form; and the draft of a report that waits for approval."""
        found = self.day.collected(self.wiring.shown_period(now), now)
        ids = {group.code: group.book_id for group in found.groups}
        to = self.wiring.settings.mail.recipients
        post, told_to = self.post(now), reporting.somebody(self.wiring.settings, to.urgent, to.report_copy)
        keeper, said = reporting.somebody(self.wiring.settings), words.catalogue("master/words.yaml")
        tell_of_form(self.day.parts, keeper, post, said["online"])
        tell_of_links(self.day.parts, found, keeper, post, said["opened"])
        told = alerting.alert(
            figures_of(self.day.parts, found), told_to, post,
            link=lambda code: reporting.BOOK_URL.format(ids[code]),
            ward_book=reporting.BOOK_URL.format(self.wiring.settings.books.ward),
        )  # fmt: skip
        approval = approval_of(found.ward.tables.get("approvals"), due.period, "dinh_ky")
        if decide(self.rules, approval, due.period, self.wiring.calendar, now) == "draft":
            self._report(due, now)
        return Outcome(told.exit_code)

    def remind(self, due: Due, now: datetime) -> Outcome:
        wanted = self.reminding(due.period, now)
        return Outcome(reminding.remind(wanted, self.post(now)).posted.exit_code)

    def reminding(self, period: Period, now: datetime) -> reminding.Reminding:
        """Reads every book: what stands in each is said by cell."""
        found = self.day.read_here(period, now)
        parts, settings = self.day.parts, self.wiring.settings
        titles = {name: kind.title for name, kind in parts.catalogue.kinds.items()}
        ids = {group.code: group.book_id for group in found.groups}
        to = settings.mail.recipients
        return reminding.Reminding(
            figures=figures_of(parts, found),
            now=now,
            calendar=self.wiring.calendar,
            cells={code: open_cells(one.result.findings, parts.schema, titles) for code, one in found.read.items()},
            leaders=reporting.leaders(parts, now, period),
            department=reporting.somebody(settings, to.report_copy, to.urgent),
            link=lambda code: reporting.BOOK_URL.format(ids[code]) if ids.get(code) else "",
            keeper=" ".join(part for part in (settings.keeper.name, settings.keeper.phone) if part),
        )

    def snapshot(self, due: Due, now: datetime) -> Outcome:
        frozen = reporting.freeze(self.day, due.period, now)
        return Outcome(Exit.PARTIAL if frozen.extra.get("unreachable") else Exit.DONE, note=frozen.hash)

    def close(self, due: Due, now: datetime) -> Outcome:
        return Outcome(note=reporting.freeze(self.day, due.period, now, reporting.CLOSE).hash)

    def report(self, due: Due, now: datetime) -> Outcome:
        posted = self._report(due, now)
        code = posted.exit_code
        if posted.action in OUT_OF_ACTION and code == Exit.DONE:
            code = Exit.TRY_AGAIN
        return Outcome(code, note=f"r{posted.revision}")

    def _report(self, due: Due, now: datetime) -> Posted:
        found = self.day.collected(due.period, now)
        names = {group.code: group.name for group in found.groups}
        doubts = doubts_of([names.get(code, code) for code in sorted(found.unreachable)])
        return reporting.report(
            self.day, due.period, now, self.wiring.calendar, self.post(now), rules=self.rules, doubts=doubts
        )

    def keeper(self, due: Due, now: datetime) -> Outcome:
        """What only a person can do is told to the keeper."""
        return Outcome(tell_keeper(due, self.wiring.settings, self.wiring.post(lambda: now)))

    def backup(self, due: Due, now: datetime) -> Outcome:
        settings = self.wiring.settings
        path = backing_up.make(settings, now)
        backing_up.drop_old(path.parent, settings.clock.backups_kept)
        return Outcome()


def asked(job: str, now: datetime, wiring: Wiring) -> Due:
    """A job that somebody asked for, whether or not it is due."""
    return Due(job, wiring.shown_period(now), now, now + timedelta(days=1), "asked")
