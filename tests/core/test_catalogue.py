"""What a volunteer reads: every message, as it is read, and the promises all of them keep."""

from __future__ import annotations

import unicodedata
from datetime import date
from string import Formatter

import pytest
from syrupy.assertion import SnapshotAssertion

from toso.core.catalogue import HIDDEN, Catalogue, quote
from toso.core.dates import to_serial
from toso.core.describe import line_of
from toso.errors import SchemaError
from toso.model import Finding, RawTable
from typing_in import check, context, household, tab, team
from worlds import catalogue, schema

WORDS = {"value", "suggestion", "title", "example", "key", "rows", "other", "bound", "limit", "count", "figure", "before"}


def wrong_book() -> list[Finding]:
    """Tổ 3's book with every mistake that one cell, row or tab can have."""
    rows = [
        household(1, persons="bốn"), household(2, persons="1.5"), household(3, persons=0), household(4, persons=45), household(5, persons="#REF!"),
        household(6, phone="09123"), household(7, phone="0912345678/0987654321"), household(8, phone=912345678), household(9, note="CCCD 030985123408"),
        household(10, head_name="TrÇn §øc C\u00adêng"), household(11, guided_on="30/2/2025"), household(12, guided_on="5/10"),
        household(13, guided_on=to_serial(date(2025, 5, 10))), household(14, guided_on="20/7/2025"), household(15, guided_on="20/12/2025"),
        household(16, guided_how="Tai nhaa"), household(17, guided_by="TV77"), household(18, guided_by="Tran Thi Binh"), household(19, vneid_level2="có thể"),
        household(20, vneid_level2="Có"), household(21, note="x" * 600), household(1, persons=3), {"persons": 3}, {"household_code": "hộ 12", "persons": 3},
        household(3, "TDP04", persons=3), {"head_name": "Tổng cộng", "persons": 90}, {one.name: one.title for one in schema().tables["households"].fields},
        *(household(n, guided_on="7/10/2025", guided_by="TV01") for n in range(100, 141)),
    ]
    members = [*team(size=4, leaders=0), {"member_code": "TV06", "full_name": "Trần Thị Bình", "team_number": 2}]
    rows.append(household(141, guided_by="Trần Thị Bình"))
    survey = tab(
        "survey", {"form_code": "PK0001", "household_code": "TDP03-0001", "age_band": "16"},
        {"form_code": "PK0002", "household_code": "TDP03-0001", "p5": "Tự làm"},
        {"form_code": "PK0003", "household_code": "TDP03-0001", "consent": "Không", "p5": "Tự làm"},
        {"form_code": "PK0004", "household_code": "TDP03-0001", "consent": "Có", "surveyed_on": "5/10/2025", "h3": "Cáp quang", "h4": "Đắt"},
    )
    raw = tab("households", *rows)
    header = ["Số khẩuu" if title == "Số khẩu" else title for title in raw.header]
    renamed = RawTable("activities", "Hoạt động", (*tuple(one.title for one in schema().tables["activities"].fields[:-2]), "Đã đổi", "Ghi chú"), [], metadata={len(schema().tables["activities"].fields) - 2: "explanation"})
    doubled = tab("training")
    twice = RawTable("training", doubled.title, (*doubled.header, doubled.header[3]), [[None] * 3 + [5] + [None] * (len(doubled.header) - 4) + [6]])
    first = check(raw, tab("members", *members), survey, renamed, twice, tab("submissions", {"period": "2025-Q4", "submitted": "Có"}), missing=("difficulties",))
    second = check(RawTable("households", raw.title, tuple(header), []))
    third = check(tab("households", *(household(n, guided_on="7/10/2025") for n in range(1, 4))), ctx=context(official=2))
    return [*first.findings, *second.findings, *third.findings]


def test_every_message_of_a_book_full_of_mistakes_as_the_leader_reads_it(snapshot: SnapshotAssertion) -> None:
    seen: dict[tuple[str, ...], str] = {}
    for one in wrong_book():
        seen.setdefault((one.kind, one.column, str(one.facts.get("variant"))), f"{one.severity} · {one.table} · {one.kind} · {one.column}\n  {one.message}")
    assert "\n".join(seen.values()) == snapshot


def test_the_book_of_mistakes_shows_nearly_every_kind() -> None:
    others = {"bad_email", "too_short", "duplicate_value", "claimed_by_other_group", "jump"}
    assert set(catalogue().kinds) - {one.kind for one in wrong_book()} == others


@pytest.mark.parametrize("kind", sorted(catalogue().kinds))
def test_a_kind_has_a_title_words_that_are_known_and_asks_politely(kind: str) -> None:
    entry = catalogue()[kind]
    text = " ".join((entry.template, *entry.variants.values(), entry.suggest))
    assert {name for _, name, _, _ in Formatter().parse(text) if name} <= WORDS
    assert text == unicodedata.normalize("NFC", text)
    assert entry.title and not entry.title.endswith(".") and entry.template.endswith((".", ".”"))
    assert "nh/chị" in entry.template
    assert len(entry.template) <= 210


def test_no_message_has_a_hole_in_it_or_an_identity_number() -> None:
    for one in wrong_book():
        assert HIDDEN not in one.message.replace("xxx…", ""), one
        assert "{" not in one.message and "None" not in one.message
        assert "030985123408" not in repr(one)


def test_a_message_names_what_was_typed_and_an_example() -> None:
    (finding,) = check(tab("households", household(1, guided_on="30/2/2025"))).findings
    assert finding.message == "Ngày “30/2/2025” không có thật hoặc không đọc được. Anh/chị gõ lại theo dạng ngày/tháng/năm, ví dụ 05/10/2025."


def test_a_line_for_other_programs_holds_no_value_unless_asked_and_never_an_identity_number() -> None:
    row = household(1, persons="bốn", head_name="TrÇn §øc C\u00adêng", note="CCCD 030985123408", guided_by="Lê Văn Cuong")
    findings = check(tab("members", *team()), tab("households", row)).findings
    quiet = [line_of(one, schema(), catalogue(), "TDP03.xlsx") for one in findings]
    for typed in ("bốn", "Trần Đức", "TrÇn", "030985123408", "Cuong", "Cường"):
        assert typed not in repr(quiet)
    assert [(line["tab"], line["row"], line["column"], line["key"], line["kind"]) for line in quiet] == [
        ("Hộ gia đình", 2, "Chủ hộ", "TDP03-0001", "unreadable_text"), ("Hộ gia đình", 2, "Người hướng dẫn", "TDP03-0001", "unknown_reference"),
        ("Hộ gia đình", 2, "Số khẩu", "TDP03-0001", "bad_number"), ("Hộ gia đình", 2, "Ghi chú", "TDP03-0001", "citizen_id_like"),
    ]
    open_lines = [line_of(one, schema(), catalogue(), "TDP03.xlsx", show_values=True) for one in findings]
    assert "bốn" in repr(open_lines) and "Lê Văn Cường" in repr(open_lines)
    assert "030985123408" not in repr(open_lines)


def test_what_stands_in_place_of_a_code_is_no_code_that_may_be_told_outside() -> None:
    (finding,) = check(tab("households", {"household_code": "Lê Thị Hoa 0912345678", "persons": 4})).findings
    assert finding.key == "Lê Thị Hoa 0912345678"  # for Cần sửa, in their own workbook
    line = line_of(finding, schema(), catalogue(), "TDP03.xlsx")
    assert (line["key"], line["kind"]) == ("…", "bad_pattern")
    assert "Hoa" not in repr(line)
    assert line_of(finding, schema(), catalogue(), "TDP03.xlsx", show_values=True)["key"] == finding.key


def test_a_hidden_suggestion_leaves_no_hole_in_the_sentence_but_anybodys_example() -> None:
    (finding,) = check(tab("households", household(1, phone="912345678"))).findings
    assert "ví dụ '0912345678." in finding.message
    assert str(line_of(finding, schema(), catalogue(), "TDP03.xlsx")["message"]).endswith("ví dụ '0912 345 678.")


def test_a_number_that_is_not_whole_is_not_called_unreadable() -> None:
    told = [one.message for one in check(tab("households", household(1, persons=1.5), household(2, persons="85,5%"))).findings]
    assert told == [f"Cột “Số khẩu” ghi số tròn, không có phần lẻ hay phần trăm, mà ở đây là “{typed}”. Anh/chị gõ lại, ví dụ 4." for typed in ("1,5", "85,5%")]


@pytest.mark.parametrize(("value", "shown"), [(None, ""), (True, "TRUE"), (1.5, "1,5"), (4.0, "4"), ("a\nb", "a b"), ("x" * 99, "x" * 59 + "…")])
def test_a_value_is_quoted_as_it_is_seen(value: object, shown: str) -> None:
    assert quote(value) == shown  # type: ignore[arg-type]


@pytest.mark.parametrize("entry", [{"title": "a"}, {"title": "a", "template": "b", "severity": "fatal"}, {"title": "a", "template": "b", "severity": "error", "colour": "red"}])
def test_an_entry_that_lacks_something_is_an_error_of_the_schema(entry: dict[str, str]) -> None:
    with pytest.raises(SchemaError, match="schema_bad_finding_kind"):
        Catalogue.of({"odd": entry})


def test_an_unknown_kind_is_an_error_of_the_schema() -> None:
    with pytest.raises(SchemaError, match="schema_unknown_finding_kind"):
        catalogue()["no_such_kind"]
