"""Small agencies for the tests of suggestions: written as text, or drawn at random."""

from collections.abc import Mapping
from datetime import date
from io import StringIO

import pandas as pd
from hypothesis import strategies as st

from features.records import empty_frame
from features.tables import TABLE_OF_NAME
from models.scorers import rows_of

AS_OF = date(2025, 1, 1)
Tables = dict[str, pd.DataFrame]


def agency(**texts: str) -> Tables:
    """Return typed tables from comma separated text, one for each keyword."""
    return {name: typed(name, pd.read_csv(StringIO(text.strip()))) for name, text in texts.items()}


def typed(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with the types of the contract."""
    types = empty_frame(TABLE_OF_NAME[name]).dtypes
    for column in frame:
        if str(types[column]).startswith("datetime"):
            frame[column] = pd.to_datetime(frame[column], format="%Y-%m-%d")
    return frame.astype({column: types[column] for column in frame})


def whole(tables: Mapping[str, pd.DataFrame]) -> Tables:
    """Return the same tables with all the columns of the contract."""
    return {name: rows_of(tables, name) for name in tables}


def shuffled(tables: Mapping[str, pd.DataFrame], seed: int = 3) -> Tables:
    """Return the same tables with their rows in another order."""
    return {name: frame.sample(frac=1, random_state=seed) for name, frame in tables.items()}


def office() -> Tables:
    """Return an agency of nine: a director, two heads, five analysts and a newcomer, p9."""
    return agency(
        employees="""
employee_id,agency_id,joined_on
p1,a,2001-01-01
p2,a,2005-01-01
p3,a,2006-01-01
p4,a,2010-01-01
p5,a,2011-01-01
p6,a,2012-01-01
p7,a,2013-01-01
p8,a,2014-01-01
p9,a,2024-12-01
""",
        units="""
unit_id,agency_id,parent_id,head_id
top,a,,p1
left,a,top,p2
right,a,top,p3
""",
        jobs="""
job_id,name,kind,family,level
chief,Director,leadership,lead,pratama
head,Head of unit,administrator,lead,
analyst,Analyst,functional,analysis,muda
""",
        assignments="""
employee_id,started_on,job_id,unit_id,supervisor_id
p1,2001-01-01,chief,top,
p2,2005-01-01,head,left,p1
p3,2006-01-01,head,right,p1
p4,2010-01-01,analyst,left,p2
p5,2011-01-01,analyst,left,p2
p6,2012-01-01,analyst,right,p3
p7,2013-01-01,analyst,right,p3
p8,2014-01-01,analyst,right,p3
""",
        competencies="""
competency_id,name
data,Data analysis
text,Writing
""",
        competency_standards="""
job_id,competency_id,required_level,importance
analyst,data,4,1
analyst,text,3,3
head,text,4,2
""",
        assessments="""
employee_id,competency_id,level,assessed_on,method
p4,data,4,2023-01-01,centre
p4,text,2,2023-01-01,centre
p5,data,2,2023-01-01,centre
p5,text,3,2023-01-01,centre
p6,data,1,2023-01-01,centre
p6,text,1,2023-01-01,centre
p2,text,4,2023-01-01,centre
""",
        courses="""
course_id,title,hours
data3,Data in depth,20
data2,Data basics,10
text3,Clear letters,8
other,First aid,4
""",
        course_competencies="""
course_id,competency_id,reached_level
data3,data,3
data2,data,2
text3,text,3
""",
        trainings="""
employee_id,course_id,completed_on,outcome
p7,other,2024-03-01,completed
p8,other,2024-03-01,completed
p8,text3,2024-03-01,
p7,data2,2024-03-01,failed
""",
        mentors="""
employee_id,capacity
p1,2
p2,1
p3,1
p4,2
p5,1
""",
    )


PEOPLE = [f"p{n}" for n in range(8)]
COURSES = [f"c{n}" for n in range(5)]
UNITS = [f"u{n}" for n in range(4)]
JOBS = ["j0", "j1", "j2"]
SKILLS = ["s0", "s1"]
RANKS = ["II/a", "III/c", "IV/e", "V", "IX"]
LEVELS = ["terampil", "muda", "madya", "pratama"]
KINDS = ["functional", "leadership", "executor"]
DAYS = ["2015-01-01", "2022-06-01", "2024-11-30"]
EVER_ENDED = ["2024-06-01", "2025-06-01", None]


def maybe(values: list[str]) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(values)


def rows(name: str, **columns: st.SearchStrategy[object]) -> st.SearchStrategy[pd.DataFrame]:
    """Draw up to twelve rows of a table, one for each key of the contract.

    A post without an appointment is a definitive one: of two on a day, the file decides by order.
    """

    def build(drawn: list[dict[str, object]]) -> pd.DataFrame:
        frame = typed(name, pd.DataFrame(drawn, columns=list(columns)))
        key = [column for column in TABLE_OF_NAME[name].key if column in frame]
        same = frame[key].fillna({"appointment": "definitive"})
        return frame[~same.duplicated()].reset_index(drop=True)

    return st.lists(st.fixed_dictionaries(columns), max_size=12).map(build)


def random_agencies() -> st.SearchStrategy[Tables]:
    """Draw agencies of eight in which any optional table may be absent."""
    one_of = st.sampled_from
    people, level = one_of(PEOPLE), one_of([1, 2, 3, 4, 5])
    employees = {"employee_id": PEOPLE, "agency_id": "a", "joined_on": "2014-01-01"}
    needed = {
        "employees": st.just(typed("employees", pd.DataFrame(employees))),
        "assignments": rows(
            "assignments",
            employee_id=people,
            started_on=one_of(DAYS),
            ended_on=one_of(EVER_ENDED),
            job_id=maybe(JOBS),
            unit_id=maybe(UNITS),
            supervisor_id=maybe(PEOPLE),
            appointment=maybe(["definitive", "acting"]),
        ),
    }
    optional = {
        name: rows(name, **columns)
        for name, columns in {
            "units": {
                "unit_id": one_of(UNITS),
                "parent_id": maybe(UNITS),
                "head_id": maybe(PEOPLE),
            },
            "jobs": {"job_id": one_of(JOBS), "kind": maybe(KINDS), "level": maybe(LEVELS)},
            "ranks": {"employee_id": people, "started_on": one_of(DAYS), "rank": one_of(RANKS)},
            "competency_standards": {
                "job_id": one_of(JOBS),
                "competency_id": one_of(SKILLS),
                "required_level": level,
                "importance": one_of([1, 2, 3, None]),
            },
            "assessments": {
                "employee_id": people,
                "competency_id": one_of(SKILLS),
                "level": level,
                "assessed_on": one_of(DAYS),
            },
            "courses": {"course_id": one_of(COURSES), "audience_kind": maybe(KINDS)},
            "course_competencies": {
                "course_id": one_of(COURSES),
                "competency_id": one_of(SKILLS),
                "reached_level": level,
            },
            "course_requirements": {
                "course_id": one_of(COURSES),
                "requires_course_id": maybe(COURSES),
                "min_rank": maybe(RANKS),
                "min_level": maybe(LEVELS),
                "min_years_in_job": one_of([None, 2.0]),
            },
            "trainings": {
                "employee_id": people,
                "course_id": one_of(COURSES),
                "completed_on": one_of(DAYS),
                "outcome": maybe(["completed", "failed", "dropped"]),
            },
            "mentors": {"employee_id": people, "capacity": one_of([0.0, 1.0, 2.0, None])},
            "mentorings": {
                "mentor_id": people,
                "mentee_id": people,
                "started_on": one_of(DAYS),
                "ended_on": one_of(EVER_ENDED),
            },
            "conflicts": {
                "employee_id": people,
                "with_employee_id": people,
                "ended_on": one_of(EVER_ENDED),
            },
        }.items()
    }
    return st.fixed_dictionaries(needed, optional=optional)
