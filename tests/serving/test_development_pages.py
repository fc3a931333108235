"""The open board, plans, moves and succession: who sees what, and that no risk is among it."""

from __future__ import annotations

import re

import pytest

from serving.store import Stores
from tests.serving.agency import PASSWORD, SignIn, pseudonym


@pytest.fixture
def movement(stores: Stores) -> str:
    """An account of those who prepare movements."""
    stores.accounts.create("mutasi", roles=("hr_movement",), password=PASSWORD)
    return "mutasi"


@pytest.fixture
def employee(stores: Stores) -> str:
    """An account of somebody on record, named with the agency."""
    stores.accounts.create(
        "guru", roles=("employee",), password=PASSWORD, employee_id=pseudonym(4), agency_id="3372"
    )
    return "guru"


def test_the_board_says_what_the_rules_say_of_the_reader(api: SignIn, employee: str) -> None:
    board = api(employee).get("/v1/board").json()
    assert board["has_own_facts"]
    [place] = board["items"]
    assert {fact["rule"] for fact in place["facts"]} == {"two_years_in_post"}
    assert place["facts"][0]["source"].startswith("Peraturan BKN 5/2019")


def test_the_board_is_the_same_for_all_but_for_the_facts(api: SignIn, employee: str) -> None:
    own, other = (api(name).get("/v1/board").json()["items"] for name in (employee, "petugas"))
    assert other[0]["facts"] == []
    assert {**own[0], "facts": []} == other[0]


def test_the_board_page_speaks_both_languages(browser: SignIn, employee: str) -> None:
    guest = browser(employee)
    assert "Papan terbuka" in guest.get("/papan").text
    english = guest.get("/papan?bahasa=en").text
    assert "Open board" in english
    assert "Peraturan BKN 5/2019" in english


def test_a_plan_is_for_the_person_and_those_who_develop_people(
    api: SignIn, employee: str, movement: str
) -> None:
    address = f"/v1/employees/{pseudonym(4)}/plan"
    for name in (employee, movement):
        plan = api(name).get(address).json()
        assert plan["index_points"] == 15.0
        assert [one["title"] for one in plan["actions"]] == ["Komunikasi Efektif", ""]
    assert api(employee).get(f"/v1/employees/{pseudonym(5)}/plan").status_code == 403


def test_a_plan_says_what_chosen_actions_alone_would_bring(browser: SignIn, employee: str) -> None:
    page = f"/pegawai/{pseudonym(4)}/rencana"
    everything = browser(employee).get(page).text
    one = browser(employee).get(f"{page}?pilih=2").text
    counts = [re.findall(r"<dd>([0-9.,]+)</dd>", text)[0] for text in (everything, one)]
    assert counts == ["30", "10"]


def test_succession_is_for_those_who_prepare_movements_and_is_logged(
    api: SignIn, movement: str, stores: Stores
) -> None:
    assert api("petugas").get("/v1/succession").status_code == 403
    found = api(movement).get("/v1/succession").json()
    assert found["posts"][0]["successors"][0]["course"] == "PKP"
    looked = {line.subject for line in stores.access_log.newest(limit=10) if line.allowed}
    assert found["posts"][0]["employee_id"] in looked


def test_the_succession_page_can_be_read(browser: SignIn, movement: str) -> None:
    page = browser(movement).get("/suksesi").text
    assert "Kepala Seksi" in page
    assert "PKP" in page


@pytest.mark.parametrize(
    "path", ["/v1/board", "/v1/succession", "/v1/employees/{id}/plan", "/suksesi", "/papan"]
)
def test_no_risk_is_in_what_is_said_about_development(
    api: SignIn, browser: SignIn, movement: str, path: str
) -> None:
    sign_in = api if path.startswith("/v1") else browser
    text = sign_in(movement).get(path.format(id=pseudonym(4))).text
    assert not re.search("risk|risiko", text, re.IGNORECASE)


def test_moves_are_answered_beside_courses_and_mentors(api: SignIn, employee: str) -> None:
    found = api(employee).get(f"/v1/employees/{pseudonym(4)}/suggestions/moves").json()
    assert found["items"] == []
