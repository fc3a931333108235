"""Every route by every role and in every scope, and no way from a superior to a risk."""

from __future__ import annotations

import inspect
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook
from sqlalchemy import update

from features.subtrees import subtrees
from serving import pages, routes
from serving.access_words import DENIALS
from serving.account_words import NotAllowed
from serving.app import create_app
from serving.batch import ScoreBatch
from serving.database import Database, accounts, store_url
from serving.installation import Installation
from serving.passwords import form_key
from serving.purposes import (
    DECIDING,
    EVERYBODY,
    FROM_RISKS,
    KEPT_APART,
    PERMISSIONS,
    Action,
    Reach,
    Reason,
    Role,
    held_together,
    refusal,
)
from serving.store import Stores
from serving.workbooks import MEDIA_TYPE
from tests.serving.agency import PASSWORD, TREE, SignIn, make_batch, pseudonym
from tests.serving.questions import asked_of
from tests.serving.test_routes import OPEN, UNIT, _leaves, address

PERSON, ELSEWHERE = pseudonym(3), pseudonym(0)
"""Somebody of U-04, which is under U-05, and somebody of U-01."""
SCOPES = {"agency": None, "above": "U-05", "own": "U-04", "outside": "U-01"}
REACHING = {"agency", "above", "own"}
WITHOUT_ACTION = {*OPEN, ("POST", "/keluar")}
EVERY_ROUTE = {
    (method, route.path): route
    for router in (*routes.ANONYMOUS, *routes.CLOSED, *pages.ANONYMOUS, *pages.CLOSED)
    for route in _leaves(router)
    for method in sorted(route.methods)
}


def action_of(dependant: Dependant) -> Action | None:
    """Return what a route asks for, as its dependencies declare it."""
    named = inspect.getclosurevars(dependant.call).nonlocals if dependant.call else {}
    check = named.get("allowed", dependant.call)
    if check is not None and "require.<locals>" in check.__qualname__:
        action: Action = inspect.getclosurevars(check).nonlocals["action"]
        return action
    found = (action_of(one) for one in dependant.dependencies)
    return next((one for one in found if one is not None), None)


ACTIONS = {key: action_of(route.dependant) for key, route in EVERY_ROUTE.items()}


def test_every_route_names_what_it_is_for() -> None:
    assert {key for key, action in ACTIONS.items() if action is None} == WITHOUT_ACTION
    assert set(ACTIONS.values()) - {None} <= set(PERMISSIONS)
    assert set(PERMISSIONS) == set(Action)


def ask(client: TestClient, method: str, path: str) -> tuple[int, str]:
    """Return status and kind of the answer; forms carry the visitor's own key."""
    key = form_key(client.cookies.get("bina_session") or "")
    body = {"data": {"kunci": key}} if not path.startswith("/v1") and method == "POST" else {}
    headers = {"Accept": "application/json"}
    answer = client.request(method, address(path), headers=headers, **body)
    kind = (
        answer.json().get("type", "") if "problem" in answer.headers.get("content-type", "") else ""
    )
    return answer.status_code, kind.rpartition(":")[2]


def wanted(action: Action, path: str, role: Role, scope: str) -> Reason | None:
    """Return why this should be refused, by the table and the tree alone."""
    limited = SCOPES[scope] is not None
    reach = Reach.UNITS if limited else Reach.AGENCY
    reason = refusal(action, roles=[role], own_record=False, reach=reach)
    if reason or not ("{employee_id}" in path or "{unit_id}" in path):
        return reason
    reached = scope in REACHING and (limited or role is not Role.SUPERIOR)
    return None if reached or PERMISSIONS[action].roles == EVERYBODY else Reason.UNIT


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("role", list(Role))
def test_every_route_by_every_role_in_every_scope(
    role: Role, scope: str, api: SignIn, browser: SignIn, stores: Stores
) -> None:
    place = {"agency_id": "3372", "unit_id": SCOPES[scope], "employee_id": pseudonym(33)}
    stores.accounts.create("uji", roles=[role], password=PASSWORD, **place)
    program, person = api("uji"), browser("uji")
    for (method, path), action in ACTIONS.items():
        if action is None or path == "/sandi":
            continue
        client = program if path.startswith("/v1") else person
        status, kind = ask(client, method, path)
        reason = wanted(action, path, role, scope)
        assert (status == 403) == (reason is not None), (method, path, status, kind, reason)
        if reason is not None:
            (look,) = stores.access_log.newest(limit=1)
            assert (look.allowed, look.reason, look.action) == (False, reason, action), path
            assert look.subject == (PERSON if "{employee_id}" in path else None)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_reason_of_a_denial_is_told(browser: SignIn, stores: Stores, language: str) -> None:
    from serving.language import language as spoken

    stores.accounts.create(
        "uji", roles=["superior"], password=PASSWORD, agency_id="3372", unit_id="U-01"
    )
    page = browser("uji").get(f"/pegawai/{PERSON}?bahasa={language}")
    assert page.status_code == 403
    assert spoken(language).text(DENIALS[Reason.UNIT]) in page.text
    assert set(DENIALS) == set(Reason)


@pytest.mark.parametrize("unit", ["U-05", None])
def test_who_looks_after_a_part_starts_no_work_for_all(
    browser: SignIn, stores: Stores, unit: str | None
) -> None:
    place = {"agency_id": "3372", "unit_id": unit}
    stores.accounts.create("cabang", roles=["admin"], password=PASSWORD, **place)
    client = browser("cabang")
    form = {"kunci": form_key(client.cookies["bina_session"]), "jenis": "collect"}
    for path in ("/pekerjaan", "/pekerjaan/1/batal"):
        assert client.post(path, data=form).status_code == 403
    assert client.get("/pekerjaan").status_code == 403
    (look,) = stores.access_log.newest(limit=1)
    assert look.reason == (Reason.UNIT if unit else Reason.ONE_AGENCY)
    assert "/pekerjaan" not in client.get("/katalog").text
    assert stores.jobs.newest(limit=1) == []


def test_another_agency_is_refused_and_the_refusal_is_logged(api: SignIn, stores: Stores) -> None:
    stores.accounts.create("satu", roles=["hr_care"], password=PASSWORD, agency_id="3372")
    answer = api("satu").get("/v1/care-list?agency_id=7301")
    assert (answer.status_code, answer.json()["type"]) == (
        403,
        "urn:bina:problem:outside-your-agency",
    )
    (look,) = stores.access_log.newest(limit=1)
    assert (look.allowed, look.reason) == (False, Reason.AGENCY)


class TestLimitedCare:
    """An HR officer for some units only."""

    @pytest.fixture
    def officer(self, stores: Stores) -> str:
        place = {"agency_id": "3372", "unit_id": "U-05"}
        stores.accounts.create("cabang", roles=["hr_care"], password=PASSWORD, **place)
        return "cabang"

    def test_lists_and_groups_hold_these_units_only(self, officer: str, api: SignIn) -> None:
        care = api(officer).get("/v1/care-list?capacity=500").json()["items"]
        assert {item["unit_name"] for item in care} == {
            "Badan Kepegawaian dan Pengembangan SDM",
            "Sekretariat Daerah",
            "Kecamatan Jebres",
        }
        groups = api(officer).get("/v1/units/forecast").json()["items"]
        assert {group["group_id"] for group in groups} == {"U-04", "U-05", "U-06"}
        for level in ("agency", "job_family", "region"):
            assert api(officer).get(f"/v1/units/forecast?level={level}").json()["items"] == []

    @pytest.mark.parametrize("path", ["/", "/kelompok", "/kelompok?kelompok=region", "/mutu-data"])
    def test_pages_hold_these_units_only(self, officer: str, browser: SignIn, path: str) -> None:
        page = browser(officer).get(path)
        assert page.status_code == 200
        for name in ("Dinas Kesehatan", "Dinas Pendidikan", "Pekerjaan Umum", "Kota Surakarta"):
            assert name not in page.text

    def test_strangers_and_nobody_look_the_same(self, officer: str, api: SignIn) -> None:
        answers = [
            api(officer).get(f"/v1/employees/{who}/risk")
            for who in (ELSEWHERE, "0" * 20, "198001012005011001")
        ]
        assert [answer.status_code for answer in answers] == [403] * 3
        assert answers[0].json() == answers[1].json() == answers[2].json()

    def test_the_past_is_not_shown(self, officer: str, api: SignIn, stores: Stores) -> None:
        answer = api(officer).get("/v1/care-list?as_of=2026-01-15")
        assert answer.json()["type"] == "urn:bina:problem:present-only"
        (look,) = stores.access_log.newest(limit=1)
        assert look.reason == Reason.PRESENT


def test_the_team_is_those_of_the_unit_and_those_below_it(browser: SignIn, stores: Stores) -> None:
    head = pseudonym(4)
    place = {"agency_id": "3372", "unit_id": "U-05", "employee_id": head}
    stores.accounts.create("kepala", roles=["superior"], password=PASSWORD, **place)
    page = browser("kepala").get("/tim").text
    shown = set(re.findall(r"/pegawai/([0-9a-f]{20})", page))
    assert shown == {pseudonym(i) for i in range(60) if i % 6 in (3, 4, 5)} - {head}
    looks = stores.access_log.newest(limit=100)
    assert {look.subject for look in looks} == shown
    person = browser("kepala").get(f"/pegawai/{PERSON}")
    assert "umpan-balik" in person.text
    key = re.search(r'name="kunci" value="(\w+)"', person.text)
    assert key
    form = {"kunci": key[1], "aspek": "Kolaboratif", "arah": "strength"}
    client = browser("kepala")
    key_of_client = form_key(client.cookies["bina_session"])
    answer = client.post(f"/pegawai/{PERSON}/umpan-balik", data={**form, "kunci": key_of_client})
    assert answer.status_code == 303
    (kept,) = stores.entries.rows("feedbacks")
    assert (kept["employee_id"], kept["given_by"]) == (PERSON, head)


# What a superior gets must be the same whatever the risks are.

QUERIES = ["", "?sort=risk", "?urut=risiko", "?band=high", "?kapasitas=5", "?as_of=2026-01-15"]
QUERIES += ["?level=unit", "?agency_id=3372", "?agency_id=7301", "?halaman=2", "?format=xlsx"]


def other_risks(batch: ScoreBatch) -> ScoreBatch:
    """Return the same batch with the risks turned round, and other signals."""
    people = batch.people.assign(risk=1.0 - batch.people["risk"], band="high")
    forecasts = batch.forecasts.assign(expected=1.0, low=0.0, high=3.0)
    return replace(batch, people=people, signals=batch.signals.iloc[::2], forecasts=forecasts)


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[list[tuple[Path, Stores]]]:
    """Two offices that differ by the risks only."""
    opened = []
    for name, batch in (("one", make_batch()), ("two", other_risks(make_batch()))):
        home = tmp_path / name
        home.mkdir()
        stores = Stores.open(store_url(home))
        stores.scores.publish(batch)
        opened.append((home, stores))
    yield opened
    for _home, stores in opened:
        stores.close()


@pytest.fixture
def watched(offices: list[tuple[Path, Stores]]) -> list[tuple[Path, Stores]]:
    """The two offices after an officer has read the care list and asked for somebody on it."""
    for home, stores in offices:
        stores.accounts.create("petugas", roles=["hr_care"], password=PASSWORD)
        officer, program = clients(home, stores, name="petugas")
        assert officer.get("/?kapasitas=5").status_code == 200
        listed = program.get("/v1/care-list?capacity=5").json()["items"][0]["employee_id"]
        assert program.get(f"/v1/employees/{listed}/risk").status_code == 200
    return offices


@pytest.fixture
def superiors(offices: list[tuple[Path, Stores]]) -> list[tuple[TestClient, TestClient, Stores]]:
    """A superior's browser and program in the two offices."""
    opened = []
    for home, stores in offices:
        place = {"agency_id": "3372", "unit_id": "U-05", "employee_id": pseudonym(4)}
        stores.accounts.create("kepala", roles=["superior"], password=PASSWORD, **place)
        opened.append((*clients(home, stores, name="kepala"), stores))
    return opened


def clients(home: Path, stores: Stores, *, name: str) -> tuple[TestClient, TestClient]:
    """Return a browser and a program of an account."""
    app: FastAPI = create_app(home)
    app.state.installation = Installation(home, load_champion=lambda _home: None)
    account = stores.accounts.named(name)
    assert account
    browser = TestClient(app, follow_redirects=False)
    browser.cookies.set("bina_session", stores.accounts.open_session(account))
    browser.headers["Accept"] = "text/html"
    program = TestClient(app, follow_redirects=False)
    token = stores.accounts.issue_token(name, name="uji")
    program.headers["Authorization"] = f"Bearer {token}"
    return browser, program


def answer_of(browser: TestClient, program: TestClient, path: str) -> tuple[int, str]:
    """Return status and text, without the key of the form, which is drawn by chance."""
    answer = (program if path.startswith("/v1") else browser).get(path)
    if answer.headers.get("content-type") == MEDIA_TYPE:
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
        return answer.status_code, str(
            [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
        )
    text = re.sub(r'name="kunci" value="\w+"', "", answer.text)
    return answer.status_code, re.sub(r"\d+ \w+ 20\d\d, \d\d\.\d\d \w+", "", text)


@pytest.mark.parametrize(
    "who", [PERSON, ELSEWHERE, "0" * 20, None], ids=["own", "other", "nobody", "not_about_one"]
)
def test_nothing_a_superior_gets_depends_on_a_risk(
    who: str | None, superiors: list[tuple[TestClient, TestClient, Stores]]
) -> None:
    """Routes, exports, filters, orders and errors: all the same in both offices."""
    paths = sorted(path for method, path in EVERY_ROUTE if method == "GET")
    for path in (path for path in paths if ("{employee_id}" in path) == (who is not None)):
        for query in QUERIES:
            asked = path.replace("{employee_id}", who or "").replace("{unit_id}", UNIT) + query
            one, two = (answer_of(browser, program, asked) for browser, program, _ in superiors)
            assert one == two, asked


def place_of(roles: frozenset[Role]) -> dict[str, str]:
    """Return the agency and, for who leads, the unit of an account."""
    return {"agency_id": "3372"} | ({"unit_id": "U-05"} if Role.SUPERIOR in roles else {})


@pytest.mark.parametrize("other", list(Role))
@pytest.mark.parametrize("deciding", sorted(DECIDING))
def test_no_role_that_comes_near_a_risk_goes_with_one_that_decides(
    deciding: Role, other: Role
) -> None:
    open_to_both = [
        action
        for action in FROM_RISKS
        if refusal(action, roles=[deciding, other], own_record=False) is None
    ]
    assert not open_to_both
    near = any(other in PERMISSIONS[action].roles for action in FROM_RISKS)
    assert (held_together([deciding, other]) is not None) == (near or other is Role.MEDIATOR)


@pytest.mark.parametrize("deciding", sorted(DECIDING))
def test_no_roles_give_those_who_decide_what_comes_of_a_risk(
    deciding: Role, watched: list[tuple[Path, Stores]]
) -> None:
    """With every role that goes with theirs, and so with each: all is the same whatever the risks.

    Movement without the superior's role, which needs a unit and so sees less.
    """
    others = {role for role in Role if held_together([deciding, role]) is None}
    roles = frozenset({deciding} | (others - DECIDING))
    opened = []
    for home, stores in watched:
        stores.accounts.create("semua", roles=roles, password=PASSWORD, **place_of(roles))
        opened.append(clients(home, stores, name="semua"))
    for path in sorted(path for method, path in EVERY_ROUTE if method == "GET"):
        asked = path.replace("{employee_id}", PERSON)
        one, two = (answer_of(browser, program, asked) for browser, program in opened)
        assert one == two, asked


@pytest.mark.parametrize("pair", [("superior", "auditor"), ("hr_movement", "admin")])
def test_an_account_from_before_sees_nothing_that_comes_of_a_risk(
    pair: tuple[str, str], watched: list[tuple[Path, Stores]]
) -> None:
    for home, stores in watched:
        stores.accounts.create("lama", roles=pair[1:], password=PASSWORD, agency_id="3372")
        database = Database(store_url(home))
        with database.writing() as connection:
            values = update(accounts).values(roles=" ".join(pair))
            connection.execute(values.where(accounts.c.username == "lama"))
        database.close()
        browser, _program = clients(home, stores, name="lama")
        assert browser.get("/akses").status_code == 403


def test_the_log_counts_and_does_not_name_whom_the_risks_led_to(
    watched: list[tuple[Path, Stores]],
) -> None:
    """Those on the care list, and those whose risk or name an officer then asked for."""
    told = []
    for home, stores in watched:
        stores.accounts.create("periksa", roles=["auditor"], password=PASSWORD)
        stores.access_log.add(
            [PERSON], account="diklat", action="read_person", purpose="development", route="/x"
        )
        for account, action in (("petugas", "read_name"), ("kepala", "read_risk")):
            stores.access_log.add(
                [ELSEWHERE],
                account=account,
                action=action,
                purpose="care",
                route="/x",
                allowed=False,
            )
        browser, program = clients(home, stores, name="periksa")
        page = browser.get("/akses").text
        assert "5 orang" in page
        told.append(set(re.findall(r"\b[0-9a-f]{10}\b", page)))
        lines = program.get("/v1/access-log?limit=200").json()["items"]
        told.append({one["subject"][:10] for one in lines if one["subject"]})
    assert told == [{PERSON[:10], ELSEWHERE[:10]}] * 4


def test_the_log_is_of_all_units_and_so_are_its_readers(browser: SignIn, stores: Stores) -> None:
    place = {"agency_id": "3372", "unit_id": "U-05"}
    stores.accounts.create("cabang", roles=["auditor"], password=PASSWORD, **place)
    assert browser("cabang").get("/akses").status_code == 403
    stores.accounts.create("berdua", roles=["auditor", "hr_care"], agency_id="3372")
    browser("petugas").get("/?kapasitas=5")
    page = browser("berdua").get("/akses").text
    assert "5 orang" in page
    assert not re.search(r"\b[0-9a-f]{10}\b", page)


def test_what_a_superior_asks_costs_the_same_whatever_the_risk(
    superiors: list[tuple[TestClient, TestClient, Stores]],
) -> None:
    """The same questions go to the store, in the same order: nothing is to be learned by time."""
    told = []
    for browser, program, _stores in superiors:
        stores = browser.app.state.installation.stores()  # type: ignore[attr-defined]
        statements = asked_of(stores.database)
        for path in ("/tim", f"/pegawai/{PERSON}", f"/v1/employees/{PERSON}/risk", "/"):
            answer_of(browser, program, path)
        told.append(statements)
    assert told[0] == told[1]
    assert any("FROM people" in statement for statement in told[0])
    assert not any("ORDER BY people.risk" in statement for statement in told[0])


@pytest.mark.parametrize("pair", KEPT_APART, ids=lambda pair: "+".join(sorted(pair)))
def test_roles_kept_apart_are_refused(pair: frozenset[Role], stores: Stores) -> None:
    one, other = sorted(pair)
    with pytest.raises(NotAllowed, match="together"):
        stores.accounts.create("dua", roles=[one, other], password=PASSWORD)
    assert stores.accounts.named("dua") is None
    place = {"agency_id": "3372", "employee_id": pseudonym(9)}
    stores.accounts.create("satu", roles=[one], password=PASSWORD, **place)
    with pytest.raises(NotAllowed, match="together"):
        stores.accounts.create("dua", roles=[other], password=PASSWORD, **place)
    with pytest.raises(NotAllowed, match="together"):
        stores.accounts.set_roles("satu", [one, other])
    assert stores.accounts.named("satu").roles == (one,)


def test_an_account_that_names_no_agency_is_the_same_person(stores: Stores) -> None:
    place = {"employee_id": pseudonym(9)}
    stores.accounts.create("satu", roles=["superior"], agency_id="3372", **place)
    with pytest.raises(NotAllowed, match="together"):
        stores.accounts.create("dua", roles=["hr_care"], **place)
    stores.accounts.create("tiga", roles=["hr_care"], agency_id="7301", **place)


def test_care_and_movement_are_kept_apart() -> None:
    assert frozenset({Role.HR_CARE, Role.HR_MOVEMENT}) in KEPT_APART
    for action, permission in PERMISSIONS.items():
        if "risk" in action or action in (Action.READ_CARE_LIST, Action.PREDICT_TURNOVER):
            assert permission.roles == {Role.HR_CARE}
            assert not permission.own_record


def test_a_unit_needs_its_agency(stores: Stores) -> None:
    with pytest.raises(NotAllowed, match="agency"):
        stores.accounts.create("x", roles=["superior"], unit_id="U-05")


def test_subtrees_end_where_a_circle_closes() -> None:
    circle = TREE.assign(parent_id=["U-06", *TREE["parent_id"][1:]])
    found = subtrees(circle)
    assert set(found.loc[found["root_id"] == "U-06", "unit_id"]) == {
        "U-06", "U-00", "U-01", "U-02", "U-03",
    }  # fmt: skip
    assert not found.duplicated().any()
    assert len(subtrees(TREE.iloc[:0])) == 0
