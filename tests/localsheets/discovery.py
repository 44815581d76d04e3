"""Every answer of the stand-in held against Google's discovery documents."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources

from localsheets import App
from localsheets.routes import match
from localsheets.wire import Request, Response

KNOWN = {"spreadsheets.": "sheets.", "sheets.copyTo": "sheets.spreadsheets.", "developerMetadata.": "sheets.spreadsheets.", "values.": "sheets.spreadsheets."}


@cache
def document(name: str) -> dict:
    folder = resources.files("googleapiclient") / "discovery_cache" / "documents"
    return json.loads((folder / f"{name}.json").read_text("utf-8"))


@cache
def methods(name: str) -> dict[str, dict]:
    found: dict[str, dict] = {}

    def walk(resource: dict) -> None:
        for method in resource.get("methods", {}).values():
            found[method["id"]] = method
        for inner in resource.get("resources", {}).values():
            walk(inner)

    walk(document(name))
    return found


def faults(value: object, schema: dict, name: str, at: str = "") -> list[str]:
    """Where `value` is not what the schema says."""
    if "$ref" in schema:
        return faults(value, document(name)["schemas"][schema["$ref"]], name, at)
    kind = schema.get("type")
    if kind == "object":
        if not isinstance(value, dict):
            return [f"{at}: {value!r} is no object"]
        fields, more = schema.get("properties", {}), schema.get("additionalProperties")
        found = []
        for key, inner in value.items():
            if key in fields:
                found += faults(inner, fields[key], name, f"{at}.{key}")
            elif more:
                found += faults(inner, more, name, f"{at}.{key}")
            else:
                found.append(f"{at}.{key}: unknown field")
        return found
    if kind == "array":
        if not isinstance(value, list):
            return [f"{at}: {value!r} is no list"]
        return [fault for n, item in enumerate(value) for fault in faults(item, schema["items"], name, f"{at}[{n}]")]
    fits = {
        "string": isinstance(value, str),
        "boolean": isinstance(value, bool),
        "integer": isinstance(value, int) and not isinstance(value, bool),
        "number": isinstance(value, (int, float)) and not isinstance(value, bool),
        "any": value is None or isinstance(value, (bool, int, float, str)),
    }[kind or "any"]
    if not fits:
        return [f"{at}: {value!r} is no {kind}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{at}: {value!r} is none of {schema['enum']}"]
    return []


def method_id(route_name: str) -> tuple[str, str]:
    """(document, method id) behind a route of the stand-in."""
    for prefix, full in KNOWN.items():
        if route_name.startswith(prefix):
            return "sheets.v4", full + route_name
    if route_name.endswith("(v2)"):
        return "drive.v2", "drive." + route_name.removesuffix(" (v2)")
    return "drive.v3", "drive." + route_name


def error_faults(body: dict, drive: bool) -> list[str]:
    """Where an error body is not of Google's form."""
    error = body.get("error")
    if set(body) != {"error"} or not isinstance(error, dict):
        return [f"not an error body: {body}"]
    if not isinstance(error.get("code"), int) or not isinstance(error.get("message"), str) or not error["message"]:
        return [f"no code or message: {error}"]
    if drive:
        return [] if "errors" in error or "status" in error else [f"no errors: {error}"]
    return [] if re.fullmatch(r"[A-Z_]+", error.get("status", "")) else [f"no status: {error}"]


class CheckedApp(App):
    """The application, each of its answers validated."""

    def handle(self, request: Request) -> Response:
        answer = super().handle(request)
        if answer.dropped or request.path.startswith(("/batch", "/token")):
            return answer
        route, _ = match(request)
        if answer.status >= 400:
            drive = not request.path.startswith("/v4")
            found = error_faults(json.loads(answer.body), drive)
        elif answer.status == 200 and answer.headers["Content-Type"].startswith("application/json"):
            name, method = method_id(route.name)
            found = faults(json.loads(answer.body), methods(name)[method]["response"], name)
        else:
            found = []
        assert not found, f"{route.name}: {found[:5]}"
        assert answer.status != 500 or self.faults, answer.body
        return answer
