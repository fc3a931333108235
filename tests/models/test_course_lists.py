"""Lists as a whole: no five courses for one gap, no course that starves; what results say."""

import numpy as np
import pandas as pd
from small_agencies import AS_OF, agency, office

from models.course_lists import by_gain_left, without_starving
from models.course_results import course_results
from models.course_uptake import leaves_unfinished, uptake
from models.courses import course_scorers, suggest_courses


def wide(*rows: tuple[str, str, float, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["employee_id", "item_id", "score", "leader"])
    ranks = frame.groupby("employee_id").cumcount() + 1
    return frame.assign(rank=ranks)[["employee_id", "rank", "item_id", "score", "leader"]]


def test_the_second_course_counts_what_the_first_has_left() -> None:
    listed = wide(("p", "a1", 3.0, 1), ("p", "a2", 2.9, 1), ("p", "b1", 1.0, 1), ("p", "x", 9.0, 2))
    needs = pd.DataFrame(
        {
            "employee_id": "p", "competency_id": ["a", "b"], "level": [1.5, 1.7],
            "sd": 0.1, "required_level": 2.0, "weight": [3.0, 2.0],
        }
    )  # fmt: skip
    reached = pd.DataFrame({"a1": [2.0, np.nan], "a2": [2.0, np.nan], "b1": [np.nan, 2.0]},
                           index=["a", "b"])  # fmt: skip
    found = by_gain_left(listed, needs, reached, leader=1, worth=np.ones(4), k=3)
    assert found["item_id"].tolist() == ["a1", "b1", "a2", "x"]
    assert found["rank"].tolist() == [1, 2, 3, 4]
    first = wide(("p", "x", 1.0, 0), ("p", "a1", 3.0, 1))
    again = by_gain_left(first, needs, reached, leader=1, worth=np.ones(2), k=3)
    assert again["item_id"].tolist() == ["x", "a1"], "what a rule demands stays first"


def test_a_course_on_nobodys_list_is_shown_to_those_to_whom_it_is_worth_most() -> None:
    rows = [(f"p{n}", item, 3.0 - place, 1) for n in range(5) for place, item in enumerate("ab")]
    rows = [*rows, *((f"p{n}", "c", n / 10, 1) for n in range(5))]
    listed = wide(*sorted(rows, key=lambda row: (row[0], -row[2])))
    found = without_starving(listed, leader=1, k=2)
    assert found.groupby("employee_id").size().eq(2).all()
    assert set(found.loc[found["item_id"] == "c", "employee_id"]) == {"p2", "p3", "p4"}
    assert found.loc[found["employee_id"] == "p0", "item_id"].tolist() == ["a", "b"]


def test_who_leaves_trainings_unfinished_is_spared_long_courses_and_answers_count() -> None:
    tables = office() | agency(
        trainings="employee_id,course_id,completed_on,outcome\n"
        "p6,data2,2023-01-01,dropped\np6,other,2023-06-01,failed\np5,data2,2023-01-01,completed",
        responses="employee_id,answered_on,course_id,mentor_id,answer\n"
        + "\n".join(f"p{n},2024-01-01,text3,,not_relevant" for n in range(1, 6)),
    )
    tables["courses"].loc[tables["courses"]["course_id"] == "data3", "hours"] = 80.0
    assert leaves_unfinished(tables) == {"p6"}
    pairs = pd.DataFrame(
        {"employee_id": ["p6", "p5", "p5"], "item_id": ["data3", "data3", "text3"]}
    )
    long_tired, long, unwelcome = uptake(tables, AS_OF, pairs)
    assert long_tired == 0.5 * long
    assert unwelcome < long


def test_reasons_beside_gaps_and_popularity() -> None:
    goals = "employee_id,declared_on,target_job_id\np4,2024-01-01,head"
    notes = "employee_id,given_on,aspect,direction\np1,2024-05-01,text,improve"
    tables = office() | agency(goals=goals, feedbacks=notes)
    suggested = suggest_courses(tables, AS_OF)
    noted = suggested[(suggested["employee_id"] == "p1") & (suggested["item_id"] == "text3")]
    assert noted["reason"].tolist() == ["noted_by_others"]
    assert '"competency": "Writing"' in noted["reason_values"].iloc[0]


def test_employees_and_assignments_alone_give_everybody_a_reasoned_list() -> None:
    tables = {name: office()[name] for name in ("employees", "assignments")}
    suggested = suggest_courses(tables, AS_OF)
    assert set(suggested["employee_id"]) == {f"p{n}" for n in range(1, 10)}
    assert set(suggested["reason"]) <= {scorer.reason for scorer in course_scorers()}
    assert suggested.groupby("employee_id").size().ge(3).all()


def test_results_of_a_course_against_those_who_took_none() -> None:
    people = [f"p{n:02}" for n in range(40)]
    took = people[:20]
    tables = agency(
        employees="employee_id,agency_id,joined_on\n"
        + "\n".join(f"{p},a,2015-01-01" for p in people),
        courses="course_id,title\nc,Course\nd,Other",
        course_competencies="course_id,competency_id,reached_level\nc,s,3\nd,t,3",
        assessments="employee_id,competency_id,level,assessed_on\n"
        + "\n".join(f"{p},s,1,2022-01-01" for p in people)
        + "\n"
        + "\n".join(f"{p},s,{2 if p in took else 1},2024-01-01" for p in people),
        trainings="employee_id,course_id,completed_on,outcome,feedback,comment\n"
        + "\n".join(f"{p},c,2023-01-01,completed,5,Sangat bermanfaat" for p in took)
        + "\np01,d,2023-01-01,dropped,2,",
    )
    found = course_results(tables, AS_OF).set_index("course_id")
    assert found.index.tolist() == ["c", "d"]
    assert found.loc["c", "level_change"] == 20 / 30, "drawn towards 0 by ten"
    assert found["verdict"].tolist() == ["raises", "too_few"]
    assert found.loc["c", "themes"] == {"useful": 20}
    assert found.loc["c", "rating"] > found.loc["d", "rating"] > 2
    assert course_results({"employees": tables["employees"]}, AS_OF).empty
