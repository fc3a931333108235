"""Training of the order of courses: what people took up and rated well, period after period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pandas as pd

from features.records import Records
from models.course_ranker import CourseRanker, Examples
from models.courses import CourseLists
from models.defaults.ground import with_defaults
from models.gaps import named_courses, people_present
from models.scorers import Floats, Tables
from training.cohorts import Progress
from training.evaluation import SURE, paired_z

PERIOD_DAYS = 182
RECORDED_AFTER = 60
"""Days after a period until its trainings are on record: the assumed lag of the table."""
MOST_PERIODS = 5
"""The last is held out for the test, the one before it chooses how far lists lean."""
MOST_PEOPLE = 3_000
"""So many people of each agency and period are looked at, drawn by a seed."""
FEWEST_LISTS = 200
"""With fewer lists of which something was completed there is nothing to learn from."""
FEWEST_TESTED = 100
LEANS = (0.0, 0.1, 0.2, 0.35, 0.5)
LESS_GAINED = 0.01
"""A learned order may close so much less of the gaps on record than the fixed one, relatively."""
LENGTH = 5
RATED_WELL = 4
FIXED, LEARNED = "fixed_order", CourseRanker.candidate


@dataclass(frozen=True)
class Period:
    """The lists of one agency as of a day, and what its people completed in the time after."""

    lists: CourseLists
    wide: pd.DataFrame
    facts: pd.DataFrame
    took: pd.Series
    """0, 1 or 2 as in `Examples`, by employee_id and item_id; only what was completed."""

    @property
    def examples(self) -> Examples:
        """The lists with what came of them."""
        taken = _looked_up(self.took, self.wide).astype(np.int64)
        group = pd.factorize(self.wide["employee_id"])[0]
        return Examples(self.facts, taken, group)


@dataclass(frozen=True, kw_only=True)
class TrainedOrder:
    """What training brought: an order or, as ``refusal`` says, none that may serve.

    ``figures`` are those of the held-out period by order (``fixed_order``, ``lambdarank``): ndcg
    and recall at 5 of what was completed, gained (weighted levels that a list is expected to
    close) and n; ``z`` is the paired difference in NDCG in standard errors.
    """

    ranker: CourseRanker | None
    refusal: str
    until: date
    n_lists: int
    z: float = 0.0
    figures: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def train_courses(
    records: Sequence[Records],
    *,
    until: date,
    seed: int = 7,
    progress: Progress = lambda _what, _share: None,
) -> TrainedOrder:
    """Return the order learned from what was known strictly before ``until``.

    It is refused as ``too_few_completions``, as ``not_surely_better`` than the fixed order on the
    held-out period (paired over people, NDCG@5 of what they completed and rated), or because it
    ``closes_less`` of the gaps on record.
    """
    origins, made = _origins(until), []
    for place, origin in enumerate(origins):
        progress(f"lists as of {origin}", place / (len(origins) + 1))
        made.append(list(_periods(records, origin, until=until, seed=seed)))
    *learned, choosing, tested = made
    n_lists = _n_lists([one for part in learned for one in part])
    if n_lists < FEWEST_LISTS or min(map(_n_lists, (choosing, tested))) < FEWEST_TESTED:
        return TrainedOrder(
            ranker=None, refusal="too_few_completions", until=until, n_lists=n_lists
        )
    progress("learning the order", len(origins) / (len(origins) + 1))
    tried = _fitted([one for part in learned for one in part], lean=0.0, seed=seed)
    lean = _chosen_lean(tried, choosing)
    before = [one for part in (*learned, choosing) for one in part]
    figures, z, refusal = _judged(_fitted(before, lean=lean, seed=seed), tested)
    ranker = None if refusal else _fitted([*before, *tested], lean=lean, seed=seed)
    return TrainedOrder(
        ranker=ranker, refusal=refusal, until=until, n_lists=n_lists, z=z, figures=figures
    )


def _origins(until: date) -> list[date]:
    """Return the first days of the periods, oldest first; the last is on record by ``until``."""
    last = until - timedelta(days=PERIOD_DAYS + RECORDED_AFTER)
    return [last - timedelta(days=PERIOD_DAYS * back) for back in reversed(range(MOST_PERIODS))]


def _periods(
    records: Sequence[Records], origin: date, *, until: date, seed: int
) -> Iterable[Period]:
    for one in records:
        lists = CourseLists(one.as_of(origin).frames, origin)
        people = people_present(lists.tables, origin)
        if len(people) > MOST_PEOPLE:
            drawn = np.random.default_rng(seed).choice(len(people), MOST_PEOPLE, replace=False)
            people = people[np.sort(drawn)]
        wide = lists.wide(people, seed=seed)
        if wide.empty:
            continue
        ends = origin + timedelta(days=PERIOD_DAYS)
        took = _took(one.as_of(until).frames, since=origin, before=ends, until=until)
        yield Period(lists, wide, lists.facts(wide), took[took.index.isin(people, level=0)])


def _took(tables: Tables, *, since: date, before: date, until: date) -> pd.Series:
    """Return 1 for what was completed in a period, 2 where it was rated well too."""
    ground = with_defaults(tables, until).tables
    trainings = ground["trainings"] if "trainings" in ground else pd.DataFrame()
    if trainings.empty:
        return pd.Series(dtype="int64", index=pd.MultiIndex.from_arrays([[], []]))
    named = trainings.assign(item_id=named_courses(ground, trainings)).dropna(subset="item_id")
    done = named["outcome"].isna() | (named["outcome"] == "completed")
    ended = named["completed_on"]
    inside = (ended >= pd.Timestamp(since)) & (ended < pd.Timestamp(before))
    told = named[done & inside]
    value = 1 + (told["feedback"] >= RATED_WELL).astype("int64")
    return value.groupby([told["employee_id"], told["item_id"]]).max()


def _looked_up(took: pd.Series, pairs: pd.DataFrame) -> Floats:
    keys = pd.MultiIndex.from_frame(pairs[["employee_id", "item_id"]])
    found: Floats = took.reindex(keys).fillna(0).to_numpy(dtype=np.float64)
    return found


def _n_lists(periods: Sequence[Period]) -> int:
    """Return how many lists hold something that was completed."""
    return sum(int(pd.Series(one.examples.taken).groupby(one.examples.group).max().gt(0).sum())
               for one in periods)  # fmt: skip


def _fitted(periods: Sequence[Period], *, lean: float, seed: int) -> CourseRanker:
    facts, taken, groups, n = [], [], [], 0
    for one in periods:
        example = one.examples
        facts.append(example.facts)
        taken.append(example.taken)
        groups.append(example.group + n)
        n += int(example.group.max()) + 1
    whole = Examples(
        pd.concat(facts, ignore_index=True), np.concatenate(taken), np.concatenate(groups)
    )
    return CourseRanker(lean=lean, seed=seed).fit(whole)


def _chosen_lean(ranker: CourseRanker, periods: Sequence[Period]) -> float:
    """Return how far lists lean: as far as no less of the gaps is closed, if that finds more."""
    fixed = _found(None, periods)
    best, most = 0.0, -np.inf
    for lean in LEANS:
        found = _found(ranker.set_params(lean=lean), periods)
        closes = found["gained"].mean() >= fixed["gained"].mean() * (1 - LESS_GAINED)
        if closes and found["ndcg"].mean() > most:
            best, most = lean, float(found["ndcg"].mean())
    return best


def _judged(
    ranker: CourseRanker, periods: Sequence[Period]
) -> tuple[dict[str, dict[str, float]], float, str]:
    """Return the figures of both orders, the paired difference, and why the learned one fails."""
    found = {FIXED: _found(None, periods), LEARNED: _found(ranker, periods)}
    apart = (found[LEARNED]["ndcg"] - found[FIXED]["ndcg"]).dropna()
    z = paired_z(apart.to_numpy(), apart.index)
    figures = {
        name: {
            **{measure: float(one[measure].mean()) for measure in ("ndcg", "recall", "gained")},
            "n": float(one["ndcg"].count()),
        }
        for name, one in found.items()
    }
    less = figures[LEARNED]["gained"] < figures[FIXED]["gained"] * (1 - LESS_GAINED)
    refusal = "not_surely_better" if z <= SURE else "closes_less" if less else ""
    return figures, z, refusal


def _found(ranker: CourseRanker | None, periods: Sequence[Period]) -> pd.DataFrame:
    """Return for each person ndcg and recall of what was completed (NaN: nothing), and gained."""
    return pd.concat([_found_in(ranker, one) for one in periods])


def _found_in(ranker: CourseRanker | None, period: Period) -> pd.DataFrame:
    listed = period.lists.by_gain(period.wide, k=LENGTH, ranker=ranker)
    shown = listed[listed["rank"] <= LENGTH]
    value = 2.0 ** _looked_up(period.took, shown) - 1
    person = shown["employee_id"]
    dcg = pd.Series(value / np.log2(shown["rank"].to_numpy() + 1)).groupby(person.to_numpy()).sum()
    hits = pd.Series(value > 0).groupby(person.to_numpy()).sum()
    wanted = period.took.groupby(level=0)
    told = pd.DataFrame({"ndcg": dcg / wanted.agg(_ideal), "recall": hits / wanted.size()})
    gained = shown["gained"].fillna(0.0).groupby(person).sum()
    return told.reindex(gained.index).assign(gained=gained)


def _ideal(values: pd.Series) -> float:
    best = np.sort(values.to_numpy(dtype=np.float64))[::-1][:LENGTH]
    return float(((2.0**best - 1) / np.log2(np.arange(2, len(best) + 2))).sum())


def course_card(trained: TrainedOrder) -> dict[str, object]:
    """Return the card of a learned order as plain values, fit for JSON."""
    return {
        "candidate": LEARNED,
        "until": trained.until.isoformat(),
        "refusal": trained.refusal,
        "n_lists": trained.n_lists,
        "lean": None if trained.ranker is None else trained.ranker.lean,
        "z": trained.z,
        "inputs": [] if trained.ranker is None else list(trained.ranker.facts_),
        "figures": {name: dict(one) for name, one in trained.figures.items()},
        "limits": list(LIMITS),
    }


LIMITS = (
    "It learned what people completed and rated well, not what helped them; what others took can "
    "repeat old unfairness in access.",
    "Sex, age, disability, family and absences are not inputs.",
    "What a rule demands, feedback names or the next job needs keeps its place.",
)
