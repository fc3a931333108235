"""A blend of members, each counted by what it said about rows it had not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, Self, TypeVar

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import expit

from models.turnover.columns import Codes
from models.turnover.curves import drawn_rows
from models.turnover.hazard import Floats
from models.turnover.members import Member

PRIOR = 50.0
"""Precision of the weights around equal ones: the members say nearly the same, so that small
samples would otherwise choose one of them by chance."""

MOST_ROWS = 100_000
"""Rows from which the weights are learned in one split; more would only cost time."""

M = TypeVar("M", bound=Member)

Split = tuple[np.ndarray, np.ndarray]
"""Which rows to learn from and which to ask about."""


class Blend(Generic[M]):
    """A weighted sum of the members' log odds.

    ``members`` makes new ones with so many seeds each; one seed is enough to learn the weights.
    Every member is fitted anew for each split; the weights come from what they said there, and
    the members that stay have learned from all rows.
    """

    def __init__(self, members: Callable[[int], Sequence[M]], *, n_seeds: int) -> None:
        self.members = members
        self.n_seeds = n_seeds

    def fit(
        self, X: pd.DataFrame, y: Floats, *, offset: Floats, fold: Codes, splits: Sequence[Split]
    ) -> Self:
        """Learn the weights on the splits and the members from all rows."""
        told, asked = [], []
        for learn, ask in splits:
            own, other = self._drawn(learn), self._drawn(ask)
            members = self._fitted(1, X.iloc[own], y[own], offset[own], fold[own])
            told.append(self._told(members, X.iloc[other]))
            asked.append(other)
        rows = np.concatenate(asked)
        self.weights_, self.level_ = weigh(np.vstack(told), y[rows], offset=offset[rows])
        self.fitted_ = self._fitted(self.n_seeds, X, y, offset, fold)
        return self

    def log_odds(self, X: pd.DataFrame) -> Floats:
        """Return what is to be added to the offset; higher means more likely."""
        odds: Floats = self.level_ + self._told(self.fitted_, X) @ self.weights_
        return odds

    def _drawn(self, rows: np.ndarray) -> Codes:
        """Return the positions of the rows, or of a part of them where there are very many."""
        found = np.flatnonzero(rows)
        return found[drawn_rows(len(found), most=MOST_ROWS, seed=0)]

    def _fitted(
        self, n_seeds: int, X: pd.DataFrame, y: Floats, offset: Floats, fold: Codes
    ) -> list[M]:
        return [one.fit(X, y, offset=offset, fold=fold) for one in self.members(n_seeds)]

    def _told(self, members: Sequence[Member], X: pd.DataFrame) -> Floats:
        return np.column_stack([one.log_odds(X) for one in members])


def weigh(told: Floats, y: Floats, *, offset: Floats) -> tuple[Floats, float]:
    """Return each member's weight (none below 0) and a level, by penalised likelihood.

    ``told`` has a column for each member: log odds beyond the offset of rows it had not seen.
    The weights need not add up to 1: where the members say too much, all of them shrink.
    """
    n_members = told.shape[1]
    equal = np.full(n_members, 1 / n_members)

    def loss(free: Floats) -> tuple[float, Floats]:
        odds = offset + free[-1] + told @ free[:-1]
        likelihood = float(np.sum(y * odds - np.logaddexp(0.0, odds)))
        away = free[:-1] - equal
        residual = expit(odds) - y
        slope = np.append(told.T @ residual + PRIOR * away, residual.sum())
        return PRIOR / 2 * float(away @ away) - likelihood, slope

    bounds = [(0.0, None)] * n_members + [(None, None)]
    best = minimize(loss, np.append(equal, 0.0), jac=True, method="L-BFGS-B", bounds=bounds).x
    return best[:-1], float(best[-1])
