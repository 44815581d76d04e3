"""What a supplementary report says has changed."""

from __future__ import annotations

from collections.abc import Mapping

from toso.core.report.desk import Desk
from toso.core.report.keys import key_figures


def changes_of(desk: Desk) -> tuple[str, ...]:
    """What differs from the key figures sent before, a sentence each; () where nothing was sent or nothing differs."""
    sent: Mapping[str, str] = desk.material.sent
    return tuple(
        desk.words.say("change_figure", title=figure.title, before=sent[figure.name], after=figure.cell.text)
        for figure in key_figures(desk)
        if figure.name in sent and sent[figure.name] != figure.cell.text
    )
