"""The choice of the care list: risk, offers, floors and the lot; groups that make the whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from features.prevented import Prevented
from serving.care import care_list
from serving.choosing import choose, in_order, unit_floors
from serving.database import store_url
from serving.group_forecasts import SMALLEST_GROUP, with_rest
from serving.invitations import COLUMNS, invitations
from serving.store import ScoreStore, Stores
from serving.store.rows import Candidate, Forecast
from tests.serving.agency import PASSWORD, SignIn
from tests.serving.test_cli import run


def person(name: str, risk: float, unit: str = "u1", *, offered: bool = False) -> Candidate:
    return Candidate(employee_id=name, unit_id=unit, risk=risk, offered=offered)


def names(people: list[Candidate]) -> list[str]:
    return [one.employee_id for one in people]


def forecast(unit: str, expected: float) -> Forecast:
    return Forecast(
        level="unit", group_id=unit, group_name=unit, n=50, expected=expected, low=0, high=9
    )


def test_higher_risk_comes_first_and_equal_risk_asks_what_can_be_offered() -> None:
    people = [person("a", 0.10, offered=True), person("b", 0.101), person("c", 0.30)]
    chosen = choose(in_order(people, seed="x"), capacity=3, floors={})
    assert names(chosen) == ["c", "a", "b"]


def test_equals_are_drawn_by_a_lot_that_changes_with_the_batch() -> None:
    people = [person(f"p{n:03}", 0.1) for n in range(200)]
    first, again, other = (
        names(choose(in_order(people, seed=seed), capacity=20, floors={}))
        for seed in ("2026-01-01", "2026-01-01", "2026-02-01")
    )
    assert first == again
    assert first != sorted(first)
    assert len(set(first) & set(other)) < 10


def test_the_lot_favours_no_pseudonym() -> None:
    people = [person(f"p{n:03}", 0.1) for n in range(100)]
    drawn = [
        names(choose(in_order(people, seed=str(seed)), capacity=10, floors={}))
        for seed in range(200)
    ]
    low = sum(name < "p050" for one in drawn for name in one)
    assert 900 < low < 1100


def test_each_unit_has_its_floor_and_the_list_its_length() -> None:
    people = [person(f"a{n}", 0.5) for n in range(30)]
    people += [person(f"b{n}", 0.1, "u2") for n in range(30)]
    floors = unit_floors([forecast("u1", 15.0), forecast("u2", 5.0)], capacity=20)
    assert floors == {"u1": 7, "u2": 2}
    chosen = choose(in_order(people, seed="x"), capacity=20, floors=floors)
    assert len(chosen) == 20
    assert sum(one.unit_id == "u2" for one in chosen) == 2
    assert unit_floors([], capacity=20) == {}


def test_an_invitation_says_nothing_of_who_is_a_warning(home: Path) -> None:
    found = invitations(home, agency=None, capacity=20, mix=0.5)
    assert list(found.columns) == list(COLUMNS)
    assert len(found) == found["employee_id"].nunique() == 20
    again = invitations(home, agency=None, capacity=20, mix=0.5)
    assert found.equals(again)
    store = ScoreStore(store_url(home))
    batch = store.latest()
    assert batch is not None
    listed = {one.person.employee_id for one in care_list(store, batch, capacity=10).entries}
    store.close()
    on_list = found["employee_id"].isin(listed)
    assert on_list.sum() == 10
    assert 0 < on_list[:10].sum() < 10
    assert set(found.loc[~on_list, "unit_name"]) <= set(found.loc[on_list, "unit_name"])


def test_invitations_are_in_the_log_of_everybody_invited(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "undangan.csv"
    words = ["care", "invitations", "--out", str(out), "--capacity", "20", "--home", str(home)]
    assert run(*words) == 0
    invited = pd.read_csv(out, dtype="str")["employee_id"]
    assert logged(home, allowed=True) == {None, *invited}
    out.unlink()
    assert run(*words, "--role", "training_unit") == 1
    assert not out.exists()
    assert logged(home, allowed=False) == {None}


def logged(home: Path, *, allowed: bool) -> set[str | None]:
    """Return about whom the log holds invitations, and check that all lines are alike."""
    with Stores.open(store_url(home)) as stores:
        lines = [
            one
            for one in stores.access_log.newest(limit=100)
            if one.action == "write_invitations" and one.allowed is allowed
        ]
    assert len({(one.account, one.purpose, one.route) for one in lines}) == 1
    return {one.subject for one in lines}


def test_without_scores_nobody_is_invited(tmp_path: Path) -> None:
    with pytest.raises(Prevented, match="bina score"):
        invitations(tmp_path, agency=None, capacity=20, mix=0.5)


def table(**sizes: int) -> pd.DataFrame:
    n = pd.Series({name.replace("_", ""): size for name, size in sizes.items()})
    frame = pd.DataFrame({"n": n, "expected": n * 0.1, "variance": n * 0.09})
    return frame.assign(group_name=frame.index)


def test_the_parts_of_a_level_make_up_the_whole() -> None:
    found = with_rest(table(a=50, b=12, c=6, d=7))
    assert list(found.index) == ["a", "b", ""]
    assert found["n"].tolist() == [50, 12, 13]
    assert np.isclose(found["expected"].sum(), 7.5)


def test_a_rest_too_small_takes_the_smallest_group_with_it() -> None:
    found = with_rest(table(a=50, b=12, c=6))
    assert found["n"].to_dict() == {"a": 50, "": 18}
    assert (found["n"] >= SMALLEST_GROUP).all()


def test_without_small_groups_there_is_no_rest() -> None:
    assert list(with_rest(table(a=50, b=12)).index) == ["a", "b"]
    assert with_rest(table(a=5)).empty


def test_an_answer_that_was_made_before_is_given_to_nobody_else(
    api: SignIn, stores: Stores
) -> None:
    def listed(account: str, query: str = "") -> tuple[str, list[str]]:
        answer = api(account).get(f"/v1/care-list?capacity=10{query}")
        return answer.text, [one["employee_id"] for one in answer.json()["items"]]

    place = {"agency_id": "3372", "unit_id": "U-05"}
    stores.accounts.create("sebagian", roles=["hr_care"], password=PASSWORD, **place)
    text, all_units = listed("petugas")
    assert listed("petugas") == (text, all_units)
    own_units = listed("sebagian")[1]
    assert own_units
    assert own_units != all_units
    english, same = listed("petugas", "&bahasa=en")
    assert same == all_units
    assert english != text
    looks = [look.subject for look in stores.access_log.newest(limit=10)]
    assert sorted(str(one) for one in looks) == sorted(all_units)
    stores.objections.open(own_units[0], agency_id="3372", account="pegawai", text="Keberatan.")
    for account in ("petugas", "sebagian"):
        assert own_units[0] not in listed(account)[1]


def test_a_care_list_that_was_made_before_knows_who_objects_and_who_is_erased(
    stores: Stores,
) -> None:
    def listed() -> list[str]:
        batch = stores.scores.latest("3372")
        assert batch is not None
        found = care_list(stores.scores, batch, capacity=10).entries
        return [one.person.employee_id for one in found]

    before = listed()
    case = stores.objections.open(before[0], agency_id="3372", account="pegawai", text="Keberatan.")
    assert before[0] not in listed()
    assert len(listed()) == 10
    stores.objections.close(case, outcome="rejected", account="mediator", text="Ditolak.")
    assert listed() == before
    stores.erasure.person(before[1], "3372")
    after = listed()
    assert before[1] not in after
    assert len(after) == 10
