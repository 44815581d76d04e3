"""``toso.toml`` + environment + secret files → one frozen ``Settings``."""

from __future__ import annotations

from toso.settings.load import FILE_NAME, Settings, find_file, load_settings

__all__ = ["FILE_NAME", "Settings", "find_file", "load_settings"]
