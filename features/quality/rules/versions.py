"""Rules about contradictions: one fact on file in versions that differ."""

from __future__ import annotations

import numpy as np
import pandas as pd

from features.quality.declare import Found, found, rule
from features.quality.evidence import Evidence
from features.records import END_KNOWN, KNOWN
from features.tables import TABLE_OF_NAME

YEARS = 1
"""A correction that nobody has questioned for a year is taken as settled."""
SOURCE = "BKN, Indeks Kualitas Data"
CLOCKS = frozenset({"recorded_on", "end_recorded_on", KNOWN, END_KNOWN})


@rule("consistency", "assignments", source=SOURCE, decides=("placement",), doubt="drop")
def post_in_two_versions(evidence: Evidence) -> Found:
    """Posts on file in two versions that differ, the later known within the last year."""
    return _versions(evidence, "assignments")


@rule("consistency", "ranks", source=SOURCE, decides=("promotion", "courses"), doubt="drop")
def rank_in_two_versions(evidence: Evidence) -> Found:
    """Ranks on file in two versions that differ, the later known within the last year."""
    return _versions(evidence, "ranks")


@rule("consistency", "appraisals", source=SOURCE, decides=("promotion",), doubt="drop")
def appraisal_in_two_versions(evidence: Evidence) -> Found:
    """Appraisals on file in two versions that differ, the later known within the last year."""
    return _versions(evidence, "appraisals")


@rule("consistency", "statuses", source=SOURCE, decides=("contract",), doubt="drop")
def status_in_two_versions(evidence: Evidence) -> Found:
    """Kinds of employment on file in two versions that differ, known within the last year."""
    return _versions(evidence, "statuses")


@rule("consistency", "employees", source=SOURCE, decides=("retirement",), doubt="drop")
def person_in_two_versions(evidence: Evidence) -> Found:
    """People whose own row is on file in two versions that differ, known within the last year."""
    return _versions(evidence, "employees")


def _versions(evidence: Evidence, table: str) -> Found:
    """Return the later of two versions in which a value given in both is not the same."""
    key = list(TABLE_OF_NAME[table].key)
    frame = evidence.present(evidence.every(table))
    several = frame[frame.duplicated(key, keep=False).to_numpy(dtype=bool)]
    rows = several.sort_values([*key, KNOWN], kind="stable")
    former = rows.shift()
    same = np.ones(len(rows), dtype=bool)
    for name in key:
        same &= (rows[name].eq(former[name]) | rows[name].isna() & former[name].isna()).to_numpy()
    differs = _differs(rows, former) & same & (rows[KNOWN] >= evidence.ago(years=YEARS)).to_numpy()
    return found(frame["employee_id"], rows[differs], on=KNOWN)


def _differs(rows: pd.DataFrame, former: pd.DataFrame) -> np.ndarray:
    values = [name for name in rows.columns if name not in CLOCKS]
    different = np.zeros(len(rows), dtype=bool)
    for name in values:
        given = (rows[name].notna() & former[name].notna()).to_numpy()
        different |= given & (rows[name] != former[name]).fillna(False).to_numpy(dtype=bool)
    return different
