"""A round as the coordinator reviews it: who both are by job and unit, and why they fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from serving.code_words import KEPT_OUT, WITHOUT_MENTOR
from serving.language import Language, msg
from serving.matching_rounds import people_in
from serving.mentoring_schemas import PairOut, RoundOut
from serving.shown import Scores
from serving.store.rows import Person
from serving.value_words import NO, NOT_ON_RECORD, YES
from serving.wording import reason_text
from serving.workbooks import Columns, table_of

HELP_MEANT = msg(
    "Help expected: the levels of competency that a year with this mentor is expected to bring. A"
    " level counts three times where the job must have it and twice where it is important; a year"
    " of the mentor's experience in the job family counts as a hundredth."
)
People = Mapping[str, Person]
HELP = msg("Help expected, in weighted levels")
MENTEE = ("mentee_id", msg("Mentee"), msg("Job of the mentee"), msg("Unit of the mentee"))
MENTOR = ("mentor_id", msg("Mentor"), msg("Job of the mentor"), msg("Unit of the mentor"))
FLOORS = {"unit": msg("Unit"), "level": msg("Level of the job")}


def people_of(scores: Scores, shown: RoundOut) -> dict[str, Person]:
    """Return those of a round who are in the scores in force."""
    ids = [one for one in people_in([shown]) if one is not None]
    return scores.store.named(scores.batch.id, ids)


def by_unit(shown: RoundOut, people: People) -> list[PairOut]:
    """Return the pairs by the unit, the job and the pseudonym of the mentee."""

    def place(pair: PairOut) -> tuple[str, str, str]:
        return (
            _of(people, pair.mentee_id, "unit_name") or "",
            _of(people, pair.mentee_id, "job_name") or "",
            pair.mentee_id,
        )

    return sorted(shown.pairs, key=place)


def why_text(pair: PairOut, language: Language) -> str:
    """Return why two fit; nothing for a pair from before reasons were kept."""
    if pair.reason is None:
        return ""
    text, n = reason_text(pair.reason, pair.reason_values, language), _competencies(pair)
    more = language.plural("In %(n)s competency in all.", "In %(n)s competencies in all.", n)
    return f"{text} {more}" if n > 1 else text


def _competencies(pair: PairOut) -> int:
    """Return in how many competencies the mentor stands above the mentee, as far as is known."""
    return int(pair.reason_values.get("n_competencies") or 0)


def sheets_of_round(shown: RoundOut, people: People, language: Language) -> dict[str, pd.DataFrame]:
    """Return the sheets of a workbook, by pseudonyms, not by names."""

    def told(text: str) -> str:
        return language.text(text)

    waiting: Columns[Any] = {
        **_who(MENTEE, people, language),
        msg("Reason"): lambda one: told(WITHOUT_MENTOR[one.reason]),
    }
    kept_out: Columns[Any] = {
        **_who(MENTOR, people, language),
        msg("Reason"): lambda one: told(KEPT_OUT[one.reason]),
    }
    floors: Columns[Any] = {
        msg("Floor for each"): lambda one: told(FLOORS[one.floor]),
        msg("Group"): lambda one: one.name,
        msg("Asked for"): lambda one: one.asked,
        msg("Have a mentor"): lambda one: one.held,
    }
    pairs = table_of(by_unit(shown, people), _pair(shown, people, language), language)
    return {
        told(msg("Pairs")): pairs,
        told(msg("Waiting")): table_of(shown.waitlist, waiting, language),
        told(msg("Mentors left out")): table_of(shown.kept_out, kept_out, language),
        told(msg("Floors not held")): table_of(shown.short_floors, floors, language),
    }


def _pair(shown: RoundOut, people: People, language: Language) -> Columns[Any]:
    return {
        **_who(MENTEE, people, language),
        **_who(MENTOR, people, language),
        msg("Why they fit"): lambda one: why_text(one, language) or None,
        HELP: lambda one: round(one.benefit, 2),
        msg("Published"): lambda one: language.text(
            YES if one.mentee_id in shown.published else NO
        ),
    }


def _who(side: tuple[str, str, str, str], people: People, language: Language) -> Columns[Any]:
    """Return the columns of a mentee or a mentor: pseudonym, job and unit."""
    key, who, job, unit = side
    nothing = language.text(NOT_ON_RECORD)
    return {
        who: lambda one: getattr(one, key),
        job: lambda one: _of(people, getattr(one, key), "job_name") or nothing,
        unit: lambda one: _of(people, getattr(one, key), "unit_name") or nothing,
    }


def _of(people: People, who: str, name: str) -> str | None:
    """Return a fact of somebody; None where it is not on record."""
    found: str | None = getattr(people.get(who), name, None)
    return found
