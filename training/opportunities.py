"""Who got courses, mentors, acting posts and promotions in a year: by group, unit and level.

No model is involved: it is counted in the records, with the same shares and intervals as the
audit of the warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from features.distributions import SMALLEST_CELL
from features.placements import placements
from features.records import Records
from features.vault import ATTRIBUTES, groups_of
from training.shares import shares

WINDOW_DAYS = 365
ACTING = ("acting", "daily_acting")
KINDS = ("course", "mentor", "acting_post", "promotion")
MOMENT = ["as_of", "employee_id"]
LEVELS = (*ATTRIBUTES, "unit", "level")


def opportunity_report(records: Records, *, as_of: date) -> dict[str, Any]:
    """Return who of those there a year ago got what in that year, as plain values.

    ``n`` people were there at its beginning. ``rows`` have ``kind`` (of `KINDS`), ``attribute``
    (of `LEVELS`), ``group``, ``n``, ``chosen`` and ``share`` with a 90% interval, and ``ratio``
    as in `training.shares`; groups below the minimum cell are counted in ``left_out``. A kind
    whose table the office does not have is in ``missing``.
    """
    known = records.known_before(as_of)
    groups = cohort_groups(known, as_of - timedelta(days=WINDOW_DAYS))
    got = received(known, groups.index, as_of=as_of)
    rows, left_out = [], 0
    for attribute in LEVELS:
        counts = groups.groupby(attribute).size()
        shown = counts.index[counts >= SMALLEST_CELL]
        left_out += len(counts) - len(shown)
        kept = groups[attribute].isin(shown)
        rows += list(_rows(attribute, groups[kept][attribute], got[kept]))
    missing = [kind for kind in KINDS if kind not in got]
    return {"n": len(groups), "rows": rows, "left_out": left_out, "missing": missing}


def cohort_groups(records: Records, day: date) -> pd.DataFrame:
    """Return the groups of everybody who held a post on a day, by employee_id."""
    people = placements(records.known_before(day), day)
    placed = people.index[people[["unit_id", "job_id"]].notna().any(axis=1)]
    moments = pd.MultiIndex.from_product([[pd.Timestamp(day)], placed], names=MOMENT)
    groups = groups_of([records], moments).droplevel("as_of")
    level = _levels(records).reindex(groups["job_id"]).to_numpy(dtype=object)
    unit = groups["unit_name"].where(groups["unit_name"].notna(), groups["unit_id"])
    return groups.assign(unit=unit, level=level)


def received(records: Records, people: pd.Index, *, as_of: date) -> pd.DataFrame:
    """Return whether each person got each kind of opportunity in the year before a day."""
    start = pd.Timestamp(as_of - timedelta(days=WINDOW_DAYS))
    return pd.DataFrame(
        {
            kind: people.isin(who(records, start))
            for kind, who in WHO.items()
            if NEEDS[kind] in records
        },
        index=people,
    )


def _courses(records: Records, start: pd.Timestamp) -> pd.Series:
    rows = records.frame("trainings")
    done = rows["outcome"].isna() | rows["outcome"].eq("completed")
    return rows.loc[done & (rows["completed_on"] >= start), "employee_id"]


def _mentors(records: Records, start: pd.Timestamp) -> pd.Series:
    rows = records.frame("mentorings")
    return rows.loc[rows["started_on"] >= start, "mentee_id"]


def _acting(records: Records, start: pd.Timestamp) -> pd.Series:
    rows = records.frame("assignments")
    begun = rows["appointment"].isin(ACTING) & (rows["started_on"] >= start)
    return rows.loc[begun, "employee_id"]


def _promotions(records: Records, start: pd.Timestamp) -> pd.Series:
    rows = records.frame("assignments")
    return rows.loc[rows["move"].eq("promotion") & (rows["started_on"] >= start), "employee_id"]


WHO = {
    "course": _courses,
    "mentor": _mentors,
    "acting_post": _acting,
    "promotion": _promotions,
}
NEEDS: Mapping[str, str] = {
    "course": "trainings",
    "mentor": "mentorings",
    "acting_post": "assignments",
    "promotion": "assignments",
}


def _levels(records: Records) -> pd.Series:
    """Return the kind and level of every job, such as "functional muda"."""
    jobs = records.frame("jobs").drop_duplicates("job_id", keep="last").set_index("job_id")
    kind, level = jobs["kind"].astype(object), jobs["level"].astype(object)
    words = kind.where(level.isna() | kind.isna(), kind + " " + level.fillna(""))
    return words.where(words.notna(), None)


def _rows(attribute: str, words: pd.Series, got: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for kind in got:
        by = got[kind].astype(np.float64).groupby(words)
        counts = pd.DataFrame({"n": by.size(), "chosen": by.sum()})
        for row in shares(counts):
            yield {"kind": str(kind), "attribute": attribute, **row}
