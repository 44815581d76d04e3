"""Foreign keys: what one tab says of another. A name is taken for a code where exactly one row has it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from toso.core.compiled import CompiledSheet
from toso.core.draft import Draft
from toso.core.lists import nearest
from toso.core.problem import Problem
from toso.core.text import clean, code_key, fold
from toso.schema.types import ForeignKey, Schema

_part = re.compile(r"[A-Z]+|\d+")
_addressed = re.compile(r"^(?:anh|chị|ông|bà|cô|chú|bác|em|đ/c|đồng chí)[. ]+", re.IGNORECASE)


def _parts(code: str) -> tuple[object, ...]:
    """Letters and numbers of a code, whatever stands between them: ``tdp03 127`` and ``TDP03-0127`` have the same."""
    return tuple(int(one) if one.isdigit() else one for one in _part.findall(code.upper()))


class Referenced:
    """The codes of a tab, and the texts that stand for exactly one of them."""

    def __init__(self, draft: Draft, compiled: CompiledSheet, key: ForeignKey) -> None:
        self.draft = draft
        self.group_coded = compiled.group_coded
        self.is_code = re.compile(draft.sheet.field(key.reference).constraints.pattern or "(?!)").fullmatch
        if key.reference == draft.sheet.primary_key:
            self.codes = frozenset(value for value in draft.standing_keys if type(value) is str)
        else:
            self.codes = frozenset(value for value in draft.columns.get(key.reference, ()) if value is not None)
        self.by_code = {code_key(str(code)): code for code in self.codes}
        self.by_text: dict[str, Any] = {}
        self.titles: list[str] = []
        for name in key.also:
            for code, text in zip(draft.columns.get(key.reference, ()), draft.columns.get(name, ()), strict=False):
                if isinstance(text, str) and code is not None:
                    self.titles.append(text)
                    folded = fold(text)
                    self.by_text[folded] = code if self.by_text.get(folded, code) == code else None
        self.parts: dict[tuple[object, ...], str] | None = None

    def find(self, value: Any) -> Any:
        """A code of the tab, or a problem (unknown_reference, ambiguous_reference, other_group_code)."""
        code = code_key(str(value))
        if code in self.by_code:
            return self.by_code[code]
        facts: dict[str, object] = {"other": self.draft.sheet.title}
        folded = fold(str(value))
        if folded in self.by_text:
            return self.by_text[folded] or Problem("ambiguous_reference", facts=facts)
        own, group = self.draft.context.group.code, code.rpartition("-")[0]
        known = self.draft.context.group_codes - {own}
        if self.group_coded and own and group != own and (group in known or (not known and self.is_code(code))):
            return Problem("other_group_code", facts={"other": group})
        return Problem("unknown_reference", self._likely(str(value)), facts=facts)

    def _likely(self, typed: str) -> str:
        """What may have been meant: a code with the same letters and numbers (TV1 → TV01), the one name most like it,
        the one person of that given name (chị Bình)."""
        if len(typed) > 60:
            return ""
        if code := self._by_parts().get(_parts(typed)):
            return code
        if name := nearest(typed, self.titles, at_least=0.8):
            return name
        given = " " + fold(_addressed.sub("", clean(typed)))
        found = {title for title in self.titles if (" " + fold(title)).endswith(given)} if len(given) > 2 else set()
        return found.pop() if len(found) == 1 else ""

    def _by_parts(self) -> Mapping[tuple[object, ...], str]:
        if self.parts is None:
            self.parts = {}
            for code in map(str, self.codes):
                for parts in {_parts(code), _parts(code.replace("-", ""))}:  # a space for the hyphen is gone by now
                    self.parts[parts] = "" if parts in self.parts else code
        return self.parts


def check_references(draft: Draft, drafts: Mapping[str, tuple[Draft, CompiledSheet]], schema: Schema) -> None:
    """Replaces what was typed by the code it means. A tab that is missing, or whose key column is, was told by itself:
    then codes stay, and names, which are nobody's code, are unknown."""
    for key in draft.sheet.foreign_keys:
        if key.field in draft.missing_columns:
            continue
        other, compiled = drafts.get(key.table, (None, None))
        if other is None or compiled is None or key.reference in other.missing_columns:
            _keep_codes(draft, key, schema)
        else:
            _check(draft, key, Referenced(other, compiled, key))


def _keep_codes(draft: Draft, key: ForeignKey, schema: Schema) -> None:
    pattern = schema.tables[key.table].field(key.reference).constraints.pattern if key.table in schema.tables else None
    matches = re.compile(pattern or "(?!)").fullmatch
    codes = [None if value is None else code_key(str(value)) for value in draft.columns[key.field]]
    draft.columns[key.field] = [code if code is not None and matches(code) else None for code in codes]


def _check(draft: Draft, key: ForeignKey, referenced: Referenced) -> None:
    values = draft.columns[key.field]
    found: dict[Any, Any] = {value: referenced.find(value) for value in set(values) if value is not None}
    found[None] = None
    draft.columns[key.field] = resolved = [found[value] for value in values]
    if not any(type(value) is Problem for value in found.values()):
        return
    for position, value in enumerate(resolved):
        if type(value) is not Problem:
            continue
        if position in draft.skipped:
            resolved[position] = None
            continue
        grave = draft.report(value.kind, position, key.field, suggestion=value.suggestion, facts=value.facts)
        if grave == "error":
            draft.mark_broken(key.field, position)
        else:
            resolved[position] = None
        if value.kind == "other_group_code":
            draft.claims.append((str(value.facts["other"]), key.table, code_key(str(values[position]))))
