"""Suppression of small cells in linked tables that share margins (one survey question by age band, by sex …).

A question's publication is a flow network: every number is an arc, every line of a table that must add up is a node:
    start → column → (cell) → answer in table 1 → (answer's total) → answer in table 2 → (cell) → column → end
A withheld number cannot be worked out from the published ones exactly when it can be raised or lowered while every
line still adds up and nothing goes below zero: when a residual cycle passes through its arc. That is checked for
every withheld number after the small ones are taken out, and further numbers are taken out until it holds.
What other questions of the same publication say about a number bounds how far it can move (``floors``, ``caps``).
(The idea: network models of cell suppression, as in the Handbook on Statistical Disclosure Control.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

THRESHOLD = 5
"""Cells of fewer people are withheld (domain.md, personal data, 5)."""

DEAR = 100
"""So much dearer is a number that another question hangs on."""
Node = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Linked:
    """Up to two tables over the same answers. ``cells[d][answer, column]``: people; every combination is there."""

    answers: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    """One tuple of column keys a table."""
    cells: tuple[Mapping[tuple[str, str], int], ...]

    def values(self) -> dict[Node, int]:
        """Every published number: ``("cell", table, answer, column)``, ``("answer", answer)``, ``("column", table,
        column)``. The grand total is published besides and is never withheld on its own."""
        found: dict[Node, int] = {}
        for d, columns in enumerate(self.columns):
            for answer, column in product(self.answers, columns):
                found["cell", str(d), answer, column] = self.cells[d].get((answer, column), 0)
            for column in columns:
                found["column", str(d), column] = sum(self.cells[d].get((a, column), 0) for a in self.answers)
        for answer in self.answers:
            found["answer", answer] = sum(self.cells[0].get((answer, column), 0) for column in self.columns[0])
        return found

    @property
    def total(self) -> int:
        return sum(self.cells[0].values())


@dataclass(frozen=True, slots=True)
class Room:
    """How far each number may move: not below what is known to be part of it, not above what it is part of."""

    values: Mapping[Node, int]
    floors: Mapping[Node, int]
    caps: Mapping[Node, int]
    dear: frozenset[str] = frozenset()
    """Answers whose numbers are withheld last: another question is lost with them."""

    def cost(self, name: Node) -> int:
        """People who are no longer shown."""
        answer = name[2] if name[0] == "cell" else name[1] if name[0] == "answer" else ""
        return self.values[name] * (DEAR if answer in self.dear else 1)

    def down(self, name: Node) -> bool:
        return self.values[name] > self.floors.get(name, 0)

    def up(self, name: Node) -> bool:
        return name not in self.caps or self.values[name] < self.caps[name]


def suppress(
    linked: Linked,
    threshold: int = THRESHOLD,
    floors: Mapping[Node, int] | None = None,
    caps: Mapping[Node, int] | None = None,
    dear: Iterable[str] = (),
) -> frozenset[Node]:
    """Which numbers of ``linked.values()`` must be withheld. All of them when the whole is under the threshold or no
    pattern protects."""
    values = linked.values()
    room = Room(values, floors or {}, caps or {}, frozenset(dear))
    everything = frozenset(values)
    if linked.total < threshold:
        return everything
    hidden = {name for name, value in values.items() if value < threshold}
    arcs = {name: _ends(name, len(linked.columns)) for name in values}
    while True:
        more = _thin_line(linked, room, hidden, threshold) or _unprotected(linked, room, arcs, hidden)
        if more is None:
            return frozenset(hidden)
        if not more:
            return everything
        hidden |= more


def _ends(name: Node, tables: int) -> tuple[Node, Node]:
    """The arc of a number: from node, to node."""
    kind = name[0]
    if kind == "answer":
        return ("row", "0", name[1]), (("row", "1", name[1]) if tables == 2 else ("end", "1"))
    d = name[1]
    if kind == "column":
        column, end = ("col", d, name[2]), ("end", d)
        return (end, column) if d == "0" else (column, end)
    row, column = ("row", d, name[2]), ("col", d, name[3])
    return (column, row) if d == "0" else (row, column)


def lines(linked: Linked) -> Iterable[tuple[Node, ...]]:
    """The parts of every line that adds up, without the line's own total."""
    for d, columns in enumerate(linked.columns):
        t = str(d)
        for answer in linked.answers:
            yield tuple(("cell", t, answer, column) for column in columns)
        for column in columns:
            yield tuple(("cell", t, answer, column) for answer in linked.answers)
        yield tuple(("column", t, column) for column in columns)
    yield tuple(("answer", answer) for answer in linked.answers)


def _thin_line(linked: Linked, room: Room, hidden: set[Node], threshold: int) -> set[Node] | None:
    """What is withheld in a line comes out together as total minus published: it must not be fewer people than the
    threshold either. One more number of such a line, the smallest, is taken out; None where no line is thin."""
    for parts in lines(linked):
        withheld = [name for name in parts if name in hidden]
        shown = [name for name in parts if name not in hidden]
        if withheld and shown and sum(room.values[name] for name in withheld) < threshold:
            return {min(shown, key=lambda name: (room.cost(name), name))}
    return None


def _unprotected(
    linked: Linked, room: Room, arcs: Mapping[Node, tuple[Node, Node]], hidden: set[Node]
) -> set[Node] | None:
    """The numbers to withhold for the first withheld one that could be worked out; None where none can, an empty set
    where nothing helps."""
    graph = _residual(room, arcs, hidden)
    for name in sorted(hidden):
        if not _can_move(name, room, arcs, graph):
            return _rescue(name, linked, room, hidden)
    return None


Graph = dict[Node, list[tuple[Node, Node]]]


def _residual(room: Room, arcs: Mapping[Node, tuple[Node, Node]], hidden: Iterable[Node]) -> Graph:
    graph: Graph = {}
    for name in hidden:
        start, end = arcs[name]
        if room.up(name):
            graph.setdefault(start, []).append((end, name))
        if room.down(name):
            graph.setdefault(end, []).append((start, name))
    return graph


def _can_move(name: Node, room: Room, arcs: Mapping[Node, tuple[Node, Node]], graph: Graph) -> bool:
    start, end = arcs[name]
    return (room.up(name) and _reaches(graph, end, start, name)) or (
        room.down(name) and _reaches(graph, start, end, name)
    )


def _reaches(graph: Graph, start: Node, goal: Node, without: Node) -> bool:
    seen, todo = {start}, [start]
    while todo:
        for node, name in graph.get(todo.pop(), ()):
            if name != without and node not in seen:
                if node == goal:
                    return True
                seen.add(node)
                todo.append(node)
    return False


def _rescue(name: Node, linked: Linked, room: Room, hidden: set[Node]) -> set[Node]:
    """The cheapest cycle through the number: the fewest people newly withheld."""
    best: tuple[int, set[Node]] | None = None
    for against, along in _cycles(name, linked):
        raised = room.up(name) and all(map(room.up, along)) and all(map(room.down, against))
        lowered = room.down(name) and all(map(room.down, along)) and all(map(room.up, against))
        if not (raised or lowered):
            continue
        new = {one for one in (*against, *along) if one not in hidden}
        cost = sum(map(room.cost, new))
        if new and (best is None or (cost, sorted(new)) < (best[0], sorted(best[1]))):
            best = (cost, new)
    return best[1] if best else set()


def _cycles(name: Node, linked: Linked) -> Iterable[tuple[Sequence[Node], Sequence[Node]]]:
    """Small cycles through the number: (numbers that move against it, other numbers that move along with it)."""
    kind = name[0]
    if kind == "cell":
        _, d, answer, column = name
        for a, c in product(linked.answers, linked.columns[int(d)]):
            if a != answer and c != column:
                yield [("cell", d, answer, c), ("cell", d, a, column)], [("cell", d, a, c)]
        for against, along in _answers_exchanged(linked, answer, {int(d): column}):
            yield against, [one for one in (("answer", answer), *along) if one != name]
    elif kind == "column":
        _, d, column = name
        for a, c in product(linked.answers, linked.columns[int(d)]):
            if c != column:
                yield [("column", d, c), ("cell", d, a, c)], [("cell", d, a, column)]
    else:
        yield from _answers_exchanged(linked, name[1], {})


def _answers_exchanged(
    linked: Linked, answer: str, where: Mapping[int, str]
) -> Iterable[tuple[list[Node], list[Node]]]:
    """Somebody else gave ``answer``, in these columns: (what is one fewer, which cells of ``answer`` are one more). Where
    nobody in a whole row can be fewer, nothing else moves it."""
    columns = [(where[d],) if d in where else keys for d, keys in enumerate(linked.columns)]
    for a in linked.answers:
        if a == answer:
            continue
        for picked in product(*columns):
            cells = [(str(d), column) for d, column in enumerate(picked)]
            against: list[Node] = [("answer", a), *(("cell", d, a, column) for d, column in cells)]
            yield against, [("cell", d, answer, column) for d, column in cells]
