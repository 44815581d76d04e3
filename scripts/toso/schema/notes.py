"""What lint has to say, collected as cases and put into words only at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from toso.schema.source import Path_, Source


@dataclass(frozen=True, slots=True, order=True)
class LintFinding:
    """``place``: file, line and key · ``what`` is wrong · how to ``mend`` it. All Vietnamese."""

    place: str
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Case:
    """A mistake before it has words: ``code`` names them in ``templates/cli/lint.yaml``."""

    code: str
    place: str
    line: int
    facts: Mapping[str, Any]


@dataclass
class Notes:
    """Collects cases; ``at`` binds them to one file."""

    cases: list[Case] = field(default_factory=list)

    def add(self, code: str, source: Source, path: Path_ = (), /, **facts: Any) -> None:
        self.cases.append(Case(code, source.spot(path), source.line(path), facts))


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that looks most like ``word``, or ""."""
    found = get_close_matches(str(word), list(known), n=1, cutoff=0.6)
    return found[0] if found else ""


def worded(case: Case, words: Mapping[str, Mapping[str, str]]) -> LintFinding:
    """The case as a person reads it; ``mend_near`` is used where there is a suggestion."""
    entry = words[case.code]
    facts = {key: str(value) for key, value in case.facts.items()}
    mend = entry["mend_near"] if facts.get("nearest") and "mend_near" in entry else entry["mend"]
    return LintFinding(case.place, entry["what"].format_map(facts), mend.format_map(facts))
