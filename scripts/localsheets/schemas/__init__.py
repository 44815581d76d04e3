"""Compact tables of what each message of the two APIs may hold, derived from Google's discovery documents by `build`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path


@cache
def load(name: str) -> dict:
    """`sheets` or `drive` → {"messages": {name: {field: type}}, "methods": {id: {query parameter: type}}}."""
    return json.loads(Path(__file__).with_name(f"{name}.json").read_text("utf-8"))
