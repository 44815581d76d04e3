"""For all tests."""

from __future__ import annotations

import gc

from toso.cli import COLLECT

gc.set_threshold(*COLLECT)  # as the program runs
