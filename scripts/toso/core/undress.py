"""What a former layout put on a tab: how it is told from a leader's own, taken off, and missed where somebody took it."""

from __future__ import annotations

from toso.core.batch import Request
from toso.core.sheet_state import TabState

SIGNS = ('ISNUMBER(FIND("|', "=EXACT(LEFT(INDEX($", "=AND(ISBLANK($")
"""How our conditional formats begin; any other is a leader's own and stays."""


def strip(tab: TabState) -> list[Request]:
    """Takes off what a former layout put on: our own conditional formats, protections and bands."""
    rules = tab.raw.get("conditionalFormats") or ()
    ours = [index for index, rule in enumerate(rules) if is_ours(rule)]
    found: list[Request] = [
        {"deleteConditionalFormatRule": {"sheetId": tab.sheet_id, "index": index}} for index in reversed(ours)
    ]
    found += [
        {"deleteProtectedRange": {"protectedRangeId": one["protectedRangeId"]}}
        for one in tab.raw.get("protectedRanges") or ()
    ]
    found += [{"deleteBanding": {"bandedRangeId": one["bandedRangeId"]}} for one in tab.raw.get("bandedRanges") or ()]
    return found


def is_ours(rule: Request) -> bool:
    return any(sign in _formula(rule) for sign in SIGNS)


def _formula(rule: Request) -> str:
    values = rule.get("booleanRule", {}).get("condition", {}).get("values") or [{}]
    return str(values[0].get("userEnteredValue", ""))


def is_undressed(tab: TabState, clothes: list[Request]) -> bool:
    """Whether a protection, the bands or a rule of paint is gone that the layout put there."""
    rules = {_formula(rule) for rule in tab.raw.get("conditionalFormats") or ()}
    wanted = {
        _formula(request["addConditionalFormatRule"]["rule"])
        for request in clothes
        if "addConditionalFormatRule" in request
    }
    guards = [bool(guard.get("warningOnly")) for guard in tab.raw.get("protectedRanges") or ()]
    needed = [
        bool(request["addProtectedRange"]["protectedRange"]["warningOnly"])
        for request in clothes
        if "addProtectedRange" in request
    ]
    bands = len(tab.raw.get("bandedRanges") or ()) < sum("addBanding" in request for request in clothes)
    lost = any(guards.count(kind) < needed.count(kind) for kind in (True, False))
    return lost or bands or not wanted <= rules
