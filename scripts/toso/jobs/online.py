"""The online survey in a run: its response tab is read only when it, or a book it is counted with, changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from toso.core.online_survey import Online, read_online
from toso.core.text import shorten
from toso.errors import TosoError
from toso.google.responses import read_responses
from toso.model import Group, RawTable
from toso.schema.types import Schema
from toso.state import Cursor

if TYPE_CHECKING:
    from toso.jobs.collect import Parts

DIGESTS, STANDING = "online_survey", "online_survey.standing"
SURVEY = "survey"
MOST_ROWS = 20
"""Rows of the response tab named in one sentence."""


@dataclass(frozen=True, slots=True)
class SurveyRead:
    """``digests``: group → a digest of its answers, known also where the tab was not read. ``error``: why it could not
    be read; then no group with answers is counted anew, its last figures stand."""

    online: Online | None = None
    digests: Mapping[str, str] = field(default_factory=dict)
    error: TosoError | None = None

    def of(self, group: str) -> RawTable | None:
        """The group's answers. Raises what kept the tab from being read, if the group has answers."""
        if self.error is not None and group in self.digests:
            raise self.error
        return self.online.groups.get(group) if self.online else None


def look_at_form(
    parts: Parts, groups: Sequence[Group], modified: Mapping[str, str], cursors: Mapping[str, Cursor], now: datetime, everything: bool
) -> SurveyRead:
    """One call where the tab may have changed, else none."""
    form = parts.settings.books.survey
    if not form:
        return SurveyRead()
    known: dict[str, str] = json.loads(parts.state.fact(DIGESTS) or "{}")
    cursor, at = cursors.get(form), modified.get(form, "")
    if not everything and cursor is not None and at and at == cursor.modified:
        return SurveyRead(digests=known)
    found = answers_of_form(parts, groups, SurveyRead(digests=known))
    if found.online is not None:
        parts.state.put_fact(DIGESTS, json.dumps(found.digests))
        parts.state.put_cursor(Cursor(form, at, ""), now)
    return found


def answers_of_form(parts: Parts, groups: Sequence[Group], before: SurveyRead) -> SurveyRead:
    """The answers, read where they were not yet. Answers are kept nowhere: a changed book reads them again."""
    books = parts.settings.books
    if not books.survey or before.online is not None or before.error is not None:
        return before
    try:
        table = read_responses(parts.books, books.survey, books.survey_tab)
    except TosoError as error:
        return replace(before, error=error)
    online = read_online(parts.schema.tables[SURVEY], table, [group.code for group in groups])
    parts.state.put_fact(STANDING, json.dumps(standing_of(online, parts.schema), ensure_ascii=False))
    return SurveyRead(online, online.digests())


def standing_of(online: Online, schema: Schema) -> dict[str, list[list[str]]]:
    """What a person must know of the form, kept from one reading to the next: kind → (text, title of the column)."""
    sheet = schema.tables[SURVEY]
    found: dict[str, list[list[str]]] = {}
    for one in online.questions:
        title = sheet.field(one.field).title if one.field else ""
        found.setdefault(one.kind, []).append([one.text, title])
    if online.unrouted:
        found["unrouted"] = [[str(row), ""] for row in online.unrouted]
    return found


def must_look(standing: Mapping[str, object]) -> bool:
    """A form may leave questions out on purpose; one that was edited, is not known, or an answer of nobody's group is a
    matter for a person."""
    return any(standing.get(kind) for kind in ("edited", "unknown", "unrouted"))


def sentences(standing: Mapping[str, Sequence[Sequence[str]]], said: Mapping[str, str]) -> list[str]:
    """``said``: ``online`` in ``templates/master/words.yaml``."""
    lines = []
    for kind in ("edited", "unknown", "missing"):
        texts = [_quoted(text, title, said) for text, title in standing.get(kind, ())]
        if texts:
            lines.append(said[kind].format(texts="; ".join(texts)))
    if rows := [row for row, _ in standing.get("unrouted", ())]:
        shown = ", ".join(rows[:MOST_ROWS]) + ("…" if len(rows) > MOST_ROWS else "")
        lines.append(said["unrouted"].format(count=len(rows), rows=shown))
    return lines


def _quoted(text: str, title: str, said: Mapping[str, str]) -> str:
    text, title = shorten(text, 100), shorten(title, 100)
    if text and title:
        return said["was"].format(text=text, title=title)
    return said["quoted"].format(text=text or title)


def standing(parts: Parts) -> dict[str, list[list[str]]]:
    return dict(json.loads(parts.state.fact(STANDING) or "{}"))
