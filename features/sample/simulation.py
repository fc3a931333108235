"""The months of one agency, played forward one after the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.sample.appraisals import appraise, appraise_earlier, give_feedback
from features.sample.careers import (
    confirm_candidates,
    end_contracts,
    promote_in_job,
    promote_in_rank,
    retire,
)
from features.sample.departures import Hazards, draw_exits, hazards
from features.sample.heads import fill_vacancies, reorganise, rotate_heads, rotate_staff
from features.sample.hiring import first_people, hire, staff_share
from features.sample.history import write_history
from features.sample.jobs import make_jobs
from features.sample.learning import assess, drift, earlier_trainings, train
from features.sample.mentoring import (
    Mentoring,
    end_relations,
    mentor_quarter,
    update_mentors,
    write_open_relations,
)
from features.sample.organisation import ERAS, make_organisation
from features.sample.people import no_people
from features.sample.timeline import Journal, Timeline, calendar
from features.sample.world import World, close_books, refresh_superiors

DAYS_TO_MOVES = 10
"""Posts change within so many days of the month's first (each month has one ceremony)."""


@dataclass(frozen=True)
class Played:
    """What remains when all months are played: the last state and the hazards of each month."""

    world: World
    mentoring: Mentoring
    hazards: list[Hazards]


def play(rng: np.random.Generator, *, employees: int, timeline: Timeline, effect: float) -> Played:
    """Return an agency after all months of the timeline."""
    world, mentoring = _begin(rng, employees, timeline), Mentoring()
    update_mentors(world, mentoring, day=timeline.start)
    record = []
    ends = np.append(timeline.starts[1:], timeline.until)
    for day, end in zip(timeline.starts.tolist(), ends.tolist(), strict=True):
        _calendar(world, day, end, employees=employees)
        _careers(world, day, end)
        now = hazards(world, day=day, effect=effect)
        draw_exits(world, now, last_day=end)
        record.append(now)
        _growth(world, mentoring, day)
    _finish(world, mentoring)
    return Played(world=world, mentoring=mentoring, hazards=record)


def _begin(rng: np.random.Generator, employees: int, timeline: Timeline) -> World:
    """Return the agency on the first day, with the history of those present."""
    sizes = {day: staff_share(day + 240, timeline.until) for day in ERAS}
    organisation = make_organisation(rng, employees=employees, timeline=timeline, size_on=sizes)
    n_units, jobs = len(organisation.units), make_jobs()
    world = World(
        rng=rng,
        jobs=jobs,
        organisation=organisation,
        timeline=timeline,
        people=no_people(rng, jobs, organisation),
        journal=Journal(),
        head=np.full(n_units, -1),
        acting=np.full(n_units, -1),
        leavers=np.zeros((12, n_units), dtype=np.int64),
    )
    world.people = first_people(world, employees=employees)
    write_history(world)
    earlier_trainings(world)
    appraise_earlier(world)
    return world


def _calendar(world: World, day: int, end: int, *, employees: int) -> None:
    """Play what happens on the first of the month, whatever anybody wants."""
    date = calendar(day)
    if date.month == 1:
        appraise(world, date.year - 1, world.people.present())
    reorganise(world, begins=day, ends=end)
    end_contracts(world, day=day)
    retire(world, day=day)
    hire(world, employees=employees, day=day)
    confirm_candidates(world, day=day)
    promote_in_rank(world, day=day)


def _careers(world: World, day: int, end: int) -> None:
    """Play the moves of the month, all on one day, and name the new superiors."""
    moves = min(day + 1 + int(world.rng.integers(DAYS_TO_MOVES)), end - 1)
    if calendar(day).month in {1, 7}:
        rotate_heads(world, day=moves)
        rotate_staff(world, day=moves)
    promote_in_job(world, day=moves)
    fill_vacancies(world, day=moves)
    refresh_superiors(world, day=moves)


def _growth(world: World, mentoring: Mentoring, day: int) -> None:
    """Play what those who stay learn in the month."""
    month = calendar(day).month
    train(world, day=day)
    assess(world, day=day)
    give_feedback(world, day=day)
    if month % 3 == 1:
        drift(world, 0.25)
        update_mentors(world, mentoring, day=day)
        mentor_quarter(world, mentoring, day=day)


def _finish(world: World, mentoring: Mentoring) -> None:
    end_relations(world, mentoring, day=world.timeline.until)
    write_open_relations(world, mentoring)
    close_books(world)
