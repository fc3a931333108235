"""Each person's needs: gaps to the standard of the present job and of the one headed for.

The job-person match (JPM) is what somebody has of what the job asks, in percent: the sum of levels,
each counted up to the level asked, over the sum of levels asked. Offices draw the line in different
places, so the bands are a setting; the first scheme here is that of assessment centres.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from features.twin.noise import COURSE_ERROR, METHODS, PEOPLE_SPREAD
from models.gaps import competency_gaps, competency_names, current_jobs, present_posts
from models.needs.aims import aims
from models.scorers import Tables

PRESENT = "present"
ESTIMATED = ("same_job", "assumed")
"""How a level was found where no record tells it."""
BANDS: Mapping[str, float] = {"meets": 80.0, "still_meets": 68.0, "below": 0.0}
"""From how many percent on each band holds; the highest first."""
NEEDS = [
    "employee_id", "aim", "job_id", "competency_id", "competency", "required_level", "level", "sd",
    "basis", "weight", "gap",
]  # fmt: skip
MATCHES = [
    "employee_id", "aim", "job_id", "job_name", "job_match", "band", "n_asked", "n_lacking",
    "n_estimated",
]  # fmt: skip
SPREAD_OF_BASIS = {
    "assessed": METHODS["centre"].error,
    "course": float(np.hypot(METHODS["centre"].error, COURSE_ERROR)),
    "same_job": PEOPLE_SPREAD,
    "assumed": PEOPLE_SPREAD,
}
"""Standard error of a level by how it was found, in levels (see `features.twin.noise`)."""


def needs_of_people(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return what the present job and the one headed for ask of each person, and what is there.

    Columns as in `NEEDS`: aim is ``present``, ``declared`` or ``next_rung``, sd the standard error
    of the level, gap the levels lacking (not above 0 where nothing is). Sorted by person, the
    present job first, then by weight times gap, the largest first.
    """
    heading = aims(tables, as_of)
    present = with_spread(competency_gaps(tables, as_of)).assign(aim=PRESENT)
    ahead = with_spread(competency_gaps(tables, as_of, jobs=heading["job_id"]))
    ahead = ahead.assign(aim=ahead["employee_id"].map(heading["aim"]).astype("str"))
    held = present_posts(tables, as_of)["job_id"]
    jobs = [present["employee_id"].map(held), ahead["employee_id"].map(heading["job_id"])]
    needs = pd.concat([present, ahead], ignore_index=True)
    needs = needs.assign(
        job_id=pd.concat(jobs, ignore_index=True).astype("str"),
        competency=needs["competency_id"].map(competency_names(tables)).astype("str"),
        later=needs["aim"] != PRESENT,
        worth=-needs["weight"] * needs["gap"],
    )
    order = ["employee_id", "later", "worth", "competency_id"]
    return needs.sort_values(order, ignore_index=True)[NEEDS]


def with_spread(gaps: pd.DataFrame) -> pd.DataFrame:
    """Return gaps with the standard error of each level (``sd``)."""
    return gaps.assign(sd=gaps["basis"].map(SPREAD_OF_BASIS).astype("float64"))


def job_matches(
    needs: pd.DataFrame, tables: Tables, as_of: date, *, bands: Mapping[str, float] = BANDS
) -> pd.DataFrame:
    """Return how well each person matches each job of ``needs``: one row a person and aim.

    Columns as in `MATCHES`; job_match is in percent, n_lacking counts competencies below what is
    asked and n_estimated those whose level is on no record. Where that is more than half of them,
    a match would be a guess: it is NaN and its band empty.
    """
    has = needs[["level", "required_level"]].min(axis=1).clip(lower=0)
    told = needs.assign(has=has, lacking=needs["gap"] > 0, estimated=needs["basis"].isin(ESTIMATED))
    by = told.groupby(["employee_id", "aim", "job_id"], sort=False)
    sums: Any = by[["has", "required_level", "lacking", "estimated"]].sum()
    match = 100 * sums["has"] / sums["required_level"].where(sums["required_level"] > 0)
    names = current_jobs(tables, as_of)["name"]
    found = pd.DataFrame(
        {
            "job_match": match.where(2 * sums["estimated"] <= by.size()),
            "n_asked": by.size(),
            "n_lacking": sums["lacking"].astype("int64"),
            "n_estimated": sums["estimated"].astype("int64"),
        }
    ).reset_index()
    named = found.assign(
        job_name=found["job_id"].map(names).astype("str"), band=band_of(found["job_match"], bands)
    )
    return named[MATCHES]


def band_of(match: pd.Series, bands: Mapping[str, float] = BANDS) -> pd.Series:
    """Return the band of each match; empty where nothing is asked."""
    found = pd.Series("", index=match.index, dtype="str")
    for name, lowest in sorted(bands.items(), key=lambda one: one[1]):
        found = found.mask(match >= lowest, name)
    return found


def bands_of(text: str) -> dict[str, float]:
    """Return bands written as ``80,68``: from how many percent a job is met, and still met.

    Raises ValueError with what is wrong.
    """
    parts = [part.strip() for part in text.split(",")]
    try:
        meets, still = (float(part) for part in parts)
    except ValueError:
        raise ValueError(f"{text} is not two numbers such as 80,68") from None
    if not 100 >= meets > still > 0:
        raise ValueError(f"{text}: the first must be above the second, both between 0 and 100")
    return {"meets": meets, "still_meets": still, "below": 0.0}
