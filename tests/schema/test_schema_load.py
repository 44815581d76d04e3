"""The schema that travels with toso: what the plan asks for is there, and what must not be there is not."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from toso import resources
from toso.core.columns import BOUND_NAMES as BOUNDS_OF_CORE
from toso.errors import SchemaError
from toso.schema.load import load_findings, load_schema
from toso.schema.vocabulary import BOUND_NAMES, each_test

SCHEMA = load_schema()
HOUSEHOLDS = SCHEMA.tables["households"]
SURVEY = SCHEMA.tables["survey"]
QUESTIONS = [*(f"h{n}" for n in range(1, 5)), *(f"p{n}" for n in range(1, 13))]


def titles(book: str) -> list[str]:
    return [sheet.title for sheet in SCHEMA.book(book)]  # type: ignore[arg-type]


def test_a_groups_book_has_the_tabs_of_the_plan_in_order() -> None:
    assert titles("group") == [
        "Hướng dẫn", "Thành viên", "Hộ gia đình", "Cơ sở kinh doanh", "Khảo sát", "Hoạt động", "Tập huấn",
        "Khó khăn", "Nộp báo cáo", "Cần sửa", "_toso",
    ]  # fmt: skip


def test_the_wards_book_and_the_master_have_theirs() -> None:
    assert titles("ward") == [
        "Danh sách tổ", "Truyền thông", "Đơn vị hỗ trợ", "Nhận xét, kiến nghị", "Trả lời khó khăn", "Duyệt báo cáo",
    ]  # fmt: skip
    assert titles("master") == [
        "Tổng quan", "Độ phủ", "Khảo sát", "Nền tảng số", "Hoạt động", "Tập huấn", "Đầy đủ và đúng hạn",
        "Chất lượng dữ liệu", "Khó khăn", "Xu hướng", "Báo cáo", "Hệ thống",
    ]  # fmt: skip


def test_every_platform_column_is_counted_and_needs_a_date() -> None:
    platforms = {
        name
        for one in SCHEMA.indicators.values()
        if one.name.startswith("platform_")
        for name, _ in each_test(one.where)
    }
    columns = [one.name for one in HOUSEHOLDS.fields if one.type == "boolean"]
    assert platforms == set(columns) - {"zalo_group", "digital_literacy"}
    rule = next(one for one in HOUSEHOLDS.rules if one.kind == "platform_without_date")
    assert {name for name, _ in each_test(rule.when)} == platforms
    assert (rule.at, rule.severity, rule.require) == ("guided_on", "error", {"guided_on": {"present": True}})


def test_coverage_is_four_fifths_of_the_official_households_in_integers() -> None:
    guided = SCHEMA.indicators["households_guided"]
    assert guided.target == {"ratio": [4, 5], "of": "households_official"}
    assert (guided.count, guided.of, guided.scope) == ("distinct", "household_code", "cumulative")


def test_the_sixteen_questions_stand_in_order_with_their_codes_and_an_indicator_each() -> None:
    asked = [one for one in SURVEY.fields if one.codes]
    assert [one.name for one in asked] == QUESTIONS
    for one in asked:
        figure = SCHEMA.indicators[f"survey_{one.name}"]
        assert figure.by == (one.name, "age_band", "sex")
        assert figure.publish == "survey"
        assert any(alias.endswith("?") for alias in one.aliases), f"{one.name} has no form question"


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("h4", ("HH14",)),
        ("p2", ("HH7", "HH12")),
        ("p7", ("DLGF 2.6",)),
        ("p12", ("HH15", "DLGF 4.1", "DLGF 4.2", "DSI safety")),
    ],
)
def test_the_questions_carry_the_international_codes(question: str, codes: tuple[str, ...]) -> None:
    assert SURVEY.field(question).codes == codes


def test_skills_are_nought_one_and_two() -> None:
    assert [(one.code, one.title) for one in SCHEMA.lists["skills"]] == [
        ("0", "Không"), ("1", "Cần giúp"), ("2", "Tự làm"),
    ]  # fmt: skip


def test_basic_skills_follow_their_definition_and_say_so() -> None:
    figure = SCHEMA.indicators["basic_skills"]
    everything, either = figure.where["all"], figure.where["all"][-1]["any"]  # type: ignore[index]
    assert everything[:-1] == [
        {"consent": {"equals": True}},
        *({q: {"equals": "2"}} for q in ("p5", "p6", "p11", "p12")),
    ]
    assert either == [{q: {"equals": "2"}} for q in ("p4", "p9", "p10")]
    assert "tham khảo" in figure.title
    assert figure.note


def test_survey_figures_count_only_people_who_agreed() -> None:
    for one in SCHEMA.indicators.values():
        if one.publish == "survey":
            assert ("consent", {"equals": True}) in list(each_test(one.where)), one.name


def test_nobody_under_eighteen_is_surveyed() -> None:
    bands = SCHEMA.lists["age_bands"]
    assert [one.title for one in bands] == ["18–24", "25–34", "35–44", "45–54", "55–64", "Từ 65 trở lên"]
    ages = {int(alias) for one in bands for alias in one.aliases if alias.isdigit()}
    assert min(ages) == 18
    assert {"17", "Dưới 18"} <= set(SURVEY.field("age_band").refused["under_age"])


def test_a_team_has_five_members_and_one_leader() -> None:
    rules = {one.kind: one for one in SCHEMA.tables["members"].counts}
    assert (rules["team_size"].per, rules["team_size"].minimum, rules["team_size"].maximum) == (("team_number",), 5, 5)
    assert (rules["leader_count"].minimum, rules["leader_count"].maximum) == (1, 1)


@pytest.mark.parametrize("code", ["TDP03-0127", "KDC12-0001", "THON101-9999", "HP01-0001"])
def test_household_codes_of_any_ward_fit(code: str) -> None:
    assert re.fullmatch(HOUSEHOLDS.field("household_code").constraints.pattern or "", code)


def test_personal_columns_stand_in_groups_books_only() -> None:
    for sheet in SCHEMA.tables.values():
        if sheet.book != "group":
            assert not [one.name for one in sheet.fields if one.personal], sheet.name
    personal = {one.name for one in HOUSEHOLDS.fields if one.personal}
    assert personal == {"head_name", "lane", "phone", "note", "explanation"}


def test_every_tab_a_team_fills_can_be_checked_and_explained() -> None:
    for sheet in SCHEMA.book("group"):
        if sheet.owner == "team":
            names = [one.name for one in sheet.fields]
            assert names[:2] == [sheet.primary_key, "check"], sheet.name
            assert names[-1] == "explanation", sheet.name


def test_the_first_eight_columns_of_a_tab_fit_what_a_phone_shows_when_scrolled_once() -> None:
    for sheet in SCHEMA.book("group"):
        if sheet.owner == "team":
            assert sum(one.width for one in sheet.fields[:8] if not one.hidden) <= 1000, sheet.name


def test_no_ward_is_named_outside_examples() -> None:
    folder = resources.path("sheets_schema")
    for path in (*folder.rglob("*.yaml"), folder / "schema.json"):
        for line in path.read_text("utf-8").splitlines():
            assert "Trần Liễu" not in line, f"{path.name}: {line}"
            if re.search(r"TDP\d", line):
                assert "example" in line, f"{path.name}: {line}"


def test_rules_speak_only_of_findings_that_the_catalogue_knows() -> None:
    kinds = load_findings()
    sheets = SCHEMA.tables.values()
    used = {one.kind for sheet in sheets for one in sheet.rules} | {
        one.kind for sheet in sheets for one in sheet.counts
    }
    assert used <= set(kinds)


def test_the_bounds_a_schema_may_name_are_the_ones_that_core_knows() -> None:
    assert BOUND_NAMES == BOUNDS_OF_CORE


def test_the_version_changes_with_any_file_and_only_then(tmp_path: Path) -> None:
    one = Path(shutil.copytree(resources.path("sheets_schema"), tmp_path / "one"))
    other = Path(shutil.copytree(one, tmp_path / "other"))
    assert load_schema(one).version == load_schema(other).version
    third = Path(shutil.copytree(one, tmp_path / "third"))
    place = third / "group" / "members.yaml"
    place.write_text(place.read_text("utf-8").replace("width: 140", "width: 141"), "utf-8")
    assert load_schema(third).version != load_schema(one).version


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        ("fields: [", "schema_file_not_yaml"),
        ("- a list", "schema_not_a_mapping"),
        ("name: members\ncolour_of_tab: red\n", "schema_unknown_key"),
    ],
)
def test_a_damaged_tab_is_refused_with_its_file(tmp_path: Path, damage: str, code: str) -> None:
    folder = Path(shutil.copytree(resources.path("sheets_schema"), tmp_path / "schema"))
    (folder / "group" / "members.yaml").write_text(damage, "utf-8")
    with pytest.raises(SchemaError) as caught:
        load_schema(folder)
    assert caught.value.code == code
    assert "members.yaml" in str(caught.value)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="schema_folder_empty"):
        load_schema(tmp_path)
