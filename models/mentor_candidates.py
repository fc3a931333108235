"""Who may mentor: the office's list, or the most senior people where it has none."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from features.ids import codes_of
from models.gaps import level_places, people_present, present_posts, rank_places
from models.scorers import Tables, rows_of

CAPACITY_UNKNOWN = 1.0
CAPACITY_INFERRED = 2.0
SENIORS_PER_FAMILY = 20
"""Without a table of mentors: the upper quarter of each job family, at most so many."""


def candidates(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return who may mentor, indexed by item_id and sorted: capacity, free and basis.

    ``free`` is the capacity less the mentorings that have not ended, not below 0. The basis is
    ``listed``, or ``inferred`` where the office has no table of mentors: then the most senior
    people of each job family stand in, by job level, rank and years with the agency.
    """
    if rows_of(tables, "mentors").empty:
        found = _seniors(tables, as_of).assign(capacity=CAPACITY_INFERRED, basis="inferred")
    else:
        found = _listed(tables, as_of).assign(basis="listed")
    found = found[codes_of(found.index, people_present(tables, as_of)) >= 0].sort_index()
    taken = open_mentorings(tables, as_of)["item_id"].value_counts()
    free = found["capacity"] - taken.reindex(found.index, fill_value=0)
    return found.assign(free=free.clip(lower=0)).rename_axis("item_id")


def _listed(tables: Tables, as_of: date) -> pd.DataFrame:
    mentors, start = rows_of(tables, "mentors"), pd.Timestamp(as_of)
    begun = mentors["active_from"].isna() | (mentors["active_from"] <= start)
    active = mentors[begun & ~(mentors["active_to"] <= start)]
    ordered = active.sort_values(["employee_id", "active_from", "capacity"], na_position="first")
    latest: pd.DataFrame = ordered.drop_duplicates("employee_id", keep="last")
    return latest.set_index("employee_id")[["capacity"]].fillna(CAPACITY_UNKNOWN)


def _seniors(tables: Tables, as_of: date) -> pd.DataFrame:
    people = people_present(tables, as_of)
    posts = present_posts(tables, as_of).reindex(people)
    joined = rows_of(tables, "employees").groupby("employee_id")["joined_on"].min()
    by = ["leadership", "functional", "pns", "pppk"]
    known = posts[["family"]].join(level_places(posts)).join(rank_places(tables)).join(joined)
    ordered = known.rename_axis("employee_id").reset_index().dropna(subset="family")
    ordered = ordered.sort_values(
        [*by, "joined_on", "employee_id"], ascending=[False] * len(by) + [True, True]
    )
    place = ordered.groupby("family").cumcount()
    quarter = np.ceil(ordered.groupby("family")["family"].transform("size") / 4)
    senior: pd.DataFrame = ordered[place < quarter.clip(upper=SENIORS_PER_FAMILY)]
    return senior.set_index("employee_id")[[]]


def open_mentorings(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return mentee and mentor (employee_id and item_id) of mentorings that have not ended."""
    pairs = rows_of(tables, "mentorings")
    pairs = pairs[~(pairs["ended_on"] <= pd.Timestamp(as_of))]
    names = {"mentee_id": "employee_id", "mentor_id": "item_id"}
    return pairs.rename(columns=names)[["employee_id", "item_id"]].drop_duplicates()
