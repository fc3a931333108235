"""The fast path equals the plain one, and the future does not matter, for every feature."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from features.families import FEATURES
from features.profiles import build_profiles
from features.records import KNOWN, Records
from tests.features.random_records import FIRST, LAST, random_records

DAYS = st.dates(min_value=FIRST, max_value=LAST)
SEEDS = st.integers(min_value=0, max_value=2**32 - 1)


def numbers(profiles: pd.DataFrame) -> pd.DataFrame:
    """Return profiles with categories as their codes."""
    words = profiles.select_dtypes("category").columns
    return profiles.assign(**{name: profiles[name].cat.codes for name in words}).astype(float)


def differing(one: pd.DataFrame, other: pd.DataFrame) -> list[str]:
    """Return the features in which two profile frames differ."""
    assert one.index.equals(other.index)
    same = np.isclose(numbers(one), numbers(other), rtol=1e-7, atol=1e-6, equal_nan=True)
    return [name for name, column in zip(one.columns, same.T, strict=True) if not column.all()]


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, days=st.lists(DAYS, min_size=1, max_size=2, unique=True))
def test_fast_path_equals_plain_path(seed: int, days: list[date]) -> None:
    records = random_records(seed)
    assert differing(build_profiles(records, days), build_profiles(records, days, plain=True)) == []


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, other=SEEDS, day=DAYS)
def test_profiles_do_not_change_when_the_future_does(seed: int, other: int, day: date) -> None:
    past = random_records(seed)
    changed = with_other_future(past, random_records(other), day)
    assert differing(build_profiles(past, day), build_profiles(changed, day)) == []


@settings(max_examples=10, deadline=None)
@given(seed=SEEDS, day=DAYS)
def test_profiles_of_a_day_need_only_what_was_known_then(seed: int, day: date) -> None:
    records = random_records(seed)
    known = records.known_before(day)
    assert differing(build_profiles(records, day), build_profiles(known, day)) == []


def test_profiles_do_not_depend_on_which_days_are_asked_together() -> None:
    records = random_records(11)
    days = [date(2020, 5, 1), date(2021, 5, 1), date(2022, 5, 1)]
    together = build_profiles(records, days)
    alone = pd.concat([build_profiles(records, day) for day in days])
    assert differing(together, alone) == []


def test_profiles_do_not_depend_on_the_order_of_rows() -> None:
    records = random_records(5)
    shuffled = {
        name: frame.sample(frac=1, random_state=1).reset_index(drop=True)
        for name, frame in records.frames.items()
        if not has_ties(frame, name)
    }
    frames = {**records.frames, **shuffled}
    day = date(2022, 3, 1)
    assert differing(build_profiles(records, day), build_profiles(Records(frames), day)) == []


def test_the_random_histories_reach_every_feature() -> None:
    days = [date(year, month, 1) for year in (2020, 2021, 2022) for month in (4, 8, 12)]
    values: dict[str, set[float]] = {name: set() for name in FEATURES}
    for seed in range(20):
        same = [name for name, seen in values.items() if len(seen) < 2]
        if not same:
            break
        found = numbers(build_profiles(random_records(seed), days, names=same))
        for name in same:
            values[name].update(found[name].dropna())
    assert [name for name, seen in values.items() if len(seen) < 2] == []


def with_other_future(past: Records, other: Records, day: date) -> Records:
    """Return the records known before a day, followed by somebody else's future."""
    frames = {}
    for name, frame in past.frames.items():
        dated = frame[KNOWN].notna()
        future = other.frame(name)
        later = future[future[KNOWN] >= pd.Timestamp(day)]
        kept = frame[~dated | (frame[KNOWN] < pd.Timestamp(day))]
        if "withdrawn_on" in kept:
            kept = kept.assign(withdrawn_on=other_later(kept["withdrawn_on"], day))
        frames[name] = pd.concat([kept, later], ignore_index=True)
    return Records(frames)


def other_later(withdrawn: pd.Series, day: date) -> pd.Series:
    """Return the same days on which rows turned out wrong, those from ``day`` on exchanged."""
    later = ~(withdrawn < pd.Timestamp(day))
    turned = withdrawn[later].isna().map({True: pd.Timestamp(day), False: pd.NaT})
    return withdrawn.where(~later, turned.reindex(withdrawn.index)).astype("datetime64[us]")


def has_ties(frame: pd.DataFrame, name: str) -> bool:
    """Return whether two rows of one moment could replace each other."""
    return frame.duplicated([KNOWN]).any() and name not in {"employees", "units"}
