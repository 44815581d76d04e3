"""Google's limits per minute: 300 reads and 300 writes a project, 60 of each a user; Drive 12,000 a user.

Source: https://developers.google.com/workspace/sheets/api/limits
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from localsheets.errors import ApiError, DriveError

if TYPE_CHECKING:
    from localsheets.routes import Route

PROJECT_NUMBER = "123456789012"
NAMES = {
    ("read", "user"): ("Read requests", "Read requests per minute per user", "ReadRequestsPerMinutePerUser"),
    ("read", "project"): ("Read requests", "Read requests per minute", "ReadRequestsPerMinutePerProject"),
    ("write", "user"): ("Write requests", "Write requests per minute per user", "WriteRequestsPerMinutePerUser"),
    ("write", "project"): ("Write requests", "Write requests per minute", "WriteRequestsPerMinutePerProject"),
}


class Quota:
    """Counts calls in a sliding minute. A refused call is not counted."""

    def __init__(
        self, clock: Callable[[], float], per_user: int = 60, per_project: int = 300, drive_per_user: int = 12_000
    ):
        self.clock = clock
        self.limits = {"user": per_user, "project": per_project}
        self.drive_per_user = drive_per_user
        self._calls: dict[tuple[str, str], deque[float]] = {}
        self._lock = threading.Lock()

    def _room(self, kind: str, who: str, limit: int, now: float) -> bool:
        calls = self._calls.setdefault((kind, who), deque())
        while calls and calls[0] <= now - 60:
            calls.popleft()
        return len(calls) < limit

    def take(self, route: Route, user: str) -> None:
        """Count the call. Raises 429 (Sheets) or 403 userRateLimitExceeded (Drive) when the minute is used up."""
        with self._lock:
            self._take(route, user, self.clock())

    def _take(self, route: Route, user: str, now: float) -> None:
        if route.kind == "drive":
            if not self._room("drive", user, self.drive_per_user, now):
                raise rate_limited_drive()
            self._calls[("drive", user)].append(now)
            return
        for scope, who in (("user", user), ("project", "")):
            if not self._room(route.kind, who, self.limits[scope], now):
                raise rate_limited(route.kind, scope, self.limits[scope])
        for who in (user, ""):
            self._calls[(route.kind, who)].append(now)


def rate_limited(kind: str, scope: str = "user", limit: int = 60) -> ApiError:
    metric, name, quota_limit = NAMES[(kind if kind in ("read", "write") else "read", scope)]
    metric_id = "sheets.googleapis.com/" + ("read_requests" if metric.startswith("Read") else "write_requests")
    unit = "1/min/{project}/{user}" if scope == "user" else "1/min/{project}"
    message = (
        f"Quota exceeded for quota metric '{metric}' and limit '{name}' of service 'sheets.googleapis.com' for "
        f"consumer 'project_number:{PROJECT_NUMBER}'."
    )
    details = [
        {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "RATE_LIMIT_EXCEEDED",
            "domain": "googleapis.com",
            "metadata": {
                "consumer": f"projects/{PROJECT_NUMBER}",
                "quota_limit": quota_limit,
                "quota_limit_value": str(limit),
                "quota_location": "global",
                "quota_metric": metric_id,
                "quota_unit": unit,
                "service": "sheets.googleapis.com",
            },
        },
        {
            "@type": "type.googleapis.com/google.rpc.Help",
            "links": [
                {
                    "description": "Request a higher quota limit.",
                    "url": "https://cloud.google.com/docs/quotas/help/request_increase",
                }
            ],
        },
    ]
    return ApiError(429, message, details=details)


def rate_limited_drive(code: int = 403) -> DriveError:
    reason = "userRateLimitExceeded" if code == 403 else "rateLimitExceeded"
    text = "User Rate Limit Exceeded. Rate of requests for user exceed configured project quota."
    return DriveError(code, text, reason, domain="usageLimits")
