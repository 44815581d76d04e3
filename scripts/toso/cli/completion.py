"""``toso completion bash|zsh|fish``: prints the script that completes commands and options."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Shell(StrEnum):
    bash = "bash"
    zsh = "zsh"
    fish = "fish"


def command(shell: Annotated[Shell, typer.Argument()]) -> None:
    from typer._completion_shared import get_completion_script

    print(get_completion_script(prog_name="toso", complete_var="_TOSO_COMPLETE", shell=shell.value))
