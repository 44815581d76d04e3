"""LibreOffice opens the exported book, calculates everything anew and finds every value unchanged."""

import io
import shutil
import subprocess
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from book_json import sheet, spreadsheet
from formula_grid import Book
from gspread.utils import ExportFormat
from openpyxl.utils.datetime import to_excel

from localsheets import App
from localsheets.credentials import gspread_client
from localsheets.formula import FormulaError
from localsheets.xlsx import export_xlsx
from localsheets.xlsx.grid import plain_value

pytestmark = [pytest.mark.office, pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")]

#: Calculate everything on loading, whoever wrote the file.
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"><value>0</value></prop></item>
</oor:items>"""


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory):
    """A function: bytes of an xlsx → the workbook as LibreOffice has it after calculating."""
    home = tmp_path_factory.mktemp("office")
    profile = home / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(ALWAYS, encoding="utf-8")

    def convert(data):
        (home / "book.xlsx").write_bytes(data)
        out = home / "out"
        command = ["soffice", f"-env:UserInstallation=file://{home}/profile", "--headless", "--convert-to", "xlsx",
                   "--outdir", str(out), str(home / "book.xlsx")]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return openpyxl.load_workbook(io.BytesIO((out / "book.xlsx").read_bytes()), data_only=True)

    return convert


def same(found, wanted):
    if isinstance(found, (datetime, date, time, timedelta)):
        found = to_excel(found)
    if wanted is None or wanted == "":
        return found in (None, "")
    if isinstance(wanted, FormulaError):
        return found == wanted.code
    if isinstance(wanted, (int, float)) and not isinstance(wanted, bool) and isinstance(found, (int, float)):
        return found == pytest.approx(wanted, rel=1e-12)
    return found == wanted and isinstance(found, bool) == isinstance(wanted, bool)


def differences(book, resource):
    """Every cell whose value in `book` is not the one of the resource."""
    found = []
    for one in resource["sheets"]:
        page = book[one["properties"]["title"]]
        for r, line in enumerate(one["data"][0]["rowData"], 1):
            for c, cell in enumerate(line["values"], 1):
                if (cell.get("userEnteredValue") or {}).get("formulaValue") in ("=TODAY()", "=NOW()"):
                    continue  # they are right when they change
                wanted = plain_value(cell.get("effectiveValue"))
                shown = page.cell(r, c).value
                if not same(shown, wanted):
                    found.append((page.cell(r, c).coordinate, cell.get("userEnteredValue"), wanted, shown))
    return found


DATA = {
    "A1": "Mã", "B1": "Chủ hộ", "C1": "Người", "D1": "Ngày", "E1": "Đã làm", "F1": "Tỉ lệ",
    "A2": "H01", "B2": "Bà Lan", "C2": 4, "D2": 45935, "E2": True, "F2": 0.855,
    "A3": "H02", "B3": "Ông Sáu", "C3": 2, "D3": 45936, "E3": False, "F3": 0.5,
    "A4": "H03", "B4": "anh Đức", "C4": 7, "D4": 45937, "E4": True, "F4": 1,
    "A5": "H04", "B5": "Bà Lan", "C5": "4", "D5": "12/10", "F5": "=1/0",
    "A6": "=cmd|x", "B6": "+84912", "C6": "@SUM(1)", "D6": "-1+1",
}  # fmt: skip
DATES = {at: {"numberFormat": {"type": "DATE", "pattern": "dd/mm/yyyy"}} for at in ("D2", "D3", "D4")}


def with_formulas(formulas, locale="en_US", **more):
    cells = dict(DATA)
    cells["A6"] = "'=cmd"  # a text that looks like a formula is checked elsewhere
    cells |= {f"{'KLMNOPQRST'[i // 90]}{i % 90 + 1}": formula for i, formula in enumerate(formulas)}
    book = Book(cells, locale=locale, rows=100, names={"người": (1, 2, 3, 2), "cột": (0, 2, None, 2)},
                formats={at: one["numberFormat"] for at, one in DATES.items()}, **{"Hộ nghèo": {"A1": 10, "A2": 20}})  # fmt: skip
    first = sheet(cells, book=book, formats=DATES)
    second = sheet({"A1": 10, "A2": 20}, title="Hộ nghèo", sheet_id=1)
    names = [
        {"name": "người", "range": {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 4, "startColumnIndex": 2, "endColumnIndex": 3}},
        {"name": "cột", "range": {"sheetId": 0, "startColumnIndex": 2, "endColumnIndex": 3}},
    ]
    return spreadsheet(first, second, locale=locale, namedRanges=names)


def formulas_of(name):
    """The example formulas of another test of this folder."""
    import test_formula_functions as examples

    marks = getattr(examples, name).pytestmark
    return [one[0] for mark in marks if mark.name == "parametrize" for one in mark.args[1]]


PLAIN = [
    "=1+2*3", "=4/2", "=2^3^2", "=-2^2", "=50%", "=1=1", '="a"="A"', '=1="1"', '=9999<"a"', "=0.1+0.2=0.3",
    '="x"&1&TRUE', '=1/3&""', '="5"+1', '="nói ""có"""', "=A2", "=Z99", '=Z99&"x"', "=SUM(C2:C)", "=SUM(C:C)",
    "=SUM(2:2)", "=SUM(B2:2)", "=SUM(người)", "=SUM('Hộ nghèo'!A:A)", '=INDIRECT("C"&2)', "=SUM(INDIRECT(\"'Hộ nghèo'!A1:A2\"))",
    '=D2&""', '="Đến "&D2', '=B2&" "&C2', '=LEFT(D2,2)', "=D2+1", "=IF(TRUE,Z99)", "=IF(C2>3,\"đông\",\"ít\")",
    '=VLOOKUP("H02",A:C,3,FALSE)', "=MATCH(\"H03\",A:A,0)", "=INDEX(cột,ROW())", "=ISBLANK(INDEX($Z:$Z,ROW()))",
    '=ISNUMBER(FIND("|persons|",INDEX($B:$B,ROW())))', "=SUMPRODUCT(MAX(EXACT($B$2:$B$5,\"Bà Lan\")*ROW($B$2:$B$5)))",
    '=SUMPRODUCT(B2:B5="Bà Lan")', "=ROWS(A:A)", "=COUNTBLANK(Z:Z)", '=COUNTIF(Z:Z,"")', "=COUNTA(A2:A)", "=F5",
    '=IFERROR(F5,"lỗi")', '=UNIQUE(B2:B5)', "=ARRAYFORMULA(LEN(A2:A3))", '=SPLIT("a b"," ")', '=REGEXMATCH(A2,"H")',
    '=QUERY(A1:B2)', "=NOPE(1)", "=A2000", "=1+", '=HYPERLINK("https://phuong.vn/?a=1&b=2","mở")',
    '=HYPERLINK("file:///etc/passwd","x")', "='[x.xlsx]S'!A1", "=LET(a,2,a*3)", '=TEXT(1234.5,"#,##0.0")', '=TEXT(C2,"000")',
    '=TEXTJOIN("-",TRUE,A2:A4)', "=IFS(C2>5,1,C2>3,2)", '=SWITCH(A2,"H01",1,2)', "=MAXIFS(C2:C4,C2:C4,\"<7\")", "=CHAR(272)",
    "=XOR(TRUE,FALSE)", '=IFNA(NA(),"không")', "=TODAY()-TODAY()", "=K1+1", "=MEDIAN(C2:C4)", "=ROUND(F2*100,1)&\"%\"",
]  # fmt: skip


def test_every_value_is_the_same_after_libreoffice_has_calculated(recalculated):
    resource = with_formulas(PLAIN)
    found = differences(recalculated(export_xlsx(resource)), resource)
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize(
    "names",
    [("test_choosing", "test_asking_what_a_value_is", "test_looking_up"), ("test_text", "test_numbers"),
     ("test_counting_and_adding_where_something_fits", "test_dates")],
)  # fmt: skip
def test_the_examples_of_every_function_survive_too(recalculated, names):
    resource = with_formulas([formula for name in names for formula in formulas_of(name)])
    found = differences(recalculated(export_xlsx(resource)), resource)
    assert not found, "\n".join(map(str, found))


def test_a_vietnamese_book_survives_too(recalculated):
    formulas = [
        "=C2*0,5", '=F2&""', '=IF(ISBLANK($A2);"";IF(ISNUMBER(FIND("an";INDEX($B:$B;ROW())));"⚠ sửa";"✓"))',
        '=TEXT(F2;"0,0")', '=TEXT(1234,5;"#,##0.0")', '=ROUND(F2;1)&" phần"', "=SUM(C2:C4;0,5)", "={1\\2}", '=D2&""',
        '=IFERROR(INDEX(cột;ROW())/0;"—")', '=EXACT(LEFT(B2;2);"Bà")', '=SUMIF(B2:B5;"Bà Lan";C2:C5)',
    ]  # fmt: skip
    resource = with_formulas(formulas, "vi_VN")
    found = differences(recalculated(export_xlsx(resource)), resource)
    assert not found, "\n".join(map(str, found))


def test_a_book_made_with_gspread_is_the_same_in_libreoffice(recalculated):
    """Typed, calculated and exported by the stand-in itself."""
    book = gspread_client(App(), "lan.tdp3@gmail.com").create("Sổ Tổ 3")
    book.batch_update({"requests": [{"updateSpreadsheetProperties": {"properties": {"locale": "vi_VN"}, "fields": "locale"}}]})
    households = [[f"H{r:02}", "Bà Lan" if r % 3 else "", r % 7, f"{r % 27 + 1}/10/2025", "85,5%", "TRUE" if r % 2 else "0912"] for r in range(2, 60)]
    checks = [['=IF(ISBLANK(INDEX($B:$B;ROW()));"";IF(INDEX($C:$C;ROW())>3;"⚠ đông";"✓ "&INDEX($C:$C;ROW())))',
               f'=IF(D{r}=DATE(2025;10;5);"hôm đó";C{r}+E{r})', f'=B{r}&" "&D{r}', f"=COUNTIF(C$2:C{r};C{r})"] for r in range(2, 60)]  # fmt: skip
    page = book.sheet1
    page.update([["Mã", "Chủ hộ", "Người", "Ngày", "Tỉ lệ", "Lẫn lộn"], *households], "A1", value_input_option="USER_ENTERED")
    page.update(checks, "G2", value_input_option="USER_ENTERED")
    resource = book.client.fetch_sheet_metadata(book.id, params={"includeGridData": "true"})
    found = differences(recalculated(book.export(ExportFormat.EXCEL)), resource)
    assert not found, "\n".join(map(str, found))
