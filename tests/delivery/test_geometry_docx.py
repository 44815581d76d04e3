"""The report's Word file, read back by python-docx, and as LibreOffice lays it out."""

from __future__ import annotations

import io
import itertools
import shutil
import subprocess
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import geometry
import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from geometry import Paper
from test_geometry_pdf import WARDS, material

from reports import report
from toso.core.report import Narrative, Report
from toso.delivery import docx
from toso.delivery.docx_template import build


@cache
def made(name: str) -> tuple[Report, bytes]:
    one = report(material(name))
    return one, docx.render(one)


@cache
def opened(name: str) -> Any:
    return Document(io.BytesIO(made(name)[1]))


@pytest.fixture(params=WARDS)
def document(request: pytest.FixtureRequest) -> Any:
    return opened(request.param)


def paragraphs(document: Any) -> Iterator[_Paragraph]:
    """All paragraphs in the order of reading, those in cells too."""
    return (_Paragraph(p, document) for p in document.element.body.iter(qn("w:p")))


class _Paragraph:
    """A paragraph with what its style says, where it says nothing itself."""

    def __init__(self, element: Any, document: Any) -> None:
        from docx.text.paragraph import Paragraph

        self.own = Paragraph(element, document)
        self.text = "".join(one.text or "" for one in element.iter(qn("w:t")))

    @property
    def style(self) -> Any:
        return self.own.style

    def chain(self) -> Iterator[Any]:
        style = self.style
        while style is not None:
            yield style
            style = style.base_style

    def font(self, what: str) -> Any:
        return next((getattr(s.font, what) for s in self.chain() if getattr(s.font, what) is not None), None)

    def form(self, what: str) -> Any:
        own = getattr(self.own.paragraph_format, what)
        if own is not None:
            return own
        return next((v for s in self.chain() if (v := getattr(s.paragraph_format, what)) is not None), None)


def find(document: Any, text: str) -> _Paragraph:
    return next(one for one in paragraphs(document) if one.text.startswith(text))


def test_every_sheet_is_a4_with_the_margins_of_the_decree(document: Any) -> None:
    for section in document.sections:
        sides = sorted((round(section.page_width.mm), round(section.page_height.mm)))
        assert sides == [210, 297]
        assert 20 <= round(section.top_margin.mm) <= 25
        assert 20 <= round(section.bottom_margin.mm) <= 25
        assert 30 <= round(section.left_margin.mm) <= 35
        assert 15 <= round(section.right_margin.mm) <= 20


def test_pages_are_numbered_in_the_head_but_not_the_first_and_appendices_begin_again(document: Any) -> None:
    sections = list(document.sections)
    header = sections[0].header.paragraphs[0]
    assert header.alignment == ALIGN.CENTER
    assert "PAGE" in header._p.xml
    assert all(run.font.size.pt == 13 for run in header.runs)
    for number, section in enumerate(sections):
        assert section.different_first_page_header_footer
        assert not section.first_page_header.paragraphs[0].text
        start = section._sectPr.find(qn("w:pgNumType"))
        if number:
            assert section.header.is_linked_to_previous
            assert start is not None
            assert start.get(qn("w:start")) == "1"


@pytest.mark.parametrize(
    ("text", "size", "bold", "italic", "align"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (12, 13), True, False, ALIGN.CENTER),
        ("Độc lập - Tự do - Hạnh phúc", (13, 14), True, False, ALIGN.CENTER),
        ("ỦY BAN NHÂN DÂN", (12, 13), False, False, ALIGN.CENTER),
        ("PHÒNG VĂN HÓA - XÃ HỘI", (12, 13), True, False, ALIGN.CENTER),
        ("Số:", (13, 13), False, False, ALIGN.CENTER),
        ("Phường Trần Liễu, ngày", (13, 14), False, True, ALIGN.CENTER),
        ("BÁO CÁO", (13, 14), True, False, ALIGN.CENTER),
        ("trên địa bàn phường Trần Liễu", (13, 14), True, False, ALIGN.CENTER),
        ("Kính gửi:", (13, 14), False, False, ALIGN.CENTER),
        ("Căn cứ Nghị định", (13, 14), False, True, ALIGN.JUSTIFY),
        ("Phòng Văn hóa - Xã hội phường", (13, 14), False, False, ALIGN.JUSTIFY),
        ("I. ĐÁNH GIÁ CHUNG", (13, 14), True, False, ALIGN.LEFT),
        ("1. Tổ chức và thành viên", (13, 14), True, False, ALIGN.LEFT),
        ("TRƯỞNG PHÒNG", (13, 14), True, False, ALIGN.CENTER),
        ("Nơi nhận:", (12, 12), True, True, ALIGN.LEFT),
        ("- Như trên;", (11, 11), False, False, ALIGN.LEFT),
        ("- Lưu: VT, VHXH.", (11, 11), False, False, ALIGN.LEFT),
        ("Phụ lục I", (13, 14), True, False, ALIGN.CENTER),
        ("(Kèm theo Báo cáo số", (13, 14), False, True, ALIGN.CENTER),
    ],
)
def test_each_part_has_the_size_weight_and_place_of_the_decree(
    document: Any, text: str, size: tuple[int, int], bold: bool, italic: bool, align: Any
) -> None:
    one = find(document, text)
    assert size[0] <= one.font("size").pt <= size[1]
    assert bool(one.font("bold")) == bold
    assert bool(one.font("italic")) == italic
    assert (one.form("alignment") or ALIGN.LEFT) == align
    assert one.font("name") == "Times New Roman"
    assert one.font("color").rgb is None or str(one.font("color").rgb) == "000000"


def test_parts_stand_in_the_order_of_the_decree(document: Any) -> None:
    texts = [one.text for one in paragraphs(document)]
    wanted = ("ỦY BAN NHÂN DÂN", "PHÒNG VĂN HÓA - XÃ HỘI", "CỘNG HÒA", "Độc lập", "Số:", "Phường Trần Liễu, ngày", "BÁO CÁO",
              "Kính gửi:", "Căn cứ", "I. ", "Nơi nhận:", "TRƯỞNG PHÒNG", "Phụ lục I")  # fmt: skip
    places = [next(i for i, text in enumerate(texts) if text.startswith(one)) for one in wanted]
    assert places == sorted(places)


def test_running_text_is_justified_indented_and_spaced(document: Any) -> None:
    one = find(document, "Phòng Văn hóa - Xã hội phường")
    assert round(one.form("first_line_indent").mm, 1) in (10.0, 12.7)
    assert one.form("space_after").pt >= 6
    assert 1 <= one.form("line_spacing") <= 1.5


def test_bases_end_with_semicolons_and_the_last_with_a_stop(document: Any) -> None:
    bases = [one.text for one in paragraphs(document) if one.text.startswith("Căn cứ")]
    assert all(text.endswith(";") for text in bases[:-1])
    assert bases[-1].endswith(".")


def test_the_text_ends_with_the_sign_of_the_end_and_keeps_with_the_signature(document: Any) -> None:
    ends = [one for one in paragraphs(document) if one.text.endswith("./.")]
    assert len(ends) == 1
    assert ends[0].own.paragraph_format.keep_with_next


def test_headings_keep_with_what_follows(document: Any) -> None:
    assert find(document, "I. ĐÁNH GIÁ CHUNG").form("keep_with_next")
    assert find(document, "1. Tổ chức").form("keep_with_next")


def test_every_picture_is_described(document: Any) -> None:
    pictures = list(document.element.body.iter(qn("wp:docPr")))
    assert all(len(one.get("descr")) > 20 for one in pictures)


def test_tables_repeat_their_head_and_split_no_row() -> None:
    document = opened("twenty-four groups")
    data = [t for t in document.tables if len(t.rows) > 5]
    assert len(data) > 24
    for table in data:
        head = table.rows[0]._tr.trPr
        assert head.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_the_same_report_gives_the_same_file() -> None:
    one, content = made("twenty-four groups")
    assert docx.render(one) == content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(2025, 1, 1, 0, 0, 0)}


def test_an_official_may_restyle_the_template_in_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another face and size in the template's styles reach the text and the tables."""
    template = Document(io.BytesIO(build()))
    template.styles["BC Thân bài"].font.size = geometry_points(13)
    template.styles["BC Bảng chữ"].font.italic = True
    shutil.copytree(docx.folder("report"), tmp_path / "report")
    template.save(str(tmp_path / "report" / "report.docx"))
    monkeypatch.setattr(docx, "folder", lambda name: tmp_path / name)
    docx._style_ids.cache_clear()
    document = Document(io.BytesIO(docx.render(made("three silent groups")[0])))
    docx._style_ids.cache_clear()
    assert find(document, "Phòng Văn hóa - Xã hội phường").font("size").pt == 13
    assert find(document, "Tổng số tổ dân phố").font("italic")


def geometry_points(number: int) -> Any:
    from docx.shared import Pt

    return Pt(number)


# --- as it is laid out


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Paper]:
    """Each ward's report as LibreOffice makes pages of it."""
    place = tmp_path_factory.mktemp("office")
    for number, name in enumerate(WARDS):
        if WARDS[name] < 60:
            (place / f"{number}.docx").write_bytes(made(name)[1])
    told = Narrative("general", unicodedata.normalize("NFD", "Tổ dân phố thuỷ điện – Ngõ Hoà Bình, phường Ỷ Ỗ"))
    typed = report(replace(material("three silent groups"), narrative=(told,)))
    (place / "nfd.docx").write_bytes(docx.render(typed))
    files = sorted(str(file) for file in place.glob("*.docx"))
    profile = f"-env:UserInstallation=file://{place}/profile"
    subprocess.run(["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(place), *files], check=True, capture_output=True, timeout=200)
    return {file.stem: Paper(file.read_bytes()) for file in place.glob("*.pdf")}


needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")


@pytest.mark.office
@needs_office
@pytest.mark.parametrize("name", ["0", "1"])
def test_libreoffice_lays_it_out_as_the_decree_asks(laid_out: dict[str, Paper], name: str) -> None:
    paper = laid_out[name]
    starts = geometry.first_pages(paper)
    geometry.check_margins(paper)
    geometry.check_page_numbers(paper, {1, *starts.values()})
    geometry.check_heading(paper)
    geometry.check_title(paper)
    geometry.check_bases(paper)
    geometry.check_body(paper)
    geometry.check_foot(paper, min(starts.values()) - 1)
    geometry.check_headings_not_orphaned(paper)
    for label, page in starts.items():
        geometry.check_appendix(paper, page, label)
    assert [a for a, b in itertools.pairwise(starts.values()) if b <= a] == []


@pytest.mark.office
@needs_office
def test_libreoffice_shows_marks_that_were_typed_apart(laid_out: dict[str, Paper]) -> None:
    text = unicodedata.normalize("NFC", " ".join(line.text for line in laid_out["nfd"].lines()))
    assert "Tổ dân phố thuỷ điện – Ngõ Hoà Bình, phường Ỷ Ỗ" in text


@pytest.mark.office
@needs_office
def test_each_teams_page_is_one_page_in_libreoffice(laid_out: dict[str, Paper]) -> None:
    paper = laid_out["1"]
    titles = [sheet.number for sheet in paper.sheets if any("BÁO CÁO CỦA TỔ CÔNG NGHỆ" in one.text for one in sheet.lines)]
    assert len(titles) == 24
    assert titles == list(range(titles[0], titles[0] + 24))
