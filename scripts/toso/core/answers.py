"""``Giải thích``: a team's answer to a warning or a question, bound to key, kind and value.

A text answers every warning and question of its row at the time it is first seen; it stays theirs while key, kind and
value stay. A finding that comes up later needs a text of its own: the old one was not about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from toso.model import BookResult, Finding, TableResult

Place = tuple[str, str, str, str, str]
"""(table, key, kind, column, digest of the value found): two counts may ask at one cell, of a member and of a day."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered (digest of the value found) and by which text (digest)."""

    value: str
    text: str


Known = Mapping[Place, Answer]
ANSWER = "answer"
"""The fact under which an answered finding carries its ``Answer``."""


def digest(*parts: object) -> str:
    from hashlib import sha256  # only who answers needs it

    return sha256("\x1f".join(f"{type(part).__name__}:{part}" for part in parts).encode()).hexdigest()[:16]


def place_of(finding: Finding) -> Place:
    return (finding.table, finding.key, finding.kind, finding.column, value_of(finding))


def value_of(finding: Finding) -> str:
    """What the answer was about: the value, how many rows there were where rows are counted, and of which figure."""
    figure = finding.facts.get("figure")
    return digest(finding.value, finding.facts.get("count"), *([] if figure is None else [figure]))


def explanations(tables: Mapping[str, TableResult]) -> dict[tuple[str, int], str]:
    """(table, row) → what stands in ``Giải thích``."""
    return {
        (name, row): text
        for name, table in tables.items()
        for row, text in zip(table.rows, table.columns.get("explanation", ()), strict=False)
        if isinstance(text, str) and text
    }


def apply_answers(
    findings: Iterable[Finding], texts: Mapping[tuple[str, int], str], known: Known
) -> list[Finding]:
    """``texts``: as ``explanations`` gives them. Returns the findings with
    ``answered`` set; an answered one carries its ``Answer`` in its facts."""
    used = {(table, key, answer.text) for (table, key, *_), answer in known.items()}
    result = []
    for finding in findings:
        answer = _answer(finding, texts, known, used)
        if answer is not None:
            finding = finding._replace(answered=True, facts={**finding.facts, ANSWER: answer})
        result.append(finding)
    return result


def _answer(
    finding: Finding, texts: Mapping[tuple[str, int], str], known: Known, used: set[tuple[str, str, str]]
) -> Answer | None:
    if finding.severity == "error" or not finding.key:
        return None
    before = known.get(place_of(finding))
    if before is not None:
        return before
    text = texts.get((finding.table, finding.row), "")
    if not text or (finding.table, finding.key, digest(text)) in used:
        return None
    return Answer(value_of(finding), digest(text))


def known_of(book: BookResult) -> dict[Place, Answer]:
    """What to keep of a validated book for the next run; an answer whose finding is gone is forgotten."""
    answers = ((place_of(one), one.facts.get(ANSWER)) for one in book.findings if one.answered)
    return {place: answer for place, answer in answers if isinstance(answer, Answer)}


def pack(known: Known) -> list[list[str]]:
    """For keeping: one row an answer, in a fixed order."""
    return [[*place, answer.text] for place, answer in sorted(known.items(), key=lambda one: one[0])]


def unpack(rows: Iterable[Sequence[object]]) -> dict[Place, Answer]:
    """The reverse of ``pack``; rows that are no answer are passed over."""
    known: dict[Place, Answer] = {}
    for row in rows:
        if len(row) >= 6 and all(isinstance(cell, str) for cell in row[:6]):
            table, key, kind, column, value, text = (str(cell) for cell in row[:6])
            known[table, key, kind, column, value] = Answer(value, text)
    return known
