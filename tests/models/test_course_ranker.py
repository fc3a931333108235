"""The learned order of courses: what it learns, what it may move, and what keeps its place."""

import numpy as np
import pandas as pd
import pytest
from small_agencies import AS_OF, agency, office

from models.course_lists import in_liked_order
from models.course_ranker import CourseRanker, Examples, opinions
from models.courses import CLOSING, LIKED, CourseLists, course_scorers, suggest_courses


def examples(n_lists: int = 300, length: int = 8) -> Examples:
    """Return lists in which what is taken has the highest of one fact; the other is noise."""
    rng = np.random.default_rng(3)
    facts = pd.DataFrame({"tells": rng.random(n_lists * length), "noise": 0.5})
    group = np.repeat(np.arange(n_lists), length)
    top = facts.groupby(group)["tells"].transform("max").eq(facts["tells"])
    return Examples(facts, top.to_numpy(dtype=np.int64), group)


@pytest.fixture(scope="module")
def ranker() -> CourseRanker:
    return CourseRanker(lean=0.5).fit(examples())


def test_what_tells_comes_first_and_absent_facts_are_allowed(ranker: CourseRanker) -> None:
    low, high = ranker.predict(pd.DataFrame({"tells": [0.1, 0.95], "noise": 0.5}))
    assert high > low
    assert np.isfinite(ranker.predict(pd.DataFrame({"tells": [np.nan], "noise": [np.nan]}))).all()


def test_the_order_of_columns_does_not_matter_and_a_seed_decides(ranker: CourseRanker) -> None:
    facts = examples(20).facts
    again = CourseRanker(lean=0.5).fit(examples())
    assert ranker.predict(facts[["noise", "tells"]]).tolist() == again.predict(facts).tolist()


def test_liking_is_held_against_the_own_list(ranker: CourseRanker) -> None:
    facts = pd.DataFrame({"tells": [0.1, 0.9, 0.5], "noise": 0.5})
    liked = ranker.liking(facts, pd.Series(["p", "p", "alone"]))
    assert liked["factor"].iloc[0] < 1 < liked["factor"].iloc[1]
    assert liked["factor"].iloc[2] == 1, "there is nothing to hold a single course against"
    ranker_without = CourseRanker(lean=0.0).fit(examples())
    assert ranker_without.liking(facts, pd.Series(list("ppp")))["factor"].eq(1).all()


def test_only_what_others_behaviour_speaks_for_is_put_in_another_order() -> None:
    listed = pd.DataFrame(
        {
            "employee_id": ["p", "p", "p", "q", "q"],
            "rank": [1, 2, 3, 1, 2],
            "item_id": list("abcab"),
            "leader": [CLOSING, LIKED, LIKED + 1, LIKED, LIKED],
        }
    )
    liked = pd.DataFrame({"score": [0.0, 1.0, 2.0, 1.0, 3.0], "factor": np.arange(5.0)})
    moved, factor = in_liked_order(listed, liked, since=LIKED)
    assert moved["item_id"].tolist() == ["a", "c", "b", "b", "a"]
    assert moved["rank"].tolist() == [1, 2, 3, 1, 2]
    assert factor.tolist() == [0, 2, 1, 4, 3]


def test_a_learned_order_lists_the_same_courses_under_the_same_bars() -> None:
    tables = office()
    lists = CourseLists(tables, AS_OF)
    wide = lists.wide(["p1", "p4", "p6"])
    facts = lists.facts(wide)
    assert set(facts) >= {scorer.reason for scorer in course_scorers()}
    rng = np.random.default_rng(0)
    taken = rng.integers(0, 2, len(facts))
    learned = CourseRanker(lean=0.5).fit(Examples(facts, taken, np.zeros(len(facts), dtype=int)))
    fixed = suggest_courses(tables, AS_OF, k=9)
    other = suggest_courses(tables, AS_OF, k=9, ranker=learned)
    pairs = [set(zip(one["employee_id"], one["item_id"], strict=True)) for one in (fixed, other)]
    assert pairs[0] == pairs[1]
    assert other.groupby("employee_id")["rank"].agg(list).map(sorted).tolist() == (
        other.groupby("employee_id")["rank"].agg(list).tolist()
    )


def test_opinions_are_those_of_the_scorers() -> None:
    lists = CourseLists(office(), AS_OF)
    wide = lists.wide(["p6", "p9"])
    found = opinions(lists.scorers, wide)
    closing = lists.scorers[CLOSING]
    scores = closing.score(["p6"])
    mine = wide["employee_id"].eq("p6").to_numpy()
    expected = pd.Series(scores.values[0], scores.items).reindex(wide.loc[mine, "item_id"])
    np.testing.assert_array_equal(found.loc[mine, "closes_gap"], expected)


def test_levels_that_rose_after_a_course_speak_for_it() -> None:
    people = [f"p{n:02}" for n in range(40)]
    rows = "\n".join
    tables = agency(
        employees="employee_id,agency_id,joined_on\n" + rows(f"{p},a,2015-01-01" for p in people),
        assignments="employee_id,started_on,job_id\n" + rows(f"{p},2015-01-01,j" for p in people),
        competency_standards="job_id,competency_id,required_level\nj,other,1",
        courses="course_id,title\nc,Course\nd,Other",
        course_competencies="course_id,competency_id,reached_level\nc,s,3\nd,t,3",
        assessments="employee_id,competency_id,level,assessed_on\n"
        + rows(f"{p},s,1,2022-01-01" for p in people)
        + "\n"
        + rows(f"{p},s,{2 if place < 20 else 1},2024-01-01" for place, p in enumerate(people)),
        trainings="employee_id,course_id,completed_on,outcome\n"
        + rows(f"{p},c,2023-01-01,completed" for p in people[:20]),
    )
    (scorer,) = [one for one in course_scorers() if one.reason == "raised_levels"]
    fitted = scorer.fit(tables, AS_OF)
    assert fitted.score(["p39"]).values[0].tolist() == pytest.approx([20 / 30, np.nan], nan_ok=True)
    told = fitted.explain(pd.DataFrame({"employee_id": ["p39"], "item_id": ["c"]}))
    assert told["n_people"].tolist() == [20]
