"""Rules about those who left, and those who should have."""

from __future__ import annotations

import pandas as pd

from features.quality.declare import Found, found, rule
from features.quality.evidence import Evidence, within

AFTERWARDS = ("ranks", "appraisals", "trainings", "statuses")
"""Tables whose rows do not bring anybody back; a later post does."""
GRACE_DAYS = 62
"""Papers of the last weeks may carry a day after the departure."""


@rule("consistency", "departures", source="UU 20/2023 Ps 52-53", decides=("counted",), doubt="drop")
def rows_after_departure(evidence: Evidence) -> Found:
    """People who left, and of whom ranks, appraisals, trainings or statuses begin later."""
    left = evidence.latest("departures").sort_values("left_on", kind="stable")
    left = left.drop_duplicates("employee_id", keep="last")
    gone = left[~within(left["employee_id"], evidence.people.index)]
    gone = gone[(gone["left_on"] < evidence.now).to_numpy(dtype=bool)]
    last = _last_rows(evidence).reindex(gone["employee_id"]).set_axis(gone.index)
    late = last > gone["left_on"] + pd.Timedelta(days=GRACE_DAYS)
    return found(gone["employee_id"], gone[late], on="left_on")


def _last_rows(evidence: Evidence) -> pd.Series:
    days = {"appraisals": "period_start", "trainings": "completed_on"}
    parts = [
        evidence.latest(name).set_index("employee_id")[days.get(name, "started_on")]
        for name in AFTERWARDS
    ]
    last: pd.Series = pd.concat(parts).groupby(level=0).max()
    return last


@rule("consistency", "departures", source="domain check", decides=("counted",), doubt="drop")
def left_before_joining(evidence: Evidence) -> Found:
    """People whose departure is dated before their first day with the agency."""
    left = evidence.latest("departures")
    joined = evidence.latest("employees").groupby("employee_id")["joined_on"].min()
    first = joined.reindex(left["employee_id"]).set_axis(left.index)
    return found(left["employee_id"], left[left["left_on"] < first], on="left_on")


@rule(
    "timeliness",
    "employees",
    source="PP 11/2017 Ps 239; UU 20/2023 Ps 55",
    needs=("jobs",),
    decides=("counted", "retirement"),
    doubt="drop",
)
def past_retirement(evidence: Evidence) -> Found:
    """People present two months after the day on which their job's age of retirement was reached.

    Retirement begins on the first day of the month after the birthday.
    """
    people = evidence.people.reset_index()
    ages = evidence.items("jobs")["retirement_age"].reindex(people["job_id"])
    years = ages.set_axis(people.index)
    dated = people[people["birth_date"].notna() & years.notna()]
    months = (12 * years[dated.index]).astype("int64").to_numpy() + 1
    begins = dated["birth_date"].to_numpy().astype("datetime64[M]") + months
    due = pd.Series(begins.astype("datetime64[us]"), dated.index)
    late = dated[due + pd.Timedelta(days=GRACE_DAYS) < evidence.now]
    employees = evidence.latest("employees").reset_index(names="row").set_index("employee_id")
    rows = employees["row"].reindex(late["employee_id"])
    return found(dated["employee_id"], late.set_axis(pd.Index(rows), axis=0))
