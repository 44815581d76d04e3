"""The report goes out: in the right hands, once, approved or told that it is not.

What was sent is remembered with its figures: the same figures again send nothing, others go as an addendum that says
what changed. A team's page is sent again only where that page changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from toso.core.report import Material, Report, build_report, shape
from toso.core.report.approval import Action
from toso.core.report.sentences import fill
from toso.core.report.types import ReportKind
from toso.delivery import notices, templates
from toso.delivery.html import Link
from toso.delivery.letters import Matter, usable
from toso.errors import ConfigurationError
from toso.jobs.post import Post, Posted
from toso.jobs.report_forms import CONTENT, Forms, figures_of, forms, letters_of, page_figures, team_letter
from toso.schema.types import Schema

TEAM, DRAFT, LAST_CALL, HELD, DOUBT = "to", "du_thao", "goi_duyet", "giu_lai", "nghi_van"


@dataclass(frozen=True, slots=True)
class Recipients:
    """Addresses by role. ``leaders``: group's code → the leader's."""

    report: tuple[str, ...] = ()
    copy: tuple[str, ...] = ()
    city: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    keeper: tuple[str, ...] = ()
    leaders: Mapping[str, str] | None = None

    def of(self, kind: ReportKind) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(role, addresses) that the report itself goes to."""
        if kind == "thanh_pho":
            return (("city", self.city),)
        return (("report", self.report), ("report_copy", self.copy))


@dataclass(frozen=True, slots=True)
class Sending:
    """What is to be sent. ``mode``: of approval; ``decide``: the hour when approval is decided, in words; ``doubts``: sentences for the
    keeper; ``link``: a group's book; ``only_to``: a trial to these addresses and to nobody else."""

    material: Material
    action: Action
    recipients: Recipients
    doubts: tuple[str, ...] = ()
    mode: str = "none"
    decide: str = ""
    link: Callable[[str], str] = lambda code: ""
    ward_book: str = ""
    only_to: tuple[str, ...] = ()


def preview(material: Material, schema: Schema) -> Report:
    """The report as it would go; nothing is written or sent."""
    return build_report(material, schema, templates.words())


def send(wanted: Sending, schema: Schema, post: Post) -> Posted:
    """Does what ``wanted.action`` says; may be called again at any time.

    Raises ConfigurationError ``report_to_nobody`` where no address is named for the report itself; the teams' pages
    have gone out then. ``wait``: nothing new, only what is still in the outbox. ``draft``, ``last_call``, ``hold``: letters to those who
    approve. ``send``, ``send_marked``: the report, then each team's page.
    """
    steps: dict[str, Callable[[Sending, Schema, Post], Posted]] = {
        "draft": _draft,
        "last_call": _last_call,
        "hold": _hold,
        "send": _report,
        "send_marked": _report,
    }
    if wanted.only_to:
        return _trial(wanted, schema, post)
    step = steps.get(wanted.action)
    return step(wanted, schema, post) if step else Posted("wait", post.send())


def doubts_of(unreachable: Sequence[str]) -> tuple[str, ...]:
    """Sentences for the keeper. ``unreachable``: names of groups."""
    said = notices.words()["notices"]
    return (fill(said["unreachable"], {"names": ", ".join(unreachable)}),) if unreachable else ()


def _marked(wanted: Sending) -> Material:
    if wanted.action == "send_marked":
        return replace(wanted.material, mark="unapproved")
    return replace(wanted.material, mark="doubt") if wanted.doubts else wanted.material


def _report(wanted: Sending, schema: Schema, post: Post) -> Posted:
    material = _marked(wanted)
    kind, period = material.kind, material.period
    report = preview(material, schema)
    known = post.outbox.sent_figures(post.ward, period.code, (kind, "bo_sung"))
    revision, sent_kind = 0, kind
    if known is not None:
        revision, before, out = known
        sent_kind = "bo_sung" if revision else kind
        if before.get(CONTENT) != figures_of(report)[CONTENT]:
            if out:
                revision, sent_kind = revision + 1, "bo_sung"
            else:
                post.outbox.withdraw(Matter(post.ward, period.code, sent_kind, revision))
        if sent_kind == "bo_sung":
            material = replace(material, kind="bo_sung", revision=revision, sent=dict(before))
            report = preview(material, schema)
    new = _put_report(wanted, report, Matter(post.ward, period.code, sent_kind, revision), kind, post)
    added, without = _put_pages(wanted, report, post) if kind != "thanh_pho" else (0, ())
    if wanted.doubts:
        new += _tell_doubts(wanted, report, post)
    done = Posted(wanted.action, post.send(), new + added, revision, without, report.changes)
    if not any(usable(one) for _, addresses in wanted.recipients.of(kind) for one in addresses):
        raise ConfigurationError("report_to_nobody", kind=kind)
    return done


def _put_report(wanted: Sending, report: Report, matter: Matter, role_of: ReportKind, post: Post) -> int:
    """A letter to each role that somebody is missing it in; the forms are made only then."""
    made: Forms | None = None
    new = 0
    for role, addresses in wanted.recipients.of(role_of):
        if not post.outbox.missing(matter, addresses):
            continue
        made = made or forms(report, _marked(wanted).mark)
        bodies = letters_of(report, made, _marked(wanted).mark)
        new += post.put(matter, role, addresses, bodies, _until(report, wanted), figures_of(report), report.snapshot)
    return new


def _until(report: Report, wanted: Sending) -> datetime:
    """Tried until the sending day ends; a report that is late already, for a day."""
    period, now = wanted.material.period, wanted.material.as_of
    end = datetime.combine(period.sending_day, time(23, 59, 59), period.entry_deadline.tzinfo)
    return max(end, now + timedelta(days=1))


def _put_pages(wanted: Sending, report: Report, post: Post) -> tuple[int, tuple[str, ...]]:
    """Each team's page to its leader, where it is new or has changed."""
    leaders = wanted.recipients.leaders or {}
    period, new, without = wanted.material.period.code, 0, []
    for page in report.team_pages:
        address = leaders.get(page.group_code, "")
        if not address:
            without.append(page.group_code)
            continue
        figures = page_figures(page)
        kind = f"{TEAM}.{page.group_code.lower()}"
        known = post.outbox.sent_figures(post.ward, period, (kind,))
        revision = 0
        if known is not None:
            revision = known[0] if known[1] == figures or not known[2] else known[0] + 1
        matter = Matter(post.ward, period, kind, revision)
        if post.outbox.missing(matter, [address]):
            letter = team_letter(page, report, wanted.link(page.group_code))
            new += post.put(matter, page.group_code, [address], [letter], _until(report, wanted), figures)
    return new, tuple(without)


def _notice(wanted: Sending, kind: str, matter: str, addresses: Sequence[str], post: Post, *, attach: Report | None = None, more: Sequence[str] = (), items: Sequence[str] = ()) -> bool:  # fmt: skip
    """A short letter about the report; once a matter and person."""
    material = wanted.material
    about = Matter(post.ward, material.period.code, f"{matter}.{material.kind}", material.revision)
    if not post.outbox.missing(about, addresses):
        return False
    report_period = attach.period_name if attach else ""
    facts = {
        "period": report_period,
        "decide": wanted.decide,
        "moment": _moment(material.as_of),
        "deadline": _moment(material.period.entry_deadline),
        "ward": material.office.ward,
    }
    links = [Link(notices.words()["notices"]["open_ward_book"], wanted.ward_book)]
    body = notices.notice(kind, facts, more=more, items=items, links=links)
    made = forms(attach, "draft") if attach and kind in ("draft", "last_call") else None
    bodies = [(body, made.attached("docx", "pdf") if made else [])]
    if made:
        bodies.append((body, []))
    return post.put(about, "approval", addresses, bodies, material.as_of + timedelta(days=2))


def _moment(at: datetime) -> str:
    return f"{at:%H:%M} ngày {shape.day(at.date())}"


def _draft(wanted: Sending, schema: Schema, post: Post) -> Posted:
    report = preview(replace(wanted.material, mark="draft"), schema)
    new = _notice(wanted, "draft", DRAFT, wanted.recipients.approvers, post, attach=report)
    return Posted("draft", post.send(), int(new))


def _last_call(wanted: Sending, schema: Schema, post: Post) -> Posted:
    report = preview(replace(wanted.material, mark="draft"), schema)
    more = (wanted.mode,) if wanted.mode in ("ask", "required") else ()
    new = _notice(wanted, "last_call", LAST_CALL, wanted.recipients.approvers, post, attach=report, more=more)
    return Posted("last_call", post.send(), int(new))


def _hold(wanted: Sending, schema: Schema, post: Post) -> Posted:
    report = preview(wanted.material, schema)
    told = (*wanted.recipients.approvers, *wanted.recipients.keeper)
    new = _notice(wanted, "hold", HELD, told, post, attach=report)
    return Posted("hold", post.send(), int(new))


def _tell_doubts(wanted: Sending, report: Report, post: Post) -> int:
    told = wanted.recipients.keeper or wanted.recipients.approvers
    return int(_notice(wanted, "doubt", DOUBT, told, post, attach=report, items=wanted.doubts))


def _trial(wanted: Sending, schema: Schema, post: Post) -> Posted:
    """To the given addresses only, marked as a draft; each trial is a matter of its own."""
    material = replace(wanted.material, mark="draft")
    report = preview(material, schema)
    made = forms(report, "draft")
    matter = Matter(post.ward, material.period.code, f"thu.{int(post.now().timestamp())}")
    new = post.put(matter, "trial", wanted.only_to, letters_of(report, made, "draft"), post.now() + timedelta(hours=1))
    return Posted("trial", post.send(), int(new))

