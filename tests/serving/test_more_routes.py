"""Team, objections, corrections, the access log and readiness at the API."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from serving import rights
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


def test_no_case_is_left_out_however_many_there_are(
    api: SignIn, browser: SignIn, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rights, "AT_A_TIME", 2)
    monkeypatch.setattr(rights, "ROWS_A_PAGE", 3)
    people = [pseudonym(n) for n in range(7)]
    for one in people:
        place = {"agency_id": "3372", "account": "x"}
        stores.objections.open(one, **place, text="Keberatan.")
        stores.corrections.ask(one, **place, subject="Diklat", text="Kurang.")
    for path, account in (("objections", "mediator"), ("corrections", "petugas")):
        found = everything(api(account), f"/v1/{path}")
        assert [one["employee_id"] for one in found] == people[::-1]
    for path, account in (("/keberatan", "mediator"), ("/perbaikan", "petugas")):
        pages = [browser(account).get(path, params={"halaman": n}).text for n in (1, 2, 3)]
        shown = [[one for one in people if one in page] for page in pages]
        assert shown == [people[:3], people[3:6], people[6:]]
        assert ["halaman=" + n in pages[1] for n in "13"] == [True, True]
        assert "halaman=4" not in pages[2]
        looked = [look.subject for look in stores.access_log.newest(limit=1)]
        assert looked == people[6:]


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


def test_a_case_goes_from_reply_to_outcome_by_programs_too(api: SignIn, stores: Stores) -> None:
    number = stores.objections.open(OWN, agency_id="3372", account="pegawai", text="Keberatan.")
    mediator, place = api("mediator"), f"/v1/objections/{number}"
    told = mediator.post(f"{place}/replies", json={"text": "Kami periksa."}).json()
    assert [one["text"] for one in told["remarks"]] == ["Keberatan.", "Kami periksa."]
    (look,) = stores.access_log.newest(limit=1)
    assert (look.action, look.subject, look.agency_id) == ("handle_objections", OWN, "3372")
    assert mediator.get("/v1/objections/figures").json()["open"] == 1
    ended = {"outcome": "upheld", "text": "Catatan belum lengkap."}
    closed = mediator.post(f"{place}/outcome", json=ended).json()
    assert (closed["state"], closed["remarks"][-1]["account"]) == ("upheld", "mediator")
    again = mediator.post(f"{place}/outcome", json=ended)
    assert (again.status_code, again.json()["type"]) == (409, "urn:bina:problem:settled")
    assert mediator.get(place).json() == closed
    assert mediator.post("/v1/objections/999/replies", json={"text": "x"}).status_code == 404
    assert mediator.post(f"{place}/replies", json={"text": " "}).status_code == 422


def test_a_mediator_of_another_place_settles_nothing(api: SignIn, stores: Stores) -> None:
    number = stores.objections.open(OWN, agency_id="3372", account="x", text="Keberatan.")
    for name, place in (
        ("lain", {"agency_id": "7301"}),
        ("cabang", {"agency_id": "3372", "unit_id": "U-01"}),
    ):
        stores.accounts.create(name, roles=["mediator"], password=PASSWORD, **place)
        said = {"outcome": "rejected", "text": "Tidak."}
        answer = api(name).post(f"/v1/objections/{number}/outcome", json=said)
        assert answer.status_code == 403
        (look,) = stores.access_log.newest(limit=1)
        assert (look.allowed, look.subject) == (False, OWN)
    case = stores.objections.case(number)
    assert case is not None
    assert (case.state, len(case.remarks)) == ("open", 1)


def test_a_person_withdraws_only_an_own_case(api: SignIn, stores: Stores) -> None:
    stores.objections.open(pseudonym(9), agency_id="3372", account="x", text="Juga.")
    own = api("pegawai").post(f"/v1/employees/{OWN}/objections", json={"text": "Keberatan."})
    (listed,) = api("pegawai").get("/v1/own/objections").json()["items"]
    assert listed["id"] == own.json()["id"] == 2
    words = {"text": "Sudah jelas."}
    assert api("pegawai").post("/v1/own/objections/1/withdrawal", json=words).status_code == 404
    assert api("mediator").post("/v1/own/objections/2/withdrawal", json=words).status_code == 409
    ended = api("pegawai").post("/v1/own/objections/2/withdrawal", json=words)
    assert ended.json()["state"] == "withdrawn"
    (look,) = stores.access_log.newest(limit=1)
    assert (look.action, look.subject) == ("enter_objection", OWN)
    assert api("pegawai").post("/v1/own/objections/2/withdrawal", json=words).status_code == 409


def test_a_correction_is_asked_for_and_answered(api: SignIn, stores: Stores) -> None:
    wrong = {"subject": "Riwayat diklat", "text": "Pelatihan Maret belum tercatat."}
    asked = api("pegawai").post("/v1/own/corrections", json=wrong).json()
    assert (asked["employee_id"], asked["state"]) == (OWN, "open")
    place, done = f"/v1/corrections/{asked['id']}/answer", {"state": "done", "text": "Sudah."}
    answered = api("petugas").post(place, json=done).json()
    assert (answered["state"], answered["answer"]) == ("done", "Sudah.")
    (look,) = stores.access_log.newest(limit=1)
    assert (look.action, look.subject) == ("handle_corrections", OWN)
    (own,) = api("pegawai").get("/v1/own/corrections").json()["items"]
    assert own == answered
    stores.accounts.create("lain", roles=["admin"], password=PASSWORD, agency_id="7301")
    assert api("lain").post(place, json={**done, "text": "Bukan."}).status_code == 403
    assert api("diklat").post(place, json=done).status_code == 403
    assert api("petugas").post("/v1/corrections/999/answer", json=done).status_code == 404
    found = stores.corrections.request(asked["id"])
    assert found is not None
    assert found.answer == "Sudah."


def test_an_account_of_nobody_has_no_case_of_its_own(api: SignIn) -> None:
    for path in ("/v1/own/objections", "/v1/own/corrections"):
        assert api("diklat").get(path).json()["type"] == "urn:bina:problem:not-linked"
