"""What jobs ask for and what people can, as tables to compare any person with any job."""

from __future__ import annotations

from datetime import date

import pandas as pd

from features.records import valid_rows
from features.twin.standards import WEIGHTS
from models.gaps import known_levels
from models.scorers import Tables, rows_of


def asked_levels(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return what jobs ask for: job_id, competency_id, required_level and weight.

    Of two versions of a standard the later counts. Weights are 3 for a must, 2, and 1.
    """
    standards = valid_rows(rows_of(tables, "competency_standards"), as_of)
    standards = standards.dropna(subset="required_level")
    order = ["job_id", "competency_id", "valid_from", "required_level"]
    ordered = standards.sort_values(order, na_position="first")
    latest = ordered.drop_duplicates(["job_id", "competency_id"], keep="last")
    weight = WEIGHTS[latest["importance"].fillna(0).to_numpy().astype(int)]
    return latest[["job_id", "competency_id", "required_level"]].assign(weight=weight)


def level_table(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return people x competencies: the level as the competency twin estimates it.

    NaN where nothing is known; for a move the competency then counts as not there yet.
    """
    levels = known_levels(tables, as_of)
    table = levels.pivot(index="employee_id", columns="competency_id", values="level")
    return table.astype("float64")
