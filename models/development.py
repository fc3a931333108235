"""The development plan of a person: goals, gaps, and actions in work, with people and in courses.

The mixture of 70:20:10 (Lombardo and Eichinger 1996; also in SE BKN 3/2022) is one of time: most
development happens in the work itself. A plan is consistent by construction: courses come from
classes that no rule forbids and that do not overlap each other or what the year's plan has booked,
the assignment is one that no rule about moves forbids, the mentor is one who may be suggested, and
nothing but what the year's plan has booked ends after the person retires or the contract ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from models.development_limits import ServiceEnds, hours_left
from models.development_worth import Row, after_course, closing, one_level_up, totals
from models.gaps import (
    catalogue,
    competency_gaps,
    competency_names,
    current_jobs,
    lacking,
)
from models.mentor_candidates import MENTORING_MONTHS
from models.openings import openings
from models.rules.book import RuleBook, packaged
from models.scorers import Tables, rows_of

MENTOR_SESSIONS, SESSION_HOURS = 6, 2.0
"""A mentoring of so many sessions, each booked as so many lesson hours (SIASN form 15); the hours
are usual practice, to be checked against the annex of Peraturan LAN 10/2018."""
WORK_HOURS = 20.0
"""Lesson hours booked for an assignment or a task of one's own unit; an office's choice."""
MENTOR_FORM, WORK_FORM = 15, 24
TASK_MONTHS, LEAST_MONTHS = 9, 3
"""How long a task lasts, and a task or a mentoring at least that ends with a contract; choices."""
OWN_TASK: Row = {"item_id": "", "title": ""}
MOST_COURSES, MOST_GAPS, MOST_GOALS = 2, 5, 3
GOAL = ("declared_on", "job_name", "competency", "preferred_region")
GAP = ("competency_id", "competency", "level", "required_level", "basis", "weight", "gap")
REVIEW_MONTHS = (3, 6, 12)
COURSE_EVIDENCE, MENTOR_EVIDENCE, WORK_EVIDENCE = "certificate", "notes", "result"


@dataclass(frozen=True)
class Suggested:
    """What was suggested to everybody: courses, mentors and moves, as `rank` returns them."""

    courses: pd.DataFrame
    mentors: pd.DataFrame
    moves: pd.DataFrame


class DevelopmentPlans:
    """Makes plans for people of one agency as of a day; the same every time.

    ``booked`` (employee_id, offering_id) are the places of the year's plan: they are in the plans,
    and nothing else overlaps them.
    """

    def __init__(
        self,
        tables: Tables,
        as_of: date,
        suggested: Suggested,
        *,
        booked: pd.DataFrame | None = None,
        book: RuleBook | None = None,
    ) -> None:
        self._as_of = as_of
        gaps = lacking(competency_gaps(tables, as_of))
        names = competency_names(tables)
        order = ["weight", "gap", "competency_id"]
        self._gaps = _by_person(_named(gaps, names), order, [False, False, True])
        jobs = current_jobs(tables, as_of)["name"]
        self._goals = _by_person(goals_of(tables, jobs, names), ["declared_on"], [True])
        opened = openings(tables, as_of)[["kind", "starts_on", "ends_on"]]
        moves = suggested.moves.join(opened, on="item_id")
        projects = moves[moves["kind"].isin(["assignment", "project"])]
        self._courses, self._mentors, self._projects = (
            _by_person(one, ["rank"], [True])
            for one in (suggested.courses, suggested.mentors, projects)
        )
        rows: list[Row] = [_row(one) for one in _classes_with_days(tables).to_dict("records")]
        self._classes = {str(row["offering_id"]): row for row in rows}
        ahead = classes_of(tables, as_of).groupby("course_id")["offering_id"]
        self._of_course = ahead.agg(list).to_dict()
        taken = booked if booked is not None else pd.DataFrame(columns=["employee_id"])
        self._booked = _by_person(taken, [], [])
        taught = rows_of(tables, "course_competencies").dropna(subset="reached_level")
        ordered = taught.sort_values("reached_level")
        self._taught: dict[str, dict[str, float]] = {}
        columns = (ordered[name] for name in ("course_id", "competency_id", "reached_level"))
        for course, competency, level in zip(*columns, strict=True):
            self._taught.setdefault(course, {})[competency] = float(level)
        self._away = _by_person(rows_of(tables, "absences"), ["started_on"], [True])
        self._room = hours_left(tables, as_of, book or packaged()).to_dict()
        self._service = ServiceEnds(tables, as_of)

    def of(self, employee_id: str) -> dict[str, Any]:
        """Return the plan of a person as plain values.

        Keys: as_of, goals, gaps (what is lacking, heaviest first), actions, reviews (days),
        service_ends (reason and day of an end within the year, or None) and totals. Each action
        has id, share (``work``, ``people``, ``course``), kind, item_id, title, starts_on, ends_on,
        hours, form, closes (competency and levels), closure (weighted levels) and evidence.
        """
        gaps = self._gaps.get(employee_id, [])
        courses = self._in_courses(employee_id, gaps)
        room = self._room.get(employee_id, float("inf")) - sum(one["hours"] or 0 for one in courses)
        made: list[Row] = []
        for one in (*self._with_people(employee_id, gaps), *self._in_work(employee_id, gaps)):
            if self._service.allow(employee_id, one["ends_on"]) and one["hours"] <= room:
                made.insert(0, one)
                room -= one["hours"]
        made += courses
        actions = [{"id": str(at), **one} for at, one in enumerate(made, 1)]
        goals = self._goals.get(employee_id, [])[-MOST_GOALS:]
        days = [_months_on(self._as_of, n) for n in REVIEW_MONTHS]
        return {
            "as_of": self._as_of.isoformat(),
            "goals": [{name: _plain(row[name]) for name in GOAL} for row in goals],
            "gaps": [{name: _plain(row[name]) for name in GAP} for row in gaps[:MOST_GAPS]],
            "actions": actions,
            "reviews": [day.isoformat() for day in days if self._service.allow(employee_id, day)],
            "service_ends": self._service.near(employee_id, days[-1]),
            "totals": totals(actions),
        }

    def _in_work(self, employee_id: str, gaps: list[Row]) -> list[Row]:
        """Return the first suggested assignment or project, or else a task of the own unit.

        A suggested post is no action of a plan: who fills it is decided elsewhere.
        """
        about = gaps[:2]
        rows = self._projects.get(employee_id, [])[:1]
        offers = [("assignment", row, _span_of(row, self._as_of)) for row in rows]
        found = [one for one in offers if self._service.allow(employee_id, one[2]["ends_on"])]
        if not found and gaps:
            found = [("own_task", OWN_TASK, self._span_within(employee_id, months=TASK_MONTHS))]
        return [
            {
                "share": "work",
                "kind": kind,
                **_item(row),
                **span,
                "hours": WORK_HOURS,
                "form": WORK_FORM,
                **closing(about, one_level_up(about)),
                "evidence": WORK_EVIDENCE,
            }
            for kind, row, span in found
        ]

    def _with_people(self, employee_id: str, gaps: list[Row]) -> list[Row]:
        """Return a mentoring on the heaviest gap, with the first suggested mentor there to the end.

        A mentor whose service ends before would leave the person without one.
        """
        about, span = gaps[:1], self._span_within(employee_id, months=MENTORING_MONTHS)
        suggested = self._mentors.get(employee_id, [])
        stay = [row for row in suggested if self._service.allow(row["item_id"], span["ends_on"])]
        return [
            {
                "share": "people",
                "kind": "mentor",
                **_item(row),
                **span,
                "hours": MENTOR_SESSIONS * SESSION_HOURS,
                "form": MENTOR_FORM,
                **closing(about, one_level_up(about)),
                "evidence": MENTOR_EVIDENCE,
            }
            for row in stay[:1]
        ]

    def _span_within(self, employee_id: str, *, months: int) -> Row:
        """Return the days of what has none of its own; shorter where a contract ends before."""
        least, usual = (_months_on(self._as_of, n) for n in (LEAST_MONTHS, months))
        ends = self._service.shortened(employee_id, usual, least=least)
        return {"starts_on": self._as_of.isoformat(), "ends_on": ends.isoformat()}

    def _in_courses(self, employee_id: str, gaps: list[Row]) -> list[Row]:
        """Return booked classes not over yet, and the first that fits of each suggested course."""
        booked = [str(row["offering_id"]) for row in self._booked.get(employee_id, [])]
        taken = [self._classes[one] for one in booked if one in self._classes]
        taken = [row for row in taken if row["ends_on"] > pd.Timestamp(self._as_of)]
        for row in self._courses.get(employee_id, []):
            if len(taken) >= MOST_COURSES:
                break
            taken += self._first_class(employee_id, str(row["item_id"]), taken)
        ordered = sorted(taken, key=lambda row: (row["starts_on"], row["offering_id"]))
        return [self._course(row, gaps, is_booked=row["offering_id"] in booked) for row in ordered]

    def _first_class(self, employee_id: str, course: str, taken: list[Row]) -> list[Row]:
        """Return the first class of a course that overlaps nothing and breaks no ceiling."""
        if course in {row["course_id"] for row in taken}:
            return []
        spans = [(row["starts_on"], row["ends_on"]) for row in taken]
        spans += [(row["started_on"], row["ended_on"]) for row in self._away.get(employee_id, [])]
        room = self._room.get(employee_id, float("inf")) - sum(_hours(row) for row in taken)
        every = (self._classes[one] for one in self._of_course.get(course, []))
        every = (row for row in every if self._service.allow(employee_id, row["ends_on"]))
        fits = (row for row in every if _hours(row) <= room and not _overlaps(row, spans))
        return [row for row in [next(fits, None)] if row is not None]

    def _course(self, row: Row, gaps: list[Row], *, is_booked: bool) -> Row:
        return {
            "share": "course",
            "kind": "booked" if is_booked else "course",
            "item_id": row["offering_id"],
            "title": _plain(row["title"]) or row["course_id"],
            "starts_on": _plain(row["starts_on"]),
            "ends_on": _plain(row["ends_on"]),
            "hours": _plain(row["hours"]),
            "form": _plain(row["form"]),
            **closing(gaps, after_course(gaps, self._taught.get(str(row["course_id"]), {}))),
            "evidence": COURSE_EVIDENCE,
        }


def _by_person(frame: pd.DataFrame, by: list[str], ascending: list[bool]) -> dict[str, list[Row]]:
    """Return each person's rows in order, as plain values."""
    ordered = frame.sort_values(by, ascending=ascending, kind="stable") if by else frame
    found: dict[str, list[Row]] = {}
    for row in ordered.to_dict("records"):
        found.setdefault(str(row["employee_id"]), []).append(_row(row))
    return found


def _row(values: Mapping[Any, Any]) -> Row:
    return {str(name): value for name, value in values.items()}


def _item(row: Row) -> Row:
    return {"item_id": row["item_id"], "title": row["title"]}


def _hours(row: Row) -> float:
    return 0.0 if pd.isna(row["hours"]) else float(row["hours"])


def _overlaps(row: Row, spans: list[tuple[Any, Any]]) -> bool:
    """Return whether a class shares a day with any span; one without an end never ends."""
    return any(
        row["ends_on"] > starts and (pd.isna(ends) or row["starts_on"] < ends)
        for starts, ends in spans
    )


def goals_of(tables: Tables, jobs: pd.Series, competencies: pd.Series) -> pd.DataFrame:
    """Return what people declared, with job_name and competency: names, or ids without one."""
    goals = rows_of(tables, "goals")
    wanted = goals["target_job_id"]
    return _named(goals.assign(job_name=wanted.map(jobs).fillna(wanted)), competencies)


def _named(rows: pd.DataFrame, competencies: pd.Series) -> pd.DataFrame:
    ids = rows["competency_id"]
    return rows.assign(competency=ids.map(competencies).fillna(ids))


def classes_of(tables: Tables, as_of: date, *, days: int = 365) -> pd.DataFrame:
    """Return the classes of the year ahead with seats, by day: the offering and its course."""
    found, start = _classes_with_days(tables), pd.Timestamp(as_of)
    ahead = found["starts_on"].between(start, start + timedelta(days=days), inclusive="left")
    return found[ahead & ~(found["seats"] <= 0)].reset_index(drop=True)


def _classes_with_days(tables: Tables) -> pd.DataFrame:
    """Return all classes by day; one whose end is not on record takes a day."""
    found = rows_of(tables, "offerings").drop(columns=["recorded_on"])
    found = found.assign(ends_on=found["ends_on"].fillna(found["starts_on"] + timedelta(days=1)))
    courses = rows_of(tables, "courses").drop_duplicates("course_id")[["course_id", "form"]]
    known = catalogue(tables)[["title", "hours"]]
    whole = found.merge(courses, on="course_id", how="left").join(known, on="course_id")
    return whole.sort_values(["starts_on", "offering_id"], ignore_index=True)


def _span_of(row: Row, as_of: date) -> Row:
    """Return the days of an assignment; those of a task, from where they are not known."""
    begins, ends = (row.get(name) for name in ("starts_on", "ends_on"))
    first = as_of if pd.isna(begins) else begins.date()
    last = _months_on(first, TASK_MONTHS) if pd.isna(ends) else ends.date()
    return {"starts_on": first.isoformat(), "ends_on": last.isoformat()}


def _months_on(day: date, months: int) -> date:
    return (pd.Timestamp(day) + pd.DateOffset(months=months)).date()


def _plain(value: Any) -> Any:
    """Return a value as JSON takes it: days as texts, None where there is none."""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return None if pd.isna(value) else value
