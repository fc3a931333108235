"""What each quality rule finds in a small office, as tables: the records, the faults.

Every case is checked as of 2024-01-01. The faults are named by person or, where a unit or a job is
to be mended, by that; a name twice is two faults.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from features.quality.declare import DECISIONS, DIMENSIONS, RULES
from features.quality.evidence import Evidence
from features.quality.rules import __all__ as modules
from features.tables import TABLE_OF_NAME
from tests.training.text_records import records

DAY = date(2024, 1, 1)
PEOPLE = """
    employee_id  joined_on   birth_date
    ana          2015-01-01  1990-05-01
    ben          2020-01-01  1995-03-01
    cit          2023-07-01  1998-09-01
    dea          2010-01-01  1980-02-01
"""
POSTS = """
    employee_id  started_on  ended_on    job_id  unit_id  supervisor_id
    ana          2015-01-01  2022-01-01  clerk   tax      dea
    ana          2022-01-01  -           judge   tax      dea
    ben          2020-01-01  -           clerk   tax      dea
    cit          2023-07-01  -           clerk   health   dea
    dea          2010-01-01  -           head    tax      -
"""
STATUSES = """
    employee_id  started_on  ended_on    employment_type  contract_ends_on
    ana          2015-01-01  2016-01-01  cpns             -
    ana          2016-01-01  -           pns              -
    ben          2020-01-01  -           pns              -
    cit          2023-07-01  -           pppk             2024-07-01
    dea          2010-01-01  -           pns              -
"""
RANKS = """
    employee_id  started_on  rank
    ana          2016-01-01  III/a
    ana          2020-01-01  III/b
    ben          2020-01-01  III/a
    cit          2023-07-01  IX
    dea          2010-01-01  III/a
    dea          2014-01-01  III/b
    dea          2019-06-01  III/c
"""
UNITS = """
    unit_id  parent_id  head_id
    office   -          dea
    tax      office     dea
    health   office     dea
"""
JOBS = """
    job_id  kind        retirement_age
    clerk   executor    58
    judge   functional  60
    head    supervisor  58
"""
OFFICE = {"employees": PEOPLE, "assignments": POSTS}
APPRAISAL_WITHOUT_RESULT = """
    employee_id  period_start  period_end  regime           score  work_result  behaviour  predicate
    ana          2022-01-01    2023-01-01  expectation2022  -      -            -          4
    ben          2022-01-01    2023-01-01  expectation2022  -      meets        -          -
    dea          2015-01-01    2016-01-01  skp2011          88     -            -          -
    dea          2022-01-01    2023-01-01  expectation2022  -      meets        meets      -
"""
PREDICATE_AGAINST_MATRIX = """
    employee_id  period_start  period_end  regime           work_result  behaviour  predicate
    ana          2022-01-01    2023-01-01  expectation2022  meets        meets      5
    ben          2022-01-01    2023-01-01  expectation2022  above        above      5
    dea          2022-01-01    2023-01-01  expectation2022  below        meets      3
"""
Case = tuple[str, Mapping[str, str], str]

CASES: tuple[Case, ...] = (
    (
        "birth_date_missing",
        {
            "employees": """
                employee_id  joined_on   birth_date
                ana          2015-01-01  -
                ben          2020-01-01  1995-03-01
            """,
        },
        "ana",
    ),
    (
        "joined_too_young",
        {
            "employees": """
                employee_id  joined_on   birth_date
                ana          2005-01-01  1990-05-01
                ben          2010-04-01  1995-03-01
                cit          2015-01-01  -
            """,
        },
        "ana",
    ),
    (
        "schooling_missing",
        {
            "educations": """
                employee_id  completed_on  level
                ana          2012-06-01    s1
                cit          2023-06-01    s1
                dea          2023-12-01    s2
            """,
        },
        "ben dea",
    ),
    (
        "degree_too_early",
        {
            "educations": """
                employee_id  completed_on  level
                ana          2006-06-01    s1
                ben          2001-06-01    primary
                dea          1984-06-01    primary
            """,
        },
        "ana dea",
    ),
    (
        "schooling_falls_back",
        {
            "educations": """
                employee_id  completed_on  level
                ana          2008-06-01    senior
                ana          2012-06-01    s1
                ben          2015-06-01    s1
                ben          2018-06-01    d3
            """,
        },
        "ben",
    ),
    (
        "post_missing",
        {
            "assignments": """
                employee_id  started_on  ended_on    appointment
                ana          2015-01-01  2023-01-01  -
                ana          2023-01-01  -           acting
                ben          2020-01-01  -           -
                cit          2023-07-01  2024-07-01  definitive
            """,
        },
        "ana dea",
    ),
    (
        "post_without_job",
        {
            "assignments": """
                employee_id  started_on  ended_on    job_id
                ana          2015-01-01  2023-01-01  -
                ana          2023-01-01  -           judge
                ben          2020-01-01  -           -
            """,
        },
        "ben",
    ),
    (
        "post_without_unit",
        {
            "assignments": """
                employee_id  started_on  unit_id
                ana          2015-01-01  tax
                ben          2020-01-01  -
            """,
        },
        "ben",
    ),
    (
        "superior_missing",
        {
            "assignments": """
                employee_id  started_on  supervisor_id
                ana          2015-01-01  dea
                ben          2020-01-01  -
                dea          2010-01-01  -
            """,
            "units": UNITS,
        },
        "ben",
    ),
    (
        "own_superior",
        {
            "assignments": """
                employee_id  started_on  supervisor_id
                ana          2015-01-01  dea
                dea          2010-01-01  dea
            """,
        },
        "dea",
    ),
    (
        "circle_of_superiors",
        {
            "assignments": """
                employee_id  started_on  supervisor_id
                ana          2015-01-01  ben
                ben          2020-01-01  dea
                dea          2010-01-01  ben
                cit          2023-07-01  cit
            """,
        },
        "ben dea",
    ),
    (
        "superior_not_present",
        {
            "departures": """
                employee_id  left_on     reason      recorded_on
                dea          2023-10-01  retirement  2023-10-01
            """,
        },
        "ana ben cit",
    ),
    (
        "two_definitive_posts",
        {
            "assignments": """
                employee_id  started_on  ended_on    appointment
                ana          2015-01-01  2020-01-01  -
                ana          2019-01-01  -           -
                ben          2015-01-01  2020-01-01  -
                ben          2020-01-01  -           -
                cit          2023-07-01  -           -
                cit          2023-08-01  -           acting
                dea          2010-01-01  -           -
                dea          2023-11-20  -           -
            """,
        },
        "ana",
    ),
    (
        "gap_between_posts",
        {
            "assignments": """
                employee_id  started_on  ended_on
                ana          2015-01-01  2020-01-01
                ana          2020-03-01  -
                ben          2020-01-01  2021-01-01
                ben          2021-01-15  -
            """,
        },
        "ana",
    ),
    (
        "post_before_joining",
        {
            "assignments": """
                employee_id  started_on
                ana          2014-01-01
                ana          2015-06-01
                ben          2020-01-01
            """,
        },
        "ana",
    ),
    (
        "acting_too_long",
        {
            "assignments": """
                employee_id  started_on  ended_on    appointment
                ana          2022-01-01  -           acting
                ben          2022-01-01  2022-06-01  acting
                cit          2023-08-01  -           daily_acting
                dea          2010-01-01  -           -
            """,
        },
        "ana",
    ),
    (
        "status_missing",
        {
            "statuses": """
                employee_id  started_on  ended_on    employment_type
                ana          2015-01-01  -           pns
                ben          2020-01-01  2023-01-01  pppk
                cit          2023-07-01  -           other
            """,
        },
        "ben dea",
    ),
    (
        "contract_without_end",
        {
            "statuses": """
                employee_id  started_on  employment_type  contract_ends_on
                ana          2015-01-01  pns              -
                ben          2020-01-01  pppk             -
                cit          2023-07-01  pppk_part_time   2024-07-01
            """,
        },
        "ben",
    ),
    (
        "contract_run_out",
        {
            "statuses": """
                employee_id  started_on  employment_type  contract_ends_on
                ben          2020-01-01  pppk             2023-12-31
                cit          2023-07-01  pppk             2024-01-01
            """,
        },
        "ben",
    ),
    (
        "candidate_too_long",
        {
            "statuses": """
                employee_id  started_on  employment_type
                ana          2021-12-01  cpns
                ben          2022-02-01  cpns
                dea          2010-01-01  pns
            """,
        },
        "ana",
    ),
    (
        "two_statuses",
        {
            "statuses": """
                employee_id  started_on  ended_on    employment_type
                ana          2015-01-01  2016-01-01  cpns
                ana          2016-01-01  -           pns
                ben          2020-01-01  -           cpns
                ben          2021-01-01  -           pns
            """,
        },
        "ben",
    ),
    (
        "rank_of_other_status",
        {
            "statuses": STATUSES,
            "ranks": """
                employee_id  started_on  rank
                ana          2016-01-01  IX
                ana          2020-01-01  III/a
                ben          2020-01-01  IX
                cit          2023-07-01  III/a
                dea          2010-01-01  III/a
            """,
        },
        "ben cit",
    ),
    (
        "rank_missing",
        {
            "statuses": STATUSES,
            "ranks": """
                employee_id  started_on  rank
                ana          2016-01-01  III/a
                cit          2023-07-01  IX
            """,
        },
        "ben dea",
    ),
    (
        "rank_not_updated",
        {
            "statuses": STATUSES,
            "ranks": """
                employee_id  started_on  rank
                ana          2015-01-01  III/a
                ben          2020-01-01  III/a
                cit          2013-07-01  IX
                dea          2010-01-01  III/d
            """,
            "educations": """
                employee_id  completed_on  level
                ana          2012-06-01    s1
                ben          2015-06-01    s1
                cit          2015-06-01    s1
                dea          2002-06-01    s1
            """,
        },
        "ana",
    ),
    (
        "rank_falls",
        {
            "ranks": """
                employee_id  started_on  rank
                ana          2016-01-01  III/b
                ana          2020-01-01  III/a
                ben          2020-01-01  XI
                ben          2022-01-01  III/a
                dea          2010-01-01  III/a
                dea          2014-01-01  III/b
            """,
        },
        "ana",
    ),
    (
        "rank_skips_steps",
        {
            "ranks": """
                employee_id  started_on  rank
                ana          2016-01-01  II/a
                ana          2020-01-01  III/b
                dea          2010-01-01  II/c
                dea          2014-01-01  III/b
            """,
        },
        "ana",
    ),
    (
        "rank_too_soon",
        {
            "ranks": """
                employee_id  started_on  rank
                ana          2016-01-01  III/a
                ana          2016-10-01  III/b
                cit          2023-07-01  IX
                cit          2023-09-01  X
                dea          2010-01-01  III/a
                dea          2011-01-01  III/b
            """,
        },
        "ana",
    ),
    (
        "appraisal_missing",
        {
            "appraisals": """
                employee_id  period_start  period_end  regime           predicate
                ana          2022-01-01    2023-01-01  expectation2022  4
                ben          2021-01-01    2022-01-01  skp2019          4
            """,
        },
        "ben dea",
    ),
    (
        "appraisal_without_result",
        {
            "appraisals": APPRAISAL_WITHOUT_RESULT,
        },
        "ben",
    ),
    (
        "predicate_against_matrix",
        {
            "appraisals": PREDICATE_AGAINST_MATRIX,
        },
        "ana",
    ),
    (
        "regime_of_another_year",
        {
            "appraisals": """
                employee_id  period_start  period_end  regime           predicate
                ana          2016-01-01    2017-01-01  dp3              4
                ben          2022-01-01    2023-01-01  expectation2022  4
                dea          2013-01-01    2014-01-01  dp3              4
                dea          2016-01-01    2017-01-01  expectation2022  4
            """,
        },
        "ana dea",
    ),
    (
        "two_appraisals_of_a_year",
        {
            "appraisals": """
                employee_id  period_start  period_end  regime           predicate
                ana          2022-01-01    2023-01-01  expectation2022  4
                ana          2022-02-01    2022-12-31  expectation2022  5
                ben          2022-01-01    2023-01-01  expectation2022  4
                ben          2022-04-01    2022-07-01  expectation2022  4
            """,
        },
        "ana",
    ),
    (
        "training_without_hours",
        {
            "trainings": """
                employee_id  completed_on  title  hours
                ana          2023-03-01    A      -
                ben          2023-03-01    A      20
                dea          2019-03-01    A      -
            """,
        },
        "ana",
    ),
    (
        "hours_not_credible",
        {
            "trainings": """
                employee_id  completed_on  title  hours
                ana          2023-03-01    A      999
                ana          2023-04-01    B      1
                ben          2023-03-01    A      20
                dea          2023-03-01    A      -
            """,
        },
        "ana ana",
    ),
    (
        "training_without_name",
        {
            "trainings": """
                employee_id  completed_on  title  course_id
                ana          2023-03-01    -      -
                ben          2023-03-01    -      C-1
            """,
        },
        "ana",
    ),
    (
        "training_twice",
        {
            "trainings": """
                employee_id  completed_on  title        hours
                ana          2023-03-01    Bimtek-SIPD  20
                ana          2023-03-03    BIMTEK_SIPD  20
                ben          2023-03-01    Bimtek       20
                ben          2023-05-01    Bimtek       20
            """,
        },
        "ana",
    ),
    (
        "unit_without_head",
        {
            "units": """
                unit_id  head_id
                tax      dea
                health   -
                empty    -
            """,
        },
        "health",
    ),
    (
        "head_not_present",
        {
            "units": """
                unit_id  head_id
                tax      dea
                health   gus
            """,
        },
        "health",
    ),
    (
        "unit_above_missing",
        {
            "units": """
                unit_id  parent_id
                tax      office
                health   tax
            """,
        },
        "tax",
    ),
    (
        "unit_gone",
        {
            "units": """
                unit_id  valid_to
                tax      2023-06-01
                health   2024-06-01
            """,
        },
        "tax tax tax",
    ),
    (
        "job_gone",
        {
            "jobs": """
                job_id  kind
                clerk   executor
                head    supervisor
            """,
        },
        "judge",
    ),
    (
        "retirement_age_unknown",
        {
            "jobs": """
                job_id   retirement_age
                clerk    58
                judge    -
                head     58
                nobodys  -
            """,
        },
        "judge",
    ),
    (
        "job_without_kind",
        {
            "jobs": """
                job_id  kind
                clerk   executor
                judge   functional
                head    -
            """,
        },
        "head",
    ),
    (
        "left_before_joining",
        {
            "departures": """
                employee_id  left_on     reason       recorded_on
                ana          2014-06-01  resignation  2014-06-01
                ben          2022-06-01  resignation  2022-06-01
                cit          2023-07-01  resignation  2023-07-01
            """,
        },
        "ana",
    ),
    (
        "rows_after_departure",
        {
            "departures": """
                employee_id  left_on     reason       recorded_on
                ana          2022-06-01  resignation  2022-06-01
                ben          2022-06-01  resignation  2022-06-01
            """,
            "ranks": """
                employee_id  started_on  rank
                ana          2023-01-01  III/b
                ben          2022-07-01  III/b
            """,
            "appraisals": """
                employee_id  period_start  period_end  regime
                ana          2021-01-01    2022-01-01  other
            """,
            "trainings": """
                employee_id  completed_on
                ben          2021-01-01
            """,
            "statuses": STATUSES,
        },
        "ana",
    ),
    (
        "past_retirement",
        {
            "employees": """
                employee_id  joined_on   birth_date
                ana          1990-01-01  1963-10-20
                ben          1990-01-01  1965-09-10
                dea          1990-01-01  1965-11-10
            """,
            "jobs": JOBS,
        },
        "ben",
    ),
    (
        "post_recorded_late",
        {
            "assignments": """
                employee_id  started_on  recorded_on
                ana          2023-06-01  2023-09-01
                ben          2023-06-01  2023-06-20
                cit          2023-06-01  -
                dea          2010-01-01  2015-01-01
            """,
        },
        "ana",
    ),
    (
        "rank_recorded_late",
        {
            "ranks": """
                employee_id  started_on  rank   recorded_on
                ana          2023-04-01  III/b  2023-09-01
                ben          2023-04-01  III/b  2023-05-01
            """,
        },
        "ana",
    ),
    (
        "appraisal_recorded_late",
        {
            "appraisals": """
                employee_id  period_start  period_end  regime  recorded_on
                ana          2022-01-01    2023-01-02  other   2023-06-01
                ben          2022-01-01    2023-01-02  other   2023-03-01
            """,
        },
        "ana",
    ),
    (
        "training_recorded_late",
        {
            "trainings": """
                employee_id  completed_on  title  recorded_on
                ana          2023-03-01    A      2023-09-01
                ben          2023-03-01    A      2023-05-01
            """,
        },
        "ana",
    ),
    (
        "schooling_recorded_late",
        {
            "educations": """
                employee_id  completed_on  level  recorded_on
                ana          2023-03-01    s2     2023-09-01
                ben          2023-03-01    s2     2023-06-01
            """,
        },
        "ana",
    ),
    (
        "departure_recorded_late",
        {
            "departures": """
                employee_id  left_on     reason       recorded_on
                ana          2023-06-01  resignation  2023-09-01
                ben          2023-06-01  resignation  2023-06-10
            """,
        },
        "ana",
    ),
    (
        "post_in_two_versions",
        {
            "assignments": """
                employee_id  started_on  unit_id  recorded_on
                ana          2015-01-01  tax      2015-01-01
                ana          2015-01-01  health   2023-09-01
                ben          2015-01-01  tax      2015-01-01
                ben          2015-01-01  health   2020-09-01
                cit          2023-07-01  -        2023-07-01
                cit          2023-07-01  health   2023-09-01
            """,
        },
        "ana",
    ),
    (
        "rank_in_two_versions",
        {
            "ranks": """
                employee_id  started_on  rank   recorded_on
                ana          2020-01-01  III/b  2020-01-01
                ana          2020-01-01  III/c  2023-09-01
                ben          2020-01-01  III/b  2020-01-01
                ben          2020-01-01  III/b  2023-09-01
            """,
        },
        "ana",
    ),
    (
        "appraisal_in_two_versions",
        {
            "appraisals": """
                employee_id  period_start  period_end  regime  predicate  recorded_on
                ana          2022-01-01    2023-01-01  other   4          2023-02-01
                ana          2022-01-01    2023-01-01  other   5          2023-09-01
            """,
        },
        "ana",
    ),
    (
        "status_in_two_versions",
        {
            "statuses": """
                employee_id  started_on  employment_type  recorded_on
                ana          2020-01-01  pppk             2020-01-01
                ana          2020-01-01  pns              2023-09-01
            """,
        },
        "ana",
    ),
    (
        "person_in_two_versions",
        {
            "employees": """
                employee_id  joined_on   birth_date  recorded_on
                ana          2015-01-01  1990-05-01  2015-01-01
                ana          2015-01-01  1991-05-01  2023-09-01
                ben          2020-01-01  1995-03-01  2020-01-01
            """,
        },
        "ana",
    ),
)


@pytest.mark.parametrize(("name", "tables", "faulty"), CASES, ids=lambda one: str(one)[:30])
def test_what_a_rule_finds(name: str, tables: Mapping[str, str], faulty: str) -> None:
    rule, evidence = RULES[name], Evidence(records(**{**OFFICE, **tables}), DAY)
    assert evidence.has(*rule.needs)
    found = rule.check(evidence)
    by_item = rule.of_items or found.faults["item"].notna().any()
    named = found.faults["item" if by_item else "employee_id"]
    assert sorted(named) == sorted(faulty.split())
    subjects = found.faults["item" if rule.of_items else "employee_id"]
    assert set(subjects) <= set(found.subjects)
    assert found.subjects.is_unique
    rows = evidence.every(rule.table).index
    assert found.held.isin(rows).all()
    assert not (rule.doubt and not rule.of_items) or found.faults.index.isin(rows).all()


def test_every_rule_has_its_case() -> None:
    assert sorted(name for name, _, _ in CASES) == sorted(RULES)
    assert len(RULES) >= 20


def test_an_office_in_order_has_no_faults() -> None:
    schooling = """
        employee_id  completed_on  level
        ana          2012-06-01    s1
        ben          2017-06-01    s1
        cit          2020-06-01    s1
        dea          2002-06-01    s1
    """
    appraised = """
        employee_id  period_start  period_end  regime           work_result  behaviour  predicate
        ana          2022-01-01    2023-01-01  expectation2022  meets        above      4
        ben          2022-01-01    2023-01-01  expectation2022  above        above      5
        dea          2022-01-01    2023-01-01  expectation2022  meets        meets      4
    """
    trained = """
        employee_id  completed_on  title  hours
        ana          2023-03-01    A      20
    """
    office = {**OFFICE, "statuses": STATUSES, "ranks": RANKS, "units": UNITS, "jobs": JOBS}
    further = {"educations": schooling, "appraisals": appraised, "trainings": trained}
    evidence = Evidence(records(**office, **further), DAY)
    checked = [name for name, rule in RULES.items() if evidence.has(*rule.needs)]
    assert set(RULES) - set(checked) == {
        "rows_after_departure",
        "left_before_joining",
        "departure_recorded_late",
    }
    faults = {name: list(RULES[name].check(evidence).faults["employee_id"]) for name in checked}
    assert {name: found for name, found in faults.items() if found} == {}


def test_the_future_is_not_looked_at() -> None:
    office = {**OFFICE, "ranks": RANKS}
    later = """
        employee_id  started_on  rank   recorded_on
        ana          2016-01-01  III/a  2016-01-01
        ana          2020-01-01  III/b  2020-01-01
        ana          2023-12-01  II/a   2024-01-01
    """
    evidence = Evidence(records(**{**office, "ranks": later}), DAY)
    assert RULES["rank_falls"].check(evidence).faults.empty
    evidence = Evidence(records(**{**office, "ranks": later}), date(2024, 1, 2))
    assert list(RULES["rank_falls"].check(evidence).faults["employee_id"]) == ["ana"]


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_is_declared_as_a_whole(name: str) -> None:
    rule = RULES[name]
    assert rule.dimension in DIMENSIONS
    assert rule.table in TABLE_OF_NAME
    assert set(rule.needs) <= set(TABLE_OF_NAME)
    assert set(rule.decides) <= set(DECISIONS)
    assert set(rule.columns) <= set(TABLE_OF_NAME[rule.table].by_name)
    assert rule.doubt != "blank" or rule.columns
    assert rule.source
    assert len(rule.meaning) > 20


def test_every_module_of_rules_is_gathered() -> None:
    declared = {rule.check.__module__.rpartition(".")[2] for rule in RULES.values()}
    assert declared == set(modules) - {"RULES"}
