"""Formulas that follow their cells when rows, columns and sheets change; copies; the echo of what was typed."""

import pytest
from formula_grid import Book, many
from hypothesis import given
from hypothesis import strategies as st

from localsheets.formula import Area, DimensionChange, convert, normalise, references, shift, translate

OWN = "Tổ 3"


def rows(kind, start, count, destination=0, sheet=OWN):
    return DimensionChange(kind, sheet, "ROWS", start, count, destination)


def columns(kind, start, count, destination=0, sheet=OWN):
    return DimensionChange(kind, sheet, "COLUMNS", start, count, destination)


@pytest.mark.parametrize(
    ("formula", "change", "after"),
    [
        ("=A5", rows("insert", 4, 2), "=A7"),
        ("=A4", rows("insert", 4, 2), "=A4"),
        ("=$A$5+A$5", rows("insert", 0, 1), "=$A$6+A$6"),
        ("=SUM(A2:A10)", rows("insert", 5, 3), "=SUM(A2:A13)"),
        ("=SUM(A2:A10)", rows("insert", 1, 1), "=SUM(A3:A11)"),
        ("=SUM(A2:A10)", rows("insert", 10, 1), "=SUM(A2:A10)"),
        ("=SUM(A2:A)", rows("insert", 0, 1), "=SUM(A3:A)"),
        ("=SUM(A:B)", rows("insert", 0, 1), "=SUM(A:B)"),
        ("=SUM(2:3)", rows("insert", 0, 1), "=SUM(3:4)"),
        ("=A5", rows("delete", 4, 1), "=#REF!"),
        ("=A5+B9", rows("delete", 4, 2), "=#REF!+B7"),
        ("=SUM(A2:A10)", rows("delete", 0, 3), "=SUM(A1:A7)"),
        ("=SUM(A2:A10)", rows("delete", 8, 9), "=SUM(A2:A8)"),
        ("=SUM(A2:A10)", rows("delete", 0, 20), "=SUM(#REF!)"),
        ("=SUM(A2:A)", rows("delete", 1, 5), "=SUM(A2:A)"),
        ("=B5", columns("insert", 1, 1), "=C5"),
        ("=SUM(B:D)", columns("delete", 2, 1), "=SUM(B:C)"),
        ("=B5", columns("delete", 1, 1), "=#REF!"),
        ("=SUM(2:3)", columns("insert", 0, 1), "=SUM(2:3)"),
        ("=A1+A2", rows("move", 0, 1, 2), "=A2+A1"),
        ("=SUM(A2:A10)", rows("move", 1, 1, 5), "=SUM(A2:A10)"),
        ("=SUM(A2:A10)", rows("move", 11, 1, 5), "=SUM(A2:A11)"),
        ("=SUM(A2:A10)", rows("move", 2, 1, 20), "=SUM(A2:A9)"),
        ("=SUM(A2:A4)", rows("move", 1, 3, 10), "=SUM(A8:A10)"),
        ("=Sheet2!A5+A5", rows("insert", 0, 1), "=Sheet2!A5+A6"),
        ("='Tổ 3'!A5", rows("insert", 0, 1), "='Tổ 3'!A6"),
        ("='tổ 3'!A5", rows("insert", 0, 1), "='tổ 3'!A6"),
        ('="A5 và Tổ 3!A5"&A5', rows("insert", 0, 1), '="A5 và Tổ 3!A5"&A6'),
        ("=LOG10(A1)+A1_b+x.A1", rows("insert", 0, 1), "=LOG10(A2)+A1_b+x.A1"),
        ("=R1C1&A10", rows("insert", 0, 1), "=R1C1&A11"),
        ("=INDIRECT(\"A1\")", rows("insert", 0, 1), "=INDIRECT(\"A1\")"),
    ],
)  # fmt: skip
def test_references_follow_rows_and_columns(formula, change, after):
    assert shift(formula, OWN, change) == after


def test_a_formula_on_another_sheet_follows_only_what_it_names():
    assert shift("='Tổ 3'!A5+A5", "Sheet2", rows("insert", 0, 1)) == "='Tổ 3'!A6+A5"
    assert shift("=A5", "Sheet2", rows("insert", 0, 1)) == "=A5"


def test_renaming_a_sheet_renames_it_in_formulas_and_quotes_it_where_needed():
    change = DimensionChange("rename", "Sheet2", new_title="Hộ nghèo")
    assert shift("=Sheet2!A1+sheet2!B:B+A1", OWN, change) == "='Hộ nghèo'!A1+'Hộ nghèo'!B:B+A1"
    assert shift("=SUM(Sheet2!tên)", OWN, change) == "=SUM('Hộ nghèo'!tên)"
    assert shift("='it''s'!A1", OWN, DimensionChange("rename", "it's", new_title="Items")) == "=Items!A1"
    assert shift("=Sheet2!A1", OWN, DimensionChange("rename", "Sheet2", new_title="AB1")) == "='AB1'!A1"
    assert shift("=Sheet2!A1", OWN, DimensionChange("rename", "Sheet2", new_title="o'x")) == "='o''x'!A1"


def test_deleting_a_sheet_leaves_a_lost_reference():
    change = DimensionChange("remove", "Sheet2")
    assert shift("=Sheet2!A1+A1", OWN, change) == "=#REF!+A1"
    assert shift('="Sheet2!A1"', OWN, change) == '="Sheet2!A1"'


def test_a_copy_moves_what_is_not_fixed():
    assert translate("=A1+$B$2+C$3+$D4", 2, 1) == "=B3+$B$2+D$3+$D6"
    assert translate("=SUM(A:B)+SUM(2:3)+SUM(A2:A)", 1, 1) == "=SUM(B:C)+SUM(3:4)+SUM(B3:B)"
    assert translate("=Sheet2!B2&\"B2\"", 1, 0) == "=Sheet2!B3&\"B2\""
    assert translate("=A1", -1, 0) == "=#REF!"
    assert translate("=A1+$A1", 0, -1) == "=#REF!+$A1"


def test_the_echo_has_capitals_the_locales_separators_and_closed_parentheses():
    assert normalise("=sum(a1;b2)") == "=sum(A1,B2)"
    assert normalise("= 1 / 1024") == "= 1 / 1024"
    assert normalise("=IF(A1;\"a;b\";'my sheet'!b2") == "=IF(A1,\"a;b\",'my sheet'!B2)"
    assert normalise("={1,2;3,4}") == "={1,2;3,4}"
    assert normalise("=IF(A1;0,8;2)", "vi_VN") == "=IF(A1;0,8;2)"
    assert normalise("=IF(A1))") == "=IF(A1))"
    assert normalise("=\"mở") == "=\"mở"


def test_a_book_that_changes_its_locale_shows_its_formulas_in_the_new_one():
    assert convert("=IF(A1,0.8,{1,2;3,4})", "en_US", "vi_VN") == "=IF(A1;0,8;{1\\2;3\\4})"
    assert convert("=IF(A1;0,8;{1\\2;3\\4})", "vi_VN", "en_US") == "=IF(A1,0.8,{1,2;3,4})"


def test_references_are_listed_with_their_sheet():
    assert references("=A1+'Hộ nghèo'!B2:C&INDIRECT(\"Q1\")&\"Z9\"", OWN) == [
        Area(OWN, 0, 0, 0, 0),
        Area("Hộ nghèo", 1, 1, None, 2),
    ]
    assert references("=SUM(A:B,2:3)", OWN) == [Area(OWN, 0, 0, None, 1), Area(OWN, 1, 0, 2, None)]


# -- against a naive model: a column of marked cells, changed as a list is changed ----------------------------------

SIZE = 12


def changed(cells, change):
    """The list of cells after the change."""
    start, count = change.start, change.count
    if change.kind == "insert":
        return cells[:start] + [None] * count + cells[start:]
    if change.kind == "delete":
        return cells[:start] + cells[start + count :]
    block, rest = cells[start : start + count], cells[:start] + cells[start + count :]
    to = change.destination if change.destination <= start else change.destination - count
    return rest[:to] + block + rest[to:]


@st.composite
def changes(draw, kinds=("insert", "delete", "move")):
    kind = draw(st.sampled_from(kinds))
    start = draw(st.integers(0, SIZE - 1))
    count = draw(st.integers(1, SIZE - start))
    destination = 0
    if kind == "move":
        destination = draw(st.one_of(st.integers(0, start), st.integers(start + count, SIZE)))
    dimension = draw(st.sampled_from(["ROWS", "COLUMNS"]))
    return DimensionChange(kind, OWN, dimension, start, count, destination)


def sheet_of(cells, dimension):
    """A book whose first column (or row) holds `cells`."""
    places = [f"A{i + 1}" if dimension == "ROWS" else f"{chr(65 + i)}1" for i in range(len(cells))]
    return Book(dict(zip(places, cells, strict=True)), rows=60, columns=60)


def area_name(first, last, dimension):
    if dimension == "ROWS":
        return f"A{first + 1}:A{last + 1}"
    return f"{chr(65 + first)}1:{chr(65 + last)}1"


@many
@given(changes(), st.integers(0, SIZE - 1), st.booleans())
def test_a_reference_to_one_cell_still_finds_the_same_content(change, index, fixed):
    cells = [f"ô {i}" for i in range(SIZE)]
    name = f"A{index + 1}" if change.dimension == "ROWS" else f"{chr(65 + index)}1"
    formula = f"=${name[0]}${name[1:]}" if fixed else f"={name}"
    after = changed(cells, change)
    found = sheet_of(after, change.dimension)(shift(formula, OWN, change))
    assert found == (cells[index] if cells[index] in after else "#REF!")


@many
@given(changes(("insert", "delete")), st.integers(0, SIZE - 1), st.integers(0, SIZE - 1))
def test_a_range_holds_what_is_left_of_its_content_and_what_came_between(change, one, two):
    first, last = sorted((one, two))
    cells = [f"ô {i}" for i in range(SIZE)]
    after = changed(cells, change)
    left = [cell for cell in cells[first : last + 1] if cell in after]
    name = area_name(first, last, change.dimension)
    formula = shift(f"=JOIN(\",\",{name})", OWN, change)
    found = sheet_of(after, change.dimension)(formula)
    if not left:
        assert found == "#REF!"
    else:
        assert [cell for cell in found.split(",") if cell] == left


@many
@given(changes(("move",)), st.integers(0, SIZE - 1), st.integers(0, SIZE - 1))
def test_after_a_move_a_range_still_holds_all_that_did_not_leave_it(change, one, two):
    first, last = sorted((one, two))
    cells = [f"ô {i}" for i in range(SIZE)]
    after = changed(cells, change)
    name = area_name(first, last, change.dimension)
    found = sheet_of(after, change.dimension)(shift(f"=JOIN(\",\",{name})", OWN, change)).split(",")
    moved = range(change.start, change.start + change.count)
    if set(range(first, last + 1)) <= set(moved):
        assert set(found) == set(cells[first : last + 1])  # it moved as a whole
    else:
        assert {cells[i] for i in range(first, last + 1) if i not in moved} <= set(found)


@many
@given(changes(("insert",)), st.integers(0, SIZE - 1), st.integers(0, SIZE - 1))
def test_deleting_what_was_inserted_gives_the_formula_back(change, one, two):
    first, last = sorted((one, two))
    formula = f"=SUM({area_name(first, last, change.dimension)})+{area_name(one, one, change.dimension).split(':')[0]}"
    undo = change._replace(kind="delete")
    assert shift(shift(formula, OWN, change), OWN, undo) == formula


@many
@given(changes(("move",)), st.integers(0, SIZE - 1))
def test_moving_back_gives_the_formula_back(change, index):
    formula = f"=A{index + 1}" if change.dimension == "ROWS" else f"={chr(65 + index)}1"
    to = change.destination if change.destination <= change.start else change.destination - change.count
    back = change.start if change.start <= to else change.start + change.count
    undo = change._replace(start=to, destination=back)
    assert shift(shift(formula, OWN, change), OWN, undo) == formula


@many
@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 30), st.integers(0, 5), st.booleans(), st.booleans())
def test_a_copied_formula_reads_the_cell_as_far_away(row, column, down, right, fixed_row, fixed_column):
    name = f"{'$' * fixed_column}{chr(65 + column)}{'$' * fixed_row}{row + 1}"
    wanted = (row if fixed_row else row + down, column if fixed_column else column + right)
    area = references(translate(f"={name}", down, right), OWN)[0]
    assert (area.row, area.column) == wanted
    if not (fixed_row or fixed_column):
        assert translate(translate(f"={name}", down, right), -down, -right) == f"={name}"


@many
@given(st.text(alphabet='=+-*/&(),;:!$"\'{}#A1B2Z.SUMộ ', max_size=50), changes())
def test_no_text_breaks_the_rewriting(text, change):
    for found in (shift(text, OWN, change), translate(text, 3, -1), normalise(text), normalise(text, "vi_VN")):
        assert isinstance(found, str)
    references(text)


@many
@given(st.text(alphabet='+-*/&(),;:!$"{}A1B2Z.SUM ', max_size=40))
def test_the_echo_of_an_echo_is_the_same(text):
    for locale in ("en_US", "vi_VN"):
        once = normalise("=" + text, locale)
        assert normalise(once, locale) == once
