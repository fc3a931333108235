"""The kinds of rules about moves: how each decides between a person and an open place.

Every kind compares the same two frames, `move_numbers`, so that what decided on a day can be kept
and decided again: see `models.moves.facts`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from features.tables import PNS_RANKS
from features.titles import title_families
from models.gaps import (
    FUNCTIONAL_LEVELS,
    definitive_posts,
    latest_ranks,
    people_present,
    present_posts,
    units_in_force,
)
from models.openings import openings
from models.rules.bars import Numbers
from models.rules.declare import Kind, decided
from models.rules.readings import employment, months_to_retirement
from models.scorers import Mask, Tables, rows_of

if TYPE_CHECKING:
    from models.rules.book import Rule

RETIREMENT_AGES = {"leadership": 60.0, "other": 58.0, "madya": 60.0, "utama": 65.0}
"""Years by kind and level of job where the job names none (PP 11/2017 Ps 239, UU 20/2023 Ps 55)."""
RUNGS = {"executor": 0, "functional": 0, "supervisor": 1, "administrator": 2, "leadership": 3}
"""Jobs from below to above: to go up is a promotion."""
PLACES = {level: float(place) for place, level in enumerate(FUNCTIONAL_LEVELS)}
RANK_PLACES = {rank: float(place) for place, rank in enumerate(PNS_RANKS)}
Decision = Callable[[pd.DataFrame, pd.DataFrame, Any], Mask]


def move_numbers(tables: Tables, as_of: date) -> Numbers:
    """Return what rules about moves look at: of everybody present, and of every opening.

    People: employment_type, rank, own_unit, own_job, own_kind, own_profession, own_level,
    own_class, years_in_post, months_to_retirement and conflict_units (units, with ; around
    each, led by somebody with whom a conflict is on record). Openings: opening (its kind),
    unit_id, job_id, job_name, job_kind, level, job_class, profession and months_long.
    """
    opened = openings(tables, as_of)
    return people_numbers(tables, as_of), opening_numbers(opened)


def people_numbers(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return the numbers of people of `move_numbers`, indexed by employee_id."""
    people = people_present(tables, as_of)
    posts = present_posts(tables, as_of).reindex(people)
    classes = _job_classes(tables)
    return pd.DataFrame(
        {
            "employment_type": employment(tables, as_of).reindex(people).astype("str"),
            "rank": latest_ranks(tables, as_of).reindex(people).astype("str"),
            "own_unit": posts["unit_id"],
            "own_job": posts["job_id"],
            "own_kind": posts["kind"].astype("str"),
            "own_profession": title_families(posts["job_name"]),
            "own_level": posts["level"].astype("str"),
            "own_class": posts["job_id"].map(classes).astype("float64"),
            "years_in_post": years_in_post(tables, as_of).reindex(people).round(1),
            "months_to_retirement": months_to_retirement(tables, as_of, RETIREMENT_AGES).reindex(
                people
            ),
            "conflict_units": _conflict_units(tables, as_of).reindex(people).fillna(""),
        },
        index=people,
    )


def opening_numbers(opened: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers of openings of `move_numbers`, indexed by item_id."""
    length = (opened["ends_on"] - opened["starts_on"]).dt.days / 30.44
    columns = ["unit_id", "job_id", "job_name", "job_kind", "level", "job_class"]
    return opened[columns].assign(
        profession=title_families(opened["job_name"]),
        opening=opened["kind"],
        months_long=length.round(0),
    )


def years_in_post(tables: Tables, as_of: date) -> pd.Series:
    """Return years since everybody came into the present job in the present unit."""
    posts = definitive_posts(tables, as_of)
    before = posts.groupby("employee_id")[["job_id", "unit_id"]].shift()
    stayed = (posts["job_id"] == before["job_id"]) & (posts["unit_id"] == before["unit_id"])
    came = posts[~stayed].drop_duplicates("employee_id", keep="last")
    since = came.set_index("employee_id")["started_on"]
    years: pd.Series = (pd.Timestamp(as_of) - since).dt.days / 365.25
    return years


def _job_classes(tables: Tables) -> pd.Series:
    jobs = rows_of(tables, "jobs").sort_values(["job_id", "valid_from"], na_position="first")
    return jobs.drop_duplicates("job_id", keep="last").set_index("job_id")["job_class"]


def _conflict_units(tables: Tables, as_of: date) -> pd.Series:
    """Return the units whose head of that day has a conflict with each person on that day."""
    known, day = rows_of(tables, "conflicts"), pd.Timestamp(as_of)
    known = known[(known["started_on"].isna() | (known["started_on"] <= day))]
    known = known[~(known["ended_on"] <= day)]
    pairs = known[["employee_id", "with_employee_id"]]
    swapped = pairs.set_axis(["with_employee_id", "employee_id"], axis=1)
    heads = units_in_force(tables, as_of)["head_id"].dropna().reset_index()
    both = pd.concat([pairs, swapped]).merge(heads, left_on="with_employee_id", right_on="head_id")
    found = both.drop_duplicates(["employee_id", "unit_id"]).sort_values(["employee_id", "unit_id"])
    return found.groupby("employee_id")["unit_id"].agg(lambda ids: f";{';'.join(ids)};")


def _read(tables: Tables, as_of: date, _rule: Rule) -> Numbers:
    return move_numbers(tables, as_of)


def _grid(values: pd.Series) -> np.ndarray:
    return values.to_numpy()[:, None]


def _row(values: pd.Series) -> np.ndarray:
    return values.to_numpy()[None, :]


def _same(people: pd.Series, items: pd.Series) -> Mask:
    """Return where a person's value and an opening's are known and the same."""
    mine, theirs = people.astype(object), items.astype(object)
    known = np.outer(people.notna(), items.notna())
    return np.asarray((_grid(mine) == _row(theirs)) & known, dtype=np.bool_)


def _posts(people: pd.DataFrame, items: pd.DataFrame) -> Mask:
    posts = items["opening"].eq("post").to_numpy(dtype=np.bool_)
    return np.broadcast_to(posts[None, :], (len(people), len(items)))


def _own_post(people: pd.DataFrame, items: pd.DataFrame, _given: Any) -> Mask:
    same_unit = _same(people["own_unit"], items["unit_id"])
    return np.asarray(_posts(people, items) & same_unit & _same(people["own_job"], items["job_id"]))


def _too_soon(people: pd.DataFrame, items: pd.DataFrame, given: Any) -> Mask:
    soon = ~(people["years_in_post"] >= float(given["years"]))
    return np.asarray(_posts(people, items) & _grid(soon))


def _due(people: pd.DataFrame, items: pd.DataFrame, given: Any) -> Mask:
    long = _grid(people["years_in_post"] >= float(given["years"]))
    return np.asarray(_posts(people, items) & long)


def _all_posts(people: pd.DataFrame, items: pd.DataFrame, _given: Any) -> Mask:
    return _posts(people, items)


def _other_unit(people: pd.DataFrame, items: pd.DataFrame, _given: Any) -> Mask:
    return ~_posts(people, items) & ~_same(people["own_unit"], items["unit_id"])


def _rank_too_low(people: pd.DataFrame, items: pd.DataFrame, given: Any) -> Mask:
    """Return where a post asks for a rank that is not known to be reached."""
    level = items["level"].astype("str").fillna("")
    asked = items["job_kind"].astype("str").str.cat(level, sep="/").str.rstrip("/")
    least = asked.map(given["ranks"]).map(RANK_PLACES).to_numpy(dtype=np.float64)[None, :]
    mine = people["rank"].map(RANK_PLACES).to_numpy(dtype=np.float64)[:, None]
    return np.asarray(_posts(people, items) & ~np.isnan(least) & ~(mine >= least))


def _other_class(people: pd.DataFrame, items: pd.DataFrame, given: Any) -> Mask:
    step = _row(items["job_class"]) - _grid(people["own_class"])
    outside = (step < -float(given["down"])) | (step > float(given["up"]))
    return np.asarray(_posts(people, items) & outside)


def _promotion(people: pd.DataFrame, items: pd.DataFrame, _given: Any) -> Mask:
    """Return where a post stands above the present one: a higher kind of job, or a higher level."""
    mine = people["own_kind"].map(RUNGS).fillna(0.0).to_numpy()[:, None]
    theirs = items["job_kind"].map(RUNGS).fillna(0.0).to_numpy()[None, :]
    is_functional = np.outer(people["own_kind"] == "functional", items["job_kind"] == "functional")
    own_level = people["own_level"].map(PLACES).to_numpy(dtype=np.float64)[:, None]
    level = items["level"].map(PLACES).to_numpy(dtype=np.float64)[None, :]
    above = (theirs > mine) | (is_functional & (level > own_level))
    return np.asarray(_posts(people, items) & above)


def _lower_level(people: pd.DataFrame, items: pd.DataFrame, _given: Any) -> Mask:
    own = people["own_level"].map(PLACES).to_numpy(dtype=np.float64)[:, None]
    level = items["level"].map(PLACES).to_numpy(dtype=np.float64)[None, :]
    is_functional = np.outer(people["own_kind"] == "functional", items["job_kind"] == "functional")
    return np.asarray(_posts(people, items) & is_functional & (level < own))


def _other_profession(people: pd.DataFrame, items: pd.DataFrame, _given: Any) -> Mask:
    """Return where a functional post belongs to another profession than the person's."""
    functional = _row(items["job_kind"] == "functional")
    same = _same(people["own_profession"], items["profession"])
    return np.asarray(_posts(people, items) & functional & ~same)


def _retires(people: pd.DataFrame, items: pd.DataFrame, given: Any) -> Mask:
    needed = np.where(items["opening"] == "post", float(given["months"]), items["months_long"])
    return np.asarray(_grid(people["months_to_retirement"]) < needed[None, :])


def _in_conflict(people: pd.DataFrame, items: pd.DataFrame, _given: Any) -> Mask:
    units = [f";{unit};" for unit in items["unit_id"]]
    rows = [[unit in mine for unit in units] for mine in people["conflict_units"].fillna("")]
    return np.array(rows, dtype=np.bool_).reshape(len(people), len(items))


DECISIONS: dict[str, Decision] = {
    "own_post": _own_post,
    "years_before_move": _too_soon,
    "no_change_of_post": _all_posts,
    "own_unit_only": _other_unit,
    "rank_of_post": _rank_too_low,
    "class_of_post": _other_class,
    "promotion": _promotion,
    "lower_level": _lower_level,
    "other_profession": _other_profession,
    "years_left": _retires,
    "conflict_of_interest": _in_conflict,
}
DEMANDS: dict[str, Decision] = {"due_for_move": _due}
OPEN_QUESTIONS: dict[str, Decision] = {"nothing_known": _all_posts}
"""What nobody can decide here: said of a move, and left to whoever decides on it."""
VERDICTS: dict[str, str] = (
    dict.fromkeys(DECISIONS, "barred")
    | dict.fromkeys(DEMANDS, "demanded")
    | dict.fromkeys(OPEN_QUESTIONS, "unknown")
)
PARAMETERS = {
    "years_before_move": ("years",),
    "due_for_move": ("years",),
    "rank_of_post": ("ranks",),
    "class_of_post": ("down", "up"),
    "years_left": ("months",),
}
MOVE_KINDS = {
    **{
        kind: Kind(_read, decided(_read, decide), None, PARAMETERS.get(kind, ()))
        for kind, decide in DECISIONS.items()
    },
    **{
        kind: Kind(_read, None, decided(_read, decide), PARAMETERS.get(kind, ()))
        for kind, decide in DEMANDS.items()
    },
    **{kind: Kind(_read) for kind in OPEN_QUESTIONS},
}
