"""Which courses are suggested: known answers for scores, and bars against a plain reading."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from scipy.stats import norm
from small_agencies import (
    AS_OF,
    COURSES,
    PEOPLE,
    Tables,
    agency,
    office,
    random_agencies,
    shuffled,
    whole,
)

from features.records import Records
from features.tables import JOB_LEVELS, PNS_RANKS, PPPK_RANKS
from features.twin import competency_levels
from features.twin.noise import COURSE_GAIN
from models.course_company import PopularInFamily
from models.courses import GapClosure, course_bars, suggest_courses
from models.gaps import (
    LIKELY_ENOUGH,
    competency_gaps,
    lacking,
    people_present,
    present_posts,
)


def scored(scorer, tables: Tables, people: list[str]) -> pd.DataFrame:
    scores = scorer.fit(tables, AS_OF).score(people)
    return pd.DataFrame(scores.values, scores.employees, scores.items)


def lists(suggested: pd.DataFrame) -> dict[str, list[str]]:
    return suggested.groupby("employee_id")["item_id"].agg(list).to_dict()


def barred(tables: Tables, reason: str) -> set[tuple[str, str]]:
    (bar,) = [bar for bar in course_bars() if bar.reason == reason]
    people = people_present(tables, AS_OF)
    items = pd.Index(sorted(tables["courses"]["course_id"]), dtype="str")
    rows, columns = np.nonzero(bar.fit(tables, AS_OF).barred(people, items))
    return set(zip(people[rows], items[columns], strict=True))


def test_gap_closure_of_the_office():
    """A course is worth the weighted levels it closes on average over what the level may be."""
    tables = office()
    closed = scored(GapClosure(), tables, ["p4", "p5", "p6", "p1"])
    gaps = competency_gaps(tables, AS_OF).set_index(["employee_id", "competency_id"])
    for person, course, competency, reached, weight in (
        ("p6", "data2", "data", 2.0, 3),  # must
        ("p6", "data3", "data", 3.0, 3),
        ("p5", "data3", "data", 3.0, 3),
        ("p4", "text3", "text", 3.0, 1),  # useful
    ):
        gap = gaps.loc[(person, competency)]
        mean = mean_gain(gap["level"], gap["sd"], min(reached, gap["required_level"]))
        assert closed.loc[person, course] == pytest.approx(weight * mean, rel=1e-3)
    assert closed.loc["p4", ["data2", "data3"]].isna().all()
    assert closed.loc["p1"].isna().all()
    assert closed["other"].isna().all()


def mean_gain(level: float, sd: float, aim: float) -> float:
    """Return the mean of what a course brings at most, over the quantiles of the level."""
    levels = norm.ppf((np.arange(20_000) + 0.5) / 20_000, level, sd)
    return float(np.minimum(np.maximum(aim - levels, 0), COURSE_GAIN).mean())


def test_gap_closure_on_a_checkerboard():
    """Whoever lacks an even skill is helped by even courses only, and likewise for odd ones."""
    people, skills = [f"p{n}" for n in range(6)], [f"s{n}" for n in range(2)]
    tables = agency(
        employees="employee_id,agency_id,joined_on\n"
        + "\n".join(f"{p},a,2015-01-01" for p in people),
        assignments="employee_id,started_on,job_id\n"
        + "\n".join(f"{p},2015-01-01,j" for p in people),
        competency_standards="job_id,competency_id,required_level,importance\n"
        + "\n".join(f"j,{s},3,2" for s in skills),
        assessments="employee_id,competency_id,level,assessed_on,method\n"
        + "\n".join(
            f"p{n},s{m},{2 if (n + m) % 2 == 0 else 3},2024-01-01,centre"
            for n in range(6)
            for m in range(2)
        ),
        courses="course_id,title\n" + "\n".join(f"c{n},Course {n}" for n in range(4)),
        course_competencies="course_id,competency_id,reached_level\n"
        + "\n".join(f"c{n},s{n % 2},3" for n in range(4)),
    )
    values = scored(GapClosure(), tables, people).to_numpy()
    board = np.add.outer(np.arange(6), np.arange(4)) % 2 == 0
    assert (values[board] > 1.5 * np.nan_to_num(values[~board]).max()).all()
    assert np.ptp(values[board]) == pytest.approx(0)
    led = suggest_courses(tables, AS_OF, k=2)
    assert lists(led)["p0"][0] in ("c0", "c2")
    assert set(led["reason"]) == {"closes_gap"}


def test_a_course_too_far_above_the_person_counts_for_nothing():
    tables = office()
    tables["course_competencies"].loc[0, "reached_level"] = 4.0  # data3; p6 stands at 1
    closed = scored(GapClosure(), tables, ["p5", "p6"])
    assert closed["data3"].tolist()[0] > 0
    assert np.isnan(closed["data3"].iloc[1])


def test_the_basis_of_a_level_is_its_strongest_evidence():
    rows = competency_gaps(office(), AS_OF).set_index(["employee_id", "competency_id"])
    basis = rows["basis"]
    assert basis["p4", "text"] == "assessed"
    assert basis["p8", "text"] == "course"
    assert (basis["p7", "data"], rows["n_evidence"]["p7", "data"]) == ("assumed", 0), "failed"
    assert basis["p3", "text"] == "assumed"


def test_levels_are_those_of_the_competency_twin():
    tables = office()
    levels = competency_levels(Records.of(whole(tables)), AS_OF).dropna(subset="asked")
    gaps = competency_gaps(tables, AS_OF)
    np.testing.assert_array_equal(gaps[["level", "sd"]], levels[["level", "sd"]])
    np.testing.assert_array_equal(gaps["gap"], gaps["required_level"] - gaps["level"])


def test_a_training_known_by_its_title_raises_the_level_as_its_course_does():
    by_id, by_title = office(), office()
    by_title["trainings"] = by_title["trainings"].assign(
        course_id=pd.Series(np.nan, index=by_title["trainings"].index, dtype="str"),
        title=["First aid", "First aid", "CLEAR LETTERS", "Data basics"],
    )
    pd.testing.assert_frame_equal(
        competency_gaps(by_id, AS_OF), competency_gaps(by_title, AS_OF), check_dtype=False
    )


def test_how_unsure_a_level_is_counts_in_what_is_called_lacking():
    """Both are half a level and less below what is asked; the less sure one may lack more."""
    rows = {"gap": [0.35, 0.35], "sd": [0.4, 0.8]}
    gaps = competency_gaps(office(), AS_OF).head(2).assign(**rows)
    chance = norm.cdf((gaps["gap"] - 0.5) / gaps["sd"])
    assert (chance < LIKELY_ENOUGH).tolist() == [True, False]
    assert lacking(gaps.assign(chance=chance)).index.tolist() == [1]


def test_five_assessed_colleagues_make_a_level_of_the_job():
    people = [f"p{n}" for n in range(7)]
    texts = {
        "employees": "employee_id,agency_id,joined_on\n"
        + "\n".join(f"{p},a,2015-01-01" for p in people),
        "assignments": "employee_id,started_on,job_id\n"
        + "\n".join(f"{p},2015-01-01,j" for p in people),
        "competency_standards": "job_id,competency_id,required_level\nj,s,5",
    }
    header, levels = "employee_id,competency_id,level,assessed_on\n", [0, 1, 2, 2, 4]
    known = [f"p{n},s,{level},2024-01-01" for n, level in enumerate(levels)]
    enough = competency_gaps(agency(**texts, assessments=header + "\n".join(known)), AS_OF)
    few = competency_gaps(agency(**texts, assessments=header + "\n".join(known[:4])), AS_OF)
    assert (enough["basis"].iloc[6], few["basis"].iloc[6]) == ("same_job", "assumed")
    assert enough["sd"].iloc[6] == 0.8


def test_popularity_in_the_family_is_drawn_towards_the_agency():
    tables = agency(
        employees="""
employee_id,agency_id,joined_on
p1,a,2015-01-01
p2,a,2015-01-01
p3,a,2015-01-01
""",
        assignments="""
employee_id,started_on,job_id
p1,2015-01-01,j
p2,2015-01-01,j
p3,2015-01-01,k
""",
        courses="course_id,title\nc1,One\nc2,Two\nc3,Three",
        trainings="""
employee_id,course_id,title,completed_on,outcome
p1,c1,,2024-01-01,completed
p2,c1,,2024-01-01,completed
p1,,TWO,2024-01-01,
p3,c2,,2024-01-01,completed
p3,c2,,2024-02-01,completed
p2,c3,,2020-01-01,completed
p2,c2,,2024-01-01,dropped
""",
    )
    # Family j: c1 twice, c2 once of 3; the agency: c1 2 and c2 2 of 4; k has c2 once of 1.
    popular = scored(PopularInFamily(), tables, ["p1", "p3", "stranger"])
    expected = [[12 / 23, 11 / 23, np.nan], [np.nan, 11 / 21, np.nan], [np.nan] * 3]
    np.testing.assert_allclose(popular.to_numpy(), expected)


def test_the_list_of_somebody_with_gaps():
    suggested = suggest_courses(office(), AS_OF)
    mine = suggested[suggested["employee_id"] == "p6"]
    assert mine["item_id"].tolist() == ["data3", "text3", "data2", "other"]
    assert mine["title"].tolist()[0] == "Data in depth"
    assert mine["reason"].tolist() == ["closes_gap"] * 3 + ["popular_in_family"]
    values = json.loads(mine["reason_values"].iloc[0])
    assert 1 < values.pop("from_level") < 2, "assessed at 1, drawn to what colleagues have"
    assert values == {
        "basis": "assessed",
        "competency": "Data analysis",
        "competency_id": "data",
        "hours": 20.0,
        "n_competencies": 1,
        "required_level": 4.0,
        "to_level": 3.0,
    }


def test_everybody_gets_a_list_newcomers_too():
    assert set(lists(suggest_courses(office(), AS_OF))) == {f"p{n}" for n in range(1, 10)}


def test_a_catalogue_is_enough_for_everybody():
    tables = {name: office()[name] for name in ("employees", "assignments", "courses")}
    suggested = suggest_courses(tables, AS_OF)
    assert {len(items) for items in lists(suggested).values()} == {4}
    assert set(suggested["reason"]) == {"in_catalogue"}


def test_trainings_stand_in_for_a_catalogue():
    tables = {name: office()[name] for name in ("employees", "assignments", "trainings")}
    assert set(lists(suggest_courses(tables, AS_OF, defaults=False))["p9"]) == {
        "other",
        "text3",
        "data2",
    }


def test_without_a_catalogue_there_is_no_list_and_it_is_said():
    tables = {name: office()[name] for name in ("employees", "assignments")}
    suggested = suggest_courses(tables, AS_OF, defaults=False)
    assert suggested.empty
    assert "no_catalogue" in suggested.attrs["notes"]
    assert suggest_courses(office(), AS_OF).attrs["notes"] == []


def test_who_has_left_or_not_yet_come_has_no_list_but_who_came_back_has():
    tables = office() | agency(
        departures="""
employee_id,left_on,reason
p4,2024-12-31,resignation
p5,2009-01-01,resignation
p6,2025-06-01,retirement
"""
    )
    tables["employees"].loc[8, "joined_on"] = pd.Timestamp("2025-02-01")
    assert set(suggest_courses(tables, AS_OF)["employee_id"]) == {
        "p1", "p2", "p3", "p5", "p6", "p7", "p8",
    }  # fmt: skip


def test_rules_of_ranks_levels_years_and_courses():
    tables = office() | agency(
        ranks="""
employee_id,started_on,rank
p4,2010-01-01,III/a
p4,2020-01-01,III/c
p5,2011-01-01,III/b
p6,2024-01-01,IX
""",
        course_requirements="""
course_id,requires_course_id,min_rank,min_level,min_years_in_job
data3,data2,,,
text3,,III/c,,
other,,,madya,
data2,,,,12
""",
    )
    everybody = {f"p{n}" for n in range(1, 10)}
    assert barred(tables, "needs_rank") == {(p, "text3") for p in everybody - {"p4"}}
    assert barred(tables, "needs_course") == {(p, "data3") for p in everybody}
    assert barred(tables, "needs_level") == {(p, "other") for p in everybody}
    assert barred(tables, "needs_years_in_job") == {(p, "data2") for p in ("p8", "p9")}


def test_a_course_for_others_is_not_suggested():
    tables = office()
    tables["courses"]["audience_kind"] = pd.Series([None, "Functional; executor", None, None])
    assert barred(tables, "other_audience") == {(p, "data2") for p in ("p1", "p2", "p3", "p9")}


def test_years_in_job_go_on_through_a_change_of_unit():
    tables = office()
    tables["assignments"] = agency(
        assignments="""
employee_id,started_on,job_id,unit_id,appointment
p4,2010-01-01,head,left,definitive
p4,2015-01-01,analyst,left,
p4,2020-01-01,analyst,right,definitive
p4,2024-01-01,chief,top,acting
"""
    )["assignments"]
    post = present_posts(tables, AS_OF).loc["p4"]
    assert (post["job_id"], post["unit_id"]) == ("analyst", "right")
    assert post["years_in_job"] == pytest.approx(10, abs=0.01)


def allowed(tables: Tables, person: str, course: str) -> bool:
    """Read the rules slowly, one pair at a time."""
    none = pd.DataFrame()
    trainings, rules = tables.get("trainings", none), tables.get("course_requirements", none)
    done = {
        row.course_id
        for row in trainings.itertuples()
        if row.employee_id == person and row.outcome not in ("failed", "dropped")
    }
    posts = present_posts(tables, AS_OF)
    post = posts.loc[person].to_dict() if person in posts.index else {}
    mine = [row for row in rules.itertuples() if row.course_id == course]
    needed = {row.requires_course_id for row in mine if isinstance(row.requires_course_id, str)}
    years = [row.min_years_in_job for row in mine if row.min_years_in_job > 0]
    return (
        course not in done
        and needed <= done
        and all(post.get("years_in_job", -1) >= least for least in years)
        and rank_allows(tables, person, {r.min_rank for r in mine if isinstance(r.min_rank, str)})
        and level_allows(post, {r.min_level for r in mine if isinstance(r.min_level, str)})
        and audience_allows(tables, post, course)
    )


def rank_allows(tables: Tables, person: str, asked: set[str]) -> bool:
    ranks = tables.get("ranks", pd.DataFrame(columns=["employee_id", "started_on", "rank"]))
    mine = ranks[ranks["employee_id"] == person].sort_values("started_on")["rank"].tolist()
    order = PNS_RANKS if mine and mine[-1] in PNS_RANKS else PPPK_RANKS
    comparable = [order.index(least) for least in asked if least in order]
    if not asked:
        return True
    return bool(mine and comparable) and order.index(mine[-1]) >= max(comparable)


def level_allows(post: dict[str, object], asked: set[str]) -> bool:
    leads = post.get("kind") == "leadership"
    order = ("pratama", "madya", "utama") if leads else JOB_LEVELS[:8]
    comparable = [order.index(least) for least in asked if least in order]
    if not asked:
        return True
    level = post.get("level")
    return level in order and bool(comparable) and order.index(level) >= max(comparable)


def audience_allows(tables: Tables, post: dict[str, object], course: str) -> bool:
    courses = tables.get("courses", pd.DataFrame(columns=["course_id", "audience_kind"]))
    named = courses.loc[courses["course_id"] == course, "audience_kind"].dropna().tolist()
    return not named or post.get("kind") in named


@settings(max_examples=12, deadline=None)
@given(tables=random_agencies())
def test_in_random_agencies_exactly_what_the_rules_allow_is_listed(tables):
    suggested = suggest_courses(tables, AS_OF, k=len(COURSES), defaults=False)
    source = "courses" if len(tables.get("courses", ())) else "trainings"
    catalogue = set(tables[source]["course_id"]) if source in tables else set()
    expected = {(p, c) for p in PEOPLE for c in catalogue if allowed(tables, p, c)}
    pairs = list(zip(suggested["employee_id"], suggested["item_id"], strict=True))
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == expected


def test_the_order_of_rows_and_the_company_change_no_list():
    suggested = suggest_courses(office(), AS_OF)
    pd.testing.assert_frame_equal(suggest_courses(shuffled(office()), AS_OF), suggested)
    alone = suggest_courses(office(), AS_OF, employees=["p6"])
    mine = suggested[suggested["employee_id"] == "p6"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, mine)


def test_the_basic_training_of_candidates_is_only_for_candidates():
    tables = office()
    tables["courses"] = tables["courses"].assign(
        title=["Pelatihan Dasar CPNS", "Latsar Golongan III", "Pelatihan Dasar Statistik", "Other"]
    )
    basic = set(tables["courses"]["course_id"][:2])
    tables["statuses"] = agency(
        statuses="employee_id,started_on,employment_type\np4,2020-01-01,cpns\n"
        "p5,2020-01-01,cpns\np5,2021-01-01,pns"
    )["statuses"]
    everybody = {f"p{n}" for n in range(1, 10)}
    others = {(person, course) for person in everybody - {"p4"} for course in basic}
    assert barred(tables, "for_candidates_only") == others
