"""How a locale writes numbers, dates, times and money. Source: CLDR, and the samples in Google's format menu."""

from __future__ import annotations

from dataclasses import dataclass, field

MONTHS = tuple(["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"])
DAYS = tuple(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])


@dataclass(frozen=True)
class Locale:
    """Patterns are in the tokens of Google's format guide; `order` is the order of day, month and year in typing."""

    name: str
    decimal: str = "."
    group: str = ","
    order: str = "mdy"
    date: str = "m/d/yyyy"
    time: str = "h:mm:ss am/pm"
    date_time: str = "m/d/yyyy h:mm:ss"
    symbols: tuple[str, ...] = ("$",)
    currency: str = '"$"{}'
    months: tuple[str, ...] = MONTHS
    months_short: tuple[str, ...] = tuple(name[:3] for name in MONTHS)
    days: tuple[str, ...] = DAYS
    days_short: tuple[str, ...] = tuple(name[:3] for name in DAYS)
    noon: tuple[str, str] = ("AM", "PM")
    truth: tuple[str, str] = ("FALSE", "TRUE")
    defaults: dict[str, str] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        # What a NumberFormat without a pattern means.
        self.defaults.update(
            NUMBER="#,##0.00",
            PERCENT="0.00%",
            CURRENCY=self.currency.format("#,##0.00"),
            SCIENTIFIC="0.00E+00",
            DATE=self.date,
            TIME=self.time,
            DATE_TIME=self.date_time,
            TEXT="@",
        )

    @property
    def separator(self) -> str:
        """What stands between the arguments of a function."""
        return ";" if self.decimal == "," else ","


def _european(name: str, date: str, group: str = ".", **changes: object) -> Locale:
    plain = {"symbols": ("€",), "currency": '{}\\ "€"'} | changes
    return Locale(name, ",", group, "dmy", date, "hh:mm:ss", f"{date} hh:mm:ss", **plain)  # type: ignore[arg-type]


VIETNAMESE = _european(
    "vi_VN",
    "dd/mm/yyyy",
    symbols=("₫", "đ", "Đ"),
    currency='{}\\ "₫"',
    months=tuple(f"tháng {n}" for n in range(1, 13)),
    months_short=tuple(f"thg {n}" for n in range(1, 13)),
    days=("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"),
    days_short=("Th 2", "Th 3", "Th 4", "Th 5", "Th 6", "Th 7", "CN"),
    noon=("SA", "CH"),
)
#: Month and day names of the others are left in English.
LOCALES = {
    locale.name: locale
    for locale in (
        Locale("en_US"),
        VIETNAMESE,
        Locale("en_GB", order="dmy", date="dd/mm/yyyy", time="hh:mm:ss", date_time="dd/mm/yyyy hh:mm:ss",
               symbols=("£",), currency='"£"{}'),
        Locale("en_AU", order="dmy", date="dd/mm/yyyy", date_time="dd/mm/yyyy h:mm:ss"),
        Locale("en_CA", order="ymd", date="yyyy-mm-dd", date_time="yyyy-mm-dd h:mm:ss"),
        Locale("en_IN", order="dmy", date="dd/mm/yyyy", date_time="dd/mm/yyyy h:mm:ss",
               symbols=("₹",), currency='"₹"{}'),
        Locale("ja_JP", order="ymd", date="yyyy/mm/dd", time="h:mm:ss", date_time="yyyy/mm/dd h:mm:ss",
               symbols=("¥", "￥"), currency='"¥"{}'),
        Locale("zh_CN", order="ymd", date="yyyy/m/d", time="h:mm:ss", date_time="yyyy/m/d h:mm:ss",
               symbols=("¥", "￥"), currency='"¥"{}'),
        Locale("ko_KR", order="ymd", date="yyyy. m. d", time="h:mm:ss", date_time="yyyy. m. d h:mm:ss",
               symbols=("₩",), currency='"₩"{}'),
        Locale("th_TH", order="dmy", date="d/m/yyyy", time="h:mm:ss", date_time="d/m/yyyy h:mm:ss",
               symbols=("฿",), currency='"฿"{}'),
        _european("de_DE", "dd.mm.yyyy"),
        _european("es_ES", "dd/mm/yyyy"),
        _european("it_IT", "dd/mm/yyyy"),
        _european("pt_PT", "dd/mm/yyyy"),
        _european("pt_BR", "dd/mm/yyyy", symbols=("R$",), currency='"R$ "{}'),
        _european("fr_FR", "dd/mm/yyyy", "\u202f"),
        _european("pl_PL", "dd.mm.yyyy", "\u00a0", symbols=("zł",), currency='{}\\ "zł"'),
        _european("ru_RU", "dd.mm.yyyy", "\u00a0", symbols=("₽",), currency='{}\\ "₽"'),
        _european("id_ID", "dd/mm/yyyy", symbols=("Rp",), currency='"Rp"{}'),
    )
}  # fmt: skip


def locale_of(name: str) -> Locale:
    """The locale of that name; of the same language; else en_US, as Google falls back."""
    found = LOCALES.get(name)
    if found is None:
        language = name.split("_")[0]
        found = next((one for key, one in LOCALES.items() if key.split("_")[0] == language), LOCALES["en_US"])
    return found
