"""``toso validate``: the live books, or workbooks on disk."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toso.cli.context import Options, options
from toso.errors import Exit, TosoError, UsageError

if TYPE_CHECKING:
    from toso.core.catalogue import Catalogue
    from toso.model import BookResult, Context
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
    told, code = options(ctx), group.strip().upper()
    how = How(json, fail_on_findings, show_values, told.quiet)
    return _files(told, files, how, code) if files else _live(told, how, code)


@dataclass(frozen=True, slots=True)
class How:
    """How findings are to be told."""

    as_json: bool
    fail: bool
    show_values: bool
    quiet: bool


def _live(told: Options, how: How, group: str) -> Exit:
    """Every book, changed or not: who asks by hand wants to see all that stands."""
    from toso.jobs.validate import say_back
    from toso.lock import run_lock
    from toso.wiring import Wiring
    from toso.words import say

    standing: Counter[str] = Counter()
    with run_lock(told.settings.files.state), closing(Wiring(told.settings)) as wiring:
        period = wiring.shown_period(told.now())
        found = wiring.day.collected(period, told.now(), only=group, everything=True)
        if group and group not in {one.code for one in found.groups}:
            raise UsageError("group_unknown", group=group)
        said = say_back(wiring.parts, found, wiring.desk)
        for code, one in found.read.items():
            standing += _tell(one.result, code, wiring.schema, wiring.catalogue, how)
        for code, error in said.failed.items():
            _tell_unread(code, error)
    told.say(say(WORDS, "summary", books=len(found.read), **_counts(standing)))
    if said.failed:
        return Exit.PARTIAL
    return _ended(standing, how)


def _files(told: Options, files: list[Path], how: How, group: str) -> Exit:
    from toso.core.catalogue import Catalogue
    from toso.jobs.validate_files import validate_files, workbooks
    from toso.schema.load import load_findings, load_schema

    schema, catalogue = load_schema(), Catalogue.of(load_findings())
    paths = workbooks(files)
    standing: Counter[str] = Counter()
    unread = 0
    for report in validate_files(paths, schema, catalogue, lambda code: context_of(told, code), group):
        if report.book is None:
            unread += 1
            assert report.error is not None
            _tell_unread(report.path.name, report.error)
        else:
            standing += _tell(report.book, report.path.name, schema, catalogue, how)
    from toso.words import say

    told.say(say(WORDS, "summary", books=len(paths) - unread, **_counts(standing)))
    if unread:
        return Exit.PARTIAL if unread < len(paths) else Exit.USAGE
    return _ended(standing, how)


def _counts(standing: Counter[str]) -> dict[str, int]:
    return {name: standing[name] for name in ("error", "warning", "question", "answered")}


def _ended(standing: Counter[str], how: How) -> Exit:
    return Exit.FINDINGS if how.fail and standing.total() > standing["answered"] else Exit.DONE


def context_of(told: Options, code: str) -> Context:
    """A group known by its code alone: no registry is read, so its official number of households is not known."""
    from toso.model import Context, Group
    from toso.settings.derived import shown_period

    now, settings = told.now(), told.settings
    return Context(
        group=Group(code, code, None),
        group_codes=frozenset((code,)),
        period=shown_period(settings, now),
        plan_start=settings.plan.start,
        plan_end=settings.plan.end,
        today=now.date(),
    )


def _tell(book: BookResult, name: str, schema: Schema, catalogue: Catalogue, how: How) -> Counter[str]:
    """Prints a book's findings; returns how many stand by severity, and how many are answered."""
    from json import dumps

    from toso.core.describe import line_of
    from toso.words import catalogue as words_of
    from toso.words import say

    lines = [line_of(one, schema, catalogue, name, show_values=how.show_values) for one in book.findings]
    standing = [line for line in lines if not line["answered"]]
    if how.as_json:
        for line in lines:
            print(dumps(line, ensure_ascii=False))
    elif standing or not how.quiet:
        print(say(WORDS, "book", book=name, count=len(standing)))
        marks = words_of(WORDS)["marks"]
        for line in standing:
            shown = {**line, "code": line["key"], "mark": marks[str(line["severity"])]}
            print("  " + say(WORDS, "line", **{one: value for one, value in shown.items() if one != "key"}))
    return Counter("answered" if one.answered else one.severity for one in book.findings)


def _tell_unread(name: str, error: TosoError) -> None:
    from toso.cli.context import tell
    from toso.words import error_text, say

    text = error_text(error)
    tell(say(WORDS, "unread", book=name, what=text.what, mend=text.mend))
