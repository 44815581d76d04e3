"""``toso due``: what would run, and why."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from an_lac import MINIMAL, Toso

from toso.core.due import JOBS
from toso.words import catalogue


def at(toso: Toso, moment: str) -> dict[tuple[str, str], dict[str, str]]:
    """(job, period) → the object that ``--json`` gives for it."""
    ended = toso("due", "--at", moment, "--json")
    assert ended.code == 0 and ended.err == ""
    return {(one["job"], one["period"]): one for one in json.loads(ended.out)}


def test_each_object_has_the_four_keys_and_a_deadline_in_the_wards_zone(toso: Toso) -> None:
    for one in at(toso, "2025-12-15T12:00").values():
        assert set(one) == {"job", "period", "deadline", "because"}
        assert (
            datetime.fromisoformat(one["deadline"]).utcoffset()
            == datetime.fromisoformat("2025-01-01T00:00+07:00").utcoffset()
        )
        assert one["because"].endswith(".")


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2025-03-14T11:59", False), ("2025-03-14T12:00", True), ("2025-03-15T23:59", True), ("2025-03-16T00:00", False),
        ("2025-06-13T12:00", True), ("2025-09-15T12:00", True), ("2025-12-15T12:00", True), ("2026-03-13T12:00", True),
    ],
)  # fmt: skip
def test_with_no_settings_in_reach_a_report_is_due_only_from_its_freeze_to_the_15th(
    moment: str, due: bool, toso: Toso
) -> None:
    assert any(job == "report" for job, _ in at(toso, moment)) is due


def test_with_no_settings_in_reach_a_quiet_day_has_no_report_of_any_quarter(toso: Toso) -> None:
    found = at(toso, "2025-10-20T10:00")
    assert {period for _, period in found} == {"2025-Q4"}
    assert not {job for job, _ in found} & {"report", "snapshot", "close", "addendum", "purge", "keeper_alert"}


def test_settings_in_reach_are_followed(toso: Toso, tmp_path: Path) -> None:
    text = MINIMAL + '[google]\nauth = "local"\n[periods]\nentry_time = "09:30"\nholidays = [2025-12-15]\n'
    (tmp_path / "toso.toml").write_text(text, encoding="utf-8")
    assert ("report", "2025-Q4") not in at(toso, "2025-12-12T09:29")
    assert at(toso, "2025-12-12T09:30")["report", "2025-Q4"]["deadline"].startswith("2025-12-12")
    assert not at(toso, "2025-08-30T10:00")


def test_people_read_sentences(toso: Toso) -> None:
    ended = toso("due", "--at", "2025-12-15T12:00")
    assert "Gửi báo cáo (2025-Q4)" in ended.out and "phải đi trong ngày 15/12/2025" in ended.out
    assert "không có việc nào đến hạn" in toso("due", "--at", "2025-08-30T10:00", "-c", _closed(Path.cwd())).out


def test_quiet_says_nothing_where_nothing_is_due(toso: Toso) -> None:
    ended = toso("due", "-q", "--at", "2025-08-30T10:00", "-c", _closed(Path.cwd()))
    assert (ended.code, ended.out, ended.err) == (0, "", "")


def _closed(folder: Path) -> Path:
    (folder / "closed.toml").write_text(MINIMAL, encoding="utf-8")
    return folder / "closed.toml"


def test_every_job_and_every_reason_has_words() -> None:
    words = catalogue("cli/due.yaml")
    assert set(words["jobs"]) == set(JOBS)
    code = (Path(__file__).parents[2] / "scripts/toso/core/due.py").read_text(encoding="utf-8")
    assert all(f'"{reason}"' in code for reason in words["because"])
