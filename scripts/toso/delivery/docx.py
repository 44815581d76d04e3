"""The report as a Word file: ``templates/report/report.docx`` filled by docxtpl, escaping everything.

Tables are written as XML here (a table of any width from one loop; python-docx's cell by cell is 20 times slower) and
name the template's styles, so restyling in Word reaches them.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import asdict
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from toso.core.report.types import Appendix, Chart, Column, Report, Row, Table, TeamPage
from toso.delivery import charts
from toso.delivery.templates import folder
from toso.delivery.widths import bold_width

TWIPS_PER_MM = 1440 / 25.4
TEXT_WIDTH, LANDSCAPE_WIDTH = 160, 247
"""Millimetres between the margins."""
NARROW_FROM = 10
"""Tables of so many columns are set in the narrow styles."""
LEFT_COLUMN, RIGHT_COLUMN = 63, 97
KEPT_WHOLE, KEPT_AT_END = 15, 3
"""A table of so few rows is not broken over two pages; the totals never stand alone on a page."""
ZIP_DAY = (2025, 1, 1, 0, 0, 0)
PICTURE_MM = 155


def safe(text: str) -> Markup:
    """Escaped for XML; braces as entities, so that no later step takes them for a template's."""
    return Markup(str(escape(text)).replace("{", "&#123;").replace("}", "&#125;"))


def _safe_all(value: Any) -> Any:
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, dict):
        return {key: _safe_all(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_safe_all(one) for one in value]
    return value


@cache
def _style_ids() -> dict[str, str]:
    """Style name → id in the stored template (Word may rename ids when an official restyles it)."""
    from docx import Document

    return {style.name: style.style_id for style in Document(str(folder("report") / "report.docx")).styles}


def _cell(text: str, width: int, style: str, bold: bool, shade: bool, keep: bool = False) -> str:
    fill = '<w:shd w:val="clear" w:color="auto" w:fill="EBEBEB"/>' if shade else ""
    weight = "<w:rPr><w:b/></w:rPr>" if bold else ""
    keeping = "<w:keepNext/>" if keep else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{fill}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keeping}</w:pPr><w:r>{weight}'
        f'<w:t xml:space="preserve">{safe(text)}</w:t></w:r></w:p></w:tc>'
    )


def _row(row: Row, columns: tuple[Column, ...], widths: list[int], text: str, number: str, keep: bool) -> str:
    bold, shade = row.style in ("total", "below"), row.style == "empty"
    cells = (
        _cell(cell.text, width, text if column.kind == "text" else number, bold, shade, keep)
        for cell, column, width in zip(row.cells, columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def table_xml(table: Table, width_mm: float = TEXT_WIDTH) -> Markup:
    """A table with a repeated header row; rows are never split over a page."""
    ids = _style_ids()
    kind = "BC Bảng hẹp" if len(table.columns) >= NARROW_FROM else "BC Bảng"
    head, text, number = (ids[f"{kind} {name}"] for name in ("đầu", "chữ", "số"))
    whole = width_mm * TWIPS_PER_MM
    weights = sum(column.weight for column in table.columns)
    widths = [round(whole * column.weight / weights) for column in table.columns]
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    heads = "".join(_cell(c.title, w, head, False, False) for c, w in zip(table.columns, widths, strict=True))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    end = len(table.rows) - 1
    first_kept = 0 if len(table.rows) <= KEPT_WHOLE else end - KEPT_AT_END
    rows = "".join(
        _row(r, table.columns, widths, text, number, first_kept <= i < end) for i, r in enumerate(table.rows)
    )
    return Markup(
        f'<w:tbl><w:tblPr><w:tblW w:w="{round(whole)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{heads}</w:tr>{rows}</w:tbl>"
    )


def rule_xml(words: str, size: float, share: float, room_mm: float) -> Markup:
    """A rule of ``share`` of the words' width, centred in a column of ``room_mm``."""
    width = bold_width(words, size) * share * 20
    side = max(0, round((room_mm * TWIPS_PER_MM - 2 * 108 * (room_mm < TEXT_WIDTH) - width) / 2))
    return Markup(
        f'<w:p><w:pPr><w:pStyle w:val="{_style_ids()["BC Đường kẻ"]}"/><w:pBdr><w:top w:val="single" w:sz="6" '
        f'w:space="0" w:color="000000"/></w:pBdr><w:spacing w:before="60" w:after="0"/>'
        f'<w:ind w:left="{side}" w:right="{side}" w:firstLine="0"/></w:pPr></w:p>'
    )


def _picture(template: Any, chart: Chart) -> Markup:
    from docx.shared import Mm

    part = template.docx.part
    inline = part.new_pic_inline(io.BytesIO(charts.png(chart)), width=Mm(PICTURE_MM), height=None)
    inline.docPr.set("descr", chart.alt)
    inline.docPr.set("title", chart.title)
    return Markup(f"<w:r><w:drawing>{_without_braces(inline.xml)}</w:drawing></w:r>")


def _without_braces(xml: str) -> str:
    """Braces of an alternative text as entities; XML of our own making holds none elsewhere but in extension ids."""
    return xml.replace("{", "&#123;").replace("}", "&#125;")


def _table_and_note(table: Table, width: float) -> dict[str, Any]:
    return {"table": table_xml(table, width), "note": safe(table.note)}


def _page(page: TeamPage) -> dict[str, Any]:
    return {**_safe_all(asdict(page)), "table": table_xml(page.table)}


def _appendix(one: Appendix) -> dict[str, Any]:
    width = LANDSCAPE_WIDTH if one.landscape else TEXT_WIDTH
    return {
        "label": safe(one.label),
        "title": safe(one.title.upper()),
        "reference": safe(one.reference),
        "landscape": one.landscape,
        "tables": [_table_and_note(table, width) for table in one.tables],
        "pages": [_page(page) for page in one.pages],
    }


def _facts(report: Report, template: Any) -> dict[str, Any]:
    heading = report.heading
    to = (
        (f"{heading.to_label} {heading.addressees[0]}",)
        if len(heading.addressees) == 1
        else (heading.to_label, *(f"- {name}" for name in heading.addressees))
    )
    blocks = []
    for block in report.blocks:
        one: dict[str, Any] = {"kind": block.kind, "text": safe(block.text), "last": block.last}
        if block.last and block.kind == "point":
            one["text"] = safe(f"- {block.text}")
        if block.table:
            one["table"] = table_xml(block.table)
        if block.chart:
            one["picture"] = _picture(template, block.chart)
        blocks.append(one)
    return {
        "heading": {**_safe_all(asdict(heading)), "to_lines": [safe(line) for line in to]},
        "issuer_rule": rule_xml(heading.issuer[-1], 12, 0.42, LEFT_COLUMN),
        "motto_rule": rule_xml(heading.motto, 13, 1.0, RIGHT_COLUMN),
        "subject_rule": rule_xml(heading.subject[-1], 14, 0.4, TEXT_WIDTH),
        "opening": [safe(text) for text in report.opening],
        "blocks": blocks,
        "signature": _safe_all(asdict(report.signature)),
        "appendices": [_appendix(one) for one in report.appendices],
    }


def render(report: Report) -> bytes:
    """The whole report; the same report gives the same bytes."""
    from docxtpl import DocxTemplate

    template = DocxTemplate(str(folder("report") / "report.docx"))
    template.init_docx()
    template.render(_facts(report, template), autoescape=True)
    _last_section(template, report)
    properties = template.docx.core_properties
    properties.title = f"{report.heading.title} - {' '.join(report.heading.subject)}"[:255]
    properties.author = " ".join(report.heading.issuer)[:255]
    properties.language, properties.comments = "vi-VN", ""
    held = io.BytesIO()
    template.save(held)
    return _same_bytes(held.getvalue())


def _last_section(template: Any, report: Report) -> None:
    """The file's own section is that of the last appendix, or of the text where there is none."""
    from docx.enum.section import WD_ORIENT

    section = template.docx.sections[-1]
    landscape = bool(report.appendices) and report.appendices[-1].landscape
    size = sorted((section.page_width, section.page_height))
    section.page_width, section.page_height = (size[1], size[0]) if landscape else (size[0], size[1])
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT


def _same_bytes(package: bytes) -> bytes:
    """The same package without the time of day in it."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as new:
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename, ZIP_DAY), old.read(entry), zipfile.ZIP_DEFLATED)
    return held.getvalue()
