"""What a move would teach: open places where a person brings enough and still has to learn."""

from __future__ import annotations

from datetime import date
from typing import Self

import numpy as np
import pandas as pd

from features.twin import A_GAP
from models.gaps import competency_gaps, competency_names
from models.moves.levels import level_table
from models.needs.aims import standards
from models.openings import openings
from models.scorers import (
    Employees,
    Floats,
    ItemScores,
    Mask,
    Tables,
    index_of,
    rows_of,
    scores_of,
)

ENOUGH = 0.68
"""Share of what a post asks that a person must bring: the lower bound of "masih memenuhi syarat"
in the bands of person-job fit; an office's choice."""
LONGEST_STEP, LONGEST_MUST = 2.0, 1.0
"""What lacks more levels is not learned on the job; a competency that is a must may lack fewer."""
MUST = 3.0
WISHED = 1.25
"""How much a declared wish for the job, the competency or the region counts."""


class Growth:
    """Values openings by what they teach a person who brings enough; NaN where neither holds.

    The score of a post is the sum over its competencies of weight (3 must, 2 important, 1 useful)
    times levels to be learned, times 1 + the share of such posts that stand empty in the unit (+1
    where it must be filled). An assignment or project teaches one level in each competency that it
    names and the person's present job asks for. Declared wishes count `WISHED` times.
    """

    reason = "move_teaches"

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Learn what people can, what openings ask, and what was wished for; return itself."""
        found = openings(tables, as_of)
        self._open = found.assign(need=needs_of(found))
        self.items_ = self._open.index
        gaps = competency_gaps(tables, as_of)
        self._levels = level_table(tables, as_of)
        self._lacking = gaps.pivot(
            index="employee_id", columns="competency_id", values="gap"
        ).reindex(columns=self._levels.columns)
        self._asked = _asked_by_openings(tables, as_of, self._open, self._levels.columns)
        self._names = competency_names(tables)
        self._wishes = _wishes(tables)
        return self

    def score(self, employees: Employees) -> ItemScores:
        """Return weighted levels to be learned, weighed by need and wishes."""
        people = index_of(employees)
        values = np.full((len(people), len(self.items_)), np.nan)
        for column in range(len(self.items_)):
            learned, _ = self._learned(people, column)
            total = np.nansum(learned, axis=1)
            values[:, column] = np.where(total > 0, total, np.nan)
        values *= self._open["need"].to_numpy()[None, :]
        values *= np.where(self._is_wished(people), WISHED, 1.0)
        return scores_of(people, self.items_, values)

    def explain(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return the competency learned most, its levels, the fit in percent, and the place."""
        columns = self.items_.get_indexer(index_of(pairs["item_id"]))
        rows = pairs.assign(column=columns, at=np.arange(len(pairs)))
        openings_named = (same for _, same in rows.groupby("column"))
        parts = [self._said(same, int(same["column"].iloc[0])) for same in openings_named]
        said = pd.concat([pd.DataFrame(columns=SAID), *parts]).reindex(range(len(pairs)))
        place = self._open.take(columns).reset_index(drop=True)
        texts = {name: place[name].astype("str") for name in ("unit_name", "job_name", "kind")}
        return said.assign(**texts).set_index(pairs.index)

    def taught(self, employee_id: str, item_id: str) -> pd.DataFrame:
        """Return what an opening would teach a person: competency_id, from_level, to_level, weight.

        One row a competency in which levels are to be learned, most weighted levels first.
        """
        column = int(self.items_.get_indexer(pd.Index([item_id]))[0])
        worth, levels = (one[0] for one in self._learned(index_of([employee_id]), column))
        order = np.argsort(-np.nan_to_num(worth), kind="stable")
        at = order[np.nan_to_num(worth)[order] > 0]
        own = self._levels.reindex([employee_id]).fillna(0.0).to_numpy()[0]
        return pd.DataFrame(
            {
                "competency_id": self._levels.columns.to_numpy()[at],
                "competency": self._names.reindex(self._levels.columns[at]).to_numpy(),
                "from_level": own[at],
                "to_level": own[at] + levels[at],
                "worth": worth[at],
            }
        )

    def _learned(self, people: pd.Index, column: int) -> tuple[Floats, Floats]:
        """Return weighted levels and levels to be learned by competency; 0 if out of reach."""
        lacks, weight, fit = self._compared(people, column)
        longest = np.where(weight >= MUST, LONGEST_MUST, LONGEST_STEP)
        good = (fit >= ENOUGH) & ~(lacks > longest).any(axis=1)
        levels = np.where(good[:, None] & (lacks >= A_GAP), lacks, 0.0)
        return levels * np.nan_to_num(weight), levels

    def _compared(self, people: pd.Index, column: int) -> tuple[Floats, Floats, Floats]:
        """Return levels lacking, weights and the share brought, for people and one opening."""
        asked, weight = self._asked[column]
        own = self._levels.reindex(people).fillna(0.0).to_numpy()
        if self._open["kind"].iloc[column] == "post":
            brought = np.nansum(np.minimum(own, asked), axis=1)
            return asked - own, weight, brought / max(np.nansum(asked), 1.0)
        lacking = self._lacking.reindex(people).to_numpy()
        lacks = np.where(np.isnan(weight), np.nan, np.clip(lacking, None, 1.0))
        return lacks, weight, np.ones(len(people))

    def _said(self, pairs: pd.DataFrame, column: int) -> pd.DataFrame:
        """Return what the reason of one opening names, indexed by position."""
        people = index_of(pairs["employee_id"])
        worth, levels = self._learned(people, column)
        _, _, fit = self._compared(people, column)
        best, row = worth.argmax(axis=1), np.arange(len(people))
        own = self._levels.reindex(people).fillna(0.0).to_numpy()[row, best]
        competency = self._levels.columns.take(best)
        return pd.DataFrame(
            {
                "competency_id": competency,
                "competency": self._names.reindex(competency).to_numpy(),
                "from_level": own,
                "to_level": own + levels[row, best],
                "n_competencies": (worth > 0).sum(axis=1),
                "fit": np.round(100 * fit),
            },
            index=pairs["at"],
        )

    def _is_wished(self, people: pd.Index) -> Mask:
        """Return where somebody declared a wish for the opening's job or region."""
        mine, found = self._wishes.reindex(people), np.zeros((len(people), len(self.items_)), bool)
        for wish, column in (("target_job_id", "job_id"), ("preferred_region", "region")):
            given = mine[wish].astype(object).to_numpy()[:, None]
            offered = self._open[column].astype(object).to_numpy()[None, :]
            found |= (given == offered) & mine[wish].notna().to_numpy()[:, None]
        return found


SAID = ["competency_id", "competency", "from_level", "to_level", "n_competencies", "fit"]


def needs_of(opened: pd.DataFrame) -> pd.Series:
    """Return how much a unit needs each opening filled: 1, more where posts stand empty."""
    share = (opened["places"] / opened["needed"]).clip(upper=1.0).fillna(0.0)
    need: pd.Series = 1.0 + share + opened["strategic"].astype("float64")
    return need


def _asked_by_openings(
    tables: Tables, as_of: date, opened: pd.DataFrame, competencies: pd.Index
) -> list[tuple[Floats, Floats]]:
    """Return for each opening the levels and weights it asks for, NaN where it does not."""
    asked = standards(tables, as_of)
    asked = asked[asked["competency_id"].isin(competencies)]
    tables_of = {
        name: asked.pivot(index="job_id", columns="competency_id", values=name).reindex(
            columns=competencies
        )
        for name in ("required_level", "weight")
    }
    found = []
    for kind, job, named in opened[["kind", "job_id", "competencies"]].itertuples(index=False):
        if kind == "post":
            rows = [frame.reindex([job]).to_numpy(np.float64)[0] for frame in tables_of.values()]
            found.append((rows[0], rows[1]))
        else:
            is_named = competencies.isin(str(named).replace(" ", "").split(";"))
            found.append((np.full(len(competencies), np.nan), np.where(is_named, 1.0, np.nan)))
    return found


def _wishes(tables: Tables) -> pd.DataFrame:
    goals = rows_of(tables, "goals").sort_values(["employee_id", "declared_on"])
    return goals.groupby("employee_id")[["target_job_id", "preferred_region"]].last()
