"""Rebuild sheets.json and drive.json: `python -m localsheets.schemas.build` (needs google-api-python-client).

A type is one word: `string`, `int32`, `bool`, `double`, `float`, `int64`, `datetime`, `mask`, `any`, `@Message`,
`enum:A|B|C`; `[]` in front makes it repeated, `{}` a map from strings. A trailing `!` marks a read-only field.
"""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

SCALARS = {
    ("string", None): "string",
    ("string", "int64"): "int64",
    ("string", "uint64"): "int64",
    ("string", "google-fieldmask"): "mask",
    ("string", "google-datetime"): "datetime",
    ("string", "date-time"): "datetime",
    ("string", "date"): "string",
    ("string", "byte"): "string",
    ("integer", "int32"): "int32",
    ("integer", "uint32"): "int32",
    ("number", "double"): "double",
    ("number", "float"): "float",
    ("boolean", None): "bool",
    ("any", None): "any",
}
DRIVE_MESSAGES = [
    "File", "FileList", "Permission", "PermissionList", "Comment", "CommentList", "Reply", "ReplyList",
    "Change", "ChangeList", "StartPageToken", "About", "Drive", "DriveList", "GeneratedIds",
]  # fmt: skip


def type_of(field: dict) -> str:
    if "$ref" in field:
        return "@" + field["$ref"]
    if field.get("type") == "array":
        return "[]" + type_of(field["items"])
    if field.get("type") == "object":
        if "additionalProperties" in field:
            return "{}" + type_of(field["additionalProperties"])
        return {"type": "any"}["type"]
    if "enum" in field:
        return "enum:" + "|".join(field["enum"])
    return SCALARS[(field["type"], field.get("format"))]


def messages(document: dict, wanted: list[str] | None = None) -> dict:
    found: dict = {}
    queue = list(wanted or document["schemas"])
    while queue:
        name = queue.pop(0)
        if name in found:
            continue
        schema = document["schemas"][name]
        found[name] = {}
        for field, spec in schema.get("properties", {}).items():
            if spec.get("type") == "object" and "properties" in spec:  # Drive nests messages without naming them
                inner = name + "." + field
                document["schemas"][inner] = spec
                spec = {"$ref": inner, "readOnly": spec.get("readOnly")}
            if spec.get("type") == "array" and "properties" in spec["items"]:
                inner = name + "." + field
                document["schemas"][inner] = spec["items"]
                spec = {"type": "array", "items": {"$ref": inner}, "readOnly": spec.get("readOnly")}
            kind = type_of(spec)
            found[name][field] = kind + ("!" if spec.get("readOnly") else "")
            reference = kind.lstrip("[]{}")
            if reference.startswith("@"):
                queue.append(reference[1:])
    return found


def methods(resource: dict) -> dict:
    found = {}
    for method in resource.get("methods", {}).values():
        found[method["id"]] = {
            name: ("[]" if spec.get("repeated") else "") + type_of({k: v for k, v in spec.items() if k != "repeated"})
            for name, spec in method.get("parameters", {}).items()
            if spec["location"] == "query"
        }
    for inner in resource.get("resources", {}).values():
        found |= methods(inner)
    return found


def build(document: dict, wanted: list[str] | None = None) -> dict:
    return {"messages": messages(document, wanted), "methods": methods(document)}


def documents() -> dict[str, dict]:
    """The two tables, fresh from the installed discovery documents."""
    folder = resources.files("googleapiclient") / "discovery_cache" / "documents"
    sheets = json.loads((folder / "sheets.v4.json").read_text("utf-8"))
    drive = json.loads((folder / "drive.v3.json").read_text("utf-8"))
    known = [name for name in DRIVE_MESSAGES if name in drive["schemas"]]
    tables = {"sheets": build(sheets), "drive": build(drive, known)}
    keep = ("drive.files.", "drive.permissions.", "drive.comments.", "drive.replies.", "drive.changes.", "drive.about.", "drive.drives.")
    tables["drive"]["methods"] = {k: v for k, v in tables["drive"]["methods"].items() if k.startswith(keep)}
    return tables


def main() -> None:
    for name, table in documents().items():
        text = json.dumps(table, indent=0, sort_keys=True, ensure_ascii=False)
        Path(__file__).with_name(f"{name}.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
