"""Which families of signals raise or lower the leavers that a group expects.

Each person's risk is shared out over the families of its contributions, so that the parts add up
to what the risk lies above that of somebody average: the logarithmic mean decomposition of Ang
(2004, Energy Policy 32:1131-1139). A group's parts are those of its people against the agency's
mean person.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.turnover.hazard import Floats

NEARLY_NONE = 1e-9


def parts_of_risk(moved: pd.DataFrame, risk: Floats) -> pd.DataFrame:
    """Return how much of each person's risk each column of ``moved`` adds, on its index.

    ``moved`` are changes of the log hazard against the average; ``risk`` are probabilities. The
    parts of a person add up to her risk less that of her hazard without the changes.
    """
    whole = moved.sum(axis=1).to_numpy()
    flat = np.abs(whole) < NEARLY_NONE
    weight = np.where(flat, risk, -risk * np.expm1(-whole) / np.where(flat, 1.0, whole))
    return moved.mul(weight, axis=0)


def drivers_of_groups(parts: pd.DataFrame, group: pd.Series, weight: pd.Series) -> pd.DataFrame:
    """Return by group (index) how many leavers each family adds to what the mean would expect.

    ``parts`` as of `parts_of_risk`; ``weight`` is for how many people each of them speaks. All
    three have one index. Over all groups together each family adds up to nothing.
    """
    mean = parts.mul(weight, axis=0).sum() / weight.sum()
    away = (parts - mean).mul(weight, axis=0)
    return away.groupby(group).sum()
