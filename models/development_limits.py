"""What bounds a development plan: hours that rules leave, and the day of retirement."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from models.rules.book import RuleBook
from models.rules.facts import holds_for
from models.rules.move_kinds import RETIREMENT_AGES
from models.rules.readings import employment, hours_this_year, retirement_days
from models.scorers import Tables


def hours_left(tables: Tables, as_of: date, book: RuleBook) -> pd.Series:
    """Return the lesson hours that rules still leave each person this year; only who has a limit.

    Indexed by employee_id: ceilings such as that of contract staff, less the hours of the year.
    """
    kinds, done = employment(tables), hours_this_year(tables, as_of)
    left = pd.Series(np.inf, index=kinds.index)
    for rule in book.in_force(as_of):
        if rule.kind == "hours_ceiling":
            room = float(rule.parameters["hours"]) - done.reindex(kinds.index).fillna(0.0)
            left = left.where(~holds_for(rule, kinds), room.clip(upper=left))
    return left[np.isfinite(left)]


def retirement(tables: Tables, as_of: date) -> pd.Series:
    """Return the day on which each person retires, by employee_id; only who has one ahead.

    Who is present beyond that day has another age on no record, and is bound by nothing here.
    """
    days = retirement_days(tables, as_of, RETIREMENT_AGES)
    return days[days > pd.Timestamp(as_of)]
