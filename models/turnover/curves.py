"""A penalised logistic regression on smooth curves and words, with an offset."""

from __future__ import annotations

from typing import Self

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.preprocessing import SplineTransformer

from models.turnover.columns import UNKNOWN, Codes, Columns
from models.turnover.hazard import Floats

FEWEST_FOR_A_CURVE = 4


class Curve:
    """The terms of one column of numbers: a cubic spline, and whether the value is missing."""

    def __init__(self, n_knots: int) -> None:
        self.n_knots = n_knots

    def fit(self, values: Floats) -> Self:
        """Place the knots at quantiles; a column of few values is a line."""
        known = values[np.isfinite(values)]
        self.middle_ = float(np.median(known)) if len(known) else 0.0
        self.scale_ = float(known.std()) or 1.0 if len(known) else 1.0
        knots = np.unique(np.quantile(known, np.linspace(0, 1, self.n_knots))) if len(known) else ()
        self.spline_: SplineTransformer | None = None
        if len(knots) >= FEWEST_FOR_A_CURVE:
            self.spline_ = SplineTransformer(
                knots=np.asarray(knots)[:, None], extrapolation="constant"
            )
            self.spline_.fit(known[:, None])
        return self

    def terms(self, values: Floats) -> Floats:
        """Return the terms of each value; a missing one has the middle of the curve."""
        missing = ~np.isfinite(values)
        filled = np.where(missing, self.middle_, values)[:, None]
        line = (filled - self.middle_) / self.scale_
        curve = self.spline_.transform(filled) if self.spline_ is not None else line
        return np.hstack([curve, missing[:, None].astype(np.float64)])


class LogisticCurves:
    """Log odds that add up over the columns: a spline of each number, a step for each word.

    ``ridge`` is the prior precision of every term; the steps of words are so pulled towards the
    average of all, the rarer the word the more (partial pooling).
    """

    def __init__(self, *, ridge: float = 5.0, n_knots: int = 6) -> None:
        self.ridge = ridge
        self.n_knots = n_knots

    def fit(self, X: pd.DataFrame, y: Floats, *, offset: Floats, fold: Codes) -> Self:
        """Fit by penalised likelihood; the folds play no part."""
        self.columns_ = Columns().fit(X)
        numbers = self.columns_.numbers(X)
        self.curves_ = {
            str(name): Curve(self.n_knots).fit(numbers[name].to_numpy()) for name in numbers
        }
        blocks = self._blocks(X)
        self.sources_ = [name for name, block in blocks for _ in range(block.shape[1])]
        terms = np.hstack([block for _, block in blocks])
        self.mean_ = terms.mean(axis=0)
        self.steps_, self.level_ = fitted_steps(
            terms - self.mean_, y, offset=offset, ridge=self.ridge
        )
        return self

    def log_odds(self, X: pd.DataFrame) -> Floats:
        """Return the sum of the terms."""
        terms = np.hstack([block for _, block in self._blocks(X)])
        told: Floats = self.level_ + (terms - self.mean_) @ self.steps_
        return told

    def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return each column's terms, 0 for the average."""
        terms = np.hstack([block for _, block in self._blocks(X)])
        moved = pd.DataFrame((terms - self.mean_) * self.steps_, X.index, self.sources_)
        return (
            moved.T.groupby(level=0, sort=False).sum().T.reindex(columns=X.columns, fill_value=0.0)
        )

    def _blocks(self, X: pd.DataFrame) -> list[tuple[str, Floats]]:
        """Return the terms of each column."""
        numbers, codes = self.columns_.numbers(X), self.columns_.codes(X)
        curves = [(name, one.terms(numbers[name].to_numpy())) for name, one in self.curves_.items()]
        words = self.columns_.words_
        steps = [
            (name, np.eye(len(words[name]) + 1)[codes[name].to_numpy() - UNKNOWN]) for name in words
        ]
        return curves + steps


def fitted_steps(terms: Floats, y: Floats, *, offset: Floats, ridge: float) -> tuple[Floats, float]:
    """Return the steps and the level of the highest penalised likelihood."""

    def loss(free: Floats) -> tuple[float, Floats]:
        odds = offset + free[-1] + terms @ free[:-1]
        likelihood = float(np.sum(y * odds - np.logaddexp(0.0, odds)))
        residual = expit(odds) - y
        slope = np.append(terms.T @ residual + ridge * free[:-1], residual.sum())
        return ridge / 2 * float(free[:-1] @ free[:-1]) - likelihood, slope

    start = np.zeros(terms.shape[1] + 1)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return best[:-1], float(best[-1])
