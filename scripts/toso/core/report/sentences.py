"""Sentences that change with the figures.

The words lie in ``templates/report/*.yaml``; here only which of them is said. A sentence is a text, or a mapping from
a state to a text; ``{name}`` stands for a fact. Facts are put in once and never read again as a template, so what a
person typed cannot become one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toso.errors import SchemaError

_SLOT = re.compile(r"\{(\w+)\}")


def fill(template: str, facts: Mapping[str, object]) -> str:
    """``template`` with every ``{name}`` replaced.

    Raises SchemaError ``report_words_unknown_fact`` where a sentence asks for a fact that its place does not have.
    """

    def put(match: re.Match[str]) -> str:
        if match[1] not in facts:
            raise SchemaError("report_words_unknown_fact", sentence=template, fact=match[1], known=sorted(facts))
        return str(facts[match[1]])

    return _SLOT.sub(put, template)


@dataclass(frozen=True, slots=True)
class Words:
    """Parsed ``templates/report/*.yaml``: ``form``, ``outline``, ``sentences``, ``tables`` by file name."""

    files: Mapping[str, Any]

    @property
    def form(self) -> Mapping[str, Any]:
        return self.files["form"]

    @property
    def outline(self) -> Sequence[Mapping[str, Any]]:
        return self.files["outline"]["parts"]

    @property
    def tables(self) -> Sequence[Mapping[str, Any]]:
        return self.files["tables"]["appendices"]

    def has(self, key: str) -> bool:
        return key in self.files["sentences"]

    def say(self, key: str, states: Sequence[str] = (), /, **facts: object) -> str:
        """Sentence ``key`` in the first of ``states`` it has, else in its state ``value``; "" where it has none.

        Raises SchemaError ``report_words_missing`` for an unknown key.
        """
        sentences = self.files["sentences"]
        if key not in sentences:
            raise SchemaError("report_words_missing", key=key)
        found = sentences[key]
        if not isinstance(found, str):
            found = next((found[state] for state in (*states, "value") if state in found), "")
        return fill(found, facts)

    def word(self, *path: str) -> Any:
        """A word of ``form.yaml`` by its path."""
        found: Any = self.form
        for step in path:
            if step not in found:
                raise SchemaError("report_words_missing", key=".".join(path))
            found = found[step]
        return found

    def fill(self, template: str, facts: Mapping[str, object]) -> str:
        return fill(template, facts)
