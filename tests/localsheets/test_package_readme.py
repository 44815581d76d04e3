"""What the README shows works as shown."""

import re
from pathlib import Path

import localsheets
from localsheets.__main__ import arguments
from localsheets.requests import KINDS

README = Path(localsheets.__file__).with_name("README.md").read_text("utf-8")


def test_the_examples_run_in_order():
    world: dict = {}
    for block in re.findall(r"```python\n(.*?)```", README, re.DOTALL):
        exec(block, world)


def test_every_option_is_explained_and_every_explained_option_exists():
    explained = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README))
    existing = {option for action in arguments()._actions for option in action.option_strings if option.startswith("--")}
    assert existing - {"--help"} == explained


def test_the_number_of_kinds_is_the_number_of_kinds():
    assert f"{len(KINDS)} kinds" in README
