"""The JSON of a request body, and Google's complaints where there is none."""

from __future__ import annotations

import json
import re
from typing import Any

from localsheets.errors import bad_request

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def parse_json(body: bytes) -> Any:
    """The JSON of a request body. Raises Google's 400 with a hint where it breaks; an empty body is {}."""
    if not body.strip():
        return {}
    try:
        text = body.decode("utf-8")
        data = json.loads(text, parse_constant=_no_constant)
        return whole_characters(data) if _SURROGATE.search(text) else data
    except (UnicodeDecodeError, RecursionError) as error:
        text = "Invalid JSON payload received. " + ("Message too deep." if isinstance(error, RecursionError) else "Payload isn't valid UTF-8.")
    except json.JSONDecodeError as error:
        near = error.doc[max(error.pos - 30, 0) : error.pos + 20].replace("\n", " ")
        text = f"Invalid JSON payload received. {_reason(error)}\n{near}\n{' ' * min(error.pos, 30)}^"
    except ValueError:
        text = "Invalid JSON payload received. Unexpected token."
    raise bad_request(text, [(None, text)])


def whole_characters(data: Any) -> Any:
    """The same JSON with halves of characters (which no database keeps) replaced by U+FFFD."""
    if isinstance(data, str):
        return data.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(data, list):
        return [whole_characters(item) for item in data]
    if isinstance(data, dict):
        return {whole_characters(key): whole_characters(value) for key, value in data.items()}
    return data


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _reason(error: json.JSONDecodeError) -> str:
    reasons = {
        "Expecting property name enclosed in double quotes": "Expected an object key or }.",
        "Expecting ':' delimiter": "Expected : between key:value pair.",
        "Extra data": "Parsing terminated before end of input.",
        "Unterminated string starting at": "Closing quote expected in string.",
    }
    if error.pos >= len(error.doc):
        return "Unexpected end of string. Expected a value."
    if error.msg == "Expecting ',' delimiter":
        return "Expected , or ] after array value." if _in_list(error.doc[: error.pos]) else "Expected , or } after key:value pair."
    if error.msg == "Expecting value" and re.match(r"[\w$,:}\]]", error.doc[error.pos]):
        return "Unexpected token."
    return reasons.get(error.msg, "Expected a value.")


def _in_list(text: str) -> bool:
    """Whether the innermost bracket that is open after `text` is a list's."""
    open_ones: list[str] = []
    for token in re.findall(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', text):
        if token in "[{":
            open_ones.append(token)
        elif token in "]}" and open_ones:
            open_ones.pop()
    return bool(open_ones) and open_ones[-1] == "["
