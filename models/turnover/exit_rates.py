"""How much more often people with a word leave, without telling anybody's own outcome."""

from __future__ import annotations

from typing import Self

import numpy as np
import pandas as pd

from models.turnover.columns import Codes
from models.turnover.hazard import Floats


class ExitRates:
    """The log ratio of observed and expected exits for each code of each column, smoothed.

    ``prior_events`` expected exits count as seen at the rate of all, so that a rare word says
    little (an empirical Bayes estimate of a ratio of rates; Clayton and Kaldor 1987).
    """

    def __init__(self, prior_events: float = 5.0) -> None:
        self.prior_events = prior_events

    def fit(self, codes: pd.DataFrame, y: Floats, *, expected: Floats) -> Self:
        """Learn the ratios; ``expected`` is each row's expected number of exits."""
        self.ratios_ = {str(name): self._ratios(codes[name], y, expected) for name in codes}
        return self

    def transform(self, codes: pd.DataFrame) -> pd.DataFrame:
        """Return the log ratio of each code; 0 for codes never seen."""
        told = {
            name: ratios.reindex(codes[name]).fillna(0.0).to_numpy()
            for name, ratios in self.ratios_.items()
        }
        return pd.DataFrame(told, index=codes.index, dtype=np.float64)

    def fit_transform(
        self, codes: pd.DataFrame, y: Floats, *, expected: Floats, fold: Codes
    ) -> pd.DataFrame:
        """Learn the ratios from all rows, and return for each row what the other folds tell.

        With its own outcome in its ratio, a row would be foretold too well.
        """
        told = pd.DataFrame(0.0, index=codes.index, columns=codes.columns)
        for number in np.unique(fold):
            here = fold == number
            self.fit(codes[~here], y[~here], expected=expected[~here])
            told.iloc[here] = self.transform(codes[here]).to_numpy()
        self.fit(codes, y, expected=expected)
        return told

    def _ratios(self, code: pd.Series, y: Floats, expected: Floats) -> pd.Series:
        sums = pd.DataFrame({"seen": y, "expected": expected}).groupby(code.to_numpy()).sum()
        ratio = (sums["seen"] + self.prior_events) / (sums["expected"] + self.prior_events)
        return ratio.map(np.log)


def folds_of(X: pd.DataFrame, y: Floats, *, n_folds: int, seed: int) -> Codes:
    """Return a fold for each row, with the exits spread evenly.

    All rows of a person (the index level ``employee_id``, if there is one) are in one fold.
    """
    rng = np.random.default_rng(seed)
    named = "employee_id" in X.index.names
    who = X.index.get_level_values("employee_id") if named else np.arange(len(X))
    person, people = pd.factorize(who)
    left = np.bincount(person, weights=y, minlength=len(people)) > 0
    fold = np.zeros(len(people), dtype=np.int64)
    shuffled = rng.permutation(len(people))
    by_outcome = shuffled[np.argsort(left[shuffled], kind="stable")]
    fold[by_outcome] = np.arange(len(people)) % n_folds
    return fold[person]
