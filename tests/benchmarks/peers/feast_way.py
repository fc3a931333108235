"""Four of the columns with Feast: its point-in-time join of values that were worked out before.

Feast finds the latest row of an entity before a time, on one clock. What was last on both clocks
is therefore worked out beforehand for every day on which it could have changed (with pandas, and
counted), and Feast does the join.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from datetime import timedelta
from pathlib import Path

import pandas as pd
from feast import Entity, FeatureStore, FeatureView, Field, FileSource, RepoConfig
from feast.types import Float64
from questions import HAPPENED, KEYS, SNAPSHOTS

warnings.filterwarnings("ignore")
LAST = {
    "trainings": {"hours": "trainings_last_hours", "score": "trainings_last_score"},
    "appraisals": {"predicate": "appraisals_last_predicate", "score": "appraisals_last_score"},
}


def states(table: str, records: Path) -> pd.DataFrame:
    """Return what was last known of each person from each day on which a row came to be seen.

    Of two versions of a fact the later known happened on the same day, so that the row that is
    last by when it happened and was known is never one that was superseded.
    """
    rows = pd.read_parquet(records / table, partitioning=None)
    rows["seen_on"] = rows[[HAPPENED[table], "recorded_on"]].max(axis=1)
    rows = rows.sort_values(["employee_id", HAPPENED[table], "recorded_on"], ignore_index=True)
    rows["place"] = range(len(rows))
    seen = rows.sort_values(["employee_id", "seen_on", "place"])
    latest = seen.groupby("employee_id")["place"].cummax()
    state = rows.loc[latest, ["employee_id", *LAST[table]]].rename(columns=LAST[table])
    state["seen_on"] = seen["seen_on"].to_numpy()
    last_of_day = state.drop_duplicates(["employee_id", "seen_on"], keep="last")
    return last_of_day.assign(seen_on=last_of_day["seen_on"].dt.tz_localize("UTC"))


def view(table: str, records: Path, folder: Path, person: Entity) -> FeatureView:
    """Return the view of a table's states, which are written to a file first."""
    assert HAPPENED[table] in KEYS[table]
    path = folder / f"{table}.parquet"
    states(table, records).to_parquet(path)
    return FeatureView(
        name=table,
        entities=[person],
        ttl=timedelta(days=36_500),
        schema=[Field(name=name, dtype=Float64) for name in LAST[table].values()],
        source=FileSource(name=table, path=str(path), timestamp_field="seen_on"),
    )


def main() -> None:
    """Write the columns of a home's records: RECORDS N_SNAPSHOTS OUT."""
    records, days, out = Path(sys.argv[1]), SNAPSHOTS[int(sys.argv[2])], Path(sys.argv[3])
    with tempfile.TemporaryDirectory() as made:
        config = RepoConfig(
            project="bench",
            provider="local",
            registry=str(Path(made) / "registry.db"),
            offline_store={"type": "dask"},
            online_store=None,
            entity_key_serialization_version=3,
        )
        store = FeatureStore(config=config)
        person = Entity(name="employee", join_keys=["employee_id"])
        views = [view(table, records, Path(made), person) for table in LAST]
        store.apply([person, *views])
        people = pd.read_parquet(records / "employees", columns=["employee_id"], partitioning=None)
        as_of = pd.to_datetime(pd.Series(days)).rename("as_of")
        asked = people.merge(as_of, how="cross")
        before = (asked["as_of"] - pd.Timedelta(days=1)).dt.tz_localize("UTC")
        names = [f"{table}:{name}" for table in LAST for name in LAST[table].values()]
        job = store.get_historical_features(asked.assign(event_timestamp=before), names)
        found = job.to_df().drop(columns="event_timestamp")
        found.assign(as_of=pd.to_datetime(found["as_of"]).dt.tz_localize(None)).to_parquet(out)


if __name__ == "__main__":
    main()
