"""The door of the estimators: any table in, a frame with named columns and two classes out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils import assert_all_finite
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import (
    _check_feature_names,
    _check_n_features,
    check_consistent_length,
    column_or_1d,
    validate_data,
)

from models.turnover.hazard import Floats


def as_frame(estimator: BaseEstimator, X: object, *, reset: bool) -> pd.DataFrame:
    """Return ``X`` as a frame; ``reset`` remembers the columns, otherwise they are compared.

    Frames keep their words; an array of numbers gets the columns x0, x1 and so on. Raises
    `ValueError` for infinite numbers, no rows, no columns, or other columns than were learned.
    """
    if not isinstance(X, pd.DataFrame):
        array = validate_data(estimator, X, reset=reset, dtype=None, ensure_all_finite="allow-nan")
        return _named(pd.DataFrame(array).infer_objects())
    _check_feature_names(estimator, X, reset=reset)
    _check_n_features(estimator, X, reset=reset)
    if X.empty:
        raise ValueError(f"Found array with {len(X)} sample(s) and {X.shape[1]} feature(s)")
    return _named(X)


def as_truth(y: object, frame: pd.DataFrame, *, fewest: int = 2) -> tuple[np.ndarray, Floats]:
    """Return the classes, and for each row 1 for the second class and 0 for the first.

    With ``fewest`` 1 a single class is taken too, as the first one. Raises `ValueError` where
    ``y`` is missing, too long or too short, or has another number of classes.
    """
    if y is None:
        raise ValueError("fit requires y to be passed, but the target y is None")
    told = column_or_1d(y, warn=True)
    assert_all_finite(told, input_name="y")
    check_classification_targets(told)
    check_consistent_length(frame, told)
    classes, codes = np.unique(told, return_inverse=True)
    if not fewest <= len(classes) <= 2:
        raise ValueError(
            "Only binary classification is supported; the number of classes must be 2, "
            f"and y has {len(classes)} class(es)"
        )
    return classes, codes.astype(np.float64)


def take_any_table(tags: Any) -> Any:
    """Return tags that say: two classes, words and missing values are welcome."""
    tags.classifier_tags.multi_class = False
    tags.input_tags.allow_nan = True
    tags.input_tags.categorical = True
    tags.input_tags.string = True
    return tags


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with texts as column names; raise where a number is infinite."""
    names = [name if isinstance(name, str) else f"x{i}" for i, name in enumerate(frame.columns)]
    named = frame.set_axis(names, axis=1)
    for name in named.select_dtypes("number"):
        values = named[name]
        if np.iscomplexobj(values):
            raise ValueError("Complex data not supported")
        if np.isinf(values.to_numpy(dtype=np.float64, na_value=np.nan)).any():
            raise ValueError(f"Input X contains infinity: column {name}")
    return named
