"""Who is in the cohort of a day."""

from __future__ import annotations

import numpy as np
import pandas as pd

from features.answers import answers_of
from features.clock import Days
from features.events import Moments
from features.records import Records
from features.rows import Mask
from features.tables import REASON_FAMILIES, TABLE_OF_NAME
from features.vocabulary import Vocabularies


def cohort(
    records: Records, days: Days, *, vocabularies: Vocabularies, plain: bool = False
) -> Moments:
    """Return everybody who was known, had joined and was not known to have left, at each day."""
    people = vocabularies["employees"]
    everybody = np.tile(np.arange(len(people)), len(days))
    moments = Moments(everybody, np.repeat(days, len(people)))
    employees = answers_of(
        records, "employees", vocabularies=vocabularies, moments=moments, plain=plain
    )
    present = employees.last("joined_on") < moments.day
    present &= ~_gone(records, moments, vocabularies=vocabularies, plain=plain)
    return Moments(moments.entity[present], moments.day[present])


def _gone(records: Records, moments: Moments, *, vocabularies: Vocabularies, plain: bool) -> Mask:
    """Return who is known to have left and not known to have come back.

    An administrative departure (a ministry is split, a contract becomes permanent) ends nothing
    where the next post starts on the same day.
    """

    def last(table: str, column: str) -> np.ndarray:
        events = answers_of(records, table, vocabularies=vocabularies, moments=moments, plain=plain)
        return events.last(column)

    left, reason = last("departures", "left_on"), last("departures", "reason")
    back = last("assignments", "started_on")
    codes = pd.Index(TABLE_OF_NAME["departures"]["reason"].codes)
    moved = np.isin(reason, codes.get_indexer(pd.Index(REASON_FAMILIES["administrative"])))
    stayed = (back > left) | (moved & (back >= left))
    return np.asarray((left < moments.day) & ~stayed)
