"""Who will be missing and who could follow: posts, and knowledge to be passed on.

Nothing here is a score of a person. A successor is described by what a post asks and the person
lacks, and by what the rules say; posts are ordered by calendar dates and by how few others have
the competencies of who leaves. No departure of one's own accord and no risk is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from features.twin import A_GAP
from models.defaults.ladder import ladder, rungs_of_posts
from models.gaps import competency_names, people_present, present_posts
from models.mentors import conflicts
from models.moves.facts import move_facts
from models.moves.levels import level_table
from models.needs.aims import standards
from models.rules.book import RuleBook, packaged_moves
from models.rules.move_kinds import PLACES, RUNGS, people_numbers
from models.rules.readings import rungs_completed
from models.scorers import Tables, index_of, rows_of

MONTHS = 24
"""Retirements and ends of contracts are looked for so many months ahead."""
SUCCESSORS = 5
LEARNERS = 2
ABOUT_PROMOTION = frozenset(
    {"two_years_in_post", "rank_of_post", "retires_before_use", "head_in_conflict", "probation"}
    | {"contract_post", "election_freeze"}
)
"""Rules about moves that also hold for who could follow in a post."""


@dataclass(frozen=True)
class Readiness:
    """What is known for judging who could follow: read once, used for every post.

    ``levels`` are people x competencies (NaN: nothing on record), ``asked`` the standards of jobs,
    ``numbers`` what rules look at, ``rungs`` the leadership courses that people completed,
    ``apart`` (employee_id, item_id) pairs with a conflict on record.
    """

    as_of: date
    posts: pd.DataFrame
    levels: pd.DataFrame
    asked: pd.DataFrame
    names: pd.Series
    numbers: pd.DataFrame
    rungs: pd.DataFrame
    apart: pd.DataFrame
    book: RuleBook

    def lacking(self, people: pd.Index, job_id: str) -> pd.DataFrame:
        """Return what a job asks and people lack: employee_id, competency_id, levels and gap.

        Only gaps of at least `A_GAP` levels.
        """
        asked = self.asked[self.asked["job_id"] == job_id]
        level = self.levels.reindex(index=people, columns=asked["competency_id"]).fillna(0.0)
        pairs = pd.MultiIndex.from_product([people, asked["competency_id"]])
        found = pairs.to_frame(index=False, name=["employee_id", "competency_id"]).assign(
            competency=lambda rows: rows["competency_id"].map(self.names),
            required_level=np.tile(asked["required_level"].to_numpy(), len(people)),
            level=level.to_numpy().ravel(),
        )
        found = found.assign(gap=found["required_level"] - found["level"])
        return found[found["gap"] >= A_GAP].reset_index(drop=True)

    def facts(self, people: pd.Index, post: pd.Series, item_id: str) -> pd.DataFrame:
        """Return what forbids people the post, with its source: see `move_facts`."""
        opened = pd.DataFrame(
            {
                "unit_id": [post["unit_id"]],
                "job_id": [post["job_id"]],
                "job_name": [post["job_name"]],
                "job_kind": [post["kind"]],
                "level": [post["level"]],
                "job_class": [np.nan],
                "profession": [None],
                "opening": ["post"],
                "months_long": [np.nan],
            },
            index=pd.Index([item_id]),
        )
        numbers = self.numbers.reindex(people)
        return move_facts(numbers, opened, self.as_of, book=self.book, told=False)

    def lacks_course(self, people: pd.Index, post: pd.Series) -> pd.Series:
        """Return the leadership course that a post asks for where people have not done it."""
        rung = rungs_of_posts(pd.DataFrame([post])).iloc[0]
        if np.isnan(rung):
            return pd.Series("", index=people)
        done = self.rungs.loc[self.rungs["rung"] >= rung, "employee_id"]
        return pd.Series(np.where(people.isin(done), "", ladder()[int(rung)].code), index=people)


def readiness(tables: Tables, as_of: date, *, book: RuleBook | None = None) -> Readiness:
    """Return what is known for judging who could follow whom."""
    people = people_present(tables, as_of)
    rules = tuple(r for r in (book or packaged_moves()).rules if r.id in ABOUT_PROMOTION)
    levels = level_table(tables, as_of)
    return Readiness(
        as_of=as_of,
        posts=present_posts(tables, as_of).reindex(people),
        levels=levels.reindex(people),
        asked=standards(tables, as_of),
        names=competency_names(tables),
        numbers=people_numbers(tables, as_of),
        rungs=rungs_completed(tables),
        apart=conflicts(tables, as_of),
        book=RuleBook(rules),
    )


def ending_posts(
    tables: Tables, as_of: date, known: Readiness, *, months: int = MONTHS
) -> pd.DataFrame:
    """Return posts whose holders retire or whose contracts end soon, indexed by the holder.

    Columns: those of `models.gaps.present_posts`, reason (``retirement`` or ``contract_end``),
    months_left and scarcity: the mean, over what the job asks for, of 1 / (1 + others who have the
    level asked). 1 means that nobody else has it; NaN that there is no standard. The soonest and
    scarcest come first.
    """
    ends = _contract_months(tables, as_of).reindex(known.posts.index)
    retires = known.numbers["months_to_retirement"]
    left = pd.concat([retires, ends], axis=1).min(axis=1)
    due = known.posts[(left <= months) & known.posts["job_id"].notna()]
    reason = np.where(retires[due.index] <= left[due.index], "retirement", "contract_end")
    scarcity = {job: _scarcity(known, job) for job in due["job_id"].unique()}
    found = due.assign(
        reason=reason,
        months_left=left[due.index],
        scarcity=due["job_id"].map(scarcity).astype("float64"),
    )
    order = found.assign(id=found.index)
    order = order.sort_values(["months_left", "scarcity", "id"], ascending=[True, False, True])
    return order.drop(columns="id")


def _contract_months(tables: Tables, as_of: date) -> pd.Series:
    """Return months to the known end of each contract; NaN where there is none ahead."""
    statuses = rows_of(tables, "statuses").sort_values("started_on", kind="stable")
    latest = statuses.drop_duplicates("employee_id", keep="last").set_index("employee_id")
    days = (latest["contract_ends_on"] - pd.Timestamp(as_of)).dt.days
    months: pd.Series = (days.where(days >= 0) / 30.44).round(0)
    return months


def _scarcity(known: Readiness, job_id: str) -> float:
    asked = known.asked[known.asked["job_id"] == job_id]
    if asked.empty:
        return float("nan")
    levels = known.levels.reindex(columns=asked["competency_id"])
    able = (levels >= asked["required_level"].to_numpy()).sum().to_numpy()
    return float(np.mean(1.0 / (1.0 + np.maximum(able - 1, 0))))


def successors(known: Readiness, holder: str, *, most: int = SUCCESSORS) -> pd.DataFrame:
    """Return who could follow in a holder's post: at most ``most`` people, from the step below.

    Columns: employee_id, n_facts (rules that forbid it today), n_lacking (competencies below the
    standard), course (the leadership course still missing, or empty). In the order of how little
    is missing, then of the id; it is no score and is not to be used as one.
    """
    post = _post_of(known, holder)
    people = _step_below(known, holder, post)
    if people.empty:
        return pd.DataFrame(columns=["employee_id", "n_facts", "n_lacking", "course"])
    facts = known.facts(people, post, holder)["employee_id"].value_counts()
    gaps = known.lacking(people, str(post["job_id"]))["employee_id"].value_counts()
    found = pd.DataFrame(
        {
            "employee_id": people,
            "n_facts": facts.reindex(people).fillna(0).to_numpy(dtype=np.int64),
            "n_lacking": gaps.reindex(people).fillna(0).to_numpy(dtype=np.int64),
            "course": known.lacks_course(people, post).to_numpy(),
        }
    )
    return found.sort_values(["n_facts", "n_lacking", "employee_id"], ignore_index=True).head(most)


def _post_of(known: Readiness, holder: str) -> pd.Series:
    return known.posts.loc[[holder]].iloc[0]


def _step_below(known: Readiness, holder: str, post: pd.Series) -> pd.Index:
    """Return who stands one step below a post: the rung, or in the profession the level, below.

    Where a post has neither, those of the same family and kind.
    """
    others = known.posts.drop(index=holder)
    rung = others["kind"].map(RUNGS)
    own = RUNGS.get(str(post["kind"]), 0)
    if own > 0:
        same_unit = (others["unit_id"] == post["unit_id"]) | (own > 1)
        return index_of(others[(rung == own - 1) & same_unit].index)
    level = PLACES.get(str(post["level"]))
    if level is None:
        alike = (others["family"] == post["family"]) & (others["kind"] == post["kind"])
        return index_of(others[alike].index)
    profession = known.numbers["own_profession"]
    same = profession.reindex(others.index) == profession[holder]
    return index_of(others[same & (others["level"].map(PLACES) == level - 1)].index)


def knowledge_pairs(known: Readiness, ending: pd.DataFrame, *, leaving: pd.Index) -> pd.DataFrame:
    """Return who of ``ending`` could pass on what to whom; nobody ``leaving`` is a learner.

    Columns: employee_id (who leaves), learner_id, competency_id, competency, level (of who
    leaves), learner_level and months_left. For each holder the competency asked for by the post
    that fewest others have, to at most `LEARNERS` people of the same unit, or else of the same
    family, who stay, lack it and have no conflict with the holder on record.
    """
    staying = known.posts.drop(index=leaving.union(ending.index))
    parts = [_pairs_of(known, str(holder), staying) for holder in ending.index]
    columns = ["employee_id", "learner_id", "competency_id", "competency", "level", "learner_level"]
    found = pd.concat([pd.DataFrame(columns=columns), *parts], ignore_index=True)
    return found.assign(months_left=found["employee_id"].map(ending["months_left"]))


def _pairs_of(known: Readiness, holder: str, staying: pd.DataFrame) -> pd.DataFrame:
    post = _post_of(known, holder)
    asked = known.asked[known.asked["job_id"] == post["job_id"]].set_index("competency_id")
    own = known.levels.loc[[holder]].iloc[0].reindex(asked.index)
    strong = own[own >= asked["required_level"]]
    apart = known.apart.loc[known.apart["employee_id"] == holder, "item_id"]
    staying = staying.drop(index=index_of(apart), errors="ignore")
    near = staying[staying["unit_id"] == post["unit_id"]]
    near = near if len(near) else staying[staying["family"] == post["family"]]
    if strong.empty or near.empty:
        return pd.DataFrame()
    levels = known.levels.reindex(index=near.index, columns=strong.index).fillna(0.0)
    able = (known.levels[strong.index] >= asked["required_level"].reindex(strong.index)).sum()
    rarest = able.sort_values(kind="stable").index[0]
    lacks = levels[rarest][levels[rarest] < strong[rarest]].sort_values(kind="stable")
    chosen = lacks.head(LEARNERS)
    return pd.DataFrame(
        {
            "employee_id": holder,
            "learner_id": chosen.index.to_numpy(),
            "competency_id": rarest,
            "competency": known.names.get(rarest),
            "level": float(strong[rarest]),
            "learner_level": chosen.to_numpy(),
        }
    )


def leadership_ladder(known: Readiness, *, most_lacking: int = 2) -> pd.DataFrame:
    """Return who is nearly ready for the next rung of leadership, and what is missing.

    Columns: rung (kind of job), employee_id, n_lacking (at most ``most_lacking`` competencies
    below the usual standard of such jobs), lacking (their names) and course. Only people whom no
    rule forbids the step. In the order of rung and id.
    """
    parts = []
    for kind, rung in RUNGS.items():
        held = known.posts[known.posts["kind"] == kind]
        if rung == 0 or held["job_id"].notna().sum() == 0:
            continue
        usual = held["job_id"].mode().iloc[0]
        post = held[held["job_id"] == usual].iloc[0]
        below = known.posts.index[known.posts["kind"].map(RUNGS) == rung - 1]
        parts.append(_nearly_ready(known, below, post, most_lacking=most_lacking).assign(rung=kind))
    columns = ["rung", "employee_id", "n_lacking", "lacking", "course"]
    return pd.concat([pd.DataFrame(columns=columns), *parts], ignore_index=True)[columns]


def _nearly_ready(
    known: Readiness, people: pd.Index, post: pd.Series, *, most_lacking: int
) -> pd.DataFrame:
    forbidden = known.facts(people, post, str(post["job_id"]))["employee_id"]
    people = people[~people.isin(forbidden)]
    gaps = known.lacking(people, str(post["job_id"]))
    grouped = gaps.assign(competency=gaps["competency"].fillna(gaps["competency_id"]))
    names = grouped.groupby("employee_id")["competency"].agg(", ".join).reindex(people)
    counts = gaps["employee_id"].value_counts().reindex(people).fillna(0).astype(np.int64)
    found = pd.DataFrame(
        {
            "employee_id": people,
            "n_lacking": counts.to_numpy(),
            "lacking": names.fillna("").to_numpy(),
            "course": known.lacks_course(people, post).to_numpy(),
        }
    )
    return found[found["n_lacking"] <= most_lacking].sort_values("employee_id", ignore_index=True)
