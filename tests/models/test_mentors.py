"""Whom to suggest as a mentor: known answers, and who must never be shown."""

import json
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_agencies import AS_OF, PEOPLE, Tables, agency, office, random_agencies, shuffled

from models.gaps import superiors
from models.mentor_candidates import candidates, leaving
from models.mentor_help import REACH, Strengths, help_by_state, help_in_one, in_states, summed
from models.mentor_strength import StrengthWhereLacking
from models.mentors import (
    PEOPLE_SHOWN_PER_PLACE,
    ExperiencedInFamily,
    mentor_bars,
    mentor_scorers,
    suggest_mentors,
)
from models.ranking import top_items


def pairs_of(frame: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(frame["employee_id"], frame["item_id"], strict=True))


def scored(scorer, tables: Tables, people: list[str]) -> pd.DataFrame:
    scores = scorer.fit(tables, AS_OF).score(people)
    return pd.DataFrame(scores.values, scores.employees, scores.items)


def test_strength_where_lacking_in_the_office():
    strength = scored(StrengthWhereLacking(), office(), ["p4", "p5", "p6"])
    # p6 lacks data (must) and writing (useful): p4 knows both, p2 the second only.
    assert strength.loc["p6", "p4"] > strength.loc["p6", "p5"]
    assert strength.loc["p6", "p4"] > strength.loc["p6", "p2"]
    assert (strength.loc["p6"].dropna() > 0).all()
    assert strength[["p1", "p3"]].isna().all(axis=None)


def test_help_at_certain_levels_is_the_part_of_the_gap_that_a_year_closes():
    gaps = pd.DataFrame(
        {"competency_id": "data", "required_level": 3.0, "level": [1.0, 2.9], "sd": 0.0}
    ).assign(weight=3.0, at=[0, 1])
    levels = pd.DataFrame({"data": [2.0, 4.0, 5.0, 0.5]}, index=list("abcd")).T
    mentors = Strengths(levels, levels * 0.0, pace=np.array([0.4, 0.4, 0.8, 0.4]))
    needs, states = in_states(gaps)
    helped = summed(needs, help_by_state(states, mentors), n_people=3)
    # One level above is half the way, two are all of it; never beyond what is asked for.
    assert helped[0] == pytest.approx([3 * 0.2, 3 * 0.4, 3 * 0.8, 0.0])
    assert helped[1] == pytest.approx([0.0, 3 * 0.1, 3 * 0.1, 0.0])
    assert helped[2].tolist() == [0.0] * 4


@given(st.floats(0, 5), st.floats(0.05, 1.2), st.floats(0.05, 1.2), st.floats(0.1, 1.5))
def test_help_is_its_mean_over_what_levels_may_be(level, own_sd, mentor_sd, pace):
    row = pd.DataFrame({"required_level": [3.0], "level": [2.0], "sd": [own_sd]})
    found = help_in_one(row, (np.array([level]), np.array([mentor_sd])), np.array([pace]))
    rng = np.random.default_rng(7)
    own = np.clip(2.0 + own_sd * rng.standard_normal(20_000), 0, 5)
    theirs = np.clip(level + mentor_sd * rng.standard_normal(20_000), 0, 5)
    drawn = np.minimum(np.clip((theirs - own) / REACH, 0, 1) * pace, np.clip(3.0 - own, 0, None))
    assert found[0, 0] == pytest.approx(drawn.mean(), abs=0.05)


def test_experience_in_the_family_counts_up_to_ten_years_and_only_if_longer():
    years = scored(ExperiencedInFamily(), office(), ["p4", "p8", "p9"])
    assert np.isnan(years.loc["p4", "p5"])
    assert years.loc["p8", "p4"] == 10.0
    assert years.loc["p9"].isna().all()


def test_the_list_of_an_analyst():
    suggested = suggest_mentors(office(), AS_OF)
    mine = suggested[suggested["employee_id"] == "p6"]
    assert mine["item_id"].tolist() == ["p4", "p5", "p2"]
    assert mine["title"].tolist() == ["Analyst", "Analyst", "Head of unit"]
    values = json.loads(mine["reason_values"].iloc[0])
    assert 1 < values.pop("from_level") < values.pop("to_level") < 4
    assert values == {
        "basis": "assessed",
        "competency": "Data analysis",
        "competency_id": "data",
        "mentors": "listed",
        "n_competencies": 2,
    }


def test_everybody_gets_a_list_newcomers_too_but_for_who_leads_all():
    suggested = suggest_mentors(office(), AS_OF)
    assert set(suggested["employee_id"]) == {f"p{n}" for n in range(2, 10)}, "all stand below p1"
    newcomer = suggested[suggested["employee_id"] == "p9"]
    assert set(newcomer["reason"]) == {"ready_to_mentor"}
    assert suggested.attrs["notes"] == ["no_conflicts"]


def test_superiors_at_any_height():
    above = pairs_of(superiors(office(), AS_OF))
    assert {item for person, item in above if person == "p6"} == {"p3", "p1"}
    assert not [item for person, item in above if person == "p1"]


def test_nobody_below_at_any_height_is_a_mentor_of_who_leads_them():
    tables = office() | agency(mentors="employee_id,capacity\np6,9\np4,9")
    shown = pairs_of(suggest_mentors(tables, AS_OF))
    assert {("p1", "p6"), ("p1", "p4"), ("p3", "p6")}.isdisjoint(shown), "p3 reports to p1"
    assert ("p3", "p4") in shown, "p4 is in the line of p2"


def test_a_long_chain_and_a_circle_of_supervisors():
    header = "employee_id,started_on,supervisor_id\n"
    chain = "\n".join(f"q{n},2020-01-01,q{n + 1}" for n in range(12))
    above = pairs_of(superiors(agency(assignments=header + chain), AS_OF))
    assert above == {(f"q{n}", f"q{m}") for n in range(12) for m in range(n + 1, 13)}
    circle = agency(assignments=header + "a,2020-01-01,b\nb,2020-01-01,a\nc,2020-01-01,c")
    assert {("a", "b"), ("b", "a")} <= pairs_of(superiors(circle, AS_OF))


def test_the_superior_of_an_acting_post_counts_and_that_of_an_ended_one_does_not():
    tables = agency(
        assignments="""
employee_id,started_on,ended_on,supervisor_id,appointment
a,2015-01-01,2020-01-01,x,definitive
a,2020-01-01,,y,definitive
a,2024-01-01,,z,acting
a,2022-01-01,2023-01-01,w,acting
"""
    )
    assert pairs_of(superiors(tables, AS_OF)) == {("a", "y"), ("a", "z")}


def test_capacity_is_what_open_mentorings_leave():
    tables = office() | agency(
        mentorings="""
mentor_id,mentee_id,started_on,ended_on
p4,p7,2024-01-01,
p4,p8,2020-01-01,2021-01-01
p5,p7,2024-01-01,
"""
    )
    assert candidates(tables, AS_OF)["free"].to_dict() == {
        "p1": 2,
        "p2": 1,
        "p3": 1,
        "p4": 1,
        "p5": 0,
    }
    shown = pairs_of(suggest_mentors(tables, AS_OF))
    assert not [person for person, mentor in shown if mentor == "p5"]
    assert ("p7", "p4") not in shown
    assert ("p8", "p4") in shown


def test_only_active_mentors_who_are_present_are_candidates():
    tables = office() | agency(
        mentors="""
employee_id,capacity,active_from,active_to
p1,1,,2024-01-01
p2,1,2025-02-01,
p3,,2020-01-01,2026-01-01
p4,3,2020-01-01,
p4,2,2024-01-01,
p5,1,,
""",
        departures="employee_id,left_on,reason\np5,2024-01-01,resignation",
    )
    found = candidates(tables, AS_OF)
    assert found["capacity"].to_dict() == {"p3": 1, "p4": 2}


def test_nobody_is_suggested_who_is_gone_before_a_mentoring_is_over():
    tables = office() | agency(
        mentors="employee_id,capacity,active_to\np4,2,\np5,2,2025-06-30\np6,2,2025-07-01\n"
        "p7,2,\np8,2,",
        statuses="employee_id,started_on,employment_type,contract_ends_on\n"
        "p7,2020-01-01,pppk,2025-06-30\np8,2020-01-01,pppk,2024-06-01",
    )
    # An analyst of level muda retires at 58, on the first of the month after the birthday.
    tables["employees"].loc[3, "birth_date"] = pd.Timestamp(1967, 3, 20)
    assert leaving(tables, AS_OF).to_dict() == {
        "p4": "retirement",
        "p5": "active_to",
        "p7": "contract_end",
    }
    shown = {mentor for _, mentor in pairs_of(suggest_mentors(tables, AS_OF))}
    assert shown == {"p6", "p8"}, "who is there beyond the contract has a new one on no record"
    tables["employees"].loc[3, "birth_date"] = pd.Timestamp(1967, 6, 20)
    assert "p4" not in leaving(tables, AS_OF), "retires on 2025-07-01, when the mentoring is over"


def test_nobody_becomes_the_mentor_of_the_own_mentor():
    tables = office() | agency(mentorings="mentor_id,mentee_id,started_on\np4,p5,2024-01-01")
    shown = pairs_of(suggest_mentors(tables, AS_OF))
    assert {("p4", "p5"), ("p5", "p4")}.isdisjoint(shown)
    assert ("p4", "p5") in pairs_of(suggest_mentors(office(), AS_OF))


def test_without_a_table_of_mentors_seniors_stand_in_and_it_is_said():
    tables = office()
    del tables["mentors"]
    found = candidates(tables, AS_OF)
    assert set(found["basis"]) == {"inferred"}
    assert set(found.index) == {"p1", "p4", "p5"}, "a quarter of each family, rounded up"
    suggested = suggest_mentors(tables, AS_OF)
    assert "no_mentors" in suggested.attrs["notes"]
    assert all(json.loads(text)["mentors"] == "inferred" for text in suggested["reason_values"])


def test_who_leaves_soon_does_not_stand_in_and_the_next_senior_does():
    tables = office()
    del tables["mentors"]
    tables["employees"].loc[3, "birth_date"] = pd.Timestamp(1967, 3, 20)
    assert set(candidates(tables, AS_OF).index) == {"p1", "p5", "p6"}
    assert leaving(tables, AS_OF).empty
    tables["employees"].loc[3, "birth_date"] = pd.Timestamp(1967, 6, 20)
    assert set(candidates(tables, AS_OF).index) == {"p1", "p4", "p5"}, "stays six months"


def test_with_staff_and_posts_only_there_is_still_a_list():
    tables = {name: office()[name] for name in ("employees", "assignments")}
    suggested = suggest_mentors(tables, AS_OF)
    assert {"p5", "p6", "p7", "p8"} <= set(suggested["employee_id"])
    assert suggested["title"].isna().all()


def test_a_conflict_works_in_both_directions_until_it_ends():
    tables = office() | agency(
        conflicts="""
employee_id,with_employee_id,ended_on
p4,p6,
p7,p4,2026-01-01
p8,p4,2024-01-01
"""
    )
    shown = pairs_of(suggest_mentors(tables, AS_OF))
    assert ("p6", "p4") not in shown
    assert ("p7", "p4") not in shown
    assert ("p8", "p4") in shown


def test_exposure_follows_capacity():
    people = [f"e{n:02d}" for n in range(40)]
    tables = agency(
        employees="employee_id,agency_id,joined_on\n"
        + "\n".join(f"{p},a,2015-01-01" for p in [*people, "m1", "m2"]),
        assignments="employee_id,started_on,job_id\n"
        + "\n".join(f"{p},2020-01-01,j" for p in people)
        + "\nm1,2010-01-01,j\nm2,2012-01-01,j",
        mentors="employee_id,capacity\nm1,2\nm2,4",
    )
    shown = suggest_mentors(tables, AS_OF)
    counts = Counter(shown["item_id"])
    assert counts["m1"] == 2 * PEOPLE_SHOWN_PER_PLACE
    assert counts["m2"] == 4 * PEOPLE_SHOWN_PER_PLACE
    assert counts["m1"] + counts["m2"] == len(shown)


def climb(tables: Tables) -> dict[str, tuple[set[str], set[str]]]:
    """Return direct and all superiors of everybody, by walking upwards one step at a time."""
    posts = current(tables["assignments"])
    units = tables.get("units", pd.DataFrame(columns=["unit_id", "parent_id", "head_id"]))
    units = units.set_index("unit_id").to_dict("index")
    direct: dict[str, set[object]] = {person: set() for person in PEOPLE}
    step: dict[str, set[object]] = {person: set() for person in PEOPLE}
    for post in posts.itertuples():
        direct[post.employee_id].add(post.supervisor_id)
        unit, seen = post.unit_id, set()
        while unit in units and unit not in seen:
            (step if seen else direct)[post.employee_id].add(units[unit]["head_id"])
            seen.add(unit)
            unit = units[unit]["parent_id"]
    near = {one: only_people(direct[one]) - {one} for one in PEOPLE}
    up = {one: near[one] | only_people(step[one]) - {one} for one in PEOPLE}
    return {one: (near[one], everybody_above(one, up)) for one in PEOPLE}


def everybody_above(person: str, up: dict[str, set[str]]) -> set[str]:
    reached, waiting = set(up[person]), list(up[person])
    while waiting:
        new = up[waiting.pop()] - reached
        reached |= new
        waiting += new
    return reached


def only_people(found: set[object]) -> set[str]:
    return {one for one in found if isinstance(one, str)}


def current(posts: pd.DataFrame) -> pd.DataFrame:
    day = pd.Timestamp(AS_OF)
    posts = posts.sort_values(["started_on", "job_id", "unit_id"])
    acting = posts["appointment"] == "acting"
    definitive = posts[~acting & (posts["started_on"] <= day)].groupby("employee_id").tail(1)
    return pd.concat([definitive, posts[acting & ~(posts["ended_on"] <= day)]])


def forbidden_pairs(tables: Tables) -> set[tuple[str, str]]:
    """Read slowly who must not be suggested to whom."""
    lines = climb(tables)
    return {(one, other) for one in PEOPLE for other in never(tables, one, lines)}


def never(tables: Tables, person: str, lines: dict[str, tuple[set[str], set[str]]]) -> set[str]:
    day, none = pd.Timestamp(AS_OF), pd.DataFrame(columns=["ended_on"])
    mentorings, conflicts = tables.get("mentorings", none), tables.get("conflicts", none)
    open_ones = mentorings[~(mentorings["ended_on"] <= day)]
    mine = {row.mentor_id for row in open_ones.itertuples() if row.mentee_id == person}
    mine |= {row.mentee_id for row in open_ones.itertuples() if row.mentor_id == person}
    clashes = {
        one
        for row in conflicts[~(conflicts["ended_on"] <= day)].itertuples()
        for one in (row.employee_id, row.with_employee_id)
        if person in (row.employee_id, row.with_employee_id)
    }
    below = {other for other in PEOPLE if person in lines[other][1]}
    return {person} | mine | clashes | below | lines[person][1]


@settings(max_examples=12, deadline=None)
@given(tables=random_agencies())
def test_in_random_agencies_nobody_barred_is_shown_and_capacity_holds(tables):
    suggested = suggest_mentors(tables, AS_OF)
    assert not pairs_of(suggested) & forbidden_pairs(tables)
    free = candidates(tables, AS_OF)["free"]
    for mentor, shown in Counter(suggested["item_id"]).items():
        assert shown <= PEOPLE_SHOWN_PER_PLACE * free[mentor]
    for _, ranks in suggested.groupby("employee_id")["rank"]:
        assert ranks.tolist() == list(range(1, len(ranks) + 1))


def test_the_order_of_rows_changes_no_list():
    suggested = suggest_mentors(office(), AS_OF)
    pd.testing.assert_frame_equal(suggest_mentors(shuffled(office()), AS_OF), suggested)


@settings(max_examples=12, deadline=None)
@given(tables=random_agencies())
def test_in_random_agencies_every_listed_mentor_who_may_be_shown_is_ranked(tables):
    scorers = [scorer.fit(tables, AS_OF) for scorer in mentor_scorers()]
    bars = [bar.fit(tables, AS_OF) for bar in mentor_bars()]
    ranked = pairs_of(top_items(scorers, PEOPLE, bars=bars, k=len(PEOPLE)))
    found = candidates(tables, AS_OF)
    ready = found.index[(found["free"] > 0) & (found["basis"] == "listed")]
    assert {(p, m) for p in PEOPLE for m in ready} - forbidden_pairs(tables) <= ranked
    alone = pairs_of(top_items(scorers, ["p3"], bars=bars, k=len(PEOPLE)))
    assert alone == {pair for pair in ranked if pair[0] == "p3"}
