"""``toso schema``: lint · docs · show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toso.cli.context import options
from toso.errors import SchemaError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toso.schema.types import Field, Schema, SheetSchema

WORDS = "cli/schema.yaml"
app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)


@app.command("lint")
def lint(
    ctx: typer.Context,
    folder: Annotated[Path | None, typer.Argument()] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Every mistake of the schema on stdout; exit code 3 where there is one."""
    from toso import words
    from toso.schema.lint import lint_schema
    from toso.schema.load import load_schema

    findings = lint_schema(folder)
    for one in findings:
        facts = {"place": one.place, "what": one.what, "mend": one.mend}
        if json:
            import json as json_

            print(json_.dumps(facts, ensure_ascii=False))
        else:
            print(words.say(WORDS, "lint.finding", **facts))
    if findings:
        raise SchemaError("schema_wrong", count=len(findings))
    schema = load_schema(folder)
    counts = {"tabs": len(schema.tables), "lists": len(schema.lists), "indicators": len(schema.indicators)}
    options(ctx).say(words.say(WORDS, "lint.clean", **counts))


@app.command("docs")
def docs(
    ctx: typer.Context,
    out: Annotated[Path | None, typer.Option("--out", "-o")] = None,
    book: Annotated[str, typer.Option("--book")] = "group",
) -> None:
    """The data-entry guide, to stdout or a file."""
    from toso import words
    from toso.schema.docs import write_guide
    from toso.schema.load import BOOKS, load_findings, load_schema

    if book not in BOOKS:
        raise UsageError("schema_unknown_book", book=book, known=", ".join(BOOKS))
    text = write_guide(load_schema(), load_findings(), book)  # type: ignore[arg-type]
    if out is None:
        print(text, end="")
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise UsageError("schema_guide_not_written", path=str(out), problem=problem.strerror or "") from problem
    options(ctx).say(words.say(WORDS, "docs.written", path=str(out)))


@app.command("show")
def show(tab: Annotated[str | None, typer.Argument()] = None) -> None:
    """All tabs, or the columns of one."""
    from toso.schema.load import load_schema

    schema = load_schema()
    print("\n".join(_tabs(schema) if tab is None else _tab(_found(schema, tab))))


def _tabs(schema: Schema) -> Iterator[str]:
    from toso import words
    from toso.schema.load import BOOKS

    for book in BOOKS:
        yield words.say(WORDS, f"show.books.{book}")
        for sheet in schema.book(book):
            yield "  " + words.say(WORDS, "show.tab", tab=sheet.name, title=sheet.title, columns=len(sheet.fields))


def _found(schema: Schema, tab: str) -> SheetSchema:
    from toso.schema.notes import nearest
    from toso.schema.vocabulary import folded

    by_word = {folded(word): sheet for sheet in schema.tables.values() for word in (sheet.title, sheet.name)}
    if (sheet := by_word.get(folded(tab))) is None:
        raise UsageError("schema_unknown_tab", tab=tab, nearest=nearest(folded(tab), by_word))
    return sheet


def _tab(sheet: SheetSchema) -> Iterator[str]:
    from toso import words

    yield words.say(WORDS, "show.title", tab=sheet.name, title=sheet.title, help=sheet.help)
    if sheet.plan:
        yield words.say(WORDS, "show.plan", plan=", ".join(sheet.plan))
    for field in sheet.fields:
        yield "  " + words.say(
            WORDS, "show.column", column=field.name, title=field.title, marks=", ".join(_marks(field))
        )
        yield "      " + words.say(WORDS, "show.help", help=field.help, example=field.example)


def _marks(field: Field) -> Iterator[str]:
    from toso import words

    yield words.say(WORDS, "show.list", list=field.list) if field.list else words.say(WORDS, f"show.types.{field.type}")
    for mark, holds in (
        ("required", field.constraints.required),
        ("personal", field.personal),
        ("machine", field.owner == "machine"),
    ):
        if holds:
            yield words.say(WORDS, f"show.{mark}")
