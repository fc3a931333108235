"""Rules about what does not change: birth, joining, schooling."""

from __future__ import annotations

from features.quality.declare import Found, found, lacking, rule
from features.quality.evidence import DAYS_A_YEAR, SCHOOLING_STEPS, Evidence, before

YOUNGEST_AT_JOINING = 15
"""Years; the law asks for 18 (PP 11/2017 Ps 23), so that below 15 a date is wrong, not early."""
YOUNGEST_WITH_DEGREE = 17
YOUNGEST_WITH_SCHOOL = 5
DEGREES = ("d1", "d2", "d3", "d4", "s1", "profession", "specialist", "s2", "s3")
LEGAL_DATES = "PP 11/2017 Ps 239-240"


@rule("completeness", "employees", source=LEGAL_DATES, decides=("retirement",))
def birth_date_missing(evidence: Evidence) -> Found:
    """People present without a date of birth, so that no legal date can be worked out."""
    people = evidence.people.reset_index()
    return found(people["employee_id"], people[people["birth_date"].isna()])


@rule(
    "accuracy",
    "employees",
    source="PP 11/2017 Ps 23",
    decides=("retirement",),
)
def joined_too_young(evidence: Evidence) -> Found:
    """People who joined before they were 15 years old by the dates on file."""
    people = evidence.people.reset_index()
    dated = people[people["birth_date"].notna()]
    age = (dated["joined_on"] - dated["birth_date"]).dt.days / DAYS_A_YEAR
    return found(dated["employee_id"], dated[age < YOUNGEST_AT_JOINING], on="joined_on")


@rule("completeness", "educations", source="BKN, Indeks Kualitas Data", decides=("promotion",))
def schooling_missing(evidence: Evidence) -> Found:
    """People present without any schooling on record."""
    return lacking(evidence, evidence.own("educations"))


@rule("accuracy", "educations", source="domain check", decides=("promotion",), doubt="drop")
def degree_too_early(evidence: Evidence) -> Found:
    """Degrees completed before the age of 17, or any school completed before the age of 5."""
    own = evidence.own("educations")
    born = evidence.people["birth_date"].reindex(own["employee_id"]).set_axis(own.index)
    age = (own["completed_on"] - born).dt.days / DAYS_A_YEAR
    youngest = (
        own["level"].isin(DEGREES).map({True: YOUNGEST_WITH_DEGREE, False: YOUNGEST_WITH_SCHOOL})
    )
    dated = own[born.notna()]
    return found(dated["employee_id"], own[age < youngest], on="completed_on")


@rule("consistency", "educations", source="domain check", decides=("promotion",), doubt="drop")
def schooling_falls_back(evidence: Evidence) -> Found:
    """Schooling of a lower level than what the same person had completed before."""
    own = evidence.own("educations")
    rows = own.assign(step=own["level"].map(SCHOOLING_STEPS).astype("float64"))
    rows = rows.sort_values(["employee_id", "completed_on"], kind="stable")
    highest = rows.assign(step=rows.groupby("employee_id")["step"].cummax())
    falls = rows["step"] < before(highest, "step")["step"]
    return found(rows["employee_id"], rows[falls], on="completed_on")
