"""Whatever is done to a schema file, lint ends with sentences; and what it lets pass can be loaded."""

from __future__ import annotations

import atexit
import copy
import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from toso import resources
from toso.schema.lint import lint_schema
from toso.schema.load import load_schema

ORIGINAL = resources.path("sheets_schema")
TABS = ("group/members.yaml", "group/training.yaml", "ward/groups.yaml", "master/training.yaml")
LISTS = {"member_bodies", "training_topics", "supporting_bodies", "pillars"}
JUNK: list[Any] = [
    None, "", [], {}, 0, -1, 1.5, True, "x", "members", {"a": 1}, [1], [None], ["x", "x"], {"any": 3}, "{n", "[", "$x",
    {"full_name": {"in": "x"}}, {1: 2}, [[]], "plan_start", 10**20,
]  # fmt: skip
EXAMPLES = 3000 if os.environ.get("TOSO_SOAK") else 50


@cache
def small() -> Path:
    """A schema of four tabs, that is read in a few milliseconds."""
    folder = Path(mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for tab in TABS:
        (folder / tab).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ORIGINAL / tab, folder / tab)
    lists = yaml.safe_load((ORIGINAL / "lists.yaml").read_text("utf-8"))
    kept = {name: members for name, members in lists.items() if name in LISTS or name.startswith("report_")}
    write(folder / "lists.yaml", kept)
    figures = yaml.safe_load((ORIGINAL / "indicators.yaml").read_text("utf-8"))
    figures = [one for one in figures if one["table"] in ("members", "training")]
    for one in figures:
        one["shown"] = [
            place for place in one["shown"] if place in ("master.training", "report.training", "report.teams")
        ]
    write(folder / "indicators.yaml", figures)
    return folder


def write(path: Path, content: Any) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")


def places(content: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(content, dict | list):
        for step in content if isinstance(content, dict) else range(len(content)):
            yield from places(content[step], (*path, step))


def spoilt(rng: Random, content: Any) -> Any:
    for _ in range(rng.randint(1, 3)):
        found = [path for path in places(content) if path]
        if not found:
            return content
        *above, last = rng.choice(found)
        here = content
        for step in above:
            here = here[step]
        what = rng.random()
        if what < 0.3:
            del here[last]
        elif what < 0.85 or isinstance(here, list):
            here[last] = copy.deepcopy(rng.choice(JUNK))
        else:
            here[rng.choice(["zz", 5, "fields", "when"])] = copy.deepcopy(rng.choice(JUNK))
    return content


def lines_spoilt(rng: Random, text: str) -> str:
    lines = text.splitlines()
    at = rng.randrange(len(lines))
    lines[at : at + 1] = rng.choice([[], [lines[at]] * 2, [" " + lines[at]], [lines[at].lstrip()], [lines[at] + " {"]])
    return "\n".join(lines)


def test_the_small_schema_itself_is_sound() -> None:
    assert lint_schema(small()) == []


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.integers(0, 2**32), st.booleans())
def test_lint_never_fails_and_what_it_lets_pass_can_be_loaded(seed: int, by_line: bool) -> None:
    rng, folder = Random(seed), small()
    path = rng.choice(sorted(folder.rglob("*.yaml")))
    before = path.read_text("utf-8")
    try:
        if by_line:
            path.write_text(lines_spoilt(rng, before), "utf-8")
        else:
            write(path, spoilt(rng, yaml.safe_load(before)))
        findings = lint_schema(folder)
        assert all(one.place and one.what and one.mend for one in findings)
        if not findings:
            with TemporaryDirectory() as place:
                assert load_schema(Path(shutil.copytree(folder, place, dirs_exist_ok=True))).tables
    finally:
        path.write_text(before, "utf-8")
