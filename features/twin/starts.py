"""Where the twin begins: what people in the same job have, partially pooled.

What matters is how far people are from what their job asks. The mean of that over the agency is
pulled to a fixed one by few assessments, a competency's own mean to the agency's, and a job's
own mean in a competency to that; a job with fewer than five assessed people borrows all of it
(empirical Bayes: Efron & Morris 1975).
"""

from __future__ import annotations

import numpy as np

from features.clock import Days, Floats, sortable
from features.ordering import in_order, starts
from features.rows import Mask
from features.twin.evidence import Lines
from features.twin.noise import (
    ASSESSMENT,
    HIGHEST,
    LOWEST,
    PEOPLE_SPREAD,
    PRIOR_PEOPLE,
    SHORTFALL,
    SMALLEST_GROUP,
    UNASKED_LEVEL,
)
from features.twin.standards import Standards


def start_levels(
    standards: Standards,
    lines: Lines,
    job_of: Days,
    *,
    person: Days,
    competency: Days,
    asked: Floats,
) -> tuple[Floats, Mask]:
    """Return the level that the present job suggests for each pair of person and competency.

    And whether enough people of the job itself were assessed, so that its own mean counts.
    ``job_of`` has the present job of every person, -1 for none. What the job does not ask for
    starts at a fixed low level.
    """
    distance, weight, job, about = _distances(standards, lines, job_of)
    n = standards.n_competencies
    overall = np.full(n, _pulled(distance, weight, np.zeros(len(about), np.int64), 1, SHORTFALL)[0])
    own = _pulled(distance, weight, about, n, overall)
    keys, group, count = np.unique(job * n + about, return_inverse=True, return_counts=True)
    of_job = _pulled(distance, weight, group, len(keys), own[keys % n])
    wanted = job_of[person] * n + competency
    at = np.searchsorted(keys, wanted)
    enough = (np.append(keys, -1)[at] == wanted) & (np.append(count, 0)[at] >= SMALLEST_GROUP)
    away = np.where(enough, np.append(of_job, 0.0)[at], own[competency])
    is_asked = ~np.isnan(asked)
    level = np.where(is_asked, np.clip(asked + away, LOWEST, HIGHEST), UNASKED_LEVEL)
    return level, enough & is_asked


def _distances(
    standards: Standards, lines: Lines, job_of: Days
) -> tuple[Floats, Floats, Days, Days]:
    """Return how far the last assessments lie from what the jobs ask, with weight, job and what."""
    assessed = lines.take(lines.kind == ASSESSMENT)
    pair = assessed.person * standards.n_competencies + assessed.competency
    order = in_order(sortable(pair, assessed.day), assessed.level)
    last = assessed.take(order[starts(pair[order][::-1])[::-1]])
    asked, _ = standards.asked(job_of[last.person], last.competency)
    last, asked = last.take(~np.isnan(asked)), asked[~np.isnan(asked)]
    weight = PEOPLE_SPREAD**2 / (PEOPLE_SPREAD**2 + last.error**2)
    return last.level - asked, weight, job_of[last.person], last.competency


def _pulled(values: Floats, weights: Floats, group: Days, n: int, prior: Floats | float) -> Floats:
    """Return weighted means by group, pulled to a prior with the weight of `PRIOR_PEOPLE`."""
    total = np.bincount(group, weights=weights * values, minlength=n)
    weight = np.bincount(group, weights=weights, minlength=n)
    means: Floats = (total + PRIOR_PEOPLE * prior) / (weight + PRIOR_PEOPLE)
    return means
