"""Which column is which: by header text, then by developer metadata; never by position."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toso.core.lists import nearest
from toso.core.text import clean, header_key
from toso.model import CellValue, RawTable
from toso.schema.types import Field, SheetSchema


@dataclass(frozen=True, slots=True)
class HeaderProblem:
    """kind: missing_column, doubled_column or renamed_column; ``typed`` is the header as it stands."""

    kind: str
    field: str
    typed: str = ""
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Binding:
    """``columns``: field name → 0-based column; a field that cannot be told is not in it."""

    columns: Mapping[str, int]
    problems: tuple[HeaderProblem, ...] = ()


def bind_columns(sheet: SheetSchema, raw: RawTable, names: Mapping[str, str] | None = None) -> Binding:
    """Binds the fields of a tab to its columns.

    A header that stands twice is bound only where both columns hold the same, or one is empty, or metadata decides:
    otherwise which one is meant would be a guess. Machine columns that are missing are not a leader's fault.
    ``names``: ``header_names(sheet)``, where the caller has it at hand.
    """
    names = header_names(sheet) if names is None else names
    at: dict[str, list[int]] = {}
    for index, header in enumerate(raw.header):
        if (name := names.get(header_key(header))) is not None:
            at.setdefault(name, []).append(index)
    marked = {name: index for index, name in raw.metadata.items() if index < len(raw.header)}
    strays = _strays(at, marked, raw.metadata)
    columns: dict[str, int] = {}
    problems: list[HeaderProblem] = []
    for field in sheet.fields:
        found = [index for index in at.get(field.name, []) if index not in strays]
        if len(found) == 1:
            columns[field.name] = found[0]
        elif found:
            one = _of_doubled(found, marked.get(field.name), field, raw)
            if one is not None:
                columns[field.name] = one
            problems.append(HeaderProblem("doubled_column", field.name, field.title))
        elif (place := marked.get(field.name)) is not None and (place in strays or _is_free(raw.header[place], names)):
            columns[field.name] = place
            if field.owner != "machine":
                problems.append(HeaderProblem("renamed_column", field.name, clean(str(raw.header[place] or ""))))
        elif field.owner != "machine" or field.name == sheet.primary_key:
            problems.append(HeaderProblem("missing_column", field.name))
    taken = set(columns.values())
    unknown = [clean(str(header)) for index, header in enumerate(raw.header) if header not in ("", None) and index not in taken]
    return Binding(columns, tuple(_with_hint(problem, sheet, unknown) for problem in problems))


def header_names(sheet: SheetSchema) -> dict[str, str]:
    """Header key → field name; titles win over aliases, an alias of two fields means neither."""
    names: dict[str, str] = {}
    doubtful: set[str] = set()
    for field in sheet.fields:
        for alias in (*field.aliases, field.name):
            key = header_key(alias)
            if names.setdefault(key, field.name) != field.name:
                doubtful.add(key)
    for key in doubtful:
        del names[key]
    return names | {header_key(field.title): field.name for field in sheet.fields}


def find_header(sheet: SheetSchema, rows: Sequence[Sequence[CellValue]], within: int = 15) -> int | None:
    """The row (0-based) that looks most like this tab's header; ``None`` when none has two of its columns."""
    names = header_names(sheet)
    best, most = None, 1
    for index, row in enumerate(rows[:within]):
        known = len({names[key] for cell in row if isinstance(cell, str) and (key := header_key(cell)) in names})
        if known > most:
            best, most = index, known
    return best


def _of_doubled(found: Sequence[int], marked: int | None, field: Field, raw: RawTable) -> int | None:
    if marked in found:
        return marked
    contents = {index: [row[index] if index < len(row) else None for row in raw.rows] for index in found}
    filled = [index for index in found if any(cell not in ("", None) for cell in contents[index])]
    if len(filled) <= 1:
        return (filled or found)[0]
    first = contents[filled[0]]
    return filled[0] if all(contents[index] == first for index in filled[1:]) else None


def _strays(at: Mapping[str, Sequence[int]], marked: Mapping[str, int], metadata: Mapping[int, str]) -> set[int]:
    """Columns that carry the mark of one field and the header of another, whose own marked column is there as well:
    somebody typed over a header, and it is plain which column is which."""
    return {
        index
        for name, found in at.items()
        if marked.get(name) in found
        for index in found
        if metadata.get(index, name) != name
    }


def _is_free(header: CellValue, names: Mapping[str, str]) -> bool:
    """A column with metadata whose header now says another known column belongs to that other one."""
    return header_key(header) not in names


def _with_hint(problem: HeaderProblem, sheet: SheetSchema, unknown: Sequence[str]) -> HeaderProblem:
    if problem.kind != "missing_column" or not unknown:
        return problem
    title = sheet.field(problem.field).title
    return HeaderProblem(problem.kind, problem.field, "", nearest(title, unknown, at_least=0.8))
