"""What an office can change by an offer, and how the record of a person would look then.

A lever names the rows of the records that would make it so, and moves every column of a profile
that moves with them. It is a question put to the model about another record; what an offer does
to a person nobody has learned here.

Not among them: what cannot be changed (service, past posts, exits of others, everything
protected); and what the purpose lock keeps apart from risk (promotion to another post, the renewal
of a contract, pay), which an office must not decide by it. A rank that is due by time of service
is no such decision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.turnover.hazard import Floats

DUTY_HOURS = 20.0
"""Hours (JP) of development a year (PP 11/2017 Ps 203, LAN 10/2018)."""
CONTRACT_HOURS = 24.0
"""Hours that a contract allows in a year (LAN 15/2020)."""
RANK_DUE = 4 * 365.25
"""Days in a rank after which the regular next one is due (PP 99/2000 Ps 7)."""
HIGHEST_RANK = 17.0
LONG_WITHOUT_MENTOR = 365.0
SINCE = 1.0
"""The changed row is of the day before the as-of day."""
A_YEAR = 366.0
FAR_ENOUGH = 0.9
"""A risk must fall to this part of itself: changes of a few in a hundred are noise."""

Moved = Mapping[str, Floats]


@dataclass(frozen=True)
class Lever:
    """One change of the records.

    ``table`` gets one more row; ``applies`` says for whom there is something to change, ``moved``
    what the ``columns`` would then be.
    """

    table: str
    columns: tuple[str, ...]
    applies: Callable[[pd.DataFrame], Floats]
    moved: Callable[[pd.DataFrame], Moved]

    def changed(self, profiles: pd.DataFrame) -> pd.DataFrame:
        """Return the profiles of those to whom it applies, as they would be."""
        own = profiles[np.asarray(self.applies(profiles), dtype=bool)]
        return own.assign(**self.moved(own))


def what_if(
    profiles: pd.DataFrame, risk: pd.Series, ask: Callable[[pd.DataFrame], pd.Series]
) -> pd.DataFrame:
    """Return the levers under which the model would say surely less: columns lever and risk.

    ``risk`` and what ``ask`` answers have the index of the profiles asked about; NaN is no answer.
    A row for each person and lever, on the index of the profiles.
    """
    parts = [pd.DataFrame({"lever": [], "risk": []}, index=profiles.index[:0])]
    for name, lever in LEVERS.items():
        changed = lever.changed(profiles) if set(lever.columns) <= set(profiles) else profiles[:0]
        if changed.empty:
            continue
        told = ask(changed)
        lower = told[told < FAR_ENOUGH * risk.reindex(told.index)]
        parts.append(pd.DataFrame({"lever": name, "risk": lower}))
    return pd.concat(parts)


def _untrained(X: pd.DataFrame) -> Floats:
    return np.asarray(X["hours_last_year"] < DUTY_HOURS)


def _trained(X: pd.DataFrame) -> Moved:
    """Return the learning columns with one more course, that brings the hours of the duty.

    Of a share of courses not finished the base is not in the profile; it stays, or begins at 0.
    """
    hours = DUTY_HOURS - X["hours_last_year"]
    three_years = X["hours_last_three_years"] + hours
    under_contract = X["share_of_contract_hours"].notna()
    return {
        "hours_last_year": np.full(len(X), DUTY_HOURS),
        "share_of_duty_hours": np.ones(len(X)),
        "share_of_contract_hours": np.where(under_contract, DUTY_HOURS / CONTRACT_HOURS, np.nan),
        "hours_last_three_years": three_years.to_numpy(),
        "hours_last_year_against_before": (DUTY_HOURS - three_years / 3).to_numpy(),
        "hours_against_job": (X["hours_against_job"] + hours).to_numpy(),
        "courses_last_year": (X["courses_last_year"] + 1).to_numpy(),
        "courses_last_three_years": (X["courses_last_three_years"] + 1).to_numpy(),
        "days_since_training": np.full(len(X), SINCE),
        "share_not_finished": X["share_not_finished"].fillna(0.0).to_numpy(),
    }


def _unmentored(X: pd.DataFrame) -> Floats:
    known = X["n_mentorings_last_three_years"].notna()
    return np.asarray(known & ~(X["days_since_mentoring"] < LONG_WITHOUT_MENTOR))


def _mentored(X: pd.DataFrame) -> Moved:
    return {
        "n_mentorings_last_three_years": (X["n_mentorings_last_three_years"] + 1).to_numpy(),
        "days_since_mentoring": np.full(len(X), SINCE),
    }


def _rank_due(X: pd.DataFrame) -> Floats:
    permanent = X["employment_type"].astype("str") == "pns"
    waits = (X["days_in_rank"] >= RANK_DUE) & (X["rank_step"] < HIGHEST_RANK)
    return np.asarray(permanent & waits)


def _rank_granted(X: pd.DataFrame) -> Moved:
    """Return the columns of rank with one more; the first rank is taken as that of joining."""
    years = np.maximum(X["days_in_service"], A_YEAR) / A_YEAR
    return {
        "days_in_rank": np.full(len(X), SINCE),
        "rank_step": (X["rank_step"] + 1).to_numpy(),
        "rank_against_cohort": (X["rank_against_cohort"] + 1).to_numpy(),
        "rank_steps_a_year": (X["rank_steps_a_year"] + 1 / years).to_numpy(),
    }


LEVERS: Mapping[str, Lever] = {
    "training_hours": Lever(
        "trainings",
        (
            "hours_last_year",
            "share_of_duty_hours",
            "share_of_contract_hours",
            "hours_last_three_years",
            "hours_last_year_against_before",
            "hours_against_job",
            "courses_last_year",
            "courses_last_three_years",
            "days_since_training",
            "share_not_finished",
        ),
        _untrained,
        _trained,
    ),
    "mentoring": Lever(
        "mentorings",
        ("n_mentorings_last_three_years", "days_since_mentoring"),
        _unmentored,
        _mentored,
    ),
    "rank_due": Lever(
        "ranks",
        ("days_in_rank", "rank_step", "rank_against_cohort", "rank_steps_a_year"),
        _rank_due,
        _rank_granted,
    ),
}
"""What an office can offer or owes, in the order in which it is shown."""
