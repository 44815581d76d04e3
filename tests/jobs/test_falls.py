"""Figures that fall as no news does: publishing stops and asks; on the sending day it goes on, marked, until answered."""

from __future__ import annotations

import email
from contextlib import closing
from email.policy import default
from pathlib import Path

import pytest

from small_ward import NINE, OFFICIAL, SmallWard, books_of, guided, type_into
from toso.delivery.folder import Folder
from toso.delivery.letters import Sender
from toso.delivery.outbox import Outbox
from toso.jobs.aggregate import FiguresDropped
from toso.jobs.falls import tell_of_falls
from toso.jobs.post import Post


def wiped(ward: SmallWard, code: str) -> None:
    type_into(books_of(ward.app, OFFICIAL), ward.group_books[code], "households", 2, [{}] * 18)


def test_figures_that_fall_are_not_published_and_the_master_stays_as_it_was(ward: SmallWard) -> None:
    before = ward.master("master_coverage")
    wiped(ward, "TDP01")
    _, done = ward.run(NINE)
    assert done.held
    assert not done.written
    assert [(one.unit, one.before, one.now) for one in done.drops] == [("", 49, 33), ("TDP01", 16, 0)]
    assert ward.master("master_coverage") == before
    with pytest.raises(FiguresDropped) as told:
        done.refuse()
    assert told.value.facts["falls"] == (
        "Phường Trần Liễu: số hộ được hướng dẫn giảm mạnh, từ 49 còn 33. "
        "Tổ dân phố số 1: số hộ được hướng dẫn giảm mạnh, từ 16 còn 0."
    )
    assert ward.run(NINE.replace(hour=11))[1].held, "it is asked again until somebody answers"


def test_a_fall_that_somebody_accepts_is_published_and_not_asked_about_again(ward: SmallWard) -> None:
    wiped(ward, "TDP01")
    ward.run(NINE)
    _, done = ward.run(NINE, accept_drop=True)
    assert done.written
    assert not done.alerts
    done.refuse()
    assert ward.coverage()["TDP01"][3] == "chưa nộp"
    assert not ward.run(NINE.replace(hour=11))[1].held


def test_on_the_sending_day_a_fall_is_published_marked_and_told(ward: SmallWard) -> None:
    wiped(ward, "TDP01")
    _, done = ward.run(NINE, sending_day=True)
    assert done.written
    assert done.alerts
    assert not done.held
    assert "giảm mạnh" in " ".join(ward.master("master_overview")[1])


def test_the_mark_of_a_fall_stays_until_somebody_accepts_it(ward: SmallWard) -> None:
    wiped(ward, "TDP01")
    for hour in (9, 11, 13):
        _, done = ward.run(NINE.replace(hour=hour), sending_day=True)
        assert done.alerts, "the fallen figures are not what later ones are measured against"
        assert "giảm mạnh" in " ".join(ward.master("master_overview")[1])
    _, done = ward.run(NINE.replace(hour=15), sending_day=True, accept_drop=True)
    assert (done.alerts, done.written) == (False, True)
    assert "giảm mạnh" not in " ".join(ward.master("master_overview")[1])
    assert not ward.run(NINE.replace(hour=17), sending_day=True)[1].alerts


def test_the_mark_of_a_fall_goes_when_the_book_is_mended(ward: SmallWard) -> None:
    wiped(ward, "TDP01")
    ward.run(NINE, sending_day=True)
    type_into(books_of(ward.app, OFFICIAL), ward.group_books["TDP01"], "households", 2, guided("TDP01", 1, 18)[:16])
    _, done = ward.run(NINE.replace(hour=11), sending_day=True)
    assert not done.alerts
    assert "giảm mạnh" not in " ".join(ward.master("master_overview")[1])


def test_a_total_typed_with_a_digit_too_many_is_asked_about(ward: SmallWard) -> None:
    row = {"group_code": "TDP02", "name": "Tổ dân phố số 2", "households_official": 200, "book_id": ward.group_books["TDP02"]}
    type_into(books_of(ward.app, OFFICIAL), ward.settings.books.ward, "groups", 3, [row])
    _, done = ward.run(NINE)
    assert done.held
    assert all(one.is_rate for one in done.drops)
    assert "độ phủ giảm mạnh" in done.said[0]


def test_the_keeper_gets_one_letter_for_a_fall_and_one_more_where_it_was_published_marked(ward: SmallWard, tmp_path: Path) -> None:
    wiped(ward, "TDP01")
    with closing(Outbox(tmp_path / "letters.sqlite")) as outbox:
        post = Post(outbox, Folder(tmp_path / "eml"), Sender("so@tranlieu.example.vn"), "10729", lambda: NINE)
        for sending_day in (False, False, True, True):
            _, done = ward.run(NINE, sending_day=sending_day)
            tell_of_falls(done.drops, done.said, done.held, ["cntt@tranlieu.example"], post)
        post.send()
    letters = [email.message_from_bytes(one.read_bytes(), policy=default) for one in sorted((tmp_path / "eml").glob("*.eml"))]
    texts = [part.get_content() for one in letters if (part := one.get_body(("plain",)))]
    assert len(texts) == 2
    assert all("từ 49 còn 33" in text and "toso aggregate --accept-drop" in text for text in texts)
    assert sum("chưa được ghi lại" in text for text in texts) == 1
