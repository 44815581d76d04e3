"""The figures as files: CSV with a Table Schema data package (https://specs.frictionlessdata.io/data-package/), the
master as a workbook, and what the level above reads."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toso.core.city import Unit, to_text
from toso.core.figures import Figures
from toso.core.master_frames import groups_frame, survey_tidy, tidy
from toso.core.master_model import MasterBook
from toso.delivery.master_xlsx import master_xlsx
from toso.disk import FULL
from toso.errors import UsageError

if TYPE_CHECKING:
    from pandas import DataFrame

GROUPS, FIGURES, SURVEY = "groups.csv", "figures.csv", "survey.csv"
PACKAGE, WORKBOOK, UNIT = "datapackage.json", "master.xlsx", "unit.json"
FILES = (GROUPS, FIGURES, SURVEY, PACKAGE, UNIT, WORKBOOK)
KEYS = {
    GROUPS: ("code",),
    FIGURES: ("period", "unit", "figure", "dimension", "code"),
    SURVEY: ("period", "figure", "answer", "dimension", "column"),
}
"""No field of a key is ever empty: "all" stands for the whole, "blank" for what nobody filled in."""
UNIT_OF_FIGURE = {"fields": ["unit"], "reference": {"resource": Path(GROUPS).stem, "fields": ["code"]}}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet program takes text that begins so for a formula."""


def ready(folder: Path) -> None:
    """Makes the folder and tries it, so that a place where nothing can be written is told before any book is read.

    Raises UsageError ``out_no_folder`` or ``out_not_writable``."""
    with _told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        for name in FILES:
            if (folder / name).exists():
                (folder / name).open("ab").close()


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except (FileExistsError, NotADirectoryError) as problem:
        raise UsageError("out_no_folder", path=str(folder)) from problem
    except OSError as problem:
        if problem.errno in FULL:  # not the caller's mistake: the error boundary tells of it
            raise
        raise UsageError("out_not_writable", path=str(problem.filename or folder)) from problem


def export(
    folder: Path,
    figures: Figures,
    book: MasterBook,
    unit: Unit,
    styles: Mapping[str, Mapping[str, Any]],
    link: Callable[[str], str],
) -> tuple[Path, ...]:
    """Writes everything into ``folder`` (made where absent) and names the files. Withheld survey cells are empty.

    Raises UsageError as ``ready``."""
    ready(folder)
    frames = {GROUPS: groups_frame(figures, unit.name), FIGURES: tidy(figures), SURVEY: survey_tidy(figures)}
    package = descriptor(frames, f"toso-{unit.code}-{figures.period.code}", unit.name)
    workbook = master_xlsx(book, styles, link)
    with _told(folder):
        for name, frame in frames.items():
            _safe(frame).to_csv(folder / name, index=False, encoding="utf-8", lineterminator="\n")
        (folder / PACKAGE).write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        (folder / UNIT).write_text(to_text(unit) + "\n", encoding="utf-8")
        (folder / WORKBOOK).write_bytes(workbook)
    return tuple(folder / name for name in FILES)


def _safe(frame: DataFrame) -> DataFrame:
    """Names that officials typed do not become formulas where the file is opened."""
    found = frame.copy()
    for column in found.columns:
        if found[column].dtype == object or str(found[column].dtype).startswith("str"):
            found[column] = found[column].map(lambda text: f"'{text}" if str(text).startswith(DANGEROUS) else text)
    return found


def descriptor(frames: Mapping[str, DataFrame], name: str, title: str) -> dict[str, Any]:
    """``datapackage.json``: a resource a file, with its fields, its key, and where a figure's unit is described."""
    resources = [
        {
            "name": Path(file).stem,
            "path": file,
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "schema": {
                "fields": [_field(frame, column, column in KEYS[file]) for column in frame.columns],
                "primaryKey": list(KEYS[file]),
                "missingValues": [""],
                **({"foreignKeys": [UNIT_OF_FIGURE]} if file == FIGURES else {}),
            },
        }
        for file, frame in frames.items()
    ]
    return {"name": _slug(name), "title": title, "profile": "tabular-data-package", "resources": resources}


def _slug(name: str) -> str:
    """A package's name may hold lower-case letters, digits, ``-``, ``.`` and ``_``."""
    return "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "-._") else "-" for letter in name.lower()
    )


def _field(frame: DataFrame, column: str, of_key: bool) -> dict[str, Any]:
    kind = "integer" if str(frame[column].dtype) == "Int64" else "string"
    return {"name": column, "type": kind} | ({"constraints": {"required": True}} if of_key else {})
