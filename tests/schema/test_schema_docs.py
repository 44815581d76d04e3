"""The data-entry guide says what the schema says, to the leader who must type it."""

from __future__ import annotations

import pytest

from toso.schema.docs import kinds_of, write_guide
from toso.schema.load import load_findings, load_schema
from toso.schema.types import Constraints, CountRule, Field, Member, Rule, Schema, SheetSchema

SCHEMA, KINDS = load_schema(), load_findings()
GUIDE = write_guide(SCHEMA, KINDS)

SMALL = Schema(
    tables={
        "visits": SheetSchema(
            name="visits",
            title="Lượt thăm",
            book="group",
            order=1,
            owner="team",
            help="Mỗi lượt một dòng.",
            primary_key="code",
            fields=(
                Field("code", "Mã", owner="machine", constraints=Constraints(required=True), help="Mã sẵn.", example="V1"),
                Field("day", "Ngày", type="date", constraints=Constraints(required=True), help="Ngày thăm.", example="05/10/2025"),
                Field("way", "Cách", list="ways", help="Chọn a | b.", example="Tại nhà"),
                Field("secret", "Ẩn", hidden=True, help="Không hiện.", example="x"),
            ),
            rules=(Rule("r", {"day": {"present": True}}, "day", "day_needed"),),
            counts=(CountRule("c", "too_many", "day", maximum=5),),
        )
    },
    lists={"ways": (Member("home", "Tại nhà"), Member("hall", "Nhà văn hóa"))},
    indicators={},
    version="0",
)  # fmt: skip
SMALL_KINDS = {
    "missing_required": {"title": "Còn trống", "severity": "error", "template": "Cột {title} trống, ví dụ {example}."},
    "not_in_list": {"title": "Ngoài danh sách", "severity": "error", "template": "“{value}” lạ.", "example": "Tại nhà"},
    "day_needed": {"title": "Cần ngày", "severity": "warning", "template": "Ghi ngày."},
    "too_many": {"title": "Nhiều quá", "severity": "question", "template": "Có {count} lượt."},
}


def test_the_guide_of_a_small_book_in_full() -> None:
    said = write_guide(SMALL, SMALL_KINDS)
    assert said[said.index("## 1.") :] == (
        "## 1. Lượt thăm\n\n"
        "Mỗi lượt một dòng.\n\n"
        "Hệ thống tự ghi, xin đừng sửa: Mã.\n\n"
        "| Cột | Ghi gì | Ví dụ | Hệ thống có thể nhắc |\n"
        "| --- | --- | --- | --- |\n"
        "| **Ngày** | **Bắt buộc.** Ngày thăm. | 05/10/2025 | Còn trống; Cần ngày |\n"
        "| **Cách** | Chọn a \\| b. | Tại nhà | Ngoài danh sách |\n\n"
        "- **Cách**: Chọn một trong: Tại nhà · Nhà văn hóa.\n\n"
        "Xem chung cả trang, hệ thống có thể nhắc: Nhiều quá.\n\n"
        "## Các lời nhắc\n\n"
        "| Lời nhắc | Mức | Anh/chị sẽ đọc |\n"
        "| --- | --- | --- |\n"
        "| Còn trống | ⚠ Cần sửa, chưa được tính | Cột … trống, ví dụ …. |\n"
        "| Cần ngày | Xin xem lại, vẫn được tính | Ghi ngày. |\n"
        "| Ngoài danh sách | ⚠ Cần sửa, chưa được tính | “…” lạ. |\n"
        "| Nhiều quá | Xin hỏi, vẫn được tính | Có … lượt. |\n"
    )


def test_the_same_schema_gives_the_same_guide() -> None:
    assert write_guide(SCHEMA, KINDS) == GUIDE


def test_a_leader_finds_every_column_of_theirs_with_help_and_example() -> None:
    for sheet in SCHEMA.book("group"):
        if sheet.owner != "team":
            continue
        part = GUIDE.split(f". {sheet.title}\n", 1)[1].split("\n## ", 1)[0]
        for field in sheet.fields:
            if field.owner == "team" and not field.hidden:
                row = next(line for line in part.splitlines() if line.startswith(f"| **{field.title}**"))
                assert field.help in row
                assert f"| {field.example} |" in row
        assert "khung quốc gia" not in part.lower()


def test_every_list_is_spelled_out() -> None:
    for code in ("activity_kinds", "age_bands", "difficulty_categories", "skills"):
        assert " · ".join(member.title for member in SCHEMA.lists[code]) in GUIDE


def test_the_guide_warns_of_citizen_numbers_in_the_catalogues_words() -> None:
    assert KINDS["citizen_id_like"]["title"] in GUIDE


@pytest.mark.parametrize("book", ["group", "ward", "master"])
def test_every_row_of_a_table_has_as_many_cells_as_its_head(book: str) -> None:
    width = 0
    for line in write_guide(SCHEMA, KINDS, book).splitlines():  # type: ignore[arg-type]
        cells = line.replace("\\|", "").count("|")
        if not line.startswith("|"):
            width = 0
        elif width == 0:
            width = cells
        else:
            assert cells == width, line


def test_no_placeholder_is_left_open() -> None:
    assert "{" not in GUIDE


@pytest.mark.parametrize(
    ("tab", "column", "kinds"),
    [
        ("households", "guided_on", ("bad_date", "ambiguous_date", "date_too_early", "date_too_late", "platform_without_date")),
        ("households", "guided_by", ("unknown_reference",)),
        ("households", "phone", ("bad_phone", "two_phones")),
        ("survey", "age_band", ("not_in_list", "under_age")),
    ],
)  # fmt: skip
def test_the_findings_a_column_may_have(tab: str, column: str, kinds: tuple[str, ...]) -> None:
    sheet = SCHEMA.tables[tab]
    assert kinds_of(sheet.field(column), sheet) == kinds
