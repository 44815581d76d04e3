"""A hundred canaries typed into a group's personal columns of An Lạc: after a day of all jobs none is anywhere else."""

from __future__ import annotations

import email
import zipfile
from collections.abc import Iterator
from contextlib import closing
from email.policy import default
from pathlib import Path

import pypdfium2
import pytest
from an_lac import Toso

from toso.settings import load_settings
from toso.wiring import Wiring

CANARIES = ("Canary", "CANARY", "09877000")
"""The phones begin alike for longer than a place in a PDF's table of contents is, which is a number as well."""


@pytest.fixture
def typed(an_lac: Path, toso: Toso) -> Path:
    """Fifty names and fifty phones, every other row with something wrong, and three urgent difficulties with names."""
    with closing(Wiring(load_settings(an_lac / "toso.toml"))) as wiring:
        type_in(wiring, "households", [
            {"head_name": f"Canary Chim{n:02d}", "phone": f"09877{n:05d}" if n % 5 else f"0987-CANARY-{n}", "note": f"CANARY {n}",
             "lane": f"Ngõ CANARY {n}", "guided_on": "05/10/2025" if n % 2 else "hôm nào CANARY", "vneid_level2": "Có"}
            for n in range(50)
        ])  # fmt: skip
        type_in(wiring, "difficulties", [
            {"raised_on": "05/10/2025", "category": "Kinh phí", "urgent": "Có",
             "description": f"Ông Canary Chim{n:02d} (09877{n:05d}) chưa có máy"}
            for n in range(3)
        ])  # fmt: skip
    return an_lac


def type_in(wiring: Wiring, table: str, rows: list[dict[str, str]]) -> None:
    """As a leader types: under the headers, from the first numbered row."""
    registry = wiring.books.read(wiring.settings.books.ward, wiring.schema.book("ward")).raw.tables["groups"]
    book_id = str(registry.rows[0][list(registry.header).index(wiring.schema.tables["groups"].field("book_id").title)])
    schema = wiring.schema.tables[table]
    sheet = wiring.session.client.open_by_key(book_id).worksheet(schema.title)
    header = sheet.row_values(1)
    for name in rows[0]:
        column = header.index(schema.field(name).title) + 1
        cells = sheet.range(2, column, 1 + len(rows), column)
        for cell, row in zip(cells, rows, strict=True):
            cell.value = row[name]
        sheet.update_cells(cells, value_input_option="USER_ENTERED")
    assert any(canary in str(sheet.get_all_values()) for canary in CANARIES)


def printed(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as paper:
        return "".join(page.get_textpage().get_text_range() for page in paper)


def everything(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file that the jobs left, opened; the stand-in's own database is Google's side."""
    for file in sorted(folder.rglob("*")):
        if not file.is_file() or "local" in file.relative_to(folder).parts[:1]:
            continue
        content = file.read_bytes()
        if file.suffix == ".pdf":
            yield str(file), printed(content)
        yield str(file), content.decode("utf-8", "ignore")
        if file.suffix in (".docx", ".xlsx"):
            with zipfile.ZipFile(file) as package:
                yield str(file), "".join(package.read(n).decode("utf-8", "ignore") for n in package.namelist())
        if file.suffix == ".eml":
            for part in email.message_from_bytes(content, policy=default).walk():
                payload = None if part.is_multipart() else part.get_payload(decode=True)
                yield str(file), payload.decode("utf-8", "ignore") if isinstance(payload, bytes) else ""
                if part.get_content_type() == "application/pdf":
                    yield str(file), printed(payload)


def test_no_canary_leaves_the_book(typed: Path, toso: Toso) -> None:
    for command in (
        ("run", "--as-of", "2025-12-08T08:00"),
        ("remind", "--as-of", "2025-12-08T08:10"),
        ("run", "--as-of", "2025-12-15T12:30"),
        ("report", "build", "--as-of", "2025-12-15T12:40"),
        ("backup", "--as-of", "2025-12-15T12:50"),
    ):
        done = toso(*command)
        assert done.code in (0, 2, 5), (command, done.err)
        assert not any(canary in done.out + done.err for canary in CANARIES)
    letters = list((typed / "outbox").glob("*.eml"))
    assert len(letters) > 4, "reminders, the report and pages went out"
    assert sum("khan" in file.name for file in letters) == 3, "the difficulties with names in them were told"
    for name, text in everything(typed):
        assert not [canary for canary in CANARIES if canary in text], name


def test_no_canary_stands_in_the_master(typed: Path, toso: Toso) -> None:
    assert toso("run", "--as-of", "2025-12-08T08:00").code in (0, 5)
    with closing(Wiring(load_settings(typed / "toso.toml"))) as wiring:
        master = wiring.session.client.open_by_key(wiring.settings.books.master)
        values = str([sheet.get_all_values() for sheet in master.worksheets()])
        assert "Tổ dân phố số 1" in values
        assert not [canary for canary in CANARIES if canary in values]
