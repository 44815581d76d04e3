"""Field masks: `a.b`, `a/b`, `a(b,c)`, `*`, for answers (what to send back) and for updates (what to change).

Source: https://developers.google.com/workspace/sheets/api/guides/field-masks
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from localsheets.errors import ApiError, bad_request

#: A mask as a tree: {"sheets": {"properties": {}}}; an empty dict means "all below".
Tree = dict[str, "Tree"]
_TOKEN = re.compile(r"\s*([A-Za-z_*][A-Za-z0-9_]*|[.,/()]|\Z)")


class BadMask(ValueError):
    """The mask cannot be read; args[0] is the path or text at fault."""


def camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


@lru_cache(maxsize=1024)
def parse(text: str) -> Tree:
    """The tree of a mask. Raises BadMask. The result is shared: do not change it."""
    tree: Tree = {}
    at = 0
    stack: list[list[list[str]]] = []  # prefixes of the open parentheses
    prefixes: list[list[str]] = [[]]
    path: list[str] = []
    expect_name = True
    while True:
        match = _TOKEN.match(text, at)
        if not match or (match.group(1) == "" and at < len(text.rstrip())):
            raise BadMask(text)
        token, at = match.group(1), match.end()
        if token == "" or token in ",)":
            if path:
                for prefix in prefixes:
                    _add(tree, prefix + path)
            elif expect_name and (token == "" or token == ","):
                raise BadMask(text)
            path = []
            if token == ")":
                if not stack:
                    raise BadMask(text)
                prefixes = stack.pop()
                expect_name = False
            elif token == "":
                break
            else:
                expect_name = True
        elif token in "./":
            if expect_name or not path:
                raise BadMask(text)
            expect_name = True
        elif token == "(":
            if not path or len(stack) > 20:
                raise BadMask(text)
            stack.append(prefixes)
            prefixes = [prefix + path for prefix in prefixes]
            path, expect_name = [], True
        else:
            if not expect_name:
                raise BadMask(text)
            path.append(camel(token))
            expect_name = False
    if stack:
        raise BadMask(text)
    return tree


def _add(tree: Tree, path: list[str]) -> None:
    for depth, name in enumerate(path):
        last = depth == len(path) - 1
        if name in tree and not tree[name]:
            return  # all of it is wanted already
        if last:
            tree[name] = {}
        tree = tree.setdefault(name, {})


def check(tree: Tree, message: str, messages: dict, prefix: str = "") -> None:
    """Raises BadMask(path) if the tree names a field that `message` has not."""
    fields = messages.get(message)
    if fields is None:
        return
    for name, below in tree.items():
        path = f"{prefix}{name}"
        if name == "*":
            continue
        if name not in fields:
            raise BadMask(path)
        kind = fields[name].rstrip("!").replace("[]", "")
        if below:
            if kind.startswith("@"):
                check(below, kind[1:], messages, path + ".")
            elif not kind.startswith(("{}", "any")):
                raise BadMask(path + "." + next(iter(below)))


def response_mask(text: str | None, message: str, messages: dict) -> Tree | None:
    """The checked `fields` parameter of a call; None means everything. Raises Google's 400."""
    if text is None or text.strip() in ("", "*"):
        return None
    try:
        tree = parse(text)
        check(tree, message, messages)
    except BadMask as bad:
        raise expansion_error(text, str(bad)) from None
    return tree


def expansion_error(text: str, path: str) -> ApiError:
    description = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'."
    return bad_request("Request contains an invalid argument.", [(text, description)])


class Ready(list):
    """A list that was made for its mask: it holds nothing else, and need not be gone through again."""


def project(data: Any, tree: Tree | None) -> Any:
    """`data` with only what the tree names. Messages on the way stay, even if they end up empty."""
    if not tree or ("*" in tree and not tree["*"]):
        return data
    if not data:
        return data
    if isinstance(data, Ready):
        return data
    if isinstance(data, list):
        return [project(item, tree) for item in data]
    if not isinstance(data, dict):
        return data
    star = tree.get("*")
    if star is not None:
        return {name: project(value, star) for name, value in data.items()}
    return {name: project(data[name], below) for name, below in tree.items() if name in data}


def wants(tree: Tree | None, *path: str) -> bool:
    """Whether an answer under this mask holds `path` (or part of it)."""
    for name in path:
        if not tree:
            return True
        if name in tree:
            tree = tree[name]
        elif "*" in tree:
            tree = tree["*"]
        else:
            return False
    return True


def below(tree: Tree | None, *path: str) -> Tree | None:
    """The part of the mask under `path`; None means everything. Ask `wants` first."""
    for name in path:
        if not tree:
            return None
        tree = tree.get(name, tree.get("*"))
    return tree or None


def assign(target: dict, source: dict, tree: Tree) -> dict:
    """A copy of `target` in which the fields the tree names are those of `source` (absent there = cleared)."""
    if not tree or "*" in tree:
        return dict(source)
    result = dict(target)
    for name, inner in tree.items():
        if inner and (isinstance(source.get(name), dict) or isinstance(result.get(name), dict)):
            old, new = result.get(name), source.get(name)
            value = assign(old if isinstance(old, dict) else {}, new if isinstance(new, dict) else {}, inner)
            if value or name in source:
                result[name] = value
            else:
                result.pop(name, None)
        elif name in source and not inner:
            result[name] = source[name]
        else:
            result.pop(name, None)
    return result
