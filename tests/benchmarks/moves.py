"""How often the true next job is among ten, beside a Markov chain of titles."""

from __future__ import annotations

import time
from datetime import date

import numpy as np
import pandas as pd

from features.records import Records
from models.gaps import people_present
from models.moves.changes import job_changes
from models.moves.next_job import NextJob
from models.ranking import top_items
from models.scorers import Scorer, Tables
from tests.benchmarks.turnover import ROSTER, roster_records

ORIGINS = (date(2013, 7, 2), date(2014, 6, 29), date(2015, 6, 30))
LAST = date(2016, 7, 1)
K = 10


def run() -> None:
    """Print hit rates at ten over three origins of the city roster, if it is there."""
    if not ROSTER.is_dir():
        print("the city roster is not here; BINA_DATA names its folder")
        return
    records = roster_records()
    changes = job_changes(records.as_of(LAST).frames, LAST)
    for as_of, until in zip(ORIGINS, (*ORIGINS[1:], LAST), strict=True):
        following = changes["day"].between(pd.Timestamp(as_of), pd.Timestamp(until))
        print(_line(records, as_of, changes[following]))


def _line(records: Records, as_of: date, seen: pd.DataFrame) -> str:
    tables, start = records.as_of(as_of).frames, time.process_time()
    model = NextJob().fit(tables, as_of)
    ours = hit_rate(model, seen)
    spent = time.process_time() - start
    theirs = markov_hit_rate(tables, as_of, seen)
    reached = seen["to_job"].isin(model.items_).mean()
    return (
        f"{as_of}: {len(seen):,} changes, {reached:.3f} into a job then held; hit rate at {K}: "
        f"next job {ours:.3f}, Markov {theirs:.3f}, ratio {ours / theirs:.3f} ({spent:.0f} CPU-s)"
    )


def hit_rate(model: Scorer, seen: pd.DataFrame) -> float:
    """Return the share of changes whose true job is among the ten suggested."""
    listed = top_items([model], seen["employee_id"], k=K)
    pairs = set(zip(listed["employee_id"], listed["item_id"], strict=True))
    true = zip(seen["employee_id"], seen["to_job"], strict=True)
    return float(np.mean([pair in pairs for pair in true]))


def markov_hit_rate(tables: Tables, as_of: date, seen: pd.DataFrame) -> float:
    """Return that of a Markov chain on titles, filled up with the jobs of the own unit."""
    ways = job_changes(tables, as_of).groupby(["from_job", "to_job"]).size()
    posts = tables["assignments"].sort_values(["employee_id", "started_on"])
    held = posts.drop_duplicates("employee_id", keep="last")
    held = held[held["employee_id"].isin(people_present(tables, as_of))]
    popular = held.groupby(["unit_id", "job_id"]).size()
    chain, local = _ordered(ways), _ordered(popular)
    hits = []
    for job, unit, true in seen[["from_job", "from_unit", "to_job"]].itertuples(index=False):
        listed = chain.get(job, [])
        listed = listed + [one for one in local.get(unit, []) if one != job and one not in listed]
        hits.append(true in listed[:K])
    return float(np.mean(hits))


def _ordered(counts: pd.Series) -> dict[str, list[str]]:
    """Return for each first key its second keys, the most frequent first."""
    largest = counts.sort_values(ascending=False, kind="stable")
    found: dict[str, list[str]] = {}
    for first, second in largest.index:
        found.setdefault(str(first), []).append(str(second))
    return found
