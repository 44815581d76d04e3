"""Reminders of Phường Trần Liễu: only to those with something left, of their own cells, once a day; urgent ones once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from letters_of_tests import SENDER
from test_report_sending import text_of

from reports import CALENDAR, Q4, TOLD, figures, group, schema, summary
from toso.core.figures import Figures
from toso.core.report.approval import Rules, decide, draft_day
from toso.core.report.reminders import OpenCell, open_cells, reminders
from toso.delivery.folder import Folder
from toso.delivery.outbox import Outbox
from toso.jobs.alert import alert
from toso.jobs.post import Post
from toso.jobs.remind import Reminded, Reminding, prepare, remind
from toso.model import Finding

MONDAY = Q4.entry_deadline.replace(day=8, hour=8)
GROUPS = tuple(group(n) for n in range(1, 6))
CELLS = {"TDP03": (OpenCell("Hộ gia đình", "TDP03-0127", 128, "Ngày hướng dẫn", "Ngày không đọc được"),)}
LEADERS = {g.code: g.leader_email for g in GROUPS}
DEPARTMENT = ("vhxh@tranlieu.example",)


def ward(**own: object) -> Figures:
    """TDP01 has done all; TDP02 nothing; TDP03 has an error; TDP04 lacks 3 households; TDP05 forgot to mark."""
    return replace(
        figures(
            GROUPS,
            [
                summary("TDP01", 180),
                summary("TDP02", 0, state="empty"),
                summary("TDP03", 170, errors=1),
                summary("TDP04", 157),
                summary("TDP05", 190, on=None),
            ],
            today=MONDAY.date(),
            as_of=MONDAY,
        ),
        **own,  # type: ignore[arg-type]
    )


@dataclass
class Office:
    folder: Path
    post: Post

    def remind(self, now: object = MONDAY, leaders: dict[str, str] | None = None) -> Reminded:
        wanted = Reminding(
            ward(), now, CALENDAR, CELLS, leaders or LEADERS, DEPARTMENT,  # type: ignore[arg-type]
            lambda code: f"https://docs.google.com/spreadsheets/d/book-{code}", "0220 3822 000",
        )  # fmt: skip
        return remind(wanted, replace(self.post, now=lambda: now))  # type: ignore[arg-type, return-value]

    def letters(self) -> dict[str, list]:
        import email
        from email.policy import default

        found: dict[str, list] = {}
        for file in sorted(self.folder.glob("*.eml"), key=lambda f: f.stat().st_mtime_ns):
            one = email.message_from_bytes(file.read_bytes(), policy=default)
            found.setdefault(str(one["To"]), []).append(one)
        return found


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with Outbox(tmp_path / "outbox.sqlite3") as outbox:
        yield Office(tmp_path / "eml", Post(outbox, Folder(tmp_path / "eml"), SENDER, "10729", lambda: MONDAY))


def test_only_groups_with_something_left_are_reminded() -> None:
    assert [one.group.code for one in reminders(ward(), CELLS)] == ["TDP02", "TDP03", "TDP04", "TDP05"]


def test_a_book_that_cannot_be_read_is_the_departments_matter_not_the_leaders() -> None:
    found = replace(ward(), summaries={**ward().summaries, "TDP02": summary("TDP02", 0, state="unreachable")})
    assert "TDP02" not in [one.group.code for one in reminders(found, {})]


def test_each_leader_reads_what_is_left_in_that_groups_book_and_its_link(office: Office) -> None:
    office.remind()
    letters = office.letters()
    assert set(letters) == {f"to{n}@tranlieu.example" for n in (2, 3, 4, 5)} | set(DEPARTMENT)
    with_error = text_of(letters["to3@tranlieu.example"][0])
    assert "Hộ gia đình, TDP03-0127, cột Ngày hướng dẫn: Ngày không đọc được" in with_error
    assert "book-TDP03" in with_error
    assert "book-TDP04" not in with_error
    assert "Còn 3 hộ nữa là đạt 80% (đã hướng dẫn 157/200 hộ)." in text_of(letters["to4@tranlieu.example"][0])
    assert "dòng 2025-Q4" in text_of(letters["to5@tranlieu.example"][0])
    assert "Sổ chưa có số liệu nào." in text_of(letters["to2@tranlieu.example"][0])
    nothing_typed = text_of(letters["to2@tranlieu.example"][0])
    assert "Chưa nhập hộ nào; cần hướng dẫn ít nhất 160/200 hộ để đạt 80%." in nothing_typed
    assert "0/200" not in nothing_typed.replace("160/200", "")
    assert "còn 5 ngày làm việc" in with_error


def test_after_the_deadline_the_letter_says_that_it_is_past_and_what_still_helps(office: Office) -> None:
    office.remind(Q4.entry_deadline + timedelta(hours=3))
    letter = office.letters()["to4@tranlieu.example"][0]
    said = text_of(letter)
    assert "đã chốt lúc 12:00 ngày 15/12/2025 (đã quá hạn)" in said and "kỳ sau hoặc báo cáo bổ sung" in said
    assert "sẽ được chốt" not in said and "hạn hôm nay" not in said
    assert "đã quá hạn 12:00" in letter["Subject"]
    digest = text_of(office.letters()[DEPARTMENT[0]][0])
    assert "số liệu quý IV/2025 đã chốt lúc" in digest and "được chốt lúc" not in digest


def test_the_department_reads_no_number_of_lacking_households_where_nobody_typed_any(office: Office) -> None:
    office.remind()
    [row] = [line for line in text_of(office.letters()[DEPARTMENT[0]][0]).splitlines() if "Tổ dân phố số 2" in line]
    assert "Tỷ lệ: –; Hộ còn thiếu: –" in row


def test_one_letter_a_person_and_day_whatever_is_called_again(office: Office) -> None:
    office.remind()
    assert office.remind().posted.new == 0
    office.remind(MONDAY + timedelta(hours=3))
    assert all(len(ones) == 1 for ones in office.letters().values())
    office.remind(MONDAY + timedelta(days=3))
    assert all(len(ones) == 2 for ones in office.letters().values())


def test_a_leader_of_two_groups_gets_one_letter_with_both(office: Office) -> None:
    office.remind(leaders={**LEADERS, "TDP04": "To3@tranlieu.example"})
    (both,) = office.letters()["to3@tranlieu.example"]
    assert "book-TDP03" in text_of(both)
    assert "book-TDP04" in text_of(both)


def test_the_department_reads_who_has_what_left_and_gets_the_texts_for_zalo(office: Office) -> None:
    reminded = office.remind(leaders={"TDP03": "to3@tranlieu.example"})
    (digest,) = office.letters()[DEPARTMENT[0]]
    assert "1/5 tổ đã xong" in digest["Subject"]
    assert "Chưa có địa chỉ thư" in text_of(digest)
    (file,) = digest.iter_attachments()
    assert reminded.zalo["TDP04"].strip() in file.get_content()
    assert reminded.posted.without_address == ("TDP02", "TDP04", "TDP05")


def test_the_text_for_zalo_is_short_and_complete() -> None:
    wanted = Reminding(ward(), MONDAY, CALENDAR, CELLS, LEADERS, DEPARTMENT, lambda code: "https://docs.google.com/x")
    text = prepare(wanted)[1]["TDP03"]
    assert text.startswith("[Tổ dân phố số 3] Báo cáo quý IV/2025 sẽ được chốt lúc 12:00 ngày 15/12/2025")
    assert "Còn 1 ô cần sửa" in text
    assert "https://docs.google.com/x" in text
    assert len(text) < 600


def test_a_remaining_cell_is_named_by_place_and_never_by_what_was_typed() -> None:
    typed = Finding("bad_phone", "error", "TDP03", "households", 9, "TDP03-0008", "phone", "0912 CANARY", message="“0912 CANARY”")
    answered = typed._replace(answered=True)
    warning = typed._replace(severity="warning")
    (cell,) = open_cells([typed, answered, warning], schema(), {"bad_phone": "Số điện thoại chưa đúng"})
    assert cell == OpenCell("Hộ gia đình", "TDP03-0008", 9, "Số điện thoại", "Số điện thoại chưa đúng")
    assert "CANARY" not in repr(cell)
    (keyless,) = open_cells([typed._replace(key="Lê Thị CANARY 0912345678")], schema(), {})
    assert (keyless.key, keyless.row) == ("", 9)


def test_an_urgent_difficulty_is_told_once_without_the_groups_words(office: Office) -> None:
    told = figures(GROUPS, [summary("TDP05", 190, difficulties=TOLD)], today=MONDAY.date(), as_of=MONDAY)
    for _ in range(3):
        alert(told, ("truongphong@tranlieu.example",), office.post, lambda code: "https://docs.google.com/" + code)
    (letter,) = office.letters()["truongphong@tranlieu.example"]
    assert "Tổ dân phố số 5" in letter["Subject"]
    assert "Thiết bị, mạng" in text_of(letter)
    assert "KK01" in text_of(letter)


def test_an_urgent_difficulty_that_was_answered_is_not_told(office: Office) -> None:
    answered = replace(TOLD[0], replied_on=date(2025, 10, 3))
    told = figures(GROUPS, [summary("TDP05", 190, difficulties=(answered,))], today=MONDAY.date(), as_of=MONDAY)
    assert alert(told, ("truongphong@tranlieu.example",), office.post).new == 0


def test_ten_five_and_two_working_days_before_the_sending_day() -> None:
    assert [CALENDAR.working_days_before(Q4.sending_day, n) for n in (10, 5, 2)] == [
        date(2025, 12, 1), date(2025, 12, 8), date(2025, 12, 11),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("mode", "approved", "day", "hour", "action"),
    [
        ("none", False, 9, 9, "wait"),
        ("none", False, 15, 12, "send"),
        ("ask", False, 9, 9, "wait"),
        ("ask", False, 10, 0, "draft"),
        ("ask", True, 10, 9, "wait"),
        ("ask", False, 15, 11, "draft"),
        ("ask", False, 15, 12, "last_call"),
        ("ask", True, 15, 12, "send"),
        ("ask", False, 15, 16, "send_marked"),
        ("required", False, 15, 16, "hold"),
        ("required", True, 15, 16, "send"),
        ("required", False, 20, 9, "hold"),
        ("required", True, 20, 9, "send"),
    ],
)
def test_approval_is_never_silence(mode: str, approved: bool, day: int, hour: int, action: str) -> None:
    from toso.core.report.approval import Approval

    rules = Rules(mode)  # type: ignore[arg-type]
    assert draft_day(rules, Q4, CALENDAR) == date(2025, 12, 10)
    yes = Approval("Trưởng phòng", None) if approved else None
    assert decide(rules, yes, Q4, CALENDAR, Q4.entry_deadline.replace(day=day, hour=hour)) == action
