"""Busy months of units: how they show in the records, and what they change in lists and plans."""

import json

import numpy as np
import pandas as pd
import pytest
from small_agencies import AS_OF, Tables, agency, office

from models.busy_months import busy_months, falls_in, only_in_busy_months
from models.course_uptake import IF_BUSY, timing_notes, uptake
from models.courses import suggest_courses
from models.plan.classes import classes_ahead
from models.plan.year import Settings, year_plan

OFFERS = """
offering_id,course_id,starts_on,ends_on,seats,cost_per_seat,online
in_march,text3,2025-03-03,2025-03-05,1,0,
in_june,text3,2025-06-02,2025-06-04,1,0,
only_march,data3,2025-03-10,2025-03-12,5,0,
at_home,data2,2025-03-10,2025-03-12,5,0,
"""


def quiet_march(n: int = 220) -> Tables:
    """Return the office with many trainings in every month but March."""
    months = [month for month in range(1, 13) if month != 3]
    lines = [
        f"p{1 + n % 9},other,2024-{months[n % 11]:02}-{1 + n // 11:02},completed" for n in range(n)
    ]
    header = "employee_id,course_id,completed_on,outcome\n"
    tables = office() | agency(trainings=header + "\n".join(lines), offerings=OFFERS)
    offers = tables["offerings"]
    return tables | {"offerings": offers.assign(online=offers["offering_id"] == "at_home")}


def test_a_month_in_which_a_unit_hardly_learns_is_busy() -> None:
    busy = busy_months(quiet_march(), AS_OF)
    assert busy[3].all()
    assert not busy.drop(columns=3).any(axis=None)
    assert busy_months(quiet_march(99), AS_OF).empty, "too few to say"


def test_classes_at_home_and_people_without_a_unit_are_never_in_a_busy_month() -> None:
    tables = quiet_march()
    classes = classes_ahead(tables, AS_OF)
    unit = busy_months(tables, AS_OF).index[0]
    inside = falls_in(busy_months(tables, AS_OF), pd.Series([unit, None, "strange"]), classes)
    found = dict(zip(classes.table["offering_id"], inside[0], strict=True))
    assert found == {"in_march": True, "in_june": False, "only_march": True, "at_home": False}
    assert not inside[1:].any()


def test_a_course_of_which_all_classes_fall_in_busy_months_counts_less_and_it_is_said() -> None:
    tables = quiet_march()
    pairs = pd.DataFrame({"employee_id": "p6", "item_id": ["data3", "text3", "data2", "other"]})
    assert only_in_busy_months(tables, AS_OF, pairs).tolist() == [True, False, False, False]
    without = {name: frame for name, frame in tables.items() if name != "offerings"}
    ratio = uptake(tables, AS_OF, pairs) / uptake(without, AS_OF, pairs)
    assert ratio.tolist() == pytest.approx([IF_BUSY, 1, 1, 1])
    listed = suggest_courses(tables, AS_OF, employees=["p6"]).set_index("item_id")
    values = listed["reason_values"].map(json.loads)
    assert values["data3"]["busy_months"] is True
    assert "busy_months" not in values["text3"]


def test_who_left_trainings_unfinished_is_told_which_ones_are_short() -> None:
    tables = office() | agency(
        trainings="employee_id,course_id,completed_on,outcome\n"
        "p6,other,2023-01-01,dropped\np6,other,2023-06-01,failed"
    )
    tables["courses"].loc[tables["courses"]["course_id"] == "data3", "hours"] = 80.0
    pairs = pd.DataFrame(
        {"employee_id": ["p6", "p6", "p5"], "item_id": ["data3", "text3", "text3"]}
    )
    assert timing_notes(tables, AS_OF, pairs)["spares_long"].tolist() == [False, True, False]


def test_a_plan_prefers_the_class_outside_the_busy_month() -> None:
    tables = quiet_march()
    settings = Settings(budget=0, floor_share=0.0, away_share=1.0)
    plan = year_plan(tables, AS_OF, settings, what_if=False)
    taken = plan.offerings.set_index("offering_id")["taken"]
    assert taken["in_june"] >= taken["in_march"]
    placed = plan.places.set_index("offering_id")["busy_month"]
    assert not placed[placed.index == "in_june"].any()
    assert placed[placed.index == "in_march"].all()
    pairs = plan.candidates.pairs
    gains = pairs["points"] * np.where(pairs["busy_month"], settings.weights.busy, 1.0)
    assert np.allclose(pairs["value"], gains, atol=1e-3)
