"""Career counselling: towards the person's own goal, by people who went that way."""

from __future__ import annotations

from small_agencies import AS_OF, Tables, agency

from models.counsellors import counsellors


def office() -> Tables:
    """Return somebody who wants to become an auditor, three who were, her head among them."""
    people = ("ana", "budi", "citra", "dewi", "eka")
    return agency(
        employees="employee_id,agency_id,joined_on\n"
        + "\n".join(f"{one},a,2010-01-01" for one in people),
        jobs="job_id,name\nclerk,Clerk\nauditor,Auditor",
        units="unit_id,head_id\nu,dewi\nv,",
        assignments="""
employee_id,started_on,ended_on,job_id,unit_id
ana,2015-01-01,,clerk,u
budi,2012-01-01,2018-01-01,auditor,v
budi,2018-01-01,,clerk,v
citra,2021-01-01,,auditor,v
dewi,2011-01-01,,auditor,u
eka,2024-10-01,,auditor,v
""",
        goals="employee_id,declared_on,target_job_id\nana,2024-05-01,auditor",
    )


def test_those_longest_in_the_job_first_and_never_the_superior() -> None:
    found = counsellors(office(), AS_OF)
    assert set(found["employee_id"]) == {"ana"}
    assert found["item_id"].tolist() == ["budi", "citra"]
    assert found["rank"].tolist() == [1, 2]
    assert found["job_name"].unique().tolist() == ["Auditor"]
    assert found["years"].iloc[0] >= 5


def test_nobody_with_a_conflict_or_gone() -> None:
    tables = office() | agency(
        conflicts="employee_id,with_employee_id,kind,started_on\ncitra,ana,kin,2020-01-01",
        departures="employee_id,left_on,reason\nbudi,2024-12-01,resignation",
    )
    assert counsellors(tables, AS_OF).empty


def test_without_a_goal_there_is_no_list() -> None:
    tables = office()
    del tables["goals"]
    assert counsellors(tables, AS_OF).empty
