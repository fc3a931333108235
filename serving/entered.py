"""What people entered, as a source of records like any other: the way from use to learning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from features.home import Home
from features.importing.importer import import_source
from features.importing.report import ImportReport
from features.prevented import Prevented
from features.problems import visible_name
from features.sources.reading import as_found
from features.tables import TABLE_OF_NAME
from serving.database import is_there, store_url
from serving.language import msg
from serving.store import EntryStore, Stores
from serving.store.entries import ENTERED
from serving.store.rows import Batch

NOT_RECORDS = ("entered_by", "entered_at")
NO_RECORDS = msg("no records in %(home)s; bring some in with: bina import SOURCE")
NOTHING_YET = msg("nothing was entered yet; people enter it in the console: bina serve")


class EnteredSource:
    """The rows that people entered; of several entries about one fact on one day the last."""

    def __init__(self, entries: EntryStore, *, agencies: frozenset[str]) -> None:
        self._frames = {name: _frame(entries, name, agencies) for name in ENTERED}

    def tables(self) -> tuple[str, ...]:
        """Return the names of the tables in which something was entered."""
        return tuple(name for name in TABLE_OF_NAME if not self._frames.get(name, EMPTY).empty)

    def read(self, table: str) -> pd.DataFrame:
        """Return the rows, with the day on which they were entered as ``recorded_on``."""
        return as_found(self._frames[table])

    def place(self, table: str) -> str:
        """Return what a message calls the table."""
        return f"entered {visible_name(table)}"

    def ignored(self) -> tuple[str, ...]:
        """Return nothing: all that was entered is for the records."""
        return ()


EMPTY = pd.DataFrame()


def _frame(entries: EntryStore, name: str, agencies: frozenset[str]) -> pd.DataFrame:
    rows = [row for row in entries.rows(name) if row["agency_id"] in agencies]
    if not rows:
        return EMPTY
    frame = pd.DataFrame(rows).drop(columns=list(NOT_RECORDS))
    fact = ["agency_id", *TABLE_OF_NAME[name].key, "recorded_on"]
    return frame.drop_duplicates(fact, keep="last", ignore_index=True)


def no_records(home: Home) -> Prevented:
    """Return what to say before the first import."""
    return Prevented(NO_RECORDS, home=str(home.path))


def collect(home: Home, *, today: date) -> ImportReport:
    """Bring what people entered into the records, by the road of every import.

    Raises `Prevented` where there are no records or nothing was entered.
    """
    origin = home.origin
    if origin is None:
        raise no_records(home)
    url = store_url(home.path)
    if not is_there(url):
        raise Prevented(NOTHING_YET)
    stores = Stores.open(url)
    try:
        source = EnteredSource(stores.entries, agencies=frozenset(home.agencies()))
    finally:
        stores.close()
    if not source.tables():
        raise Prevented(NOTHING_YET)
    return import_source(source, home, today=today, ids_are_pseudonyms=True, origin=origin)


def enter(
    stores: Stores,
    table: str,
    values: Mapping[str, object],
    *,
    batch: Batch,
    account: str,
    today: date,
) -> None:
    """Keep what somebody entered about a person of a batch, as known from today."""
    row = {"recorded_on": today, **values}
    stores.entries.add(table, row, agency_id=batch.agency_id, account=account)
