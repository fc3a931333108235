"""What each feature is called and how its value is read, in plain words."""

from __future__ import annotations

import math
from collections.abc import Callable

from features.families import FEATURES as DECLARED
from serving.language import Language, msg

Reader = Callable[[float, Language], str]

DAYS_A_YEAR = 365.25
FAMILIES = {
    "tenure": msg("Time in service"),
    "post": msg("Career in posts and ranks"),
    "appraisal": msg("Course of appraisals"),
    "learning": msg("Course of training"),
    "organisation": msg("Unit and team"),
    "exits": msg("Departures around the person"),
    "pay": msg("Course of pay"),
}
FEATURES = {
    "last_predicate": msg("Last appraisal"),
    "last_score": msg("Score of the last appraisal"),
    "predicate_trend": msg("Appraisals over three years"),
    "predicate_spread": msg("Evenness of appraisals"),
    "result_minus_behaviour": msg("Results of work beside behaviour in the last appraisal"),
    "days_since_appraisal": msg("Time since the last appraisal"),
    "n_raters_last_three_years": msg("Raters in the last three years"),
    "predicate_against_unit": msg("Last appraisal beside the unit's mean"),
    "exit_rate_of_service_band": msg(
        "Of people with as long a service, share who left in three years"
    ),
    "exits_from_job": msg("Departures from the same job in three years"),
    "exits_from_job_family": msg("Departures from the same job family in three years"),
    "exits_from_unit": msg("Departures from the unit in three years"),
    "exits_from_unit_last_year": msg("Departures from the unit in the last year"),
    "exits_from_job_in_unit": msg("Departures from the same job in the unit in three years"),
    "courses_last_year": msg("Courses in the last year"),
    "courses_last_three_years": msg("Courses in the last three years"),
    "hours_last_year": msg("Training hours in the last year"),
    "hours_last_three_years": msg("Training hours in the last three years"),
    "share_of_duty_hours": msg("Share of the yearly training hours reached"),
    "days_since_training": msg("Time since the last training"),
    "n_forms_last_three_years": msg("Forms of development in the last three years"),
    "share_not_finished": msg("Share of courses not finished"),
    "mean_course_feedback": msg("Mean rating given to courses (1 to 5)"),
    "n_mentorings_last_three_years": msg("Mentorings in the last three years"),
    "n_people_in_unit": msg("People in the unit"),
    "n_people_in_job": msg("People in the same job"),
    "n_people_same_job_and_unit": msg("People in the same job and unit"),
    "n_people_of_supervisor": msg("People under the same superior"),
    "share_of_unit_new": msg("Share of the unit that is new"),
    "mean_service_in_unit": msg("Mean time in service of the people in the unit"),
    "seniority_in_job": msg("Length of service among the same job"),
    "seniority_in_unit": msg("Length of service in the unit"),
    "share_of_unit_in_same_job": msg("Share of the unit in the same job"),
    "pay_against_agency": msg("Base pay beside the agency's middle"),
    "pay_against_job": msg("Base pay beside the middle of the same job"),
    "pay_standing_in_job": msg("Base pay among the same job"),
    "pay_standing_in_unit": msg("Base pay in the unit"),
    "pay_growth_against_agency": msg("Growth of base pay in a year beside the agency's"),
    "pay_growth_against_job": msg("Growth of base pay in a year beside the same job's"),
    "pay_growth_two_years": msg("Growth of base pay in two years beside the agency's"),
    "gross_cover": msg("Pay received for the time worked"),
    "gross_cover_against_job": msg("Pay received beside the middle of the same job"),
    "gross_cover_against_unit": msg("Pay received beside the middle of the unit"),
    "gross_cover_standing_in_job": msg("Pay received among the same job"),
    "gross_cover_a_year_before": msg("Pay received for the time worked, a year before"),
    "gross_cover_change": msg("Pay received beside a year before"),
    "gross_growth_against_job": msg("Growth of pay received in a year beside the same job's"),
    "days_in_job": msg("Time in the present job"),
    "days_in_unit": msg("Time in the present unit"),
    "days_with_supervisor": msg("Time with the present superior"),
    "days_since_last_appointment": msg("Time since the last appointment"),
    "n_jobs_held": msg("Jobs held so far"),
    "n_units_worked_in": msg("Units worked in so far"),
    "n_jobs_last_three_years": msg("Jobs held in the last three years"),
    "supervisor_changed": msg("Change of superior in the last half year"),
    "n_acting_posts_last_three_years": msg("Acting posts in the last three years"),
    "days_since_promotion": msg("Time since the last promotion"),
    "days_in_rank": msg("Time in the present rank"),
    "rank_step": msg("Step on the ladder of ranks"),
    "rank_steps_a_year": msg("Pace of ranks"),
    "job_kind": msg("Kind of job"),
    "job_level": msg("Level of the job"),
    "job_class": msg("Job class"),
    "days_in_service": msg("Time in service"),
    "days_to_next_five_years": msg("Time until the next five years of service"),
    "employment_type": msg("Kind of employment"),
    "days_in_employment_type": msg("Time in this kind of employment"),
    "days_to_contract_end": msg("Time until the contract ends"),
}
WORDS = {
    "pns": msg("permanent (PNS)"),
    "cpns": msg("probationary (CPNS)"),
    "pppk": msg("on contract (PPPK)"),
    "pppk_part_time": msg("on part-time contract (PPPK)"),
    "other": msg("other"),
    "leadership": msg("leadership"),
    "administrator": msg("administrator"),
    "supervisor": msg("supervisor"),
    "functional": msg("functional"),
    "executor": msg("executor"),
}
"""Words of categories; the levels of jobs (pertama, muda, ...) are Indonesian in both languages."""
PREDICATES = (
    msg("very poor"),
    msg("poor"),
    msg("in need of improvement"),
    msg("good"),
    msg("very good"),
)
UNITS = {
    "days": msg("days"),
    "people": msg("people"),
    "courses": msg("courses"),
    "hours (JP)": msg("hours (JP)"),
    "share": msg("share"),
    "yes/no": msg("yes or no"),
    "category": msg("words"),
    "ratio": msg("ratio"),
    "log": msg("logarithm"),
    "log rate": msg("logarithm of a rate"),
    "log ratio": msg("logarithm of a ratio"),
    "steps": msg("steps"),
    "predicate": msg("predicates"),
    "predicate 1-5": msg("predicate 1 to 5"),
    "predicates a year": msg("predicates a year"),
    "rating 1-5": msg("rating 1 to 5"),
    "score 0-120": msg("score 0 to 120"),
    "class 1-17": msg("class 1 to 17"),
    "ranks a year": msg("ranks a year"),
    "mentorings": msg("mentorings"),
    "units": msg("units"),
    "jobs": msg("jobs"),
    "posts": msg("posts"),
    "raters": msg("raters"),
    "forms": msg("forms of development"),
    "0 to 1": msg("0 to 1"),
    "-2 to 2": msg("-2 to 2"),
}
"""The units of features; one that is not here is shown as it was declared."""
NOT_ON_RECORD = msg("not on record")
YES, NO = msg("yes"), msg("no")


def value_text(feature: str, value: float | str | None, language: Language) -> str:
    """Return a value in words: days as years and months, ratios as higher or lower, no codes."""
    if value is None:
        return language.text(NOT_ON_RECORD)
    if isinstance(value, str):
        return language.text(WORDS.get(value, value))
    declared = DECLARED.get(feature)
    if declared and declared.categories:
        return _category(declared.categories, value, language)
    reader = READERS.get(feature) or BY_UNIT.get(declared.unit if declared else "", _number)
    return reader(value, language)


def beside(less: str, same: str, more: str, *, margin: float) -> Reader:
    """Return how to read a difference: within the margin of 0 it is the same."""

    def read(value: float, language: Language) -> str:
        if abs(value) <= margin:
            return language.text(same)
        return language.text(more if value > 0 else less)

    return read


def among(text: str) -> Reader:
    """Return how to read a place from 0 to 1, in words that name the share it stands above."""
    return lambda value, language: language.text(text, share=language.percent(value))


def _category(words: tuple[str, ...], code: float, language: Language) -> str:
    known = 0 <= code < len(words)
    word = words[int(code)] if known else NOT_ON_RECORD
    return language.text(WORDS.get(word, word))


def _number(value: float, language: Language) -> str:
    return language.number(value, 1)


def _hours(value: float, language: Language) -> str:
    return language.text(msg("%(n)s hours (JP)"), n=language.number(value))


def _span(value: float, language: Language) -> str:
    if value < 0:
        return language.text(msg("over for %(span)s"), span=language.span(-value))
    return language.span(value)


def _predicate(value: float, language: Language) -> str:
    return language.text(PREDICATES[min(max(round(value), 1), 5) - 1])


def _pace(value: float, language: Language) -> str:
    if value <= 0:
        return language.text(NOT_ON_RECORD)
    return language.text(msg("one rank in %(span)s"), span=language.span(DAYS_A_YEAR / value))


def _steadiness(value: float, language: Language) -> str:
    return language.text(msg("always much the same") if value < 0.5 else msg("changing"))


def _against_usual(value: float, language: Language) -> str:
    """Read a quotient whose usual value is 1."""
    return HIGHER(value - 1.0, language)


HIGHER = beside(msg("lower"), msg("about the same"), msg("higher"), margin=0.03)
LIKE_UNIT = beside(
    msg("lower than the mean"), msg("like the mean"), msg("higher than the mean"), margin=0.25
)
LONGER = among(msg("longer than %(share)s of them"))
PAID_MORE = among(msg("higher than %(share)s of them"))
BY_UNIT: dict[str, Reader] = {
    "days": _span,
    "share": lambda value, language: language.percent(value),
    "hours (JP)": _hours,
    "yes/no": lambda value, language: language.text(YES if value else NO),
    "log": HIGHER,
    "log rate": lambda value, language: language.percent(min(1.0, math.exp(value))),
    "log ratio": beside(
        msg("fewer than expected"),
        msg("as many as expected"),
        msg("more than expected"),
        margin=0.1,
    ),
    "ratio": HIGHER,
    "predicate 1-5": _predicate,
    "predicates a year": beside(msg("falling"), msg("about the same"), msg("rising"), margin=0.1),
    "ranks a year": _pace,
}
READERS: dict[str, Reader] = {
    "predicate_spread": _steadiness,
    "predicate_against_unit": LIKE_UNIT,
    "result_minus_behaviour": beside(
        msg("behaviour was judged higher"),
        msg("both were judged alike"),
        msg("results were judged higher"),
        margin=0.5,
    ),
    "seniority_in_job": LONGER,
    "seniority_in_unit": LONGER,
    "pay_standing_in_job": PAID_MORE,
    "pay_standing_in_unit": PAID_MORE,
    "gross_cover_standing_in_job": PAID_MORE,
    "gross_cover": _against_usual,
    "gross_cover_a_year_before": _against_usual,
}
