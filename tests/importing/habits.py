"""How residential groups type: each habit gives a cell as typed, and what a careful clerk reads there.

Written from the field's README, apart from the reader. A habit answers ``(typed, value, kind)``; with a ``kind`` the
value is ``None``.
"""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from random import Random
from typing import Any

Typed = tuple[Any, Any, str]

FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Đỗ", "Ngô", "Dương", "Bùi", "Hoàng", "Đặng", "Phan", "Mạc", "Lưu", "Hà", "Đường", "Tống"]
MIDDLE = ["Văn", "Thị", "Hữu", "Đức", "Thị Thu", "Quang", "Ngọc", "Thị Hồng", "Trọng", "Duy", "Thanh", "Thế"]
GIVEN = ["Hòa", "Hoà", "Thủy", "Thuỷ", "Chín", "Mười", "Khẩu", "Tổng", "Sửu", "Đông", "Quý", "Huệ", "Kỳ", "Ngà", "Lực", "Thìn", "Yến", "Ánh", "An", "Ý"]
NOTES = ["Đi làm xa", "Hộ nghèo", "Hẹn 20/12 đến lại", "Chuyển đến từ TDP 5 tháng 6", "Tổ trưởng ngõ cũ", "Bán hàng online", "Máy hết bộ nhớ", "Có 2 sổ; hỏi lại"]
MOBILE = ["032", "039", "052", "056", "070", "079", "081", "088", "090", "094", "096", "098"]
OLD = {"0162": "032", "0169": "039", "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078", "0123": "083", "0129": "082", "0199": "059"}
TCVN3 = dict(
    zip(
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
        strict=True,
    )
)
VNI = {"ă": "aê", "â": "aâ", "ê": "eâ", "ô": "oâ", "ơ": "ô", "ư": "ö", "đ": "ñ", "Đ": "Ñ", "ạ": "aï", "ị": "ò", "ỳ": "yø", "ễ": "eã", "ầ": "aà", "ù": "uø", "ũ": "uõ", "ỗ": "oã", "ồ": "oà"}


def person(draw: Random) -> str:
    return f"{draw.choice(FAMILY)} {draw.choice(MIDDLE)} {draw.choice(GIVEN)}"


def citizen_number(draw: Random) -> str:
    return f"030{draw.randint(0, 1)}{draw.randint(40, 99)}{draw.randint(100000, 999999)}"


def name(draw: Random, kind: str, capitals: bool) -> Typed:
    full = person(draw)
    value = unicodedata.normalize("NFC", full)
    chance = draw.random()
    if chance < 0.02:
        return None, None, "missing_name"
    if chance < 0.04:
        return f"{full} {citizen_number(draw)}", None, "citizen_id_like"
    if kind == "xls" and chance < 0.16 and any(letter in TCVN3 for letter in full[:-1]):
        old = "".join(TCVN3.get(letter, letter) for letter in full)
        return old, None, "unreadable_text"
    if kind == "xls" and chance < 0.18:
        return "Nguyeãn Vaên Huøng", None, "unreadable_text"
    if capitals and chance < 0.9:
        return full.upper(), value.title(), ""
    if chance < 0.30:
        return unicodedata.normalize("NFD", full), value, ""
    if chance < 0.36:
        return full.replace(" ", "\u00a0", 1), value, ""
    if chance < 0.40:
        return f" {full.replace(' ', '  ', 1)}\u200b", value, ""
    if chance < 0.42:
        return full.lower(), value.lower(), ""
    return full, value, ""


def phone(draw: Random, kind: str) -> Typed:
    text_only = kind == "csv"
    tail = f"{draw.randint(0, 9999999):07d}"
    head = draw.choice(MOBILE)
    ten = head + tail
    chance = draw.random()
    if chance < 0.10:
        return None, None, ""
    if chance < 0.30:
        return (ten[1:] if text_only else int(ten[1:])), ten, ""
    if chance < 0.36:
        old = draw.choice(sorted(OLD))
        return old + tail, OLD[old] + tail, ""
    if chance < 0.40:
        return f"0220 3{tail[:3]} {tail[3:6]}", f"02203{tail[:6]}", ""
    if chance < 0.44:
        return f"02253{tail[:6]}", f"02253{tail[:6]}", ""
    if chance < 0.52:
        return draw.choice([f"+84{ten[1:]}", f"+84 {head[1:]} {tail[:3]} {tail[3:]}", f"0084{ten[1:]}", f"(+84) {head[1:]}{tail}"]), ten, ""
    if chance < 0.54 and not text_only:
        return int(f"84{ten[1:]}"), ten, ""
    if chance < 0.60:
        other = draw.choice(MOBILE) + f"{draw.randint(0, 9999999):07d}"
        return f"{ten}{draw.choice(['/', ' - ', chr(10), '; ', ', ', ' hoặc ', ' / '])}{other}", None, "two_phones"
    if chance < 0.64:
        return draw.choice([f"{head}{tail[:5]}", f"{ten}5"[:11] if head not in {"032"} else f"{head} 12", "1900 1234", f"O{ten[1:5]}OO{ten[7:]}"]), None, "bad_phone"
    if chance < 0.66:
        return citizen_number(draw), None, "citizen_id_like"
    if chance < 0.80:
        mark = draw.choice([".", " ", "-", "\u00a0"])
        return f"{head}{tail[:1]}{mark}{tail[1:4]}{mark}{tail[4:]}", ten, ""
    if chance < 0.83:
        return f"'{ten}" if text_only else f"{ten}\u200b ", ten, ""
    return ten, ten, ""


def persons(draw: Random, kind: str) -> Typed:
    number = draw.randint(1, 9)
    chance = draw.random()
    if chance < 0.03:
        return None, None, ""
    if chance < 0.07:
        return draw.choice(["bốn", "4-5", "khoảng 6", "5 hoặc 6", "3+1", "3,5", "?", "#REF!" if kind != "csv" else "mấy"]), None, "bad_number"
    if chance < 0.09:
        return citizen_number(draw), None, "citizen_id_like"
    if chance < 0.25:
        return draw.choice([f"{number} khẩu", f"{number:02d}", f"{number} nhân khẩu", f"{number} người", f"{number}\u00a0khẩu"]), number, ""
    return (str(number) if kind == "csv" else number), number, ""


def day(draw: Random, kind: str) -> Typed:
    when = date(2025, 9, 1) + timedelta(draw.randint(0, 120))
    d, m, y = when.day, when.month, when.year
    chance = draw.random()
    if chance < 0.25:
        return None, None, ""
    if chance < 0.29:
        return draw.choice([f"{d}/{m}", "T9/2025", "tháng 11", "T10/2025", f"{d}/{m}/2025 và {d}/{m}/2025"[: 200], "5-6/11/2025", "12/10", "9/2025"]), None, "ambiguous_date"
    if chance < 0.33:
        return draw.choice(["30/2/2025", "31/11/2025", "10/25/2025", "rồi", "32/10/2025", "5/10/205", "đã đến 2 lần", "chưa", "5/13/2025"]), None, "bad_date"
    if chance < 0.34:
        return citizen_number(draw), None, "citizen_id_like"
    if chance < 0.38:
        serial = (when - date(1899, 12, 30)).days
        return (str(serial) if kind == "csv" else serial), when, ""
    if chance < 0.42 and kind != "csv":
        wrong = date(2025, draw.choice([1, 2, 3, 5]), draw.choice([9, 10, 11, 12]))
        return wrong, None, "ambiguous_date"
    if chance < 0.70 and kind != "csv":
        return when, when, ""
    return draw.choice([f"{d}/{m}/{y}", f"{d:02d}/{m:02d}/{y}", f"{d}/{m}/25", f"{d}.{m}.{y}", f"{d:02d}-{m:02d}-{y}", f"{d}.{m}.25", f" {d}/{m}/{y} "]), when, ""


def yes_no(draw: Random, kind: str) -> Typed:
    chance = draw.random()
    if chance < 0.35:
        return None, None, ""
    if chance < 0.37:
        return draw.choice(["?", "đang làm", "2", "hỏi con"]), None, "bad_yes_no"
    if chance < 0.75:
        said = draw.choice(["x", "X", "x ", "✓", "v", "có", "Có", "co", "c", "1", "đã", "rồi", "TRUE", unicodedata.normalize("NFD", "có")])
        return (draw.choice([True, 1, 1.0]) if kind in {"xlsx", "ods"} and chance < 0.5 else said), True, ""
    said = draw.choice(["không", "Không", "khong", "ko", "k", "0", "chưa", "FALSE"])
    return (draw.choice([False, 0]) if kind in {"xlsx", "ods"} and chance < 0.85 else said), False, ""


def note(draw: Random, kind: str) -> Typed:
    chance = draw.random()
    if chance < 0.75:
        return None, None, ""
    if chance < 0.77:
        return f"CCCD mới {citizen_number(draw)}", None, "citizen_id_like"
    if chance < 0.79 and kind == "xls":
        return "§i lµm xa", None, "unreadable_text"
    text = draw.choice(NOTES)
    if chance < 0.84 and kind in {"csv", "xlsx"}:
        return text.replace(" ", "\n", 1), text, ""
    return text, text, ""
