"""The data-entry guide, written from schema and catalogue: it can never say other than what is checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import Formatter
from typing import Any

from toso import resources
from toso.schema.load import read_yaml
from toso.schema.types import BookKind, Field, Schema, SheetSchema

Kinds = Mapping[str, Mapping[str, Any]]
"""``templates/sheet/findings.yaml``, parsed."""

ANYWHERE = (
    "citizen_id_like",
    "other_group_code",
    "duplicate_key",
    "row_without_key",
    "unreadable_text",
    "formula_error",
)
"""Kinds that may stand at any column."""


def guide_words() -> Mapping[str, Any]:
    """``templates/cli/guide.yaml``."""
    words: Mapping[str, Any] = read_yaml(resources.path("templates") / "cli" / "guide.yaml")
    return words


def write_guide(schema: Schema, catalogue: Kinds, book: BookKind = "group") -> str:
    """The guide to a book's tabs as Markdown; ``catalogue`` is what ``load_findings()`` gives.

    The same schema and catalogue give the same text.
    """
    words = guide_words()
    lines = [f"# {words['title'][book]}", "", words["intro"][book], ""]
    if book != "master":
        lines += [f"## {words['common_title']}", "", *(f"- {line}" for line in words["common"])]
        lines += [*(f"- {line}" for line in words.get(f"common_{book}", ())), ""]
    met = dict.fromkeys(kind for kind in ANYWHERE if book == "group" and kind in catalogue)
    tabs = [one for one in schema.book(book) if not one.hidden and (one.owner != "machine" or book == "master")]
    for number, sheet in enumerate(tabs, 1):
        lines += _tab(number, sheet, schema, catalogue, words, met)
    if met:
        lines += [f"## {words['kinds_title']}", "", *_kinds(met, catalogue, words), ""]
    return "\n".join(lines).rstrip() + "\n"


def _tab(
    number: int, sheet: SheetSchema, schema: Schema, catalogue: Kinds, words: Mapping[str, Any], met: dict[str, None]
) -> Iterator[str]:
    yield from (f"## {number}. {sheet.title}", "", sheet.help, "")
    machine = [one.title for one in sheet.fields if one.owner == "machine" and not one.hidden]
    typed = [one for one in sheet.fields if not one.hidden and (one.owner != "machine" or sheet.owner == "machine")]
    if machine and typed != list(sheet.fields):
        yield from (words["machine_columns"].format(columns=", ".join(machine)), "")
    head = words["head"] if sheet.owner != "machine" else words["head"][:3]
    rows = []
    for field in typed:
        kinds = [kind for kind in kinds_of(field, sheet) if kind in catalogue]
        met.update(dict.fromkeys(kinds))
        titles = "; ".join(catalogue[kind]["title"] for kind in kinds)
        rows.append((f"**{field.title}**", _what(field, words), field.example, titles)[: len(head)])
    yield from (*_table(head, rows), "")
    choices: dict[str, list[str]] = {}
    for field in typed:
        if field.list and field.list in schema.lists:
            choices.setdefault(field.list, []).append(field.title)
    for name, columns in choices.items():
        titles = " · ".join(member.title for member in schema.lists[name])
        yield f"- **{', '.join(columns)}**: {words['choose']} {titles}."
    if choices:
        yield ""
    whole = [one.kind for one in sheet.counts if one.kind in catalogue]
    if whole:
        met.update(dict.fromkeys(whole))
        titles = "; ".join(catalogue[kind]["title"] for kind in dict.fromkeys(whole))
        yield from (words["whole_tab"].format(kinds=titles), "")


def _what(field: Field, words: Mapping[str, Any]) -> str:
    text = field.help
    if field.constraints.required:
        text = words["required"] + text
    return text


def kinds_of(field: Field, sheet: SheetSchema) -> tuple[str, ...]:
    """Finding kinds that may stand at a column, the most likely first."""
    limits = field.constraints
    found: list[str] = []
    if limits.required and field.owner != "machine":
        found.append("missing_required")
    found += {
        "integer": ["bad_number", "ambiguous_number"],
        "number": ["bad_number", "ambiguous_number"],
        "boolean": ["bad_yes_no"],
        "date": ["bad_date", "ambiguous_date"],
    }.get(field.type, [])
    found += {"phone": ["bad_phone", "two_phones"], "email": ["bad_email"]}.get(field.format, [])
    if field.list:
        found.append("not_in_list")
    found += field.refused
    if field.type in ("date", "datetime"):
        found += ["date_too_early"] * (limits.minimum is not None) + ["date_too_late"] * (limits.maximum is not None)
    else:
        found += ["too_small"] * (limits.minimum is not None) + ["too_large"] * (limits.maximum is not None)
    found += ["bad_pattern"] * (limits.pattern is not None) + ["too_long"] * (limits.max_length is not None)
    found += ["unknown_reference" for key in sheet.foreign_keys if key.field == field.name]
    found += [rule.kind for rule in sheet.rules if rule.at == field.name]
    return tuple(dict.fromkeys(found))


def _kinds(met: Iterable[str], catalogue: Kinds, words: Mapping[str, Any]) -> Iterator[str]:
    rows = []
    for kind in met:
        entry = catalogue[kind]
        said = _filled(entry["template"], {"example": entry.get("example") or words["hidden"]}, words["hidden"])
        rows.append((entry["title"], words["severities"][entry["severity"]], said))
    yield from _table(words["kinds_head"], sorted(rows))


def _filled(template: str, facts: Mapping[str, str], otherwise: str) -> str:
    parts = []
    for text, name, _, _ in Formatter().parse(template):
        parts.append(text + ("" if name is None else facts.get(name, otherwise)))
    return "".join(parts)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + " --- |" * len(head)
    for row in rows:
        yield "| " + " | ".join(_cell(text) for text in row) + " |"


def _cell(text: str) -> str:
    return " ".join(str(text).split()).replace("|", "\\|").replace("<", "&lt;")
