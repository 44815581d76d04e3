"""One session with Google: a gspread client, its limiter, its counts."""

from __future__ import annotations

import random as _random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import gspread
from google.auth.transport.requests import AuthorizedSession
from requests.adapters import BaseAdapter, HTTPAdapter

from toso.google import credentials
from toso.google.credentials import Account
from toso.google.http import Client, Patience
from toso.google.quota import Calls, Gate
from toso.google.redirect import HOSTS, redirect


@dataclass(frozen=True, slots=True)
class Session:
    """What the rest of ``toso.google`` works with. Threads may share it: one limiter holds for all of them."""

    client: gspread.Client
    http: Client
    calls: Calls
    gate: Gate
    user: str
    """The account's address where it is known."""


def open_session(
    account: Account,
    *,
    scopes: Sequence[str] = credentials.JOBS,
    endpoint: str | BaseAdapter = "",
    seconds: float = 900.0,
    tries: int = 12,
    gate: Gate | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
    random: Callable[[], float] = _random.random,
) -> Session:
    """A session that gives up ``seconds`` after now, with TryAgain.

    ``endpoint``: a base URL or a requests adapter that stands in for Google. ``gate``: the limiter of a project that
    several sessions share. ``clock``, ``sleep`` and ``random`` are arguments so that tests need not wait.
    Raises AccessError as ``credentials.load``.
    """
    found = credentials.load(account, scopes)
    user = credentials.name_of(found, account)
    wire = AuthorizedSession(found, max_refresh_attempts=1)
    if endpoint:
        redirect(wire, endpoint)
    else:
        for host in HOSTS:
            wire.mount(host, HTTPAdapter(pool_maxsize=32))
    calls = Calls()
    gate = gate or Gate(clock, sleep)
    patience = Patience(clock, sleep, random, tries, clock() + seconds)
    http = Client(None, wire, patience=patience, gate=gate, calls=calls, user=user)
    client = gspread.Client(auth=None, session=wire, http_client=lambda *_: http)  # type: ignore[arg-type]
    return Session(client, http, calls, gate, user)
