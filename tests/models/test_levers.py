"""Levers: what an office can change, moved as the records would move it, and never a fixed fact."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from features.families import FEATURES
from features.profiles import build_profiles
from features.records import Records
from features.sample import make_agency
from features.tables import PNS_RANKS, TABLES
from models.turnover.levers import DUTY_HOURS, FAR_ENOUGH, LEVERS, what_if

TODAY = date(2026, 1, 1)
YESTERDAY = pd.Timestamp(2025, 12, 31)
OF_THE_GROUP = {"hours_against_job", "rank_against_cohort"}
"""A middle of colleagues, to which the person belongs: it is left where it is."""


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return make_agency(employees=400, years=6, until=TODAY).tables


@pytest.fixture(scope="module")
def profiles(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return profiles_of(tables)


def profiles_of(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return build_profiles(Records.of(tables), TODAY).droplevel("as_of")


def one_more(
    name: str, person: str, tables: dict[str, pd.DataFrame], profiles: pd.DataFrame
) -> dict[str, Any]:
    """Return the row of the records that a lever stands for."""
    if name == "training_hours":
        hours = DUTY_HOURS - profiles.loc[person, "hours_last_year"]
        return {"employee_id": person, "completed_on": YESTERDAY, "hours": hours}
    if name == "mentoring":
        return {"mentee_id": person, "mentor_id": another(person), "started_on": YESTERDAY}
    held = tables["ranks"].query("employee_id == @person").sort_values("started_on")["rank"]
    following = PNS_RANKS[PNS_RANKS.index(held.iloc[-1]) + 1]
    return {"employee_id": person, "started_on": YESTERDAY, "rank": following}


def another(person: str) -> str:
    return "somebody-else" if person != "somebody-else" else "another"


def with_row(table: pd.DataFrame, row: dict[str, Any]) -> pd.DataFrame:
    """Return a table with a row that was recorded on its own day."""
    whole = pd.concat([table, table.iloc[:1]], ignore_index=True)
    for column in table:
        whole[column] = whole[column].where(whole.index < len(table))
        value = row.get(str(column), YESTERDAY if column == "recorded_on" else None)
        if value is not None:
            whole.loc[len(table), column] = value
    return whole.astype(table.dtypes.to_dict())


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_moves_what_the_records_would_move(
    name: str, tables: dict[str, pd.DataFrame], profiles: pd.DataFrame
) -> None:
    """One more row in the records, everything worked out again: the same profile."""
    lever = LEVERS[name]
    changed = lever.changed(profiles)
    spread = changed.iloc[:: max(1, len(changed) // 40)]
    person = next(one for one in spread.index if profiles.loc[one, "share_not_finished"] in (0.0,))
    row = one_more(name, person, tables, profiles)
    again = profiles_of({**tables, lever.table: with_row(tables[lever.table], row)})
    for column in profiles:
        told, true = changed.loc[person, column], again.loc[person, column]
        same = told == true or (pd.isna(told) and pd.isna(true))
        close = not same and not isinstance(true, str) and told == pytest.approx(true, abs=1e-9)
        assert same or close or column in OF_THE_GROUP, column
    moved = {str(c) for c in profiles if not changed[c].equals(profiles.loc[changed.index, c])}
    assert moved <= set(lever.columns)


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_applies_once(name: str, profiles: pd.DataFrame) -> None:
    changed = LEVERS[name].changed(profiles)
    assert 0 < len(changed) < len(profiles)
    assert LEVERS[name].changed(changed).empty


def test_levers_change_nothing_fixed_protected_or_kept_apart() -> None:
    sensitive = {
        column.name for table in TABLES for column in table.columns if column.sensitivity != "open"
    }
    allowed = {"learning", "post", "mobility"}
    fixed = ("job", "unit", "service", "exits", "left", "promotion", "contract_end", "type")
    for lever in LEVERS.values():
        for name in lever.columns:
            assert FEATURES[name].family in allowed
            assert name not in sensitive
            assert not any(word in name for word in fixed) or name == "hours_against_job"


def by_hours(frame: pd.DataFrame) -> pd.Series:
    """A model that only asks for hours: twenty of them take a quarter off the risk."""
    return 0.2 - 0.05 * (frame["hours_last_year"] / DUTY_HOURS).clip(upper=1)


def test_only_what_lowers_the_risk_by_more_than_noise_is_told(profiles: pd.DataFrame) -> None:
    risk = by_hours(profiles)
    found = what_if(profiles, risk, by_hours)
    assert set(found["lever"]) == {"training_hours"}
    assert np.allclose(found["risk"], 0.15)
    assert (found["risk"] < FAR_ENOUGH * risk[found.index]).all()
    nearly = profiles["hours_last_year"].between(14, 19)
    assert not set(profiles.index[nearly]) & set(found.index)
    assert what_if(profiles, risk, lambda frame: 1 - by_hours(frame)).empty
    assert what_if(profiles, risk, lambda frame: by_hours(frame) * np.nan).empty


def test_without_the_columns_of_a_lever_it_is_not_asked(profiles: pd.DataFrame) -> None:
    few = profiles[["hours_last_year", "days_in_rank"]]
    assert what_if(few, by_hours(few), by_hours).empty
