"""localsheets: a local stand-in for the Google Sheets v4 and Drive v3 APIs. See README.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from localsheets.app import App

__all__ = ["App"]


def __getattr__(name: str) -> Any:
    if name == "App":
        from localsheets.app import App

        return App
    raise AttributeError(name)
