"""What is learned about mentoring: what was known then, what is better, nothing from little."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from features.records import Records
from features.sample import make_agency
from models.gaps import known_levels
from models.matching.benefits import mentor_pairs
from models.mentor_learning import (
    LEVEL_COLUMNS,
    PAIR_COLUMNS,
    UNLEARNED,
    LevelCorrection,
    MentorModel,
    PairCorrection,
    shown_help,
)
from models.mentors import suggest_mentors
from training.mentors import (
    FEWEST_SINCE,
    Examples,
    Trained,
    Trial,
    held_against,
    level_examples,
    pair_examples,
    train_mentors,
)

UNTIL = date(2026, 1, 1)


@pytest.fixture(scope="module")
def records() -> Records:
    return Records.of(make_agency(employees=600, years=6, until=UNTIL).tables)


@pytest.fixture(scope="module")
def trained(records: Records) -> Trained:
    return train_mentors([records], until=UNTIL, step=lambda *_: None)


def test_levels_are_learned_where_later_assessments_bear_it_out(trained: Trained) -> None:
    figures = trained.card["levels"]
    assert figures["reason"] == "better"
    assert figures["rmse"] < figures["rmse_unlearned"]
    assert trained.model.levels is not None


def test_pairs_are_left_out_where_too_few_were_rated(trained: Trained) -> None:
    assert trained.card["pairs"] == {
        **trained.card["pairs"], "serves": False, "reason": "too_few"
    }  # fmt: skip
    assert trained.model.pairs is None


def test_corrected_levels_stay_on_the_scale_and_integrity_as_assessed(
    records: Records, trained: Trained
) -> None:
    tables = records.as_of(UNTIL).frames
    levels = known_levels(tables, UNTIL)
    better = trained.model.corrected(levels, tables, UNTIL)
    assert better["level"].between(0, 5).all()
    assert (better["sd"] > 0).all()
    integrity = levels["competency_id"] == "M.1"
    pd.testing.assert_frame_equal(better[integrity], levels[integrity])
    assert not np.allclose(better["level"], levels["level"])


def test_what_happens_later_changes_no_example(records: Records) -> None:
    before = date(2024, 1, 1)
    cut = Records.of(records.known_before(before).frames)
    for examples in (level_examples, pair_examples):
        all_of_it, known = examples(records, before), examples(cut, before)
        pd.testing.assert_frame_equal(all_of_it.columns, known.columns)
        np.testing.assert_array_equal(all_of_it.missed, known.missed)


def test_no_protected_attribute_is_learned_from() -> None:
    assert not {"sex", "birth_date", "age", "disability", "absences"} & {
        *LEVEL_COLUMNS, *PAIR_COLUMNS
    }  # fmt: skip


def test_an_office_without_outcomes_learns_nothing_and_matches_all_the_same(
    records: Records,
) -> None:
    tables = dict(records.frames)
    for name in ("mentorings", "assessments"):
        tables[name] = tables[name].iloc[:0]
    bare = train_mentors([Records.of(tables)], until=UNTIL, step=lambda *_: None)
    assert bare.model == MentorModel(until="2026-01-01")
    known = Records.of(tables).as_of(UNTIL).frames
    assert len(suggest_mentors(known, UNTIL, model=bare.model))


class Sameness:
    """Stands for a learned model that says one point more where unit and family are the same."""

    def predict(self, rows: pd.DataFrame) -> np.ndarray:
        return (rows["same_unit"] * rows["same_family"]).to_numpy()


def test_what_pairs_share_counts_where_it_was_learned_to(records: Records) -> None:
    tables = records.as_of(UNTIL).frames
    model = MentorModel(pairs=PairCorrection(Sameness()))  # type: ignore[arg-type]
    mentors = pd.Index(sorted(tables["mentors"]["employee_id"]))
    helped = shown_help(tables, UNTIL, mentors, model)
    assert (helped[6] >= helped[0]).all()
    assert (helped[6] > helped[0]).any()
    np.testing.assert_allclose(helped[[1, 2, 4]], helped[[0, 0, 0]])
    plain = shown_help(tables, UNTIL, mentors, UNLEARNED)
    assert plain.nunique(axis=1).eq(1).all()
    mentees = suggest_mentors(tables, UNTIL)["employee_id"].unique()[:40]
    kept, _ = mentor_pairs(tables, UNTIL, mentees=mentees, k=500, model=model)
    usual, _ = mentor_pairs(tables, UNTIL, mentees=mentees, k=500)
    both = kept.merge(usual, on=["mentee_id", "mentor_id"])
    assert (both["benefit_x"] >= both["benefit_y"] - 1e-12).all()
    assert (both["benefit_x"] > both["benefit_y"] + 1e-6).any()


class Says:
    """Stands for a learned model that says a share of what is in the column ``level``."""

    def __init__(self, share: float) -> None:
        self.share = share

    def predict(self, rows: pd.DataFrame) -> np.ndarray:
        return self.share * rows["level"].to_numpy()


def seen(*, days: str, n: int = 300) -> tuple[Examples, np.ndarray]:
    """Return examples whose misses are known exactly from the column ``level``, and the misses."""
    missed = np.random.default_rng(7).normal(size=n)
    examples = Examples(
        columns=pd.DataFrame({"level": missed}),
        missed=missed,
        person=pd.Index([f"p{at % 60}" for at in range(n)]),
        weight=np.ones(n),
        variance=np.ones(n),
        seen_on=pd.DatetimeIndex([days] * n),
    )
    return examples, missed


def part(share: float, until: str = "2025-01-01") -> LevelCorrection:
    return LevelCorrection(Says(share), 1.0, until)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reigns", "comes", "days", "reason"),
    [
        (0.5, 0.9, "2025-06-01", "nearer"),
        (0.9, 0.5, "2025-06-01", "not_nearer"),
        (0.5, 0.5, "2025-06-01", "not_nearer"),
        (0.5, 0.9, "2024-12-31", "too_few_since"),
    ],
)
def test_what_serves_is_replaced_only_by_what_came_nearer_since(
    reigns: float, comes: float, days: str, reason: str
) -> None:
    examples, missed = seen(days=days)
    new, old = part(comes, "2026-01-01"), part(reigns)
    trial = Trial(None, 1.0, {"serves": True, "reason": "better"}, comes * missed)
    kept, figures = held_against(old, new, examples, trial)
    assert kept is (new if reason == "nearer" else old)
    assert figures["gate"]["reason"] == reason
    assert figures["serves"] == (reason == "nearer")


def test_what_serves_goes_where_nothing_learned_is_nearer_than_it() -> None:
    examples, _ = seen(days="2025-06-01")
    nothing = Trial(None, 1.0, {"serves": False, "reason": "not_better"}, np.zeros(300))
    kept, figures = held_against(part(-1.0), None, examples, nothing)
    assert kept is None
    assert not figures["serves"]
    stays = part(0.1)
    assert held_against(stays, None, examples, nothing)[0] is stays


def test_a_year_later_both_are_asked_about_the_year_between(records: Records) -> None:
    before = train_mentors([records], until=date(2025, 1, 1), step=lambda *_: None)
    assert before.model.levels is not None
    after = train_mentors(
        [records], until=UNTIL, step=lambda *_: None, reigning=before.model
    )  # fmt: skip
    gate = after.card["levels"]["gate"]
    assert gate["n"] > FEWEST_SINCE
    takes_over = gate["rmse"] < gate["rmse_reigning"]
    assert takes_over == (gate["reason"] == "nearer")
    assert (after.model.levels is before.model.levels) == (gate["reason"] != "nearer")
