"""What was read of a plan is what is kept of it: ids of actions count within their plan only."""

from __future__ import annotations

import re
from typing import Any

import pytest

from serving.store import Stores
from tests.serving.agency import PASSWORD, SignIn, make_batch, pseudonym
from tests.serving.test_mentoring import key_of

PLAN, PAGE = f"/v1/employees/{pseudonym(4)}/plan", f"/pegawai/{pseudonym(4)}/rencana"


@pytest.fixture
def own(stores: Stores) -> str:
    """An account of the person of the plan."""
    place = {"employee_id": pseudonym(4), "agency_id": "3372"}
    stores.accounts.create("guru", roles=("employee",), password=PASSWORD, **place)
    return "guru"


def answered(guest: Any, address: str, sent: dict[str, object]) -> tuple[int, str]:
    """Return the status of an answer to what is sent, and its kind where it is a problem."""
    answer = guest.post(address, json=sent)
    return answer.status_code, answer.json().get("type", "").rpartition(":")[2]


def test_no_other_plan_is_kept_than_the_one_that_was_read(
    api: SignIn, own: str, stores: Stores
) -> None:
    guest = api(own)
    read = guest.get(PLAN).json()["batch"]["batch_id"]
    asked = {"actions": ["1"], "batch_id": read}
    assert answered(guest, f"{PLAN}/versions", asked) == (200, "")
    stores.scores.publish(make_batch())
    assert answered(guest, f"{PLAN}/versions", asked) == (409, "newer-scores")
    assert len(guest.get(f"{PLAN}/versions").json()["versions"]) == 1
    newer = guest.get(PLAN).json()["batch"]["batch_id"]
    assert answered(guest, f"{PLAN}/versions", {**asked, "batch_id": newer}) == (200, "")
    assert answered(guest, f"{PLAN}/versions", {"actions": ["2"]}) == (200, ""), "as v1 promised"
    assert answered(guest, f"{PLAN}/versions", {**asked, "batch_id": 0})[0] == 422


def test_evidence_is_of_the_version_that_was_read(api: SignIn, own: str) -> None:
    guest = api(own)
    guest.post(f"{PLAN}/versions", json={"actions": ["1", "2"]})
    proof = {"action_id": "1", "version": 1, "note": "Sertifikat ada di berkas."}
    assert answered(guest, f"{PLAN}/evidence", proof) == (200, "")
    guest.post(f"{PLAN}/versions", json={"actions": ["1"]})
    assert answered(guest, f"{PLAN}/evidence", proof) == (409, "not-the-newest")
    assert answered(guest, f"{PLAN}/evidence", {**proof, "version": 2}) == (200, "")
    kept = guest.get(f"{PLAN}/versions").json()["versions"]
    assert [len(one["evidence"]) for one in kept] == [1, 1]


def test_the_page_sends_what_was_read_and_is_told_where_it_is_old(
    browser: SignIn, own: str, stores: Stores
) -> None:
    guest = browser(own)
    shown = guest.get(PAGE).text
    (read,) = set(re.findall(r'name="skor" value="(\d+)"', shown))
    form = {"kunci": key_of(shown), "skor": read, "pilih": ["1"]}
    assert guest.get(f"{PAGE}?pilih=1&skor={read}").status_code == 200
    stores.scores.publish(make_batch())
    for answer in (
        guest.post(f"{PAGE}/versi", data=form),
        guest.get(f"{PAGE}?pilih=1&skor={read}"),
    ):
        assert answer.status_code == 409
        assert "Rencana ini telah disusun ulang" in answer.text
        assert "Belum dapat dilakukan" in answer.text
    assert guest.post(f"{PAGE}/versi", data={**form, "skor": ""}).status_code == 422
    (newer,) = set(re.findall(r'name="skor" value="(\d+)"', guest.get(PAGE).text))
    assert guest.post(f"{PAGE}/versi", data={**form, "skor": newer}).status_code == 303
    proof = {"kunci": form["kunci"], "versi": "7", "tindakan": "1", "bukti": "Sertifikat"}
    assert guest.post(f"{PAGE}/bukti", data=proof).status_code == 409
    assert guest.post(f"{PAGE}/bukti", data={**proof, "versi": "1"}).status_code == 303


@pytest.mark.parametrize("page", [PAGE, f"/pegawai/{pseudonym(4)}/mentoring"])
def test_forms_lead_to_the_agency_that_the_page_is_about(
    browser: SignIn, stores: Stores, page: str
) -> None:
    roles = ("hr_care", "mentor_coordinator")
    stores.accounts.create("pusat", roles=roles, password=PASSWORD)
    guest = browser("pusat")
    shown = guest.get(f"{page}?agency_id=3372").text
    forms = re.findall(r'<form[^>]* method="post" action="([^"]+)"', shown)
    own = [one for one in forms if one.startswith(page)]
    assert own
    assert all(re.fullmatch(rf"{page}(/\w+)?\?agency_id=3372", one) for one in own), own


def test_a_team_tells_gaps_and_whose_plan_waits_for_a_signature(
    api: SignIn, browser: SignIn, stores: Stores
) -> None:
    place = {"agency_id": "3372", "unit_id": "U-04", "employee_id": pseudonym(9)}
    for name in ("kepala", "pengganti"):
        stores.accounts.create(name, roles=["superior"], password=PASSWORD, **place)
    person = pseudonym(3)

    def told() -> tuple[object, ...]:
        items = api("kepala").get("/v1/team").json()["items"]
        (own,) = [one for one in items if one["employee_id"] == person]
        return own["n_lacking"], own["lacked_most"], own["plan"]

    assert told() == (1, "Komunikasi", "none")
    chosen = {"actions": ["1"]}
    assert api("kepala").post(f"/v1/employees/{person}/plan/versions", json=chosen).is_success
    assert told()[2] == "to_sign"
    assert "Menunggu tanda tangan Anda" in browser("kepala").get("/tim").text
    signed = {"version": 1}
    assert api("pengganti").post(f"/v1/employees/{person}/plan/signatures", json=signed).is_success
    assert told()[2] == "signed"
    stores.accounts.lock("pengganti")
    assert told()[2] == "to_sign"
