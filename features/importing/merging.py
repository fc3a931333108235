"""Bring new rows of one part together with what is on record, without rewriting history.

The same row again changes nothing, whatever it says of when it was recorded, unless that is
before the time assumed so far. An end that has become known is filled in. Any other change is
kept as a new version beside the old one, known from today unless the row itself says when it was
recorded. Columns that the new rows do not have keep their former values. What a later import
adds to a table without a day of its own is known from today as well; of a reference table only
where a row of the same unit, job, course or competency is on record.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.contract import Table
from features.home import VERSION_FROM, as_declared
from features.importing.consistency import fact_columns

Mask = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.integer[Any]]
NONE = -1


@dataclass(frozen=True)
class Merged:
    """The rows of a part after a merge, and how many of the new ones did what.

    ``corrected`` says that the new rows changed others; see `features.importing.corrections`.
    """

    frame: pd.DataFrame
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    corrected: bool = False

    @property
    def changed(self) -> bool:
        """Whether the part differs from what was on record."""
        return self.added > 0 or self.replaced > 0 or self.corrected


@dataclass(frozen=True)
class Verdict:
    """What becomes of each new row, and which stored row it is compared with (`NONE` if none).

    ``late`` marks added rows that count from today unless they say otherwise.
    """

    latest: Positions
    added: Mask
    late: Mask
    filled: Mask
    revised: Mask


def merge(
    stored: pd.DataFrame | None,
    new: pd.DataFrame,
    table: Table,
    *,
    given: list[str],
    today: dt.date,
    fills_up: bool = False,
) -> Merged:
    """Return the stored rows and the new ones as one part.

    ``given`` names the columns that the new rows really have. ``fills_up`` says that the source
    fills its history up later, without saying so: what it adds from a time that is on record
    already is known from today.
    """
    new = as_declared(new, table)
    if stored is None:
        return Merged(arranged(new, table), added=len(new))
    verdict = compare(stored, new, table, given=given)
    replaced = int((verdict.filled | verdict.revised).sum())
    added = int(verdict.added.sum())
    unchanged = len(new) - added - replaced
    if not added and not replaced:
        return Merged(stored, unchanged=unchanged)
    new = with_former_values(stored, new, verdict, table, given=given)
    if fills_up:
        new = known_from_today(stored, new, verdict, table, today=today)
    new, outdated = with_clock(stored, new, verdict, table, today=today)
    kept = stored.drop(index=stored.index[outdated])
    taken = new[verdict.added | verdict.filled | verdict.revised]
    together = pd.concat([kept, taken], ignore_index=True)
    return Merged(arranged(together, table), added=added, replaced=replaced, unchanged=unchanged)


def arranged(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return the rows clustered by person and day, or by key; later versions come last."""
    happened = [table.happened] if table.happened is not None else []
    order = [table.person, *happened] if table.is_about_a_person else list(table.key)
    by = list(dict.fromkeys([*order, *fact_columns(frame, table)]))
    return frame.sort_values(by, kind="stable", na_position="first", ignore_index=True)


def clock_of(table: Table) -> str:
    """Return the column that says when a version became known."""
    return VERSION_FROM if table.versioned else "recorded_on"


def fillable(table: Table) -> set[str]:
    """Return the columns whose empty value may be filled in later: ends and withdrawals."""
    return {"end_recorded_on", *(name for name in (table.ended, table.withdrawn) if name)}


def compare(stored: pd.DataFrame, new: pd.DataFrame, table: Table, *, given: list[str]) -> Verdict:
    """Return what becomes of each new row."""
    codes = codes_of(pd.concat([stored, new], ignore_index=True))
    key = [name for name in fact_columns(new, table) if name in {*table.key, *given}]
    fact = numbered(codes, key)
    old_fact, new_fact = fact[: len(stored)], fact[len(stored) :]
    latest = latest_of(stored, old_fact, new_fact, table)
    found = latest != NONE
    late = ~found & is_late(codes, table, n_stored=len(stored))
    clock = clock_of(table)
    content = [name for name in given if name not in key and name != clock]
    before = codes[content].to_numpy()[latest]
    now = codes[content].to_numpy()[len(stored) :]
    differs = before != now
    ends = np.isin(content, list(fillable(table)))
    only_ends = (~differs | (ends & (before == NONE))).all(axis=1)
    says_when, same_time, before_assumed = clocks(stored, new, latest, table)
    same = ~differs.any(axis=1) & ~before_assumed
    exact = repeats(codes, fact, n_stored=len(stored), says_when=says_when, given=given)
    unchanged = found & (same | exact)
    in_place = clock != VERSION_FROM and (only_ends & (~says_when | same_time) | before_assumed)
    filled = found & ~unchanged & in_place
    revised = found & ~unchanged & ~filled
    return Verdict(latest, added=~found, late=late, filled=filled, revised=revised)


def is_late(codes: pd.DataFrame, table: Table, *, n_stored: int) -> Mask:
    """Return which new rows could have been in an earlier import and have no day of their own."""
    n_new = len(codes) - n_stored
    if not table.versioned:
        return np.full(n_new, table.happened is None)
    subject = codes[table.key[0]].to_numpy()
    return np.isin(subject[n_stored:], subject[:n_stored])


def numbered(codes: pd.DataFrame, names: list[str]) -> Numbers:
    """Return one number for each different row of these columns."""
    return codes.groupby(names).ngroup().to_numpy(dtype=np.int64)


def codes_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with each value replaced by a number; empty is `NONE`."""
    return pd.DataFrame({name: pd.factorize(frame[name])[0] for name in frame})


def latest_of(
    stored: pd.DataFrame,
    old_fact: Numbers,
    new_fact: Numbers,
    table: Table,
) -> Positions:
    """Return the position of the version of each new row's fact that became known last."""
    known = known_on(stored, table)
    order = known.reset_index(drop=True).sort_values(kind="stable", na_position="first").index
    last = pd.Series(order.to_numpy(), index=old_fact[order])
    last = last[~last.index.duplicated(keep="last")]
    return last.reindex(new_fact, fill_value=NONE).to_numpy(dtype=np.intp)


def known_on(frame: pd.DataFrame, table: Table) -> pd.Series:
    """Return the day from which each row is known, NaT for always."""
    known = frame[clock_of(table)]
    if table.versioned or table.happened is None:
        return known
    return known.fillna(frame[table.happened] + pd.Timedelta(days=table.lag))


def clocks(
    stored: pd.DataFrame, new: pd.DataFrame, latest: Positions, table: Table
) -> tuple[Mask, Mask, Mask]:
    """Return whether each new row says when it was recorded, whether at its stored version's time,
    and whether before the time that was assumed of a stored version that does not say."""
    now, before = new[clock_of(table)].to_numpy(), stored[clock_of(table)].to_numpy()[latest]
    assumed = known_on(stored, table).to_numpy()[latest]
    return ~np.isnat(now), now == before, np.isnat(before) & (now < assumed)


def repeats(
    codes: pd.DataFrame,
    fact: Numbers,
    *,
    n_stored: int,
    says_when: Mask,
    given: list[str],
) -> Mask:
    """Return which new rows are on record word for word, in whichever version.

    A row that does not say when it was recorded is a repetition only if the new rows hold
    several versions of its fact; alone it may well bring an old value back.
    """
    columns = [name for name in codes if name in given or name == "recorded_on"]
    row = codes[columns].groupby(columns).ngroup().to_numpy()
    several = pd.Series(fact[n_stored:]).duplicated(keep=False).to_numpy(dtype=bool)
    return np.isin(row[n_stored:], row[:n_stored]) & (says_when | several)


def with_former_values(
    stored: pd.DataFrame, new: pd.DataFrame, verdict: Verdict, table: Table, *, given: list[str]
) -> pd.DataFrame:
    """Return the new rows with former values in the columns that they do not have."""
    old = verdict.latest != NONE
    missing = [name for name in table.by_name if name not in given]
    former = stored[missing].take(verdict.latest[old])
    values = {
        name: new[name].mask(old, pd.Series(former[name].array, index=new.index[old]))
        for name in missing
    }
    return new.assign(**values)


def known_from_today(
    stored: pd.DataFrame, new: pd.DataFrame, verdict: Verdict, table: Table, *, today: dt.date
) -> pd.DataFrame:
    """Return the new rows, those filled in between stored ones known from today."""
    if table.versioned or table.happened is None:
        return new
    between = verdict.added & (known_on(new, table) < known_on(stored, table).max()).to_numpy()
    clock = clock_of(table)
    return new.assign(**{clock: new[clock].mask(between, pd.Timestamp(today))})


def with_clock(
    stored: pd.DataFrame,
    new: pd.DataFrame,
    verdict: Verdict,
    table: Table,
    *,
    today: dt.date,
) -> tuple[pd.DataFrame, Positions]:
    """Return the new rows with the day they became known, and which stored rows they replace."""
    clock = clock_of(table)
    before = pd.Series(stored[clock].array.take(verdict.latest), index=new.index)
    now = new[clock].mask(verdict.filled & new[clock].isna().to_numpy(), before)
    unsaid = verdict.revised & (now.isna() | (now == before)).to_numpy(dtype=bool)
    unsaid |= verdict.late & now.isna().to_numpy(dtype=bool)
    now = now.mask(unsaid, pd.Timestamp(today))
    again = verdict.revised & (now == before).to_numpy(dtype=bool)
    return new.assign(**{clock: now}), verdict.latest[verdict.filled | again]
