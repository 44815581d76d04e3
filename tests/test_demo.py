"""`toso demo` from nothing: what it prints, what it leaves, and that running again changes and sends nothing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from openpyxl import load_workbook

import worlds

PROGRAM = [sys.executable, "-m", "toso"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The demo's folder and what was printed."""
    folder = tmp_path_factory.mktemp("ward") / "demo"
    done = subprocess.run([*PROGRAM, "demo", "--out", str(folder)], capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def run_again(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [*PROGRAM, "run", "-c", str(folder / "toso.toml"), "--as-of", "2025-12-15T12:00", "-v", *more]
    return subprocess.run(command, capture_output=True, text=True, timeout=100)


def test_the_summary_says_what_a_person_asks_first(demo: tuple[Path, str]) -> None:
    text = demo[1]
    assert "24 tổ: 0 tổ không còn gì phải sửa, 1 tổ chưa nhập gì, 2 tổ chưa xác nhận nộp" in text
    assert "4.865/6.802 hộ (71,5 %), cần ít nhất 80 %" in text
    assert "TDP14" in text and "TDP15" not in text.split("Dưới 80 %")[1].splitlines()[0]


def test_every_book_the_report_and_the_mail_lie_there(demo: tuple[Path, str]) -> None:
    folder = demo[0]
    assert {path.stem for path in (folder / "so").glob("*.xlsx")} == {f"TDP{n:02d}" for n in range(1, 25)} | {"tong-hop", "phuong"}
    assert {path.suffix for path in (folder / "bao-cao").iterdir()} == {".docx", ".pdf", ".xlsx", ".html", ".txt", ".png"}
    letters = list((folder / "outbox").glob("*.dinh_ky.*"))
    assert {path.suffix for path in letters} == {".eml", ".html"}
    assert (folder / "index.html").is_file()


def test_the_page_links_every_book_every_letter_and_the_report(demo: tuple[Path, str]) -> None:
    folder = demo[0]
    page = (folder / "index.html").read_text(encoding="utf-8")
    linked = {unquote(link) for link in re.findall(r'(?:href|src)="([^"#:]+)"', page)}
    left = [*(folder / "so").glob("*.xlsx"), *(folder / "outbox").iterdir(), *(folder / "bao-cao").glob("*.[dpx]*")]
    assert {path.relative_to(folder).as_posix() for path in left} <= linked
    letters = re.search(r'<details id="letters">.*?</details>', page, re.S)
    assert letters is not None and letters[0].count("<tr><td>") == len(list((folder / "outbox").glob("*.eml"))) == 29
    assert "tdp08@example.org" in letters[0] and "Khó khăn khẩn của Tổ dân phố số 8" in letters[0]


def test_the_planted_mistakes_are_written_beside_the_books(demo: tuple[Path, str]) -> None:
    planted = json.loads((demo[0] / "planted.json").read_text(encoding="utf-8"))
    assert len(planted) == len(worlds.sample_ward().planted)
    assert set(planted[0]) == {"group", "table", "key", "column", "kind"}


def test_a_second_run_of_the_same_moment_writes_and_sends_nothing(demo: tuple[Path, str]) -> None:
    before = sorted(path.name for path in (demo[0] / "outbox").glob("*.eml"))
    run_again(demo[0])
    done = run_again(demo[0])
    assert done.returncode == 0, done.stderr
    assert "1 lần đọc, 0 lần ghi" in done.stderr
    assert sorted(path.name for path in (demo[0] / "outbox").glob("*.eml")) == before


def test_the_master_tells_not_submitted_from_zero(demo: tuple[Path, str]) -> None:
    sheet = load_workbook(demo[0] / "so" / "tong-hop.xlsx", read_only=True)["Độ phủ"]
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    assert "chưa nộp" in str(rows["TDP05"][3])
    assert (rows["TDP14"][3], rows["TDP15"][3]) == (358, 240)
    assert "Chưa đạt" in str(rows["TDP14"]) and "Chưa đạt" not in str(rows["TDP15"])


def test_no_name_or_phone_of_a_household_leaves_its_own_book(demo: tuple[Path, str]) -> None:
    folder = demo[0]
    names, phones = set(), set()
    for group in worlds.sample_ward().groups:
        for row in group.rows.get("households", []):
            phone = re.sub(r"\D", "", str(row.get("phone") or ""))
            phones |= {phone[-9:]} if len(phone) >= 9 else set()
            names |= {str(row["head_name"])} if row.get("head_name") and len(str(row["head_name"]).split()) > 2 else set()
    leaders = {str(row["leader_name"]) for row in worlds.sample_ward().ward_rows["groups"]}
    members = {str(row["full_name"]) for g in worlds.sample_ward().groups for row in g.rows.get("members", [])}
    leaving = [*(folder / "outbox").glob("*.html"), *(folder / "bao-cao").glob("*.txt"), *(folder / "bao-cao").glob("*.html")]
    state = b"".join(path.read_bytes() for path in (folder / "state").rglob("*") if path.is_file()).decode("utf-8", "ignore")
    pictures = re.compile(r"base64,[A-Za-z0-9+/=]+")  # letters and digits by chance, and most of a page
    texts = [pictures.sub("", path.read_text(encoding="utf-8")) for path in leaving] + [state]
    for text in texts:
        digits = re.findall(r"(?<!\d)0\d{9}(?!\d)", text)
        assert not {one[-9:] for one in digits} & phones
        assert not [name for name in names - leaders - members if name in text]


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "anh-cuoi.jpg").write_bytes(b"x")
    done = subprocess.run([*PROGRAM, "demo", "--out", str(tmp_path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "đang có tệp khác" in done.stderr
    assert (tmp_path / "anh-cuoi.jpg").is_file()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    chosen = Options()
    chosen.binary_location = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    for flag in ("headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
                 "disable-component-update", "disable-sync"):  # fmt: skip
        chosen.add_argument(f"--{flag}")
    driver = webdriver.Chrome(options=chosen, service=Service(os.environ.get("CHROMEDRIVER", "/usr/bin/chromedriver")))
    driver.set_window_size(1280, 1600)
    yield driver
    driver.quit()


@pytest.mark.browser
def test_the_page_shows_all_of_it_as_pictures(demo: tuple[Path, str], browser: object) -> None:
    from selenium.webdriver.common.by import By

    browser.get((demo[0] / "index.html").as_uri())  # type: ignore[attr-defined]
    find = browser.find_element  # type: ignore[attr-defined]
    for name in ("overview", "coverage", "book", "to-mend"):
        drawing = find(By.CSS_SELECTOR, f"#picture-{name} svg")
        assert drawing.size["width"] > 600 and drawing.size["height"] > 200, name
    assert "Hộ gia đình được hướng dẫn" in find(By.ID, "picture-overview").text
    assert "⚠" in find(By.ID, "picture-book").text
    pages = browser.find_elements(By.CSS_SELECTOR, "#picture-report img")  # type: ignore[attr-defined]
    assert len(pages) == 3 and all(page.get_property("naturalWidth") > 400 for page in pages)
    broken = browser.execute_script(  # type: ignore[attr-defined]
        "return [...document.querySelectorAll('a[href],iframe[src]')].map(e => e.href || e.src)"
        ".filter(u => u.startsWith('file:') && !u.includes('#'))"
    )
    assert broken and all(Path(unquote(urlsplit(link).path)).is_file() for link in broken)
    browser.switch_to.frame(find(By.ID, "picture-mail"))  # type: ignore[attr-defined]
    assert "Ủy ban nhân dân" in find(By.TAG_NAME, "body").text
