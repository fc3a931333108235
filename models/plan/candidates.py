"""Who could take which class: what it would gain, what forbids it, and what it would serve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from models.busy_months import busy_months, falls_in
from models.course_bars import course_bars
from models.course_gains import levels_gained
from models.course_uptake import share_completed
from models.development_limits import ServiceEnds
from models.gaps import catalogue, competency_gaps, lacking, people_present, present_posts
from models.plan.classes import Classes
from models.plan.problem import Bits
from models.ranking import tie_break
from models.rules.book import RuleBook
from models.rules.facts import RuleBar, holds_for
from models.rules.kinds import KINDS
from models.rules.readings import employment, hours_this_year, hours_under_ceiling
from models.scorers import (
    Floats,
    Mask,
    Positions,
    RowsByEmployee,
    Tables,
    as_column,
    index_of,
    rows_of,
)

Cells = Floats | Mask
"""A value of each person and course, or of each person and class."""
LOTTERY = 1e-6
"""How much the lot can add to a pair, as a share of the largest gain: it decides ties only."""


@dataclass(frozen=True)
class Weights:
    """What HR weighs: points beside the weighted levels that a course closes.

    ``required`` for a course that a rule demands by name (the leadership ladder), ``hours`` for
    meeting all the lesson hours still owed, ``stay`` for keeping a place of the earlier plan.
    ``busy`` is what points count in a class that begins in a busy month of the person's unit.
    """

    required: float = 30.0
    hours: float = 1.0
    stay: float = 2.0
    busy: float = 0.8


@dataclass(frozen=True)
class Candidates:
    """People, classes and the pairs between them that gain something and break no rule.

    ``pairs`` is sorted by person; columns person and offering (positions), points (gain without
    lot), closure (weighted levels), n_gaps, required, hours_owed, cost, kept, lot, busy_month (it
    begins in a busy month of the unit) and value.
    ``barred`` counts pairs by the rule that forbids them first; ``too_late`` those left out since
    the person's service ends before the class does.
    """

    people: pd.DataFrame
    classes: pd.DataFrame
    pairs: pd.DataFrame
    purposes: Bits
    barred: dict[str, int] = field(default_factory=dict)
    too_late: int = 0


def candidates(
    tables: Tables,
    as_of: date,
    classes: Classes,
    *,
    weights: Weights,
    book: RuleBook,
    seed: int,
    widest: int = 20,
    previous: pd.DataFrame | None = None,
) -> Candidates:
    """Return the pairs worth planning: for each person at most the ``widest`` best.

    ``previous`` (employee_id, offering_id) is an earlier plan whose places are kept if possible.
    """
    table, people = classes.table, _people(tables, as_of)
    courses = index_of(sorted(table["course_id"].unique()))
    closure, purposes = _closures(tables, as_of, people.index, courses)
    closed, counts = barred_by(tables, as_of, people.index, courses, book=book)
    cells: dict[str, Cells] = {
        "closure": closure,
        "required": _required(tables, as_of, people.index, courses, book),
        "hours_owed": _owed(tables, as_of, people, courses, book),
    }
    points = closure + weights.required * cells["required"] + weights.hours * cells["hours_owed"]
    at = courses.get_indexer(index_of(table["course_id"]))
    kept = _kept(previous, people.index, table)
    wanted = (points[:, at] > 0) & ~closed[:, at] & ~_away(tables, people.index, table)
    too_late = wanted & _served_out(tables, as_of, people.index, table)
    busy = falls_in(busy_months(tables, as_of), people["unit_id"], classes)
    counted = points[:, at] * np.where(busy & (cells["required"][:, at] == 0), weights.busy, 1.0)
    worth = np.where(wanted & ~too_late, counted + weights.stay * kept, -np.inf)
    lots = tie_break(people.index, index_of(table["offering_id"]), seed=seed) / 2.0**64
    person, offering = _widest(worth + LOTTERY * lots, widest)
    purposes = purposes[person, at[offering]]
    of_class = {name: one[:, at] for name, one in {"points": points, **cells}.items()}
    of_class |= {"kept": kept, "lot": lots, "value": worth, "busy_month": busy}
    pairs = _pairs(person, offering, of_class).assign(cost=table["cost"].to_numpy()[offering])
    pairs = pairs.assign(n_gaps=np.bitwise_count(purposes).astype(np.int64))
    return Candidates(people, table, pairs, purposes, counts, int(too_late.sum()))


def _pairs(person: Positions, offering: Positions, cells: Mapping[str, Cells]) -> pd.DataFrame:
    """Return a row for each pair with what people x offerings hold; lots decide between equals."""
    here = {name: one[person, offering] for name, one in cells.items()}
    pairs = pd.DataFrame({"person": person, "offering": offering} | here)
    largest = float(pairs["value"].max()) if len(pairs) else 1.0
    return pairs.assign(value=pairs["value"] + LOTTERY * max(largest, 1.0) * pairs["lot"])


def _people(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return everybody present with unit, region, kind, employment and hours of the year."""
    present = people_present(tables, as_of)
    posts = present_posts(tables, as_of).reindex(present)
    units = rows_of(tables, "units").drop_duplicates("unit_id", keep="last").set_index("unit_id")
    return pd.DataFrame(
        {
            "unit_id": posts["unit_id"],
            "job_id": posts["job_id"],
            "region": posts["unit_id"].map(units["region"]).astype("str"),
            "kind": posts["kind"],
            "employment": employment(tables, as_of).reindex(present),
            "hours_this_year": hours_this_year(tables, as_of).reindex(present).fillna(0.0),
            "hours_under_ceiling": hours_under_ceiling(tables, as_of).reindex(present).fillna(0.0),
        },
        index=present,
    )


def _closures(
    tables: Tables, as_of: date, people: pd.Index, courses: pd.Index
) -> tuple[Floats, Bits]:
    """Return people x courses: expected weighted levels closed, and a bit for each gap served.

    A person's gaps are numbered by competency; with more than 64 some share a bit, so that a
    plan would rather leave out a class than count a gap twice.
    """
    needs = RowsByEmployee(lacking(competency_gaps(tables, as_of))).of(people)
    number = needs.groupby("at").cumcount().to_numpy() % 64
    bit = np.uint64(1) << number.astype(np.uint64)
    taught = rows_of(tables, "course_competencies").dropna(subset="reached_level")
    reached = taught.pivot_table(
        index="competency_id", columns="course_id", values="reached_level", aggfunc="max"
    ).reindex(columns=courses)
    closure = np.zeros((len(people), len(courses)))
    served = np.zeros(closure.shape, dtype=np.uint64)
    for competency, rows in needs.assign(bit=bit).groupby("competency_id", sort=True):
        if competency not in reached.index:
            continue
        of_courses = reached.loc[competency].to_numpy(dtype=np.float64)
        columns = np.flatnonzero(~np.isnan(of_courses))
        gained = levels_gained(rows, of_courses[None, columns])
        cells = np.ix_(rows["at"].to_numpy(), columns)
        closure[cells] += gained * as_column(rows["weight"])
        served[cells] |= np.where(gained > 0, rows["bit"].to_numpy()[:, None], np.uint64(0))
    return closure * share_completed(tables, courses)[None, :], served


def barred_by(
    tables: Tables, as_of: date, people: pd.Index, courses: pd.Index, *, book: RuleBook
) -> tuple[Mask, dict[str, int]]:
    """Return which pairs a rule forbids, and how many each rule is the first to forbid."""
    closed = np.zeros((len(people), len(courses)), dtype=np.bool_)
    counts: dict[str, int] = {}
    for bar in course_bars(book):
        found = bar.fit(tables, as_of).barred(people, courses) & ~closed
        counts[bar.reason] = counts.get(bar.reason, 0) + int(found.sum())
        closed |= found
    return closed, counts


def _required(
    tables: Tables, as_of: date, people: pd.Index, courses: pd.Index, book: RuleBook
) -> Mask:
    """Return the pairs that a rule demands by name; hours owed are weighed apart."""
    found = np.zeros((len(people), len(courses)), dtype=np.bool_)
    for rule in book.rules:
        if KINDS[rule.kind].demands is not None and rule.kind != "duty_hours":
            found |= RuleBar(rule, demands=True).fit(tables, as_of).barred(people, courses)
    return found


def _owed(
    tables: Tables, as_of: date, people: pd.DataFrame, courses: pd.Index, book: RuleBook
) -> Floats:
    """Return the share of the year's duty hours that each course would meet, 0 to 1."""
    met = np.zeros((len(people), len(courses)))
    hours = catalogue(tables)["hours"].reindex(courses).astype("float64").fillna(0.0).clip(lower=0)
    for rule in book.in_force(as_of):
        if rule.kind == "duty_hours":
            duty = max(1.0, float(rule.parameters["hours"]))
            held = holds_for(rule, people["employment"])
            owed = (duty - people["hours_this_year"]).clip(lower=0).where(held, 0.0)
            met = np.maximum(met, np.minimum(as_column(owed), hours.to_numpy()[None, :]) / duty)
    return met


def _away(tables: Tables, people: pd.Index, table: pd.DataFrame) -> Mask:
    """Return who is known to be away on days of which class."""
    absences = rows_of(tables, "absences")
    at = people.get_indexer(index_of(absences["employee_id"]))
    known = absences[at >= 0]
    starts, ends = known["started_on"].to_numpy(), known["ended_on"].to_numpy()
    overlap = starts[:, None] < table["ends_on"].to_numpy()[None, :]
    overlap &= ~(ends[:, None] <= table["starts_on"].to_numpy()[None, :])
    found = np.zeros((len(people), len(table)), dtype=np.bool_)
    np.logical_or.at(found, at[at >= 0], overlap)
    return found


def _served_out(tables: Tables, as_of: date, people: pd.Index, table: pd.DataFrame) -> Mask:
    """Return whose service ends before which class does: by retirement, or with the contract."""
    last = ServiceEnds(tables, as_of).last_days(people).to_numpy(dtype="datetime64[us]")
    ends = table["ends_on"].to_numpy(dtype="datetime64[us]")
    found: Mask = ends[None, :] > last[:, None]
    return found


def _kept(previous: pd.DataFrame | None, people: pd.Index, table: pd.DataFrame) -> Mask:
    found = np.zeros((len(people), len(table)), dtype=np.bool_)
    if previous is not None and len(previous):
        rows = people.get_indexer(index_of(previous["employee_id"]))
        columns = index_of(table["offering_id"]).get_indexer(index_of(previous["offering_id"]))
        known = (rows >= 0) & (columns >= 0)
        found[rows[known], columns[known]] = True
    return found


def _widest(worth: Floats, widest: int) -> Sequence[np.ndarray]:
    """Return person and offering of the best pairs of each person, sorted by both."""
    n = min(widest, worth.shape[1])
    if n == 0 or len(worth) == 0:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    best = np.sort(np.argpartition(-worth, n - 1, axis=1)[:, :n], axis=1)
    rows, places = np.nonzero(np.isfinite(np.take_along_axis(worth, best, axis=1)))
    return rows.astype(np.int64), best[rows, places].astype(np.int64)
