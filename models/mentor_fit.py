"""How well a mentor and a mentee fit by their topics, learned from which mentors were taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Self, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]
Rows: TypeAlias = sparse.csr_matrix
Topics = list[tuple[str, ...]]
"""The topics of a list of profiles: sorted, without repetition, in lower case."""

FIELDS = ("major", "help_topics", "expertise")
TEXT_FIELDS = ("major", "expertise")
"""Fields whose texts are compared."""
NEAREST_MENTORS = 100
SHARPNESS = 10
"""The power of alikeness by which a neighbour counts: close ones far more than others."""
PRIOR_PAIRS = 0.02
"""How many pairs of average success a record starts from; a neighbour alike in all weighs 1."""
LEAST_SHARE = 0.02
N_FOLDS = 5
FEWEST_PAIRS = 100
"""With fewer complete pairs than this no weights are learned."""


def topics_of(column: Iterable[object]) -> Topics:
    """Return the topics of each list, whose parts are separated by semicolons."""
    lists = [value.split(";") if isinstance(value, str) else [] for value in column]
    return [tuple(sorted({one.strip().lower() for one in parts} - {""})) for parts in lists]


class Record:
    """How often mentors with similar topics were taken, by nearest neighbours among mentors.

    Mentors are told apart by their topics alone. A field that is empty on either side counts as
    alike as fields are on average.
    """

    def fit(self, pairs: pd.DataFrame, matched: Floats) -> Self:
        """Count matches by mentor and return itself."""
        self._texts = {field: TfidfVectorizer(analyzer=list, sublinear_tf=True) for field in FIELDS}
        mentors, place = _distinct_mentors(pairs)
        self._known = {
            field: text.fit_transform([*topics_of(mentors[f"mentor_{field}"]), ("none",)])[:-1]
            for field, text in self._texts.items()
        }
        self._taken = np.bincount(place, weights=matched, minlength=len(mentors))
        self._shown = np.bincount(place, minlength=len(mentors)).astype(np.float64)
        self._alike = {field: _mean_cosine(known) for field, known in self._known.items()}
        self._share = float(matched.mean())
        return self

    def score(self, pairs: pd.DataFrame) -> Floats:
        """Return a share of pairs that matched, between 0 and 1."""
        mentors, place = _distinct_mentors(pairs)
        shares = [
            self._shares(mentors.iloc[first : first + 500]) for first in range(0, len(mentors), 500)
        ]
        return np.concatenate(shares)[place]

    def _shares(self, mentors: pd.DataFrame) -> Floats:
        alike = np.zeros((len(mentors), len(self._shown)))
        for field, known in self._known.items():
            rows = self._texts[field].transform(topics_of(mentors[f"mentor_{field}"]))
            cosines = (rows @ known.T).toarray()
            both = _present(rows)[:, None] & _present(known)
            alike += np.where(both, cosines, self._alike[field])
        weights = np.clip(alike / len(FIELDS), 0, 1) ** SHARPNESS
        beyond = np.argsort(-weights, axis=1, kind="stable")[:, NEAREST_MENTORS:]
        np.put_along_axis(weights, beyond, 0.0, axis=1)
        taken = _row_by_row(weights, self._taken) + PRIOR_PAIRS * self._share
        shares: Floats = taken / (_row_by_row(weights, self._shown) + PRIOR_PAIRS)
        return shares


class Texts:
    """How alike the topics of a pair read: the mean cosine over the topics of both sides."""

    def fit(self, pairs: pd.DataFrame) -> Self:
        """Learn which letters tell topics apart and return itself."""
        columns = [f"{side}_{field}" for side in ("mentee", "mentor") for field in TEXT_FIELDS]
        seen = {one for name in columns for topics in topics_of(pairs[name]) for one in topics}
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
        self._letters.fit(sorted(seen) or ["none"])
        return self

    def score(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return one column for each two fields; NaN where one of the lists is empty."""
        mentee, mentor = (
            {field: self._mean(pairs[f"{side}_{field}"]) for field in TEXT_FIELDS}
            for side in ("mentee", "mentor")
        )
        columns = {}
        for one, other in product(TEXT_FIELDS, TEXT_FIELDS):
            cosines = np.asarray(mentee[one].multiply(mentor[other]).sum(axis=1)).ravel()
            both = _present(mentee[one]) & _present(mentor[other])
            columns[f"{one}_like_{other}"] = np.where(both, cosines, np.nan)
        return pd.DataFrame(columns, index=pairs.index)

    def _mean(self, column: pd.Series) -> Rows:
        topics = topics_of(column)
        different = sorted({one for some in topics for one in some})
        if not different:
            return sparse.csr_matrix((len(topics), len(self._letters.vocabulary_)))
        places = {one: place for place, one in enumerate(different)}
        rows = np.repeat(np.arange(len(topics)), [len(some) for some in topics])
        columns = np.array([places[one] for some in topics for one in some], dtype=np.int64)
        weights = np.repeat([1 / max(len(some), 1) for some in topics], list(map(len, topics)))
        shape = (len(topics), len(different))
        averaging = sparse.csr_matrix((weights, (rows, columns)), shape=shape)
        return sparse.csr_matrix(averaging @ self._letters.transform(different))


class MentorFit(BaseEstimator):
    """Says how well a mentor and a mentee fit by their topics; higher is better.

    Reads majors and expertise of both sides and the help that mentors offer. Not used: who the two
    are, and how much they have filled in. Long and complete profiles belong to active people, who
    match more often whoever the other is: they would raise the AUC and say nothing of fit. So
    mentees' help topics, which a third of them leave empty, are not read at all; texts are
    compared by means over topics, and weighed linearly, since a curve could read the length of a
    list from the spread of its mean; repeating or reordering topics changes nothing, and an empty
    list counts as the average. What is learned from matches reaches the training rows only from
    other mentees' pairs.
    """

    def fit(self, X: pd.DataFrame, y: Sequence[int] | pd.Series, groups: pd.Series) -> Self:
        """Learn from pairs, whether they matched (1 or 0) and whose they are; return itself."""
        pairs, matched = X.reset_index(drop=True), np.asarray(y, dtype=np.float64)
        owner = np.asarray(groups)
        self._texts = Texts().fit(pairs)
        columns = self._texts.score(pairs)
        self._neutral = columns.mean().fillna(0.0)
        records = np.full(len(pairs), np.nan)
        n_folds = min(N_FOLDS, len(pd.unique(owner)))
        folds = GroupKFold(n_folds).split(pairs, groups=owner) if n_folds > 1 else []
        for others, fold in folds:
            learned = Record().fit(pairs.iloc[others], matched[others])
            records[fold] = learned.score(pairs.iloc[fold])
        self._record = Record().fit(pairs, matched)
        self._weights = self._weighed(columns.assign(record=_log_odds(records)), matched)
        return self

    def predict(self, X: pd.DataFrame) -> Floats:
        """Return the fit of each pair as log-odds; it depends on no other pair.

        With too few complete pairs to learn from it is the record of similar mentors alone.
        """
        records = self._record.score(X)
        if self._weights is None:
            return _log_odds(records)
        columns = self._texts.score(X).fillna(self._neutral).assign(record=_log_odds(records))
        linear = self._weights[-1]
        scaled = self._weights[:-1].transform(columns.to_numpy())
        return _row_by_row(scaled, linear.coef_[0]) + float(linear.intercept_[0])

    def _weighed(self, columns: pd.DataFrame, matched: Floats) -> Pipeline | None:
        """Learn weights on complete rows only, so that none can stand for an empty list."""
        complete = columns.notna().all(axis=1).to_numpy()
        if complete.sum() < FEWEST_PAIRS or len(set(matched[complete])) < 2:
            return None
        weights = make_pipeline(StandardScaler(), LogisticRegression())
        return weights.fit(columns[complete].to_numpy(), matched[complete])


def _log_odds(shares: Floats) -> Floats:
    bounded = np.clip(shares, LEAST_SHARE, 1 - LEAST_SHARE)
    odds: Floats = np.log(bounded / (1 - bounded))
    return odds


def _row_by_row(rows: Floats, weights: Floats | Integers) -> Floats:
    """Return rows @ weights, to the last digit the same whatever other rows there are.

    A product of matrices may sum one row in another order than the same row among many.
    """
    sums: Floats = np.ascontiguousarray(rows * weights).sum(axis=1)
    return sums


def _present(block: Rows) -> Mask:
    present: Mask = np.diff(block.indptr) > 0
    return present


def _distinct_mentors(pairs: pd.DataFrame) -> tuple[pd.DataFrame, Integers]:
    """Return the mentors by topics, each once, and the place of every pair's mentor in them."""
    columns = {f"mentor_{field}": topics_of(pairs[f"mentor_{field}"]) for field in FIELDS}
    joined = {name: ["; ".join(topics) for topics in lists] for name, lists in columns.items()}
    frame = pd.DataFrame(joined)
    keys = frame.agg("|".join, axis=1)
    place, _ = pd.factorize(keys, sort=True)
    first = keys.drop_duplicates().sort_values().index
    return frame.loc[first].reset_index(drop=True), place.astype(np.int64)


def _mean_cosine(known: Rows) -> float:
    """Return the mean cosine of two rows that are not empty; rows are of length 1."""
    total = np.asarray(known.sum(axis=0)).ravel()
    n = int(_present(known).sum())
    return float(total @ total / n**2) if n else 0.0
