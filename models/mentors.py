"""Whom to suggest as a mentor to whom, and whom never.

A mentor shares knowledge and must not also judge: nobody above the person, nobody who reports to
her and nobody with a conflict on record is ever suggested, whatever the scores say.
"""

from __future__ import annotations

from datetime import date
from typing import Self

import numpy as np
import pandas as pd

from models.gaps import (
    DAYS_PER_YEAR,
    competency_gaps,
    competency_names,
    definitive_posts,
    evidence_levels,
    lacking,
    level_places,
    people_present,
    present_posts,
    rank_places,
    subordinates,
    superiors,
)
from models.mentor_effects import shown_effects
from models.ranking import explained, limit_exposure, top_items
from models.scorers import (
    Bar,
    Employees,
    Floats,
    ItemScores,
    Mask,
    PairBar,
    RowsByEmployee,
    SameForAll,
    Scorer,
    Tables,
    as_column,
    index_of,
    most_helped,
    rows_of,
    scores_of,
    summed_benefit,
)

USEFUL_DISTANCE = 2.0
"""Levels above the mentee beyond which more strength counts no further."""
USEFUL_YEARS = 10.0
"""Years of experience beyond which more count no further."""
CAPACITY_UNKNOWN = 1.0
CAPACITY_INFERRED = 2.0
SENIORS_PER_FAMILY = 20
"""Without a table of mentors: the upper quarter of each job family, at most so many."""
PEOPLE_SHOWN_PER_PLACE = 5
"""To how many people a mentor is shown for each free place."""
RESERVES = 50
"""How many mentors a person's list holds before exposure is limited."""


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
    found = found[found.index.isin(people_present(tables, as_of))].sort_index()
    taken = _open_mentorings(tables, as_of)["item_id"].value_counts()
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


def _open_mentorings(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return mentee and mentor (employee_id and item_id) of mentorings that have not ended."""
    pairs = rows_of(tables, "mentorings")
    pairs = pairs[~(pairs["ended_on"] <= pd.Timestamp(as_of))]
    names = {"mentee_id": "employee_id", "mentor_id": "item_id"}
    return pairs.rename(columns=names)[["employee_id", "item_id"]].drop_duplicates()


class StrengthWhereLacking:
    """Values a mentor by strength in what the person lacks; NaN where there is none.

    The score is a sum over competencies of weight (3 must, 2 important, 1 useful) times the
    levels the mentor stands above the person, at most `USEFUL_DISTANCE` each; times what the
    mentor's help was shown to be against an average mentor's (`models.mentor_effects`).
    """

    reason = "strong_where_you_lack"

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Learn what people lack and what candidates can, and return itself."""
        mentors = candidates(tables, as_of)
        self.items_, self._basis = mentors.index, mentors["basis"]
        self._needs = RowsByEmployee(lacking(competency_gaps(tables, as_of)))
        self._names = competency_names(tables)
        levels = evidence_levels(tables, as_of)
        levels = levels[levels["employee_id"].isin(self.items_)]
        by_competency = levels.pivot(index="competency_id", columns="employee_id", values="level")
        self._levels = by_competency.reindex(columns=self.items_).astype("float64")
        self._effects = shown_effects(tables, as_of).reindex(self.items_, fill_value=1.0)
        return self

    def score(self, employees: Employees) -> ItemScores:
        """Return weighted levels of distance to each candidate."""
        needs, n_people = self._needs.of(employees), len(employees)
        values = summed_benefit(needs, self._levels, n_people=n_people, benefit=levels_above)
        return scores_of(employees, self.items_, values * self._effects.to_numpy())

    def explain(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return the competency in which the mentor helps most, how many, and both bases."""
        needs = self._needs.of(pairs["employee_id"])
        best = most_helped(needs, pairs, self._levels, benefit=levels_above)
        return best[["competency_id", "basis", "n_competencies"]].assign(
            competency=best["competency_id"].map(self._names),
            from_level=best["level"],
            to_level=best["item_level"],
            mentors=pairs["item_id"].map(self._basis).to_numpy(),
        )


def levels_above(needs: pd.DataFrame, mentor_levels: Floats) -> Floats:
    """Return how many levels mentors stand above each need, from 0 to `USEFUL_DISTANCE`."""
    above: Floats = np.clip(mentor_levels - as_column(needs["level"]), 0.0, USEFUL_DISTANCE)
    return above


class ExperiencedInFamily:
    """Values a mentor by years in the person's job family, at most `USEFUL_YEARS`.

    NaN where the mentor has no more such years than the person, or the family is not known.
    """

    reason = "experienced_in_family"

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Add up years by family and return itself."""
        mentors = candidates(tables, as_of)
        self.items_, self._basis = mentors.index, mentors["basis"]
        self._families = present_posts(tables, as_of)["family"].dropna()
        years = _years_in_families(tables, as_of)
        present = pd.MultiIndex.from_arrays([self._families.index, self._families])
        self._own_years = years.reindex(present, fill_value=0.0).droplevel(1)
        of_mentors = years[years.index.get_level_values(0).isin(self.items_)]
        self._years = of_mentors.unstack(level=0).reindex(columns=self.items_).astype("float64")
        return self

    def score(self, employees: Employees) -> ItemScores:
        """Return years of experience."""
        people = index_of(employees)
        years = self._years.reindex(self._families.reindex(people)).to_numpy()
        own = self._own_years.reindex(people).to_numpy()[:, None]
        values = np.where(years > own, np.minimum(years, USEFUL_YEARS), np.nan)
        return scores_of(employees, self.items_, values)

    def explain(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return the family, the mentor's whole years in it and how the mentor was found."""
        families = pairs["employee_id"].map(self._families)
        rows = self._years.index.get_indexer(pd.Index(families))
        columns = self.items_.get_indexer(pd.Index(pairs["item_id"]))
        years = np.floor(self._years.to_numpy()[rows, columns])
        mentors = pairs["item_id"].map(self._basis)
        return pd.DataFrame({"family": families, "years": years, "mentors": mentors})


def _years_in_families(tables: Tables, as_of: date) -> pd.Series:
    """Return years in definitive posts, indexed by employee_id and family."""
    posts = definitive_posts(tables, as_of)
    start = pd.Timestamp(as_of)
    until = posts["ended_on"].fillna(posts.groupby("employee_id")["started_on"].shift(-1))
    until = until.where(until <= start, start)
    days = (until - posts["started_on"]).dt.days.clip(lower=0)
    total: pd.Series = days.groupby([posts["employee_id"], posts["family"]]).sum()
    return total / DAYS_PER_YEAR


def _ready_to_mentor(tables: Tables, as_of: date) -> pd.Series:
    """Return 0 for each listed candidate; NaN for inferred ones, who declared nothing."""
    mentors = candidates(tables, as_of)
    return mentors["basis"].map({"listed": 0.0}).astype("float64")


def conflicts(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return pairs with a conflict that has not ended, in both directions."""
    pairs = rows_of(tables, "conflicts")
    pairs = pairs[~(pairs["ended_on"] <= pd.Timestamp(as_of))]
    one_way = pairs.rename(columns={"with_employee_id": "item_id"})[["employee_id", "item_id"]]
    other_way = one_way.rename(columns={"employee_id": "item_id", "item_id": "employee_id"})
    return pd.concat([one_way, other_way]).drop_duplicates()


def _themselves(tables: Tables, as_of: date) -> pd.DataFrame:
    mentors = candidates(tables, as_of).index
    return pd.DataFrame({"employee_id": mentors, "item_id": mentors})


class FullBar:
    """Bars mentors who have no place left."""

    reason = "no_capacity"

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Count free places and return itself."""
        self._free = candidates(tables, as_of)["free"]
        return self

    def barred(self, employees: pd.Index, items: pd.Index) -> Mask:
        """Return True in the columns of mentors without a free place."""
        full = self._free.reindex(items, fill_value=0).to_numpy() < 1
        return np.tile(full, (len(employees), 1))


def mentor_scorers() -> list[Scorer]:
    """Return the scorers of mentors, not fitted, in the order of fallback."""
    ready = SameForAll("ready_to_mentor", _ready_to_mentor)
    return [StrengthWhereLacking(), ExperiencedInFamily(), ready]


def mentor_bars() -> list[Bar]:
    """Return the bars of mentors, not fitted."""
    return [
        PairBar("self", _themselves),
        PairBar("superior", superiors),
        PairBar("subordinate", subordinates),
        PairBar("conflict", conflicts),
        PairBar("already_mentor", _open_mentorings),
        FullBar(),
    ]


def mentor_notes(tables: Tables) -> list[str]:
    """Return codes of what the records lack for suggesting mentors, to be said on the page."""
    needed = ("mentors", "competency_standards", "assessments", "units", "jobs", "conflicts")
    return [f"no_{name}" for name in needed if rows_of(tables, name).empty]


def suggest_mentors(
    tables: Tables,
    as_of: date,
    *,
    k: int = 5,
    seed: int = 7,
    employees: Employees | None = None,
) -> pd.DataFrame:
    """Return up to ``k`` mentors for everybody present, or for ``employees``.

    Columns as in `models.ranking.rank`, and title: the mentor's job, never a name; NaN where it
    is not on record. Nobody is shown to more than `PEOPLE_SHOWN_PER_PLACE` people for each free
    place, so a list depends on the cohort it is made with (scores do not). ``attrs["notes"]``
    holds the codes of `mentor_notes`.
    """
    people = people_present(tables, as_of) if employees is None else employees
    scorers = [scorer.fit(tables, as_of) for scorer in mentor_scorers()]
    bars = [bar.fit(tables, as_of) for bar in mentor_bars()]
    listed = top_items(scorers, people, bars=bars, k=max(k, RESERVES), seed=seed)
    limits = candidates(tables, as_of)["free"] * PEOPLE_SHOWN_PER_PLACE
    suggested = explained(limit_exposure(listed, limits=limits, k=k, seed=seed), scorers)
    titles = suggested["item_id"].map(present_posts(tables, as_of)["job_name"])
    suggested.insert(3, "title", titles.astype("str"))
    suggested.attrs["notes"] = mentor_notes(tables)
    return suggested
