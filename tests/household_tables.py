"""Household tables as volunteers fill them, with mistakes planted and written down: (row, column, kind).

Twelve columns, ~3 % of the cells wrong. A mistake is planted only where its truth is plain, so that the list is the
whole truth: what is not in it is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from toso.core.dates import to_serial
from toso.model import CellValue
from toso.schema.types import Constraints, Field, Member, Rule, Schema, SheetSchema

PLAN_START, PLAN_END, TODAY = date(2025, 9, 1), date(2025, 12, 31), date(2025, 12, 14)
PLATFORMS = ("vneid_level2", "public_services", "e_payment", "e_commerce")
WAYS = (
    Member("at_home", "Tại nhà", ("Đến nhà",)), Member("at_meeting", "Tại nhà văn hóa", ("Tập trung",)),
    Member("online", "Qua mạng", ("Zalo",)), Member("by_phone", "Qua điện thoại", ("Gọi điện",)), Member("other", "Cách khác"),
)

SHEET = SheetSchema(
    name="households", title="Hộ gia đình", book="group", order=1, owner="team", primary_key="household_code",
    numbered="{group}-{n:06d}",
    fields=(
        Field("household_code", "Mã hộ", format="code", owner="machine", example="TDP03-000127",
              constraints=Constraints(required=True, unique=True, pattern="TDP[0-9]{2}-[0-9]{6}")),
        Field("head_name", "Chủ hộ", format="person_name", personal=True, constraints=Constraints(max_length=60)),
        Field("lane", "Ngõ, xóm", personal=True, constraints=Constraints(max_length=60)),
        Field("phone", "Số điện thoại", format="phone", personal=True, example="0912 345 678"),
        Field("persons", "Số khẩu", type="integer", constraints=Constraints(minimum=1, maximum=30), example="4"),
        Field("guided_on", "Ngày hướng dẫn", type="date", example="05/10/2025",
              constraints=Constraints(minimum="plan_start", maximum="today")),
        Field("guided_how", "Cách hướng dẫn", list="guiding_ways", example="Tại nhà"),
        *(Field(name, title, type="boolean", example="Có") for name, title in zip(
            PLATFORMS, ("VNeID mức 2", "Dịch vụ công", "Thanh toán số", "Mua bán trên mạng"), strict=True)),
        Field("note", "Ghi chú", format="text", personal=True, constraints=Constraints(max_length=500)),
    ),
    rules=(Rule("platform_needs_date", {"guided_on": {"present": True}}, "guided_on", "platform_without_date",
                {"any": [{name: {"equals": True}} for name in PLATFORMS]}),),
)
COLUMNS = tuple(one.name for one in SHEET.fields)
SCHEMA = Schema({"households": SHEET}, {"guiding_ways": WAYS}, {}, "tables")
HEADER: tuple[CellValue, ...] = tuple(one.title for one in SHEET.fields)

SURNAMES = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Đinh"]
MIDDLES = ["Văn", "Thị", "Hữu", "Đức", "Quang", "Minh", "Thu", "Bá"]
GIVEN = ["An", "Bình", "Chinh", "Dũng", "Hà", "Hạnh", "Hòa", "Huệ", "Khải", "Lan", "Mận", "Nga", "Nhung", "Phúc", "Quý", "Sáu", "Thủy", "Tùng", "Vân", "Yến"]
MOBILES = ("032", "035", "038", "056", "070", "079", "081", "085", "088", "090", "091", "096", "098")
NOTES = ("Hẹn chiều thứ bảy", "Nhà đi vắng, quay lại sau", "Đã cài VNeID, chưa kích hoạt", "Hộ có 2 máy", "Gọi 0912345678 trước")
Wrong = Callable[[Random], CellValue]


def phone(rng: Random) -> str:
    return f"{rng.choice(MOBILES)}{rng.randrange(10_000_000):07d}"


def citizen_number(rng: Random) -> str:
    return f"000{rng.randrange(10**9):09d}"


MISTAKES: dict[str, tuple[tuple[str, Wrong], ...]] = {
    "household_code": (
        ("bad_pattern", lambda rng: rng.choice(("Hộ 12", "TDP3-12", f"TDP03_{rng.randrange(10**6):06d}"))),
        ("row_without_key", lambda rng: None),
        ("duplicate_key", lambda rng: "twin"),
        ("other_group_code", lambda rng: "other"),
    ),
    "head_name": (
        ("too_long", lambda rng: "Nguyễn Thị " * 8),
        ("citizen_id_like", lambda rng: f"Trần Văn An {citizen_number(rng)}"),
        ("unreadable_text", lambda rng: rng.choice(("TrÇn §øc C\xadêng", "Vò ThÞ Hße", "Nguyeãn Vaên An"))),
    ),
    "lane": (("too_long", lambda rng: "Ngõ dài " * 10),),
    "phone": (
        ("bad_phone", lambda rng: rng.choice(("09123", "không có", "0123456"))),
        ("ambiguous_phone", lambda rng: int(phone(rng))),
        ("two_phones", lambda rng: f"{phone(rng)} / {phone(rng)}"),
    ),
    "persons": (
        ("bad_number", lambda rng: rng.choice(("bốn", "nhiều", "?"))),
        ("ambiguous_number", lambda rng: rng.choice(("1.5", "2.5"))),
        ("too_small", lambda rng: rng.choice((0, -2, "0"))),
        ("too_large", lambda rng: rng.choice((45, "120", "1.234"))),
        ("formula_error", lambda rng: rng.choice(("#REF!", "#N/A", "#VALUE!"))),
    ),
    "guided_on": (
        ("bad_date", lambda rng: rng.choice(("30/2/2025", "5/10/205", "31/11/2025", "hôm qua"))),
        ("ambiguous_date", lambda rng: rng.choice(("5/10", "12/10", "7/11"))),
        ("date_too_early", lambda rng: rng.choice(("20/7/2025", "15.8.2025", to_serial(date(2025, 6, 25))))),
        ("date_too_late", lambda rng: rng.choice(("20/12/2025", to_serial(date(2026, 2, 20))))),
        ("ambiguous_date swapped", lambda rng: to_serial(date(2025, rng.randint(1, 8), rng.randint(9, 11)))),
        ("platform_without_date", lambda rng: None),
    ),
    "guided_how": (("not_in_list", lambda rng: rng.choice(("Gọi loa", "Nhắn gió", "9"))),),
    **{name: (("bad_yes_no", lambda rng: rng.choice(("có thể", "?", "để xem", "2"))),) for name in PLATFORMS},
    "note": (
        ("citizen_id_like", lambda rng: f"CCCD {citizen_number(rng)}"),
        ("too_long", lambda rng: "ghi chú rất dài " * 40),
    ),
}
STANDARD = frozenset((
    "bad_pattern", "row_without_key", "duplicate_key", "too_long", "citizen_id_like", "bad_phone", "ambiguous_phone",
    "bad_number", "ambiguous_number", "too_small", "too_large", "bad_date", "ambiguous_date", "date_too_early",
    "date_too_late", "platform_without_date", "not_in_list", "bad_yes_no",
))
"""Kinds that every engine of the benchmark can tell in its own words."""


@dataclass(slots=True)
class Table:
    rows: list[list[CellValue]]
    planted: set[tuple[int, str, str]] = field(default_factory=set)
    """(row as the person sees it, column, kind)."""
    spoiled: set[int] = field(default_factory=set)


def make_table(count: int, seed: int, *, group: str = "TDP03", share: float = 0.03, kinds: frozenset[str] | None = None) -> Table:
    rng = Random(f"{seed}-{group}-{count}")
    table = Table([_right_row(rng, f"{group}-{n:06d}") for n in range(1, count + 1)])
    chosen = {
        name: [(kind, wrong) for kind, wrong in some if kinds is None or kind in kinds] for name, some in MISTAKES.items()
    }
    places = [(row, name) for row in range(count) for name in COLUMNS]
    for row, name in rng.sample(places, round(len(places) * share)):
        if chosen[name]:
            kind, wrong = rng.choice(chosen[name])
            _spoil(rng, table, row, name, kind, wrong)
    return table


def groups_of(count: int, rows: int, seed: int, kinds: frozenset[str] | None = None) -> Iterator[tuple[str, Table]]:
    """``count`` groups of ``rows`` households each, one at a time."""
    for number in range(count):
        group = f"TDP{number % 100:02d}"
        yield group, make_table(rows, seed + number, group=group, kinds=kinds)


def _right_row(rng: Random, code: str) -> list[CellValue]:
    guided = rng.random() < 0.8
    day = PLAN_START + timedelta(days=rng.randrange((TODAY - PLAN_START).days + 1))
    return [
        code,
        f"{rng.choice(SURNAMES)} {rng.choice(MIDDLES)} {rng.choice(GIVEN)}" if rng.random() < 0.9 else None,
        f"Ngõ {rng.randint(1, 60)}",
        _typed_phone(rng) if rng.random() < 0.6 else None,
        _typed_number(rng, rng.randint(1, 7)),
        _typed_day(rng, day) if guided else None,
        rng.choice(("Tại nhà", "Tại nhà văn hóa", "Qua mạng", "tại nhà", "Zalo")) if guided else None,
        *(_typed_answer(rng) if guided and rng.random() < 0.85 else None for _ in PLATFORMS),
        rng.choice(NOTES) if rng.random() < 0.1 else None,
    ]


def _typed_day(rng: Random, day: date) -> CellValue:
    if rng.random() < 0.6:
        return to_serial(day)
    return rng.choice((f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year % 100}", f"{day:%d-%m-%Y}", f"{day.day}.{day.month}.{day.year}"))


def _typed_number(rng: Random, number: int) -> CellValue:
    return number if rng.random() < 0.85 else rng.choice((str(number), f"{number:02d}", f" {number} "))


def _typed_phone(rng: Random) -> CellValue:
    digits = phone(rng)
    return digits if rng.random() < 0.6 else rng.choice((f"{digits[:4]} {digits[4:7]} {digits[7:]}", f"{digits[:4]}.{digits[4:7]}.{digits[7:]}", f"+84{digits[1:]}"))


def _typed_answer(rng: Random) -> CellValue:
    if rng.random() < 0.7:
        return rng.choice(("Có", "Không"))
    return rng.choice(("x", "X", "✓", "co", "c", "1", "đã", "rồi", "khong", "ko", "k", "0", "chưa"))


def _spoil(rng: Random, table: Table, row: int, name: str, kind: str, wrong: Wrong) -> None:
    """Plants one mistake, unless another one already there would blur it."""
    line, number = table.rows[row], row + 2
    if number in table.spoiled:
        return
    at = COLUMNS.index(name)
    value: CellValue = wrong(rng)
    if kind == "duplicate_key":
        twin = rng.randrange(len(table.rows))
        if twin == row or twin + 2 in table.spoiled:
            return
        value = table.rows[twin][0]
        _plant(table, twin + 2, name, kind)
    if kind == "other_group_code":
        group, _, own = str(line[0]).partition("-")
        value = f"{'TDP04' if group == 'TDP03' else 'TDP03'}-{500_000 + int(group[3:]) * 1000 + int(own):06d}"  # nobody else has it
    if kind == "platform_without_date":
        line[COLUMNS.index("vneid_level2")] = "Có"
    if kind == "row_without_key" and not any(line[1:]):
        return
    line[at] = value
    _plant(table, number, name, kind.split()[0])


def _plant(table: Table, row: int, column: str, kind: str) -> None:
    table.planted.add((row, column, kind))
    table.spoiled.add(row)


def names_of(rows: Sequence[Sequence[CellValue]]) -> list[dict[str, CellValue]]:
    """Rows as mappings, for engines that want them so."""
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]
