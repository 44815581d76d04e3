"""``toso validate``: the live books, or workbooks on disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toso.cli.context import Options, options
from toso.errors import Exit

if TYPE_CHECKING:
    from toso.core.catalogue import Catalogue
    from toso.jobs.validate_files import FileReport
    from toso.model import Context
    from toso.schema.types import Schema

WORDS = "cli/validate.yaml"


def command(
    ctx: typer.Context,
    files: Annotated[list[Path] | None, typer.Argument()] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
    fail_on_findings: Annotated[bool, typer.Option("--fail-on-findings")] = False,
    show_values: Annotated[bool, typer.Option("--show-values")] = False,
    group: Annotated[str, typer.Option("--group")] = "",
) -> Exit:
    told = options(ctx)
    if not files:
        from toso.wiring import validate_live

        return validate_live(told, as_json=json, fail_on_findings=fail_on_findings, show_values=show_values, group=group)
    return _files(told, files, json, fail_on_findings, show_values, group.strip().upper())


def _files(told: Options, files: list[Path], as_json: bool, fail: bool, show_values: bool, group: str) -> Exit:
    from toso.core.catalogue import Catalogue
    from toso.jobs.validate_files import validate_files, workbooks
    from toso.schema.load import load_findings, load_schema

    schema, catalogue = load_schema(), Catalogue.of(load_findings())
    paths = workbooks(files)
    standing: dict[str, int] = {"error": 0, "warning": 0, "question": 0, "answered": 0}
    unread = 0
    for report in validate_files(paths, schema, catalogue, lambda code: context_of(told, code), group):
        if report.book is None:
            unread += 1
            _tell_unread(report)
            continue
        for finding in report.book.findings:
            standing["answered" if finding.answered else finding.severity] += 1
        _print(report, schema, catalogue, as_json, show_values, told.quiet)
    from toso.words import say

    told.say(say(WORDS, "summary", books=len(paths) - unread, **standing))
    if unread:
        return Exit.PARTIAL if unread < len(paths) else Exit.USAGE
    found = sum(standing.values()) - standing["answered"]
    return Exit.FINDINGS if fail and found else Exit.DONE


def context_of(told: Options, code: str) -> Context:
    """A group known by its code alone: no registry is read, so its official number of households is not known."""
    from toso.core.periods import current_period
    from toso.model import Context, Group
    from toso.settings.derived import calendar_of

    now, settings = told.now(), told.settings
    return Context(
        group=Group(code, code, None),
        group_codes=frozenset((code,)),
        period=current_period(now, calendar_of(settings)),
        plan_start=settings.plan.start,
        plan_end=settings.plan.end,
        today=now.date(),
    )


def _print(
    report: FileReport, schema: Schema, catalogue: Catalogue, as_json: bool, show_values: bool, quiet: bool
) -> None:
    from json import dumps

    from toso.core.describe import line_of
    from toso.words import catalogue as words_of
    from toso.words import say

    assert report.book is not None
    lines = [line_of(one, schema, catalogue, report.path.name, show_values=show_values) for one in report.book.findings]
    if as_json:
        for line in lines:
            print(dumps(line, ensure_ascii=False))
        return
    standing = [line for line in lines if not line["answered"]]
    if standing or not quiet:
        print(say(WORDS, "book", book=report.path.name, count=len(standing)))
    marks = words_of(WORDS)["marks"]
    for line in standing:
        print("  " + say(WORDS, "line", mark=marks[str(line["severity"])], code=line.pop("key"), **line))


def _tell_unread(report: FileReport) -> None:
    from toso.cli.context import tell
    from toso.words import error_text, say

    assert report.error is not None
    text = error_text(report.error)
    tell(say(WORDS, "unread", book=report.path.name, what=text.what, mend=text.mend))
