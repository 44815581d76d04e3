"""How a function is declared: its name, what it takes, and whether it stands for itself in the compiler."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

#: What an argument is turned into before the function sees it.
#: n number · i whole number (cut) · t text (dates as shown) · b boolean · s scalar as it is · e scalar or error
#: · r range, matrix or scalar as it is · a the same, calculated as an array
SCALAR = frozenset("nitbse")


@dataclass(frozen=True)
class Function:
    """`codes` are the arguments; `least` of them must be given; the last `repeat` may come again and again.

    `shape` is the NumberFormat type its result implies: a fixed one, or `first`: that of its first argument.
    """

    name: str
    run: Callable[..., Any]
    codes: str
    least: int
    repeat: int = 0
    context: bool = False
    shape: str = ""
    special: bool = False

    @property
    def most(self) -> int | None:
        return None if self.repeat else len(self.codes)

    def takes(self, count: int) -> bool:
        """Whether so many arguments can be given; what comes again comes in whole groups."""
        if count < self.least or (self.most is not None and count > self.most):
            return False
        return count <= len(self.codes) or not self.repeat or (count - len(self.codes)) % self.repeat == 0

    def code(self, place: int) -> str:
        """What the argument at `place` is turned into."""
        if place < len(self.codes):
            return self.codes[place]
        return self.codes[len(self.codes) - self.repeat + (place - len(self.codes)) % self.repeat]


FUNCTIONS: dict[str, Function] = {}


def function(
    name: str, codes: str = "", repeat: int = 0, context: bool = False, shape: str = ""
) -> Callable[[Callable], Callable]:
    """Declare a function. In `codes`, what follows `?` may be left out: `"n?n"`. `name` may give more, by spaces."""
    needed, _, optional = codes.partition("?")

    def declare(run: Callable) -> Callable:
        for one in name.split():
            FUNCTIONS[one] = Function(one, run, needed + optional, len(needed), repeat, context, shape)
        return run

    return declare


def special(name: str, least: int, most: int | None, shape: str = "") -> Callable[[Callable], Callable]:
    """Declare a form that decides itself what to calculate: `run(compiler, arguments, array) -> getter`."""

    def declare(run: Callable) -> Callable:
        codes = "r" * (most if most is not None else least)
        FUNCTIONS[name] = Function(name, run, codes, least, 1 if most is None else 0, False, shape, True)
        return run

    return declare
