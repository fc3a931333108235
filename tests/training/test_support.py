"""Who is unlike anybody: hardly anyone among the usual people, and everyone far outside."""

from __future__ import annotations

import numpy as np
import pandas as pd

from features.distributions import distributions
from training.support import FEWEST_OUTSIDE, unlike_anybody
from training.turnover import Trained

NUMBERS = [f"x{n}" for n in range(10)]


def people(n: int = 500, *, shift: float = 0.0, columns: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(7)
    frame = pd.DataFrame(rng.normal(0, 1, (n, 10)), columns=NUMBERS)
    frame[NUMBERS[:columns]] += shift
    words = pd.Categorical(["usual"] * n, categories=["usual", "never seen"])
    return frame.assign(word=words)


def test_the_usual_people_are_alike() -> None:
    assert not unlike_anybody(people(), distributions(people())).any()


def test_far_outside_in_several_features_is_unlike_and_in_few_is_not() -> None:
    learned = distributions(people())
    assert unlike_anybody(people(shift=30.0, columns=FEWEST_OUTSIDE), learned).all()
    assert not unlike_anybody(people(shift=30.0, columns=FEWEST_OUTSIDE - 1), learned).any()


def test_a_word_nobody_had_counts_and_what_is_missing_does_not() -> None:
    learned = distributions(people())
    two = people(shift=30.0, columns=FEWEST_OUTSIDE - 1)
    two["word"] = pd.Categorical(["never seen"] * len(two), categories=["usual", "never seen"])
    assert unlike_anybody(two, learned).all()
    two["word"] = pd.Categorical([None] * len(two), categories=["usual", "never seen"])
    assert not unlike_anybody(two, learned).any()
    empty = people().assign(**dict.fromkeys(NUMBERS, np.nan))
    assert not unlike_anybody(empty, learned).any()


def test_few_of_the_tested_people_are_unlike_those_learned_from(trained: Trained) -> None:
    assert unlike_anybody(trained.test.newest, trained.distributions).mean() < 0.01
