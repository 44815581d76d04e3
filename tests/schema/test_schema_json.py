"""schema.json, the files and types.py agree: no key that one knows and another does not."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from toso import resources
from toso.schema import types
from toso.schema.build import RENAMED
from toso.schema.lint_form import kind_of
from toso.schema.load import read_yaml, schema_files

FOLDER = resources.path("sheets_schema")
DOCUMENT = json.loads((FOLDER / "schema.json").read_text("utf-8"))
DEFINITIONS = DOCUMENT["$defs"]

TWINS = {
    "constraints": types.Constraints,
    "field": types.Field,
    "rule": types.Rule,
    "count": types.CountRule,
    "sheet": types.SheetSchema,
    "indicator": types.Indicator,
}
OF_OTHER_FORM = {"foreign_keys": "foreignKeys"}
"""Attributes whose YAML form is Table Schema's own."""


def described(node: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    """Every key that a file may hold, with its description."""
    if isinstance(node, dict):
        for name, below in node.get("properties", {}).items():
            yield f"{where}.{name}", below
        for key, below in node.items():
            yield from described(below, where if key == "properties" else f"{where}.{key}")
    elif isinstance(node, list):
        for below in node:
            yield from described(below, where)


def test_it_is_a_sound_json_schema() -> None:
    Draft202012Validator.check_schema(DOCUMENT)


@pytest.mark.parametrize("name", TWINS)
def test_its_keys_are_the_attributes_of_the_type(name: str) -> None:
    yaml_names = {attribute: key for key, attribute in RENAMED.items()} | OF_OTHER_FORM
    attributes = {yaml_names.get(one.name, one.name) for one in dataclasses.fields(TWINS[name])}
    assert set(DEFINITIONS[name]["properties"]) == attributes


def test_a_members_keys_are_known() -> None:
    assert {"code", "title", "aliases"} <= set(DEFINITIONS["member"]["properties"])


def test_every_key_has_a_description_and_an_example_that_it_accepts_itself() -> None:
    count = 0
    for where, key in described(DEFINITIONS):
        assert len(key.get("description", "")) > 5, where
        assert key.get("examples"), where
        for example in key["examples"]:
            problems = list(Draft202012Validator({**key, "$defs": DEFINITIONS}).iter_errors(example))
            assert not problems, f"{where}: {problems[0].message}"
        count += 1
    assert count > 70


@pytest.mark.parametrize("path", schema_files(FOLDER), ids=lambda path: path.stem)
def test_every_file_fulfils_it(path: Any) -> None:
    kind = kind_of(path.relative_to(FOLDER).as_posix())
    for document in ({"$ref": f"#/$defs/{kind}", "$defs": DEFINITIONS}, DOCUMENT):
        Draft202012Validator(document).validate(read_yaml(path))
