"""A second unit beside the first, from a ``toso.toml`` of its own: a commune with hamlets, months and another target."""

from __future__ import annotations

import contextlib
import os
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from an_lac import Toso

from toso import words


@pytest.fixture(autouse=True)
def _other_tests_read_of_wards() -> object:
    yield
    words.speak_of("Phường An Lạc")


def letters(folder: Path) -> dict[str, str]:
    """Address → subject and text."""
    found = {}
    for file in (folder / "outbox").glob("*.eml"):
        letter = message_from_bytes(file.read_bytes(), policy=policy.default)
        body = letter.get_body(("plain",))
        assert body is not None
        found[str(letter["To"])] = f"{letter['Subject']}\n{body.get_content()}"
    return found


def test_a_commune_runs_beside_a_ward_and_neither_speaks_of_the_other(toso: Toso, an_lac: Path) -> None:
    commune = an_lac / "hoa-binh"
    commune.mkdir()
    (commune / "thon.csv").write_text("THON01;Thôn Đông;50;Lê Văn Dần;dong@example.vn\n", encoding="utf-8")
    with contextlib.chdir(commune):
        made = toso(
            "init", "--no-input", "-q", "-c", commune / "toso.toml", "--ward", "Xã Hòa Bình", "--city", "Thành phố Huế",
            "--plan-start", "2025-01-01", "--plan-end", "2027-12-31", "--auth", "local", "--make-books",
            "--groups", "thon.csv", "--report-to", "xa@example.vn",
        )  # fmt: skip
        assert made.code == 0, made.err
        text = (commune / "toso.toml").read_text(encoding="utf-8")
        for line, own in (
            ("kinds = ", 'kinds = ["month"]'), ("close_day = ", "close_day = 20"), ("send_by_day = ", "send_by_day = 25"),
            ("coverage_target = ", 'coverage_target = "90%"'),
        ):  # fmt: skip
            (old,) = [one for one in text.splitlines() if one.startswith(f"# {line}")]
            text = text.replace(old, own)
        (commune / "toso.toml").write_text(text, encoding="utf-8")
        assert toso("apply", "-q").code == 0
        assert toso("run", "-q", "--as-of", "2025-11-25T12:30").code == 0
    theirs = letters(commune)
    assert set(theirs) == {"xa@example.vn", "dong@example.vn"}
    said = theirs["xa@example.vn"]
    assert "xã Hòa Bình tháng 11/2025" in said and "ít nhất 90%" in said and "Ủy ban nhân dân xã chỉ đạo" in said
    assert not [word for word in ("phường", "Phường", "An Lạc", "Hải Phòng", "Trần Liễu") if word in "".join(theirs.values())]
    assert not (an_lac / "outbox").exists()

    os.chdir(an_lac)
    assert toso("run", "-q", "--as-of", "2025-12-15T12:30").code == 0
    ours = letters(an_lac)
    assert {"ubnd@example.vn", "to1@example.com", "to2@example.com"} <= set(ours)
    assert "phường An Lạc quý IV/2025" in ours["ubnd@example.vn"] and "ít nhất 80%" in ours["ubnd@example.vn"]
    assert not [word for word in ("Hòa Bình", "Huế", "THON") if word in "".join(ours.values())]
    assert letters(commune) == theirs
