"""What each book of the ward is for, from the settings and the ward's registry."""

from __future__ import annotations

from toso import words
from toso.core.book_facts import BookFacts
from toso.core.online_survey import group_links
from toso.core.periods import period, periods_between, tail_of_plan
from toso.model import Group
from toso.schema.types import BookKind
from toso.settings import Settings
from toso.settings.derived import calendar_of

WORDS = "sheet/books.yaml"


def period_codes(settings: Settings) -> tuple[str, ...]:
    """Every period that closes within the plan, in order, then the plan's last days: those a team hands in."""
    plan, calendar = settings.plan, calendar_of(settings)
    found = [one for kind in settings.periods.kinds for one in periods_between(plan.start, plan.end, kind, calendar)]
    first = period(settings.periods.first, calendar).start if settings.periods.first else plan.start
    closed = [one for one in found if plan.start <= one.end <= plan.end and one.end >= first]
    closed.sort(key=lambda one: (one.end, one.start))
    tail = tail_of_plan(plan.end, settings.periods.kinds[0], calendar)
    return tuple(one.row_code for one in (*closed, *([tail] if tail and tail.end >= first else [])))


def contact(settings: Settings) -> str:
    """Whom a leader calls."""
    return " ".join(part for part in (settings.keeper.name, settings.keeper.phone) if part)


def group_facts(group: Group, settings: Settings, editor: str = "") -> BookFacts:
    title = words.say(WORDS, "title.group", code=group.code, name=group.name)
    link = group_links(settings.books.survey_link, [group.code]).get(group.code, "")
    return BookFacts(
        "group", title, group.code, group.name, group.households_official, 0, period_codes(settings), contact(settings), editor, link
    )  # fmt: skip


def ward_facts(kind: BookKind, settings: Settings, editor: str = "") -> BookFacts:
    """The ward's own book, or the master."""
    title = words.say(WORDS, f"title.{kind}", name=settings.ward.name)
    return BookFacts(kind, title, name=settings.ward.name, contact=contact(settings), editor=editor)
