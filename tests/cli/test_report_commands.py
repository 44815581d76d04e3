"""``toso report``, ``toso outbox`` and ``toso remind`` in An Lạc, where nobody has typed anything yet."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from an_lac import Toso

from toso.core.calendar import VIETNAM, Calendar
from toso.core.periods import period
from toso.delivery.letters import Letter, Matter, message_id
from toso.delivery.outbox import Outbox
from toso.delivery.outbox_rows import Result
from toso.state import OUTBOX

NOON = period("2025-Q4", Calendar()).entry_deadline
SENDING = ("--as-of", "2025-12-15T12:30")


def letters(place: Path) -> list[str]:
    return sorted(file.name for file in (place / "outbox").glob("*.eml"))


def outbox(place: Path) -> Outbox:
    return Outbox(place / "state" / OUTBOX)


def test_building_writes_all_forms_and_names_them(an_lac: Path, toso: Toso) -> None:
    done = toso("report", "build", "--quarter", "2025-Q4", *SENDING)
    assert done.code == 0, done.err
    files = [Path(line) for line in done.out.splitlines()]
    assert {file.suffix for file in files} == {".docx", ".pdf", ".xlsx", ".html", ".txt"}
    assert all(file.stat().st_size > 500 for file in files)
    assert "quý IV/2025" in done.err
    assert letters(an_lac) == []


def test_from_a_snapshot_the_same_figures_come_again_byte_by_byte(an_lac: Path, toso: Toso) -> None:
    first = toso("report", "build", "--quarter", "2025-Q4", "--out", "first", *SENDING)
    again = toso(
        "report", "build", "--quarter", "2025-Q4", "--out", "again", "--snapshot", "--as-of", "2025-12-20T09:00"
    )
    assert first.code == again.code == 0, again.err
    for one, other in zip(first.out.split(), again.out.split(), strict=True):
        assert Path(one).read_bytes() == Path(other).read_bytes(), one


def test_without_a_snapshot_to_build_from_it_says_so(an_lac: Path, toso: Toso) -> None:
    done = toso("report", "build", "--snapshot", "--quarter", "2025-Q4", "--as-of", "2025-12-01T09:00")
    assert done.code == 2
    assert "Chưa có số liệu chốt của kỳ 2025-Q4" in done.err


def test_a_preview_is_a_draft_on_the_screen_and_sends_nothing(an_lac: Path, toso: Toso) -> None:
    done = toso("report", "preview", "--quarter", "2025-Q4", "--as-of", "2025-12-01T09:00")
    assert done.code == 0, done.err
    assert "DỰ THẢO" in done.out
    assert "chưa có tổ dân phố nào trong 2 tổ nộp số liệu" in done.out
    assert letters(an_lac) == []


def test_sent_once_then_nothing_more(an_lac: Path, toso: Toso) -> None:
    done = toso("report", "send", *SENDING)
    assert done.code == 0, done.err
    assert len(letters(an_lac)) == 3, "the committee and two leaders"
    again = toso("report", "send", *SENDING)
    assert "không gửi lại" in again.err
    assert len(letters(an_lac)) == 3


def test_before_the_deadline_it_waits_unless_asked_at_once(an_lac: Path, toso: Toso) -> None:
    early = ("--as-of", "2025-12-10T09:00")
    done = toso("report", "send", *early)
    assert "Chưa tới hạn chốt số liệu" in done.err
    assert letters(an_lac) == []
    assert toso("report", "send", "--now", *early).code == 0
    assert len(letters(an_lac)) == 3


def test_a_trial_goes_to_one_address_only(an_lac: Path, toso: Toso) -> None:
    done = toso("report", "send", "--to", "toi@example.vn", *SENDING)
    assert done.code == 0, done.err
    assert "gửi thử" in done.err
    assert len(letters(an_lac)) == 1


def test_an_ad_hoc_report_has_its_own_days_and_goes_at_once(an_lac: Path, toso: Toso) -> None:
    asked = ("--kind", "dot_xuat", "--from", "01/10/2025", "--to", "20/11/2025", "--as-of", "2025-11-24T09:00")
    done = toso("report", "send", *asked)
    assert done.code == 0, done.err
    assert any("dot_xuat" in name for name in letters(an_lac))
    assert toso("report", "send", "--kind", "dot_xuat", "--from", "01/10/2025").code == 2
    assert toso("report", "send", "--kind", "hang_nam").code == 2


@pytest.mark.parametrize(
    ("first", "last", "code", "said"),
    [
        ("2025-11-20", "2025-10-01", "report_days_reversed", "--from 01/10/2025 --to 20/11/2025"),
        ("2026-02-01", "2026-03-01", "report_days_ahead", "Hôm nay là 24/11/2025"),
        ("2027-01-01", "2027-02-01", "report_days_outside", "kết thúc 31/12/2026"),
        ("2020-01-01", "2020-02-01", "report_days_outside", "bắt đầu 01/09/2025"),
    ],
)
@pytest.mark.parametrize("action", ["send", "preview"])
def test_an_ad_hoc_report_of_days_that_cannot_be_is_refused_and_nothing_is_mailed(
    action: str, first: str, last: str, code: str, said: str, an_lac: Path, toso: Toso
) -> None:
    asked = ("--kind", "dot_xuat", "--from", first, "--to", last, "--as-of", "2025-11-24T09:00")
    done = toso("report", action, *asked)
    assert done.code == 2 and code in done.err and said in done.err, done.err
    assert letters(an_lac) == []


def test_an_ad_hoc_report_may_begin_before_the_plan_and_end_today(an_lac: Path, toso: Toso) -> None:
    asked = ("--from", "2025-08-15", "--to", "2025-11-24", "--as-of", "2025-11-24T09:00")
    done = toso("report", "preview", *asked)
    assert done.code == 0, done.err


def test_reminders_go_once_a_day_and_leave_texts_for_zalo(an_lac: Path, toso: Toso) -> None:
    morning = ("--as-of", "2025-12-08T08:00")
    done = toso("remind", *morning)
    assert done.code == 0, done.err
    assert len(letters(an_lac)) >= 2
    zalo = (an_lac / "out" / "zalo" / "TDP01.txt").read_text(encoding="utf-8")
    assert "Sổ chưa có số liệu nào" in zalo
    count = len(letters(an_lac))
    assert "không nhắc lại" in toso("remind", *morning).err
    assert len(letters(an_lac)) == count


def test_a_dry_run_of_reminders_prints_them_and_sends_nothing(an_lac: Path, toso: Toso) -> None:
    done = toso("remind", "--dry-run", "--as-of", "2025-12-08T08:00")
    assert done.code == 0
    assert "[Tổ dân phố số 2]" in done.out
    assert letters(an_lac) == []


def test_the_help_of_reminders_says_who_is_reminded(toso: Toso) -> None:
    said = " ".join(toso("remind", "--help").out.split())
    assert "Nhắc các tổ còn việc: chưa nhập, chưa sửa, chưa đạt mục tiêu hoặc chưa xác nhận nộp" in said


def test_reminders_asked_for_after_the_deadline_say_so_and_still_leave(an_lac: Path, toso: Toso) -> None:
    late = ("--as-of", "2025-12-15T15:00")
    printed = toso("remind", "--dry-run", *late).out
    assert "đã chốt lúc 12:00 ngày 15/12/2025 (đã quá hạn)" in printed and "sẽ được chốt" not in printed
    assert toso("remind", *late).code == 0
    assert len([name for name in letters(an_lac) if ".nhac." in name]) == 2


# --- the outbox


def put(place: Path, state: str) -> str:
    """One letter in that state; its id."""
    matter = Matter("10729", "2025-Q4", "dinh_ky")
    to = "ubnd@example.vn"
    with outbox(place) as box:
        identity = message_id(matter, [to], "anlac.example")
        box.put(
            Letter(
                matter,
                "report",
                (to,),
                identity,
                "x@anlac.example",
                "Báo cáo",
                (b"Message-ID: " + identity.encode() + b"\r\n\r\nx",),
                NOON + timedelta(days=900),
            ),
            NOON,
        )
        if state != "queued":
            box.claim(identity, NOON)
            box.settle(identity, [Result(to, state, "dot", 550, "no such user")], NOON)  # type: ignore[arg-type]
        return box.deliveries()[0].delivery_id


def state_of(place: Path) -> str:
    with outbox(place) as box:
        return box.deliveries()[0].state


def test_the_list_names_each_letter_and_counts_them(an_lac: Path, toso: Toso) -> None:
    one = put(an_lac, "failed")
    done = toso("outbox", "list")
    assert done.code == 0
    assert one[:8] in done.out
    assert "bị từ chối" in done.out
    assert "no such user" in done.out
    (as_json,) = json.loads(toso("outbox", "list", "--json", "--state", "failed").out)
    assert as_json["address"] == "ubnd@example.vn"
    assert toso("outbox", "list", "--state", "sent").out == ""


def test_an_empty_outbox_says_so(an_lac: Path, toso: Toso) -> None:
    assert "không có thư nào" in toso("outbox", "list").err


def test_a_letter_is_shown_by_the_beginning_of_its_id(an_lac: Path, toso: Toso) -> None:
    one = put(an_lac, "queued")
    assert "ubnd@example.vn" in toso("outbox", "show", one[:4]).out
    assert toso("outbox", "show", "zzzz").code == 2


def test_what_was_refused_is_sent_again_when_somebody_says_so(an_lac: Path, toso: Toso) -> None:
    one = put(an_lac, "failed")
    done = toso("outbox", "retry", one[:6])
    assert done.code == 0, done.err
    assert state_of(an_lac) == "sent"
    assert len(letters(an_lac)) == 1


def test_what_is_unknown_is_never_sent_again_blindly(an_lac: Path, toso: Toso) -> None:
    one = put(an_lac, "unknown")
    done = toso("outbox", "retry", one[:6])
    assert done.code == 2
    assert "resolve" in done.err
    assert state_of(an_lac) == "unknown"
    assert toso("outbox", "send").code == 0
    assert letters(an_lac) == []


@pytest.mark.parametrize(("said", "state"), [("--sent", "sent"), ("--not-sent", "queued")])
def test_a_person_says_whether_it_arrived(said: str, state: str, an_lac: Path, toso: Toso) -> None:
    one = put(an_lac, "unknown")
    assert toso("outbox", "resolve", one[:6], said).code == 0
    assert state_of(an_lac) == state
    assert toso("outbox", "resolve", one[:6]).code == 2


def test_a_mailbox_copy_says_whether_it_arrived(an_lac: Path, toso: Toso) -> None:
    one = put(an_lac, "unknown")
    assert toso("outbox", "resolve", one[:6], "--lookup").code == 3, "no mailbox is set"
    settings = an_lac / "toso.toml"
    text = settings.read_text(encoding="utf-8")
    mail = (
        text.replace("[mail]", '[mail]\ncopy_mailbox = "copies"')
        if "[mail]" in text
        else text + '\n[mail]\ncopy_mailbox = "copies"\n'
    )
    settings.write_text(mail, encoding="utf-8")
    (an_lac / "copies" / "cur").mkdir(parents=True)
    assert toso("outbox", "resolve", one[:6], "--lookup").code == 6
    with outbox(an_lac) as box:
        body = box.body(box.deliveries()[0].message_id)
    assert body is not None
    (an_lac / "copies" / "cur" / "1").write_bytes(body)
    assert toso("outbox", "resolve", one[:6], "--lookup").code == 0
    assert state_of(an_lac) == "sent"


def test_a_broken_outbox_is_told_and_left_as_it_is(an_lac: Path, toso: Toso) -> None:
    (an_lac / "state" / OUTBOX).write_bytes(b"not a database at all, but long enough to be looked at" * 40)
    done = toso("outbox", "list")
    assert done.code == 3
    assert "bị hỏng" in done.err
    assert (an_lac / "state" / OUTBOX).read_bytes().startswith(b"not a database")


def test_the_ledger_comes_back_from_the_master_after_the_machine_is_lost(an_lac: Path, toso: Toso) -> None:
    assert toso("aggregate", "--as-of", "2025-12-15T12:00").code == 0
    assert toso("report", "send", *SENDING).code == 0
    for file in (an_lac / "state").glob("outbox*"):
        file.unlink()
    for file in (an_lac / "outbox").glob("*.eml"):
        file.unlink()
    done = toso("outbox", "restore")
    assert done.code == 0, done.err
    assert "3 thư" in done.err
    again = toso("report", "send", *SENDING)
    assert "không gửi lại" in again.err, again.err
    assert letters(an_lac) == []


def test_the_moment_of_sending_is_the_wards(an_lac: Path, toso: Toso) -> None:
    toso("report", "send", *SENDING)
    with outbox(an_lac) as box:
        assert all(one.changed_at.endswith("+07:00") for one in box.deliveries())
    assert VIETNAM.utcoffset(None) == timedelta(hours=7)
