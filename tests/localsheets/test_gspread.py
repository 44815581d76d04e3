"""Every method of the real gspread client does its work on the stand-in."""

import gspread
import pytest
from callers import JOB, LAN, WARD
from gspread.utils import DateTimeOption, ExportFormat, PasteType, ValidationConditionType, ValueRenderOption


@pytest.fixture
def client(gspread_of):
    return gspread_of()


@pytest.fixture
def sheet(client):
    return client.create("Sổ hộ TDP 3")


@pytest.fixture
def tab(sheet):
    return sheet.sheet1


def test_the_client_makes_finds_copies_and_deletes(client, gspread_of):
    sheet = client.create("Gốc")
    assert [s.title for s in client.openall("Gốc")] == ["Gốc"]
    assert client.open("Gốc").id == client.open_by_url(sheet.url).id == sheet.id
    sheet.share(LAN, "user", "writer", notify=False, email_message="Chào chị")
    copy = client.copy(sheet.id, "Bản sao", copy_permissions=True, copy_comments=True)
    assert {p["emailAddress"] for p in copy.list_permissions()} == {WARD, LAN}
    folder = client.http_client.request(
        "post", "https://www.googleapis.com/drive/v3/files", json={"name": "F", "mimeType": "application/vnd.google-apps.folder"}
    ).json()["id"]
    inside = client.create("Trong thư mục", folder)
    assert [f["id"] for f in client.list_spreadsheet_files(folder_id=folder)] == [inside.id]
    assert client.open("Trong thư mục", folder).id == inside.id
    client.del_spreadsheet(copy.id)
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open("Bản sao")
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key("test")
    with pytest.raises(PermissionError):
        gspread_of(JOB).open_by_key(sheet.id)
    assert client.get_file_drive_metadata(sheet.id)["name"] == "Gốc"


def test_a_csv_is_imported_and_exported(client, sheet):
    client.import_csv(sheet.id, "Mã hộ,Số\nTDP03-0001,4\n")
    assert client.open_by_key(sheet.id).sheet1.get_all_values() == [["Mã hộ", "Số"], ["TDP03-0001", "4"]]
    assert sheet.export(ExportFormat.CSV).decode().splitlines() == ["Mã hộ,Số", "TDP03-0001,4"]
    assert client.export(sheet.id, ExportFormat.EXCEL)[:2] == b"PK"
    with pytest.raises(gspread.exceptions.APIError):
        sheet.export(ExportFormat.PDF)


def test_sharing_and_ownership(sheet, gspread_of):
    sheet.share(LAN, "user", "writer", notify=False)
    sheet.share(None, "anyone", "reader")
    sheet.share("tranlieu.gov.vn", "domain", "reader")
    permissions = {p.get("emailAddress"): p for p in sheet.list_permissions()}
    lan = permissions[LAN]["id"]
    sheet.transfer_ownership(lan)
    assert next(p for p in sheet.list_permissions() if p["id"] == lan)["pendingOwner"] is True
    gspread_of(LAN).open_by_key(sheet.id).accept_ownership(lan)
    assert {p.get("emailAddress"): p["role"] for p in sheet.list_permissions()}[LAN] == "owner"
    assert len(sheet.remove_permissions(WARD)) == 1


def test_the_spreadsheet_itself(sheet):
    sheet.update_title("Tên mới")
    sheet.update_locale("vi_VN")
    sheet.update_timezone("Asia/Ho_Chi_Minh")
    assert (sheet.title, sheet.locale, sheet.timezone) == ("Tên mới", "vi_VN", "Asia/Ho_Chi_Minh")
    assert sheet.creationTime <= sheet.get_lastUpdateTime()
    second = sheet.add_worksheet("Hai", 10, 5, index=0)
    third = sheet.duplicate_sheet(second.id, insert_sheet_index=1, new_sheet_name="Ba")
    assert [w.title for w in sheet.worksheets()] == ["Hai", "Ba", "Sheet1"]
    sheet.reorder_worksheets([sheet.worksheet("Sheet1"), third, second])
    assert [w.title for w in sheet] == ["Sheet1", "Ba", "Hai"]
    second.update_index(0)
    assert sheet.get_worksheet(0).id == second.id == sheet.get_worksheet_by_id(second.id).id
    third.hide()
    assert [w.title for w in sheet.worksheets(exclude_hidden=True)] == ["Hai", "Sheet1"]
    third.show()
    sheet.del_worksheet(third)
    sheet.del_worksheet_by_id(second.id)
    with pytest.raises(gspread.WorksheetNotFound):
        sheet.worksheet("Ba")
    with pytest.raises(gspread.exceptions.APIError, match="already exists"):
        sheet.add_worksheet("sheet1", 1, 1)


def test_values_at_the_spreadsheet(sheet):
    sheet.values_update("Sheet1!A1", {"valueInputOption": "RAW"}, {"values": [["a", 1]]})
    sheet.values_append("Sheet1", {"valueInputOption": "RAW"}, {"values": [["b", 2]]})
    sheet.values_batch_update({"valueInputOption": "RAW", "data": [{"range": "Sheet1!C1", "values": [["c"]]}]})
    assert sheet.values_get("Sheet1")["values"] == [["a", "1", "c"], ["b", "2"]]
    found = sheet.values_batch_get(["A1", "B1:B2"], {"valueRenderOption": "UNFORMATTED_VALUE"})
    assert [r["values"] for r in found["valueRanges"]] == [[["a"]], [[1], [2]]]
    sheet.values_clear("A1:A2")
    sheet.values_batch_clear(body={"ranges": ["B1:B1"]})
    assert sheet.values_get("Sheet1")["values"] == [["", "", "c"], ["", "2"]]


def test_cells_one_by_one(tab):
    tab.update_acell("A1", "= 1 / 1024")
    tab.update_cell(1, 2, "2,000,000.01")
    assert (tab.acell("A1").numeric_value, tab.acell("B1").value) == (0.0009765625, "2,000,000.01")
    assert tab.acell("A1", value_render_option=ValueRenderOption.formula).value == "= 1 / 1024"
    tab.update_cell(2, 1, "dòng một\ndòng hai 🎉")
    assert tab.cell(2, 1).value == "dòng một\ndòng hai 🎉"
    cells = tab.range("A3:B4")
    for number, cell in enumerate(cells):
        cell.value = f"ô {number}"
    tab.update_cells(cells)
    assert tab.get("A3:B4") == [["ô 0", "ô 1"], ["ô 2", "ô 3"]]
    assert tab.find("ô 2").address == "A4"
    assert [c.address for c in tab.findall("ô 1")] == ["B3"]
    assert [c.value for c in tab.get_all_cells() if c.value][-1] == "ô 3"
    assert tab.row_values(3) == ["ô 0", "ô 1"]
    assert tab.col_values(2)[2:] == ["ô 1", "ô 3"]


def test_blocks_and_records(tab):
    tab.update([["Mã", "Tên", "Số"], ["1", "Lan", 4], ["2", "", ""]], "A1")
    assert tab.get_all_records() == [{"Mã": 1, "Tên": "Lan", "Số": 4}, {"Mã": 2, "Tên": "", "Số": ""}]
    assert tab.get_all_values() == [["Mã", "Tên", "Số"], ["1", "Lan", "4"], ["2", "", ""]]
    assert tab.batch_get(["A1:B1", "C2"]) == [[["Mã", "Tên"]], [["4"]]]
    tab.batch_update([{"range": "A5:B5", "values": [["x", "y"]]}, {"range": "A6", "values": [["z"]]}])
    assert tab.get("A5:B6", pad_values=True) == [["x", "y"], ["z", ""]]
    tab.batch_clear(["A5:B5", "A6"])
    assert tab.get_values("A5:B6") == [[]]
    assert tab.expand("A1")[0] == ["Mã", "Tên", "Số"]
    tab.clear()
    assert tab.get_all_values() == [[]]


def test_dates_in_every_render_option(tab):
    tab.update_acell("A1", "2020-01-01")
    read = lambda *options: tab.get_values("A1", value_render_option=options[0], date_time_render_option=options[1])  # noqa: E731
    serial, text = DateTimeOption.serial_number, DateTimeOption.formatted_string
    assert read(ValueRenderOption.formatted, serial) == [["2020-01-01"]]
    assert read(ValueRenderOption.unformatted, serial) == [[43831]]
    assert read(ValueRenderOption.unformatted, text) == [["2020-01-01"]]
    assert read(ValueRenderOption.formula, text) == [[43831]]


def test_rows_and_columns_come_and_go(tab):
    tab.append_row(["a", "b"])
    tab.append_rows([["c", "d"], ["e", "f"]])
    tab.insert_row(["đầu"], 1)
    tab.insert_rows([["giữa"], ["giữa 2"]], 3, inherit_from_before=True)
    assert tab.col_values(1) == ["đầu", "a", "giữa", "giữa 2", "c", "e"]
    tab.insert_cols([["x", "y"]], 1)
    tab.delete_rows(3, 4)
    tab.delete_columns(1)
    assert tab.col_values(1) == ["đầu", "a", "c", "e"]
    tab.resize(6, 3)
    tab.add_rows(2)
    tab.add_cols(1)
    assert (tab.row_count, tab.col_count) == (8, 4)
    tab.sort((1, "des"), range="A2:B4")
    assert tab.col_values(1) == ["đầu", "e", "c", "a"]
    tab.freeze(rows=1, cols=1)
    assert (tab.frozen_row_count, tab.frozen_col_count) == (1, 1)
    with pytest.raises(gspread.exceptions.APIError, match="exceeds grid limits"):
        tab.update_acell("A9", "ngoài")


def test_looks(sheet, tab):
    tab.format("A1:B2", {"textFormat": {"bold": True}, "backgroundColor": {"green": 1}})
    tab.batch_format([{"range": "C1", "format": {"horizontalAlignment": "CENTER"}}])
    tab.merge_cells("A1:B1")
    tab.batch_merge([{"range": "A3:B3"}, {"range": "A4:B4"}])
    tab.unmerge_cells("A3:B3")
    tab.update_tab_color("#FF007F")
    assert tab.get_tab_color() == "#FF007F"
    tab.clear_tab_color()
    assert tab.get_tab_color() is None
    tab.hide_gridlines()
    assert tab.is_gridlines_hidden is True
    tab.show_gridlines()
    tab.hide_columns(0, 2)
    tab.unhide_columns(0, 2)
    tab.hide_rows(0, 2)
    tab.unhide_rows(0, 2)
    tab.columns_auto_resize(0, 2)
    tab.rows_auto_resize(0, 2)
    assert len(sheet.fetch_sheet_metadata()["sheets"][0]["merges"]) == 2
    tab.add_dimension_group_rows(1, 4)
    assert tab.list_dimension_group_rows()[0]["range"]["endIndex"] == 4
    tab.delete_dimension_group_rows(1, 4)
    tab.add_dimension_group_columns(0, 2)
    assert len(tab.list_dimension_group_columns()) == 1
    tab.delete_dimension_group_columns(0, 2)


def test_notes_names_filters_and_protection(sheet, tab):
    tab.insert_note("A1", "một")
    tab.update_notes({"A1": "hai", "B2": "ba"})
    assert (tab.get_note("A1"), tab.get_notes()) == ("hai", [["hai"], ["", "ba"]])
    tab.clear_notes(["A1", "B2"])
    assert tab.get_notes() == [[]]
    tab.update([["x", "y"]], "A1:B1")
    name = tab.define_named_range("A1:B1", "Đầu_bảng")["replies"][0]["addNamedRange"]["namedRange"]
    assert [c.value for c in sheet.named_range("Đầu_bảng")] == ["x", "y"]
    assert sheet.list_named_ranges()[0]["name"] == "Đầu_bảng"
    tab.delete_named_range(name["namedRangeId"])
    tab.set_basic_filter("A1:B5")
    tab.clear_basic_filter()
    found = tab.add_protected_range("A1:B1", [LAN], description="tiêu đề")
    number = found["replies"][0]["addProtectedRange"]["protectedRange"]["protectedRangeId"]
    assert sheet.list_protected_ranges(tab.id)[0]["editors"]["users"] == [LAN, WARD]
    tab.delete_protected_range(number)
    assert sheet.list_protected_ranges(tab.id) == []


def test_copying_validating_and_moving_between_sheets(client, sheet, tab):
    tab.update([["a"], ["b"]], "A1:A2")
    tab.copy_range("A1:A2", "B1:B2", PasteType.normal)
    tab.cut_range("A1:A2", "C1")
    assert tab.get("A1:C2") == [["", "a", "a"], ["", "b", "b"]]
    tab.add_validation("D1:D2", ValidationConditionType.one_of_list, ["Có", "Không"], strict=True, showCustomUi=True)
    other = client.create("Sổ khác")
    assert tab.copy_to(other.id)["title"] == "Copy of Sheet1"
    assert other.worksheet("Copy of Sheet1").get("C1:C2") == [["a"], ["b"]]
    copy = tab.duplicate(new_sheet_name="Bản hai")
    assert copy.get("C1") == [["a"]]
    tab.update_title("Đổi tên 'nháy'")
    assert sheet.worksheet("Đổi tên 'nháy'").get("C2") == [["b"]]


def test_a_retrying_client_gets_through_faults(google, gspread_of):
    from localsheets.faults import Faults

    class Patient(gspread.HTTPClient):
        """Tries again at once, ten times at most."""

        def request(self, *args, **kwargs):
            for turn in range(10):
                try:
                    return super().request(*args, **kwargs)
                except gspread.exceptions.APIError:
                    if turn == 9:
                        raise

    client = gspread_of(WARD, Patient)
    sheet = client.create("Sổ")
    google.faults = Faults.parse("429=0.3,500=0.1,seed=1")
    for number in range(20):
        sheet.sheet1.update([[number]], f"A{number + 1}")
    google.faults = None
    assert sheet.sheet1.col_values(1) == [str(n) for n in range(20)]
