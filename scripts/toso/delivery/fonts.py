"""The fonts that typst sets with: those of this machine, of two versions of one face the one with Vietnamese letters."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst

NEWER = Path("/usr/share/fonts/truetype/liberation2")
"""Where Debian and Ubuntu keep Liberation 2 beside Liberation 1, which lacks Vietnamese letters and is found first."""
SYSTEM = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


@cache
def searched() -> typst.Fonts:
    """Looked for once a process; of two fonts with one name, typst takes the one found first."""
    import typst

    if not NEWER.is_dir():
        return typst.Fonts()
    others = [path for path in (Path(one).expanduser() for one in SYSTEM) if path.is_dir()]
    return typst.Fonts(include_system_fonts=False, font_paths=[NEWER, *others])
