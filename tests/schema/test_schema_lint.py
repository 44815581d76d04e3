"""Each mistake a ward's IT person can make in a schema file is found once, at its line, with how to mend it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from toso import resources
from toso.schema.lint import lint_schema
from toso.schema.load import read_yaml

ORIGINAL = resources.path("sheets_schema")
MEMBERS, HOUSEHOLDS, SURVEY = "group/members.yaml", "group/households.yaml", "group/survey.yaml"
LISTS, FIGURES, COVERAGE = "lists.yaml", "indicators.yaml", "master/coverage.yaml"

Edit = tuple[str, str, str]
"""File, what stands there, what is written instead (the first time it stands there)."""

PHONE = "    title: Số điện thoại\n    format: phone\n"
BODY = "    list: member_bodies\n"
LEADER = "  - name: one_leader_in_a_team\n    per: [team_number]\n    where: {is_leader: {equals: true}}\n"
DATE_RULE = "    require: {guided_on: {present: true}}\n    at: guided_on\n"

# Case in lint.yaml → the edit, where it must be found (file:line-less place ends with …), a word of the sentence.
MISTAKES: dict[str, tuple[Edit, str, str]] = {
    "doubled_key": ((MEMBERS, "order: 2\n", "order: 2\norder: 2\n"), "group/members.yaml:6", "order"),
    "unknown_key": ((MEMBERS, "    title: Họ và tên\n", "    title: Họ và tên\n    widht: 5\n"), "widht)", "width"),
    "missing_key": ((MEMBERS, "    title: Họ và tên\n", ""), "(fields › full_name)", "title"),
    "missing_words": ((MEMBERS, "    help: Họ và tên thành viên.\n", ""), "(fields › full_name)", "help"),
    "wrong_words": ((MEMBERS, "Họ và tên thành viên.", "Họ và tên. " * 30), "(fields › full_name › help)", "200"),
    "wrong_type": ((MEMBERS, "width: 140", "width: rộng"), "(fields › full_name › width)", "integer"),
    "wrong_choice": ((MEMBERS, "type: boolean", "type: bool"), "(fields › is_leader › type)", "boolean"),
    "wrong_form": ((MEMBERS, 'colour: "#188038"', "colour: green"), "(colour)", "green"),
    "bad_clause": ((MEMBERS, "plan: [I.1.c", "plan: [muc1"), "(plan › 1)", "muc1"),
    "tab_title_clash": ((MEMBERS, "title: Thành viên\n", "title: hộ  gia đình\n"), "(title)", "households"),
    "doubled_order": ((MEMBERS, "order: 2", "order: 3"), "group/members.yaml:5 (order)", "3"),
    "wrong_folder": ((MEMBERS, "book: group", "book: ward"), "(book)", "group"),
    "master_name": ((COVERAGE, "name: master_coverage", "name: coverage"), "(name)", "master_"),
    "master_owner": ((COVERAGE, "owner: machine", "owner: ward"), "(owner)", "owner: machine"),
    "tab_without_key": ((MEMBERS, "primaryKey: member_code\n", ""), "group/members.yaml:1", "primaryKey"),
    "key_not_unique": (
        (MEMBERS, "{required: true, unique: true, pattern", "{required: true, pattern"),
        "(fields › member_code)",
        "unique: true",
    ),
    "bad_numbering": ((MEMBERS, '"TV{n:02d}"', '"TV{number}"'), "(numbered)", "TV{number}"),
    "bad_numbered_rows": ((HOUSEHOLDS, "numbered_rows: households_official", "numbered_rows: household_official"), "(numbered_rows)", "households_official"),
    "rows_without_numbers": ((MEMBERS, 'numbered: "TV{n:02d}"\n', ""), "(numbered_rows)", "numbered"),
    "numbering_unlike_pattern": ((MEMBERS, '"TV{n:02d}"', '"T-{n:02d}"'), "(numbered)", "T-07"),
    "doubled_column": ((MEMBERS, "  - name: phone", "  - name: full_name"), "(fields › full_name › name)", "full_name"),
    "title_clash": ((MEMBERS, PHONE, "    title: họ và  TÊN\n    format: phone\n"), "(fields › phone › title)", "full_name"),
    "alias_clash": ((MEMBERS, "aliases: [Điện thoại,", "aliases: [Họ tên,"), "(fields › phone › aliases › 1)", "full_name"),
    "personal_outside": (("ward/groups.yaml", "    format: person_name\n", "    format: person_name\n    personal: true\n"), "(fields › leader_name › personal)", "ward"),
    "citizen_id": ((MEMBERS, PHONE, "    title: Số CCCD\n"), "(fields › phone › title)", "căn cước"),
    "owner_of_machine": ((COVERAGE, "    owner: machine\n    width: 60", "    owner: ward\n    width: 60"), "(fields › rank)", "rank"),
    "unknown_list": ((MEMBERS, BODY, "    list: member_body\n"), "(fields › body › list)", "member_bodies"),
    "list_of_type": ((MEMBERS, BODY, BODY + "    type: integer\n"), "(fields › body › list)", "integer"),
    "refused_without_list": ((MEMBERS, PHONE, PHONE + "    refused: {bad_phone: [không]}\n"), "(fields › phone › refused)", "phone"),
    "refused_member": ((SURVEY, "under_age: [Dưới 18,", 'under_age: ["18",'), "(fields › age_band › refused › under_age)", "18"),
    "bad_day_bound": ((MEMBERS, "maximum: today", "maximum: to_day"), "(fields › trained_on › constraints › maximum)", "today"),
    "bad_number_bound": ((MEMBERS, "minimum: 1, maximum: 20", "minimum: 1, maximum: plan_end"), "(fields › team_number › constraints › maximum)", "plan_end"),
    "bound_of_type": ((MEMBERS, "{required: true, maxLength: 60}", "{required: true, maximum: 60}"), "(fields › full_name › constraints › maximum)", "maxLength"),
    "empty_range": ((MEMBERS, "minimum: 1, maximum: 20", "minimum: 21, maximum: 20"), "(fields › team_number › constraints)", "21"),
    "bad_pattern": ((MEMBERS, "TV[0-9]{2,3}", "TV[0-9{2,3}"), "(fields › member_code › constraints › pattern)", "3"),
    "bad_example": ((MEMBERS, "example: Đoàn Thanh niên", "example: Đoàn"), "(fields › body › example)", "Đoàn Thanh niên"),
    "unknown_kind": ((MEMBERS, "kind: leader_count", "kind: leaders_count"), "(counts › one_leader_in_a_team › kind)", "leader_count"),
    "unknown_column": ((MEMBERS, "    at: is_leader", "    at: leader"), "(counts › one_leader_in_a_team › at)", "is_leader"),
    "unknown_tab": ((HOUSEHOLDS, "resource: members", "resource: member"), "(foreignKeys › 1 › reference)", "members"),
    "tab_of_other_book": ((HOUSEHOLDS, "{resource: members, fields: member_code}, also: [full_name]", "{resource: groups, fields: group_code}"), "(foreignKeys › 1 › reference)", "ward"),
    "reference_not_unique": ((HOUSEHOLDS, "fields: member_code}, also: [full_name]", "fields: body}"), "(foreignKeys › 1 › reference)", "body"),
    "bad_condition": ((MEMBERS, LEADER, LEADER.replace("{equals: true}", "true")), "(counts › one_leader_in_a_team › where)", "present"),
    "unknown_test": ((MEMBERS, LEADER, LEADER.replace("equals", "equal")), "(counts › one_leader_in_a_team › where)", "equals"),
    "bad_test_value": ((SURVEY, "{h3: {equals: none}}", "{h3: {equals: nothing}}"), "(rules › why_no_internet_only_if_none › require)", "fibre"),
    "doubled_rule": ((MEMBERS, "name: one_leader_in_a_team", "name: five_in_a_team"), "(counts › five_in_a_team › name)", "five_in_a_team"),
    "count_without_limit": ((MEMBERS, "    minimum: 1\n    maximum: 1\n", ""), "(counts › one_leader_in_a_team)", "one_leader_in_a_team"),
    "doubled_code": ((LISTS, "code: at_meeting", "code: at_home"), "(guiding_ways › at_home › code)", "at_home"),
    "member_clash": ((LISTS, "aliases: [Gọi điện,", "aliases: [zalo,"), "(guiding_ways › by_phone › aliases › 1)", "online"),
    "doubled_indicator": ((FIGURES, "name: households_by_way", "name: households_guided"), "(households_guided › name)", "households_guided"),
    "unknown_indicator": ((FIGURES, "denominator: teams\n", "denominator: team\n"), "(teams_of_five › denominator)", "teams"),
    "target_of_other": ((FIGURES, "of: households_official}", "of: members}"), "(households_guided › target)", "households_official"),
    "unknown_pillar": ((FIGURES, "pillar: government", "pillar: goverment"), "(platform_vneid_level2 › pillar)", "government"),
    "unknown_place": ((FIGURES, "[master.overview, master.coverage, master.trend", "[master.overview, master.cover, master.trend"), "(households_guided › shown › 2)", "master.coverage"),
    "shown_nowhere": ((FIGURES, "  shown: [report.households]\n", ""), "(households_by_way)", "households_by_way"),
    "bad_count": ((FIGURES, "count: distinct", "count: rows"), "(households_guided › count)", "rows"),
    "sum_of_type": ((FIGURES, "of: participants", "of: place"), "(people_reached › of)", "place"),
    "not_a_day": ((FIGURES, "dated_by: guided_on", "dated_by: guided_by"), "(households_guided › dated_by)", "guided_by"),
    "scope_and_day": ((FIGURES, "  scope: cumulative\n", "  scope: standing\n"), "(households_guided › scope)", "standing"),
    "by_personal": ((FIGURES, "by: [guided_how]", "by: [lane]"), "(households_by_way › by › 1)", "lane"),
    "people_in_the_open": ((FIGURES, "  publish: survey\n", ""), "(survey_people)", "survey"),
}  # fmt: skip

OF_A_FILE = {"no_tabs", "no_file", "not_utf8", "not_yaml", "empty_file", "doubled_tab"}
"""Cases about a file as a whole: tests of their own below."""

FOLLOWED_BY = {
    "wrong_folder": 9,  # its personal columns and what points to it are then out of place too
    "master_name": 5,  # figures are shown at the place that is gone
    "master_owner": 2,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ORIGINAL, tmp_path / "schema"))


@pytest.fixture
def edited(folder: Path) -> Callable[[Edit], Path]:
    def make(edit: Edit) -> Path:
        file, old, new = edit
        text = (folder / file).read_text("utf-8")
        assert old in text, f"{file} no longer says {old!r}"
        (folder / file).write_text(text.replace(old, new, 1), "utf-8")
        return folder

    return make


def test_the_schema_that_travels_with_toso_has_no_mistake() -> None:
    assert lint_schema() == []


def words_of(case: str) -> str:
    """The beginning of a case's sentence, up to its first fact."""
    said: str = read_yaml(resources.path("templates") / "cli" / "lint.yaml")[case]["what"]
    return max(said.replace("{{", "{").split("{"), key=lambda part: len(part.split("}")[-1])).split("}")[-1]


def key_named(place: str) -> str:
    """``list`` of ``group/members.yaml:57 (fields › body › list)``; numbers of items are left out."""
    labels = place.partition(" (")[2].rstrip(")").split(" › ")
    return [label for label in labels if not label.isdigit()][-1]


def line_named(place: str, file: Path) -> str:
    number = int(place.partition(":")[2].split(" ")[0])
    return file.read_text("utf-8").splitlines()[number - 1]


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_found_at_its_place(case: str, edited: Callable[[Edit], Path], tmp_path: Path) -> None:
    edit, place, word = MISTAKES[case]
    findings = lint_schema(edited(edit))
    mine = [one for one in findings if words_of(case) in one.what]
    assert mine, [one.what for one in findings]
    found = mine[0]
    assert found.place.startswith(edit[0])
    assert place in found.place
    assert word in f"{found.what} {found.mend}"
    assert key_named(found.place) in line_named(found.place, tmp_path / "schema" / edit[0])
    assert len(findings) <= FOLLOWED_BY.get(case, 1), [one.what for one in findings]


def test_every_case_that_has_words_is_provoked_here() -> None:
    assert set(read_yaml(resources.path("templates") / "cli" / "lint.yaml")) == set(MISTAKES) | OF_A_FILE


def test_a_file_that_is_no_yaml_is_named_with_its_line_and_nothing_that_points_to_it_is_blamed(folder: Path) -> None:
    text = (folder / MEMBERS).read_text("utf-8")
    (folder / MEMBERS).write_text(text.replace("primaryKey: member_code", "primaryKey: [member_code"), "utf-8")
    (found,) = lint_schema(folder)
    assert found.place.startswith("group/members.yaml:1")
    assert "YAML" in found.what


def test_a_file_of_another_encoding_is_named(folder: Path) -> None:
    (folder / MEMBERS).write_bytes("title: Thành viên".encode("utf-16"))
    (found,) = lint_schema(folder)
    assert found.place == "group/members.yaml"
    assert "UTF-8" in found.what


def test_an_empty_file_is_named(folder: Path) -> None:
    (folder / MEMBERS).write_text("# later\n", "utf-8")
    (found,) = lint_schema(folder)
    assert found.place == "group/members.yaml:1"


def test_a_missing_file_of_lists_is_named_once(folder: Path) -> None:
    (folder / LISTS).unlink()
    (found,) = lint_schema(folder)
    assert found.place == "lists.yaml"


def test_a_folder_without_tabs_is_no_schema(tmp_path: Path) -> None:
    assert [one.place for one in lint_schema(tmp_path)] == ["lists.yaml", "indicators.yaml", "."]


def test_two_tabs_of_one_name_are_named(folder: Path) -> None:
    shutil.copy(folder / MEMBERS, folder / "group" / "members_too.yaml")
    whats = [one.what for one in lint_schema(folder)]
    assert whats[0].startswith("Hai trang cùng tên “members”")


def test_every_mistake_of_a_file_is_told_in_one_go(folder: Path) -> None:
    for edit in (MISTAKES["unknown_list"][0], MISTAKES["unknown_kind"][0], MISTAKES["bad_day_bound"][0]):
        text = (folder / edit[0]).read_text("utf-8")
        (folder / edit[0]).write_text(text.replace(edit[1], edit[2], 1), "utf-8")
    places = [one.place for one in lint_schema(folder)]
    assert len(places) == 3
    assert places == sorted(places, key=lambda place: int(place.split(":")[1].split(" ")[0]))


@pytest.mark.parametrize(
    ("old", "new", "place", "word"),
    [
        ("field: guided_on", "field: guide_on", "(columns › 6 › field)", "guided_on"),
        ("^so nha", "^(so nha", "(columns › 5 › any › 1)", "house_number"),
        ("columns:", "column:", "import.yaml:1", "columns"),
    ],
)
def test_a_mistake_in_the_headers_of_old_lists_is_found(
    old: str, new: str, place: str, word: str, edited: Callable[[Edit], Path]
) -> None:
    (found,) = lint_schema(edited(("import.yaml", old, new)))
    assert place in found.place
    assert word in f"{found.what} {found.mend}"
