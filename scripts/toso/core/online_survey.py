"""Answers of the online survey: the response tab of a Google Form → rows of the groups' survey tab. Pure.

The tab is append-only and belongs to the form: columns are bound by the question's text (title or alias of the survey
tab's fields), questions may be edited, added or asked again in a new column, and people answer twice. A question that
is not known word for word is told and not counted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote

from toso.core.dates import Window, read_text_date, to_serial
from toso.core.lists import nearest
from toso.core.text import clean, code_key, fold, strip_marks
from toso.model import CellValue, RawTable
from toso.schema.types import SheetSchema

ONLINE = "online"
FIRST_CODE = 5001
"""Online forms are numbered from PK5001 within a group: the book's own forms never get so far."""

_numbering = re.compile(r"^(?:(?:câu|question)\s*)?(?:[hp]?\d{1,2})\s*[.):\-–]\s*", re.IGNORECASE)
_ending = re.compile(r"[\s?*:.]+$")
_household = re.compile(r"(.+)-(\d{1,4})").fullmatch
_unasked = ("form_code", "check", "how", "consent_on", "consent_how", "national_framework", "explanation")
_code_mark = "{code}"


@dataclass(frozen=True, slots=True)
class Question:
    """A column of the response tab that is not counted. ``kind``: ``edited`` (``field``: what it was, most likely),
    ``unknown`` (a question of somebody else's). A question that nobody asks any more is ``missing``."""

    kind: str
    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Online:
    """``groups``: group code → rows as its survey tab would hold them. ``unrouted``: rows of the response tab (1-based)
    whose code names no group. ``superseded``: how many answers a later one of the same person replaced."""

    groups: Mapping[str, RawTable]
    questions: tuple[Question, ...] = ()
    unrouted: tuple[int, ...] = ()
    superseded: int = 0

    def digests(self) -> dict[str, str]:
        """Group → a digest of its answers: which groups must be counted again."""
        return {
            code: sha256(json.dumps([list(row) for row in table.rows], ensure_ascii=False).encode()).hexdigest()[:16]
            for code, table in sorted(self.groups.items())
        }


def read_online(sheet: SheetSchema, responses: RawTable, group_codes: Iterable[str]) -> Online:
    """``sheet``: the survey tab. ``responses``: the form's response tab, native values (a timestamp is a serial)."""
    columns, questions = bind_questions(sheet, responses.header)
    codes = {code_key(code): code for code in group_codes}
    last: dict[tuple[object, ...], tuple[int, str, dict[str, CellValue]]] = {}
    unrouted: list[int] = []
    read = 0
    for number, row in enumerate(responses.rows):
        given = {name: _last_filled(row, places) for name, places in columns.items()}
        if not any(value not in (None, "") for value in given.values()):
            continue
        read += 1
        place = responses.first_row + number
        group, household = _routed(given.get("household_code"), codes)
        if not group:
            unrouted.append(place)
            continue
        record = _record(given, household)
        last[_person(given, group, household, place)] = (place, group, record)
    by_group: dict[str, list[tuple[int, dict[str, CellValue]]]] = {}
    for place, group, record in sorted(last.values(), key=lambda one: one[0]):
        by_group.setdefault(group, []).append((place, record))
    tables = {group: _table(sheet, rows) for group, rows in sorted(by_group.items())}
    return Online(tables, tuple(questions), tuple(unrouted), read - len(unrouted) - len(last))


def bind_questions(sheet: SheetSchema, header: Sequence[CellValue]) -> tuple[dict[str, list[int]], list[Question]]:
    """Field → its columns (a question that was asked anew has two), and the questions that are not known."""
    known: dict[str, str] = {}
    for field in sheet.fields:
        if field.name not in _unasked:
            for text in (field.title, *field.aliases):
                known.setdefault(question_key(text), field.name)
    columns: dict[str, list[int]] = {}
    strange: list[tuple[int, str]] = []
    for column, cell in enumerate(header):
        text = clean(str(cell)) if cell not in (None, "") else ""
        name = known.get(question_key(text)) if text else None
        if name:
            columns.setdefault(name, []).append(column)
        elif text and _is_address(text):
            columns.setdefault("_address", []).append(column)
        elif text:
            strange.append((column, text))
    questions = []
    for _, text in strange:
        likely = nearest(question_key(text), list(known), at_least=0.75)
        name = known.get(likely, "")
        questions.append(Question("edited", text, name) if name else Question("unknown", text))
    edited = {one.field for one in questions if one.field}
    asked = [field.name for field in sheet.fields if field.name not in _unasked]
    questions += [Question("missing", "", name) for name in asked if name not in columns and name not in edited]
    return columns, questions


def question_key(text: str) -> str:
    """A question without its number, closing marks, case and white space."""
    return fold(_ending.sub("", _numbering.sub("", clean(text)))).replace(" ", "")


def prefilled_link(template: str, code: str) -> str:
    """The form's address with ``code`` (a group's or a household's) filled in; ``{code}`` stands for it in the template."""
    return template.replace(_code_mark, quote(code, safe=""))


def group_links(template: str, codes: Iterable[str]) -> dict[str, str]:
    """Group code → its own address of the form, so that citizens need to know no code; {} without a template."""
    return {code: prefilled_link(template, code) for code in codes} if _code_mark in template else {}


def _is_address(text: str) -> bool:
    return strip_marks(text) in ("dia chi email", "email", "email address", "username", "ten nguoi dung")


def _last_filled(row: Sequence[CellValue], places: Sequence[int]) -> CellValue:
    filled = [row[place] for place in places if place < len(row) and row[place] not in (None, "")]
    return filled[-1] if filled else None


def _routed(cell: CellValue, codes: Mapping[str, str]) -> tuple[str, str]:
    """(group, household code); a group's own code routes an answer whose household is not known."""
    code = code_key(str(cell)) if cell not in (None, "") else ""
    if code in codes:
        return codes[code], ""
    found = _household(code)
    if found is None or found[1] not in codes:
        return "", ""
    return codes[found[1]], f"{found[1]}-{int(found[2]):04d}"


def _record(given: Mapping[str, CellValue], household: str) -> dict[str, CellValue]:
    record = {name: value for name, value in given.items() if not name.startswith("_")}
    record["household_code"] = household or None
    record["consent"] = _consent(given.get("consent"))
    record["surveyed_on"] = _day(given.get("surveyed_on"))
    record["how"] = ONLINE
    if record["consent"] == "Có":
        record |= {"consent_how": ONLINE, "consent_on": record["surveyed_on"]}
    return record


def _consent(cell: CellValue) -> CellValue:
    """The form's whole sentence ("Tôi đồng ý tham gia") as yes or no; anything else stays as it is, to be told."""
    if not isinstance(cell, str):
        return cell
    text = strip_marks(cell)
    if "dong y" in text:
        return "Không" if re.search(r"\b(khong|chua|ko)\b", text) else "Có"
    return "Có" if text == "co" else cell


def _day(cell: CellValue) -> CellValue:
    """The day of a timestamp, as a serial; text that is no time stays, to be told."""
    if isinstance(cell, float):
        return int(cell)
    if isinstance(cell, str):
        found = read_text_date(re.split(r"[ ,T]+\d{1,2}[:h]", clean(cell))[0], Window())
        return cell if hasattr(found, "kind") else to_serial(found)
    return cell


def _person(given: Mapping[str, CellValue], group: str, household: str, place: int) -> tuple[object, ...]:
    """Who answered, as far as it can be told: household, age band, sex, and the account if the form keeps it."""
    address = given.get("_address")
    if not household and not address:
        return (place,)
    said = [fold(str(given.get(name) or "")) for name in ("age_band", "sex")]
    return (group, household, *said, fold(str(address or "")))


def _table(sheet: SheetSchema, rows: Sequence[tuple[int, Mapping[str, CellValue]]]) -> RawTable:
    names = [field.name for field in sheet.fields if field.name != "check"]
    header = tuple(sheet.field(name).title for name in names)
    lines = []
    for number, (_, record) in enumerate(rows):
        filled = {**record, str(sheet.primary_key): f"PK{FIRST_CODE + number:04d}"}
        lines.append([filled.get(name) for name in names])
    return RawTable(sheet.name, sheet.title, header, lines, 2)
