"""The catalogue of finding kinds: what each is called, how grave it is, and the sentence a volunteer reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from toso.core.text import clean, shorten
from toso.errors import SchemaError
from toso.model import SEVERITIES, CellValue, Severity

HIDDEN = "…"
"""Stands for a value where it may not be shown."""


@dataclass(frozen=True, slots=True)
class Kind:
    """``template`` and ``suggest`` hold ``{value}``, ``{title}`` (the column), ``{example}``, ``{suggestion}`` and
    facts of the kind; ``echo`` false: the value is stored and shown nowhere."""

    type: str
    title: str
    template: str
    severity: Severity
    variants: Mapping[str, str] = field(default_factory=dict)
    """Templates for cases of the kind that have a better sentence, chosen by the fact ``variant``."""
    suggest: str = ""
    example: str = ""
    echo: bool = True


class Catalogue:
    """Kinds by type. Raises SchemaError where an entry lacks something."""

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self.kinds = kinds

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Catalogue:
        """From the parsed ``templates/sheet/findings.yaml``."""
        kinds: dict[str, Kind] = {}
        for name, entry in content.items():
            try:
                kind = Kind(type=name, **entry)
            except TypeError as problem:
                raise SchemaError("schema_bad_finding_kind", kind=name, problem=str(problem)) from problem
            if kind.severity not in SEVERITIES:
                raise SchemaError("schema_bad_finding_kind", kind=name, problem=f"severity: {kind.severity}")
            kinds[name] = kind
        return cls(kinds)

    def __getitem__(self, kind: str) -> Kind:
        try:
            return self.kinds[kind]
        except KeyError:
            raise SchemaError("schema_unknown_finding_kind", kind=kind) from None

    def message(
        self,
        kind: str,
        shown: str = "",
        suggestion: str = "",
        facts: Mapping[str, object] = MappingProxyType({}),
        template: str = "",
    ) -> str:
        """The sentence for one finding.

        ``shown``: the value as the person sees it, or ``HIDDEN``; ``template``: the column's own sentence.
        """
        entry = self[kind]
        words = _Words(facts)
        words["value"] = shown if entry.echo else HIDDEN
        if not words.get("example"):
            words["example"] = entry.example or HIDDEN
        words["suggestion"] = suggestion or words["example"]  # one made from personal data is not shown everywhere
        variant = entry.variants.get(str(facts.get("variant")), "")
        text = (template or variant or entry.template).format_map(words)
        if suggestion and entry.suggest and entry.echo and "{suggestion}" not in variant:
            text = f"{text} {entry.suggest.format_map(words)}"
        return text


class _Words(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return HIDDEN


def quote(value: CellValue) -> str:
    """A cell's content as the person sees it, short enough for a sentence."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",")
    return shorten(clean(str(value)))
