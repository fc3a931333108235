"""Who passes knowledge on to whom: only to those who stay, and to nobody in conflict."""

import pandas as pd
from small_agencies import AS_OF, Tables, agency

from models.moves.succession import ending_posts, knowledge_pairs, readiness

LEAVES_TOO, IN_CONFLICT, STAYS = "budi", "citra", "dewi"


def ward() -> Tables:
    """Return a holder who retires in a year, and three who could learn from her."""
    return agency(
        employees="""
employee_id,agency_id,joined_on,birth_date
ana,a,1990-01-01,1968-01-15
budi,a,1990-01-01,1968-06-15
citra,a,2015-01-01,1990-01-15
dewi,a,2015-01-01,1990-01-15
""",
        jobs="job_id,name,kind\nan,Analyst,executor",
        assignments="employee_id,started_on,job_id,unit_id\n"
        + "\n".join(f"{who},2016-01-01,an,u" for who in ("ana", "budi", "citra", "dewi")),
        competencies="competency_id,name\ndata,Data analysis",
        competency_standards="job_id,competency_id,required_level,importance\nan,data,3,1",
        assessments="""
employee_id,competency_id,level,assessed_on,method
ana,data,4,2024-12-01,centre
budi,data,1,2024-12-01,centre
citra,data,1,2024-12-01,centre
dewi,data,1,2024-12-01,centre
""",
        conflicts="employee_id,with_employee_id,started_on\nana,citra,2023-01-01",
    )


def learners() -> set[str]:
    tables = ward()
    known = readiness(tables, AS_OF)
    ending = ending_posts(tables, AS_OF, known)
    assert set(ending.index) == {"ana", LEAVES_TOO}
    pairs = knowledge_pairs(known, ending.loc[["ana"]], leaving=pd.Index(ending.index))
    return set(pairs["learner_id"])


def test_knowledge_goes_to_those_who_stay_and_not_across_a_conflict() -> None:
    assert learners() == {STAYS}
