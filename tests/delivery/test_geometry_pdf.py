"""The report's PDF, measured to the millimetre: a ward of three groups, one of twenty-four, and one of sixty."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from functools import cache

import geometry
import pytest
from geometry import Paper

from reports import figures, groups_of, report, summary, ward
from toso.core.report import Material, Narrative, Report
from toso.delivery import pdf

WARDS = {"three silent groups": 3, "twenty-four groups": 24, "sixty groups": 60}
READ = {24: range(1, 23), 60: range(1, 16)}
"""Pages that are measured: the text, the appendices and some of the teams' pages stand for the rest."""


def material(name: str) -> Material:
    number = WARDS[name]
    if number == 3:
        silent = figures(groups_of(3), [summary(f"TDP{n:02d}", 0, state="empty") for n in (1, 2, 3)])
        return replace(ward(3), figures=silent, trend=())
    return ward(number)


@cache
def made(name: str) -> tuple[Report, Paper]:
    one = report(material(name))
    content = pdf.render(one)
    return one, Paper(content, READ.get(WARDS[name]))


@pytest.fixture(params=WARDS)
def paper(request: pytest.FixtureRequest) -> Paper:
    return made(request.param)[1]


@pytest.fixture(params=WARDS)
def both(request: pytest.FixtureRequest) -> tuple[Report, Paper]:
    return made(request.param)


def test_margins_hold_on_every_page(paper: Paper) -> None:
    geometry.check_margins(paper)


def test_one_face_in_all(paper: Paper) -> None:
    geometry.check_faces(paper)


def test_pages_are_numbered_from_the_second_and_each_appendix_on_its_own(paper: Paper) -> None:
    geometry.check_page_numbers(paper, {1, *geometry.first_pages(paper).values()})


def test_the_head_of_the_first_page(paper: Paper) -> None:
    geometry.check_heading(paper)


def test_title_and_addressee(paper: Paper) -> None:
    geometry.check_title(paper)


def test_legal_bases(paper: Paper) -> None:
    geometry.check_bases(paper)


def test_running_text(paper: Paper) -> None:
    geometry.check_body(paper)


def test_the_foot_stands_with_the_end_of_the_text(paper: Paper) -> None:
    last = min(geometry.first_pages(paper).values()) - 1
    geometry.check_foot(paper, last)


def test_no_heading_is_left_alone_at_the_foot_of_a_page(paper: Paper) -> None:
    geometry.check_headings_not_orphaned(paper)


def test_each_appendix_begins_a_page_and_the_text_refers_to_it(both: tuple[Report, Paper]) -> None:
    one, paper = both
    starts = geometry.first_pages(paper)
    text = " ".join(block.text for block in one.blocks)
    for appendix in one.appendices:
        if appendix.label in starts:
            geometry.check_appendix(paper, starts[appendix.label], appendix.label)
        assert appendix.label in text
    assert starts


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_vietnamese_marks_are_whole_however_they_were_typed(form: str) -> None:
    typed = "Tổ dân phố thuỷ điện – Ngõ Hoà Bình, đường Trần Liễu, phường Ỷ Ỗ"
    told = Narrative("general", unicodedata.normalize(form, typed))
    one = report(replace(material("three silent groups"), narrative=(told,)))
    text = " ".join(line.text for line in Paper(pdf.render(one), [1, 2]).lines())
    assert typed in unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("number", range(8))
def test_a_teams_page_is_one_page_within_its_margins(number: int) -> None:
    one = made("twenty-four groups")[0]
    paper = Paper(pdf.render_team(one.team_pages[number], "Phòng Văn hóa - Xã hội"))
    assert len(paper.sheets) == 1
    geometry.check_margins(paper)
    geometry.check_faces(paper)


def test_the_file_is_tagged_names_its_language_and_describes_its_pictures() -> None:
    content = pdf.render(made("twenty-four groups")[0])
    assert b"/MarkInfo" in content
    assert b"/StructTreeRoot" in content
    assert b"pdfuaid" in content
    assert b"/Lang" in content
    assert content.count(b"/Alt") >= 3


@pytest.mark.parametrize("letter", ["漢", "👨‍👩‍👧", "\U000f0000", "ก"])
def test_a_letter_that_no_face_here_has_does_not_stop_the_report(letter: str) -> None:
    one = report(ward(3))
    first = replace(one.blocks[0], text=f"{one.blocks[0].text} {letter}")
    content = pdf.render(replace(one, blocks=(first, *one.blocks[1:])))
    assert any(one.blocks[0].text[:20] in line.text for line in Paper(content, [1, 2]).lines())
    assert b"/StructTreeRoot" in content
