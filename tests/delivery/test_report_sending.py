"""The ward of Phường Trần Liễu sends its report: once, again, changed, unapproved, and after the loss of the machine."""

from __future__ import annotations

import email
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from letters_of_tests import NOON, SENDER, minutes, states

from reports import figures, groups_of, schema, summary, ward, with_summaries
from toso.core.report import Material
from toso.core.report.approval import Action
from toso.delivery import ledger
from toso.delivery.folder import Folder
from toso.delivery.ledger import LedgerRow
from toso.delivery.letters import Matter
from toso.delivery.outbox import Outbox
from toso.errors import ConfigurationError
from toso.jobs import report_ledger
from toso.jobs.post import Post, Posted
from toso.jobs.report import Recipients, Sending, send

PEOPLE = Recipients(
    report=("ubnd@tranlieu.example",),
    copy=("vhxh@tranlieu.example",),
    approvers=("truongphong@tranlieu.example",),
    keeper=("cntt@tranlieu.example",),
    leaders={f"TDP{n:02d}": f"to{n}@tranlieu.example" for n in range(1, 4)},
)


@dataclass
class Ward:
    """A small ward with a folder for a post."""

    folder: Path
    post: Post
    mirrored: list[tuple[LedgerRow, ...]]

    def send(self, material: Material, action: Action = "send", **own: object) -> Posted:
        return send(Sending(material, action, PEOPLE, mode="required", decide="16:00", **own), schema(), self.post)  # type: ignore[arg-type]

    def letters(self) -> list[EmailMessage]:
        """What lies in the folder, the oldest first."""
        files = sorted((self.folder / "eml").glob("*.eml"), key=lambda f: f.stat().st_mtime_ns)
        return [email.message_from_bytes(f.read_bytes(), policy=default) for f in files]  # type: ignore[misc]

    def to(self, address: str) -> list[EmailMessage]:
        return [one for one in self.letters() if address in one["To"]]


def text_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return part.get_content()


@pytest.fixture
def tran_lieu(tmp_path: Path) -> Iterator[Ward]:
    mirrored: list[tuple[LedgerRow, ...]] = []
    with Outbox(tmp_path / "outbox.sqlite3") as outbox:
        post = Post(outbox, Folder(tmp_path / "eml"), SENDER, "10729", lambda: NOON, mirror=lambda rows: mirrored.append(tuple(rows)))
        yield Ward(tmp_path, post, mirrored)


def three_groups(guided: int = 170) -> Material:
    groups = groups_of(3)
    now = figures(groups, [summary(g.code, guided if g.code == "TDP01" else 150) for g in groups])
    return replace(ward(3), figures=now, trend=())


def test_the_report_reaches_each_role_and_each_leader_once(tran_lieu: Ward) -> None:
    done = tran_lieu.send(three_groups())
    assert done.exit_code == 0
    assert done.new == 5
    (to_the_committee,) = tran_lieu.to("ubnd@tranlieu.example")
    names = [part.get_filename() for part in to_the_committee.iter_attachments()]
    assert [name.rpartition(".")[2] for name in names] == ["docx", "pdf", "xlsx"]
    (to_leader,) = tran_lieu.to("to1@tranlieu.example")
    assert "Tổ dân phố số 1" in to_leader["Subject"]
    assert len(list(to_leader.iter_attachments())) == 1


def test_the_same_report_again_sends_nothing_and_touches_no_ledger(tran_lieu: Ward) -> None:
    tran_lieu.send(three_groups())
    before = len(tran_lieu.mirrored)
    again = tran_lieu.send(three_groups())
    assert (again.new, again.sent.sent) == (0, 0)
    assert len(tran_lieu.letters()) == 5
    assert len(tran_lieu.mirrored) == before


def test_changed_figures_go_as_an_addendum_that_says_what_changed(tran_lieu: Ward) -> None:
    tran_lieu.send(three_groups(170))
    done = tran_lieu.send(three_groups(175))
    assert done.revision == 1
    told = "\n".join(done.changes)
    assert "Số hộ gia đình đã được hướng dẫn (lũy kế): 470 → 475." in told
    second = tran_lieu.to("ubnd@tranlieu.example")[-1]
    assert "Bổ sung" in second["Subject"]
    assert "470 → 475" in text_of(second)
    assert len(tran_lieu.to("to1@tranlieu.example")) == 2, "the page that changed goes again"
    assert len(tran_lieu.to("to2@tranlieu.example")) == 1, "the page that did not change does not"
    again = tran_lieu.send(three_groups(175))
    assert (again.new, again.revision) == (0, 1)


def test_figures_that_change_before_anything_went_out_replace_the_waiting_letter(tran_lieu: Ward) -> None:
    class Closed(Folder):
        def open(self) -> None:
            from toso.errors import TryAgain

            raise TryAgain("mail_server_away", host="x", port=1, phase="connect", reason="away")

    away = replace(tran_lieu.post, carrier=Closed(tran_lieu.folder / "eml"))
    first = send(Sending(three_groups(170), "send", PEOPLE), schema(), away)
    assert first.exit_code == 75
    done = tran_lieu.send(three_groups(175))
    assert done.revision == 0
    assert len(tran_lieu.to("ubnd@tranlieu.example")) == 1
    assert "Bổ sung" not in tran_lieu.to("ubnd@tranlieu.example")[0]["Subject"]


def test_an_address_that_is_added_later_gets_the_report_and_nobody_else_again(tran_lieu: Ward) -> None:
    tran_lieu.send(three_groups())
    more = replace(PEOPLE, report=(*PEOPLE.report, "chutich@tranlieu.example"))
    done = send(Sending(three_groups(), "send", more), schema(), tran_lieu.post)
    assert done.new == 1
    assert len(tran_lieu.to("chutich@tranlieu.example")) == 1
    assert len(tran_lieu.to("ubnd@tranlieu.example")) == 1


def test_before_the_deadline_a_draft_goes_to_those_who_approve_once(tran_lieu: Ward) -> None:
    for _ in range(2):
        assert tran_lieu.send(three_groups(), "draft").action == "draft"
    (draft,) = tran_lieu.letters()
    assert draft["To"] == "truongphong@tranlieu.example"
    assert "Dự thảo" in draft["Subject"]
    assert "Duyệt" in text_of(draft)


def test_unapproved_at_noon_is_called_for_then_held_and_told_then_sent_once_approved(tran_lieu: Ward) -> None:
    tran_lieu.send(three_groups(), "last_call")
    tran_lieu.send(three_groups(), "hold")
    subjects = [one["Subject"] for one in tran_lieu.letters()]
    assert any("chưa được duyệt" in subject for subject in subjects)
    assert any("giữ lại" in subject for subject in subjects)
    assert tran_lieu.to("cntt@tranlieu.example"), "the keeper is told"
    assert not tran_lieu.to("ubnd@tranlieu.example")
    tran_lieu.send(three_groups(), "send")
    assert len(tran_lieu.to("ubnd@tranlieu.example")) == 1


def test_sent_without_approval_says_so_in_the_subject_and_on_the_paper(tran_lieu: Ward) -> None:
    tran_lieu.send(three_groups(), "send_marked")
    (letter,) = tran_lieu.to("ubnd@tranlieu.example")
    assert letter["Subject"].startswith("[Chưa duyệt]")
    assert "chưa có người duyệt" in text_of(letter)


def test_doubts_mark_the_report_and_tell_the_keeper_but_do_not_stop_it(tran_lieu: Ward) -> None:
    tran_lieu.send(three_groups(), "send", doubts=("Không đọc được sổ của: Tổ dân phố số 3.",))
    assert tran_lieu.to("ubnd@tranlieu.example")[0]["Subject"].startswith("[Cần kiểm tra]")
    (told,) = tran_lieu.to("cntt@tranlieu.example")
    assert "Tổ dân phố số 3" in text_of(told)


def test_a_trial_goes_to_the_given_address_only_and_is_marked_as_a_draft(tran_lieu: Ward) -> None:
    tran_lieu.send(three_groups(), "send", only_to=("toi@tranlieu.example",))
    (letter,) = tran_lieu.letters()
    assert letter["To"] == "toi@tranlieu.example"
    assert letter["Subject"].startswith("[Dự thảo]")


def test_a_report_with_nobody_to_go_to_is_an_error_and_not_silence(tran_lieu: Ward) -> None:
    nobody = replace(PEOPLE, report=(), copy=())
    with pytest.raises(ConfigurationError, match="report_to_nobody"):
        send(Sending(three_groups(), "send", nobody), schema(), tran_lieu.post)
    assert len(tran_lieu.letters()) == 3, "the teams' pages went all the same"


def test_a_leader_without_an_address_is_named_not_forgotten(tran_lieu: Ward) -> None:
    few = replace(PEOPLE, leaders={"TDP01": "to1@tranlieu.example"})
    done = send(Sending(three_groups(), "send", few), schema(), tran_lieu.post)
    assert done.without_address == ("TDP02", "TDP03")


def test_the_ledger_is_written_before_the_first_letter_goes_and_after_the_last(tran_lieu: Ward) -> None:
    tran_lieu.send(three_groups())
    first, last = tran_lieu.mirrored[0], tran_lieu.mirrored[-1]
    assert all('"g"' in row.ledger for row in first)
    assert all('"s"' in row.ledger and '"g"' not in row.ledger for row in last)


def test_a_new_machine_restores_the_ledger_and_sends_nothing_twice(tran_lieu: Ward, tmp_path: Path) -> None:
    tran_lieu.send(three_groups(170))
    tab = [{"period": one.period, "kind": one.kind, "revision": one.revision, "ledger": one.ledger, "snapshot": one.snapshot}
           for one in report_ledger.lines(tran_lieu.mirrored[-1])]  # fmt: skip
    assert not any("@" in str(row["ledger"]) for row in tab), "no address leaves the machine"
    with Outbox(tmp_path / "new" / "outbox.sqlite3") as outbox:
        assert report_ledger.restore(outbox, "10729", tab, {}, NOON) == 5
        post = replace(tran_lieu.post, outbox=outbox, carrier=Folder(tmp_path / "new" / "eml"))
        assert send(Sending(three_groups(170), "send", PEOPLE), schema(), post).new == 0
        changed = send(Sending(three_groups(175), "send", PEOPLE), schema(), post)
        assert changed.revision == 1
        assert "470 → 475" in "\n".join(changed.changes)


def test_a_machine_lost_while_sending_leaves_letters_held_not_doubled(tran_lieu: Ward, tmp_path: Path) -> None:
    tran_lieu.send(three_groups(170))
    tab = [{"period": one.period, "kind": one.kind, "revision": one.revision, "ledger": one.ledger, "snapshot": ""}
           for one in report_ledger.lines(tran_lieu.mirrored[0])]  # fmt: skip
    with Outbox(tmp_path / "new" / "outbox.sqlite3") as outbox:
        report_ledger.restore(outbox, "10729", tab, {}, NOON)
        post = replace(tran_lieu.post, outbox=outbox, carrier=Folder(tmp_path / "new" / "eml"))
        assert send(Sending(three_groups(170), "send", PEOPLE), schema(), post).new == 0
        assert {one.state for one in outbox.deliveries()} == {"unknown"}


def test_the_city_gets_the_wards_own_report_and_no_team_pages_go(tran_lieu: Ward) -> None:
    city = replace(PEOPLE, city=("so-khcn@haiphong.example",))
    done = send(Sending(replace(three_groups(), kind="thanh_pho"), "send", city), schema(), tran_lieu.post)
    assert done.new == 1
    assert [one["To"] for one in tran_lieu.letters()] == ["so-khcn@haiphong.example"]


def test_what_a_restored_or_sent_matter_is_stays_out_of_reach_of_a_retry(tran_lieu: Ward) -> None:
    tran_lieu.send(three_groups())
    outbox = tran_lieu.post.outbox
    one = outbox.deliveries("sent")[0]
    outbox.decide(one, "queued", minutes(1))
    assert set(states(outbox).values()) == {"sent"}
    assert outbox.withdraw(Matter("10729", "2025-Q4", "dinh_ky", 0)) == 0
    assert ledger.rows(outbox)[0].standing == "sent"


def test_a_group_that_changed_after_sending_is_named_by_its_own_page(tran_lieu: Ward) -> None:
    tran_lieu.send(three_groups())
    changed = with_summaries(three_groups(), {"TDP02": summary("TDP02", 160)})
    tran_lieu.send(changed)
    assert len(tran_lieu.to("to2@tranlieu.example")) == 2
    assert "160/200" in text_of(tran_lieu.to("to2@tranlieu.example")[-1])
