"""Profiles: one row for every employee and as-of day, one column for every feature."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from features.clock import Days
from features.declare import Feature
from features.families import FEATURES
from features.history import History
from features.records import Records


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
    wanted = [FEATURES[name] for name in (FEATURES if names is None else names)]
    absent = absent_tables(records)
    columns = {feature.name: _column(feature, history, absent) for feature in wanted}
    return pd.DataFrame(columns, index=history.index)


def absent_tables(records: Records) -> frozenset[str]:
    """Return which needs of features the records do not meet; ``pay`` is one of them."""
    needs = {need for feature in FEATURES.values() for need in feature.needs}
    absent = {need for need in needs - {"pay"} if need not in records}
    has_pay = bool(records.frame("assignments")["base_pay"].notna().any())
    return frozenset(absent if has_pay else absent | {"pay"})


def _column(feature: Feature, history: History, absent: frozenset[str]) -> pd.Series:
    known = not absent.intersection(feature.needs)
    values = feature.compute(history) if known else np.full(len(history.index), np.nan)
    if not feature.categories:
        return pd.Series(values, history.index, dtype="float64")
    codes: Days = np.nan_to_num(values, nan=-1).astype(np.int64)
    words = pd.CategoricalDtype(list(feature.categories))
    return pd.Series(pd.Categorical.from_codes(codes, dtype=words), history.index)
