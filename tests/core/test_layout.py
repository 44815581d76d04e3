"""The books as the schema says: made once, left alone when they are so, changed without touching what people typed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from books import HOA, ROBOT, SHEETS, GroupBook, desk_of, group_three, session_of, whole_schema
from localsheets import App
from toso.core.layout_bench import Change
from toso.errors import AccessError
from toso.google.books import Books
from toso.jobs.facts_of import group_facts, ward_facts
from toso.jobs.layout_book import lay_out
from toso.model import Group
from toso.schema.types import Field, Schema, SheetSchema
from toso.settings import load_settings


def whole(book: GroupBook, fields: str) -> dict[str, Any]:
    return dict(
        book.eye.session.http.send("get", f"{SHEETS}/{book.book_id}", params={"fields": fields}, repeatable=True).json()
    )


def kinds(changes: tuple[Change, ...]) -> set[str]:
    return {one.kind for one in changes}


def changed(schema: Schema, table: str, **changes: Any) -> Schema:
    tables = {**schema.tables, table: replace(schema.tables[table], **changes)}
    return replace(schema, tables=tables, version=schema.version + "+")


@pytest.fixture(scope="module")
def fresh() -> GroupBook:
    """A book with every tab of the schema, for a group of 300 households; nobody has typed yet."""
    return GroupBook(schema=whole_schema(), facts=group_three(300))


def test_the_tabs_stand_in_the_order_of_the_schema_and_no_other(fresh: GroupBook) -> None:
    found = whole(fresh, "properties,sheets.properties(title,hidden,gridProperties(frozenRowCount,frozenColumnCount))")
    titles = [one["properties"]["title"] for one in found["sheets"]]
    assert titles == [table.title for table in whole_schema().book("group")]
    assert [one["properties"]["title"] for one in found["sheets"] if one["properties"].get("hidden")] == ["_toso"]
    assert (found["properties"]["locale"], found["properties"]["timeZone"]) == ("vi_VN", "Asia/Ho_Chi_Minh")
    households = next(one["properties"] for one in found["sheets"] if one["properties"]["title"] == "Hộ gia đình")
    assert households["gridProperties"] == {"frozenRowCount": 1, "frozenColumnCount": 1}


def test_every_column_has_its_header_its_help_and_its_mark(fresh: GroupBook) -> None:
    state = fresh.state()
    for table in whole_schema().book("group"):
        if table.owner != "machine":
            tab = state.tabs[table.name]
            assert [tab.header(tab.columns[one.name]) for one in table.fields] == [one.title for one in table.fields]
            assert {tab.marked[tab.columns[one.name]] for one in table.fields} == {one.name for one in table.fields}
    notes = whole(fresh, "sheets(properties.title,data.rowData.values.note)")["sheets"]
    households = next(one for one in notes if one["properties"]["title"] == "Hộ gia đình")
    first = households["data"][0]["rowData"][0]["values"]
    assert all(one.get("note") for one in first[: len(whole_schema().tables["households"].fields)])


def test_households_come_numbered_for_the_official_total_and_a_tenth_more(fresh: GroupBook) -> None:
    tab = fresh.state().tabs["households"]
    codes = [tab.value(row, 0) for row in range(1, len(tab.rows)) if tab.value(row, 0)]
    assert codes[0] == "TDP03-0001" and codes[-1] == "TDP03-0330" and len(codes) == len(set(codes)) == 330


def test_dropdowns_refuse_what_is_not_in_the_list_and_days_and_numbers_only_warn(fresh: GroupBook) -> None:
    sheets = whole(fresh, "sheets(properties.title,data.rowData.values.dataValidation)")["sheets"]
    rules = {
        one["properties"]["title"]: one["data"][0]["rowData"][1]["values"]
        for one in sheets
        if one["data"][0].get("rowData")
    }
    for table in whole_schema().book("group"):
        for at, one in enumerate(table.fields):
            if table.owner == "machine":
                continue
            cells = rules.get(table.title, [])
            rule = cells[at].get("dataValidation") if at < len(cells) else None
            if one.owner == "machine":
                assert rule is None
            elif one.type == "boolean":
                assert [v["userEnteredValue"] for v in rule["condition"]["values"]] == ["Có", "Không"] and rule[
                    "strict"
                ]
            elif one.list:
                titles = [member.title for member in whole_schema().lists[one.list]]
                assert [v["userEnteredValue"] for v in rule["condition"]["values"]] == titles and rule["strict"]
            elif one.type in ("date", "integer", "number"):
                assert rule["inputMessage"] and not rule.get("strict")


def test_the_survey_picks_its_household_from_the_codes_of_the_household_tab(fresh: GroupBook) -> None:
    fields = "sheets(properties.title,data.rowData.values.dataValidation)"
    sheets = {one["properties"]["title"]: one for one in whole(fresh, fields)["sheets"]}
    at = fresh.state().tabs["survey"].columns["household_code"]
    rule = sheets["Khảo sát"]["data"][0]["rowData"][1]["values"][at]["dataValidation"]
    assert rule["condition"]["type"] == "ONE_OF_RANGE" and rule["strict"]
    assert rule["condition"]["values"] == [{"userEnteredValue": "='Hộ gia đình'!$A$2:$A"}]


def test_codes_and_phones_keep_their_zero_and_days_are_day_month_year(fresh: GroupBook) -> None:
    book = GroupBook()
    tab = book.state().tabs["households"]
    book.types_at(tab, 1, tab.columns["phone"], "0912345678")
    book.types_at(tab, 1, tab.columns["guided_on"], "5/10/2025")
    assert book.shown("households", "TDP03-0001", "phone") == "0912345678"
    assert book.shown("households", "TDP03-0001", "guided_on") == 45935
    shown = book.eye.session.client.open_by_key(book.book_id).worksheet("Hộ gia đình").acell("E2").value
    assert shown == "05/10/2025"


def test_machine_tabs_are_closed_to_the_leader_and_headers_only_warn(fresh: GroupBook) -> None:
    book = GroupBook()
    state = book.state()
    for name in ("to_mend", "machine", "guide"):
        with pytest.raises(AccessError) as refused:
            book.types_at(state.tabs[name], 2, 0, "tôi ghi vào đây")
        assert refused.value.code == "google_protected"
    book.types_at(state.tabs["households"], 0, 2, "Tên chủ hộ")
    guards = whole(fresh, "sheets(properties(title),protectedRanges(warningOnly,range))")["sheets"]
    for sheet in guards:
        hard = [one for one in sheet["protectedRanges"] if not one.get("warningOnly")]
        assert bool(hard) == (sheet["properties"]["title"] in ("Hướng dẫn", "Cần sửa", "_toso"))


def test_words_that_must_be_read_whole_wrap_and_numbers_do_not_run_into_the_next_column(fresh: GroupBook) -> None:
    def formats(title: str) -> dict[str, dict[str, Any]]:
        fields = "sheets(data.rowData.values(formattedValue,userEnteredFormat(wrapStrategy,horizontalAlignment)))"
        url = f"{SHEETS}/{fresh.book_id}"
        lines = fresh.eye.session.http.send("get", url, params={"ranges": f"'{title}'!A1:Z2", "fields": fields}, repeatable=True).json()
        head, body = (line["values"] for line in lines["sheets"][0]["data"][0]["rowData"][:2])
        return {cell["formattedValue"]: body[at].get("userEnteredFormat", {}) for at, cell in enumerate(head) if "formattedValue" in cell}

    households = formats("Hộ gia đình")
    assert {households[one]["wrapStrategy"] for one in ("Kiểm tra", "Cách hướng dẫn", "Ghi chú")} == {"WRAP"}
    assert {households[one]["wrapStrategy"] for one in ("Mã hộ", "Chủ hộ", "Số điện thoại")} == {"CLIP"}
    assert {households[one]["horizontalAlignment"] for one in ("Số khẩu", "Ngày hướng dẫn", "VNeID mức 2")} == {"CENTER"}


def test_the_guide_tells_five_things_an_example_and_whom_to_call(fresh: GroupBook) -> None:
    lines = [row[0] for row in fresh.state().tabs["guide"].rows if row]
    assert sum(str(line)[:2] in ("1.", "2.", "3.", "4.", "5.") for line in lines) == 5
    assert any("chị Lan 0912 345 678" in str(line) for line in lines)
    assert any("Ví dụ" in str(line) for line in lines)


def test_the_guide_gives_the_groups_own_address_of_the_online_form_and_loses_it_with_the_form() -> None:
    book = GroupBook()
    link = "https://docs.google.com/forms/d/e/X/viewform?usp=pp_url&entry.1=TDP03"
    book.apply(group_three(survey_link=link))
    lines = [row[0] for row in book.state().tabs["guide"].rows if row and row[0]]
    assert lines[-1] == link and "Zalo" in str(lines[-2])
    book.apply(group_three())
    assert link not in [row[0] for row in book.state().tabs["guide"].rows if row]


def test_the_first_layout_takes_at_most_four_calls_and_the_second_writes_nothing() -> None:
    app = App()
    robot = session_of(app, ROBOT)
    books, desk = Books(robot), desk_of(whole_schema())
    book_id = books.drive.create("Sổ TDP03")
    lay_out(books, book_id, group_three(), desk)
    assert robot.calls.total <= 4
    writes = robot.calls.writes
    assert lay_out(books, book_id, group_three(), desk).plan.empty
    assert robot.calls.writes == writes


def test_the_form_of_the_settings_is_filled_in_with_the_groups_code() -> None:
    settings = load_settings(None, env={"TOSO_BOOKS__SURVEY_LINK": "https://form.example.vn/?entry.1={code}"})
    facts = group_facts(Group("TDP03", "Tổ dân phố số 3", 20), settings)
    assert facts.survey_link == "https://form.example.vn/?entry.1=TDP03"


@pytest.mark.parametrize("kind", ["ward", "master"])
def test_the_wards_book_and_the_master_are_laid_out_too(kind: str) -> None:
    robot = session_of(App(), ROBOT)
    books, desk = Books(robot), desk_of(whole_schema())
    facts = ward_facts(kind, load_settings(), ROBOT)  # type: ignore[arg-type]
    book_id = books.drive.create(facts.title)
    lay_out(books, book_id, facts, desk)
    assert lay_out(books, book_id, facts, desk).plan.empty
    state = books.state(book_id, whole_schema().book(kind))  # type: ignore[arg-type]
    assert not state.missing and not state.others


# --- a schema that changes, on a book full of data -------------------------------------------------------------------


@pytest.fixture
def full() -> GroupBook:
    book = GroupBook()
    for n, name in enumerate(("Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Chi"), 1):
        book.types("households", f"TDP03-000{n}", head_name=name, guided_on=f"{n}/10/2025", e_payment="Có")
    book.check()
    return book


def with_new_column(schema: Schema) -> Schema:
    table = schema.tables["households"]
    new = Field("smart_meter", "Công tơ thông minh", "boolean", help="Nhà đã có công tơ điện tử.", example="Có")
    fields = [*table.fields]
    fields.insert(6, new)
    return changed(schema, "households", fields=tuple(fields))


def test_a_new_column_comes_in_at_its_place_and_moves_nothing_typed(full: GroupBook) -> None:
    before = full.people_cells()
    done = full.apply(schema=with_new_column(full.schema))
    assert "column_new" in kinds(done.plan.changes)
    tab = full.state().tabs["households"]
    at = tab.columns["smart_meter"]
    assert at == 6 and tab.header(at) == "Công tơ thông minh"
    rows = full.people_cells()["households"]
    assert [row[:at] + row[at + 1 :] for row in rows] == before["households"]
    assert full.apply().plan.empty
    full.types("households", "TDP03-0001", smart_meter="Có", persons="nhiều")
    full.check()
    assert full.painted("households") == {("TDP03-0001", "persons")}


def test_a_dropped_column_is_hidden_and_keeps_what_stands_in_it(full: GroupBook) -> None:
    table = full.schema.tables["households"]
    fewer = changed(full.schema, "households", fields=tuple(one for one in table.fields if one.name != "e_payment"))
    before = full.people_cells()
    done = full.apply(schema=fewer)
    assert "column_dropped" in kinds(done.plan.changes)
    assert full.people_cells() == before
    tab = full.state().tabs["households"]
    assert next(at for at, name in tab.marked.items() if name == "e_payment") in tab.hidden
    assert full.apply().plan.empty


def test_a_renamed_title_renames_the_header_and_nothing_else(full: GroupBook) -> None:
    table = full.schema.tables["households"]
    fields = tuple(
        replace(one, title="Số người trong hộ", aliases=(*one.aliases, one.title)) if one.name == "persons" else one
        for one in table.fields
    )
    before = full.people_cells()
    done = full.apply(schema=changed(full.schema, "households", fields=fields))
    assert "column_title" in kinds(done.plan.changes)
    tab = full.state().tabs["households"]
    assert tab.header(tab.columns["persons"]) == "Số người trong hộ"
    assert full.people_cells() == before
    assert full.apply().plan.empty


def test_a_new_list_member_comes_into_the_dropdown(full: GroupBook) -> None:
    lists = {**full.schema.lists}
    lists["guiding_ways"] = (*lists["guiding_ways"], replace(lists["guiding_ways"][0], code="market", title="Tại chợ"))
    full.apply(schema=replace(full.schema, lists=lists, version="mới"))
    at = full.state().tabs["households"].columns["guided_how"]
    sheets = whole(full, "sheets(properties.title,data.rowData.values.dataValidation)")["sheets"]
    households = next(one for one in sheets if one["properties"]["title"] == "Hộ gia đình")
    rule = households["data"][0]["rowData"][3]["values"][at]["dataValidation"]
    assert "Tại chợ" in [one["userEnteredValue"] for one in rule["condition"]["values"]]
    assert full.apply().plan.empty


def test_columns_in_another_order_of_the_schema_stay_where_the_leader_has_them(full: GroupBook) -> None:
    table = full.schema.tables["households"]
    fields = (*table.fields[:3], *reversed(table.fields[3:]))
    before = full.people_cells()
    full.apply(schema=changed(full.schema, "households", fields=fields))
    assert full.people_cells() == before
    assert full.apply().plan.empty


def test_more_official_households_bring_more_codes_under_the_last(full: GroupBook) -> None:
    before = full.people_cells()
    done = full.apply(facts=group_three(40))
    assert Change("rows_numbered", "households", "22") in done.plan.changes
    after = full.people_cells()["households"]
    assert after[: len(before["households"])] == before["households"]
    assert [row[0] for row in after] == [f"TDP03-{n:04d}" for n in range(1, 45)]
    assert full.apply().plan.empty
    full.types("households", "TDP03-0044", head_name="Hộ cuối", guided_on="31/2/2025")
    full.check()
    assert str(full.shown("households", "TDP03-0044", "check")).startswith("⚠")


def test_a_book_that_a_person_made_and_filled_is_adopted_with_everything_in_it() -> None:
    app = App()
    hoa, robot = session_of(app, HOA), session_of(app, ROBOT)
    sheet = hoa.client.create("Sổ của chị Hoa")
    sheet.sheet1.update_title("hộ gia đình")
    sheet.sheet1.update(
        [["Họ tên chủ hộ", "SĐT", "Ghi chú của tôi"], ["Nguyễn Văn An", "0912345678", "nhà xanh"]], "A1", raw=True
    )
    sheet.share(ROBOT, perm_type="user", role="writer", notify=False)
    books, desk = Books(robot), desk_of(whole_schema())
    for _ in range(2):
        done = lay_out(books, sheet.id, group_three(), desk)
    assert done.plan.empty
    tab = books.state(sheet.id, whole_schema().book("group")).tabs["households"]
    row = [tab.value(1, tab.columns[name]) for name in ("household_code", "head_name", "phone")]
    assert row == ["TDP03-0001", "Nguyễn Văn An", "0912345678"]
    assert "nhà xanh" in tab.rows[1]
    assert tab.header(tab.columns["head_name"]) == "Chủ hộ"


def test_a_service_account_without_storage_is_told_the_three_ways() -> None:
    books = Books(session_of(App(storage_for_service_accounts=False), ROBOT))
    with pytest.raises(AccessError) as refused:
        books.drive.create("Sổ TDP03")
    assert refused.value.code == "google_no_storage"


def test_formulas_fit_into_a_cell_of_excel() -> None:
    from toso.core.formulas import row_formulas
    from toso.core.machine_sheet import blocks, guided_tables

    tables = whole_schema().book("group")
    places = blocks(tables)
    texts = [
        text for one in guided_tables(tables) for text in row_formulas(one, places[one.name], "_toso", 750).values()
    ]
    assert texts and max(map(len, texts)) < 600
    assert all("," not in text and ";" in text for text in texts)


def test_every_table_has_a_place_of_its_own_among_the_named_ranges() -> None:
    tables: tuple[SheetSchema, ...] = whole_schema().book("group")
    beginnings = [one.name[:3] for one in tables if one.owner == "team"]
    assert len(set(beginnings)) == len(beginnings)
