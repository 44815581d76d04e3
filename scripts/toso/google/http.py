"""gspread's HTTP client with what it lacks: a limit on tries, a deadline, jitter, Retry-After, a timeout, a quota.

Google's advice on waiting: https://developers.google.com/workspace/sheets/api/limits#exponential
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import gspread
import requests
from google.auth.exceptions import GoogleAuthError, TransportError
from gspread.exceptions import APIError
from tenacity import RetryCallState, RetryError, Retrying, retry_if_exception_type

from toso.errors import AccessError, TryAgain
from toso.google.quota import Calls, Gate, Kind

log = logging.getLogger("toso.google.http")

SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"
DRIVE = "https://www.googleapis.com/drive/v3"
TIMEOUT = (10.0, 180.0)
"""Seconds to connect, and to wait for an answer (Google works at most 180 s on a request)."""
LONGEST_WAIT = 64.0

_READ_POSTS = (":getByDataFilter", ":batchGetByDataFilter", "developerMetadata:search")
_RATE_REASONS = {"userRateLimitExceeded", "rateLimitExceeded", "sharingRateLimitExceeded"}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to go on trying. ``clock`` gives seconds that only grow, ``sleep`` takes seconds, ``random`` gives [0, 1)."""

    clock: Callable[[], float]
    sleep: Callable[[float], None]
    random: Callable[[], float]
    tries: int = 12
    deadline: float = float("inf")
    """On ``clock``: no try starts after it."""


class NotNow(Exception):
    """A try that failed and may be made again. ``after``: seconds Google asked for. ``done``: the work may be done."""

    def __init__(self, why: str, after: float | None = None, done: bool = False) -> None:
        super().__init__(why)
        self.why, self.after, self.done = why, after, done


class LostAnswer(TryAgain):
    """A call that must not be repeated blindly got no answer: it may have been carried out. Look before doing it again."""


class Client(gspread.HTTPClient):
    """What every gspread call of toso goes through."""

    def __init__(
        self,
        auth: Any,
        session: requests.Session | None = None,
        *,
        patience: Patience,
        gate: Gate,
        calls: Calls,
        user: str,
    ) -> None:
        super().__init__(auth, session)
        self.patience, self.gate, self.calls, self.user = patience, gate, calls, user
        self._noted = False
        self.set_timeout(TIMEOUT)

    def request(self, method: str, endpoint: str, *args: Any, **kwargs: Any) -> requests.Response:
        """gspread's own methods come here: what is no GET, PUT or DELETE is never repeated after a lost answer."""
        return self.send(method, endpoint, *args, repeatable=method.lower() in ("get", "put", "delete"), **kwargs)

    def send(self, method: str, endpoint: str, *args: Any, repeatable: bool, **kwargs: Any) -> requests.Response:
        """One call, tried again as long as that is safe and allowed.

        ``repeatable``: doing it twice leaves the same book as doing it once. Raises TryAgain (tries, deadline or quota
        used up), LostAnswer (not repeatable, and nobody knows whether it was done), AccessError (not allowed, not
        there, no storage) and gspread's APIError for the rest.
        """
        kind, name = kind_of(method, endpoint)

        def once() -> requests.Response:
            if not self.gate.pass_through(kind, self.user, self.patience.deadline):
                raise TryAgain("google_quota", call=name)
            self.calls.add(kind, name)
            try:
                return super(Client, self).request(method, endpoint, *args, **kwargs)
            except APIError as error:
                raise _sorted_out(error, name) from error
            except (requests.Timeout, requests.ConnectionError, TransportError) as error:
                raise NotNow(type(error).__name__, done=True) from error
            except GoogleAuthError as error:
                raise AccessError("google_credential_refused", why=type(error).__name__) from error

        policy = Retrying(
            retry=retry_if_exception_type(NotNow),
            wait=self._wait,
            stop=self._stop(repeatable),
            sleep=self.patience.sleep,
            before_sleep=self._note,
        )
        try:
            return policy(once)
        except RetryError as error:
            last = error.last_attempt.exception()
            assert isinstance(last, NotNow)
            if last.done and not repeatable:
                raise LostAnswer("google_lost_answer", call=name, why=last.why) from last
            raise TryAgain("google_unreachable", call=name, why=last.why) from last

    def _note(self, state: RetryCallState) -> None:
        """One line, the first time that no answer comes: whoever waits should know for what, and how long at most."""
        failure = state.outcome.exception() if state.outcome else None
        if self._noted or not isinstance(failure, NotNow) or not failure.done:
            return
        self._noted = True
        left = min(self.patience.deadline - self.patience.clock(), 86_400)
        log.info("no_answer", extra={"status": failure.why, "seconds": round(left)})

    def _wait(self, state: RetryCallState) -> float:
        """min(2ⁿ + up to 1 s, 64 s), never less than Google asked for."""
        failure = state.outcome.exception() if state.outcome else None
        asked = failure.after if isinstance(failure, NotNow) and failure.after is not None else 0.0
        return max(asked, min(2 ** (state.attempt_number - 1) + self.patience.random(), LONGEST_WAIT))

    def _stop(self, repeatable: bool) -> Callable[[RetryCallState], bool]:
        def stop(state: RetryCallState) -> bool:
            failure = state.outcome.exception() if state.outcome else None
            lost = isinstance(failure, NotNow) and failure.done and not repeatable
            late = self.patience.clock() + state.upcoming_sleep > self.patience.deadline
            return lost or late or state.attempt_number >= self.patience.tries

        return stop


def kind_of(method: str, endpoint: str) -> tuple[Kind, str]:
    """Which quota a call uses, and its name in the API: ``("write", "spreadsheets:batchUpdate")``."""
    path = endpoint.split("?")[0]
    if "/drive/" in path:
        tail = re.sub(r"\bfiles/[^/]+", "files/ID", path.split("/v3/")[-1].split("/v2/")[-1])
        return "drive", f"{method.lower()} {tail.strip('/')}"
    tail = re.sub(r"^[^/:]+", "", path.removeprefix(SHEETS).lstrip("/"))
    name = f"{method.lower()} spreadsheets{re.sub(r'/values/.+', '/values/RANGE', tail)}"
    read = method.lower() == "get" or path.endswith(_READ_POSTS)
    return ("read" if read else "write"), name


def _sorted_out(error: APIError, name: str) -> Exception:
    """An answer that is no success: try again, a matter of access, or the error as it is."""
    status, reasons = error.response.status_code, _reasons(error.error)
    if status == 429 or reasons & _RATE_REASONS:
        return NotNow(f"{status}", _retry_after(error.response))
    if status in (408, 500, 502, 503, 504):
        return NotNow(f"{status}", _retry_after(error.response), done=True)
    if "storageQuotaExceeded" in reasons:
        return AccessError("google_no_storage", call=name)
    if status in (401, 403):
        return AccessError("google_forbidden", call=name)
    if status == 404:
        return AccessError("google_not_found", call=name)
    if status == 400 and "protected cell" in str(error.error.get("message", "")):
        return AccessError("google_protected", call=name)
    return error


def _reasons(error: Mapping[str, Any]) -> set[str]:
    errors = error.get("errors") or []
    return {str(one.get("reason", "")) for one in errors if isinstance(one, Mapping)}


def _retry_after(response: requests.Response) -> float | None:
    """Seconds named by Retry-After; the form with a date is not used by these two APIs."""
    named = response.headers.get("Retry-After", "")
    return float(named) if named.isdigit() else None
