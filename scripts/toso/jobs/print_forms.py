"""Paper forms as PDF, for leaders whom the keeper types for."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from toso import resources, words
from toso.core.book_facts import Desk
from toso.core.forms import form
from toso.delivery import fonts, pdf
from toso.errors import AccessError
from toso.google.books import Books
from toso.jobs.facts_of import contact
from toso.jobs.targets import Target
from toso.settings import Settings

WORDS = "forms/words.yaml"
TABLE = "households"


@dataclass(frozen=True, slots=True)
class Printed:
    file: Path
    rows: int


def print_forms(books: Books, target: Target, desk: Desk, settings: Settings, out: Path, with_names: bool) -> Printed:
    """Writes one PDF, readable by its owner alone; 1 call. Raises AccessError where the book has no household tab."""
    tables = desk.schema.book("group")
    tab = books.state(target.book_id, tables).tabs.get(TABLE)
    if tab is None:
        raise AccessError("forms_no_tab", book=target.facts.title)
    said = {
        "title": words.say(WORDS, "title", name=target.facts.name),
        "author": words.say(WORDS, "author", ward=settings.ward.name),
        "subtitle": words.say(WORDS, "subtitle"),
        "note": words.say(WORDS, "note", contact=contact(settings) or words.say(WORDS, "contact")),
    }
    data = said | form(desk.schema.tables[TABLE], tab, with_names)
    out.mkdir(parents=True, exist_ok=True)
    file = out / words.say(WORDS, "file", code=target.facts.code)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as place:
        place.write(_pdf(data))
    return Printed(file, len(data["rows"]))


def _pdf(data: dict[str, object]) -> bytes:
    import typst

    folder = resources.path("templates") / "forms"
    inputs = {"data": json.dumps(data, ensure_ascii=False), "faces": json.dumps(pdf.faces())}
    made = typst.compile(str(folder / "households.typ"), root=str(folder), format="pdf", sys_inputs=inputs, font_paths=fonts.searched())
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single file")
    return made
