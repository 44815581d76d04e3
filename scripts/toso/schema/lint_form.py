"""The form of a file against ``schema.json``: unknown keys, missing keys, wrong types, words that are not known."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import lru_cache
from typing import Any

from toso import resources
from toso.schema.notes import Notes, nearest
from toso.schema.source import Source

SOFT = frozenset({"unknown_key", "missing_words", "wrong_words"})
"""Cases after which the rest of the file can still be judged."""

WORDS = frozenset({"help", "example"})


def kind_of(place: str) -> str:
    """Which definition of ``schema.json`` a file must fulfil."""
    return {"lists.yaml": "lists", "indicators.yaml": "indicators"}.get(place, "sheet")


@lru_cache(maxsize=1)
def definitions() -> Mapping[str, Any]:
    """``$defs`` of ``schema.json``."""
    text = (resources.path("sheets_schema") / "schema.json").read_text("utf-8")
    found: Mapping[str, Any] = json.loads(text)["$defs"]
    return found


@lru_cache(maxsize=4)
def _validator(kind: str) -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": definitions()})


def sound_content(source: Source, notes: Notes) -> Any:
    """Notes every departure from the form; the content without unknown keys, or None where it cannot be judged."""
    if source.content is None:
        notes.add("empty_file", source)
        return None
    content, sound = deepcopy(source.content), True
    problems = list(_validator(kind_of(source.place)).iter_errors(content))
    for problem in problems:
        for code, path, facts in _cases(problem):
            notes.add(code, source, path, **facts)
            sound = sound and code in SOFT
    for problem in problems:
        if problem.validator == "additionalProperties":
            for key in _unknown(problem):
                del problem.instance[key]
    return content if sound else None


def _unknown(problem: Any) -> list[str]:
    known = problem.schema.get("properties", {})
    return [key for key in problem.instance if key not in known]


def _cases(problem: Any) -> Iterator[tuple[str, list[str | int], dict[str, Any]]]:
    path = list(problem.absolute_path)
    name = str(path[-1]) if path else ""
    match problem.validator:
        case "additionalProperties":
            for key in _unknown(problem):
                yield "unknown_key", [*path, key], {"key": key, "nearest": nearest(key, problem.schema["properties"])}
        case "required":
            lacking = [key for key in problem.validator_value if key not in problem.instance]
            for key in lacking:
                example = problem.schema["properties"][key].get("examples", [""])[0]
                code = "missing_words" if key in WORDS else "missing_key"
                yield code, path, {"key": key, "example": _shown(example)}
        case "type":
            wanted = problem.validator_value
            kinds = [wanted] if isinstance(wanted, str) else wanted
            yield "wrong_type", path, {"key": name, "wanted": ", ".join(kinds), "example": _example(problem)}
        case "enum":
            allowed = [str(one) for one in problem.validator_value]
            yield "wrong_choice", path, {
                "key": name, "value": problem.instance, "allowed": ", ".join(allowed),
                "nearest": nearest(str(problem.instance), allowed),
            }  # fmt: skip
        case "minLength" | "maxLength" if name in WORDS | {"title"}:
            code = "missing_words" if not problem.instance else "wrong_words"
            yield code, path, {"key": name, "example": _example(problem), "limit": problem.validator_value}
        case "pattern" if name == "plan" or (len(path) > 1 and path[-2] == "plan"):
            yield "bad_clause", path, {"value": problem.instance}
        case _:
            yield "wrong_form", path, {"key": name, "value": _shown(problem.instance), "example": _example(problem)}


def _example(problem: Any) -> str:
    return _shown(problem.schema.get("examples", [""])[0])


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else text[:79] + "…"
