"""What a reader answers when a cell cannot be taken as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """``kind`` of the finding; ``value`` what the cell is worth if the finding turns out to be no error."""

    kind: str
    suggestion: str = ""
    value: object = None
    facts: Mapping[str, object] = field(default_factory=dict)
