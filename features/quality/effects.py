"""What a fault is worth: how far profiles move in the other reading of the records.

A fault is tried, not guessed. Rows in doubt are taken away (or their columns blanked), profiles are
built again, and each person's columns are compared. Where something is missing nothing can be taken
away; there the same thing is taken from colleagues who have it, and what that does to them is what
the missing thing is worth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from features.profiles import build_profiles
from features.quality.declare import Found, Rule
from features.quality.evidence import Evidence, within
from features.records import Records

MOST_TRIED = 100
"""People on whom one rule is tried; the others are given their mean."""
SHARE_TRIED = 0.1
"""Share of the people altered at one time, so that units and teams stay what they are."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One rule tried on some people: the rows that change, and how."""

    rule: str
    table: str
    people: pd.Index
    rows: pd.Index
    columns: tuple[str, ...]


@dataclass
class Round:
    """Trials that share one rebuilding of the profiles, no person in two of them."""

    trials: list[Trial] = field(default_factory=list)
    people: set[str] = field(default_factory=set)

    def takes(self, trial: Trial, *, most: int) -> bool:
        """Return whether the trial fits in; the first always does."""
        room = not self.trials or len(self.people) + len(trial.people) <= most
        return room and self.people.isdisjoint(trial.people)

    def add(self, trial: Trial) -> None:
        """Put the trial into the round."""
        self.trials.append(trial)
        self.people |= set(trial.people)


def effects(
    evidence: Evidence, found: Mapping[str, Found], rules: Mapping[str, Rule]
) -> dict[str, pd.Series]:
    """Return, by rule, what each tried person's fault is worth in columns of the profile.

    A column that appears, disappears or changes its word counts 1; a number counts the share of
    the column's standard deviation by which it moves, 1 at most. Who is only in one of the two
    readings counts all columns. Rules that cannot be tried are absent; the index is employee_id.
    """
    trials = [
        trial
        for name, one in found.items()
        if len(one.faults) and (trial := _trial(evidence, one, rules[name])) is not None
    ]
    base = as_numbers(build_profiles(evidence.known, evidence.day))
    spread = base.std().where(lambda s: s > 0, 1.0)
    moved: dict[str, pd.Series] = {}
    for one_round in _rounds(trials, most=max(1, int(SHARE_TRIED * len(base)))):
        other = _altered(evidence.known, one_round.trials)
        profiles = as_numbers(build_profiles(other, evidence.day))
        for trial in one_round.trials:
            moved[trial.rule] = difference(base, profiles, trial.people, spread=spread)
    return moved


def difference(
    base: pd.DataFrame, other: pd.DataFrame, people: pd.Index, *, spread: pd.Series
) -> pd.Series:
    """Return by how many columns each person's profile differs between two readings."""
    before, after = base.reindex(people), other.reindex(people)
    step = (before - after).abs().div(spread, axis=1).clip(upper=1.0)
    step = step.where(before.notna() & after.notna(), 1.0)
    step = step.mask(before.isna() & after.isna(), 0.0)
    before_there, after_there = within(people, base.index), within(people, other.index)
    worth = step.sum(axis=1).where(before_there & after_there, float(len(base.columns)))
    return worth.where(before_there | after_there, 0.0)


def as_numbers(profiles: pd.DataFrame) -> pd.DataFrame:
    """Return profiles of one day as numbers by employee_id.

    The words of a category lie so far apart that any change of word counts fully.
    """
    columns = {
        name: column.cat.codes.where(column.cat.codes >= 0) * 1e9
        if column.dtype == "category"
        else column
        for name, column in profiles.items()
    }
    return pd.DataFrame(columns, index=profiles.index).astype("float64").droplevel("as_of")


def _trial(evidence: Evidence, found: Found, rule: Rule) -> Trial | None:
    frame = evidence.every(rule.table)
    if rule.doubt is not None and not rule.of_items:
        rows, columns = found.faults.index, rule.columns if rule.doubt == "blank" else ()
    elif len(found.held):
        rows, columns = found.held, rule.columns
    else:
        return None
    owners = frame["employee_id"].reindex(rows)
    chosen = evenly(pd.Index(owners.unique()), most=MOST_TRIED)
    kept = rows[within(owners, chosen)]
    return Trial(rule=rule.name, table=rule.table, people=chosen, rows=kept, columns=columns)


def evenly(ids: pd.Index, *, most: int) -> pd.Index:
    """Return at most so many ids, spread evenly over the sorted ones: the same every time."""
    ordered = ids.sort_values()
    if len(ordered) <= most:
        return ordered
    return ordered[np.linspace(0, len(ordered) - 1, most).astype(np.int64)]


def _rounds(trials: Sequence[Trial], *, most: int) -> list[Round]:
    rounds: list[Round] = []
    for trial in trials:
        fitting = next((one for one in rounds if one.takes(trial, most=most)), None)
        if fitting is None:
            fitting = Round()
            rounds.append(fitting)
        fitting.add(trial)
    return rounds


def _altered(known: Records, trials: Sequence[Trial]) -> Records:
    frames = dict(known.frames)
    for trial in trials:
        frame = frames[trial.table]
        if trial.columns:
            rows = frame.index.isin(trial.rows)
            blank = {name: frame[name].mask(rows) for name in trial.columns}
            frames[trial.table] = frame.assign(**blank)
        else:
            frames[trial.table] = frame.drop(index=trial.rows)
    return Records(frames)
