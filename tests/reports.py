"""Named wards and their figures for the tests of the report and its delivery; on the real schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from itertools import product

from toso.core.calendar import Calendar
from toso.core.figures import Figures, Reply
from toso.core.indicators import cell_key
from toso.core.periods import period
from toso.core.report import Material, Narrative, Office, Report, build_report
from toso.delivery.templates import words
from toso.model import Difficulty, Group, GroupSummary
from toso.schema.load import load_schema
from toso.schema.types import Indicator, Schema

CALENDAR = Calendar()
Q3, Q4 = period("2025-Q3", CALENDAR), period("2025-Q4", CALENDAR)
FROZEN = Q4.entry_deadline
PHUONG = Office(ward="Phường Trần Liễu")
HOUSEHOLD_TABS = ("households",)
"""Indicators of the household tab follow the number of guided households."""


@cache
def schema() -> Schema:
    return load_schema()


def group(number: int, households: int | None = 200, name: str = "") -> Group:
    code = f"TDP{number:02d}"
    return Group(code, name or f"Tổ dân phố số {number}", households, f"book-{number}", "", f"to{number}@tranlieu.example")


def groups_of(number: int) -> tuple[Group, ...]:
    return tuple(group(n) for n in range(1, number + 1))


def _codes(one: Indicator, dimension: str) -> list[str]:
    field = schema().tables[one.table].field(dimension)
    if field.list:
        return [member.code for member in schema().lists[field.list]]
    return ["true", "false"] if field.type == "boolean" else ["1", "2"]


def _ends(codes: list[str]) -> list[str]:
    """Two members of a list and its last: "never" is what other questions are asked for."""
    return list(dict.fromkeys([*codes[:2], *codes[-1:]]))


def _split(one: Indicator, total: int) -> dict[str, int]:
    """``total`` spread over the indicator's dimensions, every cell named; the keys as counting makes them."""
    if not one.by:
        return {one.name: total}
    cells = list(product(*(_ends(_codes(one, dimension)) for dimension in one.by)))
    share, rest = divmod(total, len(cells))
    spread = {cell_key(one, cell): share + (i < rest) for i, cell in enumerate(cells)}
    return {one.name: total, **{key: number for key, number in spread.items() if number}}


def counts(guided: int, **own: int) -> dict[str, int]:
    """Counts of one group that guided so many households and did a little of everything else."""
    found: dict[str, int] = {}
    rank = 0
    for one in schema().indicators.values():
        if schema().tables[one.table].book != "group":
            continue
        number = {"members": 5, "teams": 1, "survey": 40}.get(one.table, 3)
        if one.name.startswith(("teams",)):
            number = 1
        if one.name == "basic_skills":
            number = 24
        if one.table in HOUSEHOLD_TABS:
            rank += one.name.startswith("platform_")
            number = guided if one.name.startswith("households") else guided * (96 - 7 * rank) // 100
        if one.table == "difficulties":
            continue
        found |= _split(one, own.get(one.name, number))
    return found


def summary(code: str, guided: int, *, period: str = "2025-Q4", state: str = "complete", on: date | None = date(2025, 12, 12), errors: int = 0, difficulties: tuple[Difficulty, ...] = (), **own: int) -> GroupSummary:  # fmt: skip
    silent = state in ("empty", "unreachable")
    found = {"error|bad_date": errors} if errors else {}
    made = {} if silent else counts(guided, **own)
    return GroupSummary(code, period, made, found, state, None if silent else on, difficulties)  # type: ignore[arg-type]


def figures(groups: tuple[Group, ...], summaries: Iterable[GroupSummary], **changes: object) -> Figures:
    found = Figures(
        groups=groups,
        summaries={one.group_code: one for one in summaries},
        schema=schema(),
        period=Q4,
        today=FROZEN.date(),
        as_of=FROZEN,
    )
    return replace(found, **changes)  # type: ignore[arg-type]


TOLD = (
    Difficulty("TDP05", "KK01", "devices_network", True, date(2025, 10, 2), None, 3_500_000),
    Difficulty("TDP05", "KK02", "skills", False, date(2025, 11, 2), date(2025, 11, 9), 0),
)


def ward_figures(number: int = 24, **changes: object) -> Figures:
    """A ward of ``number`` groups: TDP02 has nothing typed, TDP03 stands at 79.9 %, TDP04 exactly at 80 %,
    TDP05 told two difficulties, TDP06 has four errors."""
    groups = tuple(replace(g, households_official=1000) if g.code in ("TDP03", "TDP04") else g for g in groups_of(number))
    guided = {g.code: 120 + (7 * i) % 80 for i, g in enumerate(groups)} | {"TDP03": 799, "TDP04": 800}
    now = [
        summary(
            g.code,
            guided[g.code],
            state="empty" if g.code == "TDP02" else "complete",
            errors=4 if g.code == "TDP06" else 0,
            difficulties=TOLD if g.code == "TDP05" else (),
        )
        for g in groups
    ]
    before = [summary(g.code, max(0, guided[g.code] - 15), period="2025-Q3") for g in groups]
    then = figures(groups, before, period=Q3, today=Q3.sending_day, as_of=Q3.entry_deadline)
    return figures(
        groups,
        now,
        ward_counts={"communication_items": 42, "communication_items|kind=broadcast": 30, "communication_items|kind=video": 12},
        replies={("TDP05", "KK02"): Reply(date(2025, 11, 9), "Phòng VH-XH", "Đã mở lớp kèm cặp tại nhà văn hóa.")},
        previous=then,
        **changes,
    )


NARRATIVE = (
    Narrative("general", "Các tổ hoạt động đều, được nhân dân hưởng ứng.\nCông tác phối hợp giữa các đơn vị chặt chẽ."),
    Narrative("next_tasks", "Phối hợp Trung tâm Phục vụ hành chính công mở thêm 02 lớp tập huấn."),
    Narrative("survey", "Chưa duyệt, không in.", approved=False),
)
TREND = (("2025-Q2", 1200, 5600), ("2025-Q3", 2900, 6000))


def ward(number: int = 24, **changes: object) -> Material:
    """The material of the ward's quarterly report."""
    base = Material("dinh_ky", PHUONG, ward_figures(number), TREND, NARRATIVE, snapshot="3f1c9a7be2d4")
    return replace(base, **changes)  # type: ignore[arg-type]


def report(material: Material | None = None) -> Report:
    return build_report(material or ward(), schema(), words())


def with_summaries(material: Material, changed: Mapping[str, GroupSummary]) -> Material:
    """The same material with other summaries of some groups."""
    now = material.figures
    return replace(material, figures=replace(now, summaries={**now.summaries, **changed}))


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of December 2025 in the ward's zone."""
    return FROZEN.replace(day=day, hour=hour, minute=minute)
