"""A run of a small ward that also asks online: one call more when something changed, none when nothing did."""

from __future__ import annotations

import email
from contextlib import closing
from datetime import timedelta
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from small_ward import NINE, OFFICIAL, ROBOT, SEVEN, SHOWN, SmallWard, books_of, small_ward
from toso.core import batch
from toso.delivery.folder import Folder
from toso.delivery.letters import Sender
from toso.delivery.outbox import Outbox
from toso.google.http import SHEETS
from toso.jobs.aggregate import aggregate
from toso.jobs.collect import Collected, collect
from toso.jobs.post import Post
from toso.jobs.shown import shown_of
from toso.jobs.told import tell_of_form
from toso.settings.derived import calendar_of
from toso.state import FILE_NAME, State

ASKED = ("Dấu thời gian", "Mã hộ của ông/bà", "Ông/bà có đồng ý trả lời khảo sát không?", "Ông/bà thuộc nhóm tuổi nào?",
         "Giới tính của ông/bà?", "Ông/bà có nhắn tin hoặc gọi video bằng Zalo được không?")  # fmt: skip
ANH_TU = (45949.35, "TDP01-0003", "Tôi đồng ý", "25–34", "Nam", "Tự làm")
CHI_NGA = (45950.6, "TDP02-0005", "Tôi đồng ý", "35–44", "Nữ", "Cần giúp")


def answer(ward: SmallWard, *answers: tuple[Any, ...]) -> None:
    """People send the form; the form appends."""
    form = ward.settings.books.survey
    books_of(ward.app, OFFICIAL).batch(form, [batch.write(7, 0, 0, [list(ASKED), *map(list, answers)])], repeatable=True)


@pytest.fixture
def ward(tmp_path: Path) -> SmallWard:
    made = small_ward(tmp_path)
    own = books_of(made.app, OFFICIAL)
    form = own.drive.create("Phiếu khảo sát (Câu trả lời)")
    sheet = {"sheetId": 7, "title": "Câu trả lời biểu mẫu 1", "gridProperties": {"rowCount": 50, "columnCount": 10}}
    own.batch(form, [{"addSheet": {"properties": sheet}}], repeatable=False)
    own.drive.share(form, ROBOT, "reader")
    books = made.settings.books.model_copy(update={"survey": form})
    made.settings = made.settings.model_copy(update={"books": books})
    answer(made, ANH_TU, CHI_NGA)
    return made


def run(ward: SmallWard, now: Any = SEVEN) -> Collected:
    with State(ward.folder / FILE_NAME) as state:
        return collect(ward.parts(state), now, ward.period)


def forms(found: Collected) -> dict[str, int]:
    return {code: count for code, one in found.summaries.items() if (count := one.counts.get("survey_forms", 0))}


def test_online_answers_are_counted_in_the_group_of_the_household(ward: SmallWard) -> None:
    assert forms(run(ward)) == {"TDP01": 1, "TDP02": 1}


def test_nothing_new_costs_one_call_and_keeps_the_figures(ward: SmallWard) -> None:
    before = forms(run(ward))
    found = run(ward, NINE)
    assert (sum(ward.calls.values()), found.read, forms(found)) == (1, {}, before)


def test_a_new_answer_counts_only_its_group_anew(ward: SmallWard) -> None:
    run(ward)
    answer(ward, ANH_TU, CHI_NGA, (45951.4, "TDP02-0006", "Tôi đồng ý", "45–54", "Nam", "Không"))
    found = run(ward, NINE)
    assert set(found.read) == {"TDP02"}
    assert forms(found) == {"TDP01": 1, "TDP02": 2}


def test_the_response_tab_is_never_written_to(ward: SmallWard) -> None:
    def shown() -> Any:
        url = f"{SHEETS}/{ward.settings.books.survey}/values/'Câu trả lời biểu mẫu 1'"
        return books_of(ward.app, OFFICIAL).session.http.send("get", url, repeatable=True).json()

    before = shown()
    ward.run()
    assert shown() == before


def test_a_form_out_of_reach_leaves_the_last_figures_of_the_groups_that_answered(ward: SmallWard) -> None:
    run(ward)
    books_of(ward.app, OFFICIAL).batch(
        ward.settings.books.survey, [{"updateSheetProperties": {"properties": {"sheetId": 7, "title": "X"}, "fields": "title"}},
                                     batch.write(7, 0, 0, [["đã sửa"]])], repeatable=True)  # fmt: skip
    found = run(ward, NINE)
    assert found.survey.error is not None and found.survey.error.code == "survey_no_tab"
    assert forms(found) == {"TDP01": 1, "TDP02": 1}


def edit_question(ward: SmallWard, at: int, text: str) -> None:
    books_of(ward.app, OFFICIAL).batch(ward.settings.books.survey, [batch.write(7, 0, at, [[text]])], repeatable=True)


def told_in_the_master(ward: SmallWard, now: Any) -> list[str]:
    with State(ward.folder / FILE_NAME) as state:
        parts = ward.parts(state)
        found = collect(parts, now, ward.period)
        aggregate(parts, found, shown_of(parts, found, SHOWN.said, calendar_of(ward.settings)))
    row = next(row for row in ward.master("master_system") if row and row[0] == "Phiếu khảo sát trực tuyến")
    return [row[2], row[3]]


EDITED = "Ông/bà có nhắn tin hay gọi video bằng Zalo, Messenger được không?"
ASTRAY = (45952.1, "TDP99-0001", "Tôi đồng ý", "25–34", "Nam", "Không")


def test_an_edited_question_and_a_stray_code_are_told_in_the_master_and_a_mended_form_is_well_again(ward: SmallWard) -> None:
    assert told_in_the_master(ward, SEVEN)[0] == "✓ Tốt"
    answer(ward, ANH_TU, CHI_NGA, ASTRAY)
    edit_question(ward, 5, EDITED)
    mark, said = told_in_the_master(ward, NINE)
    assert mark == "⚠ Cần xem"
    assert f"“{EDITED}” (có lẽ là “P6 " in said
    assert "1 phiếu có mã không thuộc tổ nào: dòng 4" in said
    assert told_in_the_master(ward, NINE) == [mark, said], "a run that reads nothing still says so"
    answer(ward, ANH_TU, CHI_NGA)
    edit_question(ward, 5, ASKED[5])
    books_of(ward.app, OFFICIAL).batch(ward.settings.books.survey, [batch.write(7, 3, 0, [[None] * 6])], repeatable=True)
    assert told_in_the_master(ward, NINE + timedelta(hours=1))[0] == "✓ Tốt"


def test_the_keeper_gets_one_letter_a_matter_with_the_question_and_nobodys_answer(ward: SmallWard, tmp_path: Path) -> None:
    answer(ward, ANH_TU, CHI_NGA, ASTRAY)
    edit_question(ward, 5, EDITED)
    with State(ward.folder / FILE_NAME) as state, closing(Outbox(tmp_path / "outbox.sqlite3")) as outbox:
        parts = ward.parts(state)
        post = Post(outbox, Folder(tmp_path / "eml"), Sender("so@tranlieu.example.vn"), "10729", lambda: SEVEN)
        said = SHOWN.said["online"]
        collect(parts, SEVEN, ward.period)
        assert tell_of_form(parts, ["lan@example.vn"], post, said)
        assert not tell_of_form(parts, ["lan@example.vn"], post, said)
        post.send()
    (letter,) = (tmp_path / "eml").glob("*.eml")
    text = email.message_from_bytes(letter.read_bytes(), policy=default).get_body(("plain",)).get_content()
    assert EDITED in text and "dòng 4" in text
    assert "TDP99-0001" not in text and "Không" not in text.replace(EDITED, "")
    edit_question(ward, 4, "Ông/bà thích màu gì nhất trong các màu sau?")
    with State(ward.folder / FILE_NAME) as state, closing(Outbox(tmp_path / "outbox.sqlite3")) as outbox:
        parts = ward.parts(state)
        post = Post(outbox, Folder(tmp_path / "eml"), Sender("so@tranlieu.example.vn"), "10729", lambda: NINE)
        collect(parts, NINE, ward.period)
        assert tell_of_form(parts, ["lan@example.vn"], post, said), "another edit is another matter"
