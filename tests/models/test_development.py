"""Development plans: consistent by construction, and the same every time."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from small_agencies import AS_OF, Tables, agency

from features.twin.noise import COURSE_GAIN
from models.development import DevelopmentPlans, Suggested, classes_of
from models.development_limits import hours_left
from models.development_worth import totals
from models.rules.book import RuleBook, packaged
from tests.benchmarks.plans import faults


def school() -> Tables:
    """Return one PNS and one PPPK with two gaps, and classes of which two overlap."""
    return agency(
        employees="employee_id,agency_id,joined_on\nana,a,2015-01-01\nbudi,a,2015-01-01",
        statuses="employee_id,started_on,employment_type\nana,2015-01-01,pns\nbudi,2015-01-01,pppk",
        jobs="job_id,name,kind\nan,Analyst,executor",
        assignments="employee_id,started_on,job_id,unit_id\nana,2015-01-01,an,u\nbudi,2015-01-01,an,u",
        competencies="competency_id,name\ndata,Data analysis\ntext,Writing",
        competency_standards="job_id,competency_id,required_level,importance\nan,data,3,1\nan,text,3,2",
        assessments="""
employee_id,competency_id,level,assessed_on,method
ana,data,1,2024-12-01,centre
ana,text,1,2024-12-01,centre
budi,data,1,2024-12-01,centre
budi,text,1,2024-12-01,centre
""",
        courses="course_id,title,form,hours\nd,Data,3,20\nw,Words,3,20",
        course_competencies="course_id,competency_id,reached_level\nd,data,3\nw,text,2",
        offerings="""
offering_id,course_id,starts_on,ends_on,seats
d1,d,2025-02-03,2025-02-07,10
w1,w,2025-02-05,2025-02-08,10
w2,w,2025-05-05,2025-05-08,10
w3,w,2025-04-05,2025-04-08,0
""",
        absences="employee_id,started_on,ended_on,kind\nana,2025-05-01,2025-05-06,other",
    )


def suggested(*courses: str) -> Suggested:
    listed = pd.DataFrame(
        [(who, rank, one) for who in ("ana", "budi") for rank, one in enumerate(courses, 1)],
        columns=["employee_id", "rank", "item_id"],
    )
    nobody = pd.DataFrame(columns=["employee_id", "rank", "item_id", "title"])
    mentors = pd.DataFrame({"employee_id": ["ana"], "rank": [1], "item_id": ["m"], "title": [""]})
    return Suggested(courses=listed, mentors=mentors, moves=nobody)


def classes_in(plan: dict[str, object]) -> list[str]:
    actions = plan["actions"]
    assert isinstance(actions, list)
    return [one["item_id"] for one in actions if one["share"] == "course"]


def test_classes_of_a_plan_overlap_neither_each_other_nor_an_absence() -> None:
    tables = school()
    assert classes_in(DevelopmentPlans(tables, AS_OF, suggested("d", "w")).of("ana")) == ["d1"]
    tables.pop("absences")
    found = classes_in(DevelopmentPlans(tables, AS_OF, suggested("d", "w")).of("ana"))
    assert found == ["d1", "w2"]


def test_contract_staff_stay_under_their_ceiling_of_hours() -> None:
    rule = next(one for one in packaged().rules if one.kind == "hours_ceiling")
    book = RuleBook((replace(rule, enabled=True),))
    assert hours_left(school(), AS_OF, book).to_dict() == {"budi": 24.0}
    maker = DevelopmentPlans(school(), AS_OF, suggested("d", "w"), book=book)
    assert classes_in(maker.of("budi")) == ["d1"]
    free = DevelopmentPlans(school(), AS_OF, suggested("d", "w"))
    assert classes_in(free.of("budi")) == ["d1", "w2"]


def test_hours_of_a_mentoring_and_a_task_count_under_the_ceiling_too() -> None:
    rule = next(one for one in packaged().rules if one.kind == "hours_ceiling")
    tables = school()
    tables["trainings"] = agency(
        trainings="employee_id,title,form,hours,completed_on\nbudi,Mentoring,15,2,2025-01-01"
    )["trainings"]

    def planned(hours: float, *courses: str) -> dict[str, float]:
        book = RuleBook((replace(rule, enabled=True, parameters={"hours": hours}),))
        mentor = {"employee_id": ["budi"], "rank": [1], "item_id": ["m"], "title": [""]}
        offered = replace(suggested(*courses), mentors=pd.DataFrame(mentor))
        plan = DevelopmentPlans(tables, AS_OF, offered, book=book).of("budi")
        assert plan["totals"]["hours"] <= hours - 2
        return {one["kind"]: one["hours"] for one in plan["actions"]}

    assert list(planned(100, "d")) == ["own_task", "mentor", "course"]
    assert list(planned(24, "d")) == ["course"], "20 hours of 22, and the mentoring would take 12"
    assert list(planned(24)) == ["mentor"], "a task of 20 hours beside it would be too much"
    assert list(planned(13)) == []


def test_places_of_the_years_plan_stand_first_and_are_not_booked_twice() -> None:
    booked = pd.DataFrame({"employee_id": ["ana"], "offering_id": ["w1"]})
    maker = DevelopmentPlans(school(), AS_OF, suggested("d", "w"), booked=booked)
    assert classes_in(maker.of("ana")) == ["w1"]


def test_a_class_that_somebody_is_in_stays_in_the_plan_to_its_end() -> None:
    tables = school()
    tables["offerings"].loc[1, "ends_on"] = pd.Timestamp(2025, 5, 6)
    booked = pd.DataFrame({"employee_id": ["budi", "budi"], "offering_id": ["d1", "w1"]})

    def planned(day: date, *courses: str) -> list[str]:
        maker = DevelopmentPlans(tables, day, suggested(*courses), booked=booked)
        return classes_in(maker.of("budi"))

    tables["offerings"].loc[len(tables["offerings"])] = tables["offerings"].loc[2]
    tables["offerings"].loc[4, ["offering_id", "course_id"]] = ["e1", "e"]
    assert planned(date(2025, 3, 1), "e") == ["w1"], "d1 is over, and e1 begins before w1 ends"
    assert planned(date(2025, 5, 6), "e") == []
    assert planned(date(2025, 5, 5), "e") == ["w1"]


def test_classes_without_seats_or_in_the_past_are_not_offered() -> None:
    assert classes_of(school(), AS_OF)["offering_id"].tolist() == ["d1", "w1", "w2"]
    assert classes_of(school(), date(2025, 3, 1))["offering_id"].tolist() == ["w2"]


def test_nothing_in_a_plan_ends_after_retirement() -> None:
    tables = school()
    tables["employees"]["birth_date"] = pd.to_datetime(["1967-02-15", None])
    plan = DevelopmentPlans(tables, AS_OF, suggested("d", "w")).of("ana")
    assert [one["item_id"] for one in plan["actions"]] == ["d1"], "ana retires on 2025-03-01"
    other = DevelopmentPlans(tables, AS_OF, suggested("d", "w")).of("budi")
    assert {one["share"] for one in other["actions"]} == {"work", "course"}


def test_nothing_in_a_plan_ends_after_the_contract() -> None:
    tables = school()
    tables["statuses"]["contract_ends_on"] = pd.to_datetime([None, "2025-05-06"])
    plan = DevelopmentPlans(tables, AS_OF, suggested("d", "w")).of("budi")
    task, course = plan["actions"]
    assert (task["kind"], task["ends_on"]) == ("own_task", "2025-05-06")
    assert course["item_id"] == "d1", "w2 ends on 2025-05-08"
    assert plan["reviews"] == ["2025-04-01"]
    assert plan["service_ends"] == {"reason": "contract_end", "on": "2025-05-06"}
    tables["statuses"]["contract_ends_on"] = pd.to_datetime([None, "2025-03-31"])
    short = DevelopmentPlans(tables, AS_OF, suggested("d")).of("budi")
    assert {one["kind"] for one in short["actions"]} == {"course"}, "a task takes three months"
    tables["statuses"]["contract_ends_on"] = pd.to_datetime([None, "2026-01-01"])
    later = DevelopmentPlans(tables, AS_OF, suggested("d", "w")).of("budi")
    assert {one["share"] for one in later["actions"]} == {"work", "course"}
    assert later["service_ends"] is None


def test_a_mentoring_is_with_who_is_there_to_its_end() -> None:
    tables = school()
    tables["statuses"]["contract_ends_on"] = pd.to_datetime([None, "2025-05-06"])
    both = {"employee_id": ["ana"] * 2, "rank": [1, 2], "item_id": ["budi", "m"], "title": [""] * 2}
    offered = replace(suggested(), mentors=pd.DataFrame(both))
    people = [
        [one["item_id"] for one in DevelopmentPlans(tables, AS_OF, some).of("ana")["actions"][1:]]
        for some in (offered, replace(offered, mentors=offered.mentors[:1]))
    ]
    assert people == [["m"], []], "the mentoring ends on 2025-07-01, after budi's contract"


@pytest.mark.parametrize(
    ("given", "planned"),
    [
        ("2025-03-01,2025-06-01", ("2025-03-01", "2025-06-01")),
        ("2026-03-01,", ("2026-03-01", "2026-12-01")),
        (",2025-06-01", ("2025-01-01", "2025-06-01")),
        (",", ("2025-01-01", "2025-10-01")),
    ],
)
def test_an_assignment_keeps_its_own_days(given: str, planned: tuple[str, str]) -> None:
    tables = school() | agency(
        opportunities=f"""
opportunity_id,kind,unit_id,job_id,opens_on,starts_on,ends_on
p,project,u,an,2024-12-01,{given}
"""
    )
    moves = pd.DataFrame({"employee_id": ["ana"], "rank": [1], "item_id": ["p"], "title": ["P"]})
    [work] = [
        one
        for one in DevelopmentPlans(tables, AS_OF, replace(suggested(), moves=moves)).of("ana")[
            "actions"
        ]
        if one["kind"] == "assignment"
    ]
    assert (work["starts_on"], work["ends_on"]) == planned


def test_a_course_brings_as_much_in_a_plan_as_where_it_is_suggested() -> None:
    tables = school()
    tables["course_competencies"].loc[1, "reached_level"] = 4
    plan = DevelopmentPlans(tables, AS_OF, suggested("d", "w")).of("budi")
    data, text = [one for one in plan["actions"] if one["share"] == "course"]
    [closed] = data["closes"]
    assert closed["to"] == pytest.approx(closed["from"] + COURSE_GAIN), "the course leads to 3"
    assert text["closes"] == [], "a course that leads to 4 is out of reach from 1"


def test_a_gap_closed_twice_counts_once() -> None:
    plan = DevelopmentPlans(school(), AS_OF, suggested("d", "w")).of("ana")
    actions = plan["actions"]
    [course] = [one for one in actions if one["share"] == "course"]
    both = totals(actions)["levels"]
    assert totals([course, course])["levels"] == totals([course])["levels"]
    assert both < sum(totals([one])["levels"] for one in actions)


def test_the_same_person_data_and_day_give_the_same_plan() -> None:
    plans = [DevelopmentPlans(school(), AS_OF, suggested("d", "w")).of("ana") for _ in range(2)]
    assert plans[0] == plans[1]
    assert {one["share"] for one in plans[0]["actions"]} == {"work", "people", "course"}


def test_a_person_without_gaps_or_suggestions_has_an_empty_plan() -> None:
    plan = DevelopmentPlans(school(), AS_OF, suggested()).of("stranger")
    assert plan["actions"] == []
    assert plan["totals"]["hours"] == 0.0


def test_plans_of_an_invented_agency_break_no_rule_and_book_nothing_twice() -> None:
    n_plans, n_actions, found = faults(200, 7, years=4)
    assert n_plans >= 200
    assert n_actions > n_plans
    assert found == {}
