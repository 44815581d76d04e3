"""Who toso is at Google: a service account's key, the machine's own account, an account acted for, or a person.

Sources: https://google-auth.readthedocs.io, https://developers.google.com/workspace/sheets/api/scopes
"""

from __future__ import annotations

import json
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from google.auth.exceptions import GoogleAuthError

from toso.errors import AccessError

SHEETS = "https://www.googleapis.com/auth/spreadsheets"
DRIVE_METADATA = "https://www.googleapis.com/auth/drive.metadata.readonly"
DRIVE_FILE = "https://www.googleapis.com/auth/drive.file"
DRIVE = "https://www.googleapis.com/auth/drive"

JOBS = (SHEETS, DRIVE_METADATA)
"""What the jobs need: edit the books shared with the account, and see which changed."""
CREATES = (SHEETS, DRIVE_METADATA, DRIVE_FILE)
"""What making books needs beside: files that toso made itself."""
SHARES = (SHEETS, DRIVE)
"""What sharing an adopted book needs, by a person's own consent."""

Way = Literal["service_account", "adc", "impersonate", "oauth_user", "token"]


@dataclass(frozen=True, slots=True)
class Account:
    """How to be somebody. ``file``: key or OAuth token file; ``acts_as``: the service account to act as;
    ``token``: a fixed bearer token, for the stand-in only."""

    way: Way
    file: Path | None = None
    acts_as: str = ""
    token: str = ""


def load(account: Account, scopes: Sequence[str] = JOBS) -> Any:
    """google-auth credentials with ``scopes``.

    Raises AccessError: the file is missing, readable by others or not what it should be, or Google refused.
    """
    scopes = list(scopes)
    try:
        if account.way == "token":
            from google.oauth2.credentials import Credentials

            return Credentials(account.token)
        if account.way == "service_account":
            from google.oauth2 import service_account

            return service_account.Credentials.from_service_account_info(
                _secret(account.file, "service_account"), scopes=scopes
            )
        if account.way == "oauth_user":
            from google.oauth2.credentials import Credentials

            return Credentials.from_authorized_user_info(_secret(account.file, "authorized_user"), scopes=scopes)
        import google.auth

        found, _ = google.auth.default(scopes=scopes if account.way == "adc" else None)
        if account.way == "adc":
            return found
        from google.auth import impersonated_credentials

        return impersonated_credentials.Credentials(found, target_principal=account.acts_as, target_scopes=scopes)
    except (ValueError, KeyError) as error:
        raise AccessError("google_credential_unreadable", file=str(account.file or "")) from error
    except GoogleAuthError as error:
        raise AccessError("google_credential_refused", why=type(error).__name__) from error


def _secret(file: Path | None, kind: str) -> dict[str, Any]:
    """The JSON of a secret file that only its owner may read."""
    try:
        if file is None or not file.is_file():
            raise AccessError("google_credential_missing", file=str(file or ""))
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise AccessError("google_credential_open", file=str(file))
        found = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:  # not even the folder may be looked into
        raise AccessError("google_credential_missing", file=str(file)) from error
    if not isinstance(found, dict) or found.get("type", kind) != kind:
        raise AccessError("google_credential_unreadable", file=str(file))
    return found


def name_of(credentials: Any, account: Account) -> str:
    """Whose quota the calls use: the account's address where it is known."""
    found = getattr(credentials, "service_account_email", "") or getattr(credentials, "account", "")
    return str(found or account.acts_as or account.token or account.way)
