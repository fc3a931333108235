"""Matching a cohort with mentors from the records, for a person to review before it is said."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from features.home import Home
from features.prevented import Prevented
from features.records import Records
from features.walking import Step
from models.gaps import DAYS_PER_YEAR, people_present, present_posts, units_in_force
from models.matching import Floor, Matching, match, stability_price
from models.matching.benefits import fitted_scorers, mentor_pairs
from models.matching.reasons import with_reasons
from models.mentor_candidates import leaving, open_mentorings
from models.mentor_learning import UNLEARNED, MentorModel
from models.scorers import Scorer, Tables, rows_of
from serving.code_words import KEPT_OUT, WITHOUT_MENTOR, in_both
from serving.database import is_there, store_url
from serving.enrolled import begun_here, former_pairs, opted_out
from serving.jobs import records_of
from serving.language import LOCALES, language
from serving.store import Stores
from serving.wording import reason_text
from training.mentors import load_mentor_model

STAY_BONUS = 0.1
"""What a change of an earlier proposal must be worth at least, in weighted levels."""


@dataclass(frozen=True, kw_only=True)
class Round:
    """One round of matching in one agency, and what stability would cost.

    ``kept_out`` says by mentor_id why `leaving` mentors are in no pair.
    """

    as_of: date
    matching: Matching
    free: pd.Series
    kept_out: pd.Series
    price: float


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Who takes part and what must hold: see ``bina match mentors``.

    ``floors`` says how many people of each ``unit`` and of each ``level`` must have a mentor.
    ``without`` are those who do not want to take part, on either side. ``begun`` and ``former``
    (mentee_id, mentor_id) are mentorings that go on, whether the records know them or not, and the
    pairs of an earlier round, which stay unless a change is worth ``stay_bonus`` weighted levels.
    With ``stable`` no mentee and mentor would both rather have each other, and no floor is held.
    """

    years: float = 3.0
    floors: Mapping[str, int]
    minimum: float = 0.0
    seed: int = 7
    stable: bool = False
    without: frozenset[str] = frozenset()
    begun: pd.DataFrame | None = None
    former: pd.DataFrame | None = None
    stay_bonus: float = STAY_BONUS


def newcomers(tables: Tables, as_of: date, *, years: float) -> pd.Index:
    """Return those present who joined in the last ``years``, mentor nobody and have no mentor."""
    joined = rows_of(tables, "employees").groupby("employee_id")["joined_on"].max()
    since = pd.Timestamp(as_of) - pd.Timedelta(days=years * DAYS_PER_YEAR)
    going = rows_of(tables, "mentorings")
    going = going[~(going["ended_on"] <= pd.Timestamp(as_of))]
    busy = {*going["mentee_id"], *going["mentor_id"], *rows_of(tables, "mentors")["employee_id"]}
    recent = joined.index[(joined >= since).to_numpy()]
    present = people_present(tables, as_of)
    return present[present.isin(recent) & ~present.isin(list(busy))]


def match_home(home: Path, as_of: date, limits: Limits, *, step: Step) -> dict[str, Round]:
    """Return the round of each agency of a home in which somebody waits for a mentor.

    Who left the rounds in the console is left out, and what was begun there counts. Raises
    `Prevented` where nobody waits.
    """
    agencies, rounds = records_of(Home(home)), {}
    model = load_mentor_model(home, as_of=as_of)
    for number, (agency, records) in enumerate(agencies.items()):
        step(f"agency {number + 1} of {len(agencies)}", number / len(agencies))
        made = match_agency(records, as_of, _limits_of(home, agency, limits), model=model)
        if made is not None:
            rounds[agency] = made
    if not rounds:
        raise Prevented(
            f"nobody joined in the {limits.years:g} years before {as_of} and has no mentor; "
            "choose more --years or another day"
        )
    return rounds


def _limits_of(home: Path, agency: str, limits: Limits) -> Limits:
    if not is_there(store_url(home)):
        return limits
    with Stores.open(store_url(home)) as stores:
        return as_said_here(limits, stores, agency)


def as_said_here(limits: Limits, stores: Stores, agency: str) -> Limits:
    """Return the limits with what people said and what was begun in the console."""
    return replace(
        limits,
        without=opted_out(stores, agency),
        begun=begun_here(stores, agency),
        former=former_pairs(stores, agency),
    )


def match_agency(
    records: Records, as_of: date, limits: Limits, *, model: MentorModel = UNLEARNED
) -> Round | None:
    """Return the matching of the newcomers of one agency, as was known at ``as_of``.

    None where nobody waits for a mentor.
    """
    tables = records.as_of(as_of).frames
    mentees = newcomers(tables, as_of, years=limits.years)
    begun = NONE_BEGUN if limits.begun is None else limits.begun
    mentees = mentees[~mentees.isin([*limits.without, *begun["mentee_id"], *begun["mentor_id"]])]
    if mentees.empty:
        return None
    scorers = fitted_scorers(tables, as_of, model=model)
    pairs, free = mentor_pairs(tables, as_of, mentees=mentees, seed=limits.seed, scorers=scorers)
    pairs = pairs[~pairs["mentor_id"].isin(list(limits.without))]
    pairs = _by_who_came_first(pairs, tables)
    free = _left_free(free, tables, as_of, begun)
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
        stable=limits.stable,
        **within,
    )
    made = _told(made, units_in_force(tables, as_of)["name"], scorers)
    price = stability_price(pairs, free, mentees=mentees, **within)
    kept_out = leaving(tables, as_of)
    kept_out = kept_out[kept_out.index.isin(free.index)]
    return Round(as_of=as_of, matching=made, free=free, kept_out=kept_out, price=price)


def _by_who_came_first(pairs: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Return pairs in which of two who both wait the one who joined later is not the mentor.

    Where no mentors are listed, newcomers who are senior stand in: so no two get each other.
    """
    joined = rows_of(tables, "employees").groupby("employee_id")["joined_on"].max()
    order = joined.rename_axis("id").reset_index().sort_values(["joined_on", "id"])["id"]
    place = pd.Series(range(len(order)), index=order)
    both_wait = pairs["mentor_id"].isin(pairs["mentee_id"])
    later = pairs["mentor_id"].map(place) > pairs["mentee_id"].map(place)
    return pairs[~(both_wait & later)]


NONE_BEGUN = pd.DataFrame(columns=["mentee_id", "mentor_id"])


def _left_free(free: pd.Series, tables: Tables, as_of: date, begun: pd.DataFrame) -> pd.Series:
    """Return free places less those of mentorings that the records do not know yet."""
    known = pd.MultiIndex.from_frame(open_mentorings(tables, as_of))
    new = begun[~pd.MultiIndex.from_frame(begun).isin(known)]
    taken = new["mentor_id"].value_counts().reindex(free.index, fill_value=0)
    return (free - taken).clip(lower=0)


def _groups(tables: Tables, as_of: date, kind: str) -> pd.Series:
    posts = present_posts(tables, as_of)
    return posts["unit_id"] if kind == "unit" else posts["level"].astype("str")


def _told(made: Matching, names: pd.Series, scorers: Sequence[Scorer]) -> Matching:
    """Return the matching with reasons and with what the groups of its floors are called."""
    groups, is_unit = made.floors["group"], made.floors["floor"] == "unit"
    named = groups.map(names).where(is_unit).fillna(groups)
    matched = with_reasons(made.matched, scorers)
    return replace(made, matched=matched, floors=made.floors.assign(name=named))


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
    mentors["kept_out"] = mentors["mentor_id"].map(made.kept_out.map(KEPT_OUT).map(in_both))
    return {
        "pairs": _with_why(matching.matched),
        "waiting": matching.waiting.assign(
            why=matching.waiting["reason"].map(WITHOUT_MENTOR).map(in_both)
        ),
        "mentors": mentors,
        "floors": matching.floors,
        "about": about(made),
    }


def _with_why(matched: pd.DataFrame) -> pd.DataFrame:
    """Return pairs with the reason in the words of both languages instead of its code."""
    told = zip(matched["reason"], matched["reason_values"].map(json.loads), strict=True)
    why = [
        " / ".join(reason_text(reason, values, language(code)) for code in reversed(LOCALES))
        for reason, values in told
    ]
    return matched.drop(columns=["reason", "reason_values"]).assign(why=why)


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
