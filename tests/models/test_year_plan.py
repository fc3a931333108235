"""The plan of an office from its records, whatever is missing or odd in them."""

from dataclasses import replace

import pandas as pd
import pytest
from small_agencies import AS_OF, Tables, agency, office

from models.courses import suggest_courses
from models.plan.classes import classes_ahead
from models.plan.supply import idle_courses, unmet_needs
from models.plan.year import Settings, YearPlan, year_plan

OFFERS = """
offering_id,course_id,starts_on,ends_on,seats,cost_per_seat,online
o1,data3,2025-03-03,2025-03-06,1,1000000,
o2,text3,2025-03-05,2025-03-07,2,500000,
o3,text3,2025-06-02,2025-06-03,2,500000,
o4,data2,2025-03-03,2025-03-04,-3,0,
o5,nowhere,2025-03-03,2025-03-04,5,0,
o6,data3,2024-03-03,2024-03-04,5,0,
"""


def planned(budget: float = 1e9, offers: str = OFFERS, **more: object) -> YearPlan:
    """Return the plan of the small office with these classes."""
    tables = office() | agency(offerings=offers)
    settings = Settings(budget=budget, floor_share=0.0, away_share=1.0)
    return year_plan(tables, AS_OF, replace(settings, **more))


def pairs(plan: YearPlan) -> set[tuple[str, str]]:
    return set(zip(plan.places["employee_id"], plan.places["offering_id"], strict=True))


def test_who_lacks_most_gets_the_seat_and_the_others_wait_with_a_place() -> None:
    plan = planned()
    assert plan.solution.broken == ()
    assert ("p6", "o1") in pairs(plan), "p6 gains two levels, p5 and p7 one"
    waiting = plan.waiting[plan.waiting["offering_id"] == "o1"]
    assert waiting["place"].tolist() == list(range(1, len(waiting) + 1))
    assert "class_full" in set(waiting["reason"])
    full = plan.offerings.set_index("offering_id").loc["o1"]
    assert (full["taken"], full["seats"]) == (1, 1)


@pytest.mark.parametrize(("born", "leaves"), [("1967-03-15", "2025-04"), ("1967-05-15", "2025-06")])
def test_nobody_is_planned_beyond_retirement(born: str, leaves: str) -> None:
    tables = office() | agency(offerings=OFFERS)
    tables["employees"]["birth_date"] = pd.Timestamp(born)
    plan = year_plan(tables, AS_OF, Settings(budget=1e9), what_if=False)
    assert not plan.places.empty
    assert (plan.places["ends_on"] <= pd.Timestamp(leaves)).all()
    assert plan.candidates.too_late > 0, "o3 is over in June only"


def test_nobody_is_planned_beyond_the_contract() -> None:
    tables = office() | agency(offerings=OFFERS)
    statuses = (
        "employee_id,started_on,employment_type,contract_ends_on\np6,2023-01-01,pppk,2025-03-05"
    )
    plan = year_plan(tables | agency(statuses=statuses), AS_OF, Settings(budget=1e9), what_if=False)
    assert "p6" not in set(plan.places["employee_id"]) | set(plan.waiting["employee_id"])
    assert len(plan.places) > 0


def test_classes_without_seats_and_of_unknown_courses_are_left_out_and_counted() -> None:
    plan = planned()
    assert plan.left_out == {"no_seats": 1, "unknown_course": 1}
    assert set(plan.offerings["offering_id"]) == {"o1", "o2", "o3"}, "o6 is over"


def test_nobody_sits_in_two_classes_at_once() -> None:
    plan = planned()
    mine = plan.places.sort_values(["employee_id", "starts_on"])
    before = mine.groupby("employee_id")["ends_on"].shift()
    assert not (mine["starts_on"] < before).any()
    assert not plan.places.duplicated(["employee_id", "course_id"]).any()


def test_a_budget_of_nothing_plans_what_is_free_and_says_that_money_is_short() -> None:
    plan = planned(0.0)
    assert plan.places.empty
    assert plan.cost == 0
    assert set(plan.waiting["reason"]) == {"budget"}
    curve = plan.curve.set_index("budget")
    assert curve.index[0] == 0
    assert len(curve) == 6, "nothing, and a quarter to all of the money that can be spent"
    assert curve["points"].is_monotonic_increasing
    assert curve.index[-1] == curve["cost"].iloc[-1] > 0


def test_more_money_than_can_be_spent_is_compared_with_what_is_spent() -> None:
    plan = planned(1e15)
    assert plan.curve["budget"].iloc[-1] == plan.cost
    assert plan.curve["budget"].iloc[0] == plan.cost / 4
    assert plan.curve["n_gaps"].iloc[-1] == plan.places["n_gaps"].sum()
    nothing = planned(0.0, offers=OFFERS.replace("1000000", "0").replace("500000", "0"))
    assert nothing.curve["budget"].tolist() == [0.0], "all classes are free"


def test_money_is_never_overspent_and_more_money_gains_no_less() -> None:
    plan = planned(1_600_000.0)
    assert plan.cost <= 1_600_000
    gained = plan.curve.sort_values("budget")["points"]
    assert gained.is_monotonic_increasing


def test_who_lacks_nothing_gets_nothing() -> None:
    tables = office() | agency(offerings=OFFERS)
    everybody = tables["competency_standards"].assign(required_level=1.0)
    plan = year_plan(tables | {"competency_standards": everybody}, AS_OF, Settings(budget=1e9))
    assert not set(plan.places["employee_id"]) & {"p4", "p5", "p6"}, "all levels are reached"


def test_a_course_without_hours_or_price_is_assumed_and_marked() -> None:
    tables = office() | agency(offerings="offering_id,course_id,starts_on\nx,data3,2025-02-01")
    tables["courses"]["hours"] = float("nan")
    (row,) = classes_ahead(tables, AS_OF).table.to_dict("records")
    assert row["assumed"] == "hours seats cost"
    assert row["ends_on"] == pd.Timestamp(2025, 2, 2)
    assert (row["seats"], row["cost"]) == (30, 0.0)


def test_standards_of_unknown_jobs_change_nothing() -> None:
    tables = office() | agency(offerings=OFFERS)
    strange = agency(
        competency_standards="job_id,competency_id,required_level\nnobody,data,5\nnobody,odd,5"
    )["competency_standards"]
    more = pd.concat([tables["competency_standards"], strange], ignore_index=True)
    settings = Settings(budget=1e9)
    same = year_plan(tables | {"competency_standards": more}, AS_OF, settings, what_if=False)
    assert pairs(same) == pairs(year_plan(tables, AS_OF, settings, what_if=False))


def test_an_office_without_standards_or_catalogue_gets_needs_from_the_defaults() -> None:
    tables = {name: office()[name] for name in ("employees", "assignments", "jobs")}
    plan = year_plan(tables, AS_OF, Settings(budget=1e9))
    assert plan.places.empty
    assert {"default_standards", "default_catalogue"} <= set(plan.notes)
    assert (plan.needs["met_by"] == "course_without_seats").all()
    assert plan.needs["n_people"].sum() > 0


def test_plans_after_changes_keep_places_and_count_who_moved() -> None:
    first = planned()
    tables = office() | agency(offerings=OFFERS.replace("o1,data3", "o0,data3"))
    before = first.places[["employee_id", "offering_id"]]
    again = year_plan(
        tables,
        AS_OF,
        Settings(budget=1e9, floor_share=0.0, away_share=1.0, seed=99),
        previous=before,
        what_if=False,
    )
    assert again.moved == (before["offering_id"] == "o1").sum()
    assert again.not_kept is not None
    assert set(again.not_kept["reason"]) == {"class_gone"}


def test_who_loses_a_place_is_named_with_the_reason() -> None:
    before = planned().places[["employee_id", "offering_id"]]
    left = pd.DataFrame({"employee_id": ["gone", "p1"], "offering_id": ["o2", "o2"]})
    fewer = agency(offerings=OFFERS.replace("2025-06-03,2,", "2025-06-03,1,"))
    plan = year_plan(
        office() | fewer,
        AS_OF,
        Settings(budget=1e9, floor_share=0.0, away_share=1.0),
        previous=pd.concat([before, left]),
        what_if=False,
    )
    assert plan.not_kept is not None
    lost = plan.not_kept.set_index("reason")
    assert sorted(lost.index) == ["gave_way", "not_possible", "person_left"], "p1 lacks nothing"
    assert lost.loc["gave_way", "offering_id"] == "o3"
    assert lost.loc["gave_way", "instead"] == "Clear letters", "the same course, on another day"
    assert lost.loc["person_left", "employee_id"] == "gone"


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_of_two_in_a_unit_one_stays(share: float) -> None:
    offers = "offering_id,course_id,starts_on,ends_on,seats\na,text3,2025-03-03,2025-03-09,9"
    tables = office() | agency(offerings=offers)
    plan = year_plan(tables, AS_OF, Settings(budget=0, away_share=share, floor_share=0))
    away = plan.places.groupby("unit_id").size()
    sizes = plan.candidates.people.groupby("unit_id").size()
    assert (away <= (sizes - 1).clip(lower=1).reindex(away.index)).all()


def test_needs_say_what_meets_them() -> None:
    tables = office() | agency(offerings=OFFERS)
    classes = classes_ahead(tables, AS_OF)
    needs = unmet_needs(tables, AS_OF, classes).set_index("competency_id")
    assert needs.loc["text", "met_by"] == "seats"
    assert needs.loc["text", "n_seats"] == 4
    assert idle_courses(tables, AS_OF, classes)["course_id"].tolist() == ["other"]


@pytest.mark.parametrize(
    "names", [("employees", "assignments"), ("employees", "assignments", "trainings")]
)
def test_the_first_import_gives_everyone_a_reasoned_list(names: tuple[str, ...]) -> None:
    tables: Tables = {name: office()[name] for name in names}
    suggested = suggest_courses(tables, AS_OF)
    placed = {f"p{n}" for n in range(1, 9)}
    led = suggested[suggested["reason"] == "closes_gap"]
    assert set(led["employee_id"]) == placed, "p9 has no post and so no standard"
    assert set(suggested["employee_id"]) == placed | {"p9"}
    assert led["reason_values"].str.contains('"defaults": true').all()
    assert suggested["title"].str.contains("contoh bawaan").any()
