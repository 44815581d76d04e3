"""Summaries as JSON and back. Exact both ways, with keys in order: the same summary has the same text and hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from toso.model import Difficulty, GroupSummary


def _plain(value: Any) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a summary")


def dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _fields(summary: GroupSummary) -> dict[str, Any]:
    one = {field.name: getattr(summary, field.name) for field in fields(summary)}
    one["counts"], one["findings"] = dict(summary.counts), dict(summary.findings)
    one["difficulties"] = [asdict(difficulty) for difficulty in summary.difficulties]
    return one


def summary_text(summary: GroupSummary) -> str:
    return dumps(_fields(summary))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def summary_of(text: str) -> GroupSummary:
    """Raises ValueError, KeyError or TypeError where ``text`` is not what ``summary_text`` wrote."""
    found = json.loads(text)
    found["submitted_on"] = _day(found["submitted_on"])
    found["read_at"] = datetime.fromisoformat(found["read_at"]) if found["read_at"] else None
    found["difficulties"] = tuple(
        Difficulty(**{**one, "raised_on": _day(one["raised_on"]), "replied_on": _day(one["replied_on"])})
        for one in found["difficulties"]
    )
    return GroupSummary(**found)


def figures_hash(summaries: Iterable[GroupSummary]) -> str:
    """16 hex digits over the figures alone: when they were read and from which bytes leaves it unchanged."""
    texts = []
    for one in sorted(summaries, key=lambda s: s.group_code):
        found = _fields(one)
        for name in ("read_at", "content_hash"):
            found.pop(name)
        texts.append(dumps(found))
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
