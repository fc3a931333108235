"""Rules about ranks (golongan)."""

from __future__ import annotations

import pandas as pd

from features.quality.declare import Found, found, lacking, rule
from features.quality.evidence import Evidence, before
from features.tables import EDUCATION_LEVELS, PNS_RANKS

REGULAR = "PP 99/2000 jo. PP 12/2002"
REGULAR_YEARS = 4
ALLOWANCE_YEARS = 1
"""A regular promotion is possible every four years; a year more is allowed for the paperwork."""
SOONEST_DAYS = 330
"""The shortest way, a merit promotion, takes a year; a month is allowed for dates."""
MOST_STEPS = 3
"""Steps at once: a diploma may lift a rank by more than one, and hardly by more than three."""
CEILING = {
    "primary": "II/a",
    "junior": "II/c",
    "senior": "III/b",
    "d1": "III/b",
    "d2": "III/b",
    "d3": "III/c",
    "d4": "III/d",
    "s1": "III/d",
    "profession": "IV/a",
    "specialist": "IV/a",
    "s2": "IV/a",
    "s3": "IV/b",
}
"""The highest rank by regular promotion for each level of schooling (PP 99/2000 Ps 8)."""


@rule(
    "completeness", "ranks", source=REGULAR, needs=("statuses",), decides=("promotion", "courses")
)
def rank_missing(evidence: Evidence) -> Found:
    """Permanent, probationary and contract staff without any rank on record."""
    kinds = evidence.employed_as
    ranked = kinds.index[kinds.isin(["pns", "cpns", "pppk"]).to_numpy(dtype=bool)]
    return lacking(evidence, evidence.own("ranks"), among=ranked)


@rule(
    "timeliness",
    "ranks",
    source=REGULAR,
    needs=("statuses", "educations"),
    decides=("promotion", "courses"),
)
def rank_not_updated(evidence: Evidence) -> Found:
    """Permanent staff below the ceiling of their schooling whose rank is over five years old."""
    last = evidence.ranks.drop_duplicates("employee_id", keep="last")
    kind = evidence.employed_as.reindex(last["employee_id"]).set_axis(last.index)
    schooling = evidence.schooling.reindex(last["employee_id"]).set_axis(last.index)
    ceilings = {
        step: PNS_RANKS.index(CEILING[level]) + 1
        for step, level in enumerate(EDUCATION_LEVELS, start=1)
    }
    below = kind.eq("pns") & last["is_pns"] & (last["step"] < schooling.map(ceilings))
    due = last["started_on"] < evidence.ago(years=REGULAR_YEARS + ALLOWANCE_YEARS)
    return found(last["employee_id"][below], last[below & due], on="started_on")


@rule("consistency", "ranks", source=REGULAR, decides=("promotion", "courses"), doubt="drop")
def rank_falls(evidence: Evidence) -> Found:
    """Ranks below the one that the same person had before on the same ladder."""
    rows = _of_present(evidence)
    return found(rows["employee_id"], rows[_climb(rows) < 0], on="started_on")


@rule("consistency", "ranks", source=REGULAR)
def rank_skips_steps(evidence: Evidence) -> Found:
    """Ranks more than three steps above the one before: ranks in between are missing."""
    rows = _of_present(evidence)
    return found(rows["employee_id"], rows[_climb(rows) > MOST_STEPS], on="started_on")


@rule("accuracy", "ranks", source=REGULAR, decides=("promotion",), doubt="drop")
def rank_too_soon(evidence: Evidence) -> Found:
    """Promotions of permanent staff less than a year after the rank before."""
    rows = _of_present(evidence)
    days = (rows["started_on"] - before(rows, "started_on")["started_on"]).dt.days
    soon = rows["is_pns"] & (_climb(rows) > 0) & (days < SOONEST_DAYS)
    return found(rows["employee_id"], rows[soon], on="started_on")


def _of_present(evidence: Evidence) -> pd.DataFrame:
    return evidence.present(evidence.ranks)


def _climb(rows: pd.DataFrame) -> pd.Series:
    """Return the steps from the rank before; empty for the first and where the ladder changed."""
    last = before(rows, "step", "is_pns")
    return (rows["step"] - last["step"]).where(rows["is_pns"].eq(last["is_pns"]))
