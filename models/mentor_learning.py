"""What is learned about mentoring from the records: levels people truly have, and pairs that work.

Two corrections, each of which serves only where it was shown to help (`training.mentors`):

- of levels. The twin starts people from what those in the same job have; who came lately has less,
  and who is ahead in one competency tends to be ahead in others. A boosted model learns from later
  assessments by how much the twin was off (Ke et al. 2017).
- of pairs. How mentees rate their mentors, from what was known when a pair began: how the mentor
  was rated before, how busy she is, how her earlier mentees did, and what the two share.

Without either the twin's levels and `models.mentor_effects` stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from lightgbm import LGBMRegressor

from features.twin import BASES
from features.twin.noise import INTEGRITY_CODE, INTEGRITY_WORD
from models.gaps import DAYS_PER_YEAR, competency_names, present_posts
from models.mentor_effects import growth_of_pairs, point_worth, relative_help, shrunk_ratings
from models.scorers import Floats, Mask, Tables, rows_of

LEVEL_COLUMNS = [
    "level", "sd", "n_evidence", "asked", "asked_next", "weight", "others_ahead", "n_others",
    "years_here", "years_in_job", "basis",
]  # fmt: skip
SHARED = ["same_unit", "same_family", "same_region"]
PAIR_COLUMNS = ["rated", "n_rated", "grown", "appraised", "n_going", "years_here", *SHARED]
PRIOR_CHANGES = 5.0
"""How many mentees without a difference every mentor's growth and appraisals start from."""
LEAST_SD = 0.2
Trees = LGBMRegressor
SETTINGS: Mapping[str, Any] = {
    "learning_rate": 0.05,
    "n_jobs": 1,
    "verbose": -1,
    "random_state": 7,
}
LEVEL_TREES: Mapping[str, Any] = {"n_estimators": 200, "num_leaves": 15, "min_child_samples": 100}
PAIR_TREES: Mapping[str, Any] = {"n_estimators": 60, "num_leaves": 4, "min_child_samples": 60}


def boosted(
    columns: pd.DataFrame, missed: Floats, *, weight: Floats, trees: Mapping[str, Any]
) -> Trees:
    """Return boosted trees that say by how much the unlearned fit is off; the same every time."""
    model = LGBMRegressor(**SETTINGS, **trees)
    return model.fit(columns, missed, sample_weight=weight)


@dataclass(frozen=True)
class LevelCorrection:
    """By how much levels of the twin are off, and by what factor their errors are.

    ``until`` is the day before which all it learned from was known, in ISO form.
    """

    model: LGBMRegressor
    sd_factor: float
    until: str = ""

    def of(self, levels: pd.DataFrame, tables: Tables, as_of: date) -> pd.DataFrame:
        """Return rows of `known_levels` corrected where the present job asks for them."""
        asked = levels["asked"].notna().to_numpy() & ~integrity_rows(tables, levels)
        rows = level_columns(levels, tables, as_of)[LEVEL_COLUMNS]
        moved = np.zeros(len(levels))
        if asked.any():
            moved[asked] = self.model.predict(rows[asked])
        level = np.clip(levels["level"] + moved, 0.0, 5.0)
        sd = (levels["sd"] * self.sd_factor).clip(lower=LEAST_SD)
        return levels.assign(level=level, sd=levels["sd"].where(~asked, sd))


@dataclass(frozen=True)
class PairCorrection:
    """How many points above the mean a mentee is expected to rate a mentor, more than is shown.

    ``until`` as in `LevelCorrection`.
    """

    model: LGBMRegressor
    until: str = ""

    def of(self, rows: pd.DataFrame) -> Floats:
        """Return expected points above the mean rating, for rows of `PAIR_COLUMNS`."""
        points: Floats = rows["rated"].to_numpy() + self.model.predict(rows[PAIR_COLUMNS])
        return points


@dataclass(frozen=True)
class MentorModel:
    """What `bina train mentors` learned; None for what did not pass or had too little.

    ``until`` is the day before which all that was looked at was known, in ISO form; a part may have
    learned earlier.
    """

    levels: LevelCorrection | None = None
    pairs: PairCorrection | None = None
    until: str = ""

    def corrected(self, levels: pd.DataFrame, tables: Tables, as_of: date) -> pd.DataFrame:
        """Return the levels of `models.gaps.known_levels`, corrected where that was learned."""
        return levels if self.levels is None else self.levels.of(levels, tables, as_of)


UNLEARNED = MentorModel()
"""The fit of an office that has learned nothing yet."""


def integrity_rows(tables: Tables, levels: pd.DataFrame) -> Mask:
    """Return which rows are about integrity: no estimates, they stand as assessed."""
    ids = levels["competency_id"].astype("str")
    names = ids.map(competency_names(tables)).astype("str").str.casefold()
    by_name = names.str.contains(INTEGRITY_WORD, regex=False).fillna(False)
    found: Mask = (by_name | (names.isna() & ids.eq(INTEGRITY_CODE))).to_numpy(dtype=bool)
    return found


def level_columns(levels: pd.DataFrame, tables: Tables, as_of: date) -> pd.DataFrame:
    """Return rows of levels with `LEVEL_COLUMNS`; no attribute that is protected is among them.

    ``others_ahead``: levels by which the person's own evidence lies above what the job asks in
    other competencies, the mean over ``n_others``; NaN where there is none.
    """
    ahead = (levels["level"] - levels["asked"]).where(levels["n_evidence"] > 0)
    by_person = ahead.groupby(levels["employee_id"])
    n_others = by_person.transform("count") - ahead.notna()
    others = by_person.transform("sum") - ahead.fillna(0.0)
    joined = rows_of(tables, "employees").groupby("employee_id")["joined_on"].max()
    years_here = (pd.Timestamp(as_of) - joined).dt.days / DAYS_PER_YEAR
    return levels.assign(
        others_ahead=others / n_others.where(n_others > 0),
        n_others=n_others,
        years_here=levels["employee_id"].map(years_here),
        years_in_job=levels["employee_id"].map(present_posts(tables, as_of)["years_in_job"]),
        basis=levels["basis"].map({name: float(at) for at, name in enumerate(BASES)}),
    )


def mentor_columns(tables: Tables, as_of: date, mentors: pd.Index) -> pd.DataFrame:
    """Return what was known of each mentor on a day: `PAIR_COLUMNS` without what a pair shares."""
    pairs = rows_of(tables, "mentorings")
    going = pairs[~(pairs["ended_on"] <= pd.Timestamp(as_of))]
    seen = growth_of_pairs(tables, as_of)
    joined = rows_of(tables, "employees").groupby("employee_id")["joined_on"].max()
    known = {
        "rated": shrunk_ratings(pairs),
        "n_rated": pairs.dropna(subset="mentee_rating")["mentor_id"].value_counts(),
        "grown": _shrunk(seen["growth"] - seen["growth"].mean(), seen["mentor_id"]),
        "appraised": _appraisal_changes(tables),
        "n_going": going["mentor_id"].value_counts(),
        "years_here": (pd.Timestamp(as_of) - joined).dt.days / DAYS_PER_YEAR,
    }
    found = pd.DataFrame({name: one.reindex(mentors) for name, one in known.items()}, index=mentors)
    counts = ["rated", "n_rated", "grown", "appraised", "n_going"]
    return found.astype("float64").fillna(dict.fromkeys(counts, 0.0))


def shared_codes(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return everybody's unit, family and region as numbers, columns `SHARED`; -1 for unknown."""
    posts = present_posts(tables, as_of)
    units = rows_of(tables, "units").drop_duplicates("unit_id", keep="last").set_index("unit_id")
    places = [posts["unit_id"], posts["family"], posts["unit_id"].map(units["region"])]
    codes = {
        name: pd.factorize(one, sort=True)[0] for name, one in zip(SHARED, places, strict=True)
    }
    return pd.DataFrame(codes, index=posts.index)


def pair_rows(tables: Tables, as_of: date, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return `PAIR_COLUMNS` of pairs (mentee_id, mentor_id), as was known on a day."""
    mentors = pd.Index(pairs["mentor_id"])
    known = mentor_columns(tables, as_of, mentors.unique()).reindex(mentors)
    codes = shared_codes(tables, as_of)
    own, theirs = (codes.reindex(pairs[side]).to_numpy() for side in ("mentee_id", "mentor_id"))
    same = ((own == theirs) & (own >= 0)).astype(np.float64)
    shared = pd.DataFrame(same, columns=SHARED, index=pairs.index)
    return known.set_index(pairs.index).join(shared)


def shown_help(tables: Tables, as_of: date, mentors: pd.Index, model: MentorModel) -> pd.DataFrame:
    """Return mentors x what a pair shares: expected help against an average mentor's.

    The columns are the 8 combinations of `SHARED`, as numbers in base 2; without a learned
    correction they are all alike.
    """
    ways = np.array([[n >> 2 & 1, n >> 1 & 1, n & 1] for n in range(8)], dtype=np.float64)
    known = mentor_columns(tables, as_of, mentors)
    points = np.tile(known["rated"].to_numpy()[:, None], (1, len(ways)))
    if model.pairs is not None and len(mentors):
        rows = known.loc[known.index.repeat(len(ways))].reset_index(drop=True)
        rows[SHARED] = np.tile(ways, (len(mentors), 1))
        points = model.pairs.of(rows).reshape(points.shape)
    worth = point_worth(growth_of_pairs(tables, as_of), known["rated"])
    return pd.DataFrame(relative_help(points, worth), index=mentors)


def _appraisal_changes(tables: Tables) -> pd.Series:
    """Return by how many points mentees' appraisals rose more than usual, shrunk, by mentor."""
    said = rows_of(tables, "appraisals").dropna(subset="predicate").sort_values("period_end")
    said = said[["employee_id", "period_end", "predicate"]]
    pairs = rows_of(tables, "mentorings").dropna(subset="ended_on").reset_index(names="pair")
    seen = pairs.merge(said, left_on="mentee_id", right_on="employee_id")
    before = seen[seen["period_end"] <= seen["started_on"]].groupby("pair")["predicate"].last()
    after = seen[seen["period_end"] >= seen["ended_on"]].groupby("pair")["predicate"].first()
    change = (after - before).dropna()
    mentor = pairs.set_index("pair")["mentor_id"].reindex(change.index)
    return _shrunk(change - change.mean(), mentor)


def _shrunk(above: pd.Series, mentor: pd.Series) -> pd.Series:
    by_mentor = above.groupby(mentor).agg(["sum", "count"])
    shrunk: pd.Series = by_mentor["sum"] / (by_mentor["count"] + PRIOR_CHANGES)
    return shrunk
