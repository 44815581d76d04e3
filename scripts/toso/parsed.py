"""YAML read once a machine: the schema and the words change rarely, and every run of every job reads them.

What a file says is kept as JSON in the user's cache folder, beside a hash of the file. Nothing depends on it: a cache
that is missing, old, spoilt or cannot be written costs one reading of the YAML. It holds no personal data.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

LINE = b"\n"


def values_of(content: bytes, place: Path, variant: str = "") -> Any:
    """The plain values of the YAML text ``content``, which stands in the file ``place`` (or is its ``variant``).

    Raises yaml.YAMLError.
    """
    kept = _kept_in(place, variant)
    digest = sha256(content).hexdigest().encode()
    if kept is not None:
        try:
            first, _, rest = kept.read_bytes().partition(LINE)
            if first == digest:
                return json.loads(rest)
        except (OSError, ValueError):
            pass
    values = _parsed(content)
    if kept is not None:
        _keep(kept, digest, values)
    return values


def _parsed(content: bytes) -> Any:
    import yaml

    return yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _kept_in(place: Path, variant: str) -> Path | None:
    """One file a source and variant: what is read anew takes the place of what was kept."""
    try:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:  # nobody's home is known, as in some services
        return None
    name = sha256(f"{os.path.abspath(place)}\0{variant}".encode()).hexdigest()[:24]
    return home / "toso" / f"{name}.json"


def _keep(kept: Path, digest: bytes, values: Any) -> None:
    """Written whole or not at all. What JSON would give back otherwise (a date, a number as a key) is not kept."""
    beside = kept.with_suffix(f".{os.getpid()}")
    try:
        text = json.dumps(values, ensure_ascii=False)
        if json.loads(text) != values:
            return
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside.write_bytes(digest + LINE + text.encode())
        beside.replace(kept)
    except (OSError, TypeError, ValueError):
        with suppress(OSError):
            beside.unlink(missing_ok=True)
