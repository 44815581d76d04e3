"""Without consent a survey row counts for coverage only (Law 91/2025/QH15): its answers go no further than the sheet."""

from __future__ import annotations

from toso.core.draft import Draft
from toso.schema.types import SheetSchema

CONSENT = "consent"
ABOUT_THE_PERSON = frozenset({"age_band", "sex", "national_framework"})


def asks_consent(sheet: SheetSchema) -> bool:
    return any(one.name == CONSENT and one.type == "boolean" for one in sheet.fields)


def withhold_answers(draft: Draft) -> None:
    """Clears the answers of every row whose consent is not an explicit yes; blank is not consent."""
    agreed = draft.columns.get(CONSENT) or [None] * len(draft.rows)
    withheld = [position for position, yes in enumerate(agreed) if yes is not True]
    if not withheld:
        return
    for one in draft.sheet.fields:
        if (one.codes or one.name in ABOUT_THE_PERSON) and one.name in draft.columns:
            values = list(draft.columns[one.name])
            for position in withheld:
                values[position] = None
            draft.columns[one.name] = values
