"""Summaries as JSON and back. Exact both ways, with keys in order: the same summary has the same text and hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from toso.model import Difficulty, GroupSummary


def _plain(value: Any) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a summary")


def dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def summary_text(summary: GroupSummary) -> str:
    fields = asdict(summary)
    fields["counts"], fields["findings"] = dict(summary.counts), dict(summary.findings)
    return dumps(fields)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def summary_of(text: str) -> GroupSummary:
    """Raises ValueError, KeyError or TypeError where ``text`` is not what ``summary_text`` wrote."""
    fields = json.loads(text)
    fields["submitted_on"] = _day(fields["submitted_on"])
    fields["read_at"] = datetime.fromisoformat(fields["read_at"]) if fields["read_at"] else None
    fields["difficulties"] = tuple(
        Difficulty(**{**one, "raised_on": _day(one["raised_on"]), "replied_on": _day(one["replied_on"])})
        for one in fields["difficulties"]
    )
    return GroupSummary(**fields)


def figures_hash(summaries: Iterable[GroupSummary]) -> str:
    """16 hex digits over the figures alone: when they were read and from which bytes leaves it unchanged."""
    texts = []
    for one in sorted(summaries, key=lambda s: s.group_code):
        fields = json.loads(summary_text(one))
        for name in ("read_at", "content_hash"):
            fields.pop(name)
        texts.append(dumps(fields))
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
