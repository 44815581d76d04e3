"""The tab a book opens on: what to do in five lines, one example, whom to call, and how things stand."""

from __future__ import annotations

from toso.core.book_facts import BookFacts, Desk

GUIDE = "guide"
BANNER_ROW = 1
"""0-based row of the line that says how things stand."""


def lines(facts: BookFacts, desk: Desk) -> list[str]:
    """The tab's first column from its first row; the banner's row says that nothing was checked yet."""
    words, fill = desk.words["guide"], desk.fill
    contact = fill(words["contact"], contact=facts.contact) if facts.contact else words["no_contact"]
    return [
        fill(words["title"], name=facts.name or facts.code),
        words["not_checked"],
        *words["lines"],
        words["example"],
        words["blank"],
        contact,
        *([words["survey"], facts.survey_link] if facts.survey_link else []),
    ]
