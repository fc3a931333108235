"""What scoring keeps of classes and mentors for the open board, and of who may not take which."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from models.development import classes_of
from models.gaps import competency_names, people_present, present_posts, units_in_force
from models.mentor_candidates import candidates, leaving
from models.mentors import LEAVES_SOON, mentor_bars
from models.ranking import as_json
from models.rules.book import Rule, RuleBook, packaged
from models.rules.facts import RuleBar
from models.rules.kinds import KINDS
from models.rules.told import in_words
from models.scorers import Tables, rows_of
from serving.language import language as spoken
from serving.value_words import WORDS

Document = tuple[str, str, str]
"""Kind, key and content (JSON)."""
CELLS = 2_000_000
CODED = {"kind", "audience_kind", "employment_type"}
"""What rules look at that has words of its own in each language."""


def class_documents(
    tables: Tables, as_of: date, book: RuleBook | None = None
) -> Iterator[Document]:
    """Return a document for each class of the year ahead, and for each person what rules say.

    Kinds: ``class`` (by offering: shown, course_id and numbers by rule) and ``class_standing``
    (by person: barred, rules by course; numbers by rule). What is met is not kept.
    """
    classes, people = classes_of(tables, as_of), people_present(tables, as_of)
    courses = pd.Index(sorted(set(classes["course_id"])), dtype="str")
    in_force = (book or packaged()).in_force(as_of)
    rules = [one for one in in_force if KINDS[one.kind].bars is not None]
    read = {one.id: KINDS[one.kind].numbers(tables, as_of, one) for one in rules}
    of_course = {rule: _records(courses, numbers[1]) for rule, numbers in read.items()}
    for row in classes.to_dict("records"):
        asked = {rule: found[row["course_id"]] for rule, found in of_course.items()}
        content = {"shown": _shown(row), "course_id": row["course_id"], "numbers": asked}
        yield "class", str(row["offering_id"]), json.dumps(content)
    yield from _standing(tables, as_of, people=people, courses=courses, rules=rules, read=read)


def _standing(
    tables: Tables,
    as_of: date,
    *,
    people: pd.Index,
    courses: pd.Index,
    rules: list[Rule],
    read: dict[str, Any],
) -> Iterator[Document]:
    barred: dict[str, dict[str, list[str]]] = {}
    for rule in rules:
        marked = RuleBar(rule).fit(tables, as_of).barred(people, courses)
        for row, column in zip(*np.nonzero(marked), strict=True):
            own = barred.setdefault(str(people[row]), {})
            own.setdefault(str(courses[column]), []).append(rule.id)
    known = {rule: _records(people, numbers[0]) for rule, numbers in read.items()}
    for person, by_course in barred.items():
        used = sorted({rule for named in by_course.values() for rule in named})
        content = {"barred": by_course, "numbers": {rule: known[rule][person] for rule in used}}
        yield "class_standing", person, json.dumps(content)


def _shown(row: dict[Any, Any]) -> dict[str, Any]:
    plain = {name: None if pd.isna(value) else value for name, value in row.items()}
    days = {name: plain[name] for name in ("starts_on", "ends_on")}
    return {
        "kind": "course",
        "job_name": plain["title"] or plain["course_id"],
        "unit_name": None,
        "region": "online" if plain["online"] else plain["region"],
        "places": float(plain["seats"] or 0.0),
        "strategic": False,
        "closes_on": None,
        **{name: None if day is None else day.date().isoformat() for name, day in days.items()},
    }


def _records(ids: pd.Index, numbers: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the numbers of each id as plain values."""
    texts = as_json(numbers.reindex(ids).reset_index(drop=True))
    return {str(one): json.loads(text) for one, text in zip(ids, texts, strict=True)}


def mentor_documents(tables: Tables, as_of: date) -> Iterator[Document]:
    """Return a document for each mentor with a free place, and for each person who is barred.

    Kinds: ``mentor`` (shown, and why it ``leaves`` where none may begin with this mentor any more)
    and ``mentor_standing`` (by person: the mentors that are not possible; which bar it is, such as
    a conflict, is not kept).
    """
    found = candidates(tables, as_of)
    free, people = found.index[found["free"] >= 1], people_present(tables, as_of)
    posts = present_posts(tables, as_of).reindex(free)
    unit_name = posts["unit_id"].map(units_in_force(tables, as_of)["name"])
    listed = rows_of(tables, "mentors").drop_duplicates("employee_id", keep="last")
    named = competency_names(tables).dropna()
    names = {str(one): str(name) for one, name in named.items()}
    topics = listed.set_index("employee_id")["topics"].reindex(free).dropna()
    topics = topics.map(lambda text: _in_names(str(text), names)).reindex(free)
    columns = {"job_name": posts["job_name"], "unit_name": unit_name, "region": topics}
    shown = pd.DataFrame(columns).astype("str").assign(
        kind="mentor", places=found.loc[free, "free"], strategic=False, closes_on=None
    )  # fmt: skip
    leaves = as_json(leaving(tables, as_of).reindex(free).to_frame("leaves"))
    for mentor, text, why in zip(free, as_json(shown.assign(starts_on=None)), leaves, strict=True):
        yield "mentor", str(mentor), f'{{"shown": {text}, {why[1:]}'
    bars = [bar.fit(tables, as_of) for bar in mentor_bars() if bar.reason != LEAVES_SOON]
    size = max(1, CELLS // max(1, len(free)))
    for start in range(0, len(people) if len(free) else 0, size):
        some = people[start : start + size]
        marked = np.any([bar.barred(some, free) for bar in bars], axis=0)
        for person, own in zip(some, marked, strict=True):
            if own.any():
                yield "mentor_standing", str(person), json.dumps(list(free[own]))


def _in_names(topics: str, names: Mapping[str, str]) -> str:
    """Return topics with the names of those that are competencies on record."""
    parts = (part.strip() for part in topics.split(";"))
    return ", ".join(names.get(part, part) for part in parts if part)


def class_facts(
    classes: dict[str, Any], standing: dict[str, Any], as_of: date, language: str
) -> dict[str, list[dict[str, str]]]:
    """Return by class what rules forbid a person, in words, from the documents of a batch.

    Rules that only some offices hold are among them: the batch knows which held.
    """
    book = packaged()
    every = book.enabling(*(one.id for one in book.rules))
    rules = {one.id: one for one in every.in_force(as_of)}
    words = {code: spoken(language).text(text) for code, text in WORDS.items()}
    said: dict[str, list[dict[str, str]]] = {}
    for item, one in classes.items():
        for rule in standing["barred"].get(one["course_id"], []):
            if rule in rules:
                numbers = {**standing["numbers"][rule], **one["numbers"][rule]}
                numbers |= {
                    one: words.get(numbers[one], numbers[one]) for one in numbers.keys() & CODED
                }
                text = in_words(rules[rule], json.dumps(numbers), language)
                fact = {"rule": rule, "verdict": "barred", "source": rules[rule].cited}
                said.setdefault(item, []).append({**fact, "text": text})
    return said
