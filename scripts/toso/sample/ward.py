"""What officials typed in the sample: communication, supporting bodies, narrative, replies to difficulties."""

from __future__ import annotations

from datetime import date
from random import Random

from toso.sample import habits
from toso.sample.world import PERIOD_END, PERIOD_START, Row, SampleGroup, titles
from toso.schema.types import Schema

NARRATIVE = {
    "general": "Các tổ công nghệ số cộng đồng đã bám sát kế hoạch, đi từng ngõ, gõ từng nhà; người dân hưởng ứng tích cực.",
    "proposals": "Đề nghị Ủy ban nhân dân phường bố trí kinh phí in tài liệu và hỗ trợ đường truyền cho các nhà văn hóa.",
    "next_tasks": "Tập trung hướng dẫn các hộ còn lại ở những tổ dân phố chưa đạt 80 %; phối hợp Công an phường kích hoạt VNeID mức 2.",
}


WITHOUT_CHAT = ("TDP05", "TDP19")


def make_ward_rows(rng: Random, schema: Schema, groups: list[SampleGroup]) -> dict[str, list[Row]]:
    return {
        "groups": [_registered(rng, group) for group in groups],
        "communications": [_communication(rng, schema, n) for n in range(1, 19)],
        "support": [_support(rng, schema, n) for n in range(1, 11)],
        "narrative": [
            {"narrative_code": f"NX{n:02d}", "period": "2025-Q4", "section": _title(schema, "report_sections", code), "text": text, "approved": "Có"}
            for n, (code, text) in enumerate(NARRATIVE.items(), 1)
        ],
        "replies": _replies(rng, groups),
    }


def _title(schema: Schema, name: str, code: str) -> str:
    return next(member.title for member in schema.lists[name] if member.code == code)


def _registered(rng: Random, group: SampleGroup) -> Row:
    return {
        "group_code": group.code,
        "name": group.name,
        "households_official": group.households_official,
        "leader_name": habits.person(rng),
        "leader_email": f"{group.code.lower()}@example.org",
        "chat_link": None if group.code in WITHOUT_CHAT else f"https://zalo.me/g/{group.code.lower()}",
    }


def _communication(rng: Random, schema: Schema, number: int) -> Row:
    fields = schema.tables["communications"]
    return {
        "communication_code": f"TT{number:03d}",
        "held_on": habits.typed_date(rng, habits.day_between(rng, PERIOD_START, PERIOD_END)),
        "kind": rng.choice(titles(schema, fields.field("kind").list or "")),
        "channel": rng.choice(titles(schema, fields.field("channel").list or "")),
        "title": rng.choice(("Bình dân học vụ số", "Cài VNeID mức 2", "Phòng chống lừa đảo qua mạng", "Dịch vụ công trực tuyến")),
        "count": rng.randint(1, 6),
        "reached": rng.randint(100, 3000),
    }


def _support(rng: Random, schema: Schema, number: int) -> Row:
    fields = schema.tables["support"]
    return {
        "support_code": f"HT{number:03d}",
        "held_on": habits.typed_date(rng, habits.day_between(rng, PERIOD_START, PERIOD_END)),
        "body": rng.choice(titles(schema, fields.field("body").list or "")),
        "kind": rng.choice(titles(schema, fields.field("kind").list or "")),
        "groups_served": rng.randint(1, 24),
        "people": rng.randint(10, 200),
    }


def _replies(rng: Random, groups: list[SampleGroup]) -> list[Row]:
    raised = [(group.code, row) for group in groups for row in group.rows.get("difficulties", [])]
    answered = rng.sample(raised, len(raised) // 2)
    return [
        {
            "reply_code": f"TL{number:03d}",
            "group_code": code,
            "difficulty_code": row["difficulty_code"],
            "reply": "Phường đã ghi nhận và giao bộ phận liên quan phối hợp với tổ trong tuần này.",
            "replied_on": habits.serial(max(date(2025, 12, rng.randint(1, 14)), habits.day_of(row["raised_on"]))),
            "replied_by": "Phòng Văn hóa – Xã hội",
        }
        for number, (code, row) in enumerate(answered, 1)
    ]
