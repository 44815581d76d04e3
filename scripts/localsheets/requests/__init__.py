"""The kinds of batchUpdate requests, by family. Each is `kind(batch, arguments) -> reply or None`.

A kind that is not in `KINDS` answers 400, never a success that did nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from localsheets.requests import (
    cells,
    charts,
    developer_metadata,
    dimensions,
    filters,
    find_replace,
    formatting,
    named,
    paste,
    protected,
    sheets,
    sort,
)

KINDS: dict[str, Callable[[Any, dict], dict | None]] = {
    **cells.KINDS,
    **charts.KINDS,
    **developer_metadata.KINDS,
    **dimensions.KINDS,
    **filters.KINDS,
    **find_replace.KINDS,
    **formatting.KINDS,
    **named.KINDS,
    **paste.KINDS,
    **protected.KINDS,
    **sheets.KINDS,
    **sort.KINDS,
}
