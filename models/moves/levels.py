"""What people can, as a table to compare any person with any job."""

from __future__ import annotations

from datetime import date

import pandas as pd

from models.gaps import known_levels
from models.scorers import Tables


def level_table(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return people x competencies: the level as the competency twin estimates it.

    NaN where nothing is known; for a move the competency then counts as not there yet.
    """
    levels = known_levels(tables, as_of)
    table = levels.pivot(index="employee_id", columns="competency_id", values="level")
    return table.astype("float64")
