"""createDeveloperMetadata, updateDeveloperMetadata, deleteDeveloperMetadata."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localsheets.errors import Missing, Refused
from localsheets.fieldmask import assign
from localsheets.metadata import check_filter, fits_filter, location_type
from localsheets.tidy import tidy

if TYPE_CHECKING:
    from localsheets.batch import Batch

LIMIT = 30_000  # characters of keys and values in one location


def _location(batch: Batch, asked: dict | None) -> dict:
    if not asked or not asked.keys() & {"spreadsheet", "sheetId", "dimensionRange"}:
        raise Missing("developerMetadata.location", "Developer metadata must always have a location specified.")
    asked = {k: v for k, v in asked.items() if k != "locationType"}
    if "dimensionRange" in asked:
        span = asked["dimensionRange"]
        sheet = batch.sheet(span.get("sheetId"))
        if span.get("dimension") not in ("ROWS", "COLUMNS"):
            raise Missing("range.dimension", "No dimension specified.")
        start, end = span.get("startIndex"), span.get("endIndex")
        if start is None or end is None:
            raise Refused("DimensionRange must specify both a startIndex and an endIndex.")
        if end - start != 1:
            raise Refused("DimensionRange must represent a single row or column.")
        if not 0 <= start < sheet.size(span["dimension"]):
            raise Refused("developerMetadata.location.dimensionRange is outside of the sheet.")
        place: dict = {"sheetId": sheet.id} if sheet.id else {}
        place |= {"dimension": span["dimension"], "startIndex": start, "endIndex": end}
        found: dict = {"dimensionRange": place}
    elif "sheetId" in asked:
        found = {"sheetId": batch.sheet(asked["sheetId"]).id}
    else:
        if not asked["spreadsheet"]:
            raise Refused("developerMetadata.location.spreadsheet must be true.")
        found = {"spreadsheet": True}
    return {"locationType": location_type(found), **found}


def _check(batch: Batch, one: dict) -> None:
    if not one.get("metadataKey"):
        raise Missing("developerMetadata.metadataKey", "Developer metadata must always have a key specified.")
    if one.get("visibility", "DEVELOPER_METADATA_VISIBILITY_UNSPECIFIED").endswith("UNSPECIFIED"):
        raise Missing("developerMetadata.visibility", "Developer metadata must always have visibility specified.")
    place = _storage(one["location"])
    used = sum(
        len(other.get("metadataKey", "")) + len(other.get("metadataValue", ""))
        for other in batch.book.metadata
        if other["metadataId"] != one["metadataId"] and _storage(other["location"]) == place
    )
    if used + len(one["metadataKey"]) + len(one.get("metadataValue", "")) > LIMIT:
        raise Refused(f"Developer metadata would exceed the limit of {LIMIT} characters.")


def _storage(location: dict) -> int | None:
    """Limits are per sheet, and one more for the spreadsheet itself."""
    if "dimensionRange" in location:
        return location["dimensionRange"].get("sheetId", 0)
    return location.get("sheetId")


def create(batch: Batch, arguments: dict) -> dict:
    asked = arguments.get("developerMetadata")
    if asked is None:
        raise Missing("developerMetadata")
    known = {one["metadataId"] for one in batch.book.metadata}
    if asked.get("metadataId") in known:
        number = asked["metadataId"]
        raise Refused(
            f"Cannot add developer metadata with ID [{number}] because developer metadata with that ID already exists."
        )
    if asked.get("metadataId", 0) < 0:
        raise Refused("developerMetadata.metadataId must not be negative.")
    one = {"metadataId": asked.get("metadataId") or batch.new_id(known)}
    one |= {k: v for k, v in tidy("DeveloperMetadata", asked).items() if k not in ("metadataId", "location")}
    one["location"] = _location(batch, asked.get("location"))
    _check(batch, one)
    batch.book.metadata.append(one)
    return {"developerMetadata": one}


def _chosen(batch: Batch, filters: list[dict], name: str) -> list[dict]:
    if not filters:
        raise Missing(name, f"Must specify at least one {name}.")
    for index, data_filter in enumerate(filters):
        check_filter(data_filter, f"{name}[{index}]")
    return [one for one in batch.book.metadata if any(fits_filter(batch.book, one, f) for f in filters)]


def update(batch: Batch, arguments: dict) -> dict:
    tree = batch.mask(arguments.get("fields"), "DeveloperMetadata")
    asked = arguments.get("developerMetadata", {})
    changed = []
    for one in _chosen(batch, arguments.get("dataFilters", []), "dataFilters"):
        names = ("metadataKey", "metadataValue", "location", "visibility")
        wanted = tree or {name: {} for name in names if name in asked}
        source = {k: v for k, v in tidy("DeveloperMetadata", asked).items() if k != "metadataId"}
        new = assign(one, source, {k: v for k, v in wanted.items() if k != "metadataId"})
        new["metadataId"] = one["metadataId"]
        new["location"] = _location(batch, asked["location"]) if "location" in wanted and "location" in asked else one["location"]
        _check(batch, new)
        batch.book.metadata[batch.book.metadata.index(one)] = new
        changed.append(new)
    return {"developerMetadata": changed} if changed else {}


def delete(batch: Batch, arguments: dict) -> dict:
    data_filter = arguments.get("dataFilter")
    if not data_filter:
        raise Missing("dataFilter")
    gone = _chosen(batch, [data_filter], "dataFilter")
    batch.book.metadata = [one for one in batch.book.metadata if one not in gone]
    return {"deletedDeveloperMetadata": gone} if gone else {}


KINDS = {
    "createDeveloperMetadata": create,
    "updateDeveloperMetadata": update,
    "deleteDeveloperMetadata": delete,
}
