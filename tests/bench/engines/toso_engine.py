"""toso, group by group, as the jobs call it: bound by header, every check of the core, messages written."""

from __future__ import annotations

import atexit
import gc
from datetime import datetime

from household_tables import HEADER, PLAN_END, PLAN_START, SCHEMA, SHEET, TODAY
from toso.cli import COLLECT
from toso.core.catalogue import Catalogue
from toso.core.validate import validate_table
from toso.model import Context, Group, Period, RawTable
from toso.schema.load import load_findings

gc.set_threshold(*COLLECT)  # as `toso` does when it starts
atexit.register(gc.freeze)  # and when it ends
CATALOGUE = Catalogue.of(load_findings())
PERIOD = Period("2025-Q4", "quarter", PLAN_START, TODAY, TODAY, datetime(2025, 12, 15, 12))


def context_of(group: str, groups: frozenset[str]) -> Context:
    return Context(Group(group, group, None), groups, PERIOD, PLAN_START, PLAN_END, TODAY)


def find(groups):
    codes = frozenset(code for code, _ in groups)
    found, before = [], 0
    for code, rows in groups:
        raw = RawTable("households", "Hộ gia đình", HEADER, rows, before + 2)
        _, findings = validate_table(SCHEMA, SHEET, raw, context_of(code, codes), CATALOGUE)
        found += [(one.row, one.column, one.kind) for one in findings]
        before += len(rows)
    return found
