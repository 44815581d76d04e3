"""Makes ``templates/report/report.docx``, the Word template of the report: ``python -m toso.delivery.docx_template``.

The form is that of Decree 30/2020/NĐ-CP, appendix I. Everything that people see has a Word style of its own, so an
official may restyle the stored template in Word; run this only to begin again from the decree's form.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from toso.delivery.docx_styles import FACE, HEADINGS, STYLES, add_style, set_face, set_language
from toso.delivery.templates import folder

TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 20
"""Millimetres (decree: 20–25, 20–25, 30–35, 15–20)."""
PAGE_WIDTH, PAGE_HEIGHT = 210, 297
LEFT_COLUMN, RIGHT_COLUMN = 63, 97
"""Millimetres: the two columns above the title."""


def page(section: Any, landscape: bool = False) -> None:
    """A4 with the decree's margins; a landscape page keeps them side by side as they are."""
    width, height = (PAGE_HEIGHT, PAGE_WIDTH) if landscape else (PAGE_WIDTH, PAGE_HEIGHT)
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance, section.footer_distance = Mm(10), Mm(10)
    section.different_first_page_header_footer = True


def _page_number(section: Any) -> None:
    """Centred in the top margin, size 13, from page 2 on."""
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = ALIGN.CENTER
    paragraph.paragraph_format.tab_stops.clear_all()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        run.font.name, run.font.size = FACE, Pt(13)
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def _two_columns(document: Any, left: int, right: int) -> Any:
    table = document.add_table(rows=1, cols=2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    layout = table._tbl.tblPr.find(qn("w:tblLayout"))
    if layout is None:
        layout = OxmlElement("w:tblLayout")
        table._tbl.tblPr.append(layout)
    layout.set(qn("w:type"), "fixed")
    for column, width in zip(table.columns, (left, right), strict=True):
        column.width = Mm(width)
    for cell, width in zip(table.rows[0].cells, (left, right), strict=True):
        cell.width = Mm(width)
    return table


def _lines(cell: Any, *lines: tuple[str, str]) -> None:
    """(style, text) paragraphs of a cell; its own empty first paragraph goes."""
    for style, text in lines:
        cell.add_paragraph(text, style=style)
    cell._tc.remove(cell.paragraphs[0]._p)


def _loop(over: str, style: str, text: str) -> tuple[tuple[str, str], ...]:
    return (("Normal", f"{{%p for one in {over} %}}"), (style, text), ("Normal", "{%p endfor %}"))


def _unsplit(table: Any) -> None:
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _heading(document: Any) -> None:
    table = _two_columns(document, LEFT_COLUMN, RIGHT_COLUMN)
    left, right = table.rows[0].cells
    _lines(
        left,
        *_loop("heading.superior", "BC Cơ quan chủ quản", "{{ one }}"),
        *_loop("heading.issuer", "BC Cơ quan ban hành", "{{ one }}"),
        ("BC Đường kẻ", "{{p issuer_rule }}"),
        ("BC Đường kẻ", ""),
    )
    _lines(
        right,
        ("BC Quốc hiệu", "{{ heading.nation }}"),
        ("BC Tiêu ngữ", "{{ heading.motto }}"),
        ("BC Đường kẻ", "{{p motto_rule }}"),
        ("BC Đường kẻ", ""),
    )
    number, place = table.add_row().cells
    _lines(number, ("BC Số", "{{ heading.number }}"))
    _lines(place, ("BC Địa danh", "{{ heading.place_date }}"))
    _unsplit(table)


def _paragraphs(document: Any, *lines: tuple[str, str]) -> None:
    for style, text in lines:
        document.add_paragraph(text, style=style)


def _text(document: Any) -> None:
    _paragraphs(
        document,
        ("Normal", "{%p if heading.mark %}"),
        ("BC Dấu mức", "{{ heading.mark }}"),
        ("Normal", "{%p endif %}"),
        ("BC Tên loại", "{{ heading.title }}"),
        *_loop("heading.subject", "BC Trích yếu", "{{ one }}"),
        ("BC Đường kẻ", "{{p subject_rule }}"),
        *_loop("heading.to_lines", "BC Kính gửi", "{{ one }}"),
        *_loop("heading.bases", "BC Căn cứ", "{{ one }}"),
        *_loop("opening", "BC Thân bài", "{{ one }}"),
        ("Normal", "{%p for b in blocks %}"),
        ("Normal", "{%p if b.kind == 'part' %}"),
        ("Heading 1", "{{ b.text }}"),
        ("Normal", "{%p elif b.kind == 'item' %}"),
        ("Heading 2", "{{ b.text }}"),
        ("Normal", "{%p elif b.kind == 'point' and not b.last %}"),
        ("BC Gạch đầu dòng", "- {{ b.text }}"),
        ("Normal", "{%p elif b.kind == 'table' %}"),
        ("Normal", "{{p b.table }}"),
        ("Normal", "{%p elif b.kind == 'chart' %}"),
        ("BC Hình", "{{r b.picture }}"),
        ("Normal", "{%p elif not b.last %}"),
        ("BC Thân bài", "{{ b.text }}"),
        ("Normal", "{%p else %}"),
    )
    # The signature never stands alone on a page: the last paragraph keeps with it.
    document.add_paragraph("{{ b.text }}", style="BC Thân bài").paragraph_format.keep_with_next = True
    _paragraphs(document, ("Normal", "{%p endif %}"), ("Normal", "{%p endfor %}"))


def _signature(document: Any) -> None:
    table = _two_columns(document, 80, 80)
    left, right = table.rows[0].cells
    _lines(
        left,
        ("BC Nơi nhận nhãn", "{{ signature.recipients_label }}"),
        *_loop("signature.recipients", "BC Nơi nhận", "{{ one }}"),
    )
    space = [("BC Người ký", "")] * 4
    _lines(right, *_loop("signature.lines", "BC Người ký", "{{ one }}"), *space, ("BC Người ký", "{{ signature.name }}"))
    _unsplit(table)


def _break(document: Any, landscape: bool) -> None:
    """The paragraph that ends a section, carrying that section's page; tiny, so that it never opens a page."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    page(section, landscape)
    ending = document.paragraphs[-1]
    ending.style = document.styles["BC Ngắt"]
    properties = ending._p.pPr.find(qn("w:sectPr"))
    last = document.sections[-1]._sectPr
    for one, is_landscape in ((properties, landscape),):
        orient = one.find(qn("w:pgSz"))
        width, height = (PAGE_HEIGHT, PAGE_WIDTH) if is_landscape else (PAGE_WIDTH, PAGE_HEIGHT)
        orient.set(qn("w:w"), str(Mm(width).twips))
        orient.set(qn("w:h"), str(Mm(height).twips))
        if is_landscape:
            orient.set(qn("w:orient"), "landscape")
        else:
            orient.attrib.pop(qn("w:orient"), None)
    _restart(last)


def _restart(properties: Any) -> None:
    """Pages of this section are numbered from 1."""
    number = properties.find(qn("w:pgNumType"))
    if number is None:
        number = OxmlElement("w:pgNumType")
        properties.append(number)
    number.set(qn("w:start"), "1")


def _appendices(document: Any) -> None:
    _paragraphs(document, ("Normal", "{%p if appendices %}"))
    _break(document, landscape=False)
    _paragraphs(
        document,
        ("Normal", "{%p endif %}"),
        ("Normal", "{%p for a in appendices %}"),
    )
    heading = document.add_paragraph("{{ a.label }}", style="Heading 1")
    heading.alignment = ALIGN.CENTER
    _paragraphs(
        document,
        ("BC Phụ lục tên", "{{ a.title }}"),
        ("BC Phụ lục kèm theo", "{{ a.reference }}"),
        ("Normal", "{%p for one in a.tables %}"),
        ("Normal", "{{p one.table }}"),
        ("Normal", "{%p if one.note %}"),
        ("BC Ghi chú", "{{ one.note }}"),
        ("Normal", "{%p endif %}"),
        ("Normal", "{%p endfor %}"),
        ("Normal", "{%p for p in a.pages %}"),
        ("Normal", "{%p if loop.first %}"),
        ("BC Tổ tiêu đề", "{{ p.title }}"),
        ("Normal", "{%p else %}"),
    )
    document.add_paragraph("{{ p.title }}", style="BC Tổ tiêu đề").paragraph_format.page_break_before = True
    _paragraphs(
        document,
        ("Normal", "{%p endif %}"),
        ("BC Tổ kỳ", "{{ p.period_line }}"),
        ("BC Tổ kết quả", "{{ p.status }}"),
        ("Normal", "{{p p.table }}"),
        *_loop("p.points", "BC Tổ nội dung", "- {{ one }}"),
        ("BC Tổ kết", "{{ p.closing }}"),
        ("Normal", "{%p endfor %}"),
        ("Normal", "{%p if not loop.last and a.landscape %}"),
    )
    _break(document, landscape=True)
    _paragraphs(document, ("Normal", "{%p elif not loop.last %}"))
    _break(document, landscape=False)
    _paragraphs(document, ("Normal", "{%p endif %}"), ("Normal", "{%p endfor %}"))


def build() -> bytes:
    """The template as a .docx file."""
    document = Document()
    normal = document.styles["Normal"]
    set_face(normal, 14, False, False)
    normal.paragraph_format.space_after = Pt(0)
    set_language(document)
    for name, wanted in {**STYLES, **HEADINGS}.items():
        add_style(document, name, wanted)
    page(document.sections[0])
    _page_number(document.sections[0])
    _heading(document)
    _text(document)
    _signature(document)
    _appendices(document)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def main(place: Path | None = None) -> None:
    (place or folder("report") / "report.docx").write_bytes(build())


if __name__ == "__main__":
    main()
