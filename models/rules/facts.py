"""What the rules say about a person and a course, with the source and the numbers that decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Self

import numpy as np
import pandas as pd

from models.gaps import catalogue
from models.ranking import as_json
from models.rules.book import Rule, RuleBook, packaged
from models.rules.kinds import KINDS
from models.rules.readings import employment
from models.rules.told import in_words
from models.scorers import Bar, Employees, Mask, Tables, index_of

FACTS = ["employee_id", "item_id", "rule", "verdict", "source", "standing", "numbers", "en", "id"]


class RuleBar:
    """Bars or demands courses under one rule, while it is in force and for whom it holds.

    The reason is the rule's id. Out of force, or for other kinds of employment than the rule
    names, nothing is marked.
    """

    def __init__(self, rule: Rule, *, demands: bool = False) -> None:
        self.rule, self.reason = rule, rule.id
        kind = KINDS[rule.kind]
        make = kind.demands if demands else kind.bars
        self._marks: Bar | None = None if make is None else make(rule)

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Read what the rule looks at, and return itself."""
        self._holds = self._marks is not None and self.rule.holds_on(as_of)
        self._employment = employment(tables, as_of)
        if self._marks is not None and self._holds:
            self._marks.fit(tables, as_of)
        return self

    def barred(self, employees: pd.Index, items: pd.Index) -> Mask:
        """Return a row for each employee and a column for each item: True where marked."""
        if self._marks is None or not self._holds:
            return np.zeros((len(employees), len(items)), dtype=np.bool_)
        marks = self._marks.barred(employees, items)
        held = holds_for(self.rule, self._employment.reindex(employees)).to_numpy()
        return np.asarray(marks & held[:, None])


def holds_for(rule: Rule, employment: pd.Series) -> pd.Series:
    """Return for whom a rule holds by their kind of employment; for all where it names none."""
    everybody = pd.Series(True, index=employment.index)
    return employment.isin(rule.scope) if rule.scope else everybody


def facts(
    person: str | Employees,
    rule: Rule | RuleBook | None,
    as_of: date,
    *,
    tables: Tables,
    items: Sequence[str] | pd.Index | None = None,
) -> pd.DataFrame:
    """Return what rules say of people and courses: one row a person, course and rule in force.

    Columns: employee_id, item_id, rule (its id), verdict (``barred``, ``demanded`` or
    ``allowed``), source (with article), standing, numbers (a JSON object of what decided), and
    the sentence in English (``en``) and Indonesian (``id``), empty where it is allowed. ``rule``
    is one rule, a book, or None for the packaged book; ``items`` None means all courses.
    """
    people = index_of([person] if isinstance(person, str) else person)
    courses = catalogue(tables).index if items is None else index_of(items)
    book = (rule,) if isinstance(rule, Rule) else (rule or packaged()).in_force(as_of)
    parts = [
        _facts_of(one, people, courses, tables=tables, as_of=as_of)
        for one in book
        if one.holds_on(as_of)
    ]
    found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=FACTS)
    return found[FACTS]


def _facts_of(
    rule: Rule, people: pd.Index, items: pd.Index, *, tables: Tables, as_of: date
) -> pd.DataFrame:
    barred = RuleBar(rule).fit(tables, as_of).barred(people, items)
    demanded = RuleBar(rule, demands=True).fit(tables, as_of).barred(people, items) & ~barred
    verdict = np.where(barred, "barred", np.where(demanded, "demanded", "allowed"))
    pairs = pd.DataFrame(
        {
            "employee_id": np.repeat(people, len(items)),
            "item_id": np.tile(items, len(people)),
            "rule": rule.id,
            "verdict": verdict.ravel(),
            "source": rule.cited,
            "standing": rule.standing,
        }
    )
    return pairs.assign(**_said(rule, pairs, tables=tables, as_of=as_of))


def numbers_of(rule: Rule, pairs: pd.DataFrame, *, tables: Tables, as_of: date) -> pd.DataFrame:
    """Return the numbers a rule looked at, a row for each pair in its order."""
    by_person, by_course = KINDS[rule.kind].numbers(tables, as_of, rule)
    mine = by_person.reindex(pairs["employee_id"]).reset_index(drop=True)
    theirs = by_course.reindex(pairs["item_id"]).reset_index(drop=True)
    both: pd.DataFrame = pd.concat([mine, theirs], axis=1)
    return both.set_axis(pairs.index, axis=0)


def _said(rule: Rule, pairs: pd.DataFrame, *, tables: Tables, as_of: date) -> dict[str, Any]:
    numbers = as_json(numbers_of(rule, pairs, tables=tables, as_of=as_of))
    silent = (pairs["verdict"] == "allowed").tolist()
    said: dict[str, list[str]] = {"numbers": numbers}
    for language in ("en", "id"):
        texts = zip(numbers, silent, strict=True)
        said[language] = ["" if quiet else in_words(rule, one, language) for one, quiet in texts]
    return said
