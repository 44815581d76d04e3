"""Errors in the two forms Google uses: google.rpc.Status (Sheets) and the older Drive form.

Sources: https://cloud.google.com/apis/design/errors, https://developers.google.com/workspace/drive/api/guides/handle-errors
"""

from __future__ import annotations

STATUS_OF = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    409: "ABORTED",
    413: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}


class ApiError(Exception):
    """An answer with an error body. `body()` gives the JSON Google would send."""

    def __init__(self, code: int, message: str, status: str | None = None, details: list | None = None):
        super().__init__(message)
        self.code, self.message = code, message
        self.status = status or STATUS_OF.get(code, "UNKNOWN")
        self.details = details
        self.headers: dict[str, str] = {}

    def body(self) -> dict:
        error: dict = {"code": self.code, "message": self.message, "status": self.status}
        if self.details:
            error["details"] = self.details
        return {"error": error}


class DriveError(ApiError):
    """Drive's form: a list of errors with domain, reason and location beside code and message."""

    def __init__(
        self,
        code: int,
        message: str,
        reason: str,
        location: str | None = None,
        location_type: str = "parameter",
        domain: str = "global",
    ):
        super().__init__(code, message)
        self.reason, self.domain = reason, domain
        self.location, self.location_type = location, location_type

    def body(self) -> dict:
        one = {"message": self.message, "domain": self.domain, "reason": self.reason}
        if self.location:
            one |= {"location": self.location, "locationType": self.location_type}
        return {"error": {"code": self.code, "message": self.message, "errors": [one]}}


def bad_request(message: str, violations: list[tuple[str | None, str]] | None = None) -> ApiError:
    """400 INVALID_ARGUMENT; `violations` are (field path or None, description)."""
    details = None
    if violations:
        fields = [({"field": f} if f else {}) | {"description": text} for f, text in violations]
        details = [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": fields}]
    return ApiError(400, message, details=details)


def invalid_request(index: int, kind: str, why: str, field: str | None = None) -> ApiError:
    """400 about one request of a batch; `field` (in snake_case) is what its fieldViolation names."""
    message = f"Invalid requests[{index}].{kind}: {why}"
    return bad_request(message, [(field, message)] if field else None)


class Refused(Exception):
    """Raised inside a batchUpdate kind; the dispatcher adds `Invalid requests[i].kind: ` in front."""

    field: str | None = None


class Missing(Refused):
    """A required field was not given, or cannot be what it must be. `field` is its path inside the request."""

    def __init__(self, field: str, why: str | None = None):
        super().__init__(why or f"{field} is required.")
        self.field = field


def not_found() -> ApiError:
    return ApiError(404, "Requested entity was not found.")


def forbidden() -> ApiError:
    return ApiError(403, "The caller does not have permission")


def file_not_found(file_id: str) -> DriveError:
    return DriveError(404, f"File not found: {file_id}.", "notFound", "fileId")


def internal() -> ApiError:
    return ApiError(500, "Internal error encountered.")
