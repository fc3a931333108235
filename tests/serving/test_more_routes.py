"""Team, objections, corrections, the access log and readiness at the API."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from serving.app import create_app
from serving.limits import allowed_by_one_worker
from serving.store import Stores
from tests.serving.agency import PASSWORD, SignIn, pseudonym

OWN = pseudonym(3)


def everything(client: TestClient, path: str) -> list[dict[str, object]]:
    """Return the items of a list, two at a time."""
    items, cursor = [], None
    while True:
        answer = client.get(path, params={"limit": 2, **({"cursor": cursor} if cursor else {})})
        assert answer.status_code == 200, answer.text
        items += answer.json()["items"]
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            return items


def test_a_team_is_told_whole_and_without_a_risk(api: SignIn, stores: Stores) -> None:
    place = {"agency_id": "3372", "unit_id": "U-05", "employee_id": pseudonym(4)}
    stores.accounts.create("kepala", roles=["superior"], password=PASSWORD, **place)
    found = everything(api("kepala"), "/v1/team")
    wanted = {pseudonym(i) for i in range(60) if i % 6 in (3, 4, 5)} - {pseudonym(4)}
    assert sorted(one["employee_id"] for one in found) == sorted(wanted)
    assert not any("risk" in name or "band" in name for name in found[0])
    assert found[0]["course_title"]
    assert wanted <= {look.subject for look in stores.access_log.newest(limit=500)}


def test_a_person_objects_and_the_mediator_sees_the_case(api: SignIn, stores: Stores) -> None:
    answer = api("pegawai").post(f"/v1/employees/{OWN}/objections", json={"text": "Keberatan."})
    assert answer.json()["state"] == "open"
    stores.objections.open(pseudonym(9), agency_id="3372", account="x", text="Juga.")
    stores.objections.open(pseudonym(10), agency_id="3372", account="x", text="Juga.")
    found = everything(api("mediator"), "/v1/objections")
    assert [one["employee_id"] for one in found] == [pseudonym(10), pseudonym(9), OWN]
    assert found[-1]["remarks"][0]["text"] == "Keberatan."
    again = api("pegawai").post(f"/v1/employees/{OWN}/objections", json={"text": "Dan lagi."})
    assert again.json()["id"] == answer.json()["id"]
    assert len(again.json()["remarks"]) == 2
    care = api("petugas").get("/v1/care-list?capacity=500").json()["items"]
    assert OWN not in {one["employee_id"] for one in care}


def test_a_mediator_of_units_sees_their_cases_only(api: SignIn, stores: Stores) -> None:
    for n in (0, 3):
        stores.objections.open(pseudonym(n), agency_id="3372", account="x", text="Keberatan.")
        stores.corrections.ask(
            pseudonym(n), agency_id="3372", account="x", subject="Diklat", text="Kurang."
        )
    place = {"agency_id": "3372", "unit_id": "U-05"}
    stores.accounts.create("satu", roles=["mediator", "admin"], password=PASSWORD, **place)
    for path in ("/v1/objections", "/v1/corrections"):
        assert [one["employee_id"] for one in everything(api("satu"), path)] == [pseudonym(3)]
    (look,) = stores.access_log.newest(limit=1)
    assert look.subject == pseudonym(3)


def test_the_access_log_is_read_to_its_end(api: SignIn, stores: Stores) -> None:
    for n in range(5):
        api("petugas").get(f"/v1/employees/{pseudonym(n)}")
    found = everything(api("auditor"), "/v1/access-log")
    numbers = [one["number"] for one in found]
    assert numbers == sorted(numbers, reverse=True)
    looked = [one["subject"] for one in found if one["account"] == "petugas"]
    assert looked == [pseudonym(n) for n in (4, 3, 2, 1, 0)]


def test_an_unchanged_list_has_an_etag(api: SignIn) -> None:
    client = api("mediator")
    mark = client.get("/v1/objections").headers["etag"]
    again = client.get("/v1/objections", headers={"If-None-Match": mark})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("cursor", ["WzEsICJ4Il0", "WzEsICItMSJd", "x"])
def test_a_made_up_place_in_the_team_is_refused(api: SignIn, stores: Stores, cursor: str) -> None:
    place = {"agency_id": "3372", "unit_id": "U-05"}
    stores.accounts.create("kepala", roles=["superior"], password=PASSWORD, **place)
    answer = api("kepala").get("/v1/team", params={"cursor": cursor})
    assert answer.json()["type"] == "urn:bina:problem:stale-cursor"


def test_ready_means_that_scores_can_be_asked_for(anonymous: TestClient, tmp_path: Path) -> None:
    assert anonymous.get("/v1/ready").json()["status"] == "ready"


def test_not_ready_says_what_is_lacking(tmp_path: Path) -> None:
    from serving.database import Database

    with TestClient(create_app(tmp_path)) as client:
        answer = client.get("/v1/ready")
        assert (answer.status_code, answer.json()["lacks"]) == (503, "database")
        Database(f"sqlite:///{tmp_path / 'store.sqlite'}").close()
        assert client.get("/v1/ready").json()["lacks"] == "scores"


def test_several_workers_share_what_an_account_may_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BINA_REQUESTS_PER_MINUTE", "1200")
    monkeypatch.setenv("WEB_CONCURRENCY", "4")
    assert allowed_by_one_worker() == 300
