"""Named ranges."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localsheets.errors import Refused
from localsheets.fieldmask import assign
from localsheets.model import Book
from localsheets.ranges import box_of, grid_range
from localsheets.tidy import tidy

if TYPE_CHECKING:
    from localsheets.batch import Batch

_NAME = re.compile(r"[^\W\d]\w*\Z")
_CELL = re.compile(r"([A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*|[Rr]\d+|[Cc]\d+|true|false)\Z", re.IGNORECASE)


def check_name(book: Book, name: str, own: dict | None = None) -> None:
    if not _NAME.match(name) or _CELL.match(name) or len(name) > 250:
        raise Refused("The name given to this range is invalid.")
    there = book.named(name)
    if there is not None and there is not own:
        raise Refused(f"Cannot add named range with name {name}, a named range with that name already exists.")


def _area(batch: Batch, area: dict | None) -> dict:
    sheet, _ = batch.area(area, "namedRange.range", protected=False)
    assert area is not None
    return grid_range(box_of(area, sheet.row_count, sheet.column_count), sheet.id)


def add_named_range(batch: Batch, arguments: dict) -> dict:
    asked = arguments.get("namedRange", {})
    check_name(batch.book, asked.get("name", ""))
    found = tidy("NamedRange", asked)
    found["range"] = _area(batch, asked.get("range"))
    taken = {named["namedRangeId"] for named in batch.book.named_ranges}
    if found.get("namedRangeId") in taken:
        raise Refused(f"A named range with the id {found['namedRangeId']} already exists.")
    identity = found.get("namedRangeId") or str(batch.ctx.app.random.randrange(1, 2**31 - 1))
    found = {"namedRangeId": identity, "name": found["name"], "range": found["range"]}
    batch.book.named_ranges.append(found)
    return {"namedRange": found}


def _known(batch: Batch, identity: str | None) -> dict:
    for named in batch.book.named_ranges:
        if named["namedRangeId"] == identity:
            return named
    raise Refused(f"No named range with id: {identity or ''}")


def update_named_range(batch: Batch, arguments: dict) -> None:
    asked = arguments.get("namedRange", {})
    tree = batch.mask(arguments.get("fields"), "NamedRange")
    old = _known(batch, asked.get("namedRangeId"))
    tree = tree or {name: {} for name in ("name", "range") if name in asked}
    new = {**assign(old, tidy("NamedRange", asked), tree), "namedRangeId": old["namedRangeId"]}
    check_name(batch.book, new.get("name", ""), old)
    new["range"] = _area(batch, new.get("range"))
    batch.book.named_ranges[batch.book.named_ranges.index(old)] = new


def delete_named_range(batch: Batch, arguments: dict) -> None:
    batch.book.named_ranges.remove(_known(batch, arguments.get("namedRangeId")))


KINDS = {
    "addNamedRange": add_named_range,
    "updateNamedRange": update_named_range,
    "deleteNamedRange": delete_named_range,
}
