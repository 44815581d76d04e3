"""The ward of the command line's tests: An Lạc, two groups. Mrs Hoa keeps the software there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

GROUPS = (
    "TDP01;Tổ dân phố số 1;120;Nguyễn Văn An;to1@example.com\nTDP02;Tổ dân phố số 2;140;Trần Thị Bình;to2@example.com\n"
)
MINIMAL = """[ward]
name = "Phường An Lạc"
city = "Hải Phòng"
[plan]
start = 2025-09-01
end = 2025-12-31
"""


@dataclass
class Ended:
    """How a command ended: exit code, data, what people were told."""

    code: int
    out: str
    err: str


Toso = Callable[..., Ended]
