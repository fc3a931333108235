"""Scores belong to their day: after some time no risk is shown from them any more."""

from __future__ import annotations

from datetime import date

from serving.language import msg
from serving.settings import office_today, whole_number
from serving.store.rows import Batch

VALID_DAYS = 62
"""Two monthly rounds of scoring, and no third: records that old are no ground for an offer."""
EXPIRED = msg(
    "These scores are older than %(days)s days, so no risk is shown. Run 'bina score' to make new"
    " ones."
)


def valid_days() -> int:
    """Return for how many days a risk is shown: ``BINA_SCORES_VALID_DAYS``, or `VALID_DAYS`."""
    return whole_number("BINA_SCORES_VALID_DAYS", VALID_DAYS)


def expired(batch: Batch, *, asked: date | None = None) -> bool:
    """Return whether the scores are too old: today, or on the day that was asked about."""
    day = asked or office_today()
    return (day - batch.as_of).days > valid_days()
