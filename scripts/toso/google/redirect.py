"""Google's two hosts sent elsewhere, so that the real client talks to a stand-in: nothing of gspread is changed."""

from __future__ import annotations

from typing import Any

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from requests.models import PreparedRequest, Response

HOSTS = ("https://sheets.googleapis.com", "https://www.googleapis.com")


class Elsewhere(HTTPAdapter):
    """Sends a request for one of ``HOSTS`` to ``endpoint`` (``http://127.0.0.1:8080``), path and query unchanged."""

    def __init__(self, endpoint: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._endpoint = endpoint.rstrip("/")

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        for host in HOSTS:
            if request.url and request.url.startswith(host + "/"):
                request.url = self._endpoint + request.url.removeprefix(host)
        return super().send(request, *args, **kwargs)


def redirect(session: requests.Session, to: str | BaseAdapter) -> None:
    """Point both hosts of ``session`` at a base URL, or at an adapter that answers by itself."""
    adapter = Elsewhere(to, pool_maxsize=32) if isinstance(to, str) else to
    for host in HOSTS:
        session.mount(host, adapter)
