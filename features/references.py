"""Tables that are not about people, as they were known and valid on a day."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from features.clock import NEVER, Days, Floats, date_of, day_number, day_numbers
from features.records import KNOWN, Records, in_force, plan_in_force, valid_rows
from features.tables import TABLE_OF_NAME
from features.vocabulary import Vocabularies, domain_of

EARLIEST = day_number(date(1900, 1, 1))
"""Where nothing changed before, this day stands for the time before all records."""


class References:
    """The reference tables of one agency on any day.

    They change seldom, so each is read once for all days between two changes. The day on which
    a table last changed is its ``era``: whatever is made of the table alone is the same all
    through it.
    """

    def __init__(self, records: Records, vocabularies: Vocabularies) -> None:
        self.records = records
        self.vocabularies = vocabularies
        self._changes = cache(self._days_of_change)
        self._known = cache(self._known_and_valid)
        self._listed = cache(self._column_in_order)

    def era(self, table: str, day: int) -> int:
        """Return the day on which what is known and valid of a table last changed."""
        changes = self._changes(table)
        return int(changes[np.searchsorted(changes, day, side="right") - 1])

    def known(self, table: str, day: int) -> pd.DataFrame:
        """Return the rows known at a day, of each fact the latest, and only what is valid then.

        Of the establishment the former plan goes on until the next one is known.
        """
        return self._known(table, self.era(table, day))

    def listed(self, table: str, column: str, day: int) -> Floats:
        """Return a column for every key of the table's vocabulary, as known at a day.

        What is no longer valid counts too: people may still be where it was. Ids and words come
        as positions.
        """
        return self._listed(table, column, self.era(table, day))

    def codes(self, domain: str, ids: pd.Series) -> Floats:
        """Return ids as positions in their vocabulary; NaN for those that are not in it."""
        found = self.vocabularies[domain].get_indexer(pd.Index(ids))
        return np.where(found < 0, np.nan, found.astype(np.float64))

    def words(self, table: str, column: str) -> pd.Index:
        """Return what the codes of a reference column stand for."""
        declared = TABLE_OF_NAME[table][column]
        domain = domain_of(table, declared)
        if domain is not None:
            return self.vocabularies[domain]
        if declared.kind == "code":
            return pd.Index(declared.codes, dtype="str")
        values = self.records.frame(table)[column].dropna()
        words: pd.Index = pd.Index(sorted(values.unique()), dtype="str")
        return words

    def _days_of_change(self, table: str) -> Days:
        frame = self.records.frame(table)
        known = day_numbers(frame[KNOWN]) + 1
        valid = [day_numbers(frame[name]) for name in ("valid_from", "valid_to") if name in frame]
        changes = np.unique(np.concatenate([known, *valid]))
        return np.append(EARLIEST, changes[(changes > EARLIEST) & (changes < NEVER)])

    def _known_and_valid(self, table: str, era: int) -> pd.DataFrame:
        day = date_of(era)
        known = Records({table: self.records.frame(table)}).as_of(day).frame(table)
        if table == "establishment":
            return plan_in_force(known, day)
        return valid_rows(known, day) if "valid_from" in known else known

    def _column_in_order(self, table: str, column: str, era: int) -> Floats:
        declared = TABLE_OF_NAME[table]
        frame = self.records.frame(table)
        seen = frame[day_numbers(frame[KNOWN], missing=-NEVER) < era]
        last = in_force(seen, declared, date_of(era)).set_index(declared.key[0])
        values = last[column].reindex(self.vocabularies[table])
        if declared[column].kind == "number":
            return values.to_numpy(dtype=np.float64, na_value=np.nan)
        codes = self.words(table, column).get_indexer(pd.Index(values))
        return np.where(codes < 0, np.nan, codes.astype(np.float64))
