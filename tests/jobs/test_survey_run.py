"""A run of a small ward that also asks online: one call more when something changed, none when nothing did."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from small_ward import NINE, OFFICIAL, ROBOT, SEVEN, SmallWard, books_of, small_ward
from toso.core import batch
from toso.google.http import SHEETS
from toso.jobs.collect import Collected, collect
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
