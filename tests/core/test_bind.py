"""Columns are bound by header text, then by metadata, never by position."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from toso.core.bind import bind_columns, find_header
from toso.model import CellValue, RawTable
from typing_in import household, tab
from worlds import schema

SHEET = schema().tables["households"]
TITLES = tuple(one.title for one in SHEET.fields)


def table(header: Sequence[CellValue], *rows: Sequence[CellValue], metadata: dict[int, str] | None = None) -> RawTable:
    return RawTable("households", "Hộ gia đình", tuple(header), rows, metadata=metadata or {})


@given(st.permutations(range(len(TITLES))), st.sampled_from(["NFC", "NFD"]), st.sampled_from([str, str.upper, str.lower, lambda t: f"  {t} \n"]))
def test_any_order_case_space_and_unicode_form_of_the_headers_binds_the_same(order: list[int], form: str, dress: object) -> None:
    header = [unicodedata.normalize(form, dress(TITLES[at])) for at in order]  # type: ignore[operator]
    binding = bind_columns(SHEET, table(header))
    assert {SHEET.fields[at].name: place for place, at in enumerate(order)} == binding.columns
    assert binding.problems == ()


def test_a_deleted_column_is_told_and_a_machine_column_is_not() -> None:
    binding = bind_columns(SHEET, table([title for title in TITLES if title not in ("Số khẩu", "Kiểm tra")]))
    assert "persons" not in binding.columns
    assert [(one.kind, one.field) for one in binding.problems] == [("missing_column", "persons")]


def test_a_renamed_column_is_known_by_its_metadata_and_told() -> None:
    header = ["Bao nhiêu người" if title == "Số khẩu" else title for title in TITLES]
    at = header.index("Bao nhiêu người")
    unknown = bind_columns(SHEET, table(header))
    assert [(one.kind, one.field) for one in unknown.problems] == [("missing_column", "persons")]
    known = bind_columns(SHEET, table(header, metadata={at: "persons"}))
    assert known.columns["persons"] == at
    assert [(one.kind, one.field, one.typed) for one in known.problems] == [("renamed_column", "persons", "Bao nhiêu người")]


def test_a_header_a_little_off_is_a_suggestion_only() -> None:
    header = ["Số khẩuu" if title == "Số khẩu" else title for title in TITLES]
    (problem,) = bind_columns(SHEET, table(header)).problems
    assert (problem.kind, problem.field, problem.suggestion) == ("missing_column", "persons", "Số khẩuu")


def test_metadata_never_takes_a_column_whose_header_says_another() -> None:
    header = list(TITLES)
    at = header.index("Số khẩu")
    header[at] = "Ghi chú 2"
    moved = {TITLES.index("Ghi chú"): "persons"}
    assert "persons" not in bind_columns(SHEET, table(header, metadata=moved)).columns


def test_a_doubled_column_is_used_only_where_which_one_is_meant_is_certain() -> None:
    header = [*TITLES, "Số khẩu"]
    at, twin = TITLES.index("Số khẩu"), len(TITLES)

    def row(first: CellValue, second: CellValue) -> list[CellValue]:
        cells: list[CellValue] = [None] * len(header)
        cells[at], cells[twin] = first, second
        return cells

    assert bind_columns(SHEET, table(header, row(4, 4))).columns["persons"] == at
    assert bind_columns(SHEET, table(header, row(None, 4))).columns["persons"] == twin
    differ = bind_columns(SHEET, table(header, row(4, 5)))
    assert "persons" not in differ.columns
    assert [(one.kind, one.field) for one in differ.problems] == [("doubled_column", "persons")]
    assert bind_columns(SHEET, table(header, row(4, 5), metadata={twin: "persons"})).columns["persons"] == twin


def test_the_header_is_found_below_lines_that_somebody_put_above_it() -> None:
    raw = tab("households", household(1, persons=4))
    rows = [["UBND PHƯỜNG TRẦN LIỄU"], ["DANH SÁCH HỘ", None], list(raw.header), *raw.rows]
    assert find_header(SHEET, rows) == 2
    assert find_header(SHEET, [["một", "hai"], ["ba"]]) is None
    assert find_header(replace(SHEET, fields=SHEET.fields[:1]), rows) is None
