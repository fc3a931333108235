"""Who passes knowledge on to whom: only to those who stay, and to nobody in conflict."""

import pandas as pd
from small_agencies import AS_OF, Tables, agency

from models.moves.succession import ending_posts, knowledge_pairs, readiness, successors

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


HEALTH = {
    "doctor": "Dokter Ahli Madya,functional,madya",
    "below": "Dokter Ahli Muda,functional,muda",
    "two_below": "Dokter Ahli Pertama,functional,pertama",
    "beside": "Dokter Ahli Madya,functional,madya",
    "midwife": "Bidan Ahli Madya,functional,madya",
    "midwife_below": "Bidan Ahli Muda,functional,muda",
    "clerk": "Pengadministrasi Umum,executor,",
    "typist": "Pengelola Data,executor,",
}
"""Who works in one family of jobs, as what."""


def clinic() -> Tables:
    """Return people of one family of jobs, of several professions and levels."""
    jobs = sorted(set(HEALTH.values()))
    ids = {job: f"j{n}" for n, job in enumerate(jobs)}
    return agency(
        employees="employee_id,agency_id,joined_on,birth_date\n"
        + "\n".join(f"{who},a,2000-01-01,1985-01-15" for who in HEALTH),
        jobs="job_id,family,name,kind,level\n"
        + "\n".join(f"{ids[job]},Kesehatan,{job}" for job in jobs),
        assignments="employee_id,started_on,job_id,unit_id\n"
        + "\n".join(f"{who},2016-01-01,{ids[job]},u" for who, job in HEALTH.items()),
    )


def test_a_profession_is_followed_by_its_own_people_from_the_level_below() -> None:
    known = readiness(clinic(), AS_OF)
    assert list(successors(known, "doctor")["employee_id"]) == ["below"]
    assert list(successors(known, "midwife")["employee_id"]) == ["midwife_below"]
    assert successors(known, "two_below").empty


def test_posts_without_levels_are_followed_within_their_family_and_kind() -> None:
    known = readiness(clinic(), AS_OF)
    assert list(successors(known, "clerk")["employee_id"]) == ["typist"]
