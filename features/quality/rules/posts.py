"""Rules about posts held."""

from __future__ import annotations

import pandas as pd

from features.importing.contradictions import in_circles
from features.quality.declare import Found, found, lacking, rule
from features.quality.evidence import Evidence, before, overlapping, within

GAP_DAYS = 31
"""Days between two posts that are taken for one date written loosely."""
ACTING_YEARS = 1.0
"""An acting post lasts three months and may be prolonged once (SE Kepala BKN 1/SE/I/2021)."""
HISTORY = "BKN, Indeks Kualitas Data"


@rule("completeness", "assignments", source=HISTORY, decides=("courses", "placement"))
def post_missing(evidence: Evidence) -> Found:
    """People present without a definitive post that goes on."""
    return lacking(evidence, evidence.posts)


@rule(
    "completeness",
    "assignments",
    source=HISTORY,
    decides=("courses", "retirement"),
    columns=("job_id",),
)
def post_without_job(evidence: Evidence) -> Found:
    """Present posts that do not say which job it is."""
    return _present_posts_without(evidence, "job_id")


@rule("completeness", "assignments", source=HISTORY, decides=("placement",), columns=("unit_id",))
def post_without_unit(evidence: Evidence) -> Found:
    """Present posts that do not say in which unit it is."""
    return _present_posts_without(evidence, "unit_id")


@rule(
    "completeness",
    "assignments",
    source="PermenPANRB 6/2022",
    decides=("mentors",),
    columns=("supervisor_id",),
)
def superior_missing(evidence: Evidence) -> Found:
    """Present posts without a superior, heads of a unit left out."""
    heads = evidence.latest("units")["head_id"].dropna()
    return _present_posts_without(evidence, "supervisor_id", except_for=heads)


def _present_posts_without(
    evidence: Evidence, column: str, *, except_for: pd.Series | None = None
) -> Found:
    posts = evidence.held_posts
    if except_for is not None:
        posts = posts[~within(posts["employee_id"], except_for)]
    empty = posts[column].isna()
    return found(posts["employee_id"], posts[empty], on="started_on", held=posts.index[~empty])


@rule(
    "accuracy",
    "assignments",
    source="domain check",
    decides=("mentors",),
    doubt="blank",
    columns=("supervisor_id",),
)
def own_superior(evidence: Evidence) -> Found:
    """Present posts in which somebody is their own superior."""
    given = _with_superior(evidence)
    wrong = given[given["supervisor_id"].eq(given["employee_id"])]
    return found(given["employee_id"], wrong, on="started_on")


@rule(
    "consistency",
    "assignments",
    source="domain check",
    decides=("mentors",),
    doubt="blank",
    columns=("supervisor_id",),
)
def circle_of_superiors(evidence: Evidence) -> Found:
    """Present posts whose superiors lead in a circle back to the same person."""
    given = _with_superior(evidence)
    others = given[given["supervisor_id"].ne(given["employee_id"])]
    above = dict(zip(others["employee_id"], others["supervisor_id"], strict=True))
    ring = others[within(others["employee_id"], pd.Index(sorted(in_circles(above)), dtype="str"))]
    return found(given["employee_id"], ring, on="started_on")


@rule(
    "consistency",
    "assignments",
    source="domain check",
    decides=("mentors",),
    doubt="blank",
    columns=("supervisor_id",),
)
def superior_not_present(evidence: Evidence) -> Found:
    """Present posts whose superior is no longer, or not yet, among the staff."""
    given = _with_superior(evidence)
    gone = given[~within(given["supervisor_id"], evidence.people.index)]
    return found(given["employee_id"], gone, on="started_on")


def _with_superior(evidence: Evidence) -> pd.DataFrame:
    posts = evidence.held_posts
    return posts[posts["supervisor_id"].notna()]


@rule("consistency", "assignments", source=HISTORY, decides=("courses", "placement"), doubt="drop")
def two_definitive_posts(evidence: Evidence) -> Found:
    """Definitive posts begun while another one of the same person still went on."""
    rows = _in_order(evidence)
    return found(rows["employee_id"], rows[overlapping(evidence, rows)], on="started_on")


def _in_order(evidence: Evidence) -> pd.DataFrame:
    own = evidence.present(evidence.definitive)
    return own.sort_values(["employee_id", "started_on"], kind="stable")


@rule("consistency", "assignments", source=HISTORY)
def gap_between_posts(evidence: Evidence) -> Found:
    """Definitive posts that begin more than 31 days after the one before has ended."""
    rows = _in_order(evidence)
    gap = (rows["started_on"] - before(rows, "ended_on")["ended_on"]).dt.days
    return found(rows["employee_id"], rows[(gap > GAP_DAYS)], on="started_on")


@rule("consistency", "assignments", source="domain check", doubt="drop")
def post_before_joining(evidence: Evidence) -> Found:
    """Definitive posts begun before the person joined the agency."""
    rows = _in_order(evidence)
    joined = evidence.people["joined_on"].reindex(rows["employee_id"]).set_axis(rows.index)
    return found(rows["employee_id"], rows[rows["started_on"] < joined], on="started_on")


@rule("timeliness", "assignments", source="SE Kepala BKN 1/SE/I/2021", doubt="drop")
def acting_too_long(evidence: Evidence) -> Found:
    """Acting posts that are still open a year after they began; they last six months at most."""
    own = evidence.own("assignments")
    acting = own[own["appointment"].isin(["acting", "daily_acting"])]
    going_on = evidence.open(acting)
    late = going_on[going_on["started_on"] < evidence.ago(years=ACTING_YEARS)]
    return found(acting["employee_id"], late, on="started_on")
