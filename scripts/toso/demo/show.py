"""What the demo leaves to look at: books as Excel files, the report, the mail, and one page that shows it all."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path

from toso import words
from toso.core.figures import Figures
from toso.core.report import Report
from toso.delivery import charts, pdf
from toso.demo.pictures import draw_tab
from toso.demo.summary import Summary, group_lines
from toso.jobs.collect import Collected
from toso.wiring import Wiring

SHOWN_GROUP = "TDP04"
"""A made group of middling size: its book is shown as a picture."""
SHEETS, REPORT, OUTBOX = "so", "bao-cao", "outbox"
SHOWN_PAGES = 3
MASTER_NAME, WARD_NAME = "tong-hop", "phuong"
REPORT_LETTER, TEAM_LETTER = ".dinh_ky.", ".to."
"""What the names of the letters tell: the report, a team's page."""


@dataclass(frozen=True, slots=True)
class Left:
    """Paths of what was left, seen from the demo's folder."""

    docx: str
    pdf: str
    xlsx: str
    master: str
    eml: str
    html: str
    subject: str
    pages: tuple[str, ...]


def _pages(report: Report, folder: Path) -> list[Path]:
    """The first pages as pictures."""
    made = []
    for number, picture in enumerate(pdf.pictures(report)[:SHOWN_PAGES], 1):
        made.append(folder / f"trang-{number}.png")
        made[-1].write_bytes(picture)
    return made


def save_report(folder: Path, report: Report) -> Left:
    """Report and mail as files; where everything lies. The forms are those that went out, taken from the letter."""
    letter = next(iter(sorted((folder / OUTBOX).glob(f"*{REPORT_LETTER}*.eml"))))
    message = email.message_from_bytes(letter.read_bytes(), policy=email.policy.default)
    made = _attached(message, folder / REPORT)
    pictures = _pages(report, folder / REPORT)
    html, subject = _letter_page(letter, message)
    made["docx"].with_suffix(".html").write_bytes(html.read_bytes())
    made["docx"].with_suffix(".txt").write_text(_text(message), encoding="utf-8")

    def seen(path: Path) -> str:
        return path.relative_to(folder).as_posix()

    return Left(
        seen(made["docx"]), seen(made["pdf"]), seen(made["xlsx"]), f"{SHEETS}/{MASTER_NAME}.xlsx",
        seen(letter), seen(html), subject, tuple(seen(page) for page in pictures),
    )  # fmt: skip


def _attached(message: EmailMessage, folder: Path) -> dict[str, Path]:
    """The letter's attachments as files; ending → path."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for part in message.iter_attachments():
        path = folder / str(part.get_filename())
        path.write_bytes(part.get_content())
        found[path.suffix.lstrip(".")] = path
    return found


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    return "" if body is None else str(body.get_content())


def _letter_page(letter: Path, message: EmailMessage) -> tuple[Path, str]:
    """The letter's HTML beside it, its pictures put in, as a mail program shows it."""
    import base64

    body = message.get_body(("html",))
    assert body is not None
    text = body.get_content()
    for part in message.walk():
        if part.get_content_maintype() == "image" and part["Content-ID"]:
            inside = base64.b64encode(part.get_content()).decode()
            text = text.replace(f"cid:{part['Content-ID'].strip('<>')}", f"data:{part.get_content_type()};base64,{inside}")
    page = letter.with_suffix(".html")
    page.write_text(text, encoding="utf-8")
    return page, str(message["Subject"])


def letter_lines(folder: Path) -> list[dict[str, str]]:
    """Every letter of the outbox, the report's first and the teams' last: to whom, about what, where it lies."""
    lines = []
    for path in sorted((folder / OUTBOX).glob("*.eml"), key=lambda one: (REPORT_LETTER not in one.name, TEAM_LETTER in one.name, one.name)):
        with path.open("rb") as file:
            head = BytesHeaderParser(policy=email.policy.default).parse(file)
        page = path.with_suffix(".html")
        html = f"{OUTBOX}/{page.name}" if page.is_file() else ""
        lines.append({"to": str(head["To"]), "subject": str(head["Subject"]), "eml": f"{OUTBOX}/{path.name}", "html": html})
    return lines


def write_page(wiring: Wiring, folder: Path, found: Collected, figures: Figures, report: Report, summary: Summary, left: Left) -> Path:
    """``index.html``: all of it on one page, pictures and links."""
    group = next(one for one in found.groups if one.code == SHOWN_GROUP)
    schema = wiring.schema
    titles = {name: schema.tables[name].title for name in ("households", "to_mend", "master_overview")}
    books = wiring.books
    coverage = next(chart for chart in report.charts if chart.name == "coverage")
    page = folder / "index.html"
    page.write_text(
        words.render(
            "demo/index.html",
            ward=wiring.settings.ward.name,
            period_title=report.period_name,
            as_of=words.moment(found.now),
            target=f"{summary.target} %",
            facts=_facts(summary),
            master={
                "file": left.master,
                "title": left.master.rsplit("/", 1)[-1],
                "picture": draw_tab(books, wiring.settings.books.master, titles["master_overview"], rows=26),
            },
            coverage_chart=charts.svg(coverage),
            book={
                "file": f"{SHEETS}/{group.code}.xlsx",
                "title": group.name,
                "tab": titles["households"],
                "to_mend_tab": titles["to_mend"],
                "picture": draw_tab(books, group.book_id, titles["households"], rows=18),
                "to_mend_picture": draw_tab(books, group.book_id, titles["to_mend"], rows=9),
            },
            report={"docx": left.docx, "pdf": left.pdf, "pages": left.pages},
            mail={"eml": left.eml, "html": left.html, "subject": left.subject},
            letters=letter_lines(folder),
            groups=group_lines(found, figures, SHEETS),
            files=_files(left),
        ),
        encoding="utf-8",
    )
    return page


def _facts(summary: Summary) -> list[dict[str, str]]:
    said = words.catalogue("cli/demo.yaml")["facts"]
    shown: Mapping[str, object] = {
        "groups": summary.groups,
        "coverage": f"{summary.coverage} %",
        "reached": summary.reached,
        "silent": summary.silent,
        "unsubmitted": summary.unsubmitted,
        "findings": words.number(summary.findings),
        "mails": summary.mails,
    }
    return [{"value": str(value), "title": words.fill(said[name], target=summary.target)} for name, value in shown.items()]


def _files(left: Left) -> list[dict[str, str]]:
    said = words.catalogue("cli/demo.yaml")["files"]
    return [
        {"path": f"{SHEETS}/{WARD_NAME}.xlsx", "title": said["ward"]},
        {"path": left.master, "title": said["master"]},
        {"path": "planted.json", "title": said["planted"]},
        {"path": "toso.toml", "title": said["toml"]},
        {"path": left.xlsx, "title": said["xlsx"]},
    ]
