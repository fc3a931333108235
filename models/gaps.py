"""Who holds which post, under whom, and what it asks for that the person does not have yet.

A gap is the level that the present job asks for less the level the person has, for one
competency (PermenPANRB 38/2017; levels 1 to 5). The level is the estimate of the competency twin
(`features.twin`): most people were never assessed, and ``basis`` always says what it rests on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.special import ndtr

from features.ids import codes_of
from features.records import Records, begun_last, valid_rows
from features.tables import JOB_LEVELS, PNS_RANKS, PPPK_RANKS
from features.twin import A_GAP, competency_levels
from models.defaults.titles import plain_titles
from models.scorers import Tables, index_of, rows_of

LIKELY_ENOUGH = 0.4
"""An offer that is not needed costs less than one that is missing: lower than one half."""
FUNCTIONAL_LEVELS = JOB_LEVELS[: JOB_LEVELS.index("utama") + 1]
LEADERSHIP_LEVELS = ("pratama", "madya", "utama")
RANK_SCALES: dict[str, Sequence[str]] = {"pns": PNS_RANKS, "pppk": PPPK_RANKS}
LEVEL_SCALES: dict[str, Sequence[str]] = {
    "functional": FUNCTIONAL_LEVELS,
    "leadership": LEADERSHIP_LEVELS,
}
DAYS_PER_YEAR = 365.25
PAIR = ["employee_id", "competency_id"]


def people_present(tables: Tables, as_of: date) -> pd.Index:
    """Return the sorted ids of those who have joined and are not known to have left."""
    start = pd.Timestamp(as_of)
    employees, departures = rows_of(tables, "employees"), rows_of(tables, "departures")
    joined = employees.loc[employees["joined_on"] <= start, "employee_id"]
    left_on = departures.loc[departures["left_on"] <= start].groupby("employee_id")["left_on"].max()
    posts = rows_of(tables, "assignments")
    posts = posts[codes_of(posts["employee_id"], left_on.index) >= 0]
    last_start = posts[posts["started_on"] <= start].groupby("employee_id")["started_on"].max()
    returned = last_start.reindex(left_on.index) >= left_on
    gone = left_on.index[~returned]
    present: pd.Index = pd.Index(joined, dtype="str").difference(gone, sort=True)
    return present.rename("employee_id")


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
        years_in_job=_years_until(as_of, since),
    )


def superiors(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return everybody above each person, at any height: employee_id and item_id.

    Follows supervisors and heads of units upwards from the latest definitive post, from posts
    held beside it and from those already announced. Circles in the records end where they close.
    """
    posts, units = _reporting_posts(tables, as_of), units_in_force(tables, as_of)
    steps = pd.concat([_directly_above(posts, units), _heads_above(posts, units)])
    people = pd.Index(pd.concat([steps["employee_id"], steps["item_id"]]).unique()).sort_values()
    cells = tuple(people.get_indexer(index_of(steps[side])) for side in ("employee_id", "item_id"))
    shape = (len(people), len(people))
    step = csr_array((np.ones(len(steps), dtype=np.bool_), cells), shape=shape)
    above, further = step, step + step @ step
    while further.nnz > above.nnz:
        above, further = further, further + further @ step
    below, over = above.nonzero()
    return pd.DataFrame({"employee_id": people[below], "item_id": people[over]})


def direct_superiors(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return supervisors and the head of the own unit of each person."""
    return _directly_above(_reporting_posts(tables, as_of), units_in_force(tables, as_of))


def _directly_above(posts: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    heads = posts["unit_id"].map(units["head_id"])
    parts = [posts.assign(item_id=posts["supervisor_id"]), posts.assign(item_id=heads)]
    return _pairs(pd.concat(parts))


def reporting_lines(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return who stands above or below each person, at any height: employee_id and item_id."""
    above = superiors(tables, as_of)
    names = {"employee_id": "item_id", "item_id": "employee_id"}
    return pd.concat([above, above.rename(columns=names)], ignore_index=True)


def _heads_above(posts: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    unit, found = posts["unit_id"].map(units["parent_id"]), []
    for _ in range(len(units)):
        if unit.isna().all():
            break
        found.append(posts.assign(item_id=unit.map(units["head_id"])))
        unit = unit.map(units["parent_id"])
    return _pairs(pd.concat(found)) if found else _pairs(posts.assign(item_id=None))


def _reporting_posts(tables: Tables, as_of: date) -> pd.DataFrame:
    posts = rows_of(tables, "assignments")
    start, how = pd.Timestamp(as_of), posts["appointment"].fillna("definitive")
    beside = (how != "definitive") | (posts["started_on"] > start)
    still = posts[beside & ~(posts["ended_on"] <= start)]
    latest = definitive_posts(tables, as_of).drop_duplicates("employee_id", keep="last")
    columns = ["employee_id", "unit_id", "supervisor_id"]
    return pd.concat([still[columns], latest[columns]], ignore_index=True).drop_duplicates()


def units_in_force(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return the units that exist on a day, as they then are, indexed by unit_id."""
    units = valid_rows(rows_of(tables, "units"), as_of)
    ordered = units.sort_values(["unit_id", "valid_from"], na_position="first")
    return ordered.drop_duplicates("unit_id", keep="last").set_index("unit_id")


def _pairs(rows: pd.DataFrame) -> pd.DataFrame:
    pairs = rows[["employee_id", "item_id"]].dropna().drop_duplicates()
    return pairs[pairs["employee_id"] != pairs["item_id"]]


def _years_until(as_of: date, since: pd.Series) -> pd.Series:
    """Return years from days to ``as_of``, whole on anniversaries."""
    months = 12 * (as_of.year - since.dt.year) + (as_of.month - since.dt.month)
    years: pd.Series = (months + (as_of.day - since.dt.day) / 31) / 12
    return years


def place_on_scales(values: pd.Series, scales: dict[str, Sequence[str]]) -> pd.DataFrame:
    """Return how high each value stands on each scale, from 0; NaN where it is not on it."""
    places = {
        name: values.map({code: float(place) for place, code in enumerate(codes)}).astype("float64")
        for name, codes in scales.items()
    }
    return pd.DataFrame(places, index=values.index)


def latest_ranks(tables: Tables, as_of: date) -> pd.Series:
    """Return everybody's rank on a day, indexed by employee_id."""
    return begun_last(rows_of(tables, "ranks").sort_values("rank"), as_of)["rank"]


def rank_places(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return the place of everybody's rank of a day among PNS and PPPK ranks (columns)."""
    return place_on_scales(latest_ranks(tables, as_of), RANK_SCALES)


def level_places(posts: pd.DataFrame) -> pd.DataFrame:
    """Return the place of everybody's job level among functional and leadership levels."""
    places = place_on_scales(posts["level"], LEVEL_SCALES)
    leads = posts["kind"] == "leadership"
    return places.assign(
        functional=places["functional"].mask(leads), leadership=places["leadership"].where(leads)
    )


def completions(tables: Tables) -> pd.DataFrame:
    """Return who completed which course when: employee_id, item_id, completed_on.

    Courses as in `named_courses`. A row without an outcome counts as completed: it has a day of
    completion.
    """
    trainings = rows_of(tables, "trainings")
    done = trainings[trainings["outcome"].isna() | (trainings["outcome"] == "completed")]
    found = done.assign(item_id=named_courses(tables, done)).dropna(subset="item_id")
    order = ["employee_id", "item_id", "completed_on"]
    return found[order].sort_values(order).reset_index(drop=True)


def named_courses(tables: Tables, trainings: pd.DataFrame) -> pd.Series:
    """Return the course of each training; without a course_id that of the catalogue so titled.

    Titles are compared but for case, signs, batches and years. NaN where there is none.
    """
    courses = rows_of(tables, "courses").sort_values("course_id").dropna(subset="title")
    plain = plain_titles(courses["title"])
    titled = pd.Series(courses["course_id"].to_numpy(), index=plain, dtype="str")
    titled = titled[~titled.index.duplicated()]
    by_title = plain_titles(trainings["title"]).map(titled).astype("str")
    return trainings["course_id"].fillna(by_title)


def catalogue(tables: Tables) -> pd.DataFrame:
    """Return the courses there are, indexed by item_id and sorted: title, hours, audience_*.

    Without a table of courses these are the courses that trainings refer to.
    """
    columns = ["title", "hours", "audience_kind", "audience_level"]
    courses = rows_of(tables, "courses").rename(columns={"course_id": "item_id"})
    if courses.empty:
        taken = rows_of(tables, "trainings").rename(columns={"course_id": "item_id"})
        courses = taken.reindex(columns=["item_id", "title", "hours"]).dropna(subset="item_id")
        courses = courses.assign(audience_kind=None, audience_level=None)
    ordered = courses.sort_values(["item_id", "title", "hours"])
    return ordered.drop_duplicates("item_id").set_index("item_id")[columns]


def known_levels(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return what level everybody has in which competency, as the competency twin estimates it.

    Columns as in `features.twin.competency_levels`. Trainings that name a course of the catalogue
    only by its title count as that course.
    """
    whole = {name: rows_of(tables, name) for name in tables}
    trainings = rows_of(tables, "trainings")
    named = trainings.assign(course_id=named_courses(tables, trainings))
    return competency_levels(Records.of({**whole, "trainings": named}), as_of)


def evidence_levels(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return the rows of `known_levels` that something of the person's own speaks for."""
    levels = known_levels(tables, as_of)
    return levels[levels["n_evidence"] > 0].reset_index(drop=True)


def competency_gaps(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return what the present job asks for, one row a person and competency.

    Columns: employee_id, competency_id, required_level, level, sd, n_evidence, basis, weight (3
    must, 2 important, 1 useful), gap (required less level) and chance (0 to 1, that at least
    `A_GAP` lacks, given how unsure the level is), sorted by person and competency. Integrity is
    there only for those assessed in it.
    """
    levels = known_levels(tables, as_of)
    asked = levels.dropna(subset="asked").rename(columns={"asked": "required_level"})
    columns = [*PAIR, "required_level", "level", "sd", "n_evidence", "basis", "weight"]
    return with_gaps(asked[columns]).reset_index(drop=True)


def with_gaps(asked: pd.DataFrame) -> pd.DataFrame:
    """Return levels asked and there (required_level, level, sd) with gap and chance."""
    gap = asked["required_level"] - asked["level"]
    return asked.assign(gap=gap, chance=ndtr((gap - A_GAP) / asked["sd"]))


def lacking(gaps: pd.DataFrame) -> pd.DataFrame:
    """Return the gaps that are likely enough to be offered something for."""
    return gaps[is_lacking(gaps)]


def is_lacking(gaps: pd.DataFrame) -> pd.Series:
    """Return which gaps are likely enough to be offered something for."""
    return gaps["chance"] >= LIKELY_ENOUGH


def competency_names(tables: Tables) -> pd.Series:
    """Return the names of competencies, indexed by competency_id; NaN where none is on record."""
    named = rows_of(tables, "competencies").sort_values(["competency_id", "name"])
    named = named.drop_duplicates("competency_id").set_index("competency_id")
    return named["name"]
