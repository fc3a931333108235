"""Who may mentor: the office's list, or the most senior people where it has none."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from features.ids import codes_of
from models.calendar_exits import calendar_exits
from models.gaps import level_places, people_present, present_posts, rank_places
from models.scorers import Tables, rows_of

MENTORING_MONTHS = 6
"""How long a mentoring lasts, and how long its mentor stays at least; an office's choice."""
CAPACITY_UNKNOWN = 1.0
CAPACITY_INFERRED = 2.0
SENIORS_PER_FAMILY = 20
"""Without a table of mentors: the upper quarter of each job family, at most so many."""


def candidates(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return who may mentor, indexed by item_id and sorted: capacity, free and basis.

    ``free`` is the capacity less the mentorings that have not ended, not below 0. The basis is
    ``listed``, or ``inferred`` where the office has no table of mentors: then the most senior
    people of each job family who stay to the end of a mentoring stand in, by job level, rank and
    years with the agency.
    """
    if rows_of(tables, "mentors").empty:
        found = _seniors(tables, as_of).assign(capacity=CAPACITY_INFERRED, basis="inferred")
    else:
        found = _listed(tables, as_of).assign(basis="listed")
    found = found[codes_of(found.index, people_present(tables, as_of)) >= 0].sort_index()
    taken = open_mentorings(tables, as_of)["item_id"].value_counts()
    free = found["capacity"] - taken.reindex(found.index, fill_value=0)
    return found.assign(free=free.clip(lower=0)).rename_axis("item_id")


def leaving(tables: Tables, as_of: date) -> pd.Series:
    """Return why candidates will not be there to the end of a mentoring that begins now.

    Indexed by item_id: ``retirement``, ``contract_end`` or ``active_to`` (no mentor any more);
    who stays is not in it. Knowledge transfer has pairs of its own, since who leaves has most to
    pass on: see `models.moves.succession.knowledge_pairs`.
    """
    mentors = candidates(tables, as_of).index
    theirs = {name: rows_of(tables, name) for name in ("employees", "statuses", "assignments")}
    theirs = {name: rows[rows["employee_id"].isin(mentors)] for name, rows in theirs.items()}
    exits = _exits_before_its_end({**tables, **theirs}, as_of)
    active_to = _active(tables, as_of)["active_to"]
    stops = pd.Series("active_to", index=active_to.index[active_to < _end(as_of)])
    found = exits.combine_first(stops)
    return found[found.index.isin(mentors)].sort_index().rename_axis("item_id")


def _end(as_of: date) -> pd.Timestamp:
    """Return the end of a mentoring that begins now."""
    return pd.Timestamp(as_of) + pd.DateOffset(months=MENTORING_MONTHS)


def _exits_before_its_end(tables: Tables, as_of: date) -> pd.Series:
    """Return why people are gone before the end of a mentoring that begins now, by employee_id."""
    exits = calendar_exits(tables, as_of)
    day = exits["calendar_exit_on"]
    return exits.loc[(day > pd.Timestamp(as_of)) & (day < _end(as_of)), "calendar_exit"]


def _listed(tables: Tables, as_of: date) -> pd.DataFrame:
    return _active(tables, as_of)[["capacity"]].fillna(CAPACITY_UNKNOWN)


def _active(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return the latest row in force of each listed mentor, indexed by employee_id."""
    mentors, start = rows_of(tables, "mentors"), pd.Timestamp(as_of)
    begun = mentors["active_from"].isna() | (mentors["active_from"] <= start)
    active = mentors[begun & ~(mentors["active_to"] <= start)]
    ordered = active.sort_values(["employee_id", "active_from", "capacity"], na_position="first")
    latest: pd.DataFrame = ordered.drop_duplicates("employee_id", keep="last")
    return latest.set_index("employee_id")


def _seniors(tables: Tables, as_of: date) -> pd.DataFrame:
    people = people_present(tables, as_of)
    posts = present_posts(tables, as_of).reindex(people)
    joined = rows_of(tables, "employees").groupby("employee_id")["joined_on"].min()
    by = ["leadership", "functional", "pns", "pppk"]
    known = (
        posts[["family"]].join(level_places(posts)).join(rank_places(tables, as_of)).join(joined)
    )
    ordered = known.rename_axis("employee_id").reset_index().dropna(subset="family")
    ordered = ordered.sort_values(
        [*by, "joined_on", "employee_id"], ascending=[False] * len(by) + [True, True]
    )
    size = ordered.groupby("family")["family"].transform("size")
    ordered = ordered.assign(most=np.ceil(size / 4).clip(upper=SENIORS_PER_FAMILY))
    stay = ordered[~ordered["employee_id"].isin(_exits_before_its_end(tables, as_of).index)]
    senior: pd.DataFrame = stay[stay.groupby("family").cumcount() < stay["most"]]
    return senior.set_index("employee_id")[[]]


def open_mentorings(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return mentee and mentor (employee_id and item_id) of mentorings that have not ended."""
    pairs = rows_of(tables, "mentorings")
    pairs = pairs[~(pairs["ended_on"] <= pd.Timestamp(as_of))]
    names = {"mentee_id": "employee_id", "mentor_id": "item_id"}
    return pairs.rename(columns=names)[["employee_id", "item_id"]].drop_duplicates()
