"""A real roster re-made as six plain staff lists gives the records of its tables.

The data are not part of the project; the tests skip where they are absent. `BINA_DATA` names the
folder that holds ``city_roster``, `BINA_PEOPLE` how many of its people are taken (2,000; 0 is all).

What a list cannot carry, and the tables say with hindsight: that somebody missing from the later
lists is known from elsewhere not to have left. Of such a person the lists say that she left.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from features.home import Home
from features.importing.importer import import_source
from features.importing.staff_list import import_list
from features.sources import FrameSource

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
ROSTER = Path(os.environ.get("BINA_DATA", BESIDE)) / "city_roster"
pytestmark = pytest.mark.skipif(not ROSTER.is_dir(), reason=f"{ROSTER.name} is not here")

N_PEOPLE = int(os.environ.get("BINA_PEOPLE", "2000"))
TODAY = date(2017, 1, 1)
TABLES = ("employees", "assignments", "departures", "units", "jobs")
Frames = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def tables() -> Frames:
    """The tables of every so manyth person."""
    found = {name: pd.read_csv(ROSTER / f"{name}.csv", dtype="str") for name in TABLES}
    everybody = found["employees"]["employee_id"]
    chosen = everybody.iloc[:: max(len(everybody) // N_PEOPLE, 1) if N_PEOPLE else 1]
    about = ("employees", "assignments", "departures")
    return found | {n: found[n][found[n]["employee_id"].isin(chosen)] for n in about}


@pytest.fixture(scope="module")
def of_tables(tables: Frames, tmp_path_factory: pytest.TempPathFactory) -> Frames:
    """The records that the tables give."""
    home = Home(tmp_path_factory.mktemp("tables"))
    report = import_source(
        FrameSource(tables), home, today=TODAY, ids_are_pseudonyms=True, allow_pay=True
    )
    assert report.ok
    return home.frames(home.agencies()[0])


@pytest.fixture(scope="module")
def of_lists(tables: Frames, tmp_path_factory: pytest.TempPathFactory) -> Frames:
    """The records that six lists give, one after the other."""
    folder = tmp_path_factory.mktemp("lists")
    home = Home(folder / "home")
    for day, rows in tables["assignments"].groupby("recorded_on"):
        path = folder / f"{day}.csv"
        write_list(path, rows, tables)
        report = import_list(
            path,
            home,
            on=date.fromisoformat(str(day)),
            today=TODAY,
            agency=tables["employees"]["agency_id"].iloc[0],
            ids_are_pseudonyms=True,
            allow_pay=True,
        )
        assert report.ok
    return home.frames(home.agencies()[0])


def write_list(path: Path, rows: pd.DataFrame, tables: Frames) -> None:
    """Write the people of one day as an office prints them."""
    titles = tables["jobs"].set_index("job_id")["name"]
    hired = tables["employees"].set_index("employee_id")["joined_on"]
    sheet = pd.DataFrame(
        {
            "No.": range(1, len(rows) + 1),
            "Employee ID": rows["employee_id"].to_numpy(),
            "Name": "a name",
            "Job title": rows["job_id"].map(titles).to_numpy(),
            "Unit": rows["unit_id"].to_numpy(),
            "Hire date": rows["employee_id"].map(hired).to_numpy(),
            "Base pay": rows["base_pay"].to_numpy(),
            "Gross pay": rows["gross_pay"].to_numpy(),
        }
    )
    content = sheet.to_csv(index=False)
    path.write_text(f"LIST OF STAFF\n\n{content}\n,TOTAL,,,,,,{len(rows)}\n", encoding="utf-8")


def test_the_same_people_with_the_same_first_days(of_lists: Frames, of_tables: Frames) -> None:
    columns = ["employee_id", "agency_id", "joined_on"]
    assert_same(of_lists["employees"][columns], of_tables["employees"][columns])


def test_the_same_posts_on_both_clocks_to_the_last_cell(
    of_lists: Frames, of_tables: Frames
) -> None:
    """Only of 1 in 1,000 people the tables know a later start than the day of hire on the list."""
    both = [
        one["assignments"].set_index(["employee_id", "recorded_on"])
        for one in (of_lists, of_tables)
    ]
    lists, given = (one.sort_index() for one in both)
    assert lists.index.equals(given.index)
    columns = [name for name in given if name != "started_on"]
    pd.testing.assert_frame_equal(lists[columns], given[columns])
    assert (lists["started_on"] != given["started_on"]).mean() < 0.001


def test_the_same_departures_and_hardly_any_others(of_lists: Frames, of_tables: Frames) -> None:
    told = of_lists["departures"]
    assert not told.duplicated(["employee_id", "left_on"]).any()
    in_force = told[told["withdrawn_on"].isna()]
    given = of_tables["departures"]
    same = in_force[in_force["employee_id"].isin(given["employee_id"])]
    assert_same(same, given)
    assert len(in_force) - len(given) <= 0.01 * len(given)


def test_who_was_only_missing_from_a_list_never_left(of_lists: Frames, tables: Frames) -> None:
    """Every departure that is not in force is of somebody whom a later list names again."""
    told = of_lists["departures"]
    back = told[told["withdrawn_on"].notna()]
    assert len(back) > 0
    posts = tables["assignments"].set_index("employee_id")["recorded_on"]
    seen_again = pd.to_datetime(posts).groupby(level=0).agg(set)
    assert all(
        day in seen_again[person]
        for person, day in zip(back["employee_id"], back["withdrawn_on"], strict=True)
    )


def assert_same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """Hold two frames equal whatever the order of their rows."""
    columns = list(other)
    ordered = [frame[columns].sort_values(columns, ignore_index=True) for frame in (one, other)]
    pd.testing.assert_frame_equal(*ordered)
