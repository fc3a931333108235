"""What keeps a job from ever succeeding: found before it is asked for, without its long work."""

from __future__ import annotations

from datetime import date

import pandas as pd

from features.home import Home
from serving.champion import Champion, other_features
from serving.language import msg
from serving.told import Told

NO_RECORDS = msg("There are no records yet. Import some first.")
NOBODY_YET = msg(
    "Nobody had joined before %(day)s; the first joined on %(first)s. Choose a later day."
)
NO_MODEL = msg("No model serves yet. Train one first.")
AHEAD = msg(
    "The model in use learned from what was known until %(until)s, so that scores as of %(day)s"
    " would look into the future. Choose a later day, or train again for that day."
)
OTHER_FEATURES = msg(
    "The model in use learned with another version of Bina, which has not the same features. Train"
    " one first."
)
ONE_OF_SEVERAL = msg("There are several agencies. Make their plans with: bina plan --agency ID")


def obstacle(kind: str, day: date, home: Home, champion: Champion | None) -> Told | None:
    """Return why a job of a kind and for a day would fail; None where nothing is known against it.

    What was asked for before may mend it: the caller asks when no job is open.
    """
    if kind == "import":
        return None
    if not home.has_records:
        return Told(NO_RECORDS)
    if kind == "collect":
        return None
    first = first_joined(home)
    if first is not None and day <= first:
        return Told(NOBODY_YET, {"day": day, "first": first})
    if kind == "score":
        return _of_model(day, champion)
    several = kind == "plan" and len(home.agencies()) > 1
    return Told(ONE_OF_SEVERAL) if several else None


def first_joined(home: Home) -> date | None:
    """Return the first day on which anybody on record joined; None where no day is on record."""
    files = {
        one.path for files in home.files().values() for one in files if one.table == "employees"
    }
    days = [pd.read_parquet(file, columns=["joined_on"])["joined_on"].min() for file in files]
    known = [day.date() for day in days if pd.notna(day)]
    return min(known, default=None)


def _of_model(day: date, champion: Champion | None) -> Told | None:
    if champion is None:
        return Told(NO_MODEL)
    until = date.fromisoformat(str(champion.card["until"]))
    if until > day:
        return Told(AHEAD, {"day": day, "until": until})
    return Told(OTHER_FEATURES) if other_features(champion) else None
