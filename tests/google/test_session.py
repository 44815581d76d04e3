"""How toso keeps to Google's limits, waits, gives up, and is who it is."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import BaseAdapter

from localsheets import App
from localsheets.adapter import LocalAdapter
from toso.errors import AccessError, TryAgain
from toso.google import credentials
from toso.google.credentials import Account
from toso.google.http import LONGEST_WAIT, SHEETS, LostAnswer, kind_of
from toso.google.quota import Gate
from toso.google.session import Session, open_session


class Watch:
    """A clock that only moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now, self.naps, self.lock = 0.0, list[float](), threading.Lock()

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        with self.lock:
            self.naps.append(seconds)
            self.now += seconds


class Script(BaseAdapter):
    """Answers in the order of a script: a status, (status, headers, body), or an exception; then 200 for ever."""

    def __init__(self, *answers: Any) -> None:
        super().__init__()
        self.answers, self.asked = list(answers), list[requests.PreparedRequest]()

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, Exception):
            raise answer
        status, headers, body = (
            answer
            if isinstance(answer, tuple)
            else (answer, {}, {"error": {"code": answer, "message": "", "status": ""}})
        )
        found = requests.Response()
        found.status_code, found.url, found.request = status, request.url or "", request
        found.headers.update(headers)
        found._content = json.dumps({} if status == 200 else body).encode()
        return found

    def close(self) -> None:
        """Nothing is held open."""


def session(adapter: BaseAdapter, watch: Watch, **options: Any) -> Session:
    return open_session(
        Account("token", token="robot@example.vn"),
        endpoint=adapter,
        clock=watch.time,
        sleep=watch.sleep,
        random=lambda: 0.5,
        **options,
    )


def read(one: Session) -> None:
    one.http.send("get", f"{SHEETS}/BOOK", repeatable=True)


def write(one: Session, repeatable: bool) -> None:
    one.http.send("post", f"{SHEETS}/BOOK:batchUpdate", json={}, repeatable=repeatable)


def test_waits_double_with_a_little_chance_and_stop_growing_at_64_seconds() -> None:
    watch = Watch()
    read(session(Script(*[429] * 9), watch))
    assert watch.naps == [1.5, 2.5, 4.5, 8.5, 16.5, 32.5, LONGEST_WAIT, LONGEST_WAIT, LONGEST_WAIT]


def test_retry_after_is_honoured() -> None:
    watch = Watch()
    body = {"error": {"code": 503, "message": "", "status": "UNAVAILABLE"}}
    read(session(Script((503, {"Retry-After": "30"}, body), (429, {"Retry-After": "7"}, body)), watch))
    assert watch.naps == [30, 7]


def test_drives_own_form_of_too_many_calls_is_waited_for_as_well() -> None:
    watch = Watch()
    body = {
        "error": {"code": 403, "message": "", "errors": [{"domain": "usageLimits", "reason": "userRateLimitExceeded"}]}
    }
    one = session(Script((403, {}, body)), watch)
    one.http.send("get", "https://www.googleapis.com/drive/v3/files", repeatable=True)
    assert len(watch.naps) == 1


def test_a_total_outage_ends_with_try_again_within_the_deadline() -> None:
    watch = Watch()
    with pytest.raises(TryAgain) as ended:
        read(session(Script(*[503] * 1000), watch, seconds=600, tries=10_000))
    assert ended.value.exit_code == 75 and watch.now <= 600
    watch = Watch()
    with pytest.raises(TryAgain):
        read(session(Script(*[requests.ConnectionError("no network")] * 1000), watch))
    assert watch.now <= 900


def test_a_lost_answer_repeats_only_what_may_be_repeated() -> None:
    for lost in (requests.ReadTimeout(), requests.ConnectionError(), 500, 503):
        script = Script(lost)
        write(session(script, Watch()), repeatable=True)
        assert len(script.asked) == 2
        script = Script(lost)
        with pytest.raises(LostAnswer):
            write(session(script, Watch()), repeatable=False)
        assert len(script.asked) == 1


def test_too_many_calls_is_no_lost_answer() -> None:
    script = Script(429, 429)
    write(session(script, Watch()), repeatable=False)
    assert len(script.asked) == 3


@pytest.mark.parametrize(
    ("status", "code"), [(401, "google_credential_refused"), (403, "google_forbidden"), (404, "google_not_found")]
)
def test_what_is_not_allowed_or_not_there_is_told_and_not_tried_again(status: int, code: str) -> None:
    script = Script(status)
    with pytest.raises(AccessError) as refused:
        read(session(script, Watch()))
    assert refused.value.code == code and len(script.asked) == 1


def test_gspreads_own_calls_go_the_same_way_and_have_a_timeout() -> None:
    app, watch = App(faults="429=0.5,seed=3"), Watch()
    one = session(LocalAdapter(app), watch)
    book = one.client.create("Sổ")
    book.sheet1.update([["a"]], "A1")
    assert book.sheet1.acell("A1").value == "a"
    assert watch.naps and one.client.http_client.timeout == (10.0, 180.0)


@pytest.mark.parametrize("threads", [1, 8, 32])
def test_never_more_than_60_reads_in_any_minute_whatever_the_number_of_threads(threads: int) -> None:
    watch, stamps, lock = Watch(), list[float](), threading.Lock()
    gate = Gate(watch.time, watch.sleep)

    def go(count: int) -> None:
        for _ in range(count):
            assert gate.pass_through("read", "robot", float("inf"))
            with lock:
                stamps.append(watch.time())

    workers = [threading.Thread(target=go, args=(320 // threads,)) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    stamps.sort()
    assert len(stamps) == 320
    assert all(later - earlier > 60 for earlier, later in zip(stamps, stamps[60:], strict=False))


def test_the_stand_ins_own_quota_is_never_hit() -> None:
    watch = Watch()
    app = App(quota="google", clock=watch.time)
    one = session(LocalAdapter(app), watch, seconds=1e9)
    book = one.client.create("Sổ")
    for n in range(150):
        one.http.send("get", f"{SHEETS}/{book.id}", params={"fields": "spreadsheetId"}, repeatable=True)
        one.http.send("post", f"{SHEETS}/{book.id}:batchUpdate", json={"requests": [_title(n)]}, repeatable=True)
    made = one.calls.by_name()
    assert made["write post spreadsheets:batchUpdate"] == app.calls["spreadsheets.batchUpdate"] == 150
    assert made["read get spreadsheets"] == app.calls["spreadsheets.get"] == 151


def _title(n: int) -> dict[str, Any]:
    return {"updateSpreadsheetProperties": {"properties": {"title": f"Sổ {n}"}, "fields": "title"}}


def test_several_sessions_of_one_project_share_300_a_minute() -> None:
    watch = Watch()
    gate = Gate(watch.time, watch.sleep)
    for n in range(301):
        assert gate.pass_through("write", f"user {n % 10}", float("inf"))
    assert watch.now > 60


def test_a_minute_that_is_full_until_after_the_deadline_ends_with_try_again() -> None:
    watch = Watch()
    one = session(Script(), watch, seconds=30)
    for _ in range(60):
        read(one)
    with pytest.raises(TryAgain) as ended:
        read(one)
    assert ended.value.code == "google_quota" and watch.now <= 30


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        (("get", f"{SHEETS}/B"), ("read", "get spreadsheets")),
        (("post", f"{SHEETS}/B:batchUpdate"), ("write", "post spreadsheets:batchUpdate")),
        (
            ("post", f"{SHEETS}/B/values:batchGetByDataFilter"),
            ("read", "post spreadsheets/values:batchGetByDataFilter"),
        ),
        (("put", f"{SHEETS}/B/values/A1%3AB2"), ("write", "put spreadsheets/values/RANGE")),
        (("get", "https://www.googleapis.com/drive/v3/files"), ("drive", "get files")),
        (("post", "https://www.googleapis.com/drive/v3/files/B/permissions"), ("drive", "post files/ID/permissions")),
    ],
)
def test_calls_are_counted_by_what_google_counts_them_as(call: tuple[str, str], kind: tuple[str, str]) -> None:
    assert kind_of(*call) == kind


# --- who we are ------------------------------------------------------------------------------------------------------


@pytest.fixture
def key_file(tmp_path: Path) -> Callable[..., Path]:
    def make(text: str, mode: int = 0o600) -> Path:
        file = tmp_path / "khoa.json"
        file.write_text(text, encoding="utf-8")
        file.chmod(mode)
        return file

    return make


def test_a_key_that_others_may_read_is_refused(key_file: Callable[..., Path]) -> None:
    with pytest.raises(AccessError) as refused:
        credentials.load(Account("service_account", file=key_file("{}", 0o644)))
    assert refused.value.code == "google_credential_open"


@pytest.mark.parametrize(
    "text", ["", "không phải JSON", "[]", '{"type": "authorized_user"}', '{"type": "service_account"}']
)
def test_a_key_that_is_none_is_refused(key_file: Callable[..., Path], text: str) -> None:
    with pytest.raises(AccessError) as refused:
        credentials.load(Account("service_account", file=key_file(text)))
    assert refused.value.code == "google_credential_unreadable"


def test_a_key_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(AccessError) as refused:
        credentials.load(Account("oauth_user", file=tmp_path / "không có.json"))
    assert refused.value.code == "google_credential_missing"


def test_a_persons_token_is_taken_with_the_scopes_of_the_work(key_file: Callable[..., Path]) -> None:
    text = json.dumps({"type": "authorized_user", "client_id": "c", "client_secret": "s", "refresh_token": "r"})
    found = credentials.load(Account("oauth_user", file=key_file(text)), credentials.SHARES)
    assert found.scopes == list(credentials.SHARES)


def test_the_jobs_ask_for_no_more_than_sheets_and_the_names_of_files() -> None:
    assert {scope.rsplit("/", 1)[-1] for scope in credentials.JOBS} == {"spreadsheets", "drive.metadata.readonly"}


def test_an_address_that_stands_in_for_google_gets_path_and_query_unchanged() -> None:
    from toso.google.redirect import Elsewhere

    seen: list[str] = []

    class Seeing(Elsewhere):
        def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
            try:
                return super().send(request, timeout=0.2)
            except requests.RequestException:
                seen.append(request.url or "")
                raise

    one = session(Seeing("http://127.0.0.1:9/"), Watch(), tries=1)
    with pytest.raises(TryAgain):
        one.http.send("get", f"{SHEETS}/B", params={"fields": "a,b"}, repeatable=True)
    assert seen == ["http://127.0.0.1:9/v4/spreadsheets/B?fields=a%2Cb"]
