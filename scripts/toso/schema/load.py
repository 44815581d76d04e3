"""Reads ``sheets_schema/`` into frozen values. Unknown words are refused here; ``lint.py`` explains them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from toso import resources
from toso.errors import SchemaError
from toso.parsed import values_of
from toso.schema.build import indicator_from, member_from, sheet_from
from toso.schema.types import BookKind, Schema

BOOKS: tuple[BookKind, ...] = ("group", "ward", "master")


def schema_files(folder: Path) -> list[Path]:
    """Every YAML file of a schema folder, in a fixed order."""
    found: list[Path] = []
    for book in BOOKS:
        found.extend(sorted((folder / book).glob("*.yaml")))
    return [*found, folder / "lists.yaml", folder / "indicators.yaml"]


def read_yaml(path: Path) -> Any:
    """One YAML file as plain values. Raises SchemaError naming file and line."""
    try:
        return values_of(path.read_bytes(), path)
    except OSError as problem:
        raise SchemaError("schema_file_unreadable", file=path.name) from problem
    except Exception as problem:
        import yaml  # most readings do without it

        if not isinstance(problem, yaml.YAMLError):
            raise
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        raise SchemaError("schema_file_not_yaml", file=path.name, line=line) from problem


def build_schema(sources: Mapping[str, Any], version: str) -> Schema:
    """Parsed files (path inside the folder → content) as a Schema."""
    tables = {}
    for place, content in sources.items():
        if "/" in place:
            sheet = sheet_from(content, place)
            tables[sheet.name] = sheet
    lists = {
        name: tuple(member_from(one, f"lists.yaml: {name}") for one in members or ())
        for name, members in (sources.get("lists.yaml") or {}).items()
    }
    indicators = {
        one.name: one
        for one in (indicator_from(item, "indicators.yaml") for item in sources.get("indicators.yaml") or ())
    }
    return Schema(
        tables=MappingProxyType(tables),
        lists=MappingProxyType(lists),
        indicators=MappingProxyType(indicators),
        version=version,
    )


def version_of(files: Iterable[tuple[str, bytes]]) -> str:
    """Short hash over names and contents: the stamp that a laid-out book carries."""
    from hashlib import sha256

    digest = sha256()
    for place, content in files:
        digest.update(place.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()[:12]


@lru_cache(maxsize=4)
def _load(folder: Path) -> Schema:
    files = [path for path in schema_files(folder) if path.exists()]
    if not files:
        raise SchemaError("schema_folder_empty", folder=str(folder))
    places = [path.relative_to(folder).as_posix() for path in files]
    version = version_of(zip(places, (path.read_bytes() for path in files), strict=True))
    return build_schema({place: read_yaml(path) for place, path in zip(places, files, strict=True)}, version)


def load_schema(folder: Path | None = None) -> Schema:
    """The schema of ``folder`` (default: the one that travels with toso), read once a process.

    Raises SchemaError where a file is missing, is no YAML or says something that is not known.
    """
    return _load((folder or resources.path("sheets_schema")).resolve())


def load_findings(path: Path | None = None) -> Mapping[str, Any]:
    """``templates/sheet/findings.yaml`` as a plain mapping; empty when it is not there."""
    where = path or resources.path("templates") / "sheet" / "findings.yaml"
    return (read_yaml(where) or {}) if where.exists() else {}
