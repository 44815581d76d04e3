"""Credentials for google-auth that carry a fixed token and never ask anybody."""

from __future__ import annotations

from typing import Any

from google.auth.credentials import Credentials


class TokenCredentials(Credentials):
    """A bearer token as google-auth credentials: the token names the account (an e-mail address is that account)."""

    def __init__(self, token: str):
        super().__init__()
        self.token = token

    @property
    def expired(self) -> bool:
        return False

    @property
    def valid(self) -> bool:
        return True

    def refresh(self, request: Any) -> None:
        """Nothing to refresh: the token lives for ever."""


def gspread_client(app: Any, token: str, http_client: Any = None) -> Any:
    """A real gspread.Client that talks to `app` (an App, or the address of one) as the account of `token`."""
    import gspread
    from google.auth.transport.requests import AuthorizedSession

    from localsheets.adapter import mount

    session = mount(AuthorizedSession(TokenCredentials(token)), app)
    nobody: Any = None  # the session signs the calls
    return gspread.Client(auth=nobody, session=session, http_client=http_client or gspread.HTTPClient)
