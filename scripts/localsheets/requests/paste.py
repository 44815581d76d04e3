"""copyPaste and cutPaste."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localsheets import formula
from localsheets.a1 import Box
from localsheets.errors import Missing, Refused
from localsheets.model import Cell, Sheet, intern
from localsheets.ranges import contains, grid_range, loose_box, overlaps
from localsheets.requests.follow import follow

if TYPE_CHECKING:
    from localsheets.batch import Batch

LIMIT = 2_000_000


def _size(box: Box) -> tuple[int, int]:
    assert box.row1 is not None and box.col1 is not None
    return box.row1 - box.row0, box.col1 - box.col0


def _without_borders(fmt: dict | None) -> dict | None:
    return intern({k: v for k, v in fmt.items() if k != "borders"}) if fmt else None


def _pasted(batch: Batch, kind: str, old: Cell | None, new: Cell | None, place: tuple) -> Cell | None:
    """The cell at the target: `old` is what stands there, `new` what is pasted; place = (sheet, row, column, moves)."""
    sheet, row, column, down, right = place
    old, new = old or Cell(), new or Cell()
    moved = formula.translate(new.formula, down, right) if new.formula is not None else None
    if kind in ("PASTE_NORMAL", "PASTE_NO_BORDERS"):
        fmt = new.fmt
        if kind == "PASTE_NO_BORDERS":
            borders = (old.fmt or {}).get("borders")
            fmt = intern({**(_without_borders(new.fmt) or {}), **({"borders": borders} if borders else {})})
        return Cell(new.value, moved, fmt, new.note, new.validation, new.extra)
    found = old.copy()
    if kind == "PASTE_VALUES":
        value: Any = batch.ctx.calculator(batch.book).cell_value(sheet, row, column, new)
        found.value, found.formula = (value.code if isinstance(value, formula.FormulaError) else value), None
    elif kind == "PASTE_FORMULA":
        found.value, found.formula = new.value, moved
    elif kind == "PASTE_FORMAT":
        found.fmt = new.fmt
    elif kind == "PASTE_DATA_VALIDATION":
        found.validation = new.validation
    return found


def copy_paste(batch: Batch, arguments: dict) -> None:
    source_sheet, source = batch.area(arguments.get("source"), "source", protected=False)
    target_sheet, target = batch.area(arguments.get("destination"), "destination", protected=False)
    kind = arguments.get("pasteType", "PASTE_NORMAL")
    transpose = arguments.get("pasteOrientation") == "TRANSPOSE"
    height, width = _size(source)
    if transpose:
        height, width = width, height
    if not height or not width:
        return
    rows, columns = _size(target)
    tall = rows if rows % height == 0 else height
    wide = columns if columns % width == 0 else width
    written = Box(target.row0, target.row0 + tall, target.col0, target.col0 + wide)
    if written.row0 + tall > target_sheet.row_count or written.col0 + wide > target_sheet.column_count:
        raise Refused("The destination is too small to paste the copied cells.")
    if tall * wide > LIMIT:
        raise Refused("The range has too many cells for one request.")
    batch.guard(target_sheet, written)
    if kind == "PASTE_CONDITIONAL_FORMATTING":
        _paste_rules(source_sheet, source, target_sheet, written)
        return
    if kind == "PASTE_VALUES":
        batch.ctx.changed(batch.book)
    lifted = {(r - source.row0, c - source.col0): cell.copy() for r, c, cell in source_sheet.cells(source)}
    results = []
    for r in range(tall):
        for c in range(wide):
            at = (c % width, r % height) if transpose else (r % height, c % width)
            if transpose:
                at = (c % width, r % height)
            from_row, from_column = source.row0 + at[0], source.col0 + at[1]
            row, column = written.row0 + r, written.col0 + c
            new, old = lifted.get(at), target_sheet.get(row, column)
            if new is None and old is None:
                continue
            place = (source_sheet, from_row, from_column, row - from_row, column - from_column)
            results.append((row, column, _pasted(batch, kind, old, new, place)))
    for row, column, cell in results:
        target_sheet.put(row, column, cell)
    if kind in ("PASTE_NORMAL", "PASTE_NO_BORDERS") and not transpose:
        _paste_merges(source_sheet, source, target_sheet, written)
        if source_sheet.conditional_formats:
            _paste_rules(source_sheet, source, target_sheet, written)


def _paste_merges(source_sheet: Sheet, source: Box, target_sheet: Sheet, written: Box) -> None:
    height, width = _size(source)
    pattern = [merge for merge in source_sheet.merges if contains(source, merge)]
    if any(overlaps(merge, written) and not contains(written, merge) for merge in target_sheet.merges):
        raise Refused("You can't paste a range that partially intersects a merge.")
    target_sheet.merges = [merge for merge in target_sheet.merges if not overlaps(merge, written)]
    rows, columns = _size(written)
    for down in range(0, rows, height):
        for right in range(0, columns, width):
            for merge in pattern:
                drow = written.row0 + down - source.row0
                dcol = written.col0 + right - source.col0
                assert merge.row1 is not None and merge.col1 is not None
                moved = Box(merge.row0 + drow, merge.row1 + drow, merge.col0 + dcol, merge.col1 + dcol)
                if moved not in target_sheet.merges:
                    target_sheet.merges.append(moved)


def _paste_rules(source_sheet: Sheet, source: Box, target_sheet: Sheet, written: Box) -> None:
    """Rules that cover the whole source reach over the target too; on another sheet they are copied."""
    area = grid_range(written, target_sheet.id)
    for rule in list(source_sheet.conditional_formats):
        if not any(contains(loose_box(r), source) for r in rule["ranges"]):
            continue
        if source_sheet is target_sheet:
            if not any(contains(loose_box(r), written) for r in rule["ranges"]):
                rule["ranges"] = [*rule["ranges"], area]
        else:
            target_sheet.conditional_formats.append({**rule, "ranges": [area]})


def cut_paste(batch: Batch, arguments: dict) -> None:
    source_sheet, source = batch.area(arguments.get("source"), "source")
    start = arguments.get("destination")
    if start is None:
        raise Missing("destination")
    kind = arguments.get("pasteType", "PASTE_NORMAL")
    target_sheet = batch.sheet(start.get("sheetId"))
    height, width = _size(source)
    row0, col0 = start.get("rowIndex", 0), start.get("columnIndex", 0)
    if row0 < 0 or col0 < 0 or row0 + height > target_sheet.row_count or col0 + width > target_sheet.column_count:
        raise Refused("The destination is too small to paste the cut cells.")
    written = Box(row0, row0 + height, col0, col0 + width)
    batch.guard(target_sheet, written)
    lifted = {(r - source.row0, c - source.col0): cell for r, c, cell in list(source_sheet.cells(source))}
    merges = [merge for merge in source_sheet.merges if contains(source, merge)]
    before = {(r, c): cell for r, c, cell in list(target_sheet.cells(written))}
    if kind == "PASTE_VALUES":
        batch.ctx.changed(batch.book)
        calculator = batch.ctx.calculator(batch.book)
        for (r, c), cell in lifted.items():
            calculator.cell_value(source_sheet, source.row0 + r, source.col0 + c, cell)
    results = []
    for r in range(height):
        for c in range(width):
            new, old = lifted.get((r, c)), before.get((row0 + r, col0 + c))
            if new is None and old is None:
                continue
            place = (source_sheet, source.row0 + r, source.col0 + c, 0, 0)
            results.append((row0 + r, col0 + c, _pasted(batch, kind, old, new, place)))
    for r, c in lifted:
        source_sheet.put(source.row0 + r, source.col0 + c, None)
    for row, column, pasted in results:
        target_sheet.put(row, column, pasted)
    if kind in ("PASTE_NORMAL", "PASTE_NO_BORDERS"):
        source_sheet.merges = [merge for merge in source_sheet.merges if merge not in merges]
        target_sheet.merges = [merge for merge in target_sheet.merges if not overlaps(merge, written)]
        drow, dcol = row0 - source.row0, col0 - source.col0
        for merge in merges:
            assert merge.row1 is not None and merge.col1 is not None
            target_sheet.merges.append(Box(merge.row0 + drow, merge.row1 + drow, merge.col0 + dcol, merge.col1 + dcol))
    if kind != "PASTE_FORMAT":
        follow(batch.book, source_sheet, source, target_sheet, written)


KINDS = {"copyPaste": copy_paste, "cutPaste": cut_paste}
