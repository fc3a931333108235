"""How near the competency twin comes to the truth of the sample agency, and what it costs."""

from __future__ import annotations

import time
from datetime import date
from math import isfinite

import pandas as pd

from features.bridge import bridge_appraisals
from features.placements import placements
from features.records import Records
from features.sample import make_agency
from features.twin import competency_levels

UNTIL = date(2026, 1, 1)
PAIR = ["employee_id", "competency_id"]


def run() -> None:
    """Print root mean square errors in levels beside two rivals, and CPU-seconds."""
    agency = make_agency(employees=5_000, until=UNTIL)
    records = Records.of(agency.tables)
    start = time.process_time()
    levels = competency_levels(records, UNTIL)
    cost = time.process_time() - start
    people = levels["employee_id"].nunique()
    print(f"{people:,} people, {len(levels):,} levels: {cost:.1f} CPU-seconds")
    start = time.process_time()
    bridged = bridge_appraisals(records, UNTIL)
    print(
        f"{len(bridged):,} appraisals on the bridge: {time.process_time() - start:.1f} CPU-seconds"
    )
    truth = agency.truth_levels.rename(columns={"level": "true"})
    asked = levels.dropna(subset="asked").merge(truth, on=PAIR)
    asked = asked.merge(_last_assessments(records), on=PAIR, how="left")
    asked = asked.merge(_present_jobs(records), on="employee_id")
    of_job = asked.groupby(["job_id", "competency_id"])["last assessment"]
    asked = asked.assign(**{"mean of the job": of_job.transform("mean")})
    rivals = {"twin": "level", "last assessment": "last assessment", "job mean": "mean of the job"}
    for who, rows in (
        ("assessed", asked.dropna(subset="last assessment")),
        ("never assessed", asked[asked["last assessment"].isna()]),
    ):
        errors = {name: _error(rows, column) for name, column in rivals.items()}
        told = ", ".join(f"{name} {error:.3f}" for name, error in errors.items() if isfinite(error))
        print(f"{who}, {len(rows):,} asked levels, error in levels: {told}")


def _last_assessments(records: Records) -> pd.DataFrame:
    assessed = records.as_of(UNTIL).frame("assessments").sort_values("assessed_on", kind="stable")
    last = assessed.drop_duplicates(PAIR, keep="last")
    return last[[*PAIR, "level"]].rename(columns={"level": "last assessment"})


def _present_jobs(records: Records) -> pd.DataFrame:
    held = placements(records, UNTIL).reset_index()
    return held[["employee_id", "job_id"]].dropna()


def _error(rows: pd.DataFrame, column: str) -> float:
    away = rows[column] - rows["true"]
    return float((away.dropna() ** 2).mean() ** 0.5)
