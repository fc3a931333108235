"""Matching a cohort with mentors from the records, for a person to review before it is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from features.home import Home
from features.prevented import Prevented
from features.records import Records
from features.walking import Step
from models.gaps import DAYS_PER_YEAR, people_present, present_posts
from models.matching import Floor, Matching, match, stability_price
from models.matching.benefits import mentor_pairs
from models.mentor_learning import UNLEARNED, MentorModel
from models.scorers import Tables, rows_of
from serving.jobs import records_of
from training.mentors import load_mentor_model

REASONS = {
    "no_candidate": "no mentor may be suggested / tidak ada mentor yang boleh disarankan",
    "no_place": "all suitable mentors are full / semua mentor yang cocok sudah penuh",
}


STAY_BONUS = 0.1
"""What a change of an earlier proposal must be worth at least, in weighted levels."""


@dataclass(frozen=True, kw_only=True)
class Round:
    """One round of matching in one agency, and what stability would cost."""

    as_of: date
    matching: Matching
    free: pd.Series
    price: float


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Who takes part and what must hold: see ``bina match mentors``.

    ``floors`` says how many people of each ``unit`` and of each ``level`` must have a mentor.
    ``without`` are those who do not want to take part, on either side. ``former`` (mentee_id,
    mentor_id) are the pairs of an earlier round, which stay unless a change is worth
    ``stay_bonus`` weighted levels.
    """

    years: float = 3.0
    floors: Mapping[str, int]
    minimum: float = 0.0
    seed: int = 7
    without: frozenset[str] = frozenset()
    former: pd.DataFrame | None = None
    stay_bonus: float = STAY_BONUS


def newcomers(tables: Tables, as_of: date, *, years: float) -> pd.Index:
    """Return those present who joined in the last ``years``, mentor nobody and have no mentor."""
    joined = rows_of(tables, "employees").groupby("employee_id")["joined_on"].max()
    since = pd.Timestamp(as_of) - pd.Timedelta(days=years * DAYS_PER_YEAR)
    going = rows_of(tables, "mentorings")
    going = going[~(going["ended_on"] <= pd.Timestamp(as_of))]
    busy = {*going["mentee_id"], *rows_of(tables, "mentors")["employee_id"]}
    recent = joined.index[(joined >= since).to_numpy()]
    present = people_present(tables, as_of)
    return present[present.isin(recent) & ~present.isin(list(busy))]


def match_home(home: Path, as_of: date, limits: Limits, *, step: Step) -> dict[str, Round]:
    """Return the round of each agency of a home in which somebody waits for a mentor.

    Raises `Prevented` where nobody does.
    """
    agencies, rounds = records_of(Home(home)), {}
    model = load_mentor_model(home, as_of=as_of)
    for number, (agency, records) in enumerate(agencies.items()):
        step(f"agency {number + 1} of {len(agencies)}", number / len(agencies))
        made = match_agency(records, as_of, limits, model=model)
        if made is not None:
            rounds[agency] = made
    if not rounds:
        raise Prevented(
            f"nobody joined in the {limits.years:g} years before {as_of} and has no mentor; "
            "choose more --years or another day"
        )
    return rounds


def match_agency(
    records: Records, as_of: date, limits: Limits, *, model: MentorModel = UNLEARNED
) -> Round | None:
    """Return the matching of the newcomers of one agency, as was known at ``as_of``.

    None where nobody waits for a mentor.
    """
    tables = records.as_of(as_of).frames
    mentees = newcomers(tables, as_of, years=limits.years)
    mentees = mentees[~mentees.isin(list(limits.without))]
    if mentees.empty:
        return None
    pairs, free = mentor_pairs(tables, as_of, mentees=mentees, seed=limits.seed, model=model)
    pairs = pairs[~pairs["mentor_id"].isin(list(limits.without))]
    free = free[~free.index.isin(list(limits.without))]
    floors = [
        Floor(name=kind, group=_groups(tables, as_of, kind), least=least)
        for kind, least in limits.floors.items()
        if least
    ]
    within: dict[str, Any] = {"minimum": limits.minimum, "seed": limits.seed}
    made = match(
        pairs,
        free,
        mentees=mentees,
        floors=floors,
        former=limits.former,
        stay_bonus=limits.stay_bonus,
        **within,
    )
    price = stability_price(pairs, free, mentees=mentees, **within)
    return Round(as_of=as_of, matching=made, free=free, price=price)


def _groups(tables: Tables, as_of: date, kind: str) -> pd.Series:
    posts = present_posts(tables, as_of)
    return posts["unit_id"] if kind == "unit" else posts["level"].astype("str")


def sheets_of(rounds: Mapping[str, Round]) -> dict[str, pd.DataFrame]:
    """Return the sheets of the workbook from each agency's round, the agency in front."""
    parts = [
        {name: _with_agency(frame, agency) for name, frame in _sheets(made).items()}
        for agency, made in rounds.items()
    ]
    return {name: pd.concat([one[name] for one in parts], ignore_index=True) for name in parts[0]}


def _sheets(made: Round) -> dict[str, pd.DataFrame]:
    matching, free = made.matching, made.free
    used = matching.matched["mentor_id"].value_counts()
    mentors = pd.DataFrame({"mentor_id": free.index, "free_places": free.to_numpy()})
    mentors["matched"] = mentors["mentor_id"].map(used).fillna(0).astype(np.int64)
    return {
        "pairs": matching.matched,
        "waiting": matching.waiting.assign(why=matching.waiting["reason"].map(REASONS)),
        "mentors": mentors,
        "floors": matching.floors,
        "about": about(made),
    }


def _with_agency(frame: pd.DataFrame, agency: str) -> pd.DataFrame:
    named = frame.copy()
    named.insert(0, "agency_id", agency)
    return named


def about(made: Round) -> pd.DataFrame:
    """Return what was decided how, one fact a row."""
    matching = made.matching
    facts: list[tuple[str, object]] = [
        ("as of / per tanggal", made.as_of),
        ("pairs / pasangan", len(matching.matched)),
        ("waiting / menunggu", len(matching.waiting)),
        ("expected weighted levels, an estimate / perkiraan tingkat berbobot", matching.total),
        ("no matching can exceed / batas atas", matching.bound),
        ("proven gap / selisih terbukti", matching.gap),
        ("price of stability, share / harga kestabilan", made.price),
        ("lottery seed / benih undian", matching.seed),
        ("nothing is published / belum diumumkan", "for review by a person / untuk ditinjau"),
    ]
    return pd.DataFrame(facts, columns=["what", "value"])
