"""Where the twin's evidence comes from: one function a kind, each cut as of a day.

A line says what somebody did or was told on a day and what level of which competency that speaks
for. Integrity is left out everywhere but in assessments.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.clock import Days, Floats
from features.events import DAYS_A_YEAR
from features.history import History
from features.rows import Mask, Rows
from features.tables import TABLE_OF_NAME
from features.twin.noise import (
    ASSESSMENT,
    BEHAVIOUR_ERROR,
    COURSE,
    EDUCATION,
    EDUCATION_ERROR,
    EDUCATION_LEVELS,
    FEEDBACK,
    FEEDBACK_ERROR,
    FEEDBACK_STEP,
    HIGHEST,
    JOB,
    JOB_ERROR,
    LOWEST,
    METHODS,
    SHORTEST_JOB_YEARS,
    SHORTFALL,
    UNKNOWN_METHOD,
)
from features.twin.standards import aspects, standards_at, subject_words, subjects

READING = [METHODS[m] for m in TABLE_OF_NAME["assessments"]["method"].codes] + [UNKNOWN_METHOD]
SCHOOLED = np.array(
    [EDUCATION_LEVELS.get(c, np.nan) for c in TABLE_OF_NAME["educations"]["level"].codes] + [np.nan]
)
LENIENT, ERROR = (np.array(column) for column in zip(*READING, strict=True))

Says = tuple[Floats, Floats | float]


@dataclass(frozen=True)
class Lines:
    """Evidence about people: who, which competency, when, of what kind, saying what how surely.

    ``level`` of a feedback is how far it lies from what the job suggests.
    """

    person: Days
    competency: Days
    day: Days
    kind: Days
    level: Floats
    error: Floats

    def take(self, chosen: Mask | Days) -> Lines:
        """Return some of the lines."""
        return Lines(
            self.person[chosen],
            self.competency[chosen],
            self.day[chosen],
            self.kind[chosen],
            self.level[chosen],
            self.error[chosen],
        )


def lines_at(history: History, day: int) -> Lines:
    """Return all evidence that had happened and was known before a day."""
    parts = [
        education_lines(history, day),
        job_lines(history, day),
        course_lines(history, day),
        feedback_lines(history, day),
        assessment_lines(history, day),
    ]
    fields = ("person", "competency", "day", "kind", "level", "error")
    return Lines(*(np.concatenate([getattr(part, name) for part in parts]) for name in fields))


def assessment_lines(history: History, day: int) -> Lines:
    """Return assessed levels less the usual lenience of their method."""
    rows = history.events("assessments").seen_at(day)
    rows = rows.take(~rows.missing("competency_id") & ~rows.missing("level"))
    method = np.nan_to_num(rows.column("method"), nan=-1).astype(np.int64)
    level = np.clip(rows.column("level") - LENIENT[method], LOWEST, HIGHEST)
    competency = rows.column("competency_id").astype(np.int64)
    return _lines(
        rows.entity, competency, rows.happened, kind=ASSESSMENT, says=(level, ERROR[method])
    )


def course_lines(history: History, day: int) -> Lines:
    """Return what completed courses teach, and up to which level."""
    taught = history.references.known("course_competencies", day).dropna(subset="reached_level")
    courses = history.references.codes("courses", taught["course_id"])
    order = np.argsort(courses, kind="stable")
    competency = history.references.codes("competencies", taught["competency_id"])[order].astype(
        np.int64
    )
    reached = taught["reached_level"].to_numpy(dtype=np.float64)[order]
    rows = history.events("trainings").seen_at(day)
    done = rows.missing("outcome") | rows.equals("outcome", "completed")
    rows = rows.take(done & ~rows.missing("course_id"))
    which, at = _matches(courses[order], rows.column("course_id"))
    who, when = rows.entity[which], rows.happened[which]
    return _lines(who, competency[at], when, kind=COURSE, says=(reached[at], 0.0))


def feedback_lines(history: History, day: int) -> Lines:
    """Return feedback on competencies, and on values that speak for one, as steps from expected."""
    rows = history.events("feedbacks").seen_at(day)
    meant, is_value = aspects(history, day)
    aspect = np.nan_to_num(rows.column("aspect"), nan=-1).astype(np.int64)
    competency = np.append(meant, -1)[aspect]
    error = np.where(np.append(is_value, False)[aspect], BEHAVIOUR_ERROR, FEEDBACK_ERROR)
    strong = rows.equals("direction", "strength")
    about = (competency >= 0) & (strong | rows.equals("direction", "improve"))
    step = np.where(strong, FEEDBACK_STEP, -FEEDBACK_STEP)[about]
    rows = rows.take(about)
    return _lines(
        rows.entity, competency[about], rows.happened, kind=FEEDBACK, says=(step, error[about])
    )


def job_lines(history: History, day: int) -> Lines:
    """Return what earlier jobs asked for, on the day the next one began."""
    rows = history.posts.seen_at(day)
    rows = rows.take(~rows.missing("job_id"))
    person, job, began, ended = spells(rows)
    long = ended - began >= SHORTEST_JOB_YEARS * DAYS_A_YEAR
    standards = standards_at(history, day)
    which, at = standards.asked_of(job[long])
    level: Floats = np.clip(standards.level[at] + SHORTFALL, LOWEST, HIGHEST)
    who, when = person[long][which], ended[long][which]
    return _lines(who, standards.competency[at], when, kind=JOB, says=(level, JOB_ERROR))


def spells(rows: Rows) -> tuple[Days, Days, Days, Days]:
    """Return person, job, first day and day after of every job that was followed by another."""
    job = rows.column("job_id").astype(np.int64)
    came = np.append(True, (np.diff(rows.entity) != 0) | (np.diff(job) != 0))[: len(rows)]
    at = np.flatnonzero(came)
    followed = np.flatnonzero(np.diff(rows.entity[at]) == 0)
    before, after = at[followed], at[followed + 1]
    return rows.entity[before], job[before], rows.happened[before], rows.happened[after]


def education_lines(history: History, day: int) -> Lines:
    """Return degrees whose subject shares a word with the name of a technical competency."""
    rows = history.events("educations").seen_at(day)
    level = SCHOOLED[np.nan_to_num(rows.column("level"), nan=-1).astype(np.int64)]
    told = ~np.isnan(level) & ~rows.missing("field")
    rows, level = rows.take(told), level[told]
    field, competency = _subjects_of_fields(history, day)
    which, at = _matches(field, rows.column("field"))
    who, when = rows.entity[which], rows.happened[which]
    return _lines(who, competency[at], when, kind=EDUCATION, says=(level[which], EDUCATION_ERROR))


def _subjects_of_fields(history: History, day: int) -> tuple[Floats, Days]:
    """Return which competencies the fields of study on file are about: pairs sorted by field."""

    def read() -> tuple[Floats, Days]:
        about = subjects(history, day).groupby("word")["competency"].agg(list).to_dict()
        pairs = {
            (field, competency)
            for field, text in enumerate(history.vocabularies["field"])
            for word in subject_words(text)
            for competency in about.get(word, ())
        }
        found = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
        return found[:, 0].astype(np.float64), found[:, 1]

    return history.keep_day("fields", history.references.era("competencies", day), read)


def _lines(who: Days, what: Days, when: Days, *, kind: int, says: Says) -> Lines:
    """Return lines of one kind; ``says`` are the levels and their standard error."""
    level, error = says
    errors = np.broadcast_to(np.asarray(error, dtype=np.float64), level.shape)
    return Lines(who, what, when, np.full(len(level), kind), level, errors)


def _matches(keys: Floats, wanted: Floats) -> tuple[Days, Days]:
    """Return all pairs of a wanted value and the places of it in sorted keys."""
    start = np.searchsorted(keys, wanted, side="left")
    count = np.searchsorted(keys, wanted, side="right") - start
    which = np.repeat(np.arange(len(wanted)), count)
    first = np.repeat(np.cumsum(count) - count, count)
    return which, np.arange(len(which)) - first + np.repeat(start, count)
