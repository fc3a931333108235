"""Rules about when things were put on record: the second clock."""

from __future__ import annotations

import pandas as pd

from features.quality.declare import Found, found, rule
from features.quality.evidence import Evidence
from features.tables import TABLE_OF_NAME

YEARS = 1
"""Only what happened in the last year is judged: how the office records now."""
SLOW_DAYS = 30
"""Days beyond the table's assumed lag that are still on time."""
SOURCE = "BKN, Indeks Kualitas Data"


@rule("timeliness", "assignments", source=SOURCE)
def post_recorded_late(evidence: Evidence) -> Found:
    """Posts begun in the last year and recorded later than the assumed lag and a month."""
    return _late(evidence, "assignments")


@rule("timeliness", "ranks", source=SOURCE)
def rank_recorded_late(evidence: Evidence) -> Found:
    """Ranks begun in the last year and recorded later than the assumed lag and a month."""
    return _late(evidence, "ranks")


@rule("timeliness", "appraisals", source=SOURCE)
def appraisal_recorded_late(evidence: Evidence) -> Found:
    """Appraisals ended in the last year and recorded later than the assumed lag and a month."""
    return _late(evidence, "appraisals")


@rule("timeliness", "trainings", source=SOURCE)
def training_recorded_late(evidence: Evidence) -> Found:
    """Trainings completed in the last year and recorded later than the assumed lag and a month."""
    return _late(evidence, "trainings")


@rule("timeliness", "educations", source=SOURCE)
def schooling_recorded_late(evidence: Evidence) -> Found:
    """Schooling completed in the last year and recorded later than the assumed lag and a month."""
    return _late(evidence, "educations")


@rule("timeliness", "departures", source=SOURCE, decides=("counted",))
def departure_recorded_late(evidence: Evidence) -> Found:
    """Departures of the last year recorded more than a month after the last day."""
    return _late(evidence, "departures", of_present=False)


def _late(evidence: Evidence, table: str, *, of_present: bool = True) -> Found:
    """Return rows of the last year that say when they were recorded, and were so late."""
    declared = TABLE_OF_NAME[table]
    happened = str(declared.happened)
    frame = evidence.own(table) if of_present else evidence.latest(table)
    said = frame[frame["recorded_on"].notna() & (frame[happened] >= evidence.ago(years=YEARS))]
    allowed = pd.Timedelta(days=declared.lag + SLOW_DAYS)
    return found(
        said["employee_id"], said[said["recorded_on"] - said[happened] > allowed], on=happened
    )
