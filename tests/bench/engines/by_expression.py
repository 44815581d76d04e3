"""The rules as polars expressions over raw text: (column, kind, expression that is true where it is wrong)."""

from __future__ import annotations

import polars as pl

from household_tables import COLUMNS, PLAN_END, PLAN_START, PLATFORMS, TODAY, WAYS
from toso.core.lists import NO, YES
from toso.core.phones import _OLD as OLD
from toso.core.text import strip_marks

MOBILE = r"0(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])\d{7}|022[05]\d{7}"
LIMITS = {"head_name": 60, "lane": 60, "note": 500}
WAY_NAMES = [strip_marks(name) for one in WAYS for name in (one.code, one.title, *one.aliases)]
EPOCH_SHIFT = 25569  # 1/1/1970 as a serial day
CODE = r"^TDP[0-9]{2}-[0-9]{6}$"
OLD_FONT = "[µ¸¶·¹¨»¾¼½Æ©Ç®Ðª×ØÞßä«åæç¬ëîï\u00ad÷øöûüþ¡¢§£¤¥¦]|[aeo][ãâêä]|[a-z][ÊÈÉÒÓÔÕÝ]"


def frame_of(groups) -> pl.DataFrame:
    """Every cell as text, as raw cells of mixed types have to be held in a typed column."""
    rows = [row for _, rows in groups for row in rows]
    columns = zip(*rows, strict=True)
    frame = {name: [None if cell is None else str(cell) for cell in cells] for name, cells in zip(COLUMNS, columns, strict=True)}
    frame["_group"] = [code for code, rows in groups for _ in rows]
    return pl.DataFrame(frame, schema=dict.fromkeys(frame, pl.String))


def text(name: str) -> pl.Expr:
    """NFC, one space for white space of every kind, no invisible marks; blank is null."""
    clean = pl.col(name).str.normalize("NFC").str.replace_all("[\u200b-\u200f\u2060\ufeff]", "").str.replace_all(r"\s+", " ").str.strip_chars()
    return pl.when(clean != "").then(clean)


def folded(name: str) -> pl.Expr:
    """Without marks and case."""
    bare = text(name).str.to_lowercase().str.normalize("NFD").str.replace_all(r"\p{Mn}", "")
    return bare.str.replace_all("đ", "d", literal=True)


def prepared() -> dict[str, pl.Expr]:
    return {
        "_code": text("household_code").str.replace_all(r"\s*[-‐‑‒–—−]\s*", "-").str.to_uppercase(),
        **{f"_{name}": text(name) for name in (*LIMITS, "phone", "persons", "guided_on")},
        "_how": folded("guided_how"),
        **{f"_{name}": folded(name) for name in PLATFORMS},
    }


def parsed() -> dict[str, pl.Expr]:
    digits = pl.col("_phone").str.replace_all(r"[ .\-()]", "").str.replace(r"^(\+84|0084|84)0?(\d{9,10})$", "0$2")
    old = pl.when(digits.str.len_chars() == 11).then(digits.str.slice(0, 4).replace_strict(OLD, default=None) + digits.str.slice(4))
    persons = pl.col("_persons").str.to_lowercase().str.replace(r" ?(khẩu|người|nk)$", "")
    day = pl.col("_guided_on").str.to_lowercase().str.replace(r"^ngày ", "")
    parts = day.str.extract_groups(r"^(\d{1,2}) ?([/.\-]) ?(\d{1,2}) ?([/.\-]) ?(\d{4}|\d{2})(?:[ t]\d{1,2}:\d{2}(?::\d{2})?)?$")
    year = parts.struct.field("5").cast(pl.Int32)
    iso = (
        pl.when(year < 100).then(year + 2000).otherwise(year).cast(pl.String).str.zfill(4)
        + "-" + parts.struct.field("3").str.zfill(2) + "-" + parts.struct.field("1").str.zfill(2)
    )
    typed = pl.when(parts.struct.field("2") == parts.struct.field("4")).then(iso).str.to_date("%Y-%m-%d", strict=False)
    return {
        "_digits": pl.coalesce(old, digits),
        "_number": persons.str.extract(r"^(-?\d+|-?\d{1,3}(?:\.\d{3})+)$").str.replace_all(".", "", literal=True).cast(pl.Int64),
        "_serial": (day.str.extract(r"^(\d{5})(?:\.\d+)?$").cast(pl.Int32) - EPOCH_SHIFT).cast(pl.Date),
        "_typed": typed,
        **{f"_{name}_yes": pl.col(f"_{name}").is_in(list(YES)) for name in PLATFORMS},
    }


def checks() -> list[tuple[str, str, pl.Expr]]:
    code, digits, number = pl.col("_code"), pl.col("_digits"), pl.col("_number")
    error = {name: pl.col(f"_{name}").str.contains(r"^#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|ERROR!)$") for name in ("persons", "guided_on")}
    fits = code.str.contains(CODE)
    good_phone = digits.str.contains(rf"^(?:{MOBILE})$")
    lost_zero = ~good_phone & ("0" + digits).str.contains(rf"^(?:{MOBILE})$")
    several = ~good_phone & (pl.col("_phone").str.replace_all(r"[ .\-]", "").str.count_matches(MOBILE) > 1)
    odd = number.is_null() & pl.col("_persons").is_not_null() & ~error["persons"]
    point = pl.col("_persons").str.contains(r"^\d+\.\d{1,2}$")
    day = pl.coalesce("_serial", "_typed")
    serial = pl.col("_serial")
    swapped = pl.when(serial.dt.day() <= 12).then(pl.date(serial.dt.year(), pl.min_horizontal(serial.dt.day(), 12), serial.dt.month()))
    outside = (serial < PLAN_START) | (serial > TODAY)
    doubtful = outside & swapped.is_between(PLAN_START, min(TODAY, PLAN_END)).fill_null(False)
    doubtful = doubtful.fill_null(False)
    no_year = pl.col("_guided_on").str.contains(r"^\d{1,2}[/.\-]\d{1,2}$")
    unread = day.is_null() & pl.col("_guided_on").is_not_null() & ~error["guided_on"]
    ticked = pl.any_horizontal([pl.col(f"_{name}_yes") for name in PLATFORMS])
    wrong: list[tuple[str, str, pl.Expr]] = [
        ("household_code", "row_without_key", code.is_null()),
        ("household_code", "bad_pattern", ~fits),
        ("household_code", "duplicate_key", code.is_duplicated() & fits),
        ("household_code", "other_group_code", fits & (code.str.slice(0, 5) != pl.col("_group"))),
        ("phone", "ambiguous_phone", lost_zero),
        ("phone", "two_phones", several),
        ("phone", "bad_phone", ~good_phone & ~lost_zero & ~several),
        *((name, "formula_error", expression) for name, expression in error.items()),
        ("persons", "ambiguous_number", odd & point),
        ("persons", "bad_number", odd & ~point),
        ("persons", "too_small", number < 1),
        ("persons", "too_large", number > 30),
        ("guided_on", "ambiguous_date", (unread & no_year) | doubtful),
        ("guided_on", "bad_date", unread & ~no_year),
        ("guided_on", "date_too_early", (day < PLAN_START) & ~doubtful),
        ("guided_on", "date_too_late", (day > TODAY) & ~doubtful),
        ("guided_on", "platform_without_date", pl.col("_guided_on").is_null() & ticked),
        ("guided_how", "not_in_list", ~pl.col("_how").is_in(WAY_NAMES)),
    ]
    for name, limit in LIMITS.items():
        is_id = pl.col(f"_{name}").str.contains(r"(?:^|\D)\d{12}(?:\D|$)")
        old_font = pl.col(name).str.contains(OLD_FONT)
        wrong.append((name, "citizen_id_like", is_id))
        wrong.append((name, "unreadable_text", ~is_id & old_font))
        wrong.append((name, "too_long", ~is_id & ~old_font & (pl.col(f"_{name}").str.len_chars() > limit)))
    for name in PLATFORMS:
        wrong.append((name, "bad_yes_no", ~pl.col(f"_{name}").is_in([*YES, *NO])))
    return wrong


def listed(flags: pl.DataFrame, names: list[tuple[str, str]]) -> list[tuple[int, str, str]]:
    """Boolean columns, one a check → every finding. Rows count from 2, below the header."""
    found = []
    for (column, kind), flag in zip(names, flags.get_columns(), strict=True):
        found += [(row + 2, column, kind) for row in flag.fill_null(False).arg_true().to_list()]
    return found
