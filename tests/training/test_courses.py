"""Training of the order of courses: time, the gate, and what it says when there is too little."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from features.records import Records
from models.course_ranker import CourseRanker
from models.scorers import rows_of
from training import courses
from training.courses import FIXED, LEARNED, TrainedOrder, course_card, train_courses
from training.gate import judge_order
from training.registry import LearnedOrder

UNTIL = date(2025, 6, 1)
N_PEOPLE, N_COURSES = 240, 12


def records(*, extra: pd.DataFrame | None = None) -> Records:
    """Return an office where five courses are liked, whatever was taken before them."""
    rng = np.random.default_rng(5)
    chance = np.r_[np.full(5, 0.17), np.full(N_COURSES - 5, 0.15 / (N_COURSES - 5))]
    people = [f"p{n:03}" for n in range(N_PEOPLE)]
    day = pd.Timestamp(UNTIL) - pd.to_timedelta(rng.integers(70, 1700, 1700), unit="D")
    course = rng.choice(N_COURSES, len(day), p=chance / chance.sum())
    trainings = pd.DataFrame(
        {
            "employee_id": rng.choice(people, len(day)),
            "course_id": [f"c{n:02}" for n in course],
            "completed_on": day,
            "feedback": np.where(course < 5, 5.0, 3.0),
            "outcome": "completed",
        }
    ).drop_duplicates(["employee_id", "course_id"])
    start = pd.Timestamp("2015-01-01")
    tables = {
        "employees": pd.DataFrame({"employee_id": people, "agency_id": "a", "joined_on": start}),
        "assignments": pd.DataFrame({"employee_id": people, "started_on": start, "job_id": "j"}),
        "courses": pd.DataFrame(
            {"course_id": [f"c{n:02}" for n in range(N_COURSES)], "title": "t"}
        ),
        "trainings": trainings if extra is None else pd.concat([trainings, extra]),
    }
    return Records.of({name: rows_of(tables, name) for name in tables})


@pytest.fixture(scope="module")
def trained() -> TrainedOrder:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(courses, "FEWEST_TESTED", 20)
        return train_courses([records()], until=UNTIL)


def test_the_periods_follow_each_other_and_the_last_is_on_record() -> None:
    origins = courses._origins(UNTIL)
    steps = {later - earlier for earlier, later in pairwise(origins)}
    assert steps == {timedelta(days=courses.PERIOD_DAYS)}
    ends = origins[-1] + timedelta(days=courses.PERIOD_DAYS + courses.RECORDED_AFTER)
    assert ends == UNTIL


def test_both_orders_are_held_against_what_people_then_took(trained: TrainedOrder) -> None:
    assert set(trained.figures) == {FIXED, LEARNED}
    assert trained.figures[FIXED]["n"] == trained.figures[LEARNED]["n"] > 20
    assert 0 < trained.figures[FIXED]["ndcg"] < 1
    assert (trained.ranker is None) == bool(trained.refusal)
    card = course_card(trained)
    assert card["figures"] == trained.figures
    assert card["limits"]


def test_the_future_changes_nothing(trained: TrainedOrder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courses, "FEWEST_TESTED", 20)
    after = pd.DataFrame(
        {
            "employee_id": [f"p{n:03}" for n in range(N_PEOPLE)],
            "course_id": "c11",
            "completed_on": pd.Timestamp(UNTIL) - pd.Timedelta(days=10),
            "feedback": 5.0,
            "outcome": "completed",
            "recorded_on": pd.Timestamp(UNTIL),
        }
    )
    again = train_courses([records(extra=after)], until=UNTIL)
    assert again.figures == trained.figures
    assert again.z == trained.z


def test_with_few_completions_there_is_no_order() -> None:
    found = train_courses([records()], until=date(2021, 6, 1))
    assert (found.ranker, found.refusal) == (None, "too_few_completions")
    assert not found.figures


def order(until: date = UNTIL) -> TrainedOrder:
    return TrainedOrder(ranker=CourseRanker(), refusal="", until=until, n_lists=500)


def test_an_order_that_learned_from_less_does_not_replace_the_one_in_use() -> None:
    reigning = LearnedOrder(version="1", ranker=CourseRanker(), card={"until": UNTIL.isoformat()})
    assert judge_order(order(), None).reason == "first_champion"
    assert judge_order(order(), reigning).passes
    earlier = replace(order(), until=UNTIL - timedelta(days=1))
    assert judge_order(earlier, reigning).reason == "trained_until_earlier"


@pytest.mark.parametrize(
    ("ndcg", "gained", "refusal"),
    [
        (0.3, 1.0, ""),
        (0.3, 0.9, "closes_less"),
        (0.2, 1.0, "not_surely_better"),
        (0.1, 1.0, "not_surely_better"),
    ],
)
def test_the_gate_asks_for_more_of_what_was_taken_and_no_less_of_the_gaps(
    ndcg: float, gained: float, refusal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told for a hundred people whose lists are all alike but for a little chance."""

    def found(ranker: CourseRanker | None, _periods: object) -> pd.DataFrame:
        chance = np.random.default_rng(0 if ranker else 1).normal(0, 0.05, 100)
        told = (ndcg, gained) if ranker else (0.2, 1.0)
        people = [f"p{n}" for n in range(100)]
        columns = {"ndcg": told[0] + chance - chance.mean(), "recall": 0.5, "gained": told[1]}
        return pd.DataFrame(columns, index=people)

    monkeypatch.setattr(courses, "_found", found)
    assert courses._judged(CourseRanker(), [])[2] == refusal
