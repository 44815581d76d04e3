"""One report, four forms: the figures read back from Word, PDF, mail and workbook are the same, cell by cell."""

from __future__ import annotations

import io
import re
from functools import cache

import openpyxl
import pdfplumber
import pytest
from docx import Document
from lxml import html as lxml_html

from reports import report, ward
from toso.core.report import Report
from toso.core.report.types import Table
from toso.delivery import docx, html, pdf, xlsx


@cache
def made() -> Report:
    return report(ward(24))


def squeezed(text: object) -> str:
    return "".join(str(text or "").split())


def rows_of(table: Table) -> list[list[str]]:
    return [[squeezed(cell.text) for cell in row.cells] for row in table.rows]


def tables() -> dict[str, Table]:
    """Every table of the report: the headline, the appendices, the teams' pages."""
    key = next(b.table for b in made().blocks if b.table)
    found = {"key_figures": key} | {t.name: t for a in made().appendices for t in a.tables}
    return found | {page.table.name: page.table for page in made().team_pages}


@cache
def in_word() -> list[list[list[str]]]:
    document = Document(io.BytesIO(docx.render(made())))
    return [[[squeezed(c.text) for c in row.cells] for row in table.rows[1:]] for table in document.tables]


@cache
def in_pdf() -> str:
    """The text of the tables, in the order of reading; the first teams stand for all."""
    with pdfplumber.open(io.BytesIO(pdf.render(made())), pages=range(1, 23)) as paper:
        return "|".join(squeezed(cell) for page in paper.pages for t in page.extract_tables() for row in t for cell in row)


@cache
def in_mail() -> list[list[list[str]]]:
    tree = lxml_html.fromstring(html.render_report(made(), files=["pdf"]).html)
    found = tree.xpath("//table[contains(concat(' ', @class, ' '), ' figures ')]")
    return [[[squeezed(td.text_content()) for td in tr.xpath("./td")] for tr in t.xpath("./tbody/tr")] for t in found]


@cache
def in_workbook() -> list[list[list[object]]]:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(made())))
    return [[[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)] for sheet in book]


def test_every_table_stands_in_word_as_it_is() -> None:
    for name, table in tables().items():
        assert rows_of(table) in in_word(), name


@pytest.mark.parametrize("name", ["key_figures", "coverage", "platforms", "teams", "timeliness", "difficulties", "team-TDP03"])
def test_every_row_of_a_table_stands_in_the_pdf(name: str) -> None:
    for row in rows_of(tables()[name]):
        assert "|".join(row) in in_pdf(), row


def test_headline_and_coverage_stand_in_the_mail() -> None:
    key, coverage = in_mail()
    assert key == rows_of(tables()["key_figures"])
    signs = re.compile("^[✓✗○]")
    assert [[*row[:-1], signs.sub("", row[-1])] for row in coverage] == [row[1:] for row in rows_of(made().coverage)]


def test_headline_and_coverage_stand_in_the_text_part() -> None:
    lines = html.render_report(made(), files=["pdf"]).text.splitlines()
    for figure in made().figures:
        assert any(line.startswith(f"- {figure.title}: {figure.cell.text}") for line in lines), figure.title
    for row in made().coverage.rows:
        (line,) = [line for line in lines if line.startswith(f"- {row.cells[1].text};")]
        assert all(cell.text in line for cell in row.cells[2:])


def test_every_number_of_a_table_is_the_same_number_in_the_workbook() -> None:
    sheets = in_workbook()
    for name, table in tables().items():
        if name.startswith("team-"):
            continue
        wanted = [
            [c.number if c.number is not None and column.kind != "text" else c.text for c, column in zip(row.cells, table.columns, strict=True)]
            for row in table.rows
        ]
        width = len(table.columns)
        got = [[[v if v is not None else "" for v in row[:width]] for row in sheet[: len(wanted)]] for sheet in sheets]
        assert wanted in got, name


def test_the_teams_figures_are_the_same_in_the_workbook() -> None:
    teams = in_workbook()[-1]
    for page, row in zip(made().team_pages, teams, strict=True):
        numbers = [r.cells[1].number if r.cells[1].number is not None else r.cells[1].text for r in page.table.rows]
        assert row[0] == page.group_name
        assert list(row[1:-1]) == numbers
        assert row[-1] == page.status


def test_sentences_carry_the_figures_of_the_tables() -> None:
    text = " ".join(block.text for block in made().blocks)
    total = made().coverage.rows[-1].cells
    assert f"{total[3].text}/{total[2].text} hộ" in text
    assert total[4].text in text
