"""Google on this machine, as fixtures; its callers are in callers.py."""

from __future__ import annotations

import logging

import gspread
import pytest
from callers import WARD, Caller, Clock, new_sheet
from discovery import CheckedApp

from localsheets.credentials import gspread_client


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def google(clock):
    """An empty Google; no bug may have shown at the end."""
    app = CheckedApp(seed=7, clock=clock, sleep=lambda seconds: None)
    logging.getLogger("localsheets").setLevel(logging.ERROR)
    yield app
    assert app.bugs == 0
    app.close()


@pytest.fixture
def ward(google):
    return Caller(google, WARD)


@pytest.fixture
def book(google):
    """A new spreadsheet of the ward's."""
    return new_sheet(google)


@pytest.fixture
def gspread_of(google):
    """A real gspread client for an account."""

    def client(account=WARD, http_client=gspread.HTTPClient):
        return gspread_client(google, account, http_client)

    return client
