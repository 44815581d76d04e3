"""The master's words (``templates/master/words.yaml``), and how days, periods and states are said with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from toso.core.figure import Figure
from toso.core.master_model import Cell
from toso.core.numbers import show
from toso.core.period_names import name_of
from toso.model import Period


@dataclass(frozen=True, slots=True)
class MasterWords:
    """``level``: ``ward`` (its units are groups) or ``city`` (its units are wards)."""

    said: Mapping[str, Any]
    level: str = "ward"

    def say(self, path: str, **facts: object) -> str:
        """The words at ``path`` (``rows.share``), filled in."""
        found: Any = self.said
        for part in path.split("."):
            found = found[part]
        return str(found).format(**facts)

    def unit(self, path: str) -> str:
        """Words of the level: ``all``, ``units``, ``own``."""
        return str(self.said["levels"][self.level][path])

    def column_title(self, name: str, title: str) -> str:
        """A column's title, where the level has another word for it."""
        return str(self.said["levels"][self.level]["titles"].get(name, title))

    def style_of(self, state: str) -> str:
        return str(self.said["style_of"].get(state, "plain"))

    def state(self, family: str, state: str, **facts: object) -> Cell:
        """A state as symbol + word, in its style."""
        return Cell(self.say(f"{family}.{state}", **facts), self.style_of(state))

    def standing(self, figure: Figure) -> Cell:
        return self.state("standing", figure.state)

    def day(self, day: date) -> str:
        return f"{day:%d/%m/%Y}"

    def moment(self, at: datetime) -> str:
        return self.say("moment", hour=f"{at:%H}", minute=f"{at:%M}", day=self.day(at.date()))

    def period(self, period: Period) -> str:
        """``Quý IV/2025``."""
        return name_of(period, self.said["period_names"])


def count(number: int | None, style: str = "plain", link: str = "", silent: str = "") -> Cell:
    """A whole number, or the word for none."""
    if number is None:
        return Cell(silent, "silent" if silent else style, link)
    return Cell(number, style, link, "count")


def percent(figure: Figure, style: str = "plain", link: str = "") -> Cell:
    """A share, cut to tenths of a percent; blank where there is none."""
    tenths = figure.tenths
    return Cell(None, style) if tenths is None else Cell(tenths / 1000, style, link, "percent")


def signed(change: int | None, style: str = "plain") -> Cell:
    """``+12``, ``−1.250``, ``0``; blank where there is nothing to compare with."""
    if change is None:
        return Cell(None, style)
    size = show(abs(change))
    return Cell(f"+{size}" if change > 0 else f"−{size}" if change < 0 else "0", style, format="beside")
