"""Needs by person, unit and agency: known answers of a small office."""

import pandas as pd
import pytest
from small_agencies import AS_OF, Tables, agency, office, shuffled

from models.gaps import present_posts
from models.needs.aims import aims, jobs_above
from models.needs.groups import needs_by_competency, needs_by_unit
from models.needs.people import band_of, bands_of, job_matches, needs_of_people
from models.needs.rising import rising_needs

LADDER = """
job_id,name,kind,family,level
chief,Director,leadership,lead,pratama
head,Head of unit,administrator,lead,
analyst,Policy Analyst,functional,analysis,muda
senior,Policy Analyst,functional,analysis,madya
other,Road Engineer,functional,analysis,madya
"""


def with_ladder(**more: str) -> Tables:
    """Return the office with a rung above its analysts, which asks for more."""
    tables = office() | agency(jobs=LADDER, **more)
    above = agency(
        competency_standards="job_id,competency_id,required_level,importance\n"
        "senior,data,5,1\nsenior,lead,3,2\nhead,lead,3,2"
    )["competency_standards"]
    standards = pd.concat([tables["competency_standards"], above], ignore_index=True)
    return tables | {"competency_standards": standards}


def test_the_next_rung_is_of_the_same_trade() -> None:
    assert jobs_above(with_ladder(), AS_OF).to_dict() == {"analyst": "senior"}
    found = aims(with_ladder(), AS_OF)
    assert found.index.tolist() == ["p4", "p5", "p6", "p7", "p8"]
    assert set(found["aim"]) == {"next_rung"}


def test_a_declared_job_counts_before_the_next_rung_and_an_unknown_one_does_not() -> None:
    goals = """
employee_id,declared_on,target_job_id
p4,2024-01-01,chief
p4,2024-06-01,head
p5,2024-06-01,gone
p6,2024-06-01,analyst
p2,2024-06-01,chief
"""
    found = aims(with_ladder(goals=goals), AS_OF)
    assert found.loc["p4"].tolist() == ["head", "declared"]
    assert found.loc["p5"].tolist() == ["senior", "next_rung"]
    assert found.loc["p6"].tolist() == ["senior", "next_rung"], "the present job is no aim"
    assert found.loc["p2"].tolist() == ["chief", "declared"]


def test_gaps_to_the_present_job_and_to_the_next() -> None:
    needs = needs_of_people(with_ladder(), AS_OF).set_index(["employee_id", "aim", "competency_id"])
    now, later = needs.loc[("p6", "present", "data")], needs.loc[("p6", "next_rung", "data")]
    assert (now["required_level"], later["required_level"]) == (4.0, 5.0)
    assert now["level"] == later["level"]
    assert later["gap"] == pytest.approx(now["gap"] + 1)
    assert (needs["sd"] > 0).all()
    assert needs.loc[("p6", "next_rung", "lead"), "basis"] == "assumed"


def test_who_was_assessed_is_surer_than_who_was_not() -> None:
    needs = needs_of_people(office(), AS_OF).set_index(["employee_id", "aim", "competency_id"])
    assert needs.loc[("p4", "present", "data"), "sd"] < needs.loc[("p7", "present", "data"), "sd"]


def test_the_match_is_capped_at_the_standard_and_not_stated_from_guesses() -> None:
    rows = pd.DataFrame(
        {
            "employee_id": ["a", "a", "b", "b", "c"],
            "aim": "present",
            "job_id": "analyst",
            "required_level": [4.0, 2.0, 4.0, 2.0, 3.0],
            "level": [2.0, 5.0, 4.0, 2.0, 3.0],
            "gap": [2.0, -3.0, 0.0, 0.0, 0.0],
            "n_evidence": [1, 1, 1, 0, 0],
            "chance": [1.0, 0.0, 0.1, 0.1, 0.1],
        }
    )
    found = job_matches(rows, office(), AS_OF).set_index("employee_id")
    assert found.loc["a", "job_match"] == pytest.approx(100 * (2 + 2) / 6)
    assert found.loc["b", "job_match"] == 100.0
    assert pd.isna(found.loc["c", "job_match"])
    assert found["band"].to_dict() == {"a": "below", "b": "meets", "c": ""}


def test_bands_are_a_setting() -> None:
    match = pd.Series([91.0, 80.0, 68.0, 10.0])
    assert band_of(match).tolist() == ["meets", "meets", "still_meets", "below"]
    strict = bands_of("91,85")
    assert band_of(match, strict).tolist() == ["meets", "below", "below", "below"]


@pytest.mark.parametrize("text", ["80", "80,x", "68,80", "120,80", "80,-1", ""])
def test_bands_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"80,68|between 0 and 100"):
        bands_of(text)


def test_needs_of_units_leave_small_ones_out() -> None:
    tables = office()
    needs = needs_of_people(tables, AS_OF)
    matches = job_matches(needs, tables, AS_OF)
    units = present_posts(tables, AS_OF)["unit_id"]
    assert needs_by_unit(needs, matches, units).empty
    by_competency = needs_by_competency(needs).set_index("competency_id")
    assert by_competency.loc["data", "n_asked"] == 5
    assert by_competency["n_lacking"].le(by_competency["n_asked"]).all()


def test_standards_of_unknown_jobs_and_an_agency_without_any_ask_for_nothing() -> None:
    tables = office()
    strange = agency(competency_standards="job_id,competency_id,required_level\nnobody,data,5")
    assert needs_of_people(tables | strange, AS_OF).empty
    bare = {name: tables[name] for name in ("employees", "assignments")}
    needs = needs_of_people(bare, AS_OF)
    assert needs.empty
    assert job_matches(needs, bare, AS_OF).empty
    assert needs_by_competency(needs).empty
    assert rising_needs(bare, AS_OF).empty


def test_what_is_asked_more_than_a_year_ago() -> None:
    tables = office() | agency(
        competency_standards="""
job_id,competency_id,required_level,importance,valid_from,valid_to
analyst,data,3,1,2020-01-01,2024-06-01
analyst,data,4,1,2024-06-01,
analyst,text,3,3,2020-01-01,
planner,plan,2,1,2024-09-01,
""",
        jobs="""
job_id,name,kind,family,level,valid_from
analyst,Analyst,functional,analysis,muda,2010-01-01
planner,Planner,functional,plan,muda,2024-09-01
""",
        establishment="""
unit_id,job_id,needed,valid_from,valid_to,recorded_on
left,analyst,5,2020-01-01,2024-06-01,2020-01-01
left,analyst,20,2024-06-01,,2024-06-01
""",
    )
    found = rising_needs(tables, AS_OF).set_index("competency_id")
    assert found.loc["data", "signs"] == ["standards", "posts"]
    assert (found.loc["data", "n_asked_more"], found.loc["data", "levels_more"]) == (5, 5.0)
    assert (found.loc["data", "posts_before"], found.loc["data", "posts_now"]) == (5, 20)
    assert found.loc["text", "signs"] == ["posts"]
    assert found.loc["plan", "signs"] == ["new_jobs"]


def test_the_order_of_rows_changes_nothing() -> None:
    first, again = (needs_of_people(one, AS_OF) for one in (with_ladder(), shuffled(with_ladder())))
    pd.testing.assert_frame_equal(first, again)
