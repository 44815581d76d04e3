"""A hundred names and phones of citizens typed into the personal columns: none leaves the group's book."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from letters_of_tests import NOON, SENDER

from reports import CALENDAR, Q4, group, report, schema, ward
from toso.core.catalogue import Catalogue
from toso.core.figures import Figures
from toso.core.report.reminders import open_cells
from toso.core.summarise import summarise
from toso.core.validate import validate_book
from toso.delivery.folder import Folder
from toso.delivery.outbox import Outbox
from toso.jobs.alert import alert
from toso.jobs.post import Post
from toso.jobs.remind import Reminding, remind
from toso.jobs.report import Recipients, Sending, send
from toso.jobs.report_forms import forms, write
from toso.model import BookResult, Context, RawBook, RawTable
from toso.schema.load import load_findings

NAMES = [f"Canary Nguyễn Thị Chim{n:02d}" for n in range(50)]
PHONES = [f"09877{n:05d}" for n in range(50)]
WRONG = [f"0987-CANARY-{n:02d}" for n in range(10)]
"""Phones that are wrong, so that a finding speaks of them."""


def book() -> BookResult:
    """A group's book whose personal columns are full of canaries; every other household has something wrong as well."""
    raw = RawBook("book-1", "TDP01", {"households": _households(), "difficulties": _difficulties()})
    catalogue = Catalogue.of(load_findings())
    return validate_book(schema(), raw, context(), catalogue)


def context() -> Context:
    return Context(group(1, 100), frozenset({"TDP01"}), Q4, date(2025, 9, 1), date(2025, 12, 31), NOON.date())


def _table(name: str, rows: list[dict[str, object]]) -> RawTable:
    sheet = schema().tables[name]
    header = tuple(field.title for field in sheet.fields)
    return RawTable(name, sheet.title, header, [[row.get(field.name) for field in sheet.fields] for row in rows])  # type: ignore[misc]


def _households() -> RawTable:
    personal = [f.name for f in schema().tables["households"].fields if f.personal]
    rows: list[dict[str, object]] = []
    for n, (name, phone) in enumerate(zip(NAMES, PHONES, strict=True)):
        row: dict[str, object] = dict.fromkeys(personal, f"{name} {phone}")
        row |= {"household_code": f"TDP01-{n + 1:04d}", "head_name": name, "phone": WRONG[n] if n < len(WRONG) else phone}
        row |= {"guided_on": "ngày nào đó" if n % 2 else 45950, "vneid_level2": "có", "persons": 4}
        rows.append(row)
    return _table("households", rows)


def _difficulties() -> RawTable:
    rows: list[dict[str, object]] = [
        {"difficulty_code": f"KK{n:02d}", "raised_on": 45950, "category": "Kinh phí", "urgent": "có",
         "description": f"Ông {NAMES[n]} ({PHONES[n]}) chưa có máy", "budget_need": 1000000}
        for n in range(1, 4)
    ]  # fmt: skip
    return _table("difficulties", rows)


def figures_of_the_book(found: BookResult) -> Figures:
    made = summarise(found, schema(), context(), NOON, "hash")
    return Figures((group(1, 100),), {"TDP01": made}, schema(), Q4, NOON.date(), NOON)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    handler = logging.FileHandler(tmp_path / "log.txt")
    logging.getLogger("toso").addHandler(handler)
    yield tmp_path
    logging.getLogger("toso").removeHandler(handler)


def sent_and_made(place: Path, moment: datetime) -> None:
    found = book()
    now = figures_of_the_book(found)
    from dataclasses import replace

    material = replace(ward(3), figures=now, trend=(), narrative=())
    titles = {name: kind.title for name, kind in Catalogue.of(load_findings()).kinds.items()}
    cells = {"TDP01": open_cells(found.findings, schema(), titles)}
    assert len(cells["TDP01"]) > 20, "the canaries' rows are spoken of"
    with Outbox(place / "outbox.sqlite3") as outbox:
        post = Post(outbox, Folder(place / "eml"), SENDER, "10729", lambda: moment)
        people = Recipients(report=("ubnd@tranlieu.example",), leaders={"TDP01": "to1@tranlieu.example"})
        assert send(Sending(material, "send", people), schema(), post).sent.sent == 2
        wanted = Reminding(now, moment, CALENDAR, cells, {"TDP01": "to1@tranlieu.example"}, ("vhxh@tranlieu.example",))
        reminded = remind(wanted, post)
        assert reminded.posted.sent.sent == 2
        assert alert(now, ("truongphong@tranlieu.example",), post).sent.sent == 3
        (place / "zalo.txt").write_text("\n".join(reminded.zalo.values()), encoding="utf-8")
    one = report(material)
    write(one, forms(one), place / "out")


def everything(place: Path) -> Iterator[tuple[str, str]]:
    """Every file, as text: packages and letters opened."""
    import email
    import zipfile
    from email.policy import default

    import pypdfium2

    for file in place.rglob("*"):
        if not file.is_file():
            continue
        content = file.read_bytes()
        yield file.name, content.decode("utf-8", "ignore")
        if file.suffix in (".docx", ".xlsx"):
            with zipfile.ZipFile(file) as package:
                yield file.name, "".join(package.read(n).decode("utf-8", "ignore") for n in package.namelist())
        if file.suffix == ".pdf":
            with pypdfium2.PdfDocument(content) as paper:
                yield file.name, "".join(page.get_textpage().get_text_bounded() for page in paper)
        if file.suffix == ".eml":
            for part in email.message_from_bytes(content, policy=default).walk():
                if not part.is_multipart():
                    payload = part.get_payload(decode=True)
                    yield file.name, payload.decode("utf-8", "ignore") if isinstance(payload, bytes) else ""


def test_no_name_and_no_phone_of_a_citizen_stands_anywhere_outside_the_book(place: Path) -> None:
    sent_and_made(place, NOON)
    seen = 0
    for name, text in everything(place):
        seen += 1
        for canary in ("Canary", "CANARY", "Chim", "09877", "chưa có máy"):
            assert canary not in text, (name, canary)
    assert seen > 20


def test_the_canaries_were_really_typed() -> None:
    typed = {str(v) for table in (_households(), _difficulties()) for row in table.rows for v in row}
    assert sum(name in typed for name in NAMES) == 50
    assert sum(phone in typed for phone in PHONES) == 40
