"""Data validation and conditional formats of a sheet."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from xlsxwriter.worksheet import Worksheet

from localsheets.formula import translate
from localsheets.formula.tokens import column_name
from localsheets.numberformat.typed import parse_number
from localsheets.xlsx.areas import Box, box_of, rectangles
from localsheets.xlsx.formats import color_of, rule_properties
from localsheets.xlsx.formulas import Formulas, Ready

_COMPARE = {
    "NUMBER_GREATER": ">", "NUMBER_GREATER_THAN_EQ": ">=", "NUMBER_LESS": "<", "NUMBER_LESS_THAN_EQ": "<=",
    "NUMBER_EQ": "==", "NUMBER_NOT_EQ": "!=", "NUMBER_BETWEEN": "between", "NUMBER_NOT_BETWEEN": "not between",
    "DATE_EQ": "==", "DATE_NOT_EQ": "!=", "DATE_BEFORE": "<", "DATE_AFTER": ">", "DATE_ON_OR_BEFORE": "<=",
    "DATE_ON_OR_AFTER": ">=", "DATE_BETWEEN": "between", "DATE_NOT_BETWEEN": "not between",
}  # fmt: skip
_RELATIVE = {"TODAY": "TODAY()", "YESTERDAY": "TODAY()-1", "TOMORROW": "TODAY()+1",
             "PAST_WEEK": "TODAY()-7", "PAST_MONTH": "TODAY()-30", "PAST_YEAR": "TODAY()-365"}  # fmt: skip
MAX_MESSAGE = 255


class Rules:
    """Writes the rules of one sheet. `hidden_list(values)` puts a list into the file and gives its reference."""

    def __init__(
        self, page: Worksheet, formulas: Formulas, sheet: str, hidden_list: Callable[[list[str]], str]
    ) -> None:
        self.page, self.formulas, self.sheet, self.hidden_list = page, formulas, sheet, hidden_list
        self.locale = formulas.locale
        self._validations: dict[Any, tuple[dict, list[tuple[int, int]]]] = {}
        self._keys: dict[int, str] = {}

    # -- values of conditions -------------------------------------------------------------------------------------

    def operand(self, value: dict, box: Box) -> float | int | str | None:
        """A condition's value as a number, or a formula for the top left of `box`; None if it cannot be carried."""
        if "relativeDate" in value:
            found = _RELATIVE.get(value["relativeDate"])
            return None if found is None else "=" + found
        text = value.get("userEnteredValue", "")
        if text.startswith("=") and len(text) > 1:
            return self.formulas.rule(text, self.sheet, box.row, box.column)
        number = parse_number(text.strip(), self.locale)
        return None if number is None else number[0]

    def test(self, condition: dict, box: Box) -> str | None:
        """The condition as a formula about the top left of `box`, or None."""
        kind, values = condition.get("type", ""), condition.get("values") or []
        cell = f"{column_name(box.column)}{box.row + 1}"
        if kind == "CUSTOM_FORMULA":
            return self.formulas.rule(values[0].get("userEnteredValue", ""), self.sheet, box.row, box.column) if values else None
        simple = {"BLANK": f"=LEN({cell})=0", "NOT_BLANK": f"=LEN({cell})>0", "DATE_IS_VALID": f"=ISNUMBER({cell})",
                  "TEXT_IS_EMAIL": f'=ISNUMBER(SEARCH("?@?*.?*",{cell}))',
                  "TEXT_IS_URL": f'=OR(LEFT({cell},4)="http",LEFT({cell},4)="www.")'}.get(kind)  # fmt: skip
        if simple is not None:
            return simple
        if kind.startswith("TEXT_"):
            return self._text_test(kind, values, cell, box)
        if kind in _COMPARE:
            return self._number_test(kind, values, cell, box)
        if kind == "ONE_OF_LIST":
            return "=OR(" + ",".join(f"{cell}={_quoted(one.get('userEnteredValue', ''))}" for one in values) + ")"
        return None

    def _text_test(self, kind: str, values: list[dict], cell: str, box: Box) -> str | None:
        text = values[0].get("userEnteredValue", "") if values else ""
        if text.startswith("="):
            formula = self.formulas.rule(text, self.sheet, box.row, box.column)
            if formula is None:
                return None
            wanted = f"({formula[1:]})"
        else:
            wanted = _quoted(text)
        # FIND on lower case, not SEARCH: the text may hold signs that SEARCH reads as wildcards.
        return {
            "TEXT_CONTAINS": f"=ISNUMBER(FIND(LOWER({wanted}),LOWER({cell})))",
            "TEXT_NOT_CONTAINS": f"=ISERROR(FIND(LOWER({wanted}),LOWER({cell})))",
            "TEXT_STARTS_WITH": f"=LOWER(LEFT({cell},LEN({wanted})))=LOWER({wanted})",
            "TEXT_ENDS_WITH": f"=LOWER(RIGHT({cell},LEN({wanted})))=LOWER({wanted})",
            "TEXT_EQ": f"=LOWER({cell})=LOWER({wanted})",
            "TEXT_NOT_EQ": f"=LOWER({cell})<>LOWER({wanted})",
        }.get(kind)

    def _number_test(self, kind: str, values: list[dict], cell: str, box: Box) -> str | None:
        operands = [self.operand(value, box) for value in values]
        needed = 2 if _COMPARE[kind].endswith("between") else 1
        if len(operands) < needed or None in operands:
            return None
        a, b = (f"({str(one)[1:]})" if isinstance(one, str) else repr(one) for one in (operands * 2)[:2])
        value = f"INT({cell})" if kind.startswith("DATE_") else cell
        if needed == 2:
            inside = f"AND({value}>=MIN({a},{b}),{value}<=MAX({a},{b}))"
            return f"=AND(ISNUMBER({cell}),{'NOT(' + inside + ')' if 'NOT' in kind else inside})"
        relative = values[0].get("relativeDate", "")
        if kind == "DATE_EQ" and relative.startswith("PAST"):
            return f"=AND(ISNUMBER({cell}),{value}>={a},{value}<=TODAY())"
        sign = {"==": "=", "!=": "<>"}.get(_COMPARE[kind], _COMPARE[kind])
        # AND calculates all it is given: on text the comparison is harmless, INT is not.
        return f"=IF(ISNUMBER({cell}),{value}{sign}{a},FALSE)"

    # -- data validation --------------------------------------------------------------------------------------------

    def add_validation(self, rule: dict, row: int, column: int) -> None:
        """Remember the rule of a cell; equal ones are written as ranges at the end."""
        key = self._keys.get(id(rule))
        if key is None:
            key = self._keys[id(rule)] = json.dumps(rule, sort_keys=True)
        self._validations.setdefault(key, (rule, []))[1].append((row, column))

    def write_validations(self) -> None:
        """Write all remembered rules."""
        for rule, cells in self._validations.values():
            boxes = rectangles(cells)
            # A formula is written for the first cell of the whole range, wherever its parts lie.
            base = (min(box.row for box in boxes), min(box.column for box in boxes))
            fixed = not any(v.get("userEnteredValue", "").startswith("=") for v in rule.get("condition", {}).get("values", []))
            if fixed and not rule.get("condition", {}).get("type", "").startswith(("TEXT_", "CUSTOM", "BLANK", "NOT_BLANK")):
                options = self._options(rule, boxes[0])
                if options is not None:
                    first = boxes[0]
                    options["other_cells"] = [list(box) for box in boxes[1:]]
                    self.page.data_validation(*first, options)
                continue
            for box in boxes:
                options = self._options(moved(rule, box.row - base[0], box.column - base[1]), box)
                if options is not None:
                    self.page.data_validation(*box, options)

    def _options(self, rule: dict, box: Box) -> dict[str, Any] | None:
        condition = rule.get("condition", {})
        kind, values = condition.get("type", ""), condition.get("values") or []
        options = self._kind(kind, values, condition, box)
        if options is None:
            return None
        options["error_type"] = "stop" if rule.get("strict") else "warning"
        options["dropdown"] = rule.get("showCustomUi", False) or kind not in ("ONE_OF_LIST", "ONE_OF_RANGE")
        message = rule.get("inputMessage")
        if message:
            options["input_message"] = message[: MAX_MESSAGE - 1] + "…" if len(message) > MAX_MESSAGE else message
        return options

    def _kind(self, kind: str, values: list[dict], condition: dict, box: Box) -> dict[str, Any] | None:
        if kind == "ONE_OF_LIST":
            return self._list([one.get("userEnteredValue", "") for one in values])
        if kind == "ONE_OF_RANGE":
            text = values[0].get("userEnteredValue", "") if values else ""
            source = self.formulas.rule(text if text.startswith("=") else "=" + text, self.sheet, box.row, box.column)
            return None if source is None else {"validate": "list", "source": source}
        if kind == "BOOLEAN":
            given = [one.get("userEnteredValue", "") for one in values] or ["TRUE", "FALSE"]
            return self._list(given)
        if kind in _COMPARE:
            operands = [self.operand(value, box) for value in values]
            needed = 2 if _COMPARE[kind].endswith("between") else 1
            if len(operands) < needed or None in operands[:needed]:
                return None
            options: dict[str, Any] = {"validate": "date" if kind.startswith("DATE") else "decimal", "criteria": _COMPARE[kind]}
            return options | ({"minimum": operands[0], "maximum": operands[1]} if needed == 2 else {"value": operands[0]})
        if kind == "DATE_IS_VALID":
            return {"validate": "date", "criteria": ">=", "value": 1}
        formula = self.test(condition, box)
        return None if formula is None or len(formula) > MAX_MESSAGE else {"validate": "custom", "value": formula}

    def _list(self, values: list[str]) -> dict[str, Any]:
        """A short list stands in the rule itself; a long one, or one with commas, on a hidden sheet."""
        joined = ",".join(values)
        plain = not any("," in value or '"' in value or value != value.strip() for value in values)
        if values and plain and len(joined.encode("utf-16-le")) // 2 <= 255 and not joined.startswith("="):
            return {"validate": "list", "source": values}
        return {"validate": "list", "source": self.hidden_list(values)}

    # -- conditional formats ----------------------------------------------------------------------------------------

    def write_conditional(self, rules: list[dict], rows: int, columns: int, formats: Any) -> None:
        """Write the rules in their order: the first that holds wins."""
        for rule in rules:
            boxes = [box for box in (box_of(area, rows, columns) for area in rule.get("ranges", [])) if box]
            if not boxes:
                continue
            if "gradientRule" in rule:
                options = _scale(rule["gradientRule"])
                if len(boxes) > 1:
                    options["multi_range"] = " ".join(box.name for box in boxes)
                self.page.conditional_format(*boxes[0], options)
                continue
            boolean = rule.get("booleanRule", {})
            paint = formats.book.add_format(rule_properties(boolean.get("format") or {}))
            for box in boxes:
                down, right = box.row - boxes[0].row, box.column - boxes[0].column
                formula = self.test(moved(boolean, down, right).get("condition", {}), box)
                if formula is not None:
                    options = {"type": "formula", "criteria": Ready(formula[1:]), "format": paint, "stop_if_true": True}
                    self.page.conditional_format(*box, options)


def moved(rule: dict, down: int, right: int) -> dict:
    """A rule whose formulas are those of a cell so far away from the one they are written for."""
    if not (down or right):
        return rule
    condition = rule.get("condition", {})
    values = [
        {**value, "userEnteredValue": translate(value["userEnteredValue"], down, right)}
        if value.get("userEnteredValue", "").startswith("=")
        else value
        for value in condition.get("values", [])
    ]
    return {**rule, "condition": {**condition, "values": values}}


def _quoted(text: str) -> str:
    return '"' + text[:MAX_MESSAGE].replace('"', '""') + '"'


_POINTS = {"MIN": "min", "MAX": "max", "NUMBER": "num", "PERCENT": "percent", "PERCENTILE": "percentile"}


def _scale(rule: dict) -> dict[str, Any]:
    options: dict[str, Any] = {"type": "3_color_scale" if rule.get("midpoint") else "2_color_scale"}
    for name, point in (("min", "minpoint"), ("mid", "midpoint"), ("max", "maxpoint")):
        found = rule.get(point)
        if not found:
            continue
        kind = found.get("type", "MIN")
        options[f"{name}_type"] = _POINTS.get(kind, "min")
        options[f"{name}_color"] = color_of(found, "color") or "#000000"
        if kind in ("NUMBER", "PERCENT", "PERCENTILE"):
            number = parse_number(found.get("value", "0"))
            options[f"{name}_value"] = number[0] if number else 0
    return options
