"""What scoring keeps about development: moves, open places, plans and succession.

None of it is made from a risk: the champion and its scores are not read here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from models.counsellors import counsellors
from models.defaults.ground import with_defaults
from models.development import DevelopmentPlans, Suggested
from models.development_worth import index_points
from models.gaps import catalogue, competency_names
from models.moves.facts import move_facts
from models.moves.succession import (
    ending_posts,
    knowledge_pairs,
    leadership_ladder,
    readiness,
    successors,
)
from models.openings import openings
from models.ranking import as_json
from models.rules.book import RuleBook
from models.rules.move_kinds import opening_numbers, people_numbers
from models.scorers import Tables, rows_of
from serving.board_documents import class_documents, mentor_documents
from serving.needs import unit_names

DOCUMENT = ["kind", "key", "content"]
MOST_POSTS = 60
"""Of the posts that fall vacant, so many are prepared: those whose competencies are scarcest."""
SHOWN_OF_OPENING = (
    "kind job_name unit_name region places strategic announced opens_on closes_on starts_on ends_on"
).split()
KEY = "employee_id"
LATELY_DAYS, MOST_TRAININGS = 365, 10
NOT_STORED = ["conflict_units"]
"""With whom somebody has a conflict is not kept beside the scores."""


def documents_of(
    tables: Tables,
    as_of: date,
    suggested: Suggested,
    *,
    booked: pd.DataFrame | None = None,
    book: RuleBook | None = None,
) -> pd.DataFrame:
    """Return the documents of a batch: kind, key and content (JSON).

    Kinds: ``opening`` (by item), ``standing`` (what rules about moves look at, by person),
    ``plan`` (by person; with the places ``booked`` by the year's plan), ``counsellors`` (by
    person), ``trainings`` (by person: completed in the last year), ``succession`` (one, with an
    empty key), ``ids`` (of all ``jobs`` and of all
    ``competencies``, with their names), ``units`` (one, with an empty
    key: their names), and those of `serving.board_documents`.
    """
    tables = with_defaults(tables, as_of).tables
    maker = DevelopmentPlans(tables, as_of, suggested, booked=booked, book=book)
    parts = [*_board(tables, as_of), *_plans(tables, as_of, maker)]
    parts += [*class_documents(tables, as_of, book), *mentor_documents(tables, as_of)]
    for person, own in counsellors(tables, as_of).groupby("employee_id"):
        parts.append(("counsellors", str(person), json.dumps(_records(own))))
    for person, own in completed_lately(tables, as_of).groupby("employee_id"):
        parts.append(("trainings", str(person), json.dumps(_records(own.drop(columns=KEY)))))
    parts.append(("succession", "", json.dumps(succession(tables, as_of))))
    parts += [("ids", name, json.dumps(ids)) for name, ids in known_ids(tables).items()]
    parts.append(("units", "", unit_names(tables).to_json()))
    return pd.DataFrame(parts, columns=DOCUMENT)


def completed_lately(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return what people completed in the year before, the newest first, at most ten each.

    Columns: employee_id, id (by day and title, the same in every batch), title, completed_on and
    hours. What can be named as evidence of an action.
    """
    done, start = rows_of(tables, "trainings"), pd.Timestamp(as_of)
    since = start - pd.Timedelta(days=LATELY_DAYS)
    is_done = done["outcome"].isna() | (done["outcome"] == "completed")
    done = done[is_done & done["completed_on"].between(since, start, inclusive="left")]
    titles = done["title"].fillna(done["course_id"].map(catalogue(tables)["title"]))
    days = done["completed_on"].dt.strftime("%Y-%m-%d")
    made = done[[KEY]].assign(title=titles, completed_on=days, hours=done["hours"])
    made = made.dropna(subset="title").drop_duplicates([KEY, "title", "completed_on"])
    made = made.sort_values([KEY, "completed_on", "title"], ascending=[True, False, True])
    made = made.groupby(KEY).head(MOST_TRAININGS)
    pairs = zip(made["completed_on"], made["title"], strict=True)
    ids = [hashlib.sha256("/".join(one).encode()).hexdigest()[:12] for one in pairs]
    return made.assign(id=ids)


def known_ids(tables: Tables) -> dict[str, dict[str, str]]:
    """Return by id the names of jobs, held or listed, and of competencies, asked for or listed.

    A name that is not on record is empty.
    """
    jobs = rows_of(tables, "jobs").drop_duplicates("job_id", keep="last").set_index("job_id")
    names = {"jobs": jobs["name"], "competencies": competency_names(tables)}
    places = {
        "jobs": [("jobs", "job_id"), ("assignments", "job_id")],
        "competencies": [
            ("competencies", "competency_id"),
            ("competency_standards", "competency_id"),
        ],
    }
    found = {
        kind: pd.concat([rows_of(tables, table)[key] for table, key in pairs]).dropna().unique()
        for kind, pairs in places.items()
    }
    told = {kind: names[kind].reindex(sorted(ids)).fillna("") for kind, ids in found.items()}
    return {
        kind: {str(one): str(name) for one, name in named.items()} for kind, named in told.items()
    }


def _board(tables: Tables, as_of: date) -> Iterator[tuple[str, str, str]]:
    opened = openings(tables, as_of)
    shown = opened[SHOWN_OF_OPENING].copy()
    for name in ("opens_on", "closes_on", "starts_on", "ends_on"):
        shown[name] = shown[name].dt.strftime("%Y-%m-%d")
    numbers = as_json(opening_numbers(opened))
    for item, text, asked in zip(opened.index, as_json(shown), numbers, strict=True):
        yield "opening", str(item), f'{{"shown": {text}, "numbers": {asked}}}'
    people = people_numbers(tables, as_of).drop(columns=NOT_STORED)
    for person, text in zip(people.index, as_json(people), strict=True):
        yield "standing", str(person), text


def _plans(tables: Tables, as_of: date, maker: DevelopmentPlans) -> Iterator[tuple[str, str, str]]:
    people = people_numbers(tables, as_of).index
    plans = {str(person): maker.of(str(person)) for person in people}
    points = index_points(tables, as_of, plans)
    for person, plan in plans.items():
        gained = float(points.get(person, 0.0))
        yield "plan", person, json.dumps({**plan, "index_points": gained})


def succession(tables: Tables, as_of: date) -> dict[str, Any]:
    """Return posts that fall vacant with who could follow, knowledge pairs, and the ladder."""
    known = readiness(tables, as_of)
    ending = ending_posts(tables, as_of, known)
    scarce = ending.sort_values("scarcity", ascending=False, kind="stable").head(MOST_POSTS)
    prepared = ending[ending.index.isin(scarce.index)]
    posts = [
        {
            "employee_id": str(row["employee_id"]),
            "job_name": _plain(row["job_name"]),
            "unit_id": _plain(row["unit_id"]),
            "reason": str(row["reason"]),
            "months_left": _plain(row["months_left"]),
            "scarcity": _plain(row["scarcity"]),
            "successors": successors(known, str(row["employee_id"])).to_dict("records"),
        }
        for row in prepared.rename_axis("employee_id").reset_index().to_dict("records")
    ]
    return {
        "posts": posts,
        "pairs": _records(knowledge_pairs(known, prepared, leaving=ending.index)),
        "ladder": _records(leadership_ladder(known)),
    }


def facts_for(
    openings_kept: Mapping[str, Any], standing: Mapping[str, Any], as_of: date
) -> dict[str, list[dict[str, str]]]:
    """Return what the rules say of a person and each open place, from the documents of a batch.

    By item: the rules that are met or forbid, each with its words in both languages.
    """
    numbers = {item: one["numbers"] for item, one in openings_kept.items()}
    if not numbers:
        return {}
    opened = pd.DataFrame.from_dict(numbers, orient="index")
    for name in ("job_class", "months_long"):
        opened[name] = pd.to_numeric(opened[name])
    people = pd.DataFrame([{**standing, "conflict_units": ""}], index=["x"])
    for name in ("own_class", "years_in_post", "months_to_retirement"):
        people[name] = pd.to_numeric(people[name])
    found = move_facts(people, opened, as_of, told=False)
    said: dict[str, list[dict[str, str]]] = {}
    for row in found[["item_id", "rule", "verdict", "source", "en", "id"]].to_dict("records"):
        said.setdefault(str(row["item_id"]), []).append({str(k): str(v) for k, v in row.items()})
    return said


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    rows = frame.to_dict("records")
    return [{str(name): _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    return None if pd.isna(value) else value
