"""``Khảo sát``: every question of the survey for the whole ward, by age band and sex, small cells withheld."""

from __future__ import annotations

from toso.core.figure import Figure
from toso.core.master_facts import Facts, columns_of, head
from toso.core.master_model import Cell, Column, MasterTable, Row
from toso.core.master_words import percent
from toso.core.numbers import show
from toso.core.suppress import THRESHOLD
from toso.core.survey import PEOPLE, WITHHELD, SurveyTable
from toso.schema.types import SheetSchema


def survey(facts: Facts, sheet: SheetSchema) -> MasterTable:
    """A row an answer; the columns of people are the same for all questions."""
    words = facts.words
    columns = columns_of(facts, sheet)
    across = _across(facts)
    columns += [Column(f"{dimension}_{key}", title, 85) for dimension, key, title in across]
    rows: list[Row] = []
    for table in facts.figures.survey:
        note = facts.figures.schema.indicators[table.name].note
        for code, title in table.answers:
            rows.append(_row(facts, table, code, title, columns, across))
        if table.left_out:
            said = words.say("rows.left_out", number=table.left_out, units=words.unit("units"))
            rows.append((Cell(None), Cell(said, "note")))
        if note:
            rows.append((Cell(None), Cell(words.say("rows.definition", note=note), "note")))
    if not rows:
        rows.append((Cell(None), Cell(words.say("rows.no_survey"), "note")))
    note = words.say("rows.withheld", threshold=THRESHOLD)
    if any(table.cells_at_least for table in facts.figures.survey):
        note += words.say("rows.see_at_least")
        rows.append((Cell(None), Cell(words.say("rows.about_at_least", units=words.unit("units")), "note")))
    return MasterTable(
        name=sheet.name,
        title=sheet.title,
        header=tuple(columns),
        rows=tuple(rows),
        head=head(facts, sheet, note),
        frozen_rows=int(sheet.layout.get("frozen_rows", 1)),
        frozen_columns=int(sheet.layout.get("frozen_columns", 1)),
        colour=sheet.colour,
        data_rows=len(rows),
    )


def _across(facts: Facts) -> list[tuple[str, str, str]]:
    found: dict[tuple[str, str], str] = {}
    for table in facts.figures.survey:
        for part in table.breakdowns:
            for key, title in part.columns:
                found.setdefault((part.dimension, key), title)
    return [(dimension, key, title) for (dimension, key), title in sorted(found.items(), key=lambda one: one[0][0])]


def _row(
    facts: Facts,
    table: SurveyTable,
    code: str,
    title: str,
    columns: list[Column],
    across: list[tuple[str, str, str]],
) -> Row:
    one = facts.figures.schema.indicators[table.name]
    asked = next((name for name in one.by if name not in PEOPLE), None)
    fields = {field.name: field for field in facts.figures.schema.tables[one.table].fields}
    people = table.answer_totals[code]
    values = {
        "code": Cell(asked.upper() if asked and fields[asked].codes else None),
        "question": Cell(table.title),
        "indicator_codes": Cell(", ".join(fields[asked].codes) if asked else None, "note"),
        "answer": Cell(title),
        "people": _people(facts, people),
        "percent": percent(Figure(people, table.total)) if people is not None else _people(facts, None),
    }
    for dimension, key, _ in across:
        place = (dimension, code, key)
        if place in table.cells:
            values[f"{dimension}_{key}"] = _people(facts, table.cells[place], table.cells_at_least.get(place))
    return tuple(values.get(column.name, Cell(None)) for column in columns)


def _people(facts: Facts, number: int | None, at_least: int | None = None) -> Cell:
    """A bound is words that stand among numbers: nothing adds it up by mistake."""
    if number is not None:
        return Cell(number, format="count")
    if at_least:
        return Cell(facts.words.say("rows.at_least", number=show(at_least)), "at_least", format="beside")
    return Cell(WITHHELD, "withheld")
