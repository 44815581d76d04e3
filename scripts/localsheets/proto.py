"""Reading JSON as Google's services read it: by message, with the same complaints.

Unknown fields, wrong types and unknown enum names become one 400 whose fieldViolations name each place. Both
`lowerCamelCase` and `snake_case` names are accepted, null means unset.
Source: https://protobuf.dev/programming-guides/json/ and the discovery documents (see `schemas`).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from localsheets import schemas
from localsheets.errors import bad_request
from localsheets.fieldtypes import (
    DROP,
    SCALARS,
    Path,
    Problems,
    Read,
    already_set,
    enum,
    list_value,
    mapped,
    not_scalar,
    raise_for,
    repeated,
    snake,
    unknown,
    wrong,
)
from localsheets.jsonbody import parse_json

#: Enums that several messages share stand at the top of the package, all others inside the message that uses them.
_NESTED_REQUEST = "BatchUpdateSpreadsheetRequest."
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
#: message → (name of its union field in the reference, the fields of which one may be set; None: all of them)
ONE_OF: dict[str, tuple[str, tuple[str, ...] | None]] = {
    "Request": ("kind", None),
    "ExtendedValue": ("value", ("numberValue", "stringValue", "boolValue", "formulaValue", "errorValue")),
    "ColorStyle": ("kind", ("rgbColor", "themeColor")),
    "DataFilter": ("filter", ("a1Range", "gridRange", "developerMetadataLookup")),
    "DeveloperMetadataLocation": ("location", ("spreadsheet", "sheetId", "dimensionRange")),
    "ConditionalFormatRule": ("rule", ("booleanRule", "gradientRule")),
    "UpdateConditionalFormatRuleRequest": ("instruction", ("rule", "newIndex")),
    "ConditionValue": ("value", ("relativeDate", "userEnteredValue")),
    "ChartSpec": ("chart", (
        "basicChart", "pieChart", "bubbleChart", "candlestickChart", "orgChart", "histogramChart", "waterfallChart",
        "treemapChart", "scorecardChart",
    )),
    "EmbeddedObjectPosition": ("location", ("sheetId", "overlayPosition", "newSheet")),
    "FindReplaceRequest": ("scope", ("range", "sheetId", "allSheets")),
    "TextRotation": ("type", ("angle", "vertical")),
    "UpdateCellsRequest": ("area", ("start", "range")),
}  # fmt: skip


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
            return repeated(list_value)
        if kind.startswith("[]"):
            return repeated(self.reader(kind[2:], owner, field))
        if kind.startswith("{}"):
            return mapped(self.reader(kind[2:], owner, field))
        if kind.startswith("@"):
            return self.message(kind[1:])
        if kind.startswith("enum:"):
            name = ENUM_NAMES.get(f"{owner}.{field}") or ENUM_NAMES.get(field) or field[:1].upper() + field[1:]
            inside = "" if not owner or len(self._shared.get(kind, ())) > 1 else owner + "."
            return enum(kind[5:].split("|"), f"type.googleapis.com/{self.package}.{inside}{name}")
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
        ignored, one_of, type_name = self.also.get(name, frozenset()), ONE_OF.get(name), self.type_name(name)

        def read_message(value: Any, path: Path, problems: Problems) -> Any:
            if type(value) is not dict:
                if isinstance(value, list) and path:
                    return not_scalar(value, path, problems)
                return wrong(problems, path, type_name, value)
            if not fields:
                fields.update(self._fields(name))
            found: dict[str, Any] = {}
            for key, entry in value.items():
                known = fields.get(key)
                if known is None:
                    if key not in ignored:
                        unknown(problems, path, key)
                    continue
                if entry is None:
                    continue
                field, read = known
                if one_of is not None and found and already_set(found, one_of, field, path, problems):
                    continue
                one = read(entry, (path, field), problems)
                if one is not DROP:
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
        known = self.methods[method]
        problems: Problems = []
        found: dict[str, Any] = {}
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
            if one is DROP:
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


@lru_cache(maxsize=512)
def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


STANDARD = frozenset(
    ["key", "alt", "fields", "prettyPrint", "quotaUser", "userIp", "access_token", "oauth_token", "callback", "uploadType", "upload_protocol", "$.xgafv", "$fields", "$prettyPrint", "$key", "$alt", "$quotaUser"]
)


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


__all__ = ["Reader", "drive", "parse_json", "raise_for", "sheets"]
