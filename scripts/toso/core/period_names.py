"""A period's name as people read it, from words like ``period_names`` of ``templates/report/form.yaml``."""

from __future__ import annotations

from collections.abc import Mapping

from toso.model import Period

DECEMBER = 12
ROMAN = ("", "I", "II", "III", "IV")


def name_of(period: Period, names: Mapping[str, str], kind: str = "") -> str:
    """``quý IV/2025``, ``từ ngày … đến ngày …``. ``kind``: another key of ``names`` than the period's own kind."""
    return names[kind or period.kind].format(
        year=period.end.year,
        month=period.end.month,
        roman=ROMAN[(period.end.month + 2) // 3],
        half=names["half_1" if period.start.month == DECEMBER else "half_2"],
        start=f"{period.start:%d/%m/%Y}",
        end=f"{period.end:%d/%m/%Y}",
    )
