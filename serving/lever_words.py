"""What the model would say of other records, in words that promise nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from serving.language import Language, msg
from serving.risk_schemas import WhatIfOut

LEVERS = {
    "training_hours": msg("20 hours of training (JP) in the last year"),
    "mentoring": msg("a mentoring that has just begun"),
    "rank_due": msg("the next rank after four years in the present one, where the rules allow it"),
}
OTHER_RECORDS = msg(
    "If the records showed %(what)s, the risk shown would be %(then)s instead of %(now)s."
)
MEANING = msg(
    "This is what the model says of other records, not what would happen if they came about: it"
    " learned what went together."
)


def what_if_of(
    levers: Sequence[Mapping[str, Any]], risk: float, language: Language
) -> list[WhatIfOut]:
    """Return what the model would say of other records of a person of whom it says ``risk``."""
    return [
        WhatIfOut(
            lever=row["lever"],
            risk=row["risk"],
            text=_text(row["lever"], row["risk"], risk, language),
        )
        for row in levers
        if row["lever"] in LEVERS
    ]


def _text(lever: str, then: float, now: float, language: Language) -> str:
    what = language.text(LEVERS[lever])
    shares = {"then": language.percent(then, 1), "now": language.percent(now, 1)}
    return language.text(OTHER_RECORDS, what=what, **shares)
