"""How near training comes to an oracle that knows the true hazards of an invented agency.

``BINA_ORACLE`` names sizes, ``BINA_SEEDS`` how many seeds for each and ``BINA_FIRST_SEED`` the
first, so that a long run can be made in parts; every line is printed when it is found.
``BINA_EVERY_DAYS`` are the days between looks at people. The oracle sees the true hazard of the
month at the start of which both are asked; what moves people later it does not know. Drivers are
ordered by how much they spread the log hazards of the newest tested people, as learned and as true
over the horizon: a change of superior counts for six months, so that little of a year is moved.
"""

from __future__ import annotations

import os
from datetime import date

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from features.families import FEATURES
from features.placements import placements
from features.records import Records
from features.sample import SampleAgency, make_agency
from features.sample.departures import DRIVERS
from models.turnover import CANDIDATES
from training.backtest import BackTest, back_test, folds, pooled
from training.cohorts import Cohorts, build_cohorts
from training.turnover import EVERY_DAYS, MOST_FOLDS, choose, step_days, voluntary_exits

UNTIL = date(2026, 1, 1)
HORIZON = 365
SIZES = tuple(int(size) for size in os.environ.get("BINA_ORACLE", "5000").split())
N_SEEDS = int(os.environ.get("BINA_SEEDS", "3"))
EVERY = int(os.environ.get("BINA_EVERY_DAYS", EVERY_DAYS))
FIRST_SEED = int(os.environ.get("BINA_FIRST_SEED", "7"))
ON_NO_RECORD = ["distance", "newly_placed"]
"""Drivers that depend on how far from home somebody works."""
DRIVER_OF_FAMILY = {"learning": "untrained_gap", "competency": "untrained_gap"}
DRIVER_OF = {
    "days_since_promotion": "stagnation",
    "days_in_rank": "stagnation",
    "days_to_next_rung": "stagnation",
    "days_since_last_appointment": "stagnation",
    "days_in_job": "stagnation",
    "rank_steps_a_year": "stagnation",
    "rank_against_cohort": "stagnation",
    "supervisor_changed": "supervisor_change",
    "days_with_supervisor": "supervisor_change",
    "exits_from_unit": "contagion",
    "share_of_unit_left": "contagion",
    "share_of_unit_gone": "contagion",
    "share_of_team_left": "contagion",
    "share_of_unit_vacant": "workload",
    "n_vacant_posts_in_own_job": "workload",
}
"""Features, by how their names begin, that stand for a driver in the records, as whole families
do; others stand for none or for several."""


def run() -> None:
    """Print both AUCs by size and seed, the means, and the drivers in both orders."""
    for size in SIZES:
        print(f"{size:,} people, {N_SEEDS} seeds")
        rows = _each(size, effect=1.0)
        print(f"mean distance to the oracle: {(rows['oracle'] - rows['auc']).mean():+.4f} AUC")
        for told in ("found", "true"):
            mean = pd.concat(rows[told].tolist(), axis=1).mean(axis=1)
            print(f"drivers, mean spread as {told}: {_ordered(mean)}")
        print("without any effect:")
        _each(size, effect=0.0)


def _each(size: int, *, effect: float) -> pd.DataFrame:
    """Return a row for each seed, printed as soon as it is known."""
    rows = []
    for seed in range(FIRST_SEED, FIRST_SEED + N_SEEDS):
        rows.append(_compared(size, seed, effect=effect))
        print(
            "  ", ", ".join(f"{name} {_short(told)}" for name, told in rows[-1].items()), flush=True
        )
    return pd.DataFrame(rows)


def _short(told: object) -> str:
    if isinstance(told, pd.Series):
        return _ordered(told)
    return f"{told:.4f}" if isinstance(told, float) else str(told)


def _compared(size: int, seed: int, *, effect: float) -> dict[str, object]:
    """Return both AUCs on the back-test of training, and what it would choose.

    Only what the figures need is trained: neither transfers nor, without an effect, a last model.
    """
    agency = make_agency(employees=size, effect=effect, seed=seed, until=UNTIL)
    records, step = [Records.of(agency.tables)], step_days(HORIZON, EVERY)
    cohorts = build_cohorts(records, until=UNTIL, every_days=step, progress=_quiet)
    outcome = cohorts.outcomes(horizon_days=HORIZON, known_before=UNTIL)
    origins = folds(cohorts, horizon_days=HORIZON, most=MOST_FOLDS)
    test = back_test(origins, cohorts.profiles, progress=_quiet)
    n_events = voluntary_exits(outcome)
    name, refusal = choose(pooled(test), n_events=n_events, test=test)
    asked = name if name in CANDIDATES else "boosted_hazard"
    row = {"seed": seed, "candidate": name, "refusal": refusal, "n": n_events}
    order = _order(asked, cohorts, outcome, test, agency) if effect else {}
    return {**row, **_aucs(test, asked, agency), **order}


def _aucs(test: BackTest, name: str, agency: SampleAgency) -> dict[str, float]:
    """Return the AUC of a candidate, of the oracle, and of one that is not told who is at home.

    Where people are at home is on no record, so that no model can do better than the last one, who
    knows everything else, and how many of a unit are far from home.
    """
    as_of = test.outcomes.index.get_level_values("as_of").to_numpy().astype("datetime64[M]")
    people = test.outcomes.index.get_level_values("employee_id")
    asked = pd.MultiIndex.from_arrays([pd.DatetimeIndex(as_of), people])
    truth = agency.truth.set_index(["month", "employee_id"]).reindex(asked)
    there = truth["hazard"].notna().to_numpy()
    known = truth[there].astype("float64").assign(**_groups(test.outcomes.index[there], agency))
    left = test.outcomes["left_voluntarily"].to_numpy()[there]
    told = {
        "auc": test.log_hazards[name].to_numpy()[there],
        "oracle": known["hazard"],
        "not_told_homes": known["hazard"] / np.exp(known[ON_NO_RECORD].sum(axis=1)) * _usual(known),
    }
    return {who: float(roc_auc_score(left, said)) for who, said in told.items()}


def _groups(asked: pd.MultiIndex, agency: SampleAgency) -> dict[str, np.ndarray]:
    """Return the day, the unit and whether somebody came within a year: what homes depend on."""
    records, days = Records.of(agency.tables), asked.get_level_values("as_of")
    people = asked.get_level_values("employee_id")
    units = pd.concat({day: placements(records, day.date())["unit_id"] for day in days.unique()})
    joined = agency.tables["employees"].groupby("employee_id")["joined_on"].min()
    new = (days - pd.DatetimeIndex(joined.reindex(people))).days < HORIZON
    return {"day": days.to_numpy(), "unit": units.reindex(asked).to_numpy(), "new": new}


def _usual(known: pd.DataFrame) -> pd.Series:
    """Return the mean of what homes multiply the hazard by, over who is alike in `_groups`."""
    times = np.exp(known[ON_NO_RECORD].sum(axis=1))
    mean: pd.Series = times.groupby([known[name] for name in ("day", "unit", "new")]).transform(
        "mean"
    )
    return mean.fillna(times.mean())


def _order(
    name: str, cohorts: Cohorts, outcome: pd.DataFrame, test: BackTest, agency: SampleAgency
) -> dict[str, object]:
    """Return the drivers by the spread of what they add, as learned beside as true."""
    hazard, people = CANDIDATES[name](), test.newest.index
    y, days = (outcome[column].to_numpy() for column in ("left_voluntarily", "exposure_days"))
    hazard.fit(cohorts.profiles[days > 0], y[days > 0], exposure_days=days[days > 0])
    moved = hazard.contributions(test.newest)
    drivers = pd.Series([_driver(str(column)) for column in moved], moved.columns).dropna()
    found = moved[drivers.index].T.groupby(drivers).sum().T.std()
    return {"found": found, "true": _lasting(agency.truth, people)[found.index]}


def _driver(column: str) -> str | None:
    """Return the driver that a feature stands for."""
    named = (driver for start, driver in DRIVER_OF.items() if column.startswith(start))
    return next(named, DRIVER_OF_FAMILY.get(FEATURES[column].family))


def _lasting(truth: pd.DataFrame, people: pd.Index) -> pd.Series:
    """Return how much each driver, as it is now, spreads the mean log hazard of the horizon.

    That is the spread of what the present value says, by a straight line, of the mean over the
    months of the horizon in which somebody is there.
    """
    month = people.get_level_values("as_of")[0].to_period("M").to_timestamp()
    ahead = truth["month"].between(month, month + pd.Timedelta(days=HORIZON), inclusive="left")
    by_person = truth[ahead].set_index("employee_id")[list(DRIVERS)].astype("float64")
    present = truth.loc[ahead, "month"].eq(month).to_numpy()
    now = by_person[present].reindex(people.get_level_values("employee_id"))
    mean = by_person.groupby("employee_id").mean().reindex(now.index)
    both = {name: now[name].cov(mean[name]) / now[name].std() for name in DRIVERS}
    return pd.Series(both)


def _quiet(_what: str, _share: float) -> None:
    """Tell nobody."""


def _ordered(spread: pd.Series) -> str:
    by_spread = spread.sort_values(ascending=False)
    return " > ".join(f"{name} {by_spread[name]:.2f}" for name in by_spread.index)
