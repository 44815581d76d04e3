"""One figure with what it is measured against. Integers decide; a percentage is only how it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FigureState = Literal["met", "below", "over", "known", "no_total", "not_submitted", "not_answered", "unreachable"]


@dataclass(frozen=True, slots=True)
class Figure:
    """``value`` of ``total`` against ``target`` (numerator, denominator).

    ``value`` is None where nobody has typed it: that reads "chưa nộp", never 0; ``unanswered``, "chưa ghi", where the
    rest of its tab was handed up. ``missing``: how many groups of a ward's figure are unknown. ``part``: of a ward's
    value, what belongs to groups whose total is known; only that is measured, so that the same groups stand above and
    below the line. None: all of it.
    """

    value: int | None
    total: int | None = None
    target: tuple[int, int] | None = None
    missing: int = 0
    unreachable: bool = False
    unanswered: bool = False
    part: int | None = None

    @property
    def measured(self) -> int | None:
        """What stands over ``total``."""
        return self.value if self.part is None else self.part

    @property
    def state(self) -> FigureState:
        if self.value is None:
            if self.unreachable:
                return "unreachable"
            return "not_answered" if self.unanswered else "not_submitted"
        if self.total is None:
            return "no_total" if self.target else "known"
        if (self.measured or 0) > self.total:
            return "over"
        if self.target is None or self.total == 0:
            return "known" if self.target is None else "no_total"
        return "met" if self.met else "below"

    @property
    def met(self) -> bool | None:
        """Whether the target is reached, by integers: ``5 * value >= 4 * total``. None where it cannot be said."""
        if self.measured is None or not self.total or self.target is None:
            return None
        return self.target[1] * self.measured >= self.target[0] * self.total

    @property
    def tenths(self) -> int | None:
        """Tenths of a percent, cut and not rounded: 79.96 % is 799, so it never reads 80.0."""
        if self.measured is None or not self.total:
            return None
        return 1000 * self.measured // self.total

    @property
    def lacking(self) -> int | None:
        """How many more are needed to reach the target; 0 when it is reached."""
        if self.measured is None or self.total is None or self.target is None:
            return None
        needed = -(-self.target[0] * self.total // self.target[1])
        return max(0, needed - self.measured)
