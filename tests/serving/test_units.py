"""One unit: the same on the page and at the API, cut by role and unit, and each look recorded."""

from __future__ import annotations

import re

import pytest

from serving.purposes import Action
from serving.store import Stores
from tests.serving.agency import PASSWORD, SignIn, keep, pseudonym
from tests.serving.test_pages import shown

OWN = {pseudonym(i) for i in range(60) if i % 6 == 4}
"""Who works in U-05 itself."""
LINK = re.compile(r'href="/pegawai/([0-9a-f]{20})')
MENTOR = {"kind": "mentor", "job_name": "Analis Ahli Madya", "unit_name": "Sekretariat Daerah"}
MENTOR |= {"region": "Komunikasi", "places": 2.0, "strategic": False}
MENTOR |= {"closes_on": None, "starts_on": None}


def mentors(stores: Stores) -> None:
    """Open a place with a mentor of U-05, one of U-01, and one of U-05 who leaves soon."""
    keep(stores, "mentor", pseudonym(4), {"shown": MENTOR, "leaves": None})
    keep(stores, "mentor", pseudonym(0), {"shown": MENTOR, "leaves": None})
    keep(stores, "mentor", pseudonym(10), {"shown": MENTOR, "leaves": "retirement"})


def test_a_unit_holds_its_forecast_needs_and_mentors(api: SignIn, stores: Stores) -> None:
    mentors(stores)
    unit = api("petugas").get("/v1/units/U-05").json()
    groups = api("petugas").get("/v1/units/forecast?level=unit").json()["items"]
    (own,) = [group for group in groups if group["group_id"] == "U-05"]
    (branch,) = api("petugas").get("/v1/units/forecast?level=branch").json()["items"]
    assert (unit["forecast"], unit["branch"]) == (own, branch)
    assert (unit["n_people"], unit["n_with_below"]) == (10, 30)
    assert [part["unit_id"] for part in unit["parts"]] == ["U-04", "U-06"]
    assert [part["forecast"]["group_id"] for part in unit["parts"]] == ["U-04", "U-06"]
    drivers = api("petugas").get("/v1/units/U-01").json()["drivers"]
    assert [one["family"] for one in drivers] == ["exits", "learning"]
    assert [row["unit_id"] for row in unit["needs"]] == ["U-04", "U-05", "U-06"]
    assert [mentor["item_id"] for mentor in unit["mentors"]] == [pseudonym(4)]
    assert unit["facts"]["people"] == 30
    above = api("petugas").get("/v1/units/U-04").json()["above"]
    assert [one["unit_id"] for one in above] == ["U-05"]


def test_the_page_says_the_same_and_links_its_people(browser: SignIn, stores: Stores) -> None:
    mentors(stores)
    page = browser("petugas").get("/unit/U-05").text
    text = shown(page)
    assert "Sekretariat Daerah" in text
    assert "Komunikasi" in text
    assert set(LINK.findall(page)) == OWN
    assert 'href="/unit/U-04"' in page
    looks = stores.access_log.newest(limit=50)
    assert {look.subject for look in looks if look.action == Action.READ_UNIT} == OWN
    assert {look.subject for look in looks if look.action == Action.READ_FORECASTS} == {None}


SEEN = {
    "hr_care": {"prakiraan", "fakta", "pegawai"},
    "hr_movement": {"fakta", "pegawai"},
    "training_unit": {"fakta", "pegawai"},
    "mentor_coordinator": {"fakta", "pegawai"},
    "superior": {"fakta"},
    "analyst": {"prakiraan"},
    "auditor": {"prakiraan"},
}


@pytest.mark.parametrize("role", SEEN)
def test_each_role_sees_what_its_task_needs(
    api: SignIn, browser: SignIn, stores: Stores, role: str
) -> None:
    forecast, facts = "prakiraan" in SEEN[role], "fakta" in SEEN[role]
    place = {"agency_id": "3372", "unit_id": "U-05"}
    stores.accounts.create("uji", roles=[role], password=PASSWORD, **place)
    unit = api("uji").get("/v1/units/U-05").json()
    assert (unit["forecast"] is not None, unit["branch"] is not None) == (forecast, forecast)
    assert all((part["forecast"] is not None) == forecast for part in unit["parts"])
    assert (unit["facts"] is not None) == facts
    assert unit["needs"]
    page = browser("uji").get("/unit/U-05").text
    parts = {"prakiraan", "fakta", "pegawai"}
    assert {one for one in parts if f'id="{one}"' in page} == SEEN[role]
    assert set(LINK.findall(page)) == (OWN if "pegawai" in SEEN[role] else set())
    assert browser("uji").get("/unit/U-01").status_code == 403
    assert browser("uji").get("/unit/tidak-ada").status_code == 403


def test_numbers_of_few_are_for_those_who_list_people(api: SignIn, stores: Stores) -> None:
    stores.accounts.create("analis", roles=["analyst"], password=PASSWORD)
    assert api("petugas").get("/v1/units/U-00").json()["n_people"] == 0
    unit = api("analis").get("/v1/units/U-00").json()
    assert (unit["n_people"], unit["n_with_below"], unit["branch"]) == (None, None, None)


def test_an_unknown_unit_is_told(api: SignIn, browser: SignIn) -> None:
    answer = api("petugas").get("/v1/units/U-77")
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:bina:problem:unknown-unit")
    assert browser("petugas").get("/unit/U-77").status_code == 404


def test_names_of_a_unit_are_a_step_of_their_own(browser: SignIn, stores: Stores) -> None:
    client = browser("petugas")
    page = client.get("/unit/U-05").text
    key = re.search(r'name="kunci" value="(\w+)"', page)
    assert key
    named = client.post("/unit/U-05/nama", data={"kunci": key[1]})
    assert named.status_code == 200
    assert set(LINK.findall(named.text)) == OWN
    assert client.post("/unit/U-05/nama", data={"kunci": "x"}).status_code == 403


def test_lists_of_units_lead_to_their_pages(browser: SignIn) -> None:
    for path in ("/", "/kelompok", "/mutu-data"):
        assert re.search(r'href="/unit/U-0\d"', browser("petugas").get(path).text), path
    assert 'href="/unit/' in browser("petugas").get("/kebutuhan").text
    assert "/unit/" not in browser("auditor").get("/mutu-data").text
    assert 'href="/unit/U-04"' in browser("petugas").get(f"/pegawai/{pseudonym(3)}").text
    assert "/unit/" not in browser("pegawai").get(f"/pegawai/{pseudonym(3)}").text
