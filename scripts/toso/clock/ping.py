"""The dead-man's switch: a web address that is told when a run starts and how it ended; its owner is told when it
falls silent. The way of https://healthchecks.io/docs/http_api/: ``/start`` and ``/<exit code>``.
"""

from __future__ import annotations

import logging

log = logging.getLogger("toso.ping")
SECONDS = 10


def ping(url: str, suffix: str) -> bool:
    """Calls ``url/suffix``; False where that fails: a failing ping is a warning, never an error. The address is a
    secret: it is not logged."""
    if not url:
        return True
    import requests

    try:
        answer = requests.get(f"{url.rstrip('/')}/{suffix}", timeout=SECONDS)
        ok = answer.status_code < 400
    except requests.RequestException:
        ok = False
    if not ok:
        log.warning("ping failed", extra={"status": suffix})
    return ok
