"""A home keeps records by table and agency, and gives an agency its own and what all share."""

from pathlib import Path

import pandas as pd
import pytest

from features.home import SHARED, Home, Part
from features.importing.generations import publish
from features.problems import BadInput


def employees(*ids: str, agency: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "employee_id": ids,
            "agency_id": agency,
            "joined_on": pd.Timestamp("2020-01-01"),
            "disability": pd.array([None] * len(ids), dtype="boolean"),
        }
    )


JOBS = pd.DataFrame({"job_id": ["j1"], "job_class": [7.0]})
ODD = "Kab. A/B: 100%"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    parts = {
        Part("employees", "a"): employees("p1", "p2", agency="a"),
        Part("employees", ODD): employees("p3", agency=ODD),
        Part("jobs", SHARED): JOBS,
    }
    publish(home, parts, former=None, origin="sample")
    return home


def test_a_new_home_holds_nothing_and_need_not_exist(tmp_path: Path) -> None:
    home = Home(tmp_path / "nowhere")
    assert (home.has_records, home.origin, home.agencies(), home.known()) == (False, None, [], {})
    assert not home.path.exists()


def test_a_home_knows_its_agencies_and_its_origin(home: Home) -> None:
    assert home.agencies() == [ODD, "a"]
    assert (home.has_records, home.origin) == (True, "sample")


def test_an_agency_gets_its_own_rows_and_the_shared_ones(home: Home) -> None:
    frames = home.frames("a")
    assert frames["employees"]["employee_id"].tolist() == ["p1", "p2"]
    assert frames["jobs"]["job_id"].tolist() == ["j1"]
    assert set(frames) == {"employees", "jobs"}
    assert home.frames(ODD)["employees"]["employee_id"].tolist() == ["p3"]


def test_frames_come_back_typed_with_all_columns(home: Home) -> None:
    frames = home.frames("a")
    kinds = frames["employees"].dtypes.astype(str)
    assert kinds["joined_on"] == kinds["birth_date"] == "datetime64[us]"
    assert (kinds["employee_id"], kinds["sex"], kinds["disability"]) == ("str", "str", "boolean")
    assert frames["jobs"].dtypes.astype(str)["version_from"] == "datetime64[us]"


def test_an_agency_that_is_not_on_record_is_a_key_error(home: Home) -> None:
    with pytest.raises(KeyError):
        home.frames("b")


def test_what_others_refer_to_is_known(home: Home) -> None:
    known = home.known()
    assert set(known["employees"]["employee_id"]) == {"p1", "p2", "p3"}
    assert known["jobs"]["job_id"].tolist() == ["j1"]


def test_a_new_generation_shares_the_files_that_did_not_change(home: Home) -> None:
    before = dict(home.parts())
    publish(
        home,
        {Part("employees", "a"): employees("p9", agency="a")},
        former=home.current,
        origin="sample",
    )
    after = dict(home.parts())
    assert home.frames("a")["employees"]["employee_id"].tolist() == ["p9"]
    assert after[Part("jobs", SHARED)] != before[Part("jobs", SHARED)]
    assert after[Part("jobs", SHARED)].samefile(before[Part("jobs", SHARED)])
    assert not after[Part("employees", "a")].samefile(before[Part("employees", "a")])


def test_what_a_broken_import_left_is_removed_by_the_next(home: Home) -> None:
    left = home.records / "000002.partial-1" / "jobs"
    left.mkdir(parents=True)
    (home.records / "000002.json").write_text("{")
    publish(home, {Part("jobs", SHARED): JOBS}, former=home.current, origin="sample")
    found = sorted(path.name for path in home.records.iterdir())
    assert found == ["000001", "000002", "current.json"]


def test_of_two_imports_at_once_the_slower_one_changes_nothing(home: Home) -> None:
    started = home.current
    faster = {Part("jobs", SHARED): JOBS.assign(job_class=8.0)}
    publish(home, faster, former=started, origin="sample")
    slower = {Part("jobs", SHARED): JOBS.assign(job_class=9.0)}
    with pytest.raises(BadInput, match="Another import"):
        publish(home, slower, former=started, origin="sample")
    assert home.frames("a")["jobs"]["job_class"].tolist() == [8.0]
