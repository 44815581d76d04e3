"""A person's consent, against an authorisation server on this machine that follows RFC 6749."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from token_office import token_office
from toso.errors import AccessError
from toso.google.credentials import SHARES, Account, load
from toso.google.login import log_in


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The token office: gives a refresh token for the one code that was consented to."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setenv("OAUTHLIB_RELAX_TOKEN_SCOPE", "1")

    given = {
        "access_token": "a",
        "refresh_token": "r",
        "expires_in": 3600,
        "token_type": "Bearer",
        "scope": " ".join(SHARES),
    }

    def answer(posted: str) -> tuple[int, dict[str, object]]:
        good = parse_qs(posted).get("code") == ["4/consented"]
        return (200, dict(given)) if good else (400, {"error": "invalid_grant"})

    with token_office(answer) as address:
        yield address


def client_file(folder: Path, office: str) -> Path:
    """An OAuth application of the kind "Desktop app", as Google Cloud gives it."""
    path = folder / "client.json"
    installed = {
        "client_id": "c",
        "client_secret": "s",
        "auth_uri": f"{office}/auth",
        "token_uri": f"{office}/token",
        "redirect_uris": ["http://localhost"],
    }
    path.write_text(json.dumps({"installed": installed}))
    path.chmod(0o600)
    return path


def person(answer: str):  # type: ignore[no-untyped-def]
    """Somebody who opens the address and presses a button."""

    def told(address: str) -> None:
        asked = parse_qs(urlsplit(address).query)
        assert asked["access_type"] == ["offline"] and set(asked["scope"][0].split()) == set(SHARES)
        back = f"{asked['redirect_uri'][0]}?state={asked['state'][0]}&{answer}"
        Thread(target=lambda: requests.get(back, timeout=10), daemon=True).start()

    return told


def test_a_consent_is_kept_for_its_owner_only_and_can_be_used(office: str, tmp_path: Path) -> None:
    token = tmp_path / "state" / "google-token.json"
    log_in(client_file(tmp_path, office), token, SHARES, person("code=4/consented"), seconds=10)
    assert token.stat().st_mode & 0o077 == 0
    found = load(Account("oauth_user", file=token), SHARES)
    assert found.refresh_token == "r" and found.client_id == "c"


@pytest.mark.parametrize("answer", ["error=access_denied", "code=stolen"])
def test_a_refusal_is_told_and_keeps_nothing(answer: str, office: str, tmp_path: Path) -> None:
    with pytest.raises(AccessError, match="google_no_consent"):
        log_in(client_file(tmp_path, office), tmp_path / "token.json", SHARES, person(answer), seconds=10)
    assert not (tmp_path / "token.json").exists()


def test_nobody_answering_is_told_in_time(office: str, tmp_path: Path) -> None:
    with pytest.raises(AccessError, match="google_no_consent"):
        log_in(client_file(tmp_path, office), tmp_path / "token.json", SHARES, lambda address: None, seconds=1)


@pytest.mark.parametrize("content", [None, "{}", '{"type": "service_account"}'])
def test_a_file_that_is_no_application_is_told(content: str | None, tmp_path: Path) -> None:
    path = tmp_path / "client.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(AccessError, match="google_credential"):
        log_in(path, tmp_path / "token.json", SHARES, lambda address: None, seconds=1)
