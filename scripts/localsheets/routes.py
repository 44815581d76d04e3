"""Which method of which API a request calls."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote

from localsheets.errors import ApiError
from localsheets.wire import Request


class Route:
    """`target` is module:function; `kind` is how Google counts the call: read or write (Sheets quota), or drive."""

    def __init__(self, method: str, pattern: str, target: str, name: str, api: str, kind: str, writes: bool):
        self.method, self.pattern, self.target, self.name = method, pattern, target, name
        self.api, self.kind, self.writes = api, kind, writes

    @cached_property
    def handler(self) -> Callable[..., Any]:
        module, function = self.target.split(":")
        return getattr(importlib.import_module("localsheets." + module), function)

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+?)", self.pattern) + r"\Z")


def _sheets(method: str, pattern: str, target: str, name: str, kind: str) -> Route:
    return Route(method, "/v4/spreadsheets" + pattern, target, name, "sheets", kind, kind == "write")


def _drive(method: str, pattern: str, target: str, name: str) -> Route:
    return Route(method, pattern, "drive." + target, name, "drive", "drive", method != "GET")


_VALUES = "/{book_id}/values"
ROUTES = [
    _sheets("POST", "", "spreadsheets:create", "spreadsheets.create", "write"),
    _sheets("GET", "/{book_id}", "spreadsheets:get", "spreadsheets.get", "read"),
    _sheets("POST", "/{book_id}:getByDataFilter", "spreadsheets:get_by_filter", "spreadsheets.getByDataFilter", "read"),
    _sheets("POST", "/{book_id}:batchUpdate", "batch:batch_update", "spreadsheets.batchUpdate", "write"),
    _sheets("POST", "/{book_id}/sheets/{sheet_id}:copyTo", "spreadsheets:copy_to", "sheets.copyTo", "write"),
    _sheets("GET", "/{book_id}/developerMetadata/{metadata_id}", "metadata:get", "developerMetadata.get", "read"),
    _sheets("POST", "/{book_id}/developerMetadata:search", "metadata:search", "developerMetadata.search", "read"),
    _sheets("GET", _VALUES + ":batchGet", "values_api:batch_get", "values.batchGet", "read"),
    _sheets("POST", _VALUES + ":batchUpdate", "values_api:batch_update", "values.batchUpdate", "write"),
    _sheets("POST", _VALUES + ":batchClear", "values_api:batch_clear", "values.batchClear", "write"),
    _sheets(
        "POST", _VALUES + ":batchGetByDataFilter", "values_filter:batch_get", "values.batchGetByDataFilter", "read"
    ),
    _sheets(
        "POST", _VALUES + ":batchUpdateByDataFilter", "values_filter:batch_update", "values.batchUpdateByDataFilter", "write"
    ),
    _sheets(
        "POST", _VALUES + ":batchClearByDataFilter", "values_filter:batch_clear", "values.batchClearByDataFilter", "write"
    ),
    _sheets("POST", _VALUES + "/{text}:append", "values_api:append", "values.append", "write"),
    _sheets("POST", _VALUES + "/{text}:clear", "values_api:clear", "values.clear", "write"),
    _sheets("GET", _VALUES + "/{text}", "values_api:get", "values.get", "read"),
    _sheets("PUT", _VALUES + "/{text}", "values_api:update", "values.update", "write"),
    _drive("GET", "/drive/v3/about", "about:get", "about.get"),
    _drive("GET", "/drive/v3/changes/startPageToken", "changes:start_page_token", "changes.getStartPageToken"),
    _drive("GET", "/drive/v3/changes", "changes:list_changes", "changes.list"),
    _drive("GET", "/drive/v3/files/generateIds", "files:generate_ids", "files.generateIds"),
    _drive("POST", "/drive/v3/files", "files:create", "files.create"),
    _drive("GET", "/drive/v3/files", "files:list_files", "files.list"),
    _drive("GET", "/drive/v3/files/{file_id}", "files:get", "files.get"),
    _drive("PATCH", "/drive/v3/files/{file_id}", "files:update", "files.update"),
    _drive("DELETE", "/drive/v3/files/{file_id}", "files:delete", "files.delete"),
    _drive("POST", "/drive/v3/files/{file_id}/copy", "files:copy", "files.copy"),
    _drive("GET", "/drive/v3/files/{file_id}/export", "export:export", "files.export"),
    _drive("POST", "/drive/v3/files/{file_id}/permissions", "permissions:create", "permissions.create"),
    _drive("GET", "/drive/v3/files/{file_id}/permissions", "permissions:list_permissions", "permissions.list"),
    _drive("GET", "/drive/v3/files/{file_id}/permissions/{permission}", "permissions:get", "permissions.get"),
    _drive("PATCH", "/drive/v3/files/{file_id}/permissions/{permission}", "permissions:update", "permissions.update"),
    _drive("DELETE", "/drive/v3/files/{file_id}/permissions/{permission}", "permissions:delete", "permissions.delete"),
    _drive("POST", "/drive/v3/files/{file_id}/comments", "comments:create", "comments.create"),
    _drive("GET", "/drive/v3/files/{file_id}/comments", "comments:list_comments", "comments.list"),
    _drive("GET", "/drive/v3/files/{file_id}/comments/{comment}", "comments:get", "comments.get"),
    _drive("PATCH", "/drive/v3/files/{file_id}/comments/{comment}", "comments:update", "comments.update"),
    _drive("DELETE", "/drive/v3/files/{file_id}/comments/{comment}", "comments:delete", "comments.delete"),
    _drive("POST", "/drive/v3/files/{file_id}/comments/{comment}/replies", "comments:reply", "replies.create"),
    _drive("GET", "/drive/v3/files/{file_id}/comments/{comment}/replies", "comments:list_replies", "replies.list"),
    _drive("GET", "/drive/v3/files/{file_id}/comments/{comment}/replies/{reply}", "comments:get_reply", "replies.get"),
    _drive("PATCH", "/drive/v3/files/{file_id}/comments/{comment}/replies/{reply}", "comments:update_reply", "replies.update"),
    _drive("DELETE", "/drive/v3/files/{file_id}/comments/{comment}/replies/{reply}", "comments:delete_reply", "replies.delete"),
    _drive("POST", "/drive/v3/drives", "drives:create", "drives.create"),
    _drive("GET", "/drive/v3/drives", "drives:list_drives", "drives.list"),
    _drive("GET", "/drive/v3/drives/{drive_id}", "drives:get", "drives.get"),
    _drive("POST", "/upload/drive/v3/files", "upload:create", "files.create"),
    _drive("PATCH", "/upload/drive/v3/files/{file_id}", "upload:update", "files.update"),
    _drive("POST", "/upload/drive/v2/files", "upload:insert_v2", "files.insert (v2)"),
    _drive("PUT", "/upload/drive/v2/files/{file_id}", "upload:update_v2", "files.update (v2)"),
]  # fmt: skip


@lru_cache(maxsize=1)
def _by_method() -> dict[str, list[Route]]:
    table: dict[str, list[Route]] = {}
    for route in ROUTES:
        table.setdefault(route.method, []).append(route)
    return table


def match(request: Request) -> tuple[Any, dict]:
    """(route, arguments from the path), or (error, {}) when nothing answers there."""
    method = request.method.upper()
    override = request.headers.get("x-http-method-override", "").upper()
    if method == "POST" and override in ("GET", "PUT", "PATCH", "DELETE"):
        method = override
        if "x-www-form-urlencoded" in request.headers.get("content-type", ""):  # a query too long for a URL
            request.query += parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
            request.body = b""
    for route in _by_method().get(method, ()):
        found = route.compiled.match(request.path)
        if found:
            return route, {name: unquote(value, errors="replace") for name, value in found.groupdict().items()}
    return ApiError(404, f"No method answers {method} {request.path[:200]}.", "NOT_FOUND"), {}
