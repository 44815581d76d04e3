"""Ward → city: summaries add up, silence stays silence, and what a ward withholds nobody above can give back."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from hai_phong import unit, wards
from random_world import PLAN, TODAY, book, context, fourth_quarter, groups
from toso import words
from toso.core.city import Unit, as_summary, city_figures, from_text, handed_up, to_text
from toso.core.figures import Figures
from toso.core.master import build
from toso.core.master_facts import Facts
from toso.core.master_words import MasterWords
from toso.core.summarise import merge, summarise
from toso.core.suppress import THRESHOLD
from toso.core.ward import ward_figures
from toso.model import Group
from toso.schema.load import load_schema

SCHEMA = load_schema()
SAID = words.catalogue("master/words.yaml")


def city(how_many: int = 12) -> Figures:
    units = [unit(ward.code) for ward in wards()[:how_many]]
    return city_figures(units, SCHEMA, fourth_quarter(), TODAY, expected=wards()[: how_many + 2])


def test_hai_phong_has_its_114_communes_and_wards_and_ours_is_one_of_them() -> None:
    names = [ward.name for ward in wards()]
    assert len(names) == 114
    assert "Phường Trần Liễu" in names
    assert len({ward.code for ward in wards()}) == 114


def test_the_citys_figures_are_the_sums_of_its_wards() -> None:
    figures = city()
    units = [unit(ward.code) for ward in wards()[:12]]
    assert figures.of_ward("households_guided").value == sum(one.counts["households_guided"] for one in units)
    assert figures.of_ward("households_official").value == sum(one.households_official or 0 for one in units)
    assert figures.counts["activities|kind=session"] == sum(one.counts.get("activities|kind=session", 0) for one in units)


def test_it_makes_no_difference_whether_groups_add_up_through_wards_or_at_once() -> None:
    rng = Random(8)
    listed = groups(rng, 12)
    summaries = {group.code: summarise(book(rng, group), SCHEMA, context(group)) for group in listed}
    units = []
    for n in range(3):
        part = listed[4 * n : 4 * n + 4]
        figures = ward_figures(part, {g.code: summaries[g.code] for g in part}, SCHEMA, fourth_quarter(), TODAY, plan=PLAN)
        units.append(handed_up(figures, f"W{n}", f"Phường {n}"))
    closed = {one.name for one in SCHEMA.indicators.values() if one.publish == "survey"}
    at_once = {k: v for k, v in merge(one.counts for one in summaries.values()).items() if k.split("|")[0] not in closed}
    through = {k: v for k, v in merge(one.counts for one in units).items() if k.split("|")[0] not in closed}
    assert through == at_once


def test_a_ward_that_lacks_a_groups_total_hands_up_none_and_flatters_nobody() -> None:
    rng = Random(8)
    listed = groups(rng, 4)
    summaries = {group.code: summarise(book(rng, group), SCHEMA, context(group)) for group in listed}

    def of(part: list[Group], code: str) -> Unit:
        return handed_up(ward_figures(part, summaries, SCHEMA, fourth_quarter(), TODAY, plan=PLAN), code, f"Phường {code}")

    whole = of(list(listed), "31")
    lacking = of([replace(listed[0], households_official=None), *listed[1:]], "32")
    assert whole.households_official == sum(group.households_official or 0 for group in listed)
    assert lacking.households_official is None
    both = city_figures([whole, lacking], SCHEMA, fourth_quarter(), TODAY).of_ward("households_guided")
    assert (both.measured, both.total) == (whole.counts["households_guided"], whole.households_official)


def test_a_ward_that_handed_nothing_up_is_silent_and_not_zero() -> None:
    figures = city()
    silent = wards()[12].code
    assert figures.coverage[silent].value is None
    assert figures.coverage[silent].state == "not_submitted"


def test_figures_of_another_period_do_not_count() -> None:
    old = replace(unit(wards()[0].code), period="2025-Q3")
    figures = city_figures([old], SCHEMA, fourth_quarter(), TODAY, expected=wards()[:1])
    assert figures.of_ward("households_guided").value is None


def test_what_a_ward_hands_up_holds_no_cell_that_it_withholds() -> None:
    for ward in wards()[:8]:
        one = unit(ward.code)
        assert any(number is None for table in one.survey for number in table.cells.values()), "something is small"
        for table in one.survey:
            for number in (table.total, *table.answer_totals.values(), *table.cells.values(), *table.column_totals.values()):
                assert number is None or number >= THRESHOLD
        closed = {name for name, indicator in SCHEMA.indicators.items() if indicator.publish == "survey"}
        assert not [key for key in one.counts if "|" in key and key.split("|")[0] in closed]


def test_a_wards_file_is_read_back_exactly() -> None:
    one = unit(wards()[3].code)
    assert from_text(to_text(one)) == one
    assert to_text(from_text(to_text(one))) == to_text(one)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": 99}', '{"format": 1, "code": "x"}'])
def test_a_file_that_is_none_of_ours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        from_text(text)


def test_a_ward_is_complete_when_all_its_groups_are() -> None:
    one = unit(wards()[0].code)
    assert as_summary(replace(one, states={"complete": 25})).state == "complete"
    assert as_summary(replace(one, states={"complete": 24, "empty": 1})).state == "partial"
    assert as_summary(replace(one, states={"empty": 25})).state == "empty"


def test_the_citys_master_speaks_of_wards() -> None:
    book_ = build(Facts(city(), MasterWords(SAID, "city"), "Thành phố Hải Phòng"))
    table = book_.tables["master_coverage"]
    assert [column.title for column in table.header[:2]] == ["Mã đơn vị", "Xã, phường, đặc khu"]
    assert table.rows[0][1].value == "Toàn thành phố"
    assert table.data_rows == 14
    head = " ".join(str(cell.value) for row in book_.tables["master_overview"].head for cell in row)
    assert "0/14 xã, phường" in head


def test_the_same_tree_goes_on_to_the_nation() -> None:
    figures = city()
    again = from_text(to_text(handed_up(figures, "31", "Thành phố Hải Phòng")))
    nation = city_figures([again], SCHEMA, fourth_quarter(), TODAY)
    assert nation.of_ward("households_guided").value == figures.of_ward("households_guided").value
    assert nation.counts == figures.counts
