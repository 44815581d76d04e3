"""A person's consent, once: an address is opened in a browser, Google answers to this machine, the session is kept.

Source: https://googleapis.github.io/google-api-python-client/docs/oauth-installed.html (loopback redirect).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from toso.errors import AccessError

SECONDS = 300


def log_in(
    client: Path, token: Path, scopes: Sequence[str], told: Callable[[str], None], seconds: int = SECONDS
) -> None:
    """Tells the address to open and waits for the answer; writes ``token``, readable by its owner only.

    ``client``: the OAuth application's JSON. Raises AccessError where it is none, or where nobody consented in
    time.
    """
    from google_auth_oauthlib.flow import InstalledAppFlow

    class Flow(InstalledAppFlow):
        def authorization_url(self, **options: Any) -> tuple[str, str]:
            address, state = super().authorization_url(**options)
            told(address)
            return address, state

    try:
        flow = Flow.from_client_secrets_file(str(client), list(scopes))
    except OSError as error:
        raise AccessError("google_credential_missing", file=str(client)) from error
    except (ValueError, KeyError) as error:
        raise AccessError("google_credential_unreadable", file=str(client)) from error
    try:
        found = flow.run_local_server(
            port=0,
            open_browser=False,
            authorization_prompt_message="",
            timeout_seconds=seconds,
            access_type="offline",
            prompt="consent",
        )
    except Exception as error:  # the library's many kinds: refused, too late, another state
        raise AccessError("google_no_consent", why=type(error).__name__) from error
    token.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, waiting = tempfile.mkstemp(dir=token.parent)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(found.to_json())
    os.replace(waiting, token)
