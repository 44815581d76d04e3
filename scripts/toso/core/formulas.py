"""The formulas of a group's book, and the rules that paint cells by them.

Beside a leader's rows a formula's text is the same in every row and names columns by named ranges, which follow a column
wherever it goes: no row inserted, moved, sorted or cut, and no column moved, can make it speak of a neighbour. The
comparison with the wrong value stands once, in `_toso`, instead of in every row of the tab: it finds the row by its key
and compares by native type (`=`, EXACT, ISBLANK), never with functions that read wildcards or make numbers of text.
Keys are compared with `=`, to which capitals are small letters, as they are to whoever reads a code.
"""

from __future__ import annotations

from collections.abc import Sequence

from toso.core.machine_sheet import BAR, STANDS, Block, line_column, reply_fields
from toso.core.sheet_state import WRONG
from toso.schema.types import SheetSchema


def letters(column: int) -> str:
    """0 → A, 26 → AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def range_name(table: str, name: str) -> str:
    """The named range of a column: ``hou_guided_on``."""
    return f"{table[:3]}_{name.lstrip('_')}"


def quoted(text: str) -> str:
    """A text literal."""
    return '"' + text.replace('"', '""') + '"'


def _own(table: str, name: str) -> str:
    """The cell of the formula's own row in that column."""
    return f"INDEX({range_name(table, name)};ROW())"


def _column(machine: str, column: int) -> str:
    return f"{machine}!${letters(column)}:${letters(column)}"


def _cell(name: str, row: int) -> str:
    return f"${letters(line_column(name))}${row}"


# --- beside people's rows ------------------------------------------------------------------------------------------


def row_formulas(table: SheetSchema, block: Block, machine: str, last_row: int) -> dict[str, str]:
    """Field name (or the hidden machine column) → formula, the same text in all rows of the tab.

    ``machine``: the title of `_toso`; ``last_row``: how far down it a key that has moved is looked for, 1-based.
    """
    assert table.primary_key
    key = _own(table.name, table.primary_key)
    letter = letters(block.key)
    area = f"{machine}!${letter}$2:${letter}${last_row}"
    here = f"IFERROR(INDEX({_column(machine, block.key)};ROW())={key};FALSE)"
    moved = f"MAX(1;SUMPRODUCT(MAX(({area}={key})*ROW({area}))))"
    says = _column(machine, block.says)
    helper = _own(table.name, WRONG)
    found = {
        WRONG: f"=IF(ISBLANK({key});{quoted(BAR)};IF({here};INDEX({says};ROW());INDEX({says};{moved})))",
        "check": f"=LEFT({helper};FIND({quoted(BAR)};{helper})-1)",
    }
    for name, column in block.replies.items():
        reply = f"INDEX({_column(machine, column)};IF({here};ROW();{moved}))"
        found[name] = f'=IF(ISBLANK({key});"";IF(ISBLANK({reply});"";{reply}))'
    return found


def formula_columns(table: SheetSchema) -> tuple[str, ...]:
    """The columns of a tab that hold formulas, the helper first."""
    return (WRONG, "check", *(one.name for one in reply_fields(table)))


# --- in `_toso` ----------------------------------------------------------------------------------------------------


def place_formula(table: SheetSchema, row: int) -> str:
    """Where the key of line ``row`` (1-based row of `_toso`) stands now: the row it was checked on, else looked for."""
    assert table.primary_key
    keys, key, then = range_name(table.name, table.primary_key), _cell("key", row), _cell("row", row)
    here = f"IFERROR(INDEX({keys};{then})={key};FALSE)"
    return f"=IF({here};{then};SUMPRODUCT(MAX(({keys}={key})*ROW({keys}))))"


def stands_formula(table: SheetSchema, column: str, how: str, row: int) -> str:
    """Whether the cell of line ``row`` still holds what was found wrong. ``how``: text, number, boolean, blank or error.

    EXACT is for text only: of a number it compares what its format shows.
    """
    cell, value = f"INDEX({range_name(table.name, column)};{_cell('place', row)})", _cell("value", row)
    test = {
        "blank": f"ISBLANK({cell})",
        "error": f"ISERROR({cell})",
        "text": f"IF(ISTEXT({cell});EXACT({cell};{value});FALSE)",
        "number": f"IF(ISNUMBER({cell});{cell}={value};FALSE)",
        "boolean": f"IF(ISERROR({cell});FALSE;AND(NOT(ISTEXT({cell}));{cell}={value}))",
    }[how]
    return f"=IF({_cell('place', row)};{test};FALSE)"


def says_formula(lines: Sequence[int], columns: Sequence[str], mended: str) -> str:
    """What is said of a row: ``⚠ …|guided_on|persons|``, or that it was mended.

    ``lines``: the row of `_toso` of each finding; ``columns``: the column of each.
    """
    stands = [_cell("stands", row) for row in lines]
    shown = "&".join(f'IF({cell};" "&{_cell("message", row)};"")' for cell, row in zip(stands, lines, strict=True))
    wrong = "&".join(f'IF({cell};{quoted(name + BAR)};"")' for cell, name in zip(stands, columns, strict=True))
    return f"=IF(OR({';'.join(stands)});{quoted(STANDS)}&{shown};{quoted(mended)})&{quoted(BAR)}&{wrong}"


# --- conditional formats -------------------------------------------------------------------------------------------


def paint_rule(name: str, wrong_column: int) -> str:
    """Paints a cell of column ``name`` while the helper of its own row says it is wrong."""
    letter = letters(wrong_column)
    return f"=ISNUMBER(FIND({quoted(BAR + name + BAR)};INDEX(${letter}:${letter};ROW())))"


def starts_with_rule(column: int, sign: str) -> str:
    """Paints a cell of Kiểm tra by the sign or word it begins with."""
    letter = letters(column)
    return f"=EXACT(LEFT(INDEX(${letter}:${letter};ROW());{len(sign)});{quoted(sign)})"


def keyless_rule(key: int, filled: Sequence[tuple[int, int]], first_row: int) -> str:
    """Paints a row in which something is typed and no code stands. ``filled``: runs of columns that people fill."""
    typed = ";".join(f"${letters(first)}{first_row}:${letters(last)}{first_row}" for first, last in filled)
    return f"=AND(ISBLANK(${letters(key)}{first_row});COUNTA({typed})>0)"
