"""Rules about units and jobs: one fix there mends many people's records."""

from __future__ import annotations

import pandas as pd

from features.quality.declare import Found, found, rule
from features.quality.evidence import Evidence, within

STRUCTURE = "BKN ref_unor"


@rule("completeness", "units", source=STRUCTURE, decides=("mentors",), of_items=True)
def unit_without_head(evidence: Evidence) -> Found:
    """Units with people in them and no head on record."""
    units = _staffed(evidence)
    return found(units["item"], units[units["head_id"].isna()], item="item", person="nobody")


@rule("consistency", "units", source=STRUCTURE, decides=("mentors",), of_items=True)
def head_not_present(evidence: Evidence) -> Found:
    """Units whose head is no longer, or not yet, among the staff."""
    units = _staffed(evidence)
    led = units[units["head_id"].notna()]
    gone = led[~within(led["head_id"], evidence.people.index)]
    return found(led["item"], gone, item="item", person="nobody")


@rule("consistency", "units", source=STRUCTURE, decides=("placement",), of_items=True)
def unit_above_missing(evidence: Evidence) -> Found:
    """Units whose unit above is not on record."""
    units = _staffed(evidence)
    below = units[units["parent_id"].notna()]
    known = evidence.latest("units")["unit_id"]
    lost = below[~within(below["parent_id"], known)]
    return found(below["item"], lost, item="item", person="nobody")


@rule(
    "consistency",
    "assignments",
    source=STRUCTURE,
    needs=("units",),
    decides=("placement",),
    doubt="blank",
    columns=("unit_id",),
)
def unit_gone(evidence: Evidence) -> Found:
    """Present posts in a unit that is not on record or no longer exists."""
    return _in_gone(evidence, "unit_id", "units")


@rule(
    "consistency",
    "assignments",
    source="BKN job references",
    needs=("jobs",),
    decides=("courses",),
    doubt="blank",
    columns=("job_id",),
)
def job_gone(evidence: Evidence) -> Found:
    """Present posts in a job that is not on record or no longer exists."""
    return _in_gone(evidence, "job_id", "jobs")


@rule(
    "completeness",
    "jobs",
    source="PP 11/2017 Ps 239-240; UU 20/2023 Ps 55",
    decides=("retirement",),
    of_items=True,
)
def retirement_age_unknown(evidence: Evidence) -> Found:
    """Jobs held now whose age of retirement is not on record."""
    jobs = _held_jobs(evidence)
    return found(jobs["item"], jobs[jobs["retirement_age"].isna()], item="item", person="nobody")


@rule("completeness", "jobs", source="UU 20/2023 Ps 13-20", decides=("courses",), of_items=True)
def job_without_kind(evidence: Evidence) -> Found:
    """Jobs held now whose kind is not on record."""
    jobs = _held_jobs(evidence)
    return found(jobs["item"], jobs[jobs["kind"].isna()], item="item", person="nobody")


def _staffed(evidence: Evidence) -> pd.DataFrame:
    units = evidence.items("units")
    ends = units["valid_to"]
    standing = units[(ends.isna() | (ends >= evidence.now)).to_numpy(dtype=bool)]
    staffed = standing[within(standing.index, evidence.people["unit_id"])]
    return staffed.assign(item=staffed.index)


def _held_jobs(evidence: Evidence) -> pd.DataFrame:
    jobs = evidence.items("jobs")
    held = jobs[within(jobs.index, evidence.people["job_id"])]
    return held.assign(item=held.index)


def _in_gone(evidence: Evidence, column: str, table: str) -> Found:
    posts = evidence.held_posts
    posts = posts[posts[column].notna()]
    ends = evidence.items(table)["valid_to"].reindex(posts[column]).set_axis(posts.index)
    lost = ~within(posts[column], evidence.items(table).index) | (ends < evidence.now)
    return found(posts["employee_id"], posts[lost], on="started_on", item=column)
