"""Who waits for what, at which place in the queue, and what stood in the way."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.plan.candidates import Candidates
from models.plan.problem import PlanProblem
from models.plan.repair import SLACK, Draft
from models.plan.solver import Solution
from models.scorers import Mask

REASONS = (
    "has_enough", "clashes", "class_full", "budget", "unit_coverage", "others_gain_more",
)  # fmt: skip
"""What stood in the way, in the order in which it is looked at."""
COLUMNS = ["employee_id", "offering_id", "course_id", "title", "place", "reason", "points", "lot"]


def waitlist(found: Candidates, problem: PlanProblem, solution: Solution) -> pd.DataFrame:
    """Return who waits for which course: one row a person and course, for its nearest class.

    Columns: employee_id, offering_id, course_id, title, place (1 is next, by points less what
    the money is worth, then by lot), reason (a code of `REASONS`), points and lot.
    """
    course, _ = pd.factorize(found.classes["course_id"])
    pairs = found.pairs.assign(
        course=course[found.pairs["offering"]],
        rest=solution.prices.reduced(problem),
        pair=np.arange(len(found.pairs)),
    )
    given = pairs[solution.chosen].set_index(["person", "course"]).index
    waits = ~pd.MultiIndex.from_frame(pairs[["person", "course"]]).isin(given)
    order = pairs[waits].sort_values(["rest", "lot"], ascending=False, kind="stable")
    best = order.drop_duplicates(["person", "course"])
    classes = found.classes.iloc[best["offering"].to_numpy()].reset_index(drop=True)
    listed = classes[["offering_id", "course_id", "title"]].assign(
        employee_id=found.people.index[best["person"].to_numpy()],
        place=best.groupby("offering").cumcount().to_numpy() + 1,
        reason=_reasons(problem, solution.chosen, best["pair"].to_numpy()),
        points=best["points"].to_numpy(),
        lot=best["lot"].to_numpy(),
    )
    return listed[COLUMNS].sort_values(["offering_id", "place"], ignore_index=True)


def _reasons(problem: PlanProblem, chosen: Mask, pairs: np.ndarray) -> list[str]:
    draft = Draft(problem, chosen)
    return [_reason(draft, pair) for pair in pairs.tolist()]


def _reason(draft: Draft, pair: int) -> str:
    problem = draft.problem
    person, offering = int(problem.person[pair]), int(problem.offering[pair])
    mine = draft.mine(person)
    tests = (
        draft.each[person] >= problem.per_person,
        problem.has_clashes and bool(problem.clash(np.full(len(mine), pair), mine).any()),
        draft.seats[offering] <= 0,
        problem.cost[pair] > draft.money,
        any(use > draft.room[row] + SLACK for row, use in draft.of_rows(pair) if use > 0),
    )
    return next(
        (reason for reason, stands in zip(REASONS, tests, strict=False) if stands),
        "others_gain_more",
    )
