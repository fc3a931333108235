"""What is open on a day: vacant posts of the establishment, and what the office announced."""

from __future__ import annotations

import hashlib
from datetime import date

import pandas as pd

from features.contract import LONGEST_ID
from features.records import POST, plan_in_force
from models.gaps import current_jobs, people_present, present_posts, units_in_force
from models.scorers import Tables, index_of, rows_of

OPENING = [
    "kind", "unit_id", "job_id", "region", "places", "needed", "strategic", "opens_on",
    "closes_on", "starts_on", "ends_on", "competencies", "announced",
]  # fmt: skip


def openings(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return what is open at ``as_of``, indexed by item_id and sorted.

    Columns: kind (``post``, ``assignment`` or ``project``), unit_id, job_id, region, places,
    needed (posts of the establishment; NaN where it does not say), strategic (must be filled),
    opens_on, closes_on, starts_on, ends_on, competencies (separated by ;), announced; and of unit
    and job unit_name, head_id, job_name, job_kind, level, family and job_class. An announced
    post stands for the vacancies of its job in its unit.
    """
    vacant, announced = vacancies(tables, as_of), _announced(tables, as_of)
    posts = pd.MultiIndex.from_frame(announced.loc[announced["kind"] == "post", POST])
    unannounced = ~pd.MultiIndex.from_frame(vacant[POST]).isin(posts)
    ids = [place_id(*post) for post in zip(vacant["unit_id"], vacant["job_id"], strict=True)]
    vacant = vacant.assign(item_id=index_of(ids), kind="post", announced=False)
    needed = vacant.set_index(POST)[["needed", "strategic"]]
    announced = announced.join(needed, on=POST)
    both = pd.concat([vacant[unannounced], announced], ignore_index=True)
    both = both.reindex(columns=["item_id", *OPENING]).drop_duplicates("item_id")
    whole = both.set_index("item_id").sort_index()
    flags = {name: whole[name].astype("boolean").fillna(False).astype(bool) for name in FLAGS}
    numbers = {name: whole[name].astype("float64") for name in ("places", "needed")}
    return _described(whole.assign(**flags, **numbers), tables, as_of)


FLAGS = ("strategic", "announced")


def vacancies(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return posts of the establishment that nobody holds: unit_id, job_id, places and more.

    Columns also: needed and strategic. A rung of a ladder is vacant in a unit at most as often as
    the whole ladder there: who fills a lower rung than planned still does the work.
    """
    plan = plan_in_force(rows_of(tables, "establishment"), as_of).dropna(subset="needed")
    needed = plan.groupby(POST).agg(needed=("needed", "sum"), strategic=("strategic", "max"))
    posts = present_posts(tables, as_of)
    posts = posts[posts.index.isin(people_present(tables, as_of))]
    held = posts.groupby(POST).size().rename("held")
    both = needed.join(held, how="outer").reset_index()
    both = both.fillna({"needed": 0.0, "held": 0})
    family = both["job_id"].map(current_jobs(tables, as_of)["family"]).fillna(both["job_id"])
    short = (both["needed"] - both["held"]).clip(lower=0)
    of_family = (both["needed"] - both["held"]).groupby([both["unit_id"], family])
    places = pd.concat([short, of_family.transform("sum").clip(lower=0)], axis=1).min(axis=1)
    found: pd.DataFrame = both.assign(places=places)[places > 0]
    return found[[*POST, "places", "needed", "strategic"]].reset_index(drop=True)


def place_id(unit_id: str, job_id: str) -> str:
    """Return the id of the vacancies of a job in a unit; long names are cut by their digest."""
    plain = f"{unit_id}:{job_id}"
    if len(plain) <= LONGEST_ID:
        return plain
    return hashlib.sha256(plain.encode()).hexdigest()


def _announced(tables: Tables, as_of: date) -> pd.DataFrame:
    given, start = rows_of(tables, "opportunities"), pd.Timestamp(as_of)
    now = given[(given["opens_on"] <= start) & ~(given["closes_on"] <= start)]
    ordered = now.sort_values(["opportunity_id", "opens_on"])
    latest = ordered.drop_duplicates("opportunity_id", keep="last")
    kind = latest["kind"].astype("str").fillna("post")
    places = latest["places"].fillna(1.0)
    found = latest.assign(kind=kind, places=places, announced=True)[places > 0]
    return found.rename(columns={"opportunity_id": "item_id"})


def _described(opened: pd.DataFrame, tables: Tables, as_of: date) -> pd.DataFrame:
    units = units_in_force(tables, as_of)
    jobs = current_jobs(tables, as_of)
    unit, job = opened["unit_id"], opened["job_id"]
    of_job = {"job_name": "name", "job_kind": "kind", "level": "level", "family": "family"}
    columns = {name: job.map(jobs[column]).astype("str") for name, column in of_job.items()}
    return opened.assign(
        region=opened["region"].astype("str").fillna(unit.map(units["region"]).astype("str")),
        unit_name=unit.map(units["name"]).astype("str"),
        head_id=unit.map(units["head_id"]).astype("str"),
        job_class=job.map(jobs["job_class"]).astype("float64"),
        **columns,
    )
