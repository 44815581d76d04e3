"""Old lists as other groups keep them, drawn at random with their own truth; written as xlsx, xls, csv and ods."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from xml.sax.saxutils import escape

import habits

TITLES: dict[str, list[str]] = {
    "number": ["STT", "TT", "Số TT", "Số thứ tự", "S.T.T",
        "Thứ tự", "No.", "#"],
    "head_name": ["Họ và tên chủ hộ", "Chủ hộ", "Họ tên\nchủ hộ", "Tên chủ hộ", "Họ và tên", "Đại diện hộ", "HỌ TÊN CHỦ HỘ", "Hộ ông (bà)", "Họ & tên",
        "Tên chủ hộ gia đình", "Họ, tên chủ hộ", "Người đại diện hộ", "Hộ gia đình ông/bà", "Ông (bà)", "Tên hộ"],
    "persons": ["Số khẩu", "Nhân khẩu", "Khẩu", "Số nhân khẩu", "Số người", "SỐ KHẨU",
        "Số NK", "Nhân khẩu (người)", "Tổng số khẩu", "Số thành viên trong hộ"],
    "lane": ["Ngõ", "Ngõ, xóm", "Địa chỉ", "Tên ngõ", "NGÕ", "Ngõ/xóm", "Khu vực",
        "Ngõ/Ngách", "Nơi ở hiện nay", "Thuộc ngõ", "Cụm dân cư"],
    "phone": ["Số điện thoại", "SĐT", "Điện thoại", "Số ĐT", "ĐT liên hệ", "Di động", "ĐIỆN THOẠI",
        "SĐT liên hệ", "Điện thoại/Zalo", "ĐTDĐ", "Liên hệ", "SDT chủ hộ"],
    "guided_on": ["Ngày hướng dẫn", "Ngày HD", "Ngày đến hướng dẫn", "Ngày h.dẫn", "NGÀY HƯỚNG DẪN", "Thời gian hướng dẫn", "Ngày thực hiện",
        "HD ngày", "Ngày tháng hướng dẫn", "Ngày tổ đến", "Ngày tuyên truyền, hướng dẫn"],
    "vneid_level2": ["VNeID mức 2", "VNeID", "Định danh mức 2", "VNEID MỨC 2", "Định danh điện tử",
        "VNeID M2", "Định danh điện tử mức độ 2", "Tài khoản VNeID"],
    "public_services": ["Dịch vụ công trực tuyến", "DVC", "DVCTT", "DVC trực tuyến", "Dịch vụ công",
        "DV công", "Cổng DVC", "Nộp hồ sơ trực tuyến"],
    "e_payment": ["Thanh toán không dùng tiền mặt", "Thanh toán", "TTKDTM", "Thanh toán điện tử", "Ví điện tử",
        "Quét QR", "TT không dùng TM", "TT điện tử", "TT KDTM"],
    "e_commerce": ["Thương mại điện tử", "TMĐT", "Sàn TMĐT", "Mua bán online",
        "Mua hàng qua mạng", "TM điện tử", "Thương mại ĐT", "Sàn thương mại điện tử"],
    "note": ["Ghi chú", "GHI CHÚ", "Lưu ý",
        "Chú thích", "Ghi chú (nếu có)"],
    "group": ["Tổ", "TDP", "Tổ dân phố", "Thuộc tổ"],
    "cccd": ["Số CCCD", "CCCD", "CCCD/CMND", "Số định danh cá nhân",
        "Mã định danh", "CCCD gắn chip", "Số CC"],
    "birth": ["Năm sinh", "Sinh năm", "Ngày tháng năm sinh",
        "NS", "Tuổi"],
    "sex": ["Giới tính", "Nam/Nữ"],
    "house": ["Số nhà", "SỐ NHÀ"],
    "email": ["Email"],
    "smart": ["Có điện thoại thông minh", "Số điện thoại thông minh", "Smartphone"],
    "zalo": ["Nhóm Zalo"],
    "women": ["Trong đó: nữ", "Số nữ"],
    "job": ["Nghề nghiệp", "Nghề nghiệp chủ hộ"],
}
YES_NO = ("vneid_level2", "public_services", "e_payment", "e_commerce")
FIELDS = ("head_name", "persons", "lane", "phone", "guided_on", *YES_NO, "note")
EXTRA = ("cccd", "birth", "sex", "house", "email", "job", "smart", "zalo", "women")
LANES = ["Ngõ 1", "Ngõ 3", "Ngõ 12/4", "Xóm Đình", "Mặt đường 389", "Ngõ Ngô Quyền", "Phố Chợ", "Ngõ 5B"]


@dataclass
class OldList:
    """``rows``/``merges``: the sheet. ``truth``: row → what to import; ``told``: (row, field, kind) to mend."""

    kind: str
    group: str
    sheet: str | None
    rows: list[list[Any]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    header_rows: list[int] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    truth: dict[int, dict[str, Any]] = field(default_factory=dict)
    told: set[tuple[int, str, str]] = field(default_factory=set)
    neighbours: list[tuple[str, list[list[Any]], bool]] = field(default_factory=list)


def draw_list(seed: int, kind: str, size: int = 0) -> OldList:
    return _Maker(Random(f"{kind}{seed}"), kind, size).make()


class _Maker:
    def __init__(self, draw: Random, kind: str, size: int) -> None:
        self.draw, self.kind = draw, kind
        self.size = size or draw.randint(12, 60)
        self.number = draw.randint(1, 24)
        self.group = f"TDP{self.number:02d}"
        title = None if kind == "csv" else draw.choice([f"TDP {self.number}", f"Tổ {self.number}", f"TDP{self.number:02d}"] if kind == "ods" else ["DS hộ", "Danh sách", "Sheet1", f"Tổ {self.number}"])
        self.made = OldList(kind, self.group, title)
        self.capitals = draw.random() < 0.3
        self.has_number = draw.random() < 0.9
        self.lanes = {"xlsx": "heading", "ods": "merged", "csv": "ditto", "xls": "column"}[kind] if draw.random() < 0.7 else draw.choice(["heading", "column", "ditto", "none"])
        self.with_group = draw.random() < (0.8 if kind == "xls" else 0.15)
        self.wide: tuple[int, int] | None = None

    def make(self) -> OldList:
        self._columns()
        self._title_block()
        self._header()
        self._body()
        self._foot()
        if self.kind == "xls" and self.draw.random() < 0.6:
            self._side_table()
        if self.kind != "csv":
            self._neighbours()
        width = max(len(row) for row in self.made.rows)
        self.made.rows = [row + [None] * (width - len(row)) for row in self.made.rows]
        return self.made

    def _columns(self) -> None:
        draw = self.draw
        names = ["head_name", "persons", "phone", "guided_on", *YES_NO, "note"]
        for optional in ("persons", "note", "e_commerce", "public_services"):
            if draw.random() < 0.15:
                names.remove(optional)
        if self.lanes not in ("heading", "none"):
            names.insert(draw.choice([0, 1]), "lane")
        if self.with_group:
            names.insert(draw.choice([0, 1, 2]), "group")
        blocks: list[list[str]] = []  # the four platforms stay together
        for one in names:
            if blocks and one in YES_NO and blocks[-1][-1] in YES_NO:
                blocks[-1].append(one)
            else:
                blocks.append([one])
        for extra in EXTRA:
            if draw.random() < (0.6 if extra == "cccd" else 0.25):
                blocks.insert(draw.randint(1, len(blocks)), [extra])
        head, rest = blocks[:2], blocks[2:]
        if draw.random() < 0.5:
            draw.shuffle(rest)
        names = [one for block in head + rest for one in block]
        if self.has_number:
            names.insert(0, "number")
        self.left = 1 if draw.random() < 0.2 and self.kind != "csv" else 0
        self.columns = names
        self.made.titles = {one: draw.choice(TITLES[one]) for one in names}
        self.made.dropped = [self.made.titles[one] for one in names if one in EXTRA]

    def _add(self, cells: dict[str, Any] | None = None) -> int:
        row = [None] * self.left + [(cells or {}).get(one) for one in self.columns]
        self.made.rows.append(row)
        return len(self.made.rows)

    def _line(self, text: str, column: int = 0) -> None:
        row: list[Any] = [None] * (self.left + len(self.columns))
        row[min(self.left + column, len(row) - 1)] = text
        self.made.rows.append(row)

    def _title_block(self) -> None:
        draw = self.draw
        if draw.random() < 0.85:
            self._line("UBND PHƯỜNG TRẦN LIỄU")
            self._line(f"TỔ DÂN PHỐ SỐ {self.number}")
        for _ in range(draw.choice([0, 1, 1, 2, 15])):
            self.made.rows.append([None])
        self._line(draw.choice([f"DANH SÁCH HỘ GIA ĐÌNH TỔ DÂN PHỐ SỐ {self.number}", f"Danh sách hộ tổ {self.number}", "DANH SÁCH HỘ GIA ĐÌNH"]))
        if draw.random() < 0.6:
            self._line("(Tính đến ngày 30/11/2025)")
        if draw.random() < 0.2:
            self._line(f"(Kèm một số hộ Tổ {self.number % 24 + 1} sinh hoạt chung)")
        if draw.random() < 0.2:
            self._line("Tổng số: 45 hộ")

    def _header(self) -> None:
        start = len(self.made.rows)
        platforms = [self.left + self.columns.index(one) for one in YES_NO if one in self.columns]
        two = self.kind != "csv" and len(platforms) > 1 and self.draw.random() < 0.5
        if two:
            top = dict(self.made.titles) | dict.fromkeys(YES_NO)
            top[self.columns[platforms[0] - self.left]] = "Nền tảng đã hướng dẫn"
            self._add(top)
            self._add({one: self.made.titles[one] for one in YES_NO if one in self.columns})
            if len(platforms) > 1:
                self.made.merges.append((start, platforms[0], start, platforms[-1]))
            self.made.merges += [(start, self.left + i, start + 1, self.left + i) for i, one in enumerate(self.columns) if one not in YES_NO]
        else:
            self._add(self.made.titles)
        if self.draw.random() < 0.4:
            wrap = self.draw.choice(["({})", "{}", "[{}]"])
            self._add({one: wrap.format(i) for i, one in enumerate(self.columns, 1)})
        self.made.header_rows = list(range(start + 1, len(self.made.rows) + 1))

    def _body(self) -> None:
        draw = self.draw
        lanes = draw.sample(LANES, draw.randint(2, 5))
        given = 0
        seen: list[dict[str, Any]] = []
        if self.draw.random() < 0.1:
            self._total("Tổng số hộ: 50")
        for lane in lanes if self.lanes != "none" else [None]:
            share = self.size // len(lanes) + 1
            if self.lanes == "heading":
                self._heading(lane, share)
            first = len(self.made.rows)
            for n in range(share):
                given += 1
                self._household(lane, given, n, seen)
                if draw.random() < 0.03:
                    self.made.rows.append([None])
                if draw.random() < 0.02:
                    self._add(self.made.titles)  # a page begins anew
            if self.lanes == "merged" and len(self.made.rows) - first > 1:
                column = self.left + self.columns.index("lane")
                self.made.merges.append((first, column, len(self.made.rows) - 1, column))
            elif self.kind in ("xls", "xlsx") and draw.random() < 0.5 and lane:
                self._total(draw.choice([f"Cộng {lane.lower()}: {share} hộ", "Cộng", f"Cộng {lane}"]))
        if self.kind == "ods" and self.has_number:
            for extra in range(draw.randint(0, 6)):
                self._add({"number": given + extra + 1})

    def _heading(self, lane: str, share: int) -> None:
        self._line(self.draw.choice(["{}: {} hộ", "{}", "{} ({} hộ)", "{} - {} hộ", "I. {}", "{}: có {} hộ"]).format(lane, share), self.draw.choice([0, 0, 1]))

    def _household(self, lane: str | None, given: int, n: int, seen: list[dict[str, Any]]) -> None:
        draw, kind = self.draw, self.kind
        makers: dict[str, Callable[..., Any]] = {"phone": habits.phone, "persons": habits.persons, "guided_on": habits.day, "note": habits.note}
        read = {one: makers[one](draw, kind) for one in makers if one in self.columns}
        read |= {one: habits.yes_no(draw, kind) for one in YES_NO if one in self.columns}
        read["head_name"] = habits.name(draw, kind, self.capitals)
        if seen and draw.random() < 0.02:
            again = seen[-1]
            if again["lane"] == lane and self.lanes in ("heading", "merged", "none"):
                read["head_name"], read["phone"] = (again["name"], again["name"].title() if again["name"].isupper() else again["name"], ""), (again["phone"], again["phone"], "")
                self._write(read, lane, given, n)
                self.made.truth.pop(len(self.made.rows))
                self.made.told = {one for one in self.made.told if one[0] != len(self.made.rows)} | {(len(self.made.rows), "head_name", "duplicate")}
                return
        if self.with_group and draw.random() < 0.1:
            self._write(read, lane, given, n, other=self.number % 24 + 1 if draw.random() < 0.5 else self.number + 10)
            self.made.truth.pop(len(self.made.rows))
            self.made.told = {one for one in self.made.told if one[0] != len(self.made.rows)} | {(len(self.made.rows), "group", "other_group")}
            return
        self._write(read, lane, given, n)
        typed, value, wrong = read["head_name"]
        if value and not wrong and read["phone"][1] and unicodedata.is_normalized("NFC", typed) and typed == " ".join(typed.split()) and (typed == value or typed.isupper()):
            seen.append({"name": typed, "phone": read["phone"][1], "lane": lane})

    def _write(self, read: dict[str, habits.Typed], lane: str | None, given: int, n: int, other: int = 0) -> None:
        draw = self.draw
        cells = {one: typed for one, (typed, _, _) in read.items()}
        cells["number"] = draw.choice([given, str(given), f"{given}a"]) if draw.random() < 0.1 else (str(given) if self.kind == "csv" else given)
        if draw.random() < 0.03 and "phone" in cells and cells["head_name"]:
            cells["number"] = None
        said = lane
        if self.lanes == "column" and lane and draw.random() < 0.5 and lane.startswith("Ngõ ") and lane[4:].isdigit() and self.kind != "csv":
            cells["lane"], said = int(lane[4:]), lane[4:]
        elif self.lanes == "merged":
            cells["lane"] = lane if n == 0 else None
        elif self.lanes == "ditto" and n and draw.random() < 0.6:
            cells["lane"] = draw.choice(["nt", "-nt-", '"', "NT", "″"])
        else:
            cells["lane"] = lane
        number = other or self.number
        cells["group"] = draw.choice([f"Tổ {number}", f"tổ {number}", f"TDP {number}", f"{number:02d}", number, float(number) if self.kind != "csv" else number, f"TDP{number:02d}"])
        cells |= {"cccd": habits.citizen_number(draw), "birth": draw.randint(1940, 1999), "sex": draw.choice(["Nam", "Nữ"]), "house": draw.randint(1, 99), "email": None, "job": draw.choice(["Làm ruộng", "Công nhân", None])}
        cells |= {"smart": draw.choice(["có", 2, None]), "zalo": draw.choice(["x", None]), "women": draw.randint(0, 3)}
        row = self._add(cells)
        if self.kind == "ods" and draw.random() < 0.05:
            self.made.hidden.add(row)
        values = dict.fromkeys(FIELDS) | {one: value for one, (_, value, _) in read.items()}
        values["lane"] = said
        if self.lanes == "ditto" and cells["lane"] != lane:
            values["lane"] = self.last_lane
        else:
            self.last_lane = said
        self.made.truth[row] = values
        for one, (_, _, wrong) in read.items():
            if wrong:
                self.made.told.add((row, one, "formula_error" if wrong == "bad_number" and cells[one] == "#REF!" else wrong))

    def _total(self, text: str) -> None:
        cells: dict[str, Any] = {"persons": self.draw.randint(40, 400), "vneid_level2": self.draw.randint(1, 40)}
        cells[self.draw.choice(["head_name", "number"]) if self.has_number else "head_name"] = text
        self._add(cells)

    def _foot(self) -> None:
        draw = self.draw
        self._total(draw.choice(["TỔNG CỘNG", f"Tổng cộng: {len(self.made.truth)} hộ", "Tổng số hộ: 45", "Cộng toàn tổ", "Tổng:"]))
        if draw.random() < 0.3:
            self._line("Trong đó: hộ nghèo 2", 1)
        self.made.rows.append([None])
        if draw.random() < 0.8:
            self._line("Phường Trần Liễu, ngày 30 tháng 11 năm 2025", 5)
        row: list[Any] = [None] * (self.left + len(self.columns))
        row[self.left + 1], row[-1] = draw.choice(["NGƯỜI LẬP", "Người lập biểu", "NGƯỜI GHI"]), draw.choice(["TỔ TRƯỞNG TỔ DÂN PHỐ", "TM. TỔ DÂN PHỐ", "Tổ trưởng"])
        self.made.rows.append(row)
        self._line("(Ký, ghi rõ họ tên)", 1)
        self.made.rows += [[None], [None]]
        self._line(habits.person(draw), 1)
        if draw.random() < 0.4:
            self._line("Ghi chú: đánh dấu x vào nền tảng đã hướng dẫn")

    def _side_table(self) -> None:
        at = self.left + len(self.columns) + 1
        start = self.made.header_rows[0] - 1
        lines = [["Ngõ", "Số hộ", "Đã HD"], ["Ngõ 1", 12, 9], ["Ngõ 3", 10, 8], ["Tổng cộng", 22, 17]]
        for offset, line in enumerate(lines):
            if start + offset < len(self.made.rows):
                row = self.made.rows[start + offset]
                row += [None] * (at - len(row)) + line

    def _neighbours(self) -> None:
        cover = [[None], [None, "SỔ THEO DÕI HỘ GIA ĐÌNH"], [None, f"TỔ DÂN PHỐ SỐ {self.number}"]]
        self.made.neighbours.append(("Bìa", cover, True))
        self.made.neighbours.append(("Tổng hợp", [["STT", "Ngõ", "Số hộ", "Số hộ đã hướng dẫn"], [1, "Ngõ 1", 12, 9]], True))
        self.made.neighbours.append(("Bản cũ", [list(row) for row in self.made.rows], False))
        if self.kind == "ods":
            other = self.number + 10 if self.number < 11 else self.number - 1
            rows = [["STT", "Chủ hộ", "Ngõ", "Khẩu", "Điện thoại"]] + [[i, habits.person(self.draw), "Ngõ 1", 3, f"09123456{i:02d}"] for i in range(1, 90)]
            self.made.neighbours.append((f"TDP {other}", rows, True))


def write(made: OldList, folder: Path, draw: Random) -> Path:
    path = folder / f"list.{made.kind}"
    {"xlsx": _xlsx, "xls": _xls, "csv": _csv, "ods": _ods}[made.kind](made, path, draw)
    return path


def _sheets(made: OldList) -> list[tuple[str, list[list[Any]], bool, bool]]:
    before = [(title, rows, shown, False) for title, rows, shown in made.neighbours[:2]]
    after = [(title, rows, shown, False) for title, rows, shown in made.neighbours[2:]]
    return [*before, (str(made.sheet), made.rows, True, True), *after]


def _xlsx(made: OldList, path: Path, draw: Random) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows, shown, own in _sheets(made):
        sheet = book.create_sheet(title)
        sheet.sheet_state = "visible" if shown else "hidden"
        for row, cells in enumerate(rows, 1):
            for column, cell in enumerate(cells, 1):
                if cell is not None:
                    sheet.cell(row, column).value = cell
                    if isinstance(cell, str):
                        sheet.cell(row, column).data_type = "s"
        if own:
            for top, left, bottom, right in made.merges:
                sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    book.save(path)


def _xls(made: OldList, path: Path, draw: Random) -> None:
    import xlwt

    book = xlwt.Workbook()
    as_day = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for title, rows, shown, own in _sheets(made):
        sheet = book.add_sheet(title)
        sheet.visibility = 0 if shown else 1
        merged = {(top, left): (top, bottom, left, right) for top, left, bottom, right in (made.merges if own else ())}
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                style = [as_day] if isinstance(cell, date) else []
                if (row, column) in merged:
                    sheet.write_merge(*merged[row, column], cell, *style)
                elif cell is not None:
                    sheet.write(row, column, cell, *style)
    book.save(str(path))


def _csv(made: OldList, path: Path, draw: Random) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=draw.choice(";;,\t"), lineterminator=draw.choice(["\r\n", "\n"])).writerows(
        [["" if cell is None else cell for cell in row] for row in made.rows]
    )
    path.write_bytes(text.getvalue().encode(draw.choice(["utf-8-sig", "utf-8-sig", "utf-8", "utf-16"])))


def _ods(made: OldList, path: Path, draw: Random) -> None:
    names = "".join(f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"' for short, full in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style")))
    styles = '<style:style style:name="off" style:family="table"><style:table-properties table:display="false"/></style:style>'
    tables = []
    for title, rows, shown, own in _sheets(made):
        spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in (made.merges if own else ())}
        lines = []
        for number, row in enumerate(rows):
            hidden = ' table:visibility="collapse"' if own and number + 1 in made.hidden else ""
            lines.append(f"<table:table-row{hidden}>" + "".join(_ods_cell(cell, spans.get((number, i))) for i, cell in enumerate(row)) + "</table:table-row>")
        style = "" if shown else ' table:style-name="off"'
        end = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
        tables.append(f'<table:table table:name="{escape(title)}"{style}>{"".join(lines)}{end}</table:table>')
    content = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{"".join(tables)}</office:spreadsheet></office:body></office:document-content>'
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", content)


def _ods_cell(cell: Any, span: tuple[int, int] | None) -> str:
    wide = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
    if cell is None:
        return f"<table:table-cell{wide}/>"
    if isinstance(cell, bool):
        return f'<table:table-cell{wide} office:value-type="boolean" office:boolean-value="{str(cell).lower()}"/>'
    if isinstance(cell, int | float):
        return f'<table:table-cell{wide} office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
    if isinstance(cell, date):
        return f'<table:table-cell{wide} office:value-type="date" office:date-value="{cell.isoformat()}"><text:p>{cell:%d/%m/%Y}</text:p></table:table-cell>'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.split("\n"))
    return f'<table:table-cell{wide} office:value-type="string">{lines}</table:table-cell>'
