"""Mentor fit: topics decide, and neither who the people are nor how much they filled in."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from models.mentor_fit import FIELDS, MentorFit, Record, topics_of

BESIDE = Path(__file__).parents[3] / "shared" / "data"
PAIRS = Path(os.environ.get("BINA_DATA", BESIDE)) / "mentor_pairs" / "pairs.parquet"
COLUMNS = [f"{side}_{field}" for side in ("mentee", "mentor") for field in FIELDS]
TRADES = ("law", "finance", "nursing", "network engineering", "biology", "design")


def pairs_of(n: int = 1500, *, seed: int = 1) -> pd.DataFrame:
    """Pairs that match more often where both sides have a trade in common."""
    rng = np.random.default_rng(seed)
    lists = {
        name: ["; ".join(rng.choice(TRADES, size=rng.integers(1, 4))) for _ in range(n)]
        for name in COLUMNS
    }
    pairs = pd.DataFrame(lists).assign(mentee_profile=rng.integers(0, n // 3, n))
    sides = zip(topics_of(pairs["mentee_major"]), topics_of(pairs["mentor_major"]), strict=True)
    alike = np.array([bool({*one} & {*other}) for one, other in sides])
    return pairs.assign(final_match=(rng.random(n) < np.where(alike, 0.85, 0.15)).astype(int))


@pytest.fixture(scope="module")
def fitted() -> MentorFit:
    pairs = pairs_of()
    return MentorFit().fit(pairs, pairs["final_match"], groups=pairs["mentee_profile"])


def test_pairs_with_a_trade_in_common_fit_better(fitted):
    new = pairs_of(seed=2)
    assert roc_auc_score(new["final_match"], fitted.predict(new)) > 0.7


def test_neither_repeated_topics_nor_their_order_nor_their_case_matter(fitted):
    new = pairs_of(200, seed=3)
    other = new.copy()
    for name in COLUMNS:
        other[name] = [
            "; ".join([*reversed(one.split("; ")), one.upper(), ""]) for one in new[name]
        ]
    np.testing.assert_allclose(fitted.predict(other), fitted.predict(new))


def test_a_pairs_fit_depends_on_no_other_pair(fitted):
    new = pairs_of(60, seed=4)
    everybody = fitted.predict(new)
    np.testing.assert_allclose(fitted.predict(new.iloc[[7]]), everybody[[7]])
    np.testing.assert_allclose(fitted.predict(new.iloc[::-1]), everybody[::-1])


def test_a_pair_alone_fits_as_among_many_to_the_last_digit(fitted):
    new = pairs_of(60, seed=4)
    alone = [float(fitted.predict(new.iloc[[at]])[0]) for at in range(len(new))]
    assert alone == fitted.predict(new).tolist()


def test_mentees_help_topics_and_profiles_are_not_read(fitted):
    new = pairs_of(60, seed=5)
    other = new.assign(mentee_help_topics=None, mentee_profile="somebody", mentor_profile="x")
    np.testing.assert_array_equal(fitted.predict(other), fitted.predict(new))


def test_length_without_fit_is_not_learned():
    """Mentees with long lists match, with whom does not matter: nothing about fit to learn."""
    pairs = pairs_of(3000, seed=6)
    n_topics = pairs["mentee_expertise"].str.count(";")
    matched = (n_topics + np.random.default_rng(1).normal(0, 1, len(pairs)) > 1).astype(int)
    learned = MentorFit().fit(pairs[:2000], matched[:2000], groups=pairs["mentee_profile"][:2000])
    assert roc_auc_score(matched[2000:], n_topics[2000:]) > 0.75
    assert roc_auc_score(matched[2000:], learned.predict(pairs[2000:])) < 0.65


def test_unknown_topics_and_empty_lists_have_a_fit(fitted):
    new = pairs_of(3, seed=7)
    strange = new.assign(**dict.fromkeys(COLUMNS, "falconry"))
    empty = new.assign(**dict.fromkeys(COLUMNS))
    assert np.isfinite(fitted.predict(strange)).all()
    assert len(set(fitted.predict(empty))) == 1


def test_a_record_is_that_of_similar_mentors():
    pairs = pd.DataFrame({name: ["law"] * 4 + ["design"] * 4 for name in COLUMNS})
    record = Record().fit(pairs, np.array([1, 1, 1, 0, 0, 0, 0, 1.0]))
    assert record.score(pairs.iloc[[0, 4]]) == pytest.approx([0.75, 0.25], abs=0.01)


def test_few_pairs_do():
    pairs = pairs_of(12)
    few = MentorFit().fit(pairs, pairs["final_match"], groups=pairs["mentee_profile"])
    assert np.isfinite(few.predict(pairs)).all()


def test_equal_runs_are_equal(fitted):
    pairs = pairs_of()
    again = MentorFit().fit(pairs, pairs["final_match"], groups=pairs["mentee_profile"])
    np.testing.assert_array_equal(again.predict(pairs), fitted.predict(pairs))


@pytest.mark.skipif(not PAIRS.exists(), reason="the pairs are not on this machine")
def test_topics_say_something_of_real_pairs():
    """A quick floor on a part; the full measurement (five folds) is in the model's notes."""
    pairs = pd.read_parquet(PAIRS)
    people = pairs["mentee_profile"].unique()
    pairs = pairs[pairs["mentee_profile"].isin(people[:500])]
    is_new = pairs["mentee_profile"].isin(people[:100])
    old, new = pairs[~is_new], pairs[is_new]
    learned = MentorFit().fit(old, old["final_match"], groups=old["mentee_profile"])
    assert roc_auc_score(new["final_match"], learned.predict(new)) > 0.55
