"""The first day with a real account: the trial passes against the stand-in, names the one thing in which a stand-in is
told to differ, and leaves the book as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from an_lac import Toso
from requests import Response
from requests.adapters import BaseAdapter

from localsheets.adapter import LocalAdapter
from toso.core.book_facts import Desk
from toso.errors import Exit
from toso.google.books import SHEETS, Books
from toso.google.credentials import Account
from toso.google.session import open_session
from toso.jobs.doctor.live import Trial, differences, trial
from toso.jobs.doctor.rehearsal import SUFFIX, Script, rehearse
from toso.settings import load_settings
from toso.wiring import LOCAL_ACCOUNT, Wiring


class Differing(BaseAdapter):
    """The stand-in as a Google that differs: ``change`` is done to each answer's JSON (and may refuse a request)."""

    def __init__(
        self, inner: BaseAdapter, change: Callable[[Any], None], before: Callable[[Any], None] = lambda body: None
    ) -> None:
        super().__init__()
        self.inner, self.change, self.before = inner, change, before

    def send(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        if request.body:
            body = json.loads(request.body)
            self.before(body)
            request.body = json.dumps(body)
            request.headers["Content-Length"] = str(len(request.body.encode()))
        answer = self.inner.send(request, *args, **kwargs)
        found = answer.json()
        self.change(found)
        answer._content = json.dumps(found).encode()
        return answer

    def close(self) -> None:
        return None


@pytest.fixture
def ward(an_lac: Path):  # type: ignore[no-untyped-def]
    with closing(Wiring(load_settings(an_lac))) as parts:
        yield parts


@pytest.fixture
def script(ward: Wiring) -> Script:
    desk = ward.desk
    return rehearse(
        ward.reference_books, ward.schema, lambda s: Desk(s, desk.words, desk.fill), ward.catalogue, LOCAL_ACCOUNT
    )


def against(ward: Wiring, script: Script, **differs: Any) -> Trial:
    """The trial in the ward's own book, behind a Google that differs."""
    adapter = Differing(LocalAdapter(ward.local_sheets), **differs)
    books = Books(open_session(Account("token", token=LOCAL_ACCOUNT), endpoint=adapter))
    return trial(books, ward.settings.books.ward, ward.reference_books, script)


def whole(ward: Wiring) -> Any:
    url = f"{SHEETS}/{ward.settings.books.ward}"
    return ward.books.session.http.send("get", url, params={"includeGridData": "true"}, repeatable=True).json()


def cells(answer: Any) -> Any:
    for sheet in answer.get("sheets", []):
        for data in sheet.get("data", []):
            for row in data.get("rowData", []):
                yield from row.get("values", [])


def test_against_the_stand_in_it_passes_and_leaves_the_book_as_it_was(toso: Toso, an_lac: Path, ward: Wiring) -> None:
    before = whole(ward)
    ended = toso("doctor", "--live", f"https://docs.google.com/spreadsheets/d/{ward.settings.books.ward}/edit#gid=0")
    assert ended.code == 0 and "✓ Google làm đúng như bản mô phỏng" in ended.err
    assert whole(ward) == before


def test_the_transcript_can_be_sent(toso: Toso, an_lac: Path, ward: Wiring) -> None:
    toso("doctor", "--live", ward.settings.books.ward)
    (path,) = (an_lac / "state" / "logs").glob("doctor-live-*.json")
    text = path.read_text(encoding="utf-8")
    assert ward.settings.books.ward not in text and LOCAL_ACCOUNT not in text and "to1@example.com" not in text
    assert {"calls", "differences", "real", "stand_in"} == set(json.loads(text))


def test_it_writes_every_kind_of_thing_that_toso_writes_into_a_groups_book(ward: Wiring, script: Script) -> None:
    from toso.core.layout import plan
    from toso.jobs.facts_of import group_facts
    from toso.model import Group

    book = ward.reference_books.drive.create("all kinds")
    facts = group_facts(Group("TDP01", "Tổ 1", 3, book), ward.settings, LOCAL_ACCOUNT)
    wanted = plan(ward.reference_books.state(book, ward.schema.book("group")), facts, ward.desk)

    def kinds(requests: Any) -> set[str]:
        found = set()
        for one in requests:
            kind = next(iter(one))
            condition = json.dumps(one)
            found |= {kind} | {f"{kind} {word}" for word in CONDITIONS if f'"{word}"' in condition}
        return found

    played = kinds(one for call in script.calls if call.kind == "batch" for one in call.payload)
    assert kinds(wanted.requests) - played <= {"updateSpreadsheetProperties", "updateSheetProperties"}


CONDITIONS = (
    "ONE_OF_LIST",
    "ONE_OF_RANGE",
    "NUMBER_BETWEEN",
    "DATE_BETWEEN",
    "CUSTOM_FORMULA",
    "NUMBER_GREATER_THAN_EQ",
    "DATE_IS_VALID",
    "BOOLEAN",
)


def test_no_call_speaks_of_anything_but_the_scratch_tabs(script: Script) -> None:
    assert all(title.endswith(SUFFIX) for title in script.tabs.values())
    text = json.dumps([call.payload for call in script.calls], ensure_ascii=False)
    assert (
        '"spreadsheet": true' not in text and '"sheetId": 0' not in text and "hou_" not in text.replace("thu_hou_", "")
    )


def only(found: Trial) -> str:
    places = {one.place for one in found.differences}
    assert len(places) == 1, places
    return places.pop()


def test_a_formula_that_is_calculated_otherwise_is_named_by_tab_row_and_column(ward: Wiring, script: Script) -> None:
    def change(answer: Any) -> None:
        for cell in cells(answer):
            if cell.get("formattedValue", "").startswith("⚠ Số khẩu: số quá nhỏ") and "|" not in cell["formattedValue"]:
                cell["formattedValue"] = "#ERROR!"

    place = only(against(ward, script, change=change))
    assert place == "Hộ gia đình_thu › cells 4 2 › formattedValue"


def test_a_paint_that_is_missing_is_named(ward: Wiring, script: Script) -> None:
    def change(answer: Any) -> None:
        painted = [c for c in cells(answer) if c.get("formattedValue") == "bốn"]
        for cell in painted:
            cell["effectiveFormat"]["backgroundColor"] = {"red": 1, "green": 1, "blue": 1}

    found = against(ward, script, change=change)
    assert found.differences and all("effectiveFormat › backgroundColor" in one.place for one in found.differences)


@pytest.mark.parametrize(
    ("part", "named"),
    [
        ("conditionalFormats", "conditionalFormats"),
        ("protectedRanges", "protectedRanges"),
        ("bandedRanges", "bandedRanges"),
        ("developerMetadata", "metadata"),
    ],
)
def test_a_rule_a_protection_a_band_or_a_mark_that_is_lost_is_named(
    part: str, named: str, ward: Wiring, script: Script
) -> None:
    def change(answer: Any) -> None:
        for sheet in answer.get("sheets", []):
            if sheet["properties"]["title"] == "Hộ gia đình" + SUFFIX and len(sheet.get(part, [])) > 0:
                sheet[part].pop()

    found = against(ward, script, change=change)
    assert found.differences and {one.place.split(" › ")[1].split()[0] for one in found.differences} == {named}


def test_a_dropdown_that_is_not_strict_is_named(ward: Wiring, script: Script) -> None:
    def change(answer: Any) -> None:
        for cell in list(cells(answer))[:400]:
            if cell.get("dataValidation", {}).get("strict"):
                del cell["dataValidation"]["strict"]

    found = against(ward, script, change=change)
    assert found.differences and all(one.place.endswith("dataValidation › strict") for one in found.differences)


def test_a_request_that_google_refuses_is_told_in_googles_words_and_the_tabs_are_taken_away(
    ward: Wiring, script: Script
) -> None:
    def refuse(body: Any) -> None:
        for one in body.get("requests", []):
            if "addBanding" in one:
                one["addBanding"]["bandedRange"]["range"]["sheetId"] = 123456
                return

    before = whole(ward)
    found = against(ward, script, change=lambda answer: None, before=refuse)
    assert only(found) == "call 1 (batch)" and found.differences[0].real.startswith("400 ")
    assert whole(ward) == before


def test_what_a_cut_off_trial_left_is_taken_away_by_the_next(ward: Wiring, script: Script) -> None:
    before = whole(ward)
    ward.books.batch(ward.settings.books.ward, [dict(one) for one in script.calls[0].payload], repeatable=False)
    assert whole(ward) != before
    assert trial(ward.books, ward.settings.books.ward, ward.reference_books, script).differences == []
    assert whole(ward) == before


def test_colours_in_255_steps_and_empty_things_are_no_difference() -> None:
    assert list(differences({"a": 0.498, "b": {}}, {"a": 0.49803922, "c": []})) == []
    assert [one.place for one in differences({"a": [1, 2]}, {"a": [1, 3]})] == ["a 2"]


def test_a_book_that_is_not_shared_with_us_is_one_clear_error(toso: Toso, an_lac: Path) -> None:
    ended = toso("doctor", "--live", "1" + "x" * 40)
    assert ended.code == Exit.ACCESS and "Lỗi: " in ended.err
