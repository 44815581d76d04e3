"""The doctor: one line for each thing looked at, with how to mend it. Looks; mends only what is asked and safe."""

from __future__ import annotations

from toso.jobs.doctor.line import Level, Line, gravest

__all__ = ["Level", "Line", "gravest"]
