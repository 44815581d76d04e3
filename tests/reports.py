"""Named wards, groups and reports for the tests of the report and its delivery."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from toso.core.report import Material, Narrative, Office
from toso.model import Difficulty, Group, GroupSummary, Period
from toso.schema.types import Indicator, Schema

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
Q4 = Period(
    "2025-Q4", "quarter", date(2025, 9, 15), date(2025, 12, 14), date(2025, 12, 15), datetime(2025, 12, 15, 12, tzinfo=HANOI)
)
Q3 = Period(
    "2025-Q3", "quarter", date(2025, 6, 15), date(2025, 9, 14), date(2025, 9, 15), datetime(2025, 9, 15, 12, tzinfo=HANOI)
)
FROZEN = datetime(2025, 12, 15, 12, 0, tzinfo=HANOI)
PHUONG = Office(ward="Phường Trần Liễu")
PLATFORMS = {
    "vneid": "VNeID và định danh mức 2",
    "public_services": "Dịch vụ công trực tuyến",
    "city_app": "Ứng dụng chính quyền điện tử thành phố",
    "field_feedback": "Phản ánh hiện trường",
    "e_payment": "Thanh toán không dùng tiền mặt",
    "e_commerce": "Thương mại điện tử",
    "health": "Y tế số",
    "education": "Giáo dục số",
    "info_safety": "An toàn thông tin cơ bản",
}
SECTION = {"vneid": "government", "public_services": "government", "city_app": "government", "field_feedback": "government", "e_payment": "economy", "e_commerce": "economy", "health": "society", "education": "society", "info_safety": "society"}


def small_schema() -> Schema:
    """A schema of a few figures, for tests that pin sentences; the real one serves the rest."""
    made = [
        Indicator("households_guided", "Hộ gia đình được hướng dẫn", "hộ", "households", "distinct", "household_code", scope="cumulative", denominator="households_official", target={"ratio": [4, 5], "of": "households_official"}, shown=("report.households", "report.table.coverage")),
        Indicator("teams", "Tổ công nghệ số cộng đồng", "tổ", "members", "distinct", "team_number", scope="standing", shown=("report.teams", "report.key", "report.table.teams")),
        Indicator("members", "Thành viên", "người", "members", "rows", scope="standing", shown=("report.teams", "report.table.teams")),
        Indicator("members_trained", "Thành viên được tập huấn", "người", "training", "distinct", "member_code", denominator="members", shown=("report.training", "report.key", "report.table.training")),
        Indicator("activities", "Hoạt động tuyên truyền", "lượt", "activities", "rows", by=("kind",), shown=("report.propaganda", "report.key", "report.table.activities")),
        Indicator("participants", "Lượt người tham gia", "lượt người", "activities", "sum", "participants", shown=("report.propaganda", "report.table.activities")),
        Indicator("broadcasts", "Buổi phát thanh của phường", "buổi", "communications", "rows", shown=("report.propaganda",)),
        Indicator("zalo", "Hộ tham gia nhóm Zalo của tổ", "hộ", "households", "distinct", "household_code", denominator="households_official", scope="standing", shown=("report.households", "report.key", "report.table.platforms")),
        *(Indicator(f"guided_{n}", f"Hộ được hướng dẫn: {t}", "hộ", "households", "distinct", "household_code", denominator="households_official", scope="cumulative", shown=(f"report.{SECTION[n]}", "report.table.platforms")) for n, t in PLATFORMS.items()),
        Indicator("literacy", "Hộ tham gia Bình dân học vụ số", "hộ", "households", "distinct", "household_code", denominator="households_official", shown=("report.literacy", "report.key")),
        Indicator("surveyed", "Phiếu khảo sát có đồng ý", "phiếu", "survey", "rows", publish="survey", by=("age_band",), shown=("report.survey",)),
        Indicator("basic_skills", "Người có kỹ năng số cơ bản (tham khảo)", "người", "survey", "rows", publish="survey", denominator="surveyed", shown=("report.survey",)),
        Indicator("businesses", "Cơ sở kinh doanh được hướng dẫn", "cơ sở", "businesses", "rows", shown=("report.economy", "report.table.businesses")),
    ]  # fmt: skip
    return Schema({}, {}, {i.name: i for i in made}, "test")


def group(number: int, households: int | None = 200, name: str = "") -> Group:
    code = f"TDP{number:02d}"
    return Group(code, name or f"Tổ dân phố số {number}", households, f"book-{number}", "", f"to{number}@traanlieu.example")


def summary(code: str, guided: int, *, period: str = "2025-Q4", state: str = "complete", on: date | None = date(2025, 12, 12), errors: int = 0, difficulties: tuple[Difficulty, ...] = (), **counts: int) -> GroupSummary:  # fmt: skip
    platform = {f"guided_{name}": guided * (95 - 9 * i) // 100 for i, name in enumerate(PLATFORMS)}
    base = {
        "households_guided": guided, "teams": 1, "members": 5, "members_trained": 4, "activities": 6,
        "activities|kind=session": 4, "activities|kind=loudspeaker": 2, "participants": 120, "zalo": guided // 2,
        "literacy": guided // 3, "businesses": 3, **platform,
    }  # fmt: skip
    if state in ("empty", "unreachable"):
        base = {}
    found = {"error|bad_date": errors} if errors else {}
    return GroupSummary(code, period, {**base, **counts}, found, state, on if base else None, difficulties)  # type: ignore[arg-type]


def groups_of(number: int) -> tuple[Group, ...]:
    return tuple(group(n) for n in range(1, number + 1))


def ward(number: int = 24, **changes: object) -> Material:
    """A ward of ``number`` groups: TDP02 has nothing typed, TDP03 stands at 79.9 %, TDP04 exactly at 80 %."""
    groups = groups_of(number)
    guided = {g.code: 120 + (7 * i) % 80 for i, g in enumerate(groups)}
    groups = tuple(replace(g, households_official=1000) if g.code in ("TDP03", "TDP04") else g for g in groups)
    guided |= {"TDP03": 799, "TDP04": 800}
    told = (
        Difficulty("TDP05", "KK01", "devices_network", True, date(2025, 10, 2), None, 3_500_000),
        Difficulty("TDP05", "KK02", "skills", False, date(2025, 11, 2), date(2025, 11, 9), 0),
    )
    summaries = {
        g.code: summary(
            g.code,
            guided[g.code],
            state="empty" if g.code == "TDP02" else "complete",
            errors=4 if g.code == "TDP06" else 0,
            difficulties=told if g.code == "TDP05" else (),
        )
        for g in groups
    }
    previous = {g.code: summary(g.code, max(0, guided[g.code] - 15), period="2025-Q3") for g in groups}
    base = Material(
        kind="dinh_ky",
        period=Q4,
        as_of=FROZEN,
        office=PHUONG,
        groups=groups,
        summaries=summaries,
        previous_period=Q3,
        previous=previous,
        ward_counts={"broadcasts": 42},
        survey={"surveyed": 812, "basic_skills": 365, "surveyed|age_band=60+": None, "surveyed|age_band=18-24": 120},
        trend=(("Quý II/2025", 1200, 5600), ("Quý III/2025", 2900, 6000), ("Quý IV/2025", 4320, 6200)),
        narrative=(
            Narrative("general", "Các tổ hoạt động đều, được nhân dân hưởng ứng.\nCông tác phối hợp giữa các đơn vị chặt chẽ."),
            Narrative("next_tasks", "Phối hợp Trung tâm Phục vụ hành chính công mở thêm 02 lớp tập huấn."),
            Narrative("survey", "Chưa duyệt, không in.", approved=False),
        ),
        snapshot="3f1c9a7be2d4",
    )
    return replace(base, **changes)  # type: ignore[arg-type]
