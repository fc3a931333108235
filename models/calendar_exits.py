"""Departures whose day the calendar tells: retirement, and the end of a contract."""

from __future__ import annotations

from datetime import date

import pandas as pd

from models.rules.book import RuleBook, packaged
from models.rules.readings import retirement_days
from models.scorers import Tables, rows_of

AGES = ("leadership", "other", "madya", "utama")
COLUMNS = ["calendar_exit", "calendar_exit_on"]


def calendar_exits(tables: Tables, as_of: date, *, book: RuleBook | None = None) -> pd.DataFrame:
    """Return the next departure that the calendar tells of each person, by employee_id.

    Columns: calendar_exit (``retirement`` or ``contract_end``) and calendar_exit_on, the first
    day without the person. Who has none on or after ``as_of`` is not in the frame. Ages that a
    job does not tell are those of the rules in force. A date, never a prediction: contracts are
    often renewed.
    """
    both = [
        _dated("retirement", _retirements(tables, as_of, book or packaged())),
        _dated("contract_end", _contract_ends(tables)),
    ]
    exits = pd.concat(both)
    ahead = exits[exits["calendar_exit_on"] >= pd.Timestamp(as_of)]
    first = ahead.sort_values("calendar_exit_on", kind="stable")
    return first[~first.index.duplicated()]


def _retirements(tables: Tables, as_of: date, book: RuleBook) -> pd.Series:
    """Return the day of retirement; nobody's where no rule in force tells the ages."""
    for rule in book.in_force(as_of):
        if rule.kind == "retirement":
            return retirement_days(tables, as_of, {age: rule.parameters[age] for age in AGES})
    return pd.Series(dtype="datetime64[us]")


def _contract_ends(tables: Tables) -> pd.Series:
    """Return the first day after the contract of each person's latest status."""
    statuses = rows_of(tables, "statuses").sort_values("started_on", kind="stable")
    latest = statuses.drop_duplicates("employee_id", keep="last").set_index("employee_id")
    return latest["contract_ends_on"]


def _dated(kind: str, days: pd.Series) -> pd.DataFrame:
    known = days.dropna()
    return pd.DataFrame({"calendar_exit": kind, "calendar_exit_on": known}, columns=COLUMNS)
