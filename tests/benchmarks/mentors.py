"""What it costs to suggest mentors to a large agency, and to value and match a large cohort."""

from __future__ import annotations

import time
from datetime import date

import numpy as np
import pandas as pd

from features.records import Records
from features.sample import make_agency
from models.gaps import people_present
from models.matching import match
from models.matching.benefits import mentor_pairs
from models.mentor_candidates import candidates
from models.mentors import suggest_mentors

UNTIL = date(2026, 1, 1)
EMPLOYEES = 100_000
MENTEES, MENTORS, WISHES = 10_000, 2_000, 50


def run() -> None:
    """Print CPU-seconds for five mentors each for everybody, and for a cohort of newcomers."""
    suggesting()
    matching()


def suggesting() -> None:
    """Print what it costs to suggest up to five mentors to everybody in a large agency."""
    known = known_of(EMPLOYEES)
    start = time.process_time()
    listed = suggest_mentors(known, UNTIL)
    cost = time.process_time() - start
    n_served, n_mentors = listed["employee_id"].nunique(), len(candidates(known, UNTIL))
    print(
        f"{EMPLOYEES:,} employees, {n_mentors:,} candidates: {cost:.1f} CPU-s for up to five each;"
        f" {len(listed):,} suggestions to {n_served:,} people by the mentors' free places"
    )


def matching() -> None:
    """Print what it costs to value and match a cohort, everybody else of the agency a mentor."""
    known = known_of(MENTEES + MENTORS)
    people = people_present(known, UNTIL)
    joined = known["employees"].set_index("employee_id")["joined_on"].reindex(people)
    by_seniority = joined.sort_values(kind="stable").index
    senior, mentees = by_seniority[:MENTORS], by_seniority[MENTORS : MENTORS + MENTEES]
    places = np.random.default_rng(7).integers(1, 6, len(senior)).astype(np.float64)
    known["mentors"] = pd.DataFrame({"employee_id": senior, "capacity": places})
    known["mentorings"] = known["mentorings"].iloc[:0]
    start = time.process_time()
    pairs, free = mentor_pairs(known, UNTIL, mentees=mentees, k=WISHES)
    valued = time.process_time() - start
    made = match(pairs, free, mentees=mentees)
    matched = time.process_time() - start - valued
    print(
        f"{len(mentees):,} mentees, {len(free):,} mentors: {valued:.1f} CPU-s to value them and"
        f" choose {len(pairs):,} pairs, {matched:.2f} to match {len(made.matched):,};"
        f" total {made.total:.4f}, bound {made.bound:.4f}"
    )


def known_of(employees: int) -> dict[str, pd.DataFrame]:
    """Return what is known of a sample agency on the day."""
    agency = make_agency(employees=employees, years=5, until=UNTIL, seed=7)
    return dict(Records.of(agency.tables).as_of(UNTIL).frames)
