"""What was said and begun here about mentoring, that the records do not know yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pandas as pd

from serving.database import is_there, store_url
from serving.store import Stores
from serving.store.growth import WHOLE_AGENCY
from serving.store.rows import Batch, Suggestion

ENROLMENT, ROUND_MADE = "mentoring_enrolment", "matching_round"
PAIR = ["mentee_id", "mentor_id"]


def opted_out(stores: Stores, agency: str) -> frozenset[str]:
    """Return who does not want to take part, by what each said last."""
    said = stores.growth.about(agency, kinds=(ENROLMENT,))
    last = {one.employee_id: bool(one.content["takes_part"]) for one in said}
    return frozenset(person for person, takes_part in last.items() if not takes_part)


def away_from(home: Path, agencies: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return by agency who does not want to take part; nothing where nobody can have said so."""
    if not is_there(store_url(home)):
        return {}
    with Stores.open(store_url(home)) as stores:
        return {agency: opted_out(stores, agency) for agency in agencies}


def offered(
    stores: Stores, batch: Batch, person: str, *, kind: str | None = None
) -> list[Suggestion]:
    """Return what is suggested to a person, without mentors who have left the rounds since."""
    found = stores.scores.suggestions(batch.id, [person], kind=kind).get(person, [])
    if all(one.kind != "mentor" for one in found):
        return found
    away = opted_out(stores, batch.agency_id)
    return [one for one in found if one.kind != "mentor" or one.item_id not in away]


def left_by_own_wish(stores: Stores, agency: str, person: str) -> bool:
    """Return whether the last that was said of a person's part is a no of the person's own."""
    said = stores.growth.about(agency, person, kinds=(ENROLMENT,))
    return bool(said) and not said[-1].content["takes_part"] and said[-1].content.get("own", True)


def begun_here(stores: Stores, agency: str) -> pd.DataFrame:
    """Return mentee_id and mentor_id of the mentorings entered here that have not ended."""
    going = [key[:2] for key in _going(stores, agency)]
    return pd.DataFrame(going, columns=PAIR).drop_duplicates()


def ended_on_its_first_day(stores: Stores, agency: str, day: date) -> set[tuple[str, str]]:
    """Return mentee and mentor of those that began here on this day and have ended."""
    ended = (key for key, is_going in _begun(stores, agency).items() if not is_going)
    return {key[:2] for key in ended if key[2] == day}


def begun_since(stores: Stores, agency: str, day: date) -> list[tuple[str, str]]:
    """Return mentee and mentor of those begun on this day or later that have not ended."""
    return [key[:2] for key in _going(stores, agency) if key[2] >= day]


def _going(stores: Stores, agency: str) -> list[tuple[str, str, date]]:
    """Return mentee, mentor and first day of the mentorings entered here that have not ended."""
    return [key for key, is_going in _begun(stores, agency).items() if is_going]


def _begun(stores: Stores, agency: str) -> dict[tuple[str, str, date], bool]:
    """Return by mentee, mentor and first day whether a mentoring entered here goes on."""
    last: dict[tuple[str, str, date], bool] = {}
    for row in stores.entries.rows("mentorings"):
        if row["agency_id"] == agency:
            key = (row["mentee_id"], row["mentor_id"], row["started_on"])
            last[key] = row["ended_on"] is None
    return last


def former_pairs(stores: Stores, agency: str) -> pd.DataFrame:
    """Return mentee_id and mentor_id of the newest round; empty where none was made."""
    rounds = stores.growth.about(agency, WHOLE_AGENCY, kinds=(ROUND_MADE,))
    pairs = rounds[-1].content["pairs"] if rounds else []
    return pd.DataFrame(pairs, columns=[*PAIR, "benefit"])[PAIR]
