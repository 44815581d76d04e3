"""pydantic: one model a row, readers as validators; the rule across columns after it, for it is told of wrong rows too."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from engines import by_cell
from household_tables import COLUMNS, PLATFORMS


def _validator(name):
    def check(raw: Any) -> Any:
        try:
            return by_cell.read(name, raw)
        except by_cell.Wrong as wrong:
            raise PydanticCustomError(wrong.args[0], "wrong") from None

    return BeforeValidator(check)


TYPES = {"persons": int, "guided_on": date, **dict.fromkeys(PLATFORMS, bool)}

ASKED_AFTER = ("household_code", "guided_on", *PLATFORMS)
"""What the checks after the model need of a row; the model of a wrong row gives nothing back."""


class Household(BaseModel):
    __annotations__ = {name: Annotated[TYPES.get(name, str) | None, _validator(name)] for name in COLUMNS}


ROW = TypeAdapter(Household)


def find(groups):
    found, keys, number = [], defaultdict(list), 1
    codes = {code for code, _ in groups}
    for group, rows in groups:
        for cells in rows:
            number += 1
            row = dict(zip(COLUMNS, cells, strict=True))
            wrong = {}
            try:
                read = ROW.validate_python(row).__dict__
            except ValidationError as error:
                details = error.errors(include_url=False, include_context=False, include_input=False)
                wrong = {one["loc"][0]: one["type"] for one in details}
                found += [(number, column, kind) for column, kind in wrong.items()]
                read = {name: by_cell.read(name, row[name]) for name in ASKED_AFTER if name not in wrong}
            key = read.get("household_code")
            if key is not None:
                keys[key].append(number)
                other = key.rpartition("-")[0]
                if other != group and other in codes:
                    found.append((number, "household_code", "other_group_code"))
            elif "household_code" not in wrong:
                found.append((number, "household_code", "row_without_key"))
            if "guided_on" not in wrong and read["guided_on"] is None and any(read.get(name) for name in PLATFORMS):
                found.append((number, "guided_on", "platform_without_date"))
    return found + [(row, "household_code", "duplicate_key") for rows in keys.values() if len(rows) > 1 for row in rows]
