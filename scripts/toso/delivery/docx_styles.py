"""The Word styles of the report: whatever people see has one of its own, in the sizes of Decree 30/2020/NĐ-CP."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

FACE = "Times New Roman"

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


def set_face(style: Any, size: float, bold: bool, italic: bool) -> None:
    font = style.font
    font.name, font.size, font.bold, font.italic = FACE, Pt(size), bold, italic
    font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(key), FACE)
    for key in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(key), None)


def add_style(document: Any, name: str, wanted: dict[str, Any]) -> None:
    styles = document.styles
    style = styles[name] if name in HEADINGS else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if name not in HEADINGS:
        style.base_style = styles["Normal"]
    set_face(style, wanted.get("size", 14), wanted.get("bold", name in HEADINGS), wanted.get("italic", False))
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


def set_language(document: Any) -> None:
    """Vietnamese, so that Word does not underline every word."""
    properties = document.styles["Normal"].element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    for key in ("w:val", "w:eastAsia", "w:bidi"):
        language.set(qn(key), "vi-VN")
    properties.append(language)
