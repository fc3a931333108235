"""The contract of every scorer and every bar, whatever it scores."""

import json
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from small_agencies import AS_OF, PEOPLE, Tables, agency, office, random_agencies, shuffled

from models.courses import course_bars, course_scorers
from models.mentors import mentor_bars, mentor_scorers
from models.scorers import Bar, RowsByEmployee, Scorer, ThresholdBar

ALL_SCORERS = {
    f"{kind}-{scorer.reason}": (make, place)
    for kind, make in (("course", course_scorers), ("mentor", mentor_scorers))
    for place, scorer in enumerate(make())
}
ALL_BARS = {
    f"{kind}-{bar.reason}": (make, place)
    for kind, make in (("course", course_bars), ("mentor", mentor_bars))
    for place, bar in enumerate(make())
}
OFFICE_PEOPLE = [f"p{n}" for n in range(1, 10)]


@pytest.fixture(params=ALL_SCORERS)
def scorer(request: pytest.FixtureRequest) -> Callable[[], Scorer]:
    make, place = ALL_SCORERS[request.param]
    return lambda: make()[place]


@pytest.fixture(params=ALL_BARS)
def bar(request: pytest.FixtureRequest) -> Callable[[], Bar]:
    make, place = ALL_BARS[request.param]
    return lambda: make()[place]


WITHOUT_GROUND_HERE = {
    "demanded_by_rule",
    "noted_by_others",
    "prepares_next_job",
    "deepens_strength",
    "taken_next",
    "taken_together",
    "raised_levels",
    "reads_alike",
}
"""Scorers of what the small office has no records of; see tests/models/test_course_lists.py."""


def test_there_are_scorers_and_bars_to_test():
    assert len(ALL_SCORERS) >= 7
    assert len(ALL_BARS) >= 12


def test_scores_have_a_row_a_person_and_a_column_an_item(scorer):
    fitted = scorer().fit(office(), AS_OF)
    scores = fitted.score(OFFICE_PEOPLE)
    assert scores.values.shape == (len(OFFICE_PEOPLE), len(fitted.items_))
    assert scores.values.dtype == np.float64
    assert list(scores.employees) == OFFICE_PEOPLE
    assert scores.items.equals(fitted.items_)
    assert fitted.items_.is_monotonic_increasing
    assert fitted.items_.is_unique


def test_an_opinion_is_a_finite_number(scorer):
    values = scorer().fit(office(), AS_OF).score(OFFICE_PEOPLE).values
    assert not np.isinf(values).any()
    assert np.isfinite(values).any() or scorer().reason in WITHOUT_GROUND_HERE


def test_somebody_unknown_may_be_scored(scorer):
    values = scorer().fit(office(), AS_OF).score(["nobody"]).values
    assert values.shape[0] == 1


def test_scores_do_not_depend_on_who_else_is_scored(scorer):
    fitted = scorer().fit(office(), AS_OF)
    together = fitted.score(OFFICE_PEOPLE).values
    for place, person in enumerate(OFFICE_PEOPLE):
        np.testing.assert_array_equal(fitted.score([person]).values[0], together[place])


@settings(max_examples=8, deadline=None)
@given(tables=random_agencies())
def test_all_scores_are_the_same_alone_in_company_and_from_shuffled_rows(tables):
    for make in (course_scorers, mentor_scorers):
        for one, other in zip(make(), make(), strict=True):
            fitted, again = one.fit(tables, AS_OF), other.fit(shuffled(tables), AS_OF)
            together = fitted.score(PEOPLE).values
            np.testing.assert_array_equal(again.score(PEOPLE).values, together)
            np.testing.assert_array_equal(fitted.score(PEOPLE[3:4]).values, together[3:4])


def test_scoring_leaves_the_tables_as_they_were(scorer):
    tables, untouched = office(), office()
    scorer().fit(tables, AS_OF).score(OFFICE_PEOPLE)
    for name, frame in untouched.items():
        pd.testing.assert_frame_equal(tables[name], frame)


def test_explanations_come_in_the_order_of_the_pairs(scorer):
    fitted = scorer().fit(office(), AS_OF)
    rows, columns = np.nonzero(np.isfinite(fitted.score(OFFICE_PEOPLE).values))
    people = pd.Series(OFFICE_PEOPLE, dtype="str").take(rows).reset_index(drop=True)
    pairs = pd.DataFrame({"employee_id": people, "item_id": fitted.items_[columns]})
    forwards = fitted.explain(pairs)
    backwards = fitted.explain(pairs[::-1].reset_index(drop=True))[::-1]
    assert len(forwards) == len(pairs)
    pd.testing.assert_frame_equal(
        forwards.reset_index(drop=True), backwards.reset_index(drop=True), check_dtype=False
    )
    assert json.dumps(forwards.astype(object).where(forwards.notna(), None).to_dict("records"))


def test_only_what_is_required_is_needed(scorer):
    needed = {name: office()[name] for name in ("employees", "assignments")}
    scores = scorer().fit(needed, AS_OF).score(OFFICE_PEOPLE)
    assert scores.values.shape[0] == len(OFFICE_PEOPLE)


def test_a_bar_is_a_mask_of_people_and_items(bar):
    items = pd.Index(["data2", "p1", "unheard of"])
    mask = bar().fit(office(), AS_OF).barred(pd.Index(OFFICE_PEOPLE), items)
    assert mask.shape == (len(OFFICE_PEOPLE), 3)
    assert mask.dtype == np.bool_


def test_a_bar_does_not_depend_on_who_else_is_asked_about(bar):
    items = pd.Index(["data2", "data3", "other", "p1", "p2", "p4"])
    fitted, again = bar().fit(office(), AS_OF), bar().fit(shuffled(office()), AS_OF)
    together = fitted.barred(pd.Index(OFFICE_PEOPLE), items)
    np.testing.assert_array_equal(again.barred(pd.Index(OFFICE_PEOPLE), items), together)
    np.testing.assert_array_equal(fitted.barred(pd.Index(["p5"]), items)[0], together[4])


def test_reasons_are_named_once():
    for make in (course_scorers, mentor_scorers, course_bars, mentor_bars):
        reasons = [one.reason for one in make()]
        assert len(set(reasons)) == len(reasons)


def test_rows_are_found_by_employee_in_the_order_asked():
    frame = pd.DataFrame({"employee_id": ["b", "a", "b"], "value": [1, 2, 3]})
    found = RowsByEmployee(frame).of(["x", "b", "a", "b"])
    assert found["at"].tolist() == [1, 1, 2, 3, 3]
    assert found["value"].tolist() == [1, 3, 2, 1, 3]


def test_a_threshold_on_several_scales_is_met_on_one_of_them():
    places = pd.DataFrame({"pns": [5.0, None, 1.0], "pppk": [None, 9.0, None]}, index=list("abc"))
    asked = pd.DataFrame(
        {"pns": [3.0, 3.0, None], "pppk": [None, 8.0, None]}, index=["only_pns", "both", "open"]
    )
    bar = ThresholdBar("x", places=lambda *_: places, thresholds=lambda *_: asked)
    mask = bar.fit({}, AS_OF).barred(pd.Index(["a", "b", "c", "d"]), asked.index)
    assert mask.tolist() == [
        [False, False, False],
        [True, False, False],
        [True, True, False],
        [True, True, False],
    ]


def test_absent_empty_and_narrow_tables_mean_the_same():
    narrow: Tables = agency(
        employees="employee_id,agency_id,joined_on\np1,a,2020-01-01",
        assignments="employee_id,started_on\np1,2020-01-01",
    )
    empty = narrow | {"trainings": office()["trainings"].iloc[:0], "mentors": pd.DataFrame()}
    for make in (course_scorers, mentor_scorers):
        for one, other in zip(make(), make(), strict=True):
            scores = one.fit(narrow, AS_OF).score(["p1"]).values
            np.testing.assert_array_equal(other.fit(empty, AS_OF).score(["p1"]).values, scores)
