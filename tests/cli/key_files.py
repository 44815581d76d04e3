"""Keys of service accounts as Google hands them out, for an office of the tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from token_office import token_office


def key_file(folder: Path, token_uri: str, name: str = "credentials.json", email: str = "") -> None:
    """A service account's key, made here. ``email``: whose; that of the example where none is given."""
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    example = json.loads((Path(__file__).parents[2] / "credentials.example.json").read_text(encoding="utf-8"))
    path = folder / name
    body = example | {"private_key": pem, "token_uri": token_uri, "client_email": email or example["client_email"]}
    path.write_text(json.dumps(body), encoding="utf-8")
    path.chmod(0o600)


@contextmanager
def office(status: int, body: dict[str, object]) -> Iterator[str]:
    """The address of a token office that answers everybody so."""
    with token_office(lambda posted: (status, body)) as address:
        yield f"{address}/token"
