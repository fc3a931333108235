"""A penalised logistic regression on likeness to a few rows: smooth in all columns together."""

from __future__ import annotations

from typing import Self

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist

from models.turnover.columns import UNKNOWN, Codes, Columns
from models.turnover.curves import drawn_rows, fitted_steps
from models.turnover.hazard import Floats

CHUNK = 20_000
"""Rows asked at a time, to keep the memory small."""


class LogisticLikeness:
    """Log odds from a Gaussian kernel between each row and ``n_landmarks`` of the learned rows.

    A Nystroem approximation (Williams and Seeger 2001) of kernel logistic regression. Numbers
    are standardised, words are a step each; a missing number counts as the mean. The kernel is
    as wide as ``width`` times the usual distance of two rows: wide ones bend little. Of very many
    rows it learns from ``most_rows`` drawn at random.
    """

    def __init__(
        self,
        *,
        ridge: float = 0.1,
        width: float = 1.5,
        n_landmarks: int = 500,
        most_rows: int = 50_000,
        seed: int = 7,
    ) -> None:
        self.ridge = ridge
        self.width = width
        self.n_landmarks = n_landmarks
        self.most_rows = most_rows
        self.seed = seed

    def fit(self, X: pd.DataFrame, y: Floats, *, offset: Floats, fold: Codes) -> Self:
        """Choose the landmarks and fit by penalised likelihood; the folds play no part."""
        drawn = drawn_rows(len(X), most=self.most_rows, seed=self.seed)
        X, y, offset = X.iloc[drawn], y[drawn], offset[drawn]
        self.columns_ = Columns().fit(X)
        self.means_ = self.columns_.numbers(X).mean().fillna(0.0)
        raw = self._raw(X)
        self.mean_, self.scale_ = raw.mean(axis=0), raw.std(axis=0) + 1e-9
        points = (raw - self.mean_) / self.scale_
        rng = np.random.default_rng(self.seed)
        chosen = rng.permutation(len(points))[: self.n_landmarks]
        self.landmarks_ = points[np.sort(chosen)]
        self.bandwidth_ = self.width**2 * 2 * max(float(points.var(axis=0).sum()), 1e-9)
        values, vectors = np.linalg.eigh(self._likeness(self.landmarks_))
        kept = values > values.max() * 1e-6
        self.whitening_ = vectors[:, kept] / np.sqrt(values[kept])
        terms = self._likeness(points) @ self.whitening_
        self.middle_ = terms.mean(axis=0)
        self.steps_, self.level_ = fitted_steps(
            terms - self.middle_, y, offset=offset, ridge=self.ridge
        )
        return self

    def log_odds(self, X: pd.DataFrame) -> Floats:
        """Return what is to be added to the offset; higher means more likely."""
        parts = [X.iloc[first : first + CHUNK] for first in range(0, len(X), CHUNK)]
        return np.concatenate([self._told(part) for part in parts])

    def _told(self, X: pd.DataFrame) -> Floats:
        points = (self._raw(X) - self.mean_) / self.scale_
        terms = self._likeness(points) @ self.whitening_ - self.middle_
        told: Floats = self.level_ + terms @ self.steps_
        return told

    def _likeness(self, points: Floats) -> Floats:
        likeness: Floats = np.exp(-cdist(points, self.landmarks_, "sqeuclidean") / self.bandwidth_)
        return likeness

    def _raw(self, X: pd.DataFrame) -> Floats:
        """Return numbers with the mean in place of missing ones, and a column for each word."""
        numbers, codes = self.columns_.numbers(X), self.columns_.codes(X)
        words = [
            np.eye(len(self.columns_.words_[name]) + 1)[codes[name].to_numpy() - UNKNOWN]
            for name in self.columns_.words_
        ]
        return np.hstack([numbers.fillna(self.means_).to_numpy(), *words])
