"""The online survey in a run: its response tab is read only when it, or a book it is counted with, changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from toso.core.online_survey import Online, read_online
from toso.errors import TosoError
from toso.google.responses import read_responses
from toso.model import Group, RawTable
from toso.state import Cursor

if TYPE_CHECKING:
    from toso.jobs.collect import Parts

DIGESTS = "online_survey"
SURVEY = "survey"


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
    return SurveyRead(online, online.digests())
