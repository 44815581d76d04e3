"""The report as PDF, drawn by typst. Data goes in as JSON through ``sys_inputs``, never into the source.

Tagged (PDF/UA-1) with the language, the title and an alternative text for each chart.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from toso.core.report.types import Chart, Report, Table, TeamPage
from toso.delivery import charts, fonts
from toso.delivery.templates import folder

if TYPE_CHECKING:
    import typst

STANDARD: Literal["ua-1"] = "ua-1"
FACES = ["Times New Roman", "Liberation Serif", "Tinos", "Libertinus Serif"]
"""In this order, those that can write Vietnamese on this machine; typst itself carries the last."""


@cache
def _compiler(name: str) -> typst.Compiler:
    import typst

    place = folder("report")
    return typst.Compiler(input=str(place / name), root=str(place), font_paths=fonts.searched())


@cache
def _faces() -> str:
    import typst

    place = folder("report")
    probe = typst.Compiler(
        input=str(place / "faces.typ"), root=str(place), font_paths=fonts.searched(), sys_inputs={"faces": json.dumps(FACES)}
    )
    found = json.loads(probe.query("<faces>", field="value", one=True))
    return json.dumps(found or FACES[-1:])


def faces() -> tuple[str, ...]:
    """The faces of this machine that can write Vietnamese, in the order they are taken."""
    return tuple(json.loads(_faces()))


def _compile(name: str, data: dict[str, Any]) -> bytes:
    """PDF/UA-1; without that label, but tagged all the same, where people typed a letter that no face of this machine
    has (an emoji, 漢): the standard forbids such a file, and a report that stays away is worse than an empty box."""
    import typst

    inputs = {"data": json.dumps(data, ensure_ascii=False), "faces": _faces()}
    compiler = _compiler(name)
    try:
        made = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=STANDARD, timestamp=0)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        made = compiler.compile(format="pdf", sys_inputs=inputs, timestamp=0)
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single file")
    return made


def _table(table: Table) -> dict[str, Any]:
    return {
        "columns": [{"title": c.title, "kind": c.kind, "weight": c.weight} for c in table.columns],
        "rows": [{"cells": [c.text for c in row.cells], "style": row.style} for row in table.rows],
        "note": table.note,
    }


def _chart(chart: Chart) -> dict[str, Any]:
    return {"svg": charts.svg(chart, faces()), "alt": chart.alt, "width": charts.WIDTH_MM}


def _page(page: TeamPage) -> dict[str, Any]:
    return {**asdict(page), "table": _table(page.table)}


def _data(report: Report) -> dict[str, Any]:
    return {
        "title": f"{report.heading.title} - {' '.join(report.heading.subject)}",
        "author": " ".join(report.heading.issuer),
        "heading": asdict(report.heading),
        "opening": report.opening,
        "blocks": [
            {
                "kind": b.kind,
                "text": b.text,
                "last": b.last,
                "table": _table(b.table) if b.table else None,
                "chart": _chart(b.chart) if b.chart else None,
            }
            for b in report.blocks
        ],
        "signature": asdict(report.signature),
        "appendices": [
            {
                "label": a.label,
                "title": a.title,
                "reference": a.reference,
                "landscape": a.landscape,
                "tables": [_table(t) for t in a.tables],
                "pages": [_page(p) for p in a.pages],
            }
            for a in report.appendices
        ],
    }


def render(report: Report) -> bytes:
    """The whole report. The same report gives the same bytes (no clock in the file)."""
    return _compile("report.typ", _data(report))


def pictures(report: Report, pixels_per_inch: float = 84) -> list[bytes]:
    """The pages before the appendices as PNG: the report as it is printed, to look at."""
    inputs = {"data": json.dumps(_data(replace(report, appendices=())), ensure_ascii=False), "faces": _faces()}
    made = _compiler("report.typ").compile(format="png", ppi=pixels_per_inch, sys_inputs=inputs)
    return [one for one in (made if isinstance(made, list) else [made]) if one]


def render_team(page: TeamPage, author: str) -> bytes:
    """The one-page report of one team."""
    return _compile("team.typ", {**_page(page), "author": author})
