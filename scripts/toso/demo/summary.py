"""The demo's plain summary, and its lines a group: what a person asks first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toso import words
from toso.core.figure import Figure
from toso.core.figures import Figures
from toso.jobs.collect import Collected


@dataclass(frozen=True, slots=True)
class Summary:
    """``silent``: groups that typed nothing; ``unsubmitted``: whose leader has not marked the period as submitted, those
    included. ``under``: names of the groups below the target; ``coverage`` in per cent, one decimal, cut."""

    groups: int
    clean: int
    dirty: int
    silent: int
    unsubmitted: int
    findings: int
    guided: int
    official: int
    coverage: str
    target: int
    reached: int
    under: tuple[str, ...]
    mails: int


def percent(figure: Figure) -> str:
    """796 tenths → ``79,6``: cut, never rounded up to the target."""
    return "–" if figure.tenths is None else f"{figure.tenths // 10},{figure.tenths % 10}"


def standing(found: Collected) -> dict[str, int]:
    """Group → findings that stand unanswered."""
    return {code: sum(summary.findings.values()) for code, summary in found.summaries.items()}


def summarise_demo(found: Collected, figures: Figures, mails: int) -> Summary:
    left = standing(found)
    silent = [code for code, figure in figures.coverage.items() if figure.value is None]
    under = [code for code, figure in figures.coverage.items() if figure.value is not None and not figure.met]
    ward = figures.of_ward(figures.coverage_name)
    part, whole = ward.target or (4, 5)
    return Summary(
        groups=len(found.groups),
        clean=sum(not left.get(code) for code in figures.coverage if code not in silent),
        dirty=sum(bool(left.get(code)) for code in figures.coverage),
        silent=len(silent),
        unsubmitted=sum(one.submitted_on is None for one in figures.timeliness.values()),
        findings=sum(left.values()),
        guided=ward.measured or 0,
        official=ward.total or 0,
        coverage=percent(ward),
        target=100 * part // whole,
        reached=len(figures.coverage) - len(silent) - len(under),
        under=tuple(under),
        mails=mails,
    )


def group_lines(found: Collected, figures: Figures, folder: str) -> list[Mapping[str, object]]:
    """What the page's table says of each group."""
    left = standing(found)
    silent = words.catalogue("cli/demo.yaml")["not_submitted"]
    return [
        {
            "code": group.code,
            "name": group.name,
            "reached": bool(figures.coverage[group.code].met),
            "coverage": silent if figures.coverage[group.code].value is None else f"{percent(figures.coverage[group.code])} %",
            "findings": left.get(group.code, 0),
            "file": f"{folder}/{group.code}.xlsx",
        }
        for group in found.groups
    ]
