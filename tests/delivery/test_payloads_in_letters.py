"""What people type stays text: no new tag, header, recipient, file or formula, in any form and in any letter."""

from __future__ import annotations

import email
import io
import re
import zipfile
from dataclasses import replace
from email.policy import default
from functools import cache

import openpyxl
import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from letters_of_tests import NOON, SENDER
from lxml import etree
from lxml import html as lxml_html
from payloads import ALL

from reports import CALENDAR, TOLD, figures, groups_of, report, schema, summary, ward
from toso.core.figures import Reply
from toso.core.report import Material, Narrative, Office, Report, shape
from toso.core.report.reminders import OpenCell, reminders
from toso.delivery import docx, html, notices, pdf, xlsx
from toso.delivery.letters import Matter, compose, message_id
from toso.delivery.notices import Occasion

LOT = 40
"""So many payloads at once: as names of groups, as narrative, as answers."""
LOTS = [ALL[start : start + LOT] for start in range(0, len(ALL), LOT)]
BENIGN = [f"Tổ dân phố {n}" for n in range(LOT)]


def material(texts: list[str]) -> Material:
    """A ward whose groups, narrative, answers and office are all ``texts``."""
    texts = texts + BENIGN[len(texts) :]
    groups = tuple(replace(g, name=t, leader_name=t) for g, t in zip(groups_of(LOT), texts, strict=True))
    told = [replace(TOLD[1], group_code=g.code) for g in groups]
    now = figures(groups, [summary(g.code, 150, difficulties=(d,)) for g, d in zip(groups, told, strict=True)])
    replies = {(g.code, "KK02"): Reply(NOON.date(), "", t) for g, t in zip(groups, texts, strict=True)}
    first = shape.clean(texts[0]) or "x"
    return replace(
        ward(3),
        figures=replace(now, replies=replies),
        trend=(),
        narrative=tuple(Narrative("general", t) for t in texts),
        office=Office(ward="Phường Trần Liễu", superior=(first,), signer_name=first, recipients=(first,), bases=(first,), addressees=(first,)),
    )  # fmt: skip


@cache
def made(lot: int) -> Report:
    return report(material(LOTS[lot] if lot >= 0 else BENIGN))


def squeezed(text: str) -> str:
    return "".join(text.split())


def expected(lot: int) -> list[str]:
    return [squeezed(shape.clean(text)) for text in LOTS[lot]]


lots = pytest.mark.parametrize("lot", range(len(LOTS)))


def test_there_are_two_hundred_payloads() -> None:
    assert len(set(ALL)) >= 200


@lots
def test_word_holds_the_text_and_no_new_element(lot: int) -> None:
    content = docx.render(made(lot))
    document = Document(io.BytesIO(content))
    text = squeezed("\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p"))))
    for one in expected(lot):
        assert one in text
    assert elements(content) <= benign_elements()
    assert not [r for r in document.part.rels.values() if r.is_external]


def elements(package: bytes) -> set[str]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {str(e.tag) for e in etree.fromstring(archive.read("word/document.xml")).iter()}


@cache
def benign_elements() -> set[str]:
    return elements(docx.render(made(-1)))


@lots
def test_the_pdf_holds_the_text_and_nothing_active(lot: int) -> None:
    content = pdf.render(made(lot))
    with pypdfium2.PdfDocument(content) as paper:
        text = squeezed("".join(page.get_textpage().get_text_bounded() for page in paper))
        assert b"/Annots" not in content
    for one in expected(lot):
        if len(one) < 60:  # a longer one is broken over lines by a hyphen or a page
            assert plain(one) in plain(text), one
    assert b"/JavaScript" not in content
    assert b"/URI" not in content
    assert b"root:" not in content


def plain(text: str) -> str:
    """Without what faces draw in their own way: ligatures, marks above marks, signs they do not have."""
    import unicodedata

    return "".join(c for c in unicodedata.normalize("NFKD", text) if c.isascii() and c.isalnum())


@lots
def test_the_mail_holds_the_text_and_no_new_tag(lot: int) -> None:
    body = html.render_report(made(lot), files=["pdf"])
    tree, benign = lxml_html.fromstring(body.html), lxml_html.fromstring(html.render_report(made(-1), files=["pdf"]).html)
    assert {e.tag for e in tree.iter() if isinstance(e.tag, str)} <= {e.tag for e in benign.iter() if isinstance(e.tag, str)}
    assert {name for e in tree.iter() for name in e.attrib} <= {name for e in benign.iter() for name in e.attrib}
    shown = squeezed(tree.text_content())
    for one in expected(lot):
        assert one in shown
        assert one in squeezed(body.text)
    assert not tree.xpath("//a[@href]")


@lots
def test_the_workbook_holds_texts_and_no_formula_or_link(lot: int) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(made(lot))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    text = {squeezed(str(cell.value)) for cell in cells}
    for one in expected(lot):
        assert one in text or one == "" or any(one in each for each in text)


@lots
def test_letters_have_the_headers_and_recipients_they_were_given(lot: int) -> None:
    to = ["to1@tranlieu.example"]
    matter = Matter("10729", "2025-Q4", "to")
    wanted = None
    for page in made(lot).team_pages[: len(LOTS[lot])]:
        body = html.render_team(page, made(lot).period_name, [html.Link("x", page.group_name)])
        content = compose(body, replace(SENDER, name=page.group_name), to, message_id(matter, to, SENDER.domain), NOON)
        letter = email.message_from_bytes(content, policy=default)
        wanted = wanted or set(letter.keys())
        assert set(letter.keys()) == wanted
        assert [a.addr_spec for a in letter["To"].addresses] == to
        assert [a.addr_spec for a in letter["From"].addresses] == [SENDER.address]
        assert not letter.defects
        assert squeezed(shape.clean(page.group_name)) in squeezed(str(letter["Subject"]))


@lots
def test_reminders_and_texts_for_zalo_hold_the_text_as_it_is(lot: int) -> None:
    cells = {g.code: (OpenCell("Hộ gia đình", g.name, 9, g.name, g.name),) for g in made_figures(lot).groups}
    found = [one for one in reminders(made_figures(lot), cells)][: len(LOTS[lot])]
    when = Occasion("quý IV/2025", "2025-Q4", "12:00 ngày 15/12/2025", 5, "80%")
    benign = {e.tag for e in lxml_html.fromstring(notices.reminder(found[:1], when, {found[0].group.code: "https://docs.google.com/x"}).html).iter() if isinstance(e.tag, str)}
    for one in found:
        body = notices.reminder([one], when, {one.group.code: one.group.name})
        tags = {e.tag for e in lxml_html.fromstring(body.html).iter() if isinstance(e.tag, str)}
        assert tags <= benign
        assert squeezed(shape.clean(one.group.name)) in squeezed(body.text)
        assert squeezed(shape.clean(one.group.name)) in squeezed(notices.zalo(one, when, ""))
        assert "\n" not in body.subject


@cache
def made_figures(lot: int):
    return material(LOTS[lot]).figures


def test_a_benign_ward_still_reads_well() -> None:
    assert re.search(r"Tổ dân phố 7", " ".join(block.text for block in made(-1).blocks))
    assert schema().version
    assert CALENDAR.entry_time
