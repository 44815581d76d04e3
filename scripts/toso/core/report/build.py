"""Material → Report. Pure: the same material, schema and words give the same report."""

from __future__ import annotations

from toso.core.report import charts, heading, pages, shape, tables
from toso.core.report.blocks import body, coverage_verdict, difficulties, submission
from toso.core.report.changes import changes_of
from toso.core.report.desk import Desk
from toso.core.report.keys import key_figures
from toso.core.report.sentences import Words
from toso.core.report.types import Appendix, Material, Report
from toso.schema.types import Schema

PAGES = "pages"
WIDE_FROM = 8
"""Tables of so many columns lie on a landscape page."""


def build_report(material: Material, schema: Schema, words: Words) -> Report:
    """The whole report.

    Raises SchemaError when ``templates/report`` lacks a word or asks for a fact that is not there.
    """
    desk = Desk(material, schema, words)
    appendices = _appendices(desk)
    labels = {table.name: one.label for one in appendices for table in one.tables}
    labels |= dict((PAGES, one.label) for one in appendices if one.pages)
    key = key_figures(desk)
    made = tuple(chart for make in charts.BY_NAME.values() if (chart := make(desk)))
    return Report(
        kind=material.kind,
        period_code=material.period.code,
        period_name=desk.period,
        revision=material.revision,
        heading=heading.heading(desk),
        opening=_opening(desk),
        blocks=body(desk, labels),
        signature=heading.signature(desk),
        appendices=appendices,
        figures=key,
        charts=made,
        coverage=tables.coverage(desk),
        changes=changes_of(desk) if material.kind == "bo_sung" else (),
        summary=_summary(desk),
        snapshot=material.snapshot,
        file_stem=words.say(
            "file_stem",
            period=material.period.row_code.lower(),
            suffix=f"-bo-sung-{material.revision}" if material.revision else "",
        ),
    )


def _opening(desk: Desk) -> tuple[str, ...]:
    period, issuer = desk.material.period, heading.issuer_name(desk)
    facts = {
        "issuer": shape.first_upper(issuer),
        "issuer_lower": shape.first_lower(issuer),
        "ward_lower": desk.ward_lower,
        "period": desk.period,
        "start": shape.day(period.start),
        "end": shape.day(period.end),
        "as_of": desk.as_of,
    }
    early = desk.material.as_of.date() <= period.end
    key = "opening_early" if early else "opening_frozen"
    return desk.words.say("opening", [period.kind], **facts), desk.words.say(key, **facts)


def _summary(desk: Desk) -> tuple[str, ...]:
    blocks = (*coverage_verdict(desk, ""), *submission(desk, ""), *difficulties(desk, ""))
    return tuple(block.text for block in blocks)


def _appendices(desk: Desk) -> tuple[Appendix, ...]:
    found: list[Appendix] = []
    for entry in desk.words.tables:
        if desk.material.kind in entry.get("not", []):
            continue
        page_list = pages.team_pages(desk) if entry["name"] == PAGES else ()
        table = None if entry["name"] == PAGES else tables.table(desk, entry["name"])
        if table is None and not page_list:
            continue
        label = desk.words.fill(desk.words.word("appendix", "label"), {"roman": shape.roman(len(found) + 1)})
        found.append(
            Appendix(
                label=label,
                title=entry["title"],
                reference=heading.appendix_reference(desk),
                landscape=table is not None and len(table.columns) >= WIDE_FROM,
                tables=(table,) if table else (),
                pages=page_list,
            )
        )
    return tuple(found)
