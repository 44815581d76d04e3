"""pandera on pandas: a DataFrameSchema of vectorised checks, validated lazily; failure cases listed."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from engines.by_expression import LIMITS, MOBILE, OLD, OLD_FONT, WAY_NAMES
from household_tables import COLUMNS, PLAN_START, PLATFORMS, TODAY
from toso.core.lists import NO, YES

CODE = r"TDP[0-9]{2}-[0-9]{6}"
ERROR = r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|ERROR!)"
FIRST, LAST = pd.Timestamp(PLAN_START), pd.Timestamp(TODAY)


def frame_of(groups) -> pd.DataFrame:
    rows = [[None if cell is None else str(cell) for cell in row] for _, rows in groups for row in rows]
    frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")
    for name in COLUMNS:
        clean = frame[name].str.normalize("NFC").str.replace("[\u200b-\u200f\u2060\ufeff]", "", regex=True)
        clean = clean.str.replace(r"\s+", " ", regex=True).str.strip()
        frame[f"_{name}"] = clean.where(clean != "")
    for name in ("guided_how", *PLATFORMS):
        bare = frame[f"_{name}"].str.lower().str.normalize("NFD").str.replace("[\u0300-\u036f]", "", regex=True)
        frame[f"_{name}"] = bare.str.replace("đ", "d", regex=False)
    for name in PLATFORMS:
        frame[f"_{name}_yes"] = frame[f"_{name}"].isin(YES)
    frame["_code"] = frame["_household_code"].str.replace(r"\s*[-‐‑‒–—−]\s*", "-", regex=True).str.upper()
    frame["_group"] = [code for code, rows in groups for _ in rows]
    _parse(frame)
    frame.index += 2
    return frame


def _parse(frame: pd.DataFrame) -> None:
    digits = frame["_phone"].str.replace(r"[ .\-()]", "", regex=True).str.replace(r"^(?:\+84|0084|84)0?(\d{9,10})$", r"0\1", regex=True)
    renewed = digits.str[:4].map(OLD) + digits.str[4:]
    frame["_digits"] = renewed.where(digits.str.len() == 11).fillna(digits)
    persons = frame["_persons"].str.lower().str.replace(r" ?(?:khẩu|người|nk)$", "", regex=True)
    frame["_number"] = pd.to_numeric(persons.str.extract(r"^(-?\d+|-?\d{1,3}(?:\.\d{3})+)$")[0].str.replace(".", "", regex=False))
    day = frame["_guided_on"].str.lower().str.replace(r"^ngày ", "", regex=True)
    parts = day.str.extract(r"^(\d{1,2}) ?([/.\-]) ?(\d{1,2}) ?([/.\-]) ?(\d{4}|\d{2})(?:[ t]\d{1,2}:\d{2}(?::\d{2})?)?$")
    year = parts[4].where(parts[4].str.len() == 4, "20" + parts[4])
    typed = pd.to_datetime((year + "-" + parts[2] + "-" + parts[0]).where(parts[1] == parts[3]), format="%Y-%m-%d", errors="coerce")
    serial = pd.to_datetime(pd.to_numeric(day.str.extract(r"^(\d{5})(?:\.\d+)?$")[0]), unit="D", origin="1899-12-30")
    frame["_serial"], frame["_day"] = serial, serial.fillna(typed)
    swapped = serial.dt.year * 10000 + serial.dt.day * 100 + serial.dt.month
    low, high = int(f"{FIRST:%Y%m%d}"), int(f"{LAST:%Y%m%d}")
    outside = (serial < FIRST) | (serial > LAST)
    frame["_doubtful"] = outside & (serial.dt.day <= 12) & (swapped >= low) & (swapped <= high)


def _full(series: pd.Series, pattern: str) -> pd.Series:
    return series.str.fullmatch(pattern).fillna(False).astype(bool)


def _has(series: pd.Series, pattern: str) -> pd.Series:
    return series.str.contains(pattern, regex=True).fillna(False).astype(bool)


def _good(f):
    return _full(f["_digits"], MOBILE)


def _lost_zero(f):
    return ~_good(f) & _full("0" + f["_digits"], MOBILE)


def _several(f):
    return ~_good(f) & (f["_phone"].str.replace(r"[ .\-]", "", regex=True).str.count(MOBILE) > 1)


def _odd(f):
    return f["_number"].isna() & f["_persons"].notna() & ~_full(f["_persons"], ERROR)


def _unread(f):
    return f["_day"].isna() & f["_guided_on"].notna() & ~_full(f["_guided_on"], ERROR)


def _no_year(f):
    return _full(f["_guided_on"], r"\d{1,2}[/.\-]\d{1,2}")


def _is_id(f, name):
    return _has(f[f"_{name}"], r"(?<!\d)\d{12}(?!\d)")


def _old_font(f, name):
    return ~_is_id(f, name) & _has(f[name], OLD_FONT)


CHECKS = {
    ("household_code", "row_without_key"): lambda f: f["_code"].isna(),
    ("household_code", "bad_pattern"): lambda f: f["_code"].notna() & ~_full(f["_code"], CODE),
    ("household_code", "duplicate_key"): lambda f: f["_code"].duplicated(keep=False) & _full(f["_code"], CODE),
    ("household_code", "other_group_code"): lambda f: _full(f["_code"], CODE) & (f["_code"].str[:5] != f["_group"]),
    ("phone", "ambiguous_phone"): _lost_zero,
    ("phone", "two_phones"): _several,
    ("phone", "bad_phone"): lambda f: f["_phone"].notna() & ~_good(f) & ~_lost_zero(f) & ~_several(f),
    ("persons", "formula_error"): lambda f: _full(f["_persons"], ERROR),
    ("guided_on", "formula_error"): lambda f: _full(f["_guided_on"], ERROR),
    ("persons", "ambiguous_number"): lambda f: _odd(f) & _full(f["_persons"], r"\d+\.\d{1,2}"),
    ("persons", "bad_number"): lambda f: _odd(f) & ~_full(f["_persons"], r"\d+\.\d{1,2}"),
    ("persons", "too_small"): lambda f: f["_number"] < 1,
    ("persons", "too_large"): lambda f: f["_number"] > 30,
    ("guided_on", "ambiguous_date"): lambda f: (_unread(f) & _no_year(f)) | f["_doubtful"],
    ("guided_on", "bad_date"): lambda f: _unread(f) & ~_no_year(f),
    ("guided_on", "date_too_early"): lambda f: (f["_day"] < FIRST) & ~f["_doubtful"],
    ("guided_on", "date_too_late"): lambda f: (f["_day"] > LAST) & ~f["_doubtful"],
    ("guided_on", "platform_without_date"): lambda f: f["_guided_on"].isna() & f[[f"_{name}_yes" for name in PLATFORMS]].any(axis=1),
    ("guided_how", "not_in_list"): lambda f: f["_guided_how"].notna() & ~f["_guided_how"].isin(WAY_NAMES),
    **{(name, "citizen_id_like"): (lambda f, name=name: _is_id(f, name)) for name in LIMITS},
    **{(name, "unreadable_text"): (lambda f, name=name: _old_font(f, name)) for name in LIMITS},
    **{
        (name, "too_long"): (lambda f, name=name, limit=limit: ~_is_id(f, name) & ~_old_font(f, name) & (f[f"_{name}"].str.len() > limit))
        for name, limit in LIMITS.items()
    },
    **{(name, "bad_yes_no"): (lambda f, name=name: f[f"_{name}"].notna() & ~f[f"_{name}"].isin(YES | NO)) for name in PLATFORMS},
}
SCHEMA = pa.DataFrameSchema(
    columns={name: pa.Column(None, nullable=True) for name in COLUMNS},
    checks=[pa.Check(lambda frame, wrong=wrong: ~wrong(frame), name=f"{column}|{kind}") for (column, kind), wrong in CHECKS.items()],
)


def find(groups):
    try:
        SCHEMA.validate(frame_of(groups), lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases[["check", "index"]].drop_duplicates()
        return [(int(row), *check.split("|")) for check, row in zip(cases["check"], cases["index"], strict=True)]
    return []
