"""The year's plan of an agency: from its records to places, a waitlist, prices and a proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from models.courses import course_notes
from models.defaults.ground import with_defaults
from models.plan.candidates import Candidates, Weights, candidates
from models.plan.classes import Classes, classes_ahead
from models.plan.limits import coverage, floors, hours_rows, room_for_hours
from models.plan.problem import PlanProblem
from models.plan.professionalism import points_of_plan
from models.plan.solver import Solution, solve
from models.plan.supply import idle_courses, unmet_needs
from models.plan.waiting import waitlist
from models.plan.what_if import curve, more_classes, no_classes, no_curve
from models.rules.book import RuleBook, packaged
from models.scorers import Tables

PLACES = [
    "employee_id", "unit_id", "offering_id", "course_id", "title", "starts_on", "ends_on",
    "form", "provider", "hours", "cost", "points", "closure", "n_gaps", "required", "hours_owed",
    "busy_month", "kept", "lot",
]  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """What a plan is asked to respect and to weigh.

    ``budget`` is in rupiah. ``away_share`` of a unit may sit in classes at one time, and every
    group of ``floor_groups`` gets at least ``floor_share`` of its even part of the places.
    """

    budget: float
    per_person: int = 2
    seed: int = 7
    days: int = 365
    widest: int = 20
    away_share: float = 0.25
    floor_share: float = 0.5
    floor_groups: tuple[str, ...] = ("region", "kind")
    weights: Weights = field(default_factory=Weights)
    book: RuleBook = field(default_factory=packaged)


@dataclass(frozen=True)
class YearPlan:
    """A plan, what it rests on and what it proves.

    ``places`` has a row a person and class (columns `PLACES`, sorted by class), ``waiting`` one
    for each person who is waiting for a course, ``offerings`` one a class with seats taken, people
    waiting, what it closes and what one more seat is worth, ``curve`` one a budget. ``unmet``
    names floors that the limits do not allow; ``not_kept`` has the places of the earlier plan that
    people lost, with the reason and what they have instead, and ``notes`` are codes of what the
    records lack and of defaults that stand in.
    ``needs`` and ``idle`` are those of `models.plan.supply`, ``index_points`` those of
    `models.plan.professionalism`.
    """

    settings: Settings
    as_of: date
    solution: Solution
    candidates: Candidates
    places: pd.DataFrame
    waiting: pd.DataFrame
    offerings: pd.DataFrame
    curve: pd.DataFrame
    more_classes: pd.DataFrame
    left_out: dict[str, int]
    unmet: list[str]
    not_kept: pd.DataFrame | None
    notes: tuple[str, ...]
    needs: pd.DataFrame
    idle: pd.DataFrame
    index_points: pd.DataFrame

    @property
    def moved(self) -> int | None:
        """How many places of the earlier plan were not kept; None where there was none."""
        return None if self.not_kept is None else len(self.not_kept)

    @property
    def cost(self) -> float:
        """What the places cost, in rupiah."""
        return float(self.places["cost"].sum())


def year_plan(
    tables: Tables,
    as_of: date,
    settings: Settings,
    *,
    previous: pd.DataFrame | None = None,
    what_if: bool = True,
) -> YearPlan:
    """Return the plan of the year from ``as_of``, from tables cut as of that day.

    ``previous`` (employee_id, offering_id) is an earlier plan: people keep their places unless
    another choice gains more than ``weights.stay`` points. Without ``what_if`` the curve and the
    further classes are left out, which saves most of the time.
    """
    lacks, (tables, filled) = course_notes(tables), _grounded(tables, as_of)
    classes = classes_ahead(tables, as_of, days=settings.days)
    found = candidates(
        tables, as_of, classes, weights=settings.weights, book=settings.book,
        seed=settings.seed, widest=settings.widest, previous=previous,
    )  # fmt: skip
    problem, solution, names = _solved(found, classes, settings, as_of)
    places = _places(found, solution)
    return YearPlan(
        settings=settings,
        as_of=as_of,
        solution=solution,
        candidates=found,
        places=places,
        waiting=waitlist(found, problem, solution),
        offerings=_offerings(found, solution),
        curve=curve(problem, found, solution) if what_if else no_curve(),
        more_classes=more_classes(problem, found, solution) if what_if else no_classes(),
        left_out=classes.left_out,
        unmet=_unmet(problem, solution, names),
        not_kept=None if previous is None else _not_kept(previous, found, places),
        notes=(*lacks, *filled),
        needs=unmet_needs(tables, as_of, classes),
        idle=idle_courses(tables, as_of, classes),
        index_points=points_of_plan(tables, as_of, places),
    )


def _grounded(tables: Tables, as_of: date) -> tuple[Tables, tuple[str, ...]]:
    ground = with_defaults(tables, as_of)
    return ground.tables, ground.notes


def _solved(
    found: Candidates, classes: Classes, settings: Settings, as_of: date
) -> tuple[PlanProblem, Solution, list[str]]:
    """Return the problem with its floors, its solution, and the names of its further limits."""
    problem, names = posed(found, classes, settings, as_of)
    solution = solve(problem)
    problem, floor_names = with_floors(problem, found, settings, solution)
    holds = not problem.broken(solution.chosen)
    solution = solution.with_free_rows(problem) if holds else solve(problem)
    return problem, solution, [*names, *floor_names]


def posed(
    found: Candidates, classes: Classes, settings: Settings, as_of: date
) -> tuple[PlanProblem, list[str]]:
    """Return the problem of a plan without floors, and the names of its further limits."""
    pairs = found.pairs
    person = pairs["person"].to_numpy(dtype=np.int64)
    hours, room = room_for_hours(found, settings.book, as_of)
    problem = PlanProblem(
        person=person,
        offering=pairs["offering"].to_numpy(dtype=np.int64),
        value=pairs["value"].to_numpy(dtype=np.float64),
        cost=pairs["cost"].to_numpy(dtype=np.float64),
        seats=classes.table["seats"].to_numpy(dtype=np.int64),
        budget=float(settings.budget),
        per_person=settings.per_person,
        clashing=classes.clashing(),
        purposes=found.purposes,
        load_of_pair=hours,
        room_of_person=room,
    )
    limits = [
        coverage(found, away_share=settings.away_share),
        hours_rows(hours, room, person, per_person=settings.per_person),
    ]
    names = [name for one in limits for name in one.names]
    return problem.with_rows([one.rows for one in limits], [one.limits for one in limits]), names


def with_floors(
    problem: PlanProblem, found: Candidates, settings: Settings, solution: Solution
) -> tuple[PlanProblem, list[str]]:
    """Return the problem with floors for groups, sized by the places of a plan without them."""
    n_places = int(solution.chosen.sum())
    asked = floors(found, settings.floor_groups, share=settings.floor_share, n_places=n_places)
    return problem.with_rows([asked.rows], [asked.limits]), asked.names


def _places(found: Candidates, solution: Solution) -> pd.DataFrame:
    chosen = found.pairs[solution.chosen]
    people = found.people.index[chosen["person"].to_numpy()]
    classes = found.classes.iloc[chosen["offering"].to_numpy()].reset_index(drop=True)
    own = chosen.drop(columns=["person", "offering", "cost", "value"]).reset_index(drop=True)
    placed = pd.concat([classes, own], axis=1).assign(
        employee_id=people, unit_id=found.people["unit_id"].reindex(people).to_numpy()
    )
    return placed[PLACES].sort_values(["offering_id", "employee_id"], ignore_index=True)


def _offerings(found: Candidates, solution: Solution) -> pd.DataFrame:
    """Return the classes with seats taken, what they close, and what one more seat is worth."""
    chosen, n = found.pairs[solution.chosen], len(found.classes)
    at = chosen["offering"].to_numpy()
    taken = np.bincount(at, minlength=n)
    full = taken >= found.classes["seats"].to_numpy()
    return found.classes.assign(
        taken=taken,
        wanted=np.bincount(found.pairs["offering"], minlength=n),
        n_gaps=np.bincount(at, weights=chosen["n_gaps"], minlength=n).astype(np.int64),
        points=np.bincount(at, weights=chosen["points"], minlength=n),
        total_cost=taken * found.classes["cost"],
        seat_price=np.where(full, solution.prices.seat, 0.0),
    )


def _unmet(problem: PlanProblem, solution: Solution, names: Sequence[str]) -> list[str]:
    over = problem.load(solution.chosen) > problem.limits + 1e-6
    return [names[row] for row in np.flatnonzero(over).tolist()]


def _not_kept(previous: pd.DataFrame, found: Candidates, places: pd.DataFrame) -> pd.DataFrame:
    """Return employee_id, offering_id, title, reason (a code) and instead (titles) of places lost.

    Reasons: ``person_left``, ``class_gone``, ``not_possible`` (by a rule, by days away, or since
    nothing is lacking any more) and ``gave_way`` to what gains more under the present limits.
    """
    before, now = (_keys(one) for one in (previous, places))
    possible = found.pairs[["person", "offering"]]
    people = found.people.index[possible["person"].to_numpy()]
    classes = found.classes["offering_id"].iloc[possible["offering"].to_numpy()]
    open_now = pd.MultiIndex.from_arrays([people, classes])
    lost = before[~before.isin(now)].to_frame(index=False)
    keys = _keys(lost)
    reasons = [
        (~lost["employee_id"].isin(found.people.index), "person_left"),
        (~lost["offering_id"].isin(found.classes["offering_id"]), "class_gone"),
        (~keys.isin(open_now), "not_possible"),
    ]
    new = places[~now.isin(before)].groupby("employee_id")["title"].agg("; ".join)
    titles = found.classes.set_index("offering_id")["title"]
    tests, codes = zip(*reasons, strict=True)
    return lost.assign(
        title=lost["offering_id"].map(titles),
        reason=np.select([np.asarray(one) for one in tests], codes, "gave_way"),
        instead=lost["employee_id"].map(new),
    )


def _keys(places: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(places[["employee_id", "offering_id"]].astype("str"))
