"""A book that has drifted from its layout, by somebody's hand: what is healed along with the next run, and what is told.

Healed: a renamed tab or header, a lost mark, name, protection or rule of paint, a machine column or tab that was
deleted. Told by validation: a column of people's that is missing, doubled or renamed. A book laid out by another version
of the schema has not drifted: bringing it up is the work of ``toso apply``, which takes a snapshot first; so is numbering
more rows.
"""

from __future__ import annotations

from toso.core.book_facts import BookFacts, Desk
from toso.core.layout import plan
from toso.core.layout_bench import Bench, LayoutPlan
from toso.core.sheet_state import BookState

NEEDED = ("machine", "to_mend", "guide")
"""Without these tabs nothing can be said back."""


def healing(state: BookState, facts: BookFacts, desk: Desk) -> LayoutPlan:
    """What mends the drift; empty for a book that has none, or that this version did not lay out."""
    if state.stamp != Bench(state, facts, desk).book_stamp():
        return LayoutPlan()
    return plan(state, facts, desk, numbering=False)


def can_speak(state: BookState) -> bool:
    """Whether the tabs for feedback are there."""
    return all(name in state.tabs for name in NEEDED)
