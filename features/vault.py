"""Protected attributes and places of people on past days, for audits by group and nothing else.

They are not profiles: no feature, model or score reads them, and a test holds that.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from features.placements import placements
from features.records import KNOWN, Records

PROTECTED = ("sex", "age_band", "disability")
ATTRIBUTES = (*PROTECTED, "employment_type", "region")
"""By what an audit tells groups apart; the first are those that the merit law protects."""
PLACES = ("unit_id", "unit_name", "job_id", "job_family", "region")
AGE_EDGES = (30, 40, 50)
AGE_BANDS = ("below 30", "30 to 39", "40 to 49", "50 and above")
DAYS_A_YEAR = 365.25


def groups_of(records: Sequence[Records], moments: pd.Index) -> pd.DataFrame:
    """Return the attributes and places of people on as-of days; None where not on record.

    Index as given, (as_of, employee_id). Columns `ATTRIBUTES`, then those of `PLACES` that are
    not among them; values are words. Sex, birth and disability are taken as they are on record
    today: an audit looks back and is no prediction.
    """
    found: pd.DataFrame | None = None
    for one in records:
        own = _groups_of_one(one, moments)
        found = own if found is None else found.where(found.notna(), own)
    columns = list(dict.fromkeys([*ATTRIBUTES, *PLACES]))
    empty = pd.DataFrame(None, index=moments, columns=columns, dtype=object)
    return empty if found is None else found[columns]


def _groups_of_one(records: Records, moments: pd.Index) -> pd.DataFrame:
    people = records.frame("employees").sort_values(KNOWN, kind="stable")
    own = people.drop_duplicates("employee_id", keep="last").set_index("employee_id")
    who, day = (moments.get_level_values(name) for name in ("employee_id", "as_of"))
    told = own.reindex(who)[["sex", "disability", "birth_date"]].set_axis(moments)
    days = sorted({stamp.date() for stamp in day.unique()})
    frame = pd.DataFrame(
        {
            "sex": _words(told["sex"]),
            "age_band": _age_bands(told["birth_date"], day),
            "disability": _words(told["disability"]).map({"True": "yes", "False": "no"}),
            "employment_type": _employment(records, moments),
        },
        index=moments,
    ).astype(object)
    placed = _places(records, days).reindex(moments)
    frame = frame.join(placed)
    return frame.where(frame.notna(), None)


def _words(column: pd.Series) -> pd.Series:
    """Return a column as words, None where nothing is on record."""
    return column.astype(object).map(lambda value: None if pd.isna(value) else str(value))


def _age_bands(birth: pd.Series, day: pd.Index) -> pd.Series:
    years = (pd.DatetimeIndex(day) - pd.DatetimeIndex(birth)).days / DAYS_A_YEAR
    band = np.searchsorted(AGE_EDGES, np.nan_to_num(years, nan=0.0), side="right")
    words = np.array(AGE_BANDS, dtype=object)[band]
    return pd.Series(np.where(np.isnan(years), None, words), index=birth.index, dtype=object)


def _employment(records: Records, moments: pd.Index) -> np.ndarray:
    """Return the kind of employment that began last before each as-of day."""
    rows = records.frame("statuses")[["employee_id", "started_on", "employment_type"]]
    asked = moments.to_frame(index=False).assign(place=np.arange(len(moments)))
    asked["as_of"] = asked["as_of"].astype("datetime64[us]")
    asked["employee_id"] = asked["employee_id"].astype(object)
    rows = rows.astype({"employee_id": object, "started_on": "datetime64[us]"})
    last = pd.merge_asof(
        asked.sort_values("as_of"),
        rows.sort_values("started_on", kind="stable"),
        left_on="as_of",
        right_on="started_on",
        by="employee_id",
    ).sort_values("place")
    return _words(last["employment_type"]).to_numpy(dtype=object)


def _places(records: Records, days: Sequence[date]) -> pd.DataFrame:
    """Return where people sat on each day, by (as_of, employee_id)."""
    parts = [
        placements(records.known_before(day), day)[list(PLACES)].assign(as_of=pd.Timestamp(day))
        for day in days
    ]
    placed = pd.concat(parts).astype(dict.fromkeys(PLACES, object))
    placed = placed.set_index("as_of", append=True)
    return placed.reorder_levels(["as_of", "employee_id"])
