"""Technology and demand change: competencies that are asked for more than a year ago."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from features.records import plan_in_force, valid_rows
from models.gaps import competency_names, completions, people_present, present_posts
from models.needs.aims import standards
from models.scorers import Tables, rows_of

PRIOR_TAKEN = 10.0
"""How many completions the agency's own change weighs against that of one competency."""
RISES_FROM = 1.25
"""Posts and completions count as a sign when they are up by a quarter at least."""
FEWEST_TAKEN, FEWEST_POSTS = 20, 5
"""A sign rests on so many completions, or on so many posts more."""
RISING = [
    "competency_id", "competency", "n_asked_more", "levels_more", "n_new_jobs", "posts_now",
    "posts_before", "taken_now", "taken_before", "taken_change", "signs",
]  # fmt: skip


def rising_needs(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return each competency of the standards with what changed in a year, most signs first.

    Columns: n_asked_more (people whose present job asks a higher level than a year ago, or asks it
    at all now), levels_more (levels more that these jobs ask, in all), n_new_jobs (jobs that were
    not valid a year ago and ask it), posts_now and posts_before (posts by workload analysis that
    ask it), taken_now and taken_before (completions of courses that teach it, last year and the
    year before), taken_change (their ratio against the agency's own, drawn towards 1) and signs
    (codes: ``standards``, ``new_jobs``, ``posts``, ``courses``).
    """
    before = _a_year_before(as_of)
    now, then = standards(tables, as_of), standards(tables, before)
    ids = pd.Index(sorted({*now["competency_id"], *then["competency_id"]}), dtype="str")
    table = pd.DataFrame(index=ids.rename("competency_id"))
    table = table.join(_asked_more(tables, as_of, now, then))
    table["n_new_jobs"] = _new_jobs(tables, as_of, now)
    table["posts_now"] = _posts(tables, as_of, now)
    table["posts_before"] = _posts(tables, before, then)
    table = table.join(_taken(tables, as_of)).fillna(0.0)
    table["taken_change"] = _change(table["taken_now"], table["taken_before"])
    table["signs"] = _signs(table)
    names = table.index.to_series().map(competency_names(tables)).astype("str")
    found = table.assign(competency=names, n_signs=table["signs"].map(len)).reset_index()
    order = found.sort_values(
        ["n_signs", "levels_more", "taken_change", "competency_id"],
        ascending=[False, False, False, True],
    )
    counts = [
        "n_asked_more",
        "n_new_jobs",
        "posts_now",
        "posts_before",
        "taken_now",
        "taken_before",
    ]
    return order.astype(dict.fromkeys(counts, "int64"))[RISING].reset_index(drop=True)


def _a_year_before(day: date) -> date:
    return (pd.Timestamp(day) - pd.DateOffset(years=1)).date()


def _asked_more(tables: Tables, as_of: date, now: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    held = present_posts(tables, as_of)["job_id"]
    held = held[held.index.isin(people_present(tables, as_of))]
    keys = ["job_id", "competency_id"]
    both = now.merge(then[[*keys, "required_level"]], on=keys, how="left", suffixes=("", "_then"))
    was_asked = both["job_id"].isin(then["job_id"])
    more = (both["required_level"] - both["required_level_then"].fillna(0.0)).where(was_asked, 0.0)
    people = both["job_id"].map(held.value_counts()).astype("float64").fillna(0)
    rows = both.assign(n=people.where(more > 0, 0), levels=(people * more.clip(lower=0)))
    sums = rows.groupby("competency_id")[["n", "levels"]].sum()
    return sums.rename(columns={"n": "n_asked_more", "levels": "levels_more"})


def _new_jobs(tables: Tables, as_of: date, now: pd.DataFrame) -> pd.Series:
    jobs = rows_of(tables, "jobs")
    older = valid_rows(jobs, _a_year_before(as_of))["job_id"]
    today = valid_rows(jobs, as_of)["job_id"]
    new = set(today) - set(older)
    return now[now["job_id"].isin(new)].groupby("competency_id")["job_id"].nunique()


def _posts(tables: Tables, day: date, asked: pd.DataFrame) -> pd.Series:
    needed = plan_in_force(rows_of(tables, "establishment"), day)
    posts = needed.groupby("job_id")["needed"].sum()
    return (
        asked["job_id"].map(posts).astype("float64").fillna(0).groupby(asked["competency_id"]).sum()
    )


def _taken(tables: Tables, as_of: date) -> pd.DataFrame:
    taught = rows_of(tables, "course_competencies")[["course_id", "competency_id"]]
    done = completions(tables).rename(columns={"item_id": "course_id"})
    pairs = done.merge(taught.drop_duplicates(), on="course_id")
    end, middle = pd.Timestamp(as_of), pd.Timestamp(_a_year_before(as_of))
    start = pd.Timestamp(_a_year_before(middle.date()))
    on = pairs["completed_on"]
    recent = pairs.assign(
        taken_now=(on >= middle) & (on < end), taken_before=(on >= start) & (on < middle)
    )
    return recent.groupby("competency_id")[["taken_now", "taken_before"]].sum()


def _change(now: pd.Series, before: pd.Series) -> pd.Series:
    """Return the change of each competency over that of all, each drawn towards no change."""
    whole = (now.sum() + PRIOR_TAKEN) / (before.sum() + PRIOR_TAKEN)
    expected = before * whole + PRIOR_TAKEN
    return (now + PRIOR_TAKEN) / expected


def _grown(now: pd.Series, before: pd.Series) -> pd.Series:
    return (now >= RISES_FROM * before) & (now - before >= FEWEST_POSTS)


def _signs(table: pd.DataFrame) -> pd.Series:
    enough = table["taken_now"] >= FEWEST_TAKEN
    marks = {
        "standards": table["n_asked_more"] > 0,
        "new_jobs": table["n_new_jobs"] > 0,
        "posts": _grown(table["posts_now"], table["posts_before"]),
        "courses": enough & (table["taken_change"] >= RISES_FROM),
    }
    rows = np.array([mark.to_numpy() for mark in marks.values()]).T
    lists = [[name for name, on in zip(marks, row, strict=True) if on] for row in rows]
    return pd.Series(lists, index=table.index, dtype="object")
