"""Each person's needs: gaps to the standard of the present job and of the one headed for.

The job-person match (JPM) is what somebody has of what the job asks, in percent: the sum of levels,
each counted up to the level asked, over the sum of levels asked. Offices draw the line in different
places, so the bands are a setting; the first scheme here is that of assessment centres.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from features.twin.noise import INTEGRITY_CODE, INTEGRITY_WORD, PEOPLE_SPREAD, UNASKED_LEVEL
from models.gaps import (
    PAIR,
    competency_gaps,
    competency_names,
    current_jobs,
    is_lacking,
    known_levels,
    present_posts,
    with_gaps,
)
from models.needs.aims import aims, standards
from models.scorers import Tables

PRESENT = "present"
BANDS: Mapping[str, float] = {"meets": 80.0, "still_meets": 68.0, "below": 0.0}
"""From how many percent on each band holds; the highest first."""
NEEDS = [
    "employee_id", "aim", "job_id", "competency_id", "competency", "required_level", "level", "sd",
    "n_evidence", "basis", "weight", "gap", "chance",
]  # fmt: skip
NUMBERS = ["required_level", "level", "sd", "n_evidence", "weight", "gap", "chance"]
MATCHES = [
    "employee_id", "aim", "job_id", "job_name", "job_match", "band", "n_asked", "n_lacking",
    "n_estimated",
]  # fmt: skip


def needs_of_people(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return what the present job and the one headed for ask of each person, and what is there.

    Columns as in `NEEDS`: aim is ``present``, ``declared`` or ``next_rung``, sd the standard error
    of the level, gap what is asked less the level, chance that something worth an offer is lacking
    (see `models.gaps.competency_gaps`). Sorted by person, the present job first, then by weight
    times gap, the largest first. Integrity is there only for those assessed in it.
    """
    held = present_posts(tables, as_of)["job_id"]
    present = competency_gaps(tables, as_of).assign(aim=PRESENT)
    present = present.assign(job_id=present["employee_id"].map(held).astype("str"))
    needs = pd.concat([present, gaps_ahead(tables, as_of)], ignore_index=True)
    needs = needs.astype(dict.fromkeys(NUMBERS, "float64"))
    needs = needs.assign(
        competency=needs["competency_id"].map(competency_names(tables)).astype("str"),
        later=needs["aim"] != PRESENT,
        worth=-needs["weight"] * needs["gap"],
    )
    order = ["employee_id", "later", "worth", "competency_id"]
    return needs.sort_values(order, ignore_index=True)[NEEDS]


def gaps_ahead(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return the gaps to the job headed for; a level that nothing tells of is the lowest one.

    Columns as in `models.gaps.competency_gaps`, with job_id and aim of that job.
    """
    rows = aims(tables, as_of).reset_index().merge(standards(tables, as_of), on="job_id")
    told = ["level", "sd", "n_evidence", "basis"]
    levels = known_levels(tables, as_of)[[*PAIR, *told]]
    asked = rows.merge(levels, on=PAIR, how="left")
    asked = asked[asked["level"].notna() | ~_about_integrity(asked["competency_id"], tables)]
    unknown = {"level": UNASKED_LEVEL, "sd": PEOPLE_SPREAD, "n_evidence": 0, "basis": "assumed"}
    return with_gaps(asked.fillna(unknown))


def _about_integrity(competencies: pd.Series, tables: Tables) -> pd.Series:
    """Return which competencies are integrity, which is assessed and never inferred."""
    names = competencies.map(competency_names(tables)).astype("str")
    named = names.str.casefold().str.contains(INTEGRITY_WORD, na=False)
    return named | (names.isna() & (competencies == INTEGRITY_CODE))


def job_matches(
    needs: pd.DataFrame, tables: Tables, as_of: date, *, bands: Mapping[str, float] = BANDS
) -> pd.DataFrame:
    """Return how well each person matches each job of ``needs``: one row a person and aim.

    Columns as in `MATCHES`; job_match is in percent, n_lacking counts competencies below what is
    asked and n_estimated those whose level is on no record. Where that is more than half of them,
    a match would be a guess: it is NaN and its band empty.
    """
    has = needs[["level", "required_level"]].min(axis=1).clip(lower=0)
    told = needs.assign(has=has, lacking=is_lacking(needs), estimated=needs["n_evidence"] == 0)
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
