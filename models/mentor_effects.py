"""How much mentors have helped so far, as far as the records show it.

What a mentor's mentees say (ratings) and how their assessed levels moved are both noisy and few.
So each mentor starts as an average one and moves away from it only as evidence comes in: ratings
are shrunk to the mean of all mentors (Efron and Morris 1975), and what a point of rating is worth
is learned from those pairs that were assessed before and after, starting from a stated guess.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from models.gaps import DAYS_PER_YEAR, PAIR
from models.scorers import Floats, Tables, rows_of

PRIOR_RATINGS = 2.0
"""How many average ratings every mentor starts from."""
POINT_GUESS, POINT_DOUBT = 0.8, 0.4
"""What a point of rating above the mean adds to the usual growth, as a share: guess and spread."""
GROWTH_NOISE = 1.0
"""Standard deviation of the growth seen between two assessments, in levels a year."""
USUAL_GROWTH = 0.3
"""Levels a year in the mentored competency, where too few pairs were assessed twice to tell."""
LEAST_EFFECT, GREATEST_EFFECT = 0.2, 3.0
FEWEST_PAIRS = 30
"""With fewer pairs assessed before and after, the usual growth is not learned."""
SHORTEST = 90
"""Days of mentoring below which growth a year cannot be told."""


def relative_help(points: Floats, worth: float) -> Floats:
    """Return help against an average mentor's, from points of rating above the mean."""
    helped: Floats = np.clip(1.0 + worth * points, LEAST_EFFECT, GREATEST_EFFECT)
    return helped


def usual_growth(seen: pd.DataFrame) -> float:
    """Return levels a year of an average pair: the guess until enough pairs were assessed twice."""
    learned = float(seen["growth"].mean()) if len(seen) >= FEWEST_PAIRS else USUAL_GROWTH
    return max(learned, USUAL_GROWTH / 3)


def shrunk_ratings(mentorings: pd.DataFrame) -> pd.Series:
    """Return by how many points mentors are rated above the mean of all, few ratings shrunk."""
    ratings = mentorings.dropna(subset="mentee_rating")
    above = ratings["mentee_rating"] - ratings["mentee_rating"].mean()
    by_mentor = above.groupby(ratings["mentor_id"]).agg(["sum", "count"])
    shrunk: pd.Series = by_mentor["sum"] / (by_mentor["count"] + PRIOR_RATINGS)
    return shrunk.rename_axis("employee_id")


def growth_of_pairs(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return the pairs whose mentee was assessed before and after: mentor_id, growth.

    Growth is the change of the assessed level in the mentored competency, in levels a year of
    mentoring.
    """
    pairs = rows_of(tables, "mentorings").dropna(subset="competency_id")
    until = pairs["ended_on"].fillna(pd.Timestamp(as_of))
    pairs = pairs.assign(until=until, years=(until - pairs["started_on"]).dt.days / DAYS_PER_YEAR)
    pairs = pairs[pairs["years"] >= SHORTEST / DAYS_PER_YEAR]
    pairs = pairs.rename(columns={"mentee_id": "employee_id"})
    assessed = rows_of(tables, "assessments")[[*PAIR, "assessed_on", "level"]]
    seen = pairs.reset_index(names="pair").merge(assessed, on=PAIR)
    seen = seen.sort_values(["assessed_on", "level"])
    before = seen[seen["assessed_on"] <= seen["started_on"]].groupby("pair")["level"].last()
    after = seen[seen["assessed_on"] >= seen["until"]].groupby("pair")["level"].first()
    growth = (after - before).dropna()
    found = seen.drop_duplicates("pair").set_index("pair").loc[growth.index]
    return pd.DataFrame(
        {"mentor_id": found["mentor_id"], "growth": growth / found["years"]}
    ).reset_index(drop=True)


def point_worth(seen: pd.DataFrame, rated: pd.Series) -> float:
    """Return what a point of rating adds to growth, as a share of the usual growth.

    The guess is moved by the pairs seen as a normal prior is by least squares; never below 0.
    """
    usual = usual_growth(seen)
    rating = rated.reindex(seen["mentor_id"]).fillna(0.0).to_numpy()
    surprise = seen["growth"].to_numpy() - usual * (1.0 + POINT_GUESS * rating)
    weight = (usual * rating / GROWTH_NOISE) @ (usual * rating / GROWTH_NOISE)
    moved = (usual * rating / GROWTH_NOISE) @ (surprise / GROWTH_NOISE)
    return max(0.0, float(POINT_GUESS + moved / (weight + POINT_DOUBT**-2)))
