"""Formula text → a tree of plain tuples.

Nodes: ("value", v) · ("area", AreaText) · ("name", text) · ("missing",) · ("negate", n) · ("plus", n) · ("percent", n)
· ("chain", first, ((operator, n), …)) for operators of one strength · ("call", NAME, (n, …)) · ("array", ((n, …), …))
· ("range", a, b) for a `:` between references that are calculated. Areas hold offsets where they are not fixed (see
`relative`), so that formulas copied down share a tree.
"""

from __future__ import annotations

from localsheets.formula.errors import FormulaError
from localsheets.formula.tokens import AreaText, Corner, Token, area_of, title_of, tokens_of

Node = tuple
#: Parentheses and calls within each other. Deeper ones are refused before Python's own stack is in danger.
MAX_DEPTH = 120
STRENGTH = {"=": 1, "<>": 1, "<": 1, "<=": 1, ">": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}
PARSE_ERROR = FormulaError("#ERROR!", "Formula parse error.")
TOO_DEEP = FormulaError("#ERROR!", "This stand-in cannot calculate a formula nested this deep.")


class ParseFailed(Exception):
    """The text is no formula; `error` is what the cell shows."""

    def __init__(self, error: FormulaError = PARSE_ERROR) -> None:
        super().__init__(error.message)
        self.error = error


def relative(area: AreaText, row: int, column: int) -> AreaText:
    """The area with every corner that is not fixed counted from the cell (row, column). A row fixed to the cell's own
    is counted from it too: a column of formulas that each name their own row is then one formula."""

    def away(corner: Corner) -> Corner:
        r, c = corner.row, corner.column
        fixed_row = corner.fixed_row and r != row
        if r is not None and not fixed_row:
            r -= row
        if c is not None and not corner.fixed_column:
            c -= column
        return Corner(c, r, corner.fixed_column, fixed_row)

    return AreaText(area.sheet, area.prefix, away(area.first), away(area.last) if area.last else None)


def parse(formula: str, row: int = 0, column: int = 0, decimal: str = ".") -> Node:
    """The tree of `formula` standing in (row, column). Raises ParseFailed."""
    tokens = [token for token in tokens_of(formula, decimal) if token.kind != "space"]
    parser = _Parser(tokens, row, column, decimal)
    node = parser.expression(1)
    if parser.kind != "end":
        raise ParseFailed
    return node


class _Parser:
    def __init__(self, tokens: list[Token], row: int, column: int, decimal: str) -> None:
        self.tokens, self.at, self.depth = [*tokens, Token("end", "")], 0, 0
        self.row, self.column, self.decimal = row, column, decimal
        # In a decimal-comma locale only `;` separates; `\` separates the columns of an array.
        self.arguments = (",", ";") if decimal == "." else (";",)
        self.columns = "," if decimal == "." else "\\"

    @property
    def kind(self) -> str:
        return self.tokens[self.at].kind

    def take(self) -> Token:
        token = self.tokens[self.at]
        self.at += token.kind != "end"
        return token

    def expression(self, strength: int) -> Node:
        left, loose = self.operand(), 0
        while True:
            kind, text = self.tokens[self.at]
            own = STRENGTH.get(text, 0) if kind == "operator" else 0
            if own < strength or not own:
                return left
            self.at += 1
            right = self.expression(own + 1)
            if loose == own:
                left = ("chain", left[1], (*left[2], (text, right))) if len(left[2]) < 64 else _longer(left, text, right)
            else:
                left, loose = ("chain", left, ((text, right),)), own

    def operand(self) -> Node:
        signs = []
        while self.kind == "operator" and self.tokens[self.at].text in "+-@":
            signs.append(self.take().text)
        node = self.primary()
        while self.kind == "operator" and self.tokens[self.at].text in "%:":
            if self.take().text == "%":
                # ("percent", n, times): a row of signs must not become a deep tree
                node = ("percent", node[1], node[2] + 1) if node[0] == "percent" else ("percent", node, 1)
            else:
                node = ("range", node, self.primary())
        if signs.count("-"):
            # two signs make a number of text; more say no more than that
            node = ("negate", node) if signs.count("-") % 2 else ("negate", ("negate", node))
        elif "+" in signs:
            node = ("plus", node)
        return node

    def primary(self) -> Node:
        kind, text = self.take()
        if kind == "ref":
            return ("area", relative(area_of(text), self.row, self.column))
        if kind == "number":
            number = float(text.replace(",", "."))
            return ("value", int(number) if number.is_integer() and abs(number) < 2**53 else number)
        if kind == "string":
            return ("value", text[1:-1].replace('""', '"'))
        if kind in ("error", "lost"):
            code = text[text.rfind("#") :]
            return ("value", FormulaError(code, "Reference does not exist." if code == "#REF!" else ""))
        if kind == "name":
            upper = text.upper()
            if upper in ("TRUE", "FALSE"):
                return ("value", upper == "TRUE")
            at = text.rfind("!") + 1
            return ("name", text[at:], title_of(text[:at]))
        if kind in ("open", "call", "lbrace"):
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise ParseFailed(TOO_DEEP)
            node = self.group() if kind == "open" else self.array() if kind == "lbrace" else self.call(text)
            self.depth -= 1
            return node
        raise ParseFailed

    def close(self) -> None:
        if self.kind == "close":
            self.at += 1
        elif self.kind != "end":  # Google closes what is left open at the end
            raise ParseFailed

    def group(self) -> Node:
        node = self.expression(1)
        self.close()
        return ("group", node)

    def call(self, name: str) -> Node:
        self.at += 1
        arguments: list[Node] = []
        if self.kind == "close":
            self.at += 1
            return ("call", name.upper(), ())
        while True:
            empty = self.kind in ("separator", "close", "end")
            arguments.append(("missing",) if empty else self.expression(1))
            if self.kind == "separator" and self.tokens[self.at].text in self.arguments:
                self.at += 1
                continue
            self.close()
            return ("call", name.upper(), tuple(arguments))

    def array(self) -> Node:
        rows: list[list[Node]] = [[]]
        if self.kind == "rbrace":
            raise ParseFailed
        while True:
            rows[-1].append(self.expression(1))
            kind, text = self.take()
            if kind == "rbrace" or kind == "end":
                return ("array", tuple(tuple(row) for row in rows))
            if kind != "separator" or text not in (self.columns, ";"):
                raise ParseFailed
            if text == ";":
                rows.append([])


def _longer(left: Node, operator: str, right: Node) -> Node:
    """A long chain grows in a list, so that ten thousand terms are not copied ten thousand times."""
    links = left[2]
    if isinstance(links, tuple):
        links = list(links)
    links.append((operator, right))
    return ("chain", left[1], links)
