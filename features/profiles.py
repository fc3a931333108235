"""Profiles: one row for every employee and as-of day, one column for every feature."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import pandas as pd

from features.clock import NEVER, Days, Floats, day_number
from features.declare import Feature
from features.families import FEATURES
from features.history import History
from features.records import KNOWN, Records


def build_profiles(
    records: Records,
    as_of: date | Sequence[date],
    *,
    names: Sequence[str] | None = None,
    plain: bool = False,
) -> pd.DataFrame:
    """Return what was known of everybody in the cohort at the start of each as-of day.

    The index is (as_of, employee_id), sorted. Columns are the features in the order of their
    declaration (or ``names``): float64, or a category with the declared words. NaN means that
    the value does not apply or is not on record; a feature whose tables are absent is all NaN.
    ``plain`` answers from `Records.as_of` day by day, for tests.
    """
    days = [as_of] if isinstance(as_of, date) else list(as_of)
    history = History(records, days, plain=plain)
    return pd.DataFrame(feature_columns(history, names), index=history.index)


def feature_columns(
    history: History, names: Sequence[str] | None = None
) -> dict[str, Floats | pd.Categorical]:
    """Return the features as columns by name, one value a moment."""
    wanted = [FEATURES[name] for name in (FEATURES if names is None else names)]
    known = known_from(history.records, {need for feature in wanted for need in feature.needs})
    return {feature.name: _column(feature, history, known) for feature in wanted}


def known_from(records: Records, needs: Iterable[str]) -> dict[str, int]:
    """Return from which day each need of a feature is met: the first row of its table known.

    A table whose first row is known on or after an as-of day was not there on that day: missing
    is not none. Reference tables without dates were always there; ``pay`` is there from the first
    post with pay.
    """
    found = {need: _first_known(records.frame(need)) for need in needs if need in records}
    if "pay" in needs:
        posts = records.frame("assignments")
        found["pay"] = _first_known(posts[posts["base_pay"].notna()])
    return found


def _first_known(frame: pd.DataFrame) -> int:
    if frame.empty:
        return NEVER
    known = frame[KNOWN]
    return -NEVER if known.isna().any() else day_number(known.min().date())


def _column(feature: Feature, history: History, known: dict[str, int]) -> Floats | pd.Categorical:
    there_from = max((known.get(need, NEVER) for need in feature.needs), default=-NEVER)
    there = there_from < history.now
    if there.all():
        values = feature.compute(history)
    elif there.any():
        values = np.where(there, feature.compute(history), np.nan)
    else:
        values = np.full(len(there), np.nan)
    if not feature.categories:
        return values.astype(np.float64, copy=False)
    codes: Days = np.nan_to_num(values, nan=-1).astype(np.int64)
    words = pd.CategoricalDtype(list(feature.categories))
    return pd.Categorical.from_codes(codes, dtype=words)
