"""A schema file with the line of everything in it, so that a mistake can be pointed at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Path_ = Sequence[str | int]
"""Keys and indexes from the file's top: ``("fields", 4, "list")``."""


@dataclass(frozen=True)
class Source:
    """One file, parsed. ``place`` is its path inside the schema folder."""

    place: str
    content: Any
    node: yaml.Node | None

    def line(self, path: Path_) -> int:
        """The 1-based line where ``path`` begins, or the nearest thing above it that is there."""
        node, line = self.node, 1
        for step in path:
            found = _below(node, step)
            if found is None:
                break
            line, node = found
        return line

    def spot(self, path: Path_ = ()) -> str:
        """``group/households.yaml:57 (fields › guided_on › list)``."""
        names: list[str] = []
        here = self.content
        for step in path:
            here = _item(here, step)
            label = here.get("name") or here.get("code") if isinstance(step, int) and isinstance(here, dict) else None
            names.append(str(label or (step + 1 if isinstance(step, int) else step)))
        inside = f" ({' › '.join(names)})" if names else ""
        return f"{self.place}:{self.line(path)}{inside}"


def read_source(path: Path, place: str) -> Source:
    """Raises yaml.YAMLError or UnicodeDecodeError where the file is no YAML."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(path.read_bytes().decode("utf-8"))
    try:
        node = loader.get_single_node()
        content = loader.construct_document(node) if node is not None else None
    finally:
        loader.dispose()
    return Source(place, content, node)


def doubled_keys(node: yaml.Node | None) -> Iterator[tuple[str, int]]:
    """(key, line) of every key that stands twice in one mapping: YAML keeps the last and says nothing."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield str(key.value), key.start_mark.line + 1
            seen.add(key.value)
            yield from doubled_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from doubled_keys(value)


def _below(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        value = node.value[step]
        return value.start_mark.line + 1, value
    return None


def _item(content: Any, step: str | int) -> Any:
    try:
        return content[step]
    except (KeyError, IndexError, TypeError):
        return None
