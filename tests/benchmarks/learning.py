"""What suggested courses truly close in the sample agency, against popularity and gaps on file."""

from __future__ import annotations

import time
from datetime import date

import numpy as np
import pandas as pd

from features.records import Records
from features.sample import make_agency
from models.course_bars import course_bars
from models.course_company import PopularInFamily
from models.course_ranker import CourseRanker
from models.course_scorers import levels_taught
from models.courses import suggest_courses
from models.gaps import PAIR, catalogue, completions, people_present, present_posts
from models.needs.aims import standards
from models.scorers import Floats, Mask, Tables, index_of, rows_of
from training.courses import train_courses

UNTIL = date(2026, 1, 1)
STEP, FINISHED = 0.6, 0.94
"""What a course truly adds in the sample agency on average, and how many finish it."""
LENGTHS = (1, 3, 5)


def run() -> None:
    """Print weighted levels truly closed by the first courses of each way's lists."""
    for seed in (7, 8, 9):
        agency = make_agency(employees=2_000, until=UNTIL, seed=seed)
        records = Records.of(agency.tables)
        order = _learned(records)
        _compare(records.as_of(UNTIL).frames, agency.truth_levels, order, seed=seed)


def _learned(records: Records) -> CourseRanker | None:
    """Return the order of courses that passes the gate, or None, and print how it did."""
    start = time.process_time()
    trained = train_courses([records], until=UNTIL)
    cost = time.process_time() - start
    print(f"order of courses: {trained.refusal or 'serves'}, z {trained.z:.2f}, {cost:.1f} CPU-s")
    for name, one in trained.figures.items():
        told = ", ".join(f"{measure} {value:.3f}" for measure, value in one.items())
        print(f"  {name}: {told}")
    return trained.ranker


def _compare(known: Tables, truth: pd.DataFrame, order: CourseRanker | None, *, seed: int) -> None:
    people, items = people_present(known, UNTIL), catalogue(known).index
    shut = np.zeros((len(people), len(items)), dtype=np.bool_)
    for bar in course_bars():
        shut |= bar.fit(known, UNTIL).barred(people, items)
    start = time.process_time()
    suggested = suggest_courses(known, UNTIL, k=max(LENGTHS))
    cost = time.process_time() - start
    learned = suggest_courses(known, UNTIL, k=max(LENGTHS), ranker=order)
    world = World(known, truth, people, items)
    popular = np.nan_to_num(PopularInFamily().fit(known, UNTIL).score(people).values)
    on_file = world.gains(_levels_on_file(known, world))
    lists = {
        "suggested": _places(suggested, people, items),
        "in learned order": _places(learned, people, items),
        "gaps on file": _top(np.where(on_file > 0, on_file + 1, popular / 100), shut),
        "popularity": _top(popular, shut),
        "the truth known": _top(world.gains(world.level), shut),
    }
    print(
        f"sample agency, seed {seed}: {len(people):,} people, {len(items)} courses, "
        f"{cost:.1f} CPU-s for all lists"
    )
    for length in LENGTHS:
        closed = {name: world.closed(one, length) for name, one in lists.items()}
        shown = ", ".join(f"{name} {value:,.0f}" for name, value in closed.items())
        print(f"  first {length}: {shown}")
        for name in ("suggested", "in learned order"):
            ours = closed[name]
            print(
                f"    {name} is {ours / closed['popularity']:.2f} of popularity and "
                f"{ours / closed['gaps on file']:.2f} of gaps on file"
            )
    print(f"  NDCG@5 against true gains {world.ndcg(lists['suggested'], shut):.3f}, "
          f"gaps on file {world.ndcg(lists['gaps on file'], shut):.3f}, "
          f"popularity {world.ndcg(lists['popularity'], shut):.3f}")  # fmt: skip


class World:
    """What is true: levels, what present jobs ask, and what courses lead to."""

    def __init__(
        self, known: Tables, truth: pd.DataFrame, people: pd.Index, items: pd.Index
    ) -> None:
        levels = truth.pivot(index="employee_id", columns="competency_id", values="level")
        self.people, self.competencies = people, levels.columns
        self.level: Floats = levels.reindex(people).to_numpy()
        held = present_posts(known, UNTIL)["job_id"].reindex(people)
        asked = standards(known, UNTIL)
        self.required, self.weight = (
            asked.pivot(index="job_id", columns="competency_id", values=name)
            .reindex(index=held, columns=self.competencies)
            .to_numpy()
            for name in ("required_level", "weight")
        )
        self.reached: Floats = (
            levels_taught(known, items).reindex(self.competencies).fillna(0).to_numpy()
        )

    def gains(self, level: Floats) -> Floats:
        """Return people x courses: weighted levels closed, at these levels."""
        total = np.zeros((len(self.people), self.reached.shape[1]))
        for place in range(len(self.competencies)):
            top = np.minimum(self.reached[place][None, :], self.required[:, [place]])
            short = np.maximum(top - level[:, [place]], 0.0) * self.weight[:, [place]]
            near = self.reached[place][None, :] <= level[:, [place]] + 2
            total += np.nan_to_num(np.where(near, short, 0.0))
        return total

    def closed(self, places: np.ndarray, length: int) -> float:
        """Return the weighted levels truly closed by the first courses of each list."""
        level, total = self.level.copy(), 0.0
        for turn in range(length):
            course = places[:, turn]
            reached = np.where((course >= 0)[:, None], self.reached[:, course].T, 0.0)
            before = np.clip(self.required - level, 0, None)
            level = level + FINISHED * np.clip(reached - level, 0, STEP)
            after = np.clip(self.required - level, 0, None)
            total += float(np.nansum((before - after) * self.weight))
        return total

    def ndcg(self, places: np.ndarray, shut: Mask) -> float:
        """Return NDCG of the first five against true gains, over people who can gain something."""
        gains = np.where(shut, 0.0, self.gains(self.level))
        k = places.shape[1]
        discount = 1 / np.log2(np.arange(2, k + 2))
        ideal = -np.sort(-gains, axis=1)[:, :k] @ discount
        got = np.where(places >= 0, np.take_along_axis(gains, np.maximum(places, 0), 1), 0.0)
        some = ideal > 0
        return float(((got @ discount)[some] / ideal[some]).mean())


def _levels_on_file(known: Tables, world: World) -> Floats:
    """Return the last assessment, else the highest course, colleagues' median, one below asked."""
    shape = {"index": world.people, "columns": world.competencies}
    last = rows_of(known, "assessments").sort_values("assessed_on")
    last = last.drop_duplicates(PAIR, keep="last")
    assessed = last.pivot(index="employee_id", columns="competency_id", values="level")
    taught = rows_of(known, "course_competencies").rename(columns={"course_id": "item_id"})
    done = completions(known).merge(taught, on="item_id")
    by_course = done.groupby(PAIR)["reached_level"].max().unstack()
    level = assessed.reindex(**shape).fillna(by_course.reindex(**shape))
    held = present_posts(known, UNTIL)["job_id"].reindex(world.people)
    by_job = level.groupby(held)
    usual = by_job.transform("median").where(by_job.transform("count") >= 5)
    found = level.fillna(usual).to_numpy()
    return np.where(np.isnan(found), world.required - 1, found)


def _top(scores: Floats, shut: Mask) -> np.ndarray:
    open_only = np.where(shut, -np.inf, scores)
    lots = np.random.default_rng(1).random(scores.shape) * 1e-9
    best = np.argsort(-(open_only + lots), axis=1, kind="stable")[:, : max(LENGTHS)]
    return np.where(np.isfinite(np.take_along_axis(open_only, best, axis=1)), best, -1)


def _places(suggested: pd.DataFrame, people: pd.Index, items: pd.Index) -> np.ndarray:
    places = np.full((len(people), max(LENGTHS)), -1)
    rows = people.get_indexer(index_of(suggested["employee_id"]))
    places[rows, suggested["rank"] - 1] = items.get_indexer(index_of(suggested["item_id"]))
    return places
