"""The wizard: run again and again, alone with its options, and never a secret into the file."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from an_lac import GROUPS, MINIMAL, Toso

from toso.errors import Exit
from toso.settings import load_settings
from toso.wiring import Wiring
from toso.words import catalogue

LEAST = (
    "--ward",
    "Phường An Lạc",
    "--city",
    "Hải Phòng",
    "--plan-start",
    "1/9/2025",
    "--plan-end",
    "31/12/2025",
    "--auth",
    "local",
)


@pytest.fixture
def sheets(tmp_path: Path) -> Iterator[str]:
    """The stand-in over real HTTP, as a newcomer starts it."""
    command = [sys.executable, "-m", "localsheets", "--data", str(tmp_path / "sheets"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[1]
        process.terminate()


def registry(folder: Path) -> list[list[str]]:
    with closing(Wiring(load_settings(folder))) as parts:
        book = parts.session.client.open_by_key(parts.settings.books.ward)
        return [row for row in book.worksheet("Danh sách tổ").get_all_values()[1:] if any(row)]


def test_with_options_alone_it_writes_a_file_that_loads(toso: Toso, tmp_path: Path) -> None:
    assert toso("init", "--no-input", *LEAST, "--report-to", "a@example.vn", "--report-to", "b@example.vn").code == 0
    found = load_settings(tmp_path)
    assert (found.ward.name, str(found.plan.start), found.google.auth) == ("Phường An Lạc", "2025-09-01", "local")
    assert found.mail.recipients.report == ("a@example.vn", "b@example.vn")


def test_without_what_it_must_know_it_names_the_options(toso: Toso, tmp_path: Path) -> None:
    ended = toso("init", "--no-input", "--ward", "Phường An Lạc")
    assert ended.code == Exit.USAGE and "--city" in ended.err and "--plan-start" in ended.err
    assert not (tmp_path / "toso.toml").exists()


@pytest.mark.parametrize(
    ("option", "value"),
    [("--mail-port", "x"), ("--keeper-email", "hoa"), ("--auth", "password"), ("--plan-end", "2020-01-01")],
)
def test_a_wrong_answer_is_told_and_nothing_is_written(option: str, value: str, toso: Toso, tmp_path: Path) -> None:
    ended = toso("init", "--no-input", *LEAST, option, value)
    assert ended.code == Exit.CONFIGURATION and not (tmp_path / "toso.toml").exists()


def test_run_again_it_changes_nothing_and_then_only_what_is_asked(toso: Toso, tmp_path: Path) -> None:
    toso("init", "--no-input", *LEAST)
    first = (tmp_path / "toso.toml").read_text(encoding="utf-8")
    assert "không có gì thay đổi" in toso("init", "--no-input").err
    assert (tmp_path / "toso.toml").read_text(encoding="utf-8") == first and not (tmp_path / "toso.toml.old").exists()
    toso("init", "--no-input", "--keeper-email", "hoa@example.vn")
    assert (tmp_path / "toso.toml.old").read_text(encoding="utf-8") == first
    assert load_settings(tmp_path).keeper.email == "hoa@example.vn"


def test_what_somebody_wrote_by_hand_is_kept(toso: Toso, tmp_path: Path) -> None:
    text = (
        MINIMAL
        + '[periods]\nentry_time = "09:00"\nad_hoc = [{start = 2025-10-01, end = 2025-11-20, deadline = 2025-11-24}]\n[mail.recipients]\nreport = ["x@example.vn"]\n'
    )
    (tmp_path / "toso.toml").write_text(text, encoding="utf-8")
    before = tomllib.loads(text)
    assert toso("init", "--no-input", "--code", "10729").code == 0
    after = load_settings(tmp_path)
    assert after.periods.entry_time.hour == 9 and str(after.periods.ad_hoc[0].deadline) == "2025-11-24"
    assert after.mail.recipients.report == tuple(before["mail"]["recipients"]["report"])


def test_a_password_in_an_old_file_moves_into_a_file_of_its_own(toso: Toso, tmp_path: Path) -> None:
    (tmp_path / "toso.toml").write_text(MINIMAL + '[mail]\npassword = "canary"\n', encoding="utf-8")
    assert "secret_in_file" not in toso("init", "--no-input").err
    secret = tmp_path / "secrets" / "TOSO_MAIL__PASSWORD"
    assert "canary" not in (tmp_path / "toso.toml").read_text(encoding="utf-8")
    assert secret.read_text() == "canary" and secret.stat().st_mode & 0o077 == 0
    assert load_settings(tmp_path).mail.password.get_secret_value() == "canary"


def test_a_person_answers_question_by_question(tmp_path: Path) -> None:
    """Mrs Hoa types a wrong date and a wrong address first; she is asked again."""
    answers = {
        "ward.name": "Phường An Lạc", "ward.city": "Hải Phòng", "plan.start": "hôm nay\n01/09/2025", "plan.end": "31/12/2025",
        "google.auth": "local", "mail.host": "smtp.example.vn", "mail.user": "vhxh", "mail.sender": "vhxh\nvhxh@example.vn",
        "mail.recipients.report": "a@example.vn, b@example.vn",
    }  # fmt: skip
    asked = [
        q["setting"]
        for q in catalogue("cli/init.yaml")["questions"]
        if q["setting"] not in ("google.credentials", "google.impersonate")
    ]
    typed = "\n".join(answers.get(setting, "") for setting in asked)
    result = subprocess.run(
        [sys.executable, "-m", "toso", "init"], input=f"{typed}\nmat-khau\n\nn\nn\n",
        cwd=tmp_path, capture_output=True, text=True, check=False, start_new_session=True,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert result.stderr.count("Chưa đúng: ") == 2
    found = load_settings(tmp_path)
    assert str(found.plan.start) == "2025-09-01" and found.mail.sender == "vhxh@example.vn"
    assert found.mail.recipients.report == ("a@example.vn", "b@example.vn")
    assert found.mail.password.get_secret_value() == "mat-khau"
    assert "mat-khau" not in (tmp_path / "toso.toml").read_text(encoding="utf-8") + result.stdout + result.stderr


def asked_with(folder: Path, typed: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "toso", "init"], input=typed, cwd=folder, capture_output=True, text=True, check=False,
        start_new_session=True,
    )  # fmt: skip


def test_where_answers_run_out_the_rest_stays_as_it_is(toso: Toso, tmp_path: Path) -> None:
    assert asked_with(tmp_path, "").returncode == Exit.USAGE and not (tmp_path / "toso.toml").exists()
    toso("init", "--no-input", *LEAST, "--keeper-email", "hoa@example.vn")
    before = (tmp_path / "toso.toml").read_bytes()
    nothing = asked_with(tmp_path, "")
    assert nothing.returncode == 0, nothing.stderr
    assert (tmp_path / "toso.toml").read_bytes() == before and not (tmp_path / "local").exists()
    assert asked_with(tmp_path, "Phường An Hòa\n").returncode == 0
    found = load_settings(tmp_path)
    assert found.ward.name == "Phường An Hòa" and found.keeper.email == "hoa@example.vn"


def test_a_newcomer_sets_up_a_ward_against_the_stand_in_over_http(toso: Toso, tmp_path: Path, sheets: str) -> None:
    (tmp_path / "to.csv").write_text(
        'Mã tổ,Tên tổ,Tổng số hộ\nTDP01,Tổ dân phố số 1,120\nTDP02,Tổ dân phố số 2,"1.140"\n', encoding="utf-8-sig"
    )
    ended = toso("init", "--no-input", *LEAST, "--endpoint", sheets, "--make-books", "--groups", "to.csv", "--test")
    assert ended.code == 0 and "✓ Vào Google được" in ended.err and "✓ Đã ghi 2 tổ" in ended.err
    assert [row[:3] for row in registry(tmp_path)] == [
        ["TDP01", "Tổ dân phố số 1", "120"],
        ["TDP02", "Tổ dân phố số 2", "1.140"],
    ]


def test_a_list_given_again_adds_only_groups_that_are_new_and_leaves_filled_rows_alone(
    toso: Toso, an_lac: Path
) -> None:
    before = registry(an_lac)
    (an_lac / "more.csv").write_text("TDP02;TÊN KHÁC;999\n" + "TDP03;Tổ dân phố số 3;225\n", encoding="utf-8")
    ended = toso("init", "--no-input", "--groups", "more.csv")
    assert ended.code == 0 and "✓ Đã ghi 1 tổ" in ended.err
    after = registry(an_lac)
    assert after[:2] == before and after[2][:3] == ["TDP03", "Tổ dân phố số 3", "225"]


@pytest.mark.parametrize(
    "text", ["TDP01;Tổ 1;nhiều\n", "TDP1 ;;120\n", "", "Mã tổ;Tên tổ;Tổng số hộ\n", "TDP01;A;1\nTDP01;B;2\n"]
)
def test_a_list_with_a_wrong_line_is_told_before_anything_is_written(text: str, toso: Toso, tmp_path: Path) -> None:
    (tmp_path / "to.csv").write_text(text, encoding="utf-8")
    ended = toso("init", "--no-input", *LEAST, "--groups", "to.csv")
    assert ended.code == Exit.USAGE and "Danh sách tổ" in ended.err and not (tmp_path / "toso.toml").exists()


def test_a_name_that_looks_like_a_formula_is_written_as_text(toso: Toso, an_lac: Path) -> None:
    (an_lac / "more.csv").write_text('TDP09;"=HYPERLINK(""http://x"")";100\n', encoding="utf-8")
    assert toso("init", "--no-input", "--groups", "more.csv").code == 0
    assert registry(an_lac)[2][1] == '=HYPERLINK("http://x")'


def test_the_sample_of_a_list_in_the_tests_is_one_that_works(toso: Toso, tmp_path: Path) -> None:
    (tmp_path / "to.csv").write_text(GROUPS, encoding="utf-8")
    assert "Chưa có sổ của phường" in toso("init", "--no-input", *LEAST, "--groups", "to.csv").err
