"""Short letters: one function a matter. Words in ``templates/email`` and ``templates/reminder``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toso.core.report import shape
from toso.core.report.reminders import OpenCell, Reminder
from toso.core.report.sentences import fill
from toso.core.report.types import Cell, Column, Row, Table
from toso.delivery.html import Body, Link, mail_html, safe_links, words
from toso.delivery.letters import header
from toso.delivery.templates import render
from toso.words import catalogue

MOST_CELLS = 15


def notice(kind: str, facts: Mapping[str, object], *, more: Sequence[str] = (), items: Sequence[str] = (), links: Sequence[Link] = ()) -> Body:  # fmt: skip
    """A letter of the kind ``notices.<kind>``; ``items``: ready texts; ``more``: names of sentences that follow them (``ask``)."""
    said = words()["notices"]
    own = said[kind]
    facts = {name: shape.clean(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
    paragraphs = [fill(text, facts) for text in own["paragraphs"]]
    shown = {
        "title": fill(own["title"], facts),
        "preheader": paragraphs[0],
        "paragraphs": paragraphs,
        "items": [*(fill(text, facts) for text in own.get("items", ())), *map(shape.clean, items)],
        "after": [fill(own[name], facts) for name in more],
        "links": safe_links(links),
        "closing": said["closing"],
    }
    return Body(
        header(str(shown["title"])), mail_html("email/notice.html", **shown), render("email/notice.txt", **shown)
    )


@dataclass(frozen=True, slots=True)
class Occasion:
    """What all reminders of a day share. ``days``: working days left, 0 on the last day. ``over``: the deadline has
    passed; ``last``: no period of the plan follows."""

    period: str
    period_code: str
    deadline: str
    days: int
    target: str
    keeper: str = ""
    over: bool = False
    last: bool = False


def _words() -> dict[str, Any]:
    return catalogue("reminder/words.yaml")


def _cell(one: OpenCell) -> str:
    say = _words()
    texts = {"tab": one.tab, "key": one.key, "column": one.column, "what": one.what}
    facts: dict[str, object] = {name: shape.clean(text) for name, text in texts.items()} | {"row": one.row}
    return fill(say["cell" if one.key else "cell_row" if one.row and one.column else "cell_tab"], facts)


def _days(when: Occasion) -> str:
    say = _words()["subject_days"]
    if when.over:
        return str(say["over"])
    return fill(say["value"] if when.days > 0 else say["last"], {"days": when.days})


def _lines(one: Reminder, when: Occasion) -> list[str]:
    say, figure = _words(), one.coverage
    lines = []
    if one.state == "empty":
        lines.append(say["not_started"])
    if one.left:
        total = shape.count(figure.total or one.group.households_official or 0)
        facts = {"left": shape.count(one.left), "target": when.target, "total": total}
        known = figure.value is not None  # what nobody typed is no 0
        lines.append(fill(say["left" if known else "left_untyped"], {**facts, "value": shape.count(figure.value or 0)}))
    if one.lacking and one.state != "empty":
        lines.append(fill(say["lacking"], {"titles": "; ".join(one.lacking)}))
    if not one.submitted:
        lines.append(fill(say["not_submitted"], {"code": when.period_code}))
    return lines


def _group(one: Reminder, when: Occasion, link: str) -> dict[str, Any]:
    """One group's part of a reminder, ready for the templates."""
    say = _words()
    count, shown = shape.count(one.errors), [_cell(cell) for cell in one.cells[:MOST_CELLS]]
    errors = fill(say["errors" if shown else "errors_only"], {"count": count}) if one.errors else ""
    lines = _lines(one, when)
    if errors and not shown:
        lines.append(errors)
    rest = one.errors - len(shown)
    name = shape.clean(one.group.name) or one.group.code
    return {
        "name": name,
        "lines": lines,
        "errors": errors,
        "cells": shown,
        "more": fill(say["more"], {"rest": shape.count(rest)}) if shown and rest else "",
        "links": safe_links([Link(fill(say["open"], {"group": name}), link)]),
    }


def _intro(when: Occasion) -> str:
    key = "intro" if not when.over else "intro_over_last" if when.last else "intro_over"
    return fill(_words()[key], {"period": when.period, "deadline": when.deadline, "days": _days(when)})


def reminder(found: Sequence[Reminder], when: Occasion, links: Mapping[str, str]) -> Body:
    """To one leader, of the groups they lead (as a rule one)."""
    say = _words()
    groups = [_group(one, when, links.get(one.group.code, "")) for one in found]
    leader = shape.clean(found[0].group.leader_name)
    work = sum(len(one["lines"]) + (1 if one["cells"] else 0) for one in groups)
    names = ", ".join(one["name"] for one in groups)
    facts = {
        "title": names,
        "preheader": _intro(when),
        "hello": fill(say["hello"], {"leader": leader}) if leader else say["hello_nameless"],
        "intro": _intro(when),
        "groups": groups,
        "thanks": say["thanks"],
        "closing": fill(say["closing"], {"keeper": when.keeper}) if when.keeper else say["closing_nobody"],
    }
    subject = fill(say["subject_over" if when.over else "subject"], {"groups": names, "count": work, "deadline": when.deadline})
    return Body(
        header(subject), mail_html("reminder/reminder.html", **facts), render("reminder/reminder.txt", **facts)
    )


def zalo(one: Reminder, when: Occasion, link: str) -> str:
    """The same, short, ready to be pasted into the group's chat."""
    group = _group(one, when, link)
    group["errors"] = fill(_words()["errors_only"], {"count": shape.count(one.errors)}) if one.errors else ""
    group["lines"] = _lines(one, when)
    return render("zalo/reminder.txt", one=group, intro=_intro(when), thanks=_words()["thanks"])


def digest(found: Sequence[Reminder], groups: int, unreachable: Sequence[str], mailed: Mapping[str, bool], when: Occasion) -> Body:  # fmt: skip
    """To the department: who still has what to do, and who could not be written to."""
    say = _words()["digest"]
    facts = {
        "period": when.period,
        "done": groups - len(found) - len(unreachable),
        "groups": groups,
        "deadline": when.deadline,
        "days": _days(when),
    }
    heads = say["columns"]
    kinds = {"percent": "percent", "left": "count", "errors": "count"}
    columns = tuple(Column(title, kinds.get(name, "text")) for name, title in heads.items())  # type: ignore[arg-type]
    rows = tuple(
        Row(
            (
                Cell(shape.clean(one.group.name) or one.group.code),
                Cell(shape.percent(one.coverage.tenths) if one.coverage.tenths is not None else "–"),
                Cell(shape.count(one.left) if one.left is not None and one.coverage.value is not None else "–"),
                Cell(shape.count(one.errors)),
                Cell(say["marked"] if one.submitted else say["not_marked"]),
                Cell(say["mailed"] if mailed.get(one.group.code) else say["no_address"]),
            )
        )
        for one in found
    )
    notes = [fill(say["unreachable"], {"names": ", ".join(unreachable)})] if unreachable else []
    if found:
        notes.append(say["zalo"])
    title, intro = header(fill(say["subject"], facts)), fill(say["intro_over" if when.over else "intro"], facts)
    shown = {
        "title": title,
        "preheader": intro,
        "intro": intro,
        "notes": notes,
        "table": Table("digest", "", columns, rows),
        "words": say,
        "closing": words()["notices"]["closing"],
    }
    return Body(title, mail_html("reminder/digest.html", **shown), render("reminder/digest.txt", **shown))
