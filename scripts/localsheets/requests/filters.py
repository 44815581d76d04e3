"""Basic filter, conditional formats, banding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localsheets import conditional
from localsheets.a1 import Box
from localsheets.entry import parse_entry
from localsheets.errors import Missing, Refused
from localsheets.fieldmask import assign
from localsheets.model import Sheet
from localsheets.numberformat import format_value
from localsheets.ranges import box_of, grid_range, loose_box, overlaps
from localsheets.requests.conditions import check_condition
from localsheets.requests.sort import sort_rows
from localsheets.tidy import tidy

if TYPE_CHECKING:
    from localsheets.batch import Batch


def set_basic_filter(batch: Batch, arguments: dict) -> None:
    asked = arguments.get("filter", {})
    sheet, box = batch.area(asked.get("range", {}), "filter.range", protected=False)
    found = tidy("BasicFilter", asked)
    found["range"] = _ranged(found.get("range", {}), sheet)
    specs = {spec.get("columnIndex", 0): spec.get("filterCriteria", {}) for spec in found.get("filterSpecs", [])}
    for key, criteria in found.get("criteria", {}).items():
        if not key.isdigit():
            raise Refused(f"Invalid criteria key: {key}")
        specs.setdefault(int(key), criteria)
    for column, criteria in specs.items():
        if not box.col0 <= column < (box.col1 or 0):
            raise Refused(f"Filter column index {column} is outside of the filter range.")
        if "condition" in criteria:
            check_condition(criteria["condition"], "filter", batch.book, sheet)
    if specs:
        ordered = sorted(specs.items())
        found["criteria"] = {str(column): criteria for column, criteria in ordered}
        found["filterSpecs"] = [{"filterCriteria": criteria, "columnIndex": column} for column, criteria in ordered]
    if found.get("sortSpecs"):
        batch.guard(sheet, box)
        sort_rows(batch, sheet, Box(box.row0 + 1, box.row1, box.col0, box.col1), found["sortSpecs"])
    sheet.basic_filter = found
    _hide(batch, sheet, box, specs)


def _ranged(area: dict, sheet: Sheet) -> dict:
    """A range with every bound spelled out, as the API gives it back."""
    return grid_range(box_of(area, sheet.row_count, sheet.column_count), sheet.id)


def _show_all(sheet: Sheet) -> None:
    for row, meta in list(sheet.row_meta.items()):
        if meta.pop("hiddenByFilter", None) and not meta:
            del sheet.row_meta[row]


def _hide(batch: Batch, sheet: Sheet, box: Box, specs: dict[int, dict]) -> None:
    _show_all(sheet)
    if not specs:
        return
    batch.ctx.changed(batch.book)
    calculator = batch.ctx.calculator(batch.book)
    assert box.row1 is not None
    for row in range(box.row0 + 1, box.row1):
        for column, criteria in specs.items():
            cell = sheet.get(row, column)
            value = calculator.cell_value(sheet, row, column, cell)
            if criteria.get("hiddenValues"):
                shown = calculator.number_format(sheet.title, row, column)
                text = "" if value is None else format_value(value, shown, batch.book.locale)
                hidden = text in criteria["hiddenValues"]
            else:
                hidden = False
            if not hidden and "condition" in criteria:
                rule = {
                    "ranges": [grid_range(Box(row, row + 1, column, column + 1), sheet.id)],
                    "booleanRule": {"condition": criteria["condition"], "format": {"textFormat": {"bold": True}}},
                }
                fits = conditional.evaluate([rule], calculator, sheet.title, row, column, batch.book.locale, calculator.now)
                hidden = fits is None
            if hidden:
                sheet.row_meta[row] = {**sheet.row_meta.get(row, {}), "hiddenByFilter": True}
                break


def clear_basic_filter(batch: Batch, arguments: dict) -> None:
    sheet = batch.sheet(arguments.get("sheetId"))
    sheet.basic_filter = None
    _show_all(sheet)


# conditional formats


def _checked_rule(batch: Batch, rule: dict | None) -> tuple[Sheet, dict]:
    if not rule or not rule.get("ranges"):
        raise Missing("rule.ranges", "rule.ranges must have at least one range." if rule else "rule is required.")
    owners = {area.get("sheetId", 0) for area in rule["ranges"]}
    if len(owners) > 1:
        raise Refused("All ranges in a conditional format rule must be on the same sheet.")
    sheet = batch.sheet(owners.pop())
    for number, area in enumerate(rule["ranges"]):
        batch.area(area, f"rule.ranges[{number}]", protected=False)
    if ("booleanRule" in rule) == ("gradientRule" in rule):
        raise Refused("A conditional format rule must have exactly one of booleanRule and gradientRule.")
    if "booleanRule" in rule:
        check_condition(rule["booleanRule"].get("condition", {}), "format", batch.book, sheet)
        if not rule["booleanRule"].get("format"):
            raise Refused("booleanRule.format must have at least one field set.")
    else:
        _check_gradient(rule["gradientRule"], batch.book.locale)
    found = tidy("ConditionalFormatRule", rule)
    for point in found.get("gradientRule", {}).values():
        if point["type"] in ("MIN", "MAX"):
            point.pop("value", None)
    found["ranges"] = [_ranged(area, sheet) for area in found["ranges"]]
    return sheet, found


def _check_gradient(gradient: dict, locale: str) -> None:
    for name, point in ({"minpoint": {}, "maxpoint": {}} | gradient).items():
        kind = point.get("type", "INTERPOLATION_POINT_TYPE_UNSPECIFIED")
        if kind.endswith("UNSPECIFIED"):
            raise Missing(f"rule.gradientRule.{name}.type", "No interpolationPointType specified.")
        text = point.get("value", "")
        if kind in ("NUMBER", "PERCENT", "PERCENTILE"):
            if not text:
                raise Missing(f"rule.gradientRule.{name}.value", "InterpolationPoint.value is required.")
            if not text.startswith("=") and not isinstance(parse_entry(text, locale).value, (int, float)):
                raise Refused(f"Invalid InterpolationPoint.value: {text}")


def _rule_at(sheet: Sheet, index: int) -> dict:
    if not 0 <= index < len(sheet.conditional_formats):
        raise Refused(f"No conditional format on sheet: {sheet.id} at index: {index}")
    return sheet.conditional_formats[index]


def add_rule(batch: Batch, arguments: dict) -> None:
    sheet, rule = _checked_rule(batch, arguments.get("rule"))
    index = arguments.get("index", 0)
    if not 0 <= index <= len(sheet.conditional_formats):
        raise Refused(f"Invalid index: {index}. There are {len(sheet.conditional_formats)} rules on the sheet.")
    sheet.conditional_formats.insert(index, rule)


def update_rule(batch: Batch, arguments: dict) -> dict:
    index = arguments.get("index", 0)
    if ("rule" in arguments) == ("newIndex" in arguments):
        raise Refused("Must specify exactly one of rule and newIndex.")
    if "rule" in arguments:
        sheet, rule = _checked_rule(batch, arguments["rule"])
        old = _rule_at(sheet, index)
        sheet.conditional_formats[index] = rule
        return _with_index({"newRule": rule, "oldRule": old}, index, index)
    sheet = batch.sheet(arguments.get("sheetId"))
    moved, to = _rule_at(sheet, index), arguments["newIndex"]
    if not 0 <= to < len(sheet.conditional_formats):
        raise Refused(f"Invalid newIndex: {to}. There are {len(sheet.conditional_formats)} rules on the sheet.")
    sheet.conditional_formats.insert(to, sheet.conditional_formats.pop(index))
    return _with_index({"newRule": moved}, to, index)


def _with_index(reply: dict, new: int, old: int) -> dict:
    return reply | ({"newIndex": new} if new else {}) | ({"oldIndex": old} if old else {})


def delete_rule(batch: Batch, arguments: dict) -> dict:
    sheet = batch.sheet(arguments.get("sheetId"))
    index = arguments.get("index", 0)
    rule = _rule_at(sheet, index)
    del sheet.conditional_formats[index]
    return {"rule": rule}


# banding


def _free_of_banding(batch: Batch, sheet: Sheet, area: dict, own: int | None = None) -> None:
    box = loose_box(area)
    for banded in sheet.banded_ranges:
        if banded["bandedRangeId"] != own and overlaps(loose_box(banded["range"]), box):
            raise Refused(
                "You cannot add alternating background colors to a range that already has alternating background colors."
            )


def _check_banding(asked: dict) -> None:
    if not asked.get("rowProperties") and not asked.get("columnProperties"):
        raise Refused("Either rowProperties or columnProperties must be set.")
    for name in ("rowProperties", "columnProperties"):
        bands = asked.get(name)
        if bands and not ({"firstBandColor", "firstBandColorStyle"} & bands.keys()):
            raise Missing(f"{name}.firstBandColor")
        if bands and not ({"secondBandColor", "secondBandColorStyle"} & bands.keys()):
            raise Missing(f"{name}.secondBandColor")


def _banded_ids(batch: Batch) -> dict[int, tuple[Sheet, dict]]:
    return {b["bandedRangeId"]: (sheet, b) for sheet in batch.book.sheets for b in sheet.banded_ranges}


def add_banding(batch: Batch, arguments: dict) -> dict:
    asked = arguments.get("bandedRange", {})
    sheet, _ = batch.area(asked.get("range"), "bandedRange.range")
    _check_banding(asked)
    found = tidy("BandedRange", asked)
    found["range"] = _ranged(asked["range"], sheet)
    _free_of_banding(batch, sheet, found["range"])
    taken = _banded_ids(batch)
    if found.get("bandedRangeId") in taken:
        raise Refused(f"Banded range with id {found['bandedRangeId']} already exists.")
    found.setdefault("bandedRangeId", batch.new_id(set(taken)))
    sheet.banded_ranges.append(found)
    return {"bandedRange": found}


def _banded(batch: Batch, banded_id: int | None) -> tuple[Sheet, dict]:
    known = _banded_ids(batch)
    if banded_id not in known:
        raise Refused(f"No banded range with id: {banded_id or 0}")
    return known[banded_id]


def update_banding(batch: Batch, arguments: dict) -> None:
    asked = arguments.get("bandedRange", {})
    tree = batch.mask(arguments.get("fields"), "BandedRange")
    sheet, old = _banded(batch, asked.get("bandedRangeId"))
    if "range" in asked:
        sheet_new, _ = batch.area(asked["range"], "bandedRange.range")
        if sheet_new is not sheet:
            raise Refused("A banded range cannot move to another sheet.")
    batch.guard(sheet, loose_box(old["range"]))
    tree = tree or {name: {} for name in ("range", "rowProperties", "columnProperties") if name in asked}
    new = tidy("BandedRange", assign(old, tidy("BandedRange", asked), tree)) | {"bandedRangeId": old["bandedRangeId"]}
    if "range" not in new:
        raise Missing("bandedRange.range")
    _check_banding(new)
    new["range"] = _ranged(new["range"], sheet)
    _free_of_banding(batch, sheet, new["range"], old["bandedRangeId"])
    sheet.banded_ranges[sheet.banded_ranges.index(old)] = new


def delete_banding(batch: Batch, arguments: dict) -> None:
    sheet, old = _banded(batch, arguments.get("bandedRangeId"))
    batch.guard(sheet, loose_box(old["range"]))
    sheet.banded_ranges.remove(old)


KINDS = {
    "setBasicFilter": set_basic_filter,
    "clearBasicFilter": clear_basic_filter,
    "addConditionalFormatRule": add_rule,
    "updateConditionalFormatRule": update_rule,
    "deleteConditionalFormatRule": delete_rule,
    "addBanding": add_banding,
    "updateBanding": update_banding,
    "deleteBanding": delete_banding,
}
