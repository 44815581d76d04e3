"""polars: every check an expression, all groups in one frame."""

from __future__ import annotations

from engines.by_expression import checks, frame_of, listed, parsed, prepared


def find(groups):
    wrong = checks()
    frame = frame_of(groups).lazy().with_columns(**prepared()).with_columns(**parsed())
    flags = frame.select(**{f"c{n}": expression for n, (_, _, expression) in enumerate(wrong)}).collect()
    return listed(flags, [(column, kind) for column, kind, _ in wrong])
