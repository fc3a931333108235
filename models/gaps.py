"""Who holds which post, and what it asks for that the person does not have yet.

A gap is the level that the present job asks for less the level the person has, for one
competency (PermenPANRB 38/2017; levels 1 to 5). Most people were never assessed, so a level may be
inferred; ``basis`` always says how it was found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pandas as pd

from features.tables import JOB_LEVELS, PNS_RANKS, PPPK_RANKS
from models.scorers import Floats, Tables, rows_of, valid_rows

WEIGHT_OF_IMPORTANCE = {1.0: 3.0, 2.0: 2.0, 3.0: 1.0}
"""Weights of must, important and useful; unknown importance counts as useful."""
SMALLEST_GROUP = 5
"""A median over fewer colleagues would tell the level of one of them."""
METHODS = ("self", "supervisor", "certificate", "centre")
"""Ways of assessing from weakest to strongest, to choose between two of one day."""
FUNCTIONAL_LEVELS = JOB_LEVELS[: JOB_LEVELS.index("utama") + 1]
LEADERSHIP_LEVELS = ("pratama", "madya", "utama")
DAYS_PER_YEAR = 365.25


def people_present(tables: Tables, as_of: date) -> pd.Index:
    """Return the sorted ids of those who have joined and are not known to have left."""
    start = pd.Timestamp(as_of)
    employees, departures = rows_of(tables, "employees"), rows_of(tables, "departures")
    joined = employees.loc[employees["joined_on"] <= start, "employee_id"]
    left_on = departures.loc[departures["left_on"] <= start].groupby("employee_id")["left_on"].max()
    posts = rows_of(tables, "assignments")
    posts = posts[posts["started_on"] <= start]
    last_start = posts.groupby("employee_id")["started_on"].max()
    returned = last_start.reindex(left_on.index) >= left_on
    gone = left_on.index[~returned]
    return pd.Index(sorted(set(joined) - set(gone)), dtype="str", name="employee_id")


def definitive_posts(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return the definitive assignments begun by ``as_of``, a person's in order of time.

    Adds ``family``: the job's family, or the job itself where no family is on record.
    """
    posts = rows_of(tables, "assignments")
    definitive = posts["appointment"].isna() | (posts["appointment"] == "definitive")
    posts = posts[definitive & (posts["started_on"] <= pd.Timestamp(as_of))]
    posts = posts.sort_values(["employee_id", "started_on", "job_id", "unit_id"])
    jobs = current_jobs(tables, as_of)
    family = posts["job_id"].map(jobs["family"]).astype("str").fillna(posts["job_id"])
    return posts.assign(family=family).reset_index(drop=True)


def current_jobs(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return the jobs valid at ``as_of``, indexed by job_id; of two versions the later."""
    jobs = valid_rows(rows_of(tables, "jobs"), as_of)
    ordered = jobs.sort_values(["job_id", "valid_from"], na_position="first")
    return ordered.drop_duplicates("job_id", keep="last").set_index("job_id")


def present_posts(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return the latest definitive post of everybody who has had one, indexed by employee_id.

    Columns: job_id, unit_id, family, kind, level, job_name and years_in_job (years since the
    person came into this job, whichever unit it was in). NaN means not on record.
    """
    posts = definitive_posts(tables, as_of)
    before = posts.groupby("employee_id")["job_id"].shift()
    came = posts[posts["job_id"].isna() | before.isna() | (posts["job_id"] != before)]
    came_on = came.drop_duplicates("employee_id", keep="last").set_index("employee_id")
    present = posts.drop_duplicates("employee_id", keep="last").set_index("employee_id")
    since = came_on["started_on"].reindex(present.index)
    jobs = current_jobs(tables, as_of)[["kind", "level", "name"]]
    job = jobs.reindex(present["job_id"]).set_index(present.index)
    return present[["job_id", "unit_id", "family"]].assign(
        kind=job["kind"],
        level=job["level"],
        job_name=job["name"],
        years_in_job=(pd.Timestamp(as_of) - since).dt.days / DAYS_PER_YEAR,
    )


def place_on_scales(values: pd.Series, scales: dict[str, Sequence[str]]) -> pd.DataFrame:
    """Return how high each value stands on each scale, from 0; NaN where it is not on it."""
    places = {
        name: values.map({code: float(place) for place, code in enumerate(codes)}).astype("float64")
        for name, codes in scales.items()
    }
    return pd.DataFrame(places, index=values.index)


def rank_places(tables: Tables) -> pd.DataFrame:
    """Return the place of everybody's latest rank among PNS and PPPK ranks (columns)."""
    ranks = rows_of(tables, "ranks").sort_values(["employee_id", "started_on", "rank"])
    latest = ranks.drop_duplicates("employee_id", keep="last").set_index("employee_id")
    return place_on_scales(latest["rank"], RANK_SCALES)


def level_places(posts: pd.DataFrame) -> pd.DataFrame:
    """Return the place of everybody's job level among functional and leadership levels."""
    places = place_on_scales(posts["level"], LEVEL_SCALES)
    leads = posts["kind"] == "leadership"
    return places.assign(
        functional=places["functional"].mask(leads), leadership=places["leadership"].where(leads)
    )


RANK_SCALES: dict[str, Sequence[str]] = {"pns": PNS_RANKS, "pppk": PPPK_RANKS}
LEVEL_SCALES: dict[str, Sequence[str]] = {
    "functional": FUNCTIONAL_LEVELS,
    "leadership": LEADERSHIP_LEVELS,
}


def completions(tables: Tables) -> pd.DataFrame:
    """Return who completed which course when: employee_id, item_id, completed_on.

    A training without a course_id is matched to the catalogue by its title, letter for letter
    but for case. A row without an outcome counts as completed, since it has a day of completion.
    """
    trainings = rows_of(tables, "trainings")
    done = trainings[trainings["outcome"].isna() | (trainings["outcome"] == "completed")]
    courses = rows_of(tables, "courses").sort_values("course_id").dropna(subset="title")
    titled = pd.Series(
        courses["course_id"].to_numpy(), index=courses["title"].str.casefold(), dtype="str"
    )
    titled = titled[~titled.index.duplicated()]
    by_title = done["title"].str.casefold().map(titled).astype("str")
    found = done.assign(item_id=done["course_id"].fillna(by_title)).dropna(subset="item_id")
    order = ["employee_id", "item_id", "completed_on"]
    return found[order].sort_values(order).reset_index(drop=True)


def evidence_levels(tables: Tables) -> pd.DataFrame:
    """Return levels that the records show: employee_id, competency_id, level (0 to 5), basis.

    The basis is ``assessed`` (the latest assessment) or, failing that, ``course`` (the highest
    level that a completed course leads to).
    """
    columns = ["employee_id", "competency_id", "level", "basis"]
    assessed = rows_of(tables, "assessments")
    strength = assessed["method"].map({method: n for n, method in enumerate(METHODS)})
    assessed = assessed.assign(strength=strength.astype("float64"), basis="assessed")
    order = ["assessed_on", "strength", "level"]
    latest = assessed.sort_values(order, na_position="first").drop_duplicates(PAIR, keep="last")
    taught = completions(tables).merge(_reached_levels(tables), on="item_id")
    taught = taught.groupby(PAIR, as_index=False)["level"].max().assign(basis="course")
    both = pd.concat([latest[columns], taught[columns]], ignore_index=True)
    return both.drop_duplicates(PAIR, keep="first").sort_values(PAIR).reset_index(drop=True)


PAIR = ["employee_id", "competency_id"]


def _reached_levels(tables: Tables) -> pd.DataFrame:
    taught = rows_of(tables, "course_competencies").dropna(subset="reached_level")
    names = {"course_id": "item_id", "reached_level": "level"}
    return taught.rename(columns=names)[["item_id", "competency_id", "level"]]


def competency_gaps(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return what the present job asks for, one row a person and competency.

    Columns: employee_id, competency_id, required_level, level, basis, weight (3 must, 2
    important, 1 useful) and gap (required less level; not above 0 where nothing is lacking),
    sorted by person and competency. A level that is not on record is, in this order, the median
    of at least `SMALLEST_GROUP` colleagues in the same job (basis ``same_job``), or one below
    what is asked (basis ``assumed``).
    """
    posts = present_posts(tables, as_of)
    posts = posts.loc[posts.index.isin(people_present(tables, as_of)), ["job_id"]].reset_index()
    asked = posts.merge(_standards(tables, as_of), on="job_id")
    asked = asked.merge(evidence_levels(tables), on=PAIR, how="left").sort_values(PAIR)
    known = asked.groupby(["job_id", "competency_id"])["level"]
    enough = known.transform("count") >= SMALLEST_GROUP
    inferred = known.transform("median").where(enough)
    basis = asked["basis"].fillna(enough.map({True: "same_job", False: "assumed"}))
    level = asked["level"].fillna(inferred).fillna(asked["required_level"] - 1)
    columns = [*PAIR, "required_level", "level", "basis", "weight", "gap"]
    gaps = asked.assign(level=level, basis=basis, gap=asked["required_level"] - level)
    return gaps[columns].reset_index(drop=True)


def _standards(tables: Tables, as_of: date) -> pd.DataFrame:
    standards = valid_rows(rows_of(tables, "competency_standards"), as_of)
    standards = standards.dropna(subset="required_level")
    order = ["job_id", "competency_id", "valid_from", "required_level"]
    ordered = standards.sort_values(order, na_position="first")
    latest = ordered.drop_duplicates(["job_id", "competency_id"], keep="last")
    weight = latest["importance"].map(WEIGHT_OF_IMPORTANCE).astype("float64").fillna(1.0)
    return latest[["job_id", "competency_id", "required_level"]].assign(weight=weight)


def lacking(gaps: pd.DataFrame) -> pd.DataFrame:
    """Return the gaps in which something is lacking."""
    return gaps[gaps["gap"] > 0]


def competency_names(tables: Tables) -> pd.Series:
    """Return the names of competencies, indexed by competency_id; NaN where none is on record."""
    named = rows_of(tables, "competencies").sort_values(["competency_id", "name"])
    named = named.drop_duplicates("competency_id").set_index("competency_id")
    return named["name"]


Benefit = Callable[[pd.DataFrame, Floats], Floats]
"""From n gap rows and n x m (or 1 x m) item levels to the benefit of each, 0 where none."""


def summed_benefit(
    needs: pd.DataFrame, item_levels: pd.DataFrame, *, n_people: int, benefit: Benefit
) -> Floats:
    """Return people x items: the weighted benefit of an item, summed over what a person lacks.

    ``needs`` are gap rows with ``at``, the person's row in the result. ``item_levels`` has a row
    for each competency and a column for each item: the level it reaches or has, NaN for none. A
    sum of 0 becomes NaN. Each sum is formed in the order of competencies, whoever else is there.
    """
    sums = np.zeros((n_people, item_levels.shape[1]))
    levels = item_levels.to_numpy()
    for competency, rows in needs.groupby("competency_id", sort=True):
        if competency not in item_levels.index:
            continue
        of_items = levels[item_levels.index.get_loc(competency)]
        columns = np.flatnonzero(~np.isnan(of_items))
        gained = benefit(rows, of_items[None, columns]) * rows[["weight"]].to_numpy()
        sums[np.ix_(rows["at"].to_numpy(), columns)] += gained
    return np.where(sums > 0, sums, np.nan)


def most_helped(
    needs: pd.DataFrame, pairs: pd.DataFrame, item_levels: pd.DataFrame, *, benefit: Benefit
) -> pd.DataFrame:
    """Return for each pair the need that the item helps most, in the order of the pairs.

    ``needs`` are gap rows with ``at``, the position of the pair. Adds item_level (what the item
    reaches or has) and n_competencies (how many needs it helps). Index: positions of pairs.
    """
    rows = item_levels.index.get_indexer(pd.Index(needs["competency_id"]))
    items = pd.Index(pairs["item_id"]).take(needs["at"].to_numpy())
    columns = item_levels.columns.get_indexer(items)
    found = (rows >= 0) & (columns >= 0)
    needs = needs[found].assign(item_level=item_levels.to_numpy()[rows[found], columns[found]])
    gained = benefit(needs, needs[["item_level"]].to_numpy())[:, 0] * needs["weight"]
    helped = needs.assign(gained=gained)[gained > 0]
    order = helped.sort_values(["at", "gained", "competency_id"], ascending=[True, False, True])
    counts = order.groupby("at").size()
    best = order.drop_duplicates("at").set_index("at").assign(n_competencies=counts)
    return best.reindex(range(len(pairs)))
