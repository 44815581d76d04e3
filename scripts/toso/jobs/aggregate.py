"""What was collected → figures → the master, written only when something on it differs.

Where nothing that is shown can differ, the master is not even made: pandas is not imported then.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from toso.core.figures import Figures
from toso.core.guard import Drop
from toso.core.master_facts import Facts, ReportLine, SystemLine
from toso.core.master_links import sources
from toso.core.master_model import MasterBook
from toso.core.master_words import MasterWords
from toso.core.trend import Light, day_label, from_text, light, to_text, with_day
from toso.core.ward import ward_figures
from toso.errors import Exit, TosoError
from toso.jobs.collect import Collected, Parts
from toso.jobs.falls import fallen, keep_published, sentences
from toso.state.codec import figures_hash

MARK, INPUTS, DAYS = "master.fingerprint", "master.inputs", "trend.days"
WORDS = "master/words.yaml"


class FiguresDropped(TosoError):
    """Figures fell by more than a mishap's share: publishing waits for somebody to say that they are right."""

    exit_code = Exit.PARTIAL


@dataclass(frozen=True, slots=True)
class Shown:
    """What the master shows beside the figures. ``said``: the words of ``templates/master/words.yaml``."""

    said: Mapping[str, Any]
    system: Sequence[SystemLine] = ()
    reports: Sequence[ReportLine] = ()
    periods: Sequence[Light] = ()
    previous: Figures | None = None


@dataclass(frozen=True, slots=True)
class Aggregated:
    """``held``: figures dropped and the master was left as it was. ``alerts``: they dropped and it was published all
    the same, marked, because it is the sending day. ``master`` is None where it did not have to be made."""

    figures: Figures
    written: bool = False
    held: bool = False
    alerts: bool = False
    drops: tuple[Drop, ...] = ()
    said: tuple[str, ...] = ()
    """The drops in words, a place each."""
    master: MasterBook | None = field(default=None, repr=False)
    facts: Facts | None = field(default=None, repr=False)
    """What the master is made of, where it was not made."""

    def refuse(self) -> None:
        """Raises FiguresDropped where publishing was held."""
        if self.held:
            raise FiguresDropped("figures_dropped", falls=" ".join(self.said))


def figures_of(parts: Parts, found: Collected, previous: Figures | None = None) -> Figures:
    """The ward's figures as of this run."""
    plan = parts.settings.plan
    return ward_figures(
        found.groups,
        found.summaries,
        parts.schema,
        found.period,
        found.now.date(),
        plan=(plan.start, plan.end),
        ward_tables=found.ward.tables,
        as_of=found.now,
        previous=previous,
        coverage_target=(plan.coverage_target.numerator, plan.coverage_target.denominator),
    )


def aggregate(
    parts: Parts, found: Collected, shown: Shown, *, accept_drop: bool = False, sending_day: bool = False
) -> Aggregated:
    """Publishes the figures of what was collected.

    ``accept_drop``: somebody said that a fall is right. ``sending_day``: doubts mark the master and are told, they do
    not stop it; the mark stays until the fall is accepted or mended. Costs 0 calls where nothing differs, else 1 to look
    and 1 to write. Raises AccessError and TryAgain of the master book.
    """
    state, master_id = parts.state, parts.settings.books.master
    figures = figures_of(parts, found, shown.previous)
    fell = () if accept_drop else fallen(parts, figures)
    said = sentences(fell, figures, parts.settings.ward.name) if fell else ()
    if fell and not sending_day:
        return Aggregated(figures, held=True, drops=fell, said=said)
    doubts = _doubts(figures, found, fell)
    days = with_day(from_text(state.fact(DAYS)), light(figures, day_label(found.now.date())))
    facts = Facts(
        figures=figures,
        words=MasterWords(shown.said),
        name=parts.settings.ward.name,
        finding_titles={name: kind.title for name, kind in parts.catalogue.kinds.items()},
        doubts=doubts,
        system=tuple(shown.system),
        reports=tuple(shown.reports),
        days=days,
        periods=tuple(shown.periods),
    )
    inputs = _digest(parts, facts)
    alerts = bool(fell)
    if state.fact(INPUTS) == inputs and state.fact(MARK):
        return Aggregated(figures, alerts=alerts, drops=fell, said=said, facts=facts)
    from toso.core.master import build
    from toso.google.master import write_master

    book = build(facts)
    link = sources(found.groups, parts.settings.books.ward, parts.schema)
    done = write_master(parts.books, master_id, book, shown.said["styles"], link, known=state.fact(MARK) or "")
    state.put_fact(MARK, done.fingerprint)
    state.put_fact(INPUTS, inputs)
    state.put_fact(DAYS, to_text(days))
    if not alerts:
        keep_published(parts, figures)
    return Aggregated(figures, done.written, alerts=alerts, drops=fell, said=said, master=book)


def mirror_reports(parts: Parts, said: Mapping[str, Any], lines: Sequence[ReportLine]) -> bool:
    """Writes the ledger of reports into the master by itself, around a round of sending: a machine that is lost in the
    middle leaves there what it was about to do. 2 calls; False where the master has no such tab yet."""
    from toso.core.master_lists import reports_table
    from toso.google.master import write_tab

    schema = parts.schema
    table = reports_table(schema.tables["master_reports"], schema.lists, MasterWords(said), lines)
    return write_tab(parts.books, parts.settings.books.master, table, said["styles"], lambda target: "")


def _doubts(figures: Figures, found: Collected, fell: Sequence[Drop]) -> dict[str, dict[str, object]]:
    doubts: dict[str, dict[str, object]] = {}
    if fell:
        doubts["dropped"] = {}
    if found.unreachable:
        doubts["unreachable"] = {"number": len(found.unreachable)}
    without = sum(group.households_official is None for group in figures.groups)
    if without:
        doubts["no_total"] = {"number": without}
    return doubts


def _digest(parts: Parts, facts: Facts) -> str:
    """Everything the master shows, times left out, as 16 hex digits: what it costs to know that nothing differs."""
    figures = facts.figures
    groups = [[one.code, one.name, one.households_official, one.book_id] for one in figures.groups]
    replies = sorted((*key, str(one.replied_on)) for key, one in figures.replies.items())
    parts_shown = [
        parts.schema.version,
        facts.name,
        facts.words.said,
        [str(figures.today), figures.period.code, str(figures.period.entry_deadline), figures.coverage_target],
        figures_hash(figures.summaries.values()),
        figures_hash(figures.previous.summaries.values()) if figures.previous else "",
        groups,
        dict(figures.ward_counts),
        replies,
        facts.doubts,
        [[one.item, one.detail if one.steady else ""] for one in facts.system if one.state == "look" or one.steady],
        [str(one) for one in facts.reports],
        [[one.label, dict(one.values)] for one in facts.periods],
        _passed(figures),
    ]
    text = json.dumps(parts_shown, ensure_ascii=False, sort_keys=True, default=str)
    return sha256(text.encode()).hexdigest()[:16]


def _passed(figures: Figures) -> bool:
    return figures.as_of is not None and figures.as_of >= figures.period.entry_deadline
