"""``toso doctor --live``: the trial in a real book and in the stand-in, compared answer by answer; then taken away.

What is read back is only what the trial wrote. The transcript holds invented rows, no account and no id of a book.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from toso.google.books import SHEETS, Books
from toso.google.http import APIError
from toso.jobs.doctor.rehearsal import NAMED, SUFFIX, Call, Script

MASK = (
    "namedRanges(name,range),sheets(properties(sheetId,title,sheetType,hidden,gridProperties,tabColorStyle),"
    "conditionalFormats,protectedRanges(range,description,warningOnly,unprotectedRanges),"
    "bandedRanges(range,rowProperties),developerMetadata(metadataKey,metadataValue,visibility),"
    "data(rowData(values(userEnteredValue,effectiveValue,formattedValue,effectiveFormat,dataValidation,note)),"
    "columnMetadata(pixelSize,hiddenByUser,developerMetadata(metadataKey,metadataValue,visibility))))"
)
ALIKE = 0.004
"""Colours are kept in 255 steps; a smaller difference is none."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two answers differ: a path as people can follow it, and both values (None: not there)."""

    place: str
    real: Any
    stand_in: Any


@dataclass(slots=True)
class Trial:
    """What came of it. ``refused``: calls that one side took and the other did not."""

    differences: list[Difference] = field(default_factory=list)
    real: Mapping[str, Any] = field(default_factory=dict)
    stand_in: Mapping[str, Any] = field(default_factory=dict)
    calls: int = 0


def trial(real: Books, book_id: str, stand_in: Books, script: Script) -> Trial:
    """Runs ``script`` on both sides and compares. The scratch tabs are taken away whatever happens.

    Raises AccessError and TryAgain of the real book: nothing was compared then.
    """
    reference = stand_in.drive.create("trial")
    _like(stand_in, reference, _properties(real, book_id))
    found = Trial()
    clear(real, book_id, script)
    try:
        for at, call in enumerate(script.calls):
            found.calls += 1
            refusals = [_send(books, book, call) for books, book in ((real, book_id), (stand_in, reference))]
            if refusals[0] != refusals[1]:
                found.differences.append(Difference(f"call {at + 1} ({call.kind})", refusals[0], refusals[1]))
                return found
        found.real, found.stand_in = (
            _answer(books, book, script) for books, book in ((real, book_id), (stand_in, reference))
        )
        found.differences += differences(found.real, found.stand_in)
    finally:
        clear(real, book_id, script)
    return found


def _send(books: Books, book_id: str, call: Call) -> str:
    """Makes one call; what the other side says when it refuses (Google's own words, without ids), else ""."""
    try:
        if call.kind == "batch":
            books.batch(book_id, [dict(one) for one in call.payload], repeatable=False)
        else:
            books.by_column(book_id, [dict(one) for one in call.payload], raw=call.kind == "raw_columns")
    except APIError as error:
        return f"{error.code} {error.error.get('message', '')}".replace(book_id, "…")
    return ""


def _get(books: Books, book_id: str, **params: Any) -> Mapping[str, Any]:
    answer: Mapping[str, Any] = books.session.http.send(
        "get", f"{SHEETS}/{book_id}", params=params, repeatable=True
    ).json()
    return answer


def _properties(books: Books, book_id: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _get(books, book_id, fields="properties(locale,timeZone)").get("properties", {})
    return found


def _like(stand_in: Books, book_id: str, properties: Mapping[str, Any]) -> None:
    """Gives the stand-in's book the locale and zone of the real one."""
    kept = {name: properties[name] for name in ("locale", "timeZone") if name in properties}
    if kept:
        request = {"updateSpreadsheetProperties": {"properties": kept, "fields": ",".join(kept)}}
        stand_in.batch(book_id, [request], repeatable=True)


def clear(books: Books, book_id: str, script: Script) -> int:
    """Takes away the trial's tabs and names, also those of a trial that was cut off; how many requests it took."""
    there = _get(books, book_id, fields="namedRanges(namedRangeId,name),sheets.properties(sheetId,title)")
    titles = set(script.tabs.values())
    requests: list[dict[str, Any]] = [
        {"deleteNamedRange": {"namedRangeId": one["namedRangeId"]}}
        for one in there.get("namedRanges", [])
        if one["name"] in script.named and one["name"].startswith(NAMED)
    ]
    requests += [
        {"deleteSheet": {"sheetId": one["properties"].get("sheetId", 0)}}
        for one in there.get("sheets", [])
        if one["properties"]["title"] in titles and one["properties"]["title"].endswith(SUFFIX)
    ]
    if requests:
        books.batch(book_id, requests, repeatable=False)
    return len(requests)


# -- comparing ------------------------------------------------------------------------------------------------------------


def _answer(books: Books, book_id: str, script: Script) -> dict[str, Any]:
    """What stands in the scratch tabs, by tab's title, in a form that two sides can be compared in."""
    ranges = [f"'{title}'" for title in script.tabs.values()]
    found = _get(books, book_id, fields=MASK, ranges=ranges)
    names = {one["name"]: one.get("range", {}) for one in found.get("namedRanges", []) if one["name"] in script.named}
    return {"names": names} | {one["properties"]["title"]: _tab(one) for one in found.get("sheets", [])}


def _tab(sheet: Mapping[str, Any]) -> dict[str, Any]:
    data = (sheet.get("data") or [{}])[0]
    return {
        "properties": sheet["properties"],
        "conditionalFormats": sheet.get("conditionalFormats", []),
        "protectedRanges": sorted(sheet.get("protectedRanges", []), key=str),
        "bandedRanges": sheet.get("bandedRanges", []),
        "metadata": sorted(sheet.get("developerMetadata", []), key=str),
        "columns": data.get("columnMetadata", []),
        "cells": [row.get("values", []) for row in data.get("rowData", [])],
    }


def differences(real: Any, stand_in: Any, place: str = "") -> Iterator[Difference]:
    """Every leaf that differs, by its path."""
    if isinstance(real, Mapping) and isinstance(stand_in, Mapping):
        for key in sorted({*real, *stand_in}, key=str):
            yield from differences(real.get(key), stand_in.get(key), f"{place} › {key}" if place else str(key))
    elif isinstance(real, list) and isinstance(stand_in, list):
        for at in range(max(len(real), len(stand_in))):
            pair = [side[at] if at < len(side) else None for side in (real, stand_in)]
            yield from differences(pair[0], pair[1], f"{place} {at + 1}")
    elif not _alike(real, stand_in):
        yield Difference(place, real, stand_in)


def _alike(real: Any, stand_in: Any) -> bool:
    """Nothing, {} and [] are the same; numbers are compared as a sheet keeps them."""
    if real in (None, {}, []) and stand_in in (None, {}, []):
        return True
    if isinstance(real, (int, float)) and isinstance(stand_in, (int, float)) and not isinstance(real, bool):
        return abs(real - stand_in) <= (ALIKE if max(abs(real), abs(stand_in)) <= 1 else 0)
    return bool(real == stand_in)
