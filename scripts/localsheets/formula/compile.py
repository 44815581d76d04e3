"""A formula's tree → a function of its context. Copies of a formula share one (see `relative`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from localsheets.formula.arrays import is_many, kept, matrix, scalar, spread
from localsheets.formula.coerce import to_number, to_text
from localsheets.formula.context import Context, Ref
from localsheets.formula.errors import FormulaError, Stop, uncalculated, wrong_count
from localsheets.formula.formats import implied_format, shown_text
from localsheets.formula.operators import OPERATORS
from localsheets.formula.parse import Node
from localsheets.formula.reach import area_getter, cell_getter
from localsheets.formula.registry import FUNCTIONS, SCALAR, Function
from localsheets.formula.turning import TURN, turned
from localsheets.formula.unknown import KNOWN_ELSEWHERE

Getter = Callable[[Context], Any]


def failing(error: FormulaError) -> Getter:
    """A getter that always ends with `error`."""

    def get(context: Context) -> Any:
        raise Stop(error)

    return get


class Compiler:
    """`value` gives scalar, Ref or matrix; `scalar` one value. With `array`, operators and functions work cell by cell."""

    def __init__(self) -> None:
        self.scope: set[str] = set()

    # -- nodes ---------------------------------------------------------------------------------------------------

    def value(self, node: Node, array: bool = False) -> Getter:
        return getattr(self, "_" + node[0])(node, array)

    def scalar(self, node: Node, array: bool = False) -> Getter:
        """One value; an error ends the calculation."""
        if node[0] == "area" and node[1].last is None:
            return cell_getter(node[1])
        get = self.value(node, array)
        if node[0] in ("value", "missing", "chain", "negate", "plus", "percent") and not array:
            return get
        return lambda context: scalar(get(context), context)

    def text(self, node: Node, array: bool = False) -> Getter:
        """The text of one value, dates as they are shown."""
        get = self.value(node, array)
        shape = implied_format(self, node)

        def text(context: Context) -> str:
            found = get(context)
            return found if type(found) is str else shown_text(found, shape, context)

        return text

    def _value(self, node: Node, array: bool) -> Getter:
        constant = node[1]
        if type(constant) is FormulaError:
            return failing(constant)
        return lambda context: constant

    def _missing(self, node: Node, array: bool) -> Getter:
        return lambda context: None

    def _group(self, node: Node, array: bool) -> Getter:
        while node[0] == "group":
            node = node[1]
        return self.value(node, array)

    def _area(self, node: Node, array: bool) -> Getter:
        return area_getter(node[1])

    def _name(self, node: Node, array: bool) -> Getter:
        name = node[1]
        key = name.lower()
        if key in self.scope:
            return lambda context: context.names[key]
        return lambda context: context.named(name)

    def _range(self, node: Node, array: bool) -> Getter:
        first, last = self.value(node[1]), self.value(node[2])

        def get(context: Context) -> Ref:
            a, b = first(context), last(context)
            if type(a) is not Ref or type(b) is not Ref or a.sheet != b.sheet:
                raise Stop(FormulaError("#REF!", "Reference does not exist."))
            rows = (a.row, b.row, a.last_row, b.last_row)
            columns = (a.column, b.column, a.last_column, b.last_column)
            return Ref(a.sheet, min(rows), min(columns), max(rows), max(columns))

        return get

    def _array(self, node: Node, array: bool) -> Getter:
        rows = [[self.value(cell, True) for cell in row] for row in node[1]]

        def get(context: Context) -> Any:
            out: list[list[Any]] = []
            for row in rows:
                blocks = [matrix(cell(context), context) for cell in row]
                if len({len(block) for block in blocks}) > 1:
                    raise _ragged()
                lines = [[cell for block in blocks for cell in block[i]] for i in range(len(blocks[0]))]
                if out and lines and len(lines[0]) != len(out[0]):
                    raise _ragged()
                out.extend(lines)
            return out

        return get

    # -- operators -----------------------------------------------------------------------------------------------

    def _negate(self, node: Node, array: bool) -> Getter:
        return self._unary(node[1], array, lambda value, context: -to_number(value, context, "UMINUS"))

    def _plus(self, node: Node, array: bool) -> Getter:
        return self.value(node[1], array)

    def _percent(self, node: Node, array: bool) -> Getter:
        times = 100 ** min(node[2], 150)
        return self._unary(node[1], array, lambda value, context: to_number(value, context, "UNARY_PERCENT") / times)

    def _unary(self, node: Node, array: bool, run: Callable[[Any, Context], Any]) -> Getter:
        if not array:
            get = self.scalar(node)
            return lambda context: run(get(context), context)
        many = self.value(node, True)

        def spreading(context: Context) -> Any:
            value = many(context)
            if is_many(value):
                return spread([value], lambda cell: run(cell, context), context)
            return run(scalar(value, context), context)

        return spreading

    def _chain(self, node: Node, array: bool) -> Getter:
        if array:
            return self._chain_array(node)
        links = node[2]
        if links[0][0] == "&":
            texts = [self.text(part) for part in (node[1], *(right for _, right in links))]
            if len(texts) == 2:
                one, two = texts
                return lambda context: one(context) + two(context)
            return lambda context: "".join([text(context) for text in texts])
        first = self.scalar(node[1])
        if len(links) == 1:
            run, second = OPERATORS[links[0][0]], self.scalar(links[0][1])
            return lambda context: run(first(context), second(context), context)
        rest = [(OPERATORS[operator], self.scalar(right)) for operator, right in links]

        def chain(context: Context) -> Any:
            value = first(context)
            for run, right in rest:
                value = run(value, right(context), context)
            return value

        return chain

    def _chain_array(self, node: Node) -> Getter:
        parts = [node[1], *(right for _, right in node[2])]
        values = [self.value(part, True) for part in parts]
        if node[2][0][0] == "&":
            shapes = [implied_format(self, part) for part in parts]

            def joined(context: Context) -> Any:
                found = [value(context) for value in values]
                if any(map(is_many, found)):
                    return spread(found, lambda *row: "".join(to_text(cell, context) for cell in row), context)
                return "".join(shown_text(v, shape, context) for v, shape in zip(found, shapes, strict=True))

            return joined
        runs = [OPERATORS[operator] for operator, _ in node[2]]

        def get(context: Context) -> Any:
            value = values[0](context)
            for run, right in zip(runs, values[1:], strict=True):
                other = right(context)
                if is_many(value) or is_many(other):
                    value = spread([value, other], lambda a, b, run=run: run(a, b, context), context)
                else:
                    value = run(scalar(value, context), scalar(other, context), context)
            return value

        return get

    # -- functions -----------------------------------------------------------------------------------------------

    def _call(self, node: Node, array: bool) -> Getter:
        name, arguments = node[1], node[2]
        found = FUNCTIONS.get(name)
        if found is None:
            if name in KNOWN_ELSEWHERE:
                return failing(uncalculated(name))
            return failing(FormulaError("#NAME?", f"Unknown function: '{name}'."))
        if not found.takes(len(arguments)):
            return failing(wrong_count(name, found.least, found.most, len(arguments)))
        if found.special:
            return found.run(self, arguments, array)
        if array and any(found.code(i) in SCALAR for i in range(len(arguments))):
            return self._lifted(found, arguments)
        if name == "INDEX" and not array and len(arguments) == 2 and arguments[1] == ("call", "ROW", ()):
            return self._own_row(found, arguments)
        run = found.run
        getters = [self._argument(found, i, part, array) for i, part in enumerate(arguments)]
        if found.context:
            return lambda context: run(context, *[get(context) for get in getters])
        if len(getters) == 1:
            only = getters[0]
            return lambda context: run(only(context))
        if len(getters) == 2:
            one, two = getters
            return lambda context: run(one(context), two(context))
        return lambda context: run(*[get(context) for get in getters])

    def _own_row(self, found: Function, arguments: tuple[Node, ...]) -> Getter:
        """INDEX(column;ROW()), the cell of the formula's own row: by far the commonest INDEX, found without a detour."""
        source, run = self.value(arguments[0], True), found.run

        def get(context: Context) -> Any:
            area = source(context)
            if type(area) is Ref and area.column == area.last_column and area.row + context.row <= area.last_row:
                row = area.row + context.row
                return Ref(area.sheet, row, area.column, row, area.column)
            return run(context, area, context.row + 1)

        return get

    def _argument(self, found: Function, place: int, node: Node, array: bool) -> Getter:
        code = found.code(place)
        if code == "r":
            return self.value(node, array)
        if code == "a":
            return self.value(node, True)
        if code == "t":
            return self.text(node)
        if code == "e":
            get = self.scalar(node)

            def caught(context: Context) -> Any:
                try:
                    return get(context)
                except Stop as stop:
                    return kept(stop.error)

            return caught
        plain = self.scalar(node)
        if code == "s":
            return plain
        turn, name = TURN[code], found.name
        return lambda context: turn(plain(context), context, name, place + 1)

    def _lifted(self, found: Function, arguments: tuple[Node, ...]) -> Getter:
        """The function on every cell of the arguments that are taken as scalars."""
        codes = [found.code(i) for i in range(len(arguments))]
        getters = [self.value(part, True) for part in arguments]
        shapes = [implied_format(self, part) if code == "t" else None for part, code in zip(arguments, codes, strict=True)]
        lifted = [i for i, code in enumerate(codes) if code in SCALAR]

        def get(context: Context) -> Any:
            values: list[Any] = []
            for getter, code in zip(getters, codes, strict=True):
                try:
                    values.append(getter(context))
                except Stop as stop:
                    if code != "e":
                        raise
                    values.append(kept(stop.error))

            def once(*cells: Any) -> Any:
                row = list(values)
                for i, cell in zip(lifted, cells, strict=True):
                    row[i] = cell
                ready = [turned(codes[i], row[i], shapes[i], context, found.name, i) for i in range(len(row))]
                return found.run(context, *ready) if found.context else found.run(*ready)

            over = [values[i] for i in lifted]
            if any(map(is_many, over)):
                return spread(over, lambda *cells: scalar(once(*cells), context), context)
            return once(*over)

        return get


def _ragged() -> Stop:
    message = "In ARRAY_LITERAL, an Array Literal was missing values for one or more rows."
    return Stop(FormulaError("#VALUE!", message))
