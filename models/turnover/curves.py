"""A penalised logistic regression on smooth curves and words, with an offset."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

import numpy as np
import pandas as pd
from scipy.interpolate import BSpline
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

    def effect(self, values: Floats, steps: Floats) -> Floats:
        """Return the sum of the terms times their steps, without making the terms."""
        missing = ~np.isfinite(values)
        filled = np.where(missing, self.middle_, values)
        moved = steps[0] * (filled - self.middle_) / self.scale_
        if self.spline_ is not None:
            basis = self.spline_.bsplines_[0]
            inside = np.clip(filled, basis.t[basis.k], basis.t[-basis.k - 1])
            moved = BSpline(basis.t, steps[:-1], basis.k)(inside)
        whole: Floats = moved + steps[-1] * missing
        return whole


class LogisticCurves:
    """Log odds that add up over the columns: a spline of each number, a step for each word.

    ``ridge`` is the prior precision of every term; the steps of words are so pulled towards the
    average of all, the rarer the word the more (partial pooling). Of very many rows it learns
    from ``most_rows`` drawn at random: its few parameters gain nothing from more.
    """

    def __init__(
        self, *, ridge: float = 5.0, n_knots: int = 6, most_rows: int = 100_000, seed: int = 7
    ) -> None:
        self.ridge = ridge
        self.n_knots = n_knots
        self.most_rows = most_rows
        self.seed = seed

    def fit(self, X: pd.DataFrame, y: Floats, *, offset: Floats, fold: Codes) -> Self:
        """Fit by penalised likelihood; the folds play no part."""
        self.columns_ = Columns().fit(X)
        numbers = self.columns_.numbers(X)
        self.curves_ = {
            str(name): Curve(self.n_knots).fit(numbers[name].to_numpy()) for name in numbers
        }
        drawn = drawn_rows(len(X), most=self.most_rows, seed=self.seed)
        blocks = self._blocks(X.iloc[drawn])
        terms = np.hstack([block for _, block in blocks])
        middle = terms.mean(axis=0)
        steps, self.level_ = fitted_steps(
            terms - middle, y[drawn], offset=offset[drawn], ridge=self.ridge
        )
        ends = np.cumsum([block.shape[1] for _, block in blocks])[:-1]
        self.steps_ = np.split(steps, ends)
        self.middle_ = [
            float(a @ b) for a, b in zip(self.steps_, np.split(middle, ends), strict=True)
        ]
        return self

    def log_odds(self, X: pd.DataFrame) -> Floats:
        """Return the sum of the columns."""
        told: Floats = self.level_ + sum((moved for _, moved in self._effects(X)), np.zeros(len(X)))
        return told

    def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return what each column adds, 0 for the average."""
        whole = pd.DataFrame(0.0, index=X.index, columns=X.columns)
        for name, moved in self._effects(X):
            whole[name] += moved
        return whole

    def _effects(self, X: pd.DataFrame) -> Iterator[tuple[str, Floats]]:
        """Yield what each curve and each column of words adds to each row."""
        numbers, codes = self.columns_.numbers(X), self.columns_.codes(X)
        steps = iter(zip(self.steps_, self.middle_, strict=True))
        for name, curve in self.curves_.items():
            own, middle = next(steps)
            yield name, curve.effect(numbers[name].to_numpy(), own) - middle
        for name in self.columns_.words_:
            own, middle = next(steps)
            yield name, own[codes[name].to_numpy() - UNKNOWN] - middle

    def _blocks(self, X: pd.DataFrame) -> list[tuple[str, Floats]]:
        """Return the terms of each column."""
        numbers, codes = self.columns_.numbers(X), self.columns_.codes(X)
        curves = [(name, one.terms(numbers[name].to_numpy())) for name, one in self.curves_.items()]
        words = self.columns_.words_
        steps = [
            (name, np.eye(len(words[name]) + 1)[codes[name].to_numpy() - UNKNOWN]) for name in words
        ]
        return curves + steps


def drawn_rows(n: int, *, most: int, seed: int) -> Codes:
    """Return the positions of at most so many rows, in their order."""
    if n <= most:
        return np.arange(n)
    return np.sort(np.random.default_rng(seed).permutation(n)[:most])


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
