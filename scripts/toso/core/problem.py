"""What a reader answers when a cell cannot be taken as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


def positions_of_problems(values: Sequence[Any]) -> list[int]:
    """Where in a column the problems are. Few cells are wrong: the search runs at the speed of ``list.index``."""
    kinds = list(map(type, values))
    found, at = [], -1
    try:
        while True:
            at = kinds.index(Problem, at + 1)
            found.append(at)
    except ValueError:
        return found


@dataclass(frozen=True, slots=True)
class Problem:
    """``kind`` of the finding; ``value`` what the cell is worth if the finding turns out to be no error."""

    kind: str
    suggestion: str = ""
    value: object = None
    facts: Mapping[str, object] = field(default_factory=dict, hash=False)
