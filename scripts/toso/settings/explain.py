"""What is wrong with a setting, in words for people; and the setting's own help, from ``templates/cli/settings.yaml``."""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from toso import words
from toso.errors import ConfigurationError
from toso.settings.sources import PREFIX, Source

WORDS = "cli/settings.yaml"


def nearest(name: str, names: Iterable[str]) -> str:
    """The name that looks most like ``name``: a suggestion, never applied."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(name, list(names), scorer=fuzz.ratio)
    return found[0] if found else ""


def paths(model: type[BaseModel], before: str = "") -> Iterator[str]:
    """Every setting as ``table.key``."""
    for name, info in model.model_fields.items():
        inner = _model_in(info.annotation)
        if inner is None:
            yield before + name
        else:
            yield from paths(inner, f"{before}{name}.")


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that a field holds, also as the members of a tuple."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (tuple, list, Union, types.UnionType):
        return next((found for found in map(_model_in, get_args(annotation)) if found), None)
    return None


def help_of(setting: str) -> Mapping[str, str]:
    """``help`` and ``example`` of ``table.key``; empty for one that has none."""
    found: Any = words.catalogue(WORDS)["settings"]
    for part in setting.split("."):
        found = found.get(part, {}) if isinstance(found, Mapping) else {}
    return found if isinstance(found, Mapping) and "help" in found else {}


def explained(error: ValidationError, model: type[BaseModel], sources: Sequence[Source]) -> ConfigurationError:
    """The first thing that is wrong, and how many more there are."""
    problems = error.errors(include_url=False, include_input=False)
    first = next((p for p in problems if p["type"] == "extra_forbidden"), problems[0])
    parts = [str(part) for part in first["loc"]]
    setting = ".".join(part for part in parts if not part.isdigit())
    if at := first.get("ctx", {}).get("at"):
        setting = f"{setting}.{at}"
    facts = {"setting": setting, "place": place_of(first["loc"], sources), "more": len(problems) - 1}
    if first["type"] == "extra_forbidden":
        table = setting.rpartition(".")[0]
        return ConfigurationError("setting_unknown", **facts, nearest=_nearest_setting(setting, table, model))
    about = help_of(setting)
    problem = _problem(first)
    if first["type"] == "missing":
        kind = "table_missing" if setting in model.model_fields else "setting_missing"
        return ConfigurationError(kind, **facts, help=about.get("help", ""), example=_example(setting, model))
    return ConfigurationError(
        "setting_wrong", **facts, problem=problem, help=about.get("help", ""), example=_example(setting, model)
    )


def _problem(problem: Any) -> str:
    """pydantic's finding in our words; one we have no words for keeps pydantic's name of it."""
    known = words.catalogue(WORDS)["problems"]
    context = {key: value for key, value in problem.get("ctx", {}).items() if isinstance(value, (str, int, float))}
    if problem["type"] in known:
        return words.fill(known[problem["type"]], **{"expected": "", **context}).replace(" or ", " hoặc ").strip()
    return words.fill(known["other"], kind=problem["type"]).strip()


def _example(setting: str, model: type[BaseModel]) -> str:
    """A line to copy; for a whole table, its required settings."""
    if setting in model.model_fields:
        inner = _model_in(model.model_fields[setting].annotation)
        if inner is None:
            return ""
        needed = [name for name, info in inner.model_fields.items() if info.is_required()]
        return "\n".join(
            [f"[{setting}]", *(f"{name} = {help_of(f'{setting}.{name}').get('example', '…')}" for name in needed)]
        )
    table, _, name = setting.rpartition(".")
    return f"[{table}]\n{name} = {help_of(setting).get('example', '…')}"


def _nearest_setting(setting: str, table: str, model: type[BaseModel]) -> str:
    known = list(paths(model)) if table else list(model.model_fields)
    beside = [name for name in known if name.rpartition(".")[0] == table]
    return nearest(setting, beside or known)


def place_of(loc: Sequence[int | str], sources: Sequence[Source]) -> str:
    """Which source gave the value at ``loc``: the last that has it."""
    for source in reversed(sources):
        found: Any = source.values
        for depth, part in enumerate(loc):
            if isinstance(part, int) or not isinstance(found, Mapping):
                break
            if part not in found:
                found = None
                break
            found = found[part]
            if depth == len(loc) - 1:
                break
        if found is not None and found is not source.values:
            name = PREFIX + "__".join(str(part) for part in loc if isinstance(part, str)).upper()
            return (
                f"{source.place}/{name}"
                if source.kind == "secrets"
                else name
                if source.kind == "environment"
                else source.place
            )
    return sources[0].place
