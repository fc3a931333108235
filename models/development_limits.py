"""What bounds a development plan: hours that rules leave, and the last day of service."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from models.calendar_exits import calendar_exits
from models.rules.book import RuleBook
from models.rules.facts import holds_for
from models.rules.readings import employment, hours_under_ceiling
from models.scorers import Tables


def hours_left(tables: Tables, as_of: date, book: RuleBook) -> pd.Series:
    """Return the lesson hours that rules still leave each person this year; only who has a limit.

    Indexed by employee_id: ceilings such as that of contract staff, less the hours of the year.
    """
    kinds, done = employment(tables, as_of), hours_under_ceiling(tables, as_of)
    left = pd.Series(np.inf, index=kinds.index)
    for rule in book.in_force(as_of):
        if rule.kind == "hours_ceiling":
            room = float(rule.parameters["hours"]) - done.reindex(kinds.index).fillna(0.0)
            left = left.where(~holds_for(rule, kinds), room.clip(upper=left))
    return left[np.isfinite(left)]


class ServiceEnds:
    """The day on which each person's service ends: by retirement, or with the contract.

    Who is present beyond that day has another age or a new contract on no record, and is bound by
    nothing here.
    """

    def __init__(self, tables: Tables, as_of: date) -> None:
        exits = calendar_exits(tables, as_of)
        ahead = exits[exits["calendar_exit_on"] > pd.Timestamp(as_of)]
        self._day = ahead["calendar_exit_on"].dt.date.to_dict()
        self._reason = ahead["calendar_exit"].to_dict()

    def allow(self, employee_id: str, until: date | str) -> bool:
        """Return whether something that lasts until a day ends within the service."""
        last: date = self._day.get(employee_id, date.max)
        return pd.Timestamp(until).date() <= last

    def last_days(self, people: pd.Index) -> pd.Series:
        """Return the first day without each person, NaT where none is known to come."""
        return pd.to_datetime(pd.Series(self._day, dtype="object").reindex(people))

    def shortened(self, employee_id: str, until: date, *, least: date) -> date:
        """Return the end of the contract where that lies from ``least`` to ``until``, or ``until``.

        Nothing is shortened for who retires: what was learned would be of no use.
        """
        last: date = self._day.get(employee_id, date.max)
        by_contract = self._reason.get(employee_id) == "contract_end"
        return last if by_contract and least <= last < until else until

    def near(self, employee_id: str, until: date) -> dict[str, str] | None:
        """Return the reason and the day of an end before ``until``; None where there is none."""
        if self.allow(employee_id, until):
            return None
        return {"reason": self._reason[employee_id], "on": self._day[employee_id].isoformat()}
