"""Reading JSON as Google's services read it: by message, with the same complaints.

Unknown fields, wrong types and unknown enum names become one 400 whose fieldViolations name each place. Both
`lowerCamelCase` and `snake_case` names are accepted, null means unset.
Source: https://protobuf.dev/programming-guides/json/ and the discovery documents (see `schemas`).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from localsheets import schemas
from localsheets.errors import ApiError, bad_request

Path = tuple | None
Problems = list[tuple[str, str]]
Read = Callable[[Any, Path, Problems], Any]
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_CAMEL = re.compile(r"([A-Z])")
#: Enums that several messages share stand at the top of the package, all others inside the message that uses them.
_NESTED_REQUEST = "BatchUpdateSpreadsheetRequest."
_DROP = object()
#: Names of enums that are not the name of their field; the discovery documents leave them out, the reference pages say them.
ENUM_NAMES = {
    "PieChartSpec.legendPosition": "PieChartLegendPosition",
    "BasicChartSpec.legendPosition": "BasicChartLegendPosition",
    "BasicChartSpec.chartType": "BasicChartType",
    "BasicChartSpec.stackedType": "BasicChartStackedType",
    "BasicChartSpec.compareMode": "BasicChartCompareMode",
    "BasicChartSeries.type": "BasicChartType",
    "BasicChartSeries.targetAxis": "BasicChartAxisPosition",
    "BasicChartAxis.position": "BasicChartAxisPosition",
    "hiddenDimensionStrategy": "ChartHiddenDimensionStrategy",
    "horizontalAlignment": "HorizontalAlign",
    "verticalAlignment": "VerticalAlign",
    "NumberFormat.type": "NumberFormatType",
    "Border.style": "Style",
    "BooleanCondition.type": "ConditionType",
    "InterpolationPoint.type": "InterpolationPointType",
    "ErrorValue.type": "ErrorType",
    "visibility": "DeveloperMetadataVisibility",
    "locationType": "DeveloperMetadataLocationType",
    "locationMatchingStrategy": "DeveloperMetadataLocationMatchingStrategy",
    "autoRecalc": "RecalculationInterval",
    "majorDimension": "Dimension",
    "themeColor": "ThemeColorType",
    "colorType": "ThemeColorType",
    "responseValueRenderOption": "ValueRenderOption",
    "responseDateTimeRenderOption": "DateTimeRenderOption",
}
ONE_OF: dict[str, tuple[str, ...] | None] = {
    "Request": None,  # every field
    "ExtendedValue": ("numberValue", "stringValue", "boolValue", "formulaValue", "errorValue"),
    "ColorStyle": ("rgbColor", "themeColor"),
    "DataFilter": ("a1Range", "gridRange", "developerMetadataLookup"),
    "DeveloperMetadataLocation": ("spreadsheet", "sheetId", "dimensionRange"),
}


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


def _wrong(problems: Problems, path: Path, kind: str, value: Any) -> Any:
    where = place(path)
    problems.append((where, f"Invalid value at '{where}' ({kind}), {shown(value)}"))
    return _DROP


def _unknown(problems: Problems, path: Path, name: str, why: str = "Cannot find field.") -> Any:
    where = place(path)
    at = f" at '{where}'" if where else ""
    problems.append((where, f'Invalid JSON payload received. Unknown name "{name}"{at}: {why}'))
    return _DROP


def _not_scalar(value: Any, path: Path, problems: Problems) -> Any:
    why = "Starting an object on a scalar field." if isinstance(value, dict) else "Proto field is not repeating, cannot start list."
    parent, name = path if path else (None, "")
    return _unknown(problems, parent, str(name), why)


def read_string(value: Any, path: Path, problems: Problems) -> Any:
    if type(value) is str:
        return value
    if isinstance(value, (dict, list)):
        return _not_scalar(value, path, problems)
    return _wrong(problems, path, "TYPE_STRING", value)


def read_bool(value: Any, path: Path, problems: Problems) -> Any:
    if value is True or value is False:
        return value
    if isinstance(value, (dict, list)):
        return _not_scalar(value, path, problems)
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    return _wrong(problems, path, "TYPE_BOOL", value)


def _integer(low: int, high: int, kind: str, as_text: bool) -> Read:
    def read(value: Any, path: Path, problems: Problems) -> Any:
        number = value
        if type(number) is str and re.fullmatch(r"[+-]?\d{1,20}(\.0*)?", number):
            number = int(number.split(".")[0])
        elif type(number) is float and number.is_integer():
            number = int(number)
        if type(number) is int and low <= number <= high:
            return str(number) if as_text else number
        if isinstance(value, (dict, list)):
            return _not_scalar(value, path, problems)
        return _wrong(problems, path, kind, value)

    return read


def _number(kind: str) -> Read:
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
            return _not_scalar(value, path, problems)
        return _wrong(problems, path, kind, value)

    return read


def read_any(value: Any, path: Path, problems: Problems) -> Any:
    return value


def _enum(names: list[str], type_name: str) -> Read:
    known = frozenset(names)

    def read(value: Any, path: Path, problems: Problems) -> Any:
        if type(value) is str and value in known:
            return value
        if type(value) is int and 0 <= value < len(names):
            return names[value]
        if isinstance(value, (dict, list)):
            return _not_scalar(value, path, problems)
        return _wrong(problems, path, type_name, value)

    return read


def _repeated(item: Read) -> Read:
    def read(value: Any, path: Path, problems: Problems) -> Any:
        if type(value) is not list:  # a lone value is taken as a list of one
            one = item(value, path, problems)
            return _DROP if one is _DROP else [one]
        found = []
        for index, entry in enumerate(value):
            if type(entry) is list and item is not _list_value:  # a list in a list is the same list going on
                found += read(entry, (path, index), problems)
                continue
            one = item(entry, (path, index), problems)
            if one is not _DROP:
                found.append(one)
        return found

    return read


def _already_set(found: dict, one_of: tuple[str, ...] | None, field: str, path: Path, problems: Problems) -> bool:
    """Whether another field of the same oneof came before; says so if it did."""
    if one_of is not None and field not in one_of:
        return False
    if not any(other != field and (one_of is None or other in one_of) for other in found):
        return False
    where = place(path)
    text = f"oneof field 'kind' is already set. Cannot set '{field}'"
    problems.append((where, f"Invalid value at '{where}' (oneof), {text}"))
    return True


def _list_value(value: Any, path: Path, problems: Problems) -> Any:
    if type(value) is list:
        return value
    return _wrong(problems, path, "type.googleapis.com/google.protobuf.ListValue", value)


def _map(item: Read) -> Read:
    def read(value: Any, path: Path, problems: Problems) -> Any:
        if type(value) is not dict:
            return _wrong(problems, path, "type.googleapis.com/google.protobuf.Struct", value)
        found = {}
        for key, entry in value.items():
            one = item(entry, (path, key), problems)
            if one is not _DROP:
                found[key] = one
        return found

    return read


class Reader:
    """Reads the messages of one API. `strict` complains of unknown fields; `also` names fields that are ignored."""

    def __init__(self, api: str, package: str, also: dict[str, frozenset[str]] | None = None):
        self.messages: dict[str, dict[str, str]] = schemas.load(api)["messages"]
        self.methods: dict[str, dict[str, str]] = schemas.load(api)["methods"]
        self.package, self.also = package, also or {}
        self._readers: dict[str, Read] = {}
        self._shared: dict[str, set[str]] = {}
        for message, fields in self.messages.items():
            for kind in fields.values():
                if "enum:" in kind:
                    self._shared.setdefault(kind.rstrip("!").replace("[]", ""), set()).add(message)

    def type_name(self, message: str) -> str:
        nested = _NESTED_REQUEST if message == "Request" else ""
        return f"type.googleapis.com/{self.package}.{nested}{message}"

    def reader(self, kind: str, owner: str = "", field: str = "") -> Read:
        """The reader of a type of the tables in `schemas`."""
        kind = kind.rstrip("!")
        if kind.startswith("[][]"):
            return _repeated(_list_value)
        if kind.startswith("[]"):
            return _repeated(self.reader(kind[2:], owner, field))
        if kind.startswith("{}"):
            return _map(self.reader(kind[2:], owner, field))
        if kind.startswith("@"):
            return self.message(kind[1:])
        if kind.startswith("enum:"):
            name = ENUM_NAMES.get(f"{owner}.{field}") or ENUM_NAMES.get(field) or field[:1].upper() + field[1:]
            inside = "" if not owner or len(self._shared.get(kind, ())) > 1 else owner + "."
            return _enum(kind[5:].split("|"), f"type.googleapis.com/{self.package}.{inside}{name}")
        return SCALARS[kind]

    def message(self, name: str) -> Read:
        if name not in self._readers:
            self._readers[name] = self._message(name)
        return self._readers[name]

    def _fields(self, name: str) -> dict[str, tuple[str, Read]]:
        fields: dict[str, tuple[str, Read]] = {}
        for field, kind in self.messages[name].items():
            fields[field] = fields[snake(field)] = (field, self.reader(kind, name, field))
        return fields

    def _message(self, name: str) -> Read:
        fields: dict[str, tuple[str, Read]] = {}  # filled at the first use: messages may hold themselves
        ignored, one_of, type_name = self.also.get(name, frozenset()), ONE_OF.get(name, ()), self.type_name(name)

        def read_message(value: Any, path: Path, problems: Problems) -> Any:
            if type(value) is not dict:
                if isinstance(value, list) and path:
                    return _not_scalar(value, path, problems)
                return _wrong(problems, path, type_name, value)
            if not fields:
                fields.update(self._fields(name))
            found: dict[str, Any] = {}
            for key, entry in value.items():
                known = fields.get(key)
                if known is None:
                    if key not in ignored:
                        _unknown(problems, path, key)
                    continue
                if entry is None:
                    continue
                field, read = known
                if one_of != () and found and _already_set(found, one_of, field, path, problems):
                    continue
                one = read(entry, (path, field), problems)
                if one is not _DROP:
                    found[field] = one
            return found

        return read_message

    def body(self, message: str, data: Any, prefix: str | None = None) -> dict:
        """A request body as that message. Raises Google's 400 with one violation per fault."""
        problems: Problems = []
        path: Path = (None, prefix) if prefix else None
        if not isinstance(data, dict):
            text = "Invalid JSON payload received. Unknown name \"\": Root element must be a message."
            raise bad_request(text, [(None, text)])
        found = self.message(message)(data, path, problems)
        raise_for(problems)
        return found

    def query(self, method: str, pairs: list[tuple[str, str]], strict: bool = True) -> dict[str, Any]:
        """Query parameters of a method, typed. Repeated ones become lists. Raises Google's 400."""
        known, problems, found = self.methods[method], [], {}
        for name, text in pairs:
            field = name if name in known else _camel(name)
            if field not in known:
                if strict and name not in STANDARD:
                    why = f"Cannot bind query parameter. Field '{name}' could not be found in request message."
                    problems.append((None, f'Invalid JSON payload received. Unknown name "{name}": {why}'))
                elif name in ("fields", "key"):
                    found[name] = text
                continue
            kind = known[field]
            repeated = kind.startswith("[]")
            read = self.reader(kind.removeprefix("[]"), "", field)
            if text == "" and kind != "string":
                continue
            one = read(text, (None, field), problems)
            if one is _DROP:
                continue
            if repeated:
                found.setdefault(field, []).append(one)
            else:
                found[field] = one
        for name, text in pairs:
            if name in ("fields", "$fields"):
                found["fields"] = text
        raise_for(problems)
        return found


def raise_for(problems: Problems) -> None:
    if problems:
        raise bad_request("\n".join(text for _, text in problems[:50]), problems[:50])


@lru_cache(maxsize=512)
def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


STANDARD = frozenset(
    "key alt fields prettyPrint quotaUser userIp access_token oauth_token callback uploadType upload_protocol "
    "$.xgafv $fields $prettyPrint $key $alt $quotaUser".split()
)
SCALARS: dict[str, Read] = {
    "string": read_string,
    "mask": read_string,
    "datetime": read_string,
    "bool": read_bool,
    "int32": _integer(-(2**31), 2**31 - 1, "TYPE_INT32", False),
    "int64": _integer(-(2**63), 2**64 - 1, "TYPE_INT64", True),
    "double": _number("TYPE_DOUBLE"),
    "float": _number("TYPE_FLOAT"),
    "any": read_any,
}


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
        "Expecting ',' delimiter": "Expected , or } after key:value pair.",
        "Expecting ':' delimiter": "Expected : between key:value pair.",
        "Extra data": "Parsing terminated before end of input.",
        "Unterminated string starting at": "Closing quote expected in string.",
    }
    if error.pos >= len(error.doc):
        return "Unexpected end of string. Expected a value."
    return reasons.get(error.msg, "Expected a value.")


@lru_cache(maxsize=1)
def sheets() -> Reader:
    return Reader("sheets", "google.apps.sheets.v4")


@lru_cache(maxsize=1)
def drive() -> Reader:
    """Drive v3; fields of v2 that clients still send are ignored, as Drive does."""
    also = {
        "Permission": frozenset({"withLink", "value", "name", "additionalRoles", "etag", "selfLink"}),
        "File": frozenset({"title", "labels", "etag", "selfLink", "convert"}),
    }
    return Reader("drive", "google.apps.drive.v3", also)


__all__ = ["ApiError", "Reader", "drive", "parse_json", "place", "raise_for", "sheets"]
