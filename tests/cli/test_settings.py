"""Settings: every one explained, every one wrong in turn, and where each comes from."""

from __future__ import annotations

import ast
import tomllib
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from an_lac import MINIMAL, Toso

from toso.errors import ConfigurationError, Exit
from toso.settings import load_settings
from toso.settings.explain import help_of, paths
from toso.settings.file import SECRETS, text_of, with_value
from toso.settings.load import Settings
from toso.settings.show import shown
from toso.words import catalogue, error_text

ALL = sorted(set(paths(Settings)))


def written(folder: Path, text: str) -> Path:
    (folder / "toso.toml").write_text(text, encoding="utf-8")
    return folder / "toso.toml"


def with_setting(setting: str, toml: str) -> str:
    """The minimal file with ``table.key = toml`` put in (or put over)."""
    value = tomllib.loads(f"x = {toml}")["x"]
    if setting.startswith("periods.ad_hoc."):
        one = {"start": date(2025, 10, 1), "end": date(2025, 11, 20), "deadline": date(2025, 11, 24)}
        return text_of(
            with_value(tomllib.loads(MINIMAL), "periods.ad_hoc", [one | {setting.rpartition(".")[2]: value}])
        )
    if setting in SECRETS:
        return f"{MINIMAL}[{setting.rpartition('.')[0]}]\n{setting.rpartition('.')[2]} = {toml}\n"
    values: dict[str, Any] = with_value(tomllib.loads(MINIMAL), setting, value)
    if setting == "mail.host":
        values = with_value(values, "mail.sender", "vhxh@example.vn")
    return text_of(values)


@pytest.mark.parametrize("setting", ALL)
def test_every_setting_is_explained_and_its_example_is_one_that_works(setting: str, tmp_path: Path) -> None:
    about = help_of(setting)
    assert about.get("help") and about.get("example"), f"{setting} stands unexplained in settings.yaml"
    load_settings(written(tmp_path, with_setting(setting, about["example"])), env={})


def test_nothing_is_explained_that_is_no_setting() -> None:
    def named(found: dict[str, Any], before: str) -> set[str]:
        if all(not isinstance(value, dict) for value in found.values()):
            return {before}
        inner = {key: value for key, value in found.items() if isinstance(value, dict)}
        return set().union(*(named(value, f"{before}.{key}" if before else key) for key, value in inner.items()))

    assert named(catalogue("cli/settings.yaml")["settings"], "") == set(ALL)


@pytest.mark.parametrize("setting", ALL)
def test_every_setting_of_the_wrong_kind_is_told_by_name_with_an_example(setting: str, tmp_path: Path) -> None:
    file = written(tmp_path, with_setting(setting, "{nonsense = [1, 2]}"))
    with pytest.raises(ConfigurationError) as caught:
        load_settings(file, env={})
    said = error_text(caught.value)
    assert setting in said.what and str(file) in said.what
    assert setting.rpartition(".")[2] in said.mend
    assert caught.value.exit_code == Exit.CONFIGURATION


@pytest.mark.parametrize(
    ("setting", "wrong", "problem"),
    [
        ("mail.port", '"abc"', "số nguyên"),
        ("mail.port", "70000", "65535"),
        ("mail.security", '"ssl"', "starttls"),
        ("mail.sender", '"vhxh"', "thư điện tử"),
        ("mail.recipients.report", '["ubnd@example.vn", "x"]', "thư điện tử"),
        ("keeper.ping_url", '"hc-ping.com/1"', "http"),
        ("plan.coverage_target", '"80"', "tỷ lệ"),
        ("plan.start", '"1/9/2025"', "ngày"),
        ("plan.end", "2025-08-01", "trước ngày bắt đầu"),
        ("periods.entry_time", '"25:00"', "giờ"),
        ("periods.kinds", '["week"]', "month"),
        ("periods.kinds", "[]", "ít nhất"),
        ("periods.first", '"Q4/2025"', "dạng"),
        ("periods.send_by_day", "14", "sau ngày chốt"),
        ("ward.name", '""', "trống"),
        ("google.endpoint", '"127.0.0.1:8765"', "dạng"),
        ("run.workers", "0", "1"),
    ],
)
def test_a_value_that_cannot_be_is_told_why(setting: str, wrong: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_settings(written(tmp_path, with_setting(setting, wrong)), env={})
    assert problem in error_text(caught.value).what and setting in error_text(caught.value).what


@pytest.mark.parametrize("setting", ["ward.name", "ward.city", "plan.start", "plan.end"])
def test_what_must_be_given_is_asked_for(setting: str, tmp_path: Path) -> None:
    key = setting.rpartition(".")[2]
    lines = [line for line in MINIMAL.splitlines() if not line.startswith(f"{key} =")]
    with pytest.raises(ConfigurationError, match="setting_missing") as caught:
        load_settings(written(tmp_path, "\n".join(lines)), env={})
    assert f"{key} = " in error_text(caught.value).mend


def test_a_whole_table_that_is_missing_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="table_missing") as caught:
        load_settings(written(tmp_path, '[ward]\nname = "Phường An Lạc"\ncity = "Hải Phòng"\n'), env={})
    assert "[plan]" in error_text(caught.value).mend


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("[mail]\nhots = 'x'", "mail.host"), ("[maill]\nhost = 'x'", "mail"), ("[plan.x]\na = 1", "plan.")],
)
def test_a_name_typed_wrong_is_answered_with_the_nearest(typed: str, meant: str, tmp_path: Path) -> None:
    text = MINIMAL.replace("[plan]\n", "[plan]\nx = 1\n") if "plan" in typed else f"{MINIMAL}{typed}\n"
    with pytest.raises(ConfigurationError, match="setting_unknown") as caught:
        load_settings(written(tmp_path, text), env={})
    assert f"Có phải ý bạn là {meant}" in error_text(caught.value).mend


def test_a_file_that_is_no_toml_is_told_by_its_line(toso: Toso, tmp_path: Path) -> None:
    written(tmp_path, MINIMAL + "[mail]\nhost = smtp.example.vn\n")
    ended = toso("config", "check")
    assert ended.code == Exit.CONFIGURATION and "dòng 8" in ended.err


def test_a_file_that_is_not_there_and_one_that_is_not_utf8_are_told(toso: Toso, tmp_path: Path) -> None:
    assert "config_missing" in toso("config", "check", "-c", "nowhere.toml").err
    (tmp_path / "toso.toml").write_bytes(MINIMAL.encode("utf-16"))
    ended = toso("config", "check")
    assert ended.code == Exit.CONFIGURATION and "UTF-8" in ended.err


def test_the_environment_wins_over_secret_files_and_they_over_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, MINIMAL + '[mail]\nport = 25\nuser = "a"\nhost = "h"\nsender = "s@example.vn"\n')
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "TOSO_MAIL__PORT").write_text("26\n")
    (tmp_path / "secrets" / "TOSO_MAIL__USER").write_text("b\n")
    found = load_settings(file, env={"TOSO_MAIL__PORT": "27", "TOSO_MAIL__RECIPIENTS__REPORT": '["x@example.vn"]'})
    assert (found.mail.port, found.mail.user, found.mail.host) == (27, "b", "h")
    assert found.mail.recipients.report == ("x@example.vn",)
    origins = {one.setting: one.origin for one in shown(found)}
    assert [origins[f"mail.{name}"] for name in ("port", "user", "host", "timeout_seconds")] == [
        "environment", "secrets", "file", "default",
    ]  # fmt: skip


def test_a_variable_that_is_none_of_ours_is_told_and_others_are_left_alone(tmp_path: Path) -> None:
    file = written(tmp_path, MINIMAL)
    load_settings(file, env={"PATH": "/bin", "TOSOX": "1", "TOSO_CONFIG": str(file)})
    with pytest.raises(ConfigurationError, match="env_unknown") as caught:
        load_settings(file, env={"TOSO_MIAL__HOST": "x"})
    assert "TOSO_MAIL" in error_text(caught.value).mend
    with pytest.raises(ConfigurationError, match="env_wrong"):
        load_settings(file, env={"TOSO_MAIL__RECIPIENTS__REPORT": "x@example.vn"})


def test_a_secret_is_hidden_wherever_settings_are_shown(
    toso: Toso, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOSO_MAIL__PASSWORD", "mat-khau-canary")
    monkeypatch.setenv("TOSO_KEEPER__PING_URL", "https://hc-ping.example/canary")
    settings = load_settings(folder)
    for text in (toso("config", "show").out, toso("config", "show", "--json").out, repr(settings), str(settings)):
        assert "canary" not in text
    assert settings.mail.password.get_secret_value() == "mat-khau-canary"


def test_an_unreadable_secret_is_told(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "TOSO_MAIL__PASSWORD").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError, match="config_not_utf8"):
        load_settings(written(tmp_path, MINIMAL), env={})


def test_with_no_file_in_reach_the_sample_ward_answers_from_this_machine_alone(toso: Toso, tmp_path: Path) -> None:
    found = load_settings(env={}, home=tmp_path)
    assert found.file is None and found.google.auth == "local" and found.mail.host == ""
    assert found.files.state == tmp_path / "state"
    assert "phường mẫu" in toso("config", "check").err


def test_paths_are_seen_from_the_folder_of_the_file_and_settings_cannot_be_changed(folder: Path) -> None:
    found = load_settings(folder)
    assert found.files.logs == folder / "state" / "logs" and found.google.credentials == folder / "credentials.json"
    with pytest.raises(ValueError, match="frozen"):
        found.mail.port = 1  # type: ignore[misc]


def test_a_second_ward_runs_beside_with_its_own_groups_targets_quarters_and_recipients(tmp_path: Path) -> None:
    (tmp_path / "hoa-binh").mkdir()
    other = with_value(tomllib.loads(MINIMAL), "ward.name", "Xã Hòa Bình")
    for setting, value in (
        ("plan.coverage_target", "90%"),
        ("periods.kinds", ["month"]),
        ("periods.entry_time", "17:30"),
        ("mail.recipients.report", ["xa@example.vn"]),
    ):
        other = with_value(other, setting, value)
    first = load_settings(written(tmp_path, MINIMAL), env={})
    second = load_settings(written(tmp_path / "hoa-binh", text_of(other)), env={})
    assert second.plan.coverage_target == Fraction(9, 10) and first.plan.coverage_target == Fraction(4, 5)
    assert second.files.state != first.files.state and second.periods.kinds == ("month",)
    assert "Trần Liễu" not in repr(first) + repr(second)


def test_no_code_speaks_of_one_ward() -> None:
    """Values in code, that is; a docstring may give an example."""
    code = Path(__file__).parents[2] / "scripts" / "toso"
    named = []
    for file in code.rglob("*.py"):
        if {"sample", "demo"} & set(file.parts):
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        said = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
        values = (one for one in ast.walk(tree) if isinstance(one, ast.Constant) and id(one) not in said)
        named += [f"{file.name}:{one.lineno}" for one in values if "Trần Liễu" in str(one.value)]
    assert named == []
