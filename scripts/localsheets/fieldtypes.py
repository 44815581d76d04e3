"""Single fields of JSON as Google's services read them, and how they complain.

Source: https://protobuf.dev/programming-guides/json/
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

from localsheets.errors import bad_request

Path = tuple | None
Problems = list[tuple[str | None, str]]
Read = Callable[[Any, Path, Problems], Any]
_CAMEL = re.compile(r"([A-Z])")
DROP = object()


def snake(name: str) -> str:
    return _CAMEL.sub(lambda m: "_" + m.group(1).lower(), name)


def place(path: Path) -> str:
    """`(((None, "requests"), 0), "addSheet")` → `requests[0].add_sheet`."""
    parts: list[str] = []
    while path is not None:
        path, name = path
        parts.append(f"[{name}]" if isinstance(name, int) else "." + snake(name))
    return "".join(reversed(parts)).lstrip(".")


def shown(value: Any) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        text = "{}"
    return text if len(text) <= 1000 else text[:1000]


def wrong(problems: Problems, path: Path, kind: str, value: Any) -> Any:
    where = place(path)
    problems.append((where, f"Invalid value at '{where}' ({kind}), {shown(value)}"))
    return DROP


def unknown(problems: Problems, path: Path, name: str, why: str = "Cannot find field.") -> Any:
    where = place(path)
    at = f" at '{where}'" if where else ""
    problems.append((where, f'Invalid JSON payload received. Unknown name "{name}"{at}: {why}'))
    return DROP


def not_scalar(value: Any, path: Path, problems: Problems) -> Any:
    why = "Starting an object on a scalar field." if isinstance(value, dict) else "Proto field is not repeating, cannot start list."
    parent, name = path if path else (None, "")
    return unknown(problems, parent, str(name), why)


def read_string(value: Any, path: Path, problems: Problems) -> Any:
    if type(value) is str:
        return value
    if isinstance(value, (dict, list)):
        return not_scalar(value, path, problems)
    return wrong(problems, path, "TYPE_STRING", value)


def read_bool(value: Any, path: Path, problems: Problems) -> Any:
    if value is True or value is False:
        return value
    if isinstance(value, (dict, list)):
        return not_scalar(value, path, problems)
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    return wrong(problems, path, "TYPE_BOOL", value)


def integer(low: int, high: int, kind: str, as_text: bool) -> Read:
    def read(value: Any, path: Path, problems: Problems) -> Any:
        number = value
        if type(number) is str and re.fullmatch(r"[+-]?\d{1,20}(\.0*)?", number):
            number = int(number.split(".")[0])
        elif type(number) is float and number.is_integer():
            number = int(number)
        if type(number) is int and low <= number <= high:
            return str(number) if as_text else number
        if isinstance(value, (dict, list)):
            return not_scalar(value, path, problems)
        return wrong(problems, path, kind, value)

    return read


def number(kind: str) -> Read:
    def read(value: Any, path: Path, problems: Problems) -> Any:
        if type(value) is float or type(value) is int:
            try:
                if math.isfinite(float(value)):
                    return value
            except OverflowError:
                pass
        if type(value) is str:
            try:
                number = float(value) if "_" not in value else math.nan
            except ValueError:
                number = math.nan
            if math.isfinite(number):
                return int(number) if number.is_integer() and abs(number) < 1e15 else number
        if isinstance(value, (dict, list)):
            return not_scalar(value, path, problems)
        return wrong(problems, path, kind, value)

    return read


def read_any(value: Any, path: Path, problems: Problems) -> Any:
    return value


def enum(names: list[str], type_name: str) -> Read:
    known = frozenset(names)

    def read(value: Any, path: Path, problems: Problems) -> Any:
        if type(value) is str and value in known:
            return value
        if type(value) is int and 0 <= value < len(names):
            return names[value]
        if isinstance(value, (dict, list)):
            return not_scalar(value, path, problems)
        return wrong(problems, path, type_name, value)

    return read


def repeated(item: Read) -> Read:
    def read(value: Any, path: Path, problems: Problems) -> Any:
        if type(value) is not list:  # a lone value is taken as a list of one
            one = item(value, path, problems)
            return DROP if one is DROP else [one]
        found = []
        for index, entry in enumerate(value):
            if type(entry) is list and item is not list_value:  # a list in a list is the same list going on
                found += read(entry, (path, index), problems)
                continue
            one = item(entry, (path, index), problems)
            if one is not DROP:
                found.append(one)
        return found

    return read


def already_set(found: dict, one_of: tuple[str, tuple[str, ...] | None], field: str, path: Path, problems: Problems) -> bool:
    """Whether another field of the same oneof came before; says so if it did."""
    name, fields = one_of
    if fields is not None and field not in fields:
        return False
    if not any(other != field and (fields is None or other in fields) for other in found):
        return False
    where = place(path)
    text = f"oneof field '{name}' is already set. Cannot set '{field}'"
    problems.append((where, f"Invalid value at '{where}' (oneof), {text}"))
    return True


def list_value(value: Any, path: Path, problems: Problems) -> Any:
    if type(value) is list:
        return value
    return wrong(problems, path, "type.googleapis.com/google.protobuf.ListValue", value)


def mapped(item: Read) -> Read:
    def read(value: Any, path: Path, problems: Problems) -> Any:
        if type(value) is not dict:
            return wrong(problems, path, "type.googleapis.com/google.protobuf.Struct", value)
        found = {}
        for key, entry in value.items():
            one = item(entry, (path, key), problems)
            if one is not DROP:
                found[key] = one
        return found

    return read


def raise_for(problems: Problems) -> None:
    if problems:
        raise bad_request("\n".join(text for _, text in problems[:50]), problems[:50])


SCALARS: dict[str, Read] = {
    "string": read_string,
    "mask": read_string,
    "datetime": read_string,
    "bool": read_bool,
    "int32": integer(-(2**31), 2**31 - 1, "TYPE_INT32", False),
    "int64": integer(-(2**63), 2**64 - 1, "TYPE_INT64", True),
    "double": number("TYPE_DOUBLE"),
    "float": number("TYPE_FLOAT"),
    "any": read_any,
}
