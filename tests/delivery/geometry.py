"""What a report's PDF must look like (domain.md's table: Decree 30/2020/NĐ-CP, appendix I), measured on the page."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

import pdfplumber

MM = 72 / 25.4
TOLERANCE = 0.6  # points
FACES = ("TimesNewRoman", "Tinos", "LiberationSerif", "LibertinusSerif")


@dataclass(frozen=True)
class Line:
    """One line of text as it stands on a page; lengths in points."""

    page: int
    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    faces: frozenset[str]

    @property
    def bold(self) -> bool:
        return all("Bold" in face for face in self.faces)

    @property
    def italic(self) -> bool:
        return all("Italic" in face for face in self.faces)

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True)
class Sheet:
    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    rules: tuple[tuple[float, float, float], ...]
    """(x0, x1, y) of horizontal rules."""


class Paper:
    """The pages of a PDF (those asked for, 1-based)."""

    def __init__(self, content: bytes, pages: Iterable[int] | None = None) -> None:
        wanted = list(pages) if pages else None
        with pdfplumber.open(io.BytesIO(content), pages=wanted) as pdf:
            self.sheets = [_sheet(page) for page in pdf.pages]

    def lines(self) -> list[Line]:
        return [line for sheet in self.sheets for line in sheet.lines]

    def find(self, text: str, page: int | None = None) -> Line:
        found = [one for one in self.lines() if text in one.text and page in (None, one.page)]
        assert found, f"“{text}” is nowhere"
        return found[0]


def _sheet(page: Any) -> Sheet:
    words = page.extract_words(extra_attrs=["fontname", "size"], keep_blank_chars=False, x_tolerance=1.5, y_tolerance=2)
    lines = [line for row in _rows(words) for line in _runs(page.page_number, row)]
    rules = [(o["x0"], o["x1"], o["top"]) for o in (*page.lines, *page.rects) if o["height"] < 2 and o["width"] > 10]
    return Sheet(page.page_number, float(page.width), float(page.height), tuple(lines), tuple(rules))


def _rows(words: list[Any]) -> Iterable[list[Any]]:
    words = sorted(words, key=lambda w: (round(w["bottom"] / 3), w["x0"]))
    return (list(row) for _, row in itertools.groupby(words, key=lambda w: round(w["bottom"] / 3)))


def _runs(page: int, row: list[Any]) -> Iterable[Line]:
    """Words that stand together; a gap wider than two characters begins another run (a column)."""
    run: list[Any] = []
    for word in [*row, None]:
        if run and (word is None or word["x0"] - run[-1]["x1"] > 2.2 * run[-1]["size"]):
            yield Line(
                page, " ".join(w["text"] for w in run), run[0]["x0"], run[-1]["x1"], min(w["top"] for w in run),
                max(w["bottom"] for w in run), median(w["size"] for w in run),
                frozenset(w["fontname"].partition("+")[2] for w in run),
            )  # fmt: skip
            run = []
        if word is not None:
            run.append(word)


def check_margins(paper: Paper) -> None:
    """Left 30–35 mm, right 15–20, top and bottom 20–25; only the page number stands in the top margin."""
    for sheet in paper.sheets:
        for line in sheet.lines:
            if line.text.isdigit() and line.bottom < 20 * MM:
                continue
            assert line.x0 >= 30 * MM - TOLERANCE, (sheet.number, line.text)
            assert line.x1 <= sheet.width - 15 * MM + TOLERANCE, (sheet.number, line.text)
            assert line.top >= 20 * MM - 4, (sheet.number, line.text)
            assert line.bottom <= sheet.height - 20 * MM + 4, (sheet.number, line.text)


def check_faces(paper: Paper) -> None:
    for line in paper.lines():
        assert all(face.replace("-", "").startswith(FACES) for face in line.faces), (line.text, line.faces)


def check_page_numbers(paper: Paper, first_pages: set[int]) -> None:
    """Centred in the top margin, size 13–14, counted from each first page, which bears none."""
    count = 0
    for sheet in paper.sheets:
        count = 1 if sheet.number in first_pages else count + 1
        marks = [one for one in sheet.lines if one.bottom < 20 * MM]
        if sheet.number in first_pages:
            assert not marks, (sheet.number, marks)
            continue
        (mark,) = marks
        assert mark.text == str(count)
        assert 13 - 0.1 <= mark.size <= 14.1
        centre = (30 * MM + sheet.width - 20 * MM) / 2
        assert abs(mark.middle - centre) < 3, (sheet.number, mark.middle, centre)


def rule_below(paper: Paper, line: Line) -> float:
    """Length of the rule under a line, as a share of the line."""
    near = [r for r in paper.sheets[line.page - 1].rules if 0 <= r[2] - line.bottom + 4 < 12]
    mine = [r for r in near if abs((r[0] + r[1]) / 2 - line.middle) < 6]
    assert mine, f"no rule under “{line.text}”"
    return (mine[0][1] - mine[0][0]) / (line.x1 - line.x0)


def check_heading(paper: Paper) -> None:
    nation = paper.find("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 1)
    motto = paper.find("Độc lập - Tự do - Hạnh phúc", 1)
    superior = paper.find("PHƯỜNG TRẦN LIỄU", 1)
    issuer = paper.find("PHÒNG VĂN HÓA - XÃ HỘI", 1)
    number, place = paper.find("Số:", 1), paper.find("Phường Trần Liễu, ngày", 1)
    sheet = paper.sheets[0]
    assert 12 - 0.1 <= nation.size <= 13.1
    assert nation.bold
    assert nation.x0 > sheet.width / 2 - 20 * MM
    assert 13 - 0.1 <= motto.size <= 14.1
    assert motto.bold
    assert motto.top > nation.top
    assert 0.95 <= rule_below(paper, motto) <= 1.05
    assert 12 - 0.1 <= superior.size <= 13.1
    assert not superior.bold
    assert 12 - 0.1 <= issuer.size <= 13.1
    assert issuer.bold
    assert 1 / 3 <= rule_below(paper, issuer) <= 1 / 2
    assert issuer.x1 < nation.x0
    assert 13 - 0.1 <= number.size <= 13.1
    assert "/BC-VHXH" in " ".join(one.text for one in sheet.lines if abs(one.bottom - number.bottom) < 2)
    assert abs(number.bottom - place.bottom) < 2
    assert place.italic
    assert 13 - 0.1 <= place.size <= 14.1


def check_title(paper: Paper) -> None:
    sheet = paper.sheets[0]
    centre = (30 * MM + sheet.width - 20 * MM) / 2
    title = next(one for one in sheet.lines if one.text == "BÁO CÁO")
    subject = next(one for one in sheet.lines if one.text.startswith("trên địa bàn phường Trần Liễu"))
    to = paper.find("Kính gửi:", 1)
    for line in (title, subject):
        assert line.bold
        assert 13 - 0.1 <= line.size <= 14.1
        assert abs(line.middle - centre) < 2
    assert 1 / 3 <= rule_below(paper, subject) <= 1 / 2
    assert 13 - 0.1 <= to.size <= 14.1
    assert title.top < subject.top < to.top


def check_bases(paper: Paper) -> None:
    first = paper.find("Căn cứ Nghị định số 09/2019/NĐ-CP", 1)
    last = paper.find("Căn cứ Kế hoạch", 1)
    assert first.italic
    assert last.italic
    following = [one for one in paper.sheets[0].lines if one.italic and one.top >= first.top]
    texts = " ".join(one.text for one in following)
    assert "nhà nước; Căn cứ" in texts
    assert following[-1].text.endswith(".")


def check_body(paper: Paper) -> None:
    """13–14, justified, first line 1 or 1.27 cm, lines 1–1.5, at least 6 points between paragraphs."""
    start = paper.find("I. ĐÁNH GIÁ CHUNG")
    assert start.bold
    assert start.text == start.text.upper()
    text = [one for sheet in paper.sheets for one in sheet.lines if not one.bold and not one.italic and 13.9 < one.size < 14.1]
    starts = [one for one in text if abs(one.x0 - (30 + 12.7) * MM) < 1.5 or abs(one.x0 - 40 * MM) < 1.5]
    assert len(starts) > 3
    pitches, gaps, ends = [], [], []
    for upper, lower in itertools.pairwise(text):
        if upper.page != lower.page or lower.bottom - upper.bottom > 40:
            continue
        pitch = lower.bottom - upper.bottom
        if lower.x0 < 31 * MM and pitch < 30 and lower not in starts:
            pitches.append(pitch)
            ends.append(upper.x1)
        elif lower in starts and upper in text:
            gaps.append(pitch)
    assert pitches
    line = median(pitches)
    assert 1.0 * 14 * 1.1 <= line <= 1.5 * 14 * 1.2, line
    assert min(gaps) - line >= 6 - TOLERANCE, (min(gaps), line)
    right = paper.sheets[0].width - 20 * MM
    assert all(abs(end - right) < 2 for end in ends), "not justified"
    item = paper.find("1. Tổ chức và thành viên")
    assert item.bold


def check_foot(paper: Paper, last_page: int) -> None:
    label = paper.find("Nơi nhận:", last_page)
    signer = paper.find("TRƯỞNG PHÒNG", last_page)
    same = paper.find("- Như trên;", last_page)
    keep = paper.find("- Lưu: VT, VHXH.", last_page)
    assert abs(label.top - signer.top) < 5
    assert label.x0 < signer.x0
    assert label.bold
    assert label.italic
    assert abs(label.size - 12) < 0.1
    assert abs(same.size - 11) < 0.1
    assert keep.top > same.top
    assert signer.bold
    assert 13 - 0.1 <= signer.size <= 14.1
    before = [one for one in paper.sheets[last_page - 1].lines if one.bottom <= label.top + 2]
    assert before[-1].text.endswith("./."), "the signature stands with the end of the text"


def check_headings_not_orphaned(paper: Paper) -> None:
    """No heading is the last thing on a page."""
    for sheet in paper.sheets:
        running = [one for one in sheet.lines if one.bottom > 20 * MM]
        if running:
            last = max(running, key=lambda one: one.bottom)
            assert not (last.bold and last.text[:2] in {f"{n}." for n in range(1, 10)} | {"I.", "V.", "II", "IV", "VI"})


def check_appendix(paper: Paper, number: int, label: str) -> None:
    """On a page of its own: label and title bold and centred, "(Kèm theo …)" italic."""
    sheet = paper.sheets[number - 1]
    head = next(one for one in sheet.lines if one.text == label)
    reference = next(one for one in sheet.lines if one.text.startswith("(Kèm theo Báo cáo số"))
    centre = (30 * MM + sheet.width - 20 * MM) / 2
    assert head.bold
    assert abs(head.middle - centre) < 3
    assert head.top < 35 * MM
    assert reference.italic
    titles = [one for one in sheet.lines if head.bottom <= one.top + 3 and one.bottom <= reference.top + 3 and one is not head]
    assert titles
    assert all(one.bold and abs(one.middle - centre) < 3 for one in titles if one is not reference)


def first_pages(paper: Paper) -> dict[str, int]:
    """Appendix label → its first page."""
    found: dict[str, int] = {}
    for sheet in paper.sheets:
        for line in sheet.lines[:3]:
            if line.text.startswith("Phụ lục ") and line.bold and len(line.text) < 16:
                found.setdefault(line.text, sheet.number)
    return found
