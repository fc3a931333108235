"""Whether development plans break a rule, book two classes at once or change from run to run."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from features.records import Records
from features.sample import make_agency
from models.calendar_exits import calendar_exits
from models.course_bars import course_bars
from models.courses import suggest_courses
from models.development import DevelopmentPlans, Suggested, classes_of
from models.gaps import people_present
from models.mentors import mentor_bars, suggest_mentors
from models.moves.suggesting import suggest_moves
from models.scorers import Bar

DAY = date(2026, 1, 1)
SIZE = int(os.environ.get("BINA_PLANS", "5000"))
SEEDS = (7, 8)
AT_A_TIME = 500
Plans = Mapping[str, Mapping[str, Any]]


def run() -> None:
    """Print for each invented agency how many plans and actions there are, and every fault."""
    for seed in SEEDS:
        start = time.process_time()
        n_plans, n_actions, found = faults(SIZE, seed)
        cost = time.process_time() - start
        print(f"seed {seed}: {n_plans:,} plans, {n_actions:,} actions, "
              f"faults {dict(found) or 'none'}, {cost:.0f} CPU-s", flush=True)  # fmt: skip


def faults(size: int, seed: int, *, years: int = 12) -> tuple[int, int, Counter[str]]:
    """Return the plans and actions of an invented agency, and how often each fault occurs."""
    agency = make_agency(employees=size, years=years, until=DAY, seed=seed)
    tables = Records.of(agency.tables).as_of(DAY).frames
    listed = Suggested(
        suggest_courses(tables, DAY), suggest_mentors(tables, DAY), suggest_moves(tables, DAY)
    )
    maker, again = (DevelopmentPlans(tables, DAY, listed) for _ in range(2))
    plans = {person: maker.of(person) for person in people_present(tables, DAY)}
    found = Counter(changed=sum(plan != again.of(person) for person, plan in plans.items()))
    spans = classes_of(tables, DAY).set_index("offering_id")
    exits = calendar_exits(tables, DAY)["calendar_exit_on"]
    last = exits[exits > pd.Timestamp(DAY)].dt.strftime("%Y-%m-%d")
    found["after service"] = sum(_after(plan, last.get(one)) for one, plan in plans.items())
    found["two classes at once"] = sum(_at_once(plan, spans) for plan in plans.values())
    taken = {person: list(spans["course_id"].loc[classes_in(p)]) for person, p in plans.items()}
    helped = {person: _mentors_in(plan) for person, plan in plans.items()}
    for bars, items in ((course_bars(), taken), (mentor_bars(), helped)):
        for bar in bars:
            found[bar.reason] = _n_barred(bar.fit(tables, DAY), items)
    n_actions = sum(len(plan["actions"]) for plan in plans.values())
    return len(plans), n_actions, +found


def classes_in(plan: Mapping[str, Any]) -> list[str]:
    """Return the offerings that a plan books."""
    return [one["item_id"] for one in plan["actions"] if one["share"] == "course"]


def _mentors_in(plan: Mapping[str, Any]) -> list[str]:
    return [one["item_id"] for one in plan["actions"] if one["kind"] == "mentor"]


def _after(plan: Mapping[str, Any], last: str | None) -> bool:
    return last is not None and any(one["ends_on"] > last for one in plan["actions"])


def _at_once(plan: Mapping[str, Any], spans: pd.DataFrame) -> bool:
    booked = spans.loc[classes_in(plan)].sort_values("starts_on")
    days = zip(booked["starts_on"], booked["ends_on"], strict=True)
    return any(later[0] < earlier[1] for earlier, later in pairwise(days))


def _n_barred(bar: Bar, items: Mapping[str, Sequence[str]]) -> int:
    """Return how many items of people's plans a rule bars for them."""
    people = list(items)
    parts = (people[start : start + AT_A_TIME] for start in range(0, len(people), AT_A_TIME))
    return sum(_barred(bar, {person: items[person] for person in part}) for part in parts)


def _barred(bar: Bar, items: Mapping[str, Sequence[str]]) -> int:
    every = pd.Index(sorted({one for own in items.values() for one in own}))
    if every.empty:
        return 0
    mask = bar.barred(pd.Index(list(items)), every)
    rows = np.repeat(np.arange(len(items)), [len(own) for own in items.values()])
    columns = every.get_indexer(pd.Index([one for own in items.values() for one in own]))
    return int(mask[rows, columns].sum())
