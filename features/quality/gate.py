"""The quality gate: every rule on one agency's records as of a day, and the fixes in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from features.prevented import Prevented
from features.quality.declare import Decision, Dimension, Found, Rule
from features.quality.effects import effects
from features.quality.evidence import Evidence, within
from features.quality.index import EQUAL, scores
from features.quality.rules import RULES
from features.quality.rules.statuses import ON_CONTRACT
from features.records import Records

DECISION_WORTH = 5.0
"""Columns of the profile that one decision is worth: a legal date or a right weighs more than any
single input of a forecast, and less than a profile that is wrong as a whole."""
FAULT_COLUMNS = ["rule", "employee_id", "item", "on", "unit_id", "effect", "n_decisions", "worth"]


@dataclass(frozen=True, kw_only=True)
class Quality:
    """What the gate found in one agency as of a day.

    ``tally`` has a row for each rule and unit: rule, dimension, table, unit_id (empty where the
    subject belongs to none), checked and failed subjects. ``people`` is the index of everybody
    present: the four dimensions and ``index``, 0 to 100, with unit_id. ``faults`` has a row for
    each fault and person: rule, employee_id, item, on, unit_id, effect (columns of the profile),
    n_decisions, worth. ``rules`` are the rules that could be checked. ``names`` are those of
    units and jobs by id.
    """

    as_of: date
    n_people: int
    weights: Mapping[Dimension, float]
    rules: Mapping[str, Rule]
    tally: pd.DataFrame
    people: pd.DataFrame
    faults: pd.DataFrame
    names: Mapping[str, str]

    def by(self, column: str | None) -> pd.DataFrame:
        """Return the index by ``table``, ``unit_id`` or ``rule``, or of everything (None)."""
        keys = self.tally[column] if column else pd.Series("all", self.tally.index)
        tally = self.tally.set_axis(pd.Index(keys), axis=0)
        return scores(tally[tally.index.notna()], weights=self.weights)

    @property
    def fixes(self) -> pd.DataFrame:
        """What to mend, in the order of what it changes: one row a rule and a thing to mend.

        Columns rule, dimension, table, employee_id or item, unit_id, n_people, n_rows, first_on,
        effect, n_decisions and worth, all summed over the people concerned.
        """
        return ordered_fixes(self.faults, self.rules)


def check_quality(
    records: Records, as_of: date, *, weights: Mapping[Dimension, float] = EQUAL
) -> Quality:
    """Return what is wrong with one agency's records as they were known at the start of a day.

    Raises `Prevented` where nobody is on record before it.
    """
    evidence = Evidence(records, as_of)
    if evidence.people.empty:
        raise Prevented(f"nobody is on record before {as_of}; choose a later day")
    rules = {name: rule for name, rule in RULES.items() if evidence.has(*rule.needs)}
    found = {name: rule.check(evidence) for name, rule in rules.items()}
    units = evidence.people["unit_id"]
    tally = pd.concat([_tally(rules[name], one, units) for name, one in found.items()])
    return Quality(
        as_of=as_of,
        n_people=len(evidence.people),
        weights=weights,
        rules=rules,
        tally=tally.reset_index(drop=True),
        people=_of_people(found, rules, units, weights=weights),
        faults=_faults(evidence, found, rules),
        names=_names(evidence),
    )


def _names(evidence: Evidence) -> dict[str, str]:
    named = pd.concat([evidence.items(table)["name"] for table in ("units", "jobs")]).dropna()
    return {str(key): str(name) for key, name in named.items()}


def _tally(rule: Rule, found: Found, units: pd.Series) -> pd.DataFrame:
    """Return how many subjects were checked and failed, by unit."""
    wrong = found.faults["item"] if rule.of_items else found.faults["employee_id"]
    subjects = found.subjects.to_series()
    unit = subjects if rule.table == "units" else units.reindex(subjects)
    frame = pd.DataFrame(
        {
            "unit_id": pd.Series(unit.to_numpy(), dtype="str"),
            "checked": 1,
            "failed": within(subjects, wrong).astype(np.int64),
        }
    )
    sums = frame.groupby("unit_id", dropna=False)[["checked", "failed"]].sum().reset_index()
    return sums.assign(rule=rule.name, dimension=rule.dimension, table=rule.table)


def _of_people(
    found: Mapping[str, Found],
    rules: Mapping[str, Rule],
    units: pd.Series,
    *,
    weights: Mapping[Dimension, float],
) -> pd.DataFrame:
    parts = []
    for name, one in found.items():
        if not rules[name].of_items:
            subjects = one.subjects[within(one.subjects, units.index)]
            failed = within(subjects, one.faults["employee_id"]).astype(np.int64)
            row = {"dimension": rules[name].dimension, "checked": 1, "failed": failed}
            parts.append(pd.DataFrame(row, index=subjects))
    own = scores(pd.concat(parts), weights=weights) if parts else pd.DataFrame()
    return own.reindex(units.index).assign(unit_id=units)


def _faults(
    evidence: Evidence, found: Mapping[str, Found], rules: Mapping[str, Rule]
) -> pd.DataFrame:
    tried = effects(evidence, found, rules)
    parts = []
    for name, one in found.items():
        faults = _per_person(evidence, one.faults, rules[name]).assign(rule=name)
        own = tried.get(name, pd.Series(dtype="float64"))
        mean = float(own.mean()) if len(own) else 0.0
        effect = faults["employee_id"].map(own).fillna(mean)
        decided = decisions_of(evidence, faults["employee_id"], rules[name].decides)
        faults = faults.assign(effect=effect, n_decisions=decided)
        once = faults["employee_id"].duplicated() & faults["employee_id"].notna()
        faults = faults.assign(
            effect=faults["effect"].mask(once, 0.0), n_decisions=decided.mask(once, 0)
        )
        parts.append(faults)
    every = pd.concat(parts, ignore_index=True)
    units = every["employee_id"].map(evidence.people["unit_id"])
    worth = every["effect"] + DECISION_WORTH * every["n_decisions"]
    return every.assign(unit_id=units.fillna(every["unit_id"]), worth=worth)[FAULT_COLUMNS]


def _per_person(evidence: Evidence, faults: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """Return a row a fault and person: those in the unit, or in the job, that is to be mended."""
    if not rule.of_items:
        return faults.assign(unit_id=None)
    column = "unit_id" if rule.table == "units" else "job_id"
    held = evidence.people.reset_index()[["employee_id", column]]
    joined = faults.drop(columns="employee_id").merge(
        held.rename(columns={column: "item"}), on="item", how="left"
    )
    return joined.assign(unit_id=joined["item"] if rule.table == "units" else None)


def decisions_of(
    evidence: Evidence, employee_ids: pd.Series, decides: tuple[Decision, ...]
) -> pd.Series:
    """Return how many of these decisions there are to be made about each person.

    Ranks are decided for permanent staff, ends of contract for staff on contract, courses where
    any course on record asks for something.
    """
    kind = employee_ids.map(evidence.employed_as)
    applies = {
        "promotion": kind.isin(["pns", "cpns"]) | kind.isna(),
        "contract": kind.isin(ON_CONTRACT) | kind.isna(),
        "courses": pd.Series(evidence.has("course_requirements"), employee_ids.index),
    }
    everybody = pd.Series(True, employee_ids.index)
    counts = pd.Series(0, employee_ids.index)
    for decision in decides:
        counts += applies.get(decision, everybody).astype(np.int64)
    return counts


def ordered_fixes(faults: pd.DataFrame, rules: Mapping[str, Rule]) -> pd.DataFrame:
    """Return the things to mend, those first that change most; see `Quality.fixes`."""
    thing = faults["item"].fillna(faults["employee_id"])
    grouped = faults.assign(thing=thing).groupby(["rule", "thing"], sort=False)
    fixes = grouped.agg(
        item=("item", "first"),
        employee_id=("employee_id", "first"),
        unit_id=("unit_id", "first"),
        n_people=("employee_id", "nunique"),
        n_rows=("rule", "size"),
        first_on=("on", "min"),
        effect=("effect", "sum"),
        n_decisions=("n_decisions", "sum"),
        worth=("worth", "sum"),
    ).reset_index()
    of_item = fixes["item"].notna()
    fixes = fixes.assign(
        employee_id=fixes["employee_id"].mask(of_item),
        dimension=fixes["rule"].map({name: rule.dimension for name, rule in rules.items()}),
        table=fixes["rule"].map({name: rule.table for name, rule in rules.items()}),
    )
    order = ["worth", "n_people", "rule", "thing"]
    return fixes.sort_values(order, ascending=[False, False, True, True], ignore_index=True)
