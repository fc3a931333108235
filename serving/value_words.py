"""How the value of each feature is read in plain words."""

from __future__ import annotations

import math
from collections.abc import Callable

from features.families import FEATURES as DECLARED
from serving.language import Language, msg

Reader = Callable[[float, Language], str]

DAYS_A_YEAR = 365.25
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
    "score 0-100": msg("score 0 to 100"),
    "appraisals": msg("appraisals"),
    "competencies": msg("competencies"),
    "levels": msg("levels of competency"),
    "pieces of feedback": msg("pieces of feedback"),
    "standard deviations": msg("standard deviations"),
    "standard deviations a year": msg("standard deviations a year"),
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


def _levels(value: float, language: Language) -> str:
    return language.text(msg("%(n)s levels"), n=language.number(value, 1))


def _vacant(value: float, language: Language) -> str:
    if value < 0:
        return language.text(msg("more people than posts"))
    return language.percent(value)


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
MORE_HOURS = beside(msg("fewer"), msg("about the same"), msg("more"), margin=2.0)
LONGER = among(msg("longer than %(share)s of them"))
PAID_MORE = among(msg("higher than %(share)s of them"))
BY_UNIT: dict[str, Reader] = {
    "standard deviations": LIKE_UNIT,
    "levels": lambda value, language: language.text(
        msg("%(n)s levels"), n=language.number(value, 1)
    ),
    "standard deviations a year": beside(
        msg("falling"), msg("about the same"), msg("rising"), margin=0.1
    ),
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
    "bridged_uncertainty": lambda value, language: language.text(
        msg("tells a good deal") if value < 0.8 else msg("tells little")
    ),
    "bridged_spread": _steadiness,
    "job_match_against_unit": beside(
        msg("lower than the mean"), msg("like the mean"), msg("higher than the mean"), margin=0.05
    ),
    "hours_last_year_against_before": MORE_HOURS,
    "hours_against_job": MORE_HOURS,
    "share_of_unit_vacant": _vacant,
    "rank_against_cohort": beside(msg("lower"), msg("about the same"), msg("higher"), margin=0.4),
    "mean_gross_cover_in_job": _against_usual,
    "mean_gross_cover_in_unit": _against_usual,
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
