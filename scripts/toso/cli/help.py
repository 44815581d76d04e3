"""Help as a Vietnamese page. The words stand in ``templates/cli/commands.yaml``; layout is plain text, which every
terminal shows and no terminal has to draw: the page costs no import beyond PyYAML."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable
from typing import Any

from toso import words

WORDS = "cli/commands.yaml"


def _width() -> int:
    return min(shutil.get_terminal_size((100, 24)).columns, 110)


def _say(key: str) -> str:
    return str(words.catalogue(WORDS)["page"][key])


def about(path: str) -> dict[str, Any]:
    """What commands.yaml says of ``toso <path>``: ``help``, ``options``, ``example``."""
    found = words.catalogue(WORDS)["commands"].get(path, {})
    return found if isinstance(found, dict) else {"help": str(found)}


def _list(rows: Iterable[tuple[str, str]]) -> list[str]:
    rows = list(rows)
    column = min(max((len(left) for left, _ in rows), default=0) + 4, 34)
    lines: list[str] = []
    for left, right in rows:
        wrapped = textwrap.wrap(right, max(_width() - column, 30)) or [""]
        if len(left) + 3 > column:
            lines.append(f"  {left}")
        else:
            lines.append(f"  {left}".ljust(column) + wrapped.pop(0))
        lines.extend(" " * column + line for line in wrapped)
    return lines


def _option(param: Any) -> str:
    names = ", ".join(sorted((*param.opts, *param.secondary_opts), key=len))
    if getattr(param, "is_flag", False) or getattr(param, "count", False):
        return names
    return f"{names} {_metavar(param)}"


def _metavar(param: Any) -> str:
    return str(param.metavar or words.catalogue(WORDS)["metavars"].get(param.name.rstrip("_")) or _say("value"))


def _options(ctx: Any, path: str, params: Iterable[Any]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(the command's own, the common ones)."""
    own_words, common_words = about(path).get("options", {}), words.catalogue(WORDS)["common"]
    own, common = [], []
    for param in params:
        if getattr(param, "hidden", False) or param.param_type_name == "argument":
            continue
        name = param.name.rstrip("_")
        if name in own_words:
            own.append((_option(param), str(own_words[name])))
        elif name in common_words:
            common.append((_option(param), str(common_words[name])))
        else:
            own.append((_option(param), str(getattr(param, "help", None) or "")))
    help_names = ", ".join(sorted(ctx.help_option_names, key=len))
    return own, [*common, (help_names, str(common_words["help"]))]


def _section(title: str, lines: list[str]) -> list[str]:
    return ["", f"{_say(title)}:", *lines] if lines else []


def group_help(ctx: Any, names: Iterable[str], params: Iterable[Any]) -> str:
    """``toso --help``."""
    page = words.catalogue(WORDS)["page"]
    own, common = _options(ctx, "", params)
    lines = [str(page["title"]), "", f"{page['usage']}: toso {page['command']} [{page['options_short']}]"]
    listed = set(names)
    for part in words.catalogue(WORDS)["parts"]:
        lines += [
            "",
            f"{part['title']}:",
            *_list((n, about(n).get("help", "")) for n in part["commands"] if n in listed),
        ]
    lines += _section("options", _list([*own, *common]))
    return "\n".join([*lines, "", str(page["more"])])


def command_help(ctx: Any, path: str, command: Any) -> str:
    """``toso <path> --help``."""
    page, said = words.catalogue(WORDS)["page"], about(path)
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    below = getattr(command, "commands", {})
    usage = " ".join(
        [f"toso {path}"]
        + ([page["command"]] if below else [])
        + [_metavar(p) if p.required else f"[{_metavar(p)}]" for p in arguments]
        + [f"[{page['options_short']}]"]
    )
    own, common = _options(ctx, path, command.params)
    lines = [*textwrap.wrap(said.get("help", ""), _width()), "", f"{page['usage']}: {usage}"]
    lines += _section("commands", _list((name, about(f"{path} {name}").get("help", "")) for name in below))
    lines += _section("arguments", _list((_metavar(p), said.get("options", {}).get(p.name.rstrip("_"), "")) for p in arguments))
    lines += _section("options", _list(own))
    lines += _section("common", _list(common))
    if "example" in said:
        lines += _section("example", [f"  {line}" for line in str(said["example"]).splitlines()])
    return "\n".join(lines)
