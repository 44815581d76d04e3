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
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from toso.delivery.templates import folder

FACE = "Times New Roman"
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 20
"""Millimetres (decree: 20–25, 20–25, 30–35, 15–20)."""
PAGE_WIDTH, PAGE_HEIGHT = 210, 297
LEFT_COLUMN, RIGHT_COLUMN = 63, 97
"""Millimetres: the two columns above the title."""

STYLES: dict[str, dict[str, Any]] = {
    "BC Quốc hiệu": {"size": 12, "bold": True, "align": ALIGN.CENTER},
    "BC Tiêu ngữ": {"size": 13, "bold": True, "align": ALIGN.CENTER},
    "BC Cơ quan chủ quản": {"size": 12, "align": ALIGN.CENTER},
    "BC Cơ quan ban hành": {"size": 12, "bold": True, "align": ALIGN.CENTER},
    "BC Đường kẻ": {"size": 4, "align": ALIGN.CENTER},
    "BC Số": {"size": 13, "align": ALIGN.CENTER, "before": 6},
    "BC Địa danh": {"size": 13, "italic": True, "align": ALIGN.CENTER, "before": 6},
    "BC Dấu mức": {"size": 13, "bold": True, "align": ALIGN.CENTER, "before": 8, "after": 4},
    "BC Tên loại": {"size": 14, "bold": True, "align": ALIGN.CENTER, "before": 12},
    "BC Trích yếu": {"size": 14, "bold": True, "align": ALIGN.CENTER},
    "BC Kính gửi": {"size": 14, "align": ALIGN.CENTER, "before": 12, "after": 12},
    "BC Căn cứ": {"size": 14, "italic": True, "align": ALIGN.JUSTIFY, "first": 12.7, "after": 6, "line": 1.15},
    "BC Thân bài": {"size": 14, "align": ALIGN.JUSTIFY, "first": 12.7, "after": 6, "line": 1.15},
    "BC Gạch đầu dòng": {"size": 14, "align": ALIGN.JUSTIFY, "first": 12.7, "after": 6, "line": 1.15},
    "BC Người ký": {"size": 14, "bold": True, "align": ALIGN.CENTER},
    "BC Nơi nhận nhãn": {"size": 12, "bold": True, "italic": True},
    "BC Nơi nhận": {"size": 11},
    "BC Phụ lục tên": {"size": 14, "bold": True, "align": ALIGN.CENTER},
    "BC Phụ lục kèm theo": {"size": 14, "italic": True, "align": ALIGN.CENTER, "after": 10},
    "BC Bảng đầu": {"size": 12, "bold": True, "align": ALIGN.CENTER, "next": True},
    "BC Bảng chữ": {"size": 12},
    "BC Bảng số": {"size": 12, "align": ALIGN.RIGHT},
    "BC Bảng hẹp đầu": {"size": 10.5, "bold": True, "align": ALIGN.CENTER, "next": True},
    "BC Bảng hẹp chữ": {"size": 10.5},
    "BC Bảng hẹp số": {"size": 10.5, "align": ALIGN.RIGHT},
    "BC Ghi chú": {"size": 12, "italic": True, "before": 4, "after": 6},
    "BC Hình": {"size": 12, "align": ALIGN.CENTER, "before": 6, "after": 8},
    "BC Tổ tiêu đề": {"size": 13, "bold": True, "align": ALIGN.CENTER, "after": 2},
    "BC Tổ kỳ": {"size": 13, "italic": True, "align": ALIGN.CENTER, "after": 6},
    "BC Tổ kết quả": {"size": 13, "bold": True, "before": 4, "after": 8, "box": True},
    "BC Tổ nội dung": {"size": 13, "align": ALIGN.JUSTIFY, "first": 12.7, "before": 4},
    "BC Tổ kết": {"size": 12, "italic": True, "before": 6},
    "BC Ngắt": {"size": 1},
}
HEADINGS = {"Heading 1": {"before": 8, "after": 6}, "Heading 2": {"before": 4, "after": 6}}


def _face(style: Any, size: float, bold: bool, italic: bool) -> None:
    font = style.font
    font.name, font.size, font.bold, font.italic = FACE, Pt(size), bold, italic
    font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(key), FACE)
    for key in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(key), None)


def _style(document: Any, name: str, wanted: dict[str, Any]) -> None:
    styles = document.styles
    style = styles[name] if name in HEADINGS else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if name not in HEADINGS:
        style.base_style = styles["Normal"]
    _face(style, wanted.get("size", 14), wanted.get("bold", name in HEADINGS), wanted.get("italic", False))
    form = style.paragraph_format
    form.alignment = wanted.get("align", ALIGN.LEFT)
    form.space_before, form.space_after = Pt(wanted.get("before", 0)), Pt(wanted.get("after", 0))
    form.line_spacing = wanted.get("line", 1.0)
    form.first_line_indent = Mm(wanted["first"]) if "first" in wanted else None
    form.keep_with_next = wanted.get("next", name in HEADINGS) or None
    form.widow_control = True
    if wanted.get("box"):
        _borders(style.element.get_or_add_pPr(), ("top", "left", "bottom", "right"), 8, 4)


def _borders(properties: Any, sides: tuple[str, ...], size: int, space: int) -> None:
    box = OxmlElement("w:pBdr")
    for side in sides:
        edge = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", str(size)), ("space", str(space)), ("color", "000000")):
            edge.set(qn(f"w:{key}"), value)
        box.append(edge)
    properties.append(box)


def _language(document: Any) -> None:
    """Vietnamese, so that Word does not underline every word."""
    properties = document.styles["Normal"].element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    for key in ("w:val", "w:eastAsia", "w:bidi"):
        language.set(qn(key), "vi-VN")
    properties.append(language)


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
    _face(normal, 14, False, False)
    normal.paragraph_format.space_after = Pt(0)
    _language(document)
    for name, wanted in {**STYLES, **HEADINGS}.items():
        _style(document, name, wanted)
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
