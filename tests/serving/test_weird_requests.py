"""Requests that no page sends: each ends in the one shape of errors, and opens nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from serving.bodies import MOST_VALUES
from serving.installation import Installation
from serving.passwords import form_key
from serving.purposes import EVERYBODY, PERMISSIONS, Role
from serving.store import Stores
from serving.store.rows import Account
from serving.store.tries import OF_ADDRESS, Wait
from tests.serving.agency import PASSWORD, FakeChampion, SignIn, pseudonym
from tests.serving.test_access import sign_in
from tests.serving.test_routes import OPEN, address
from tests.serving.test_scope import ACTIONS, EVERY_ROUTE, PERSON, place_of

JSON = "application/json"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/employees/%00abc/risk", 404),
        ("GET", "/v1/employees/%ff%fe/risk", 404),
        ("GET", "/v1/care-list?agency_id=%00", 422),
        ("GET", "/v1/care-list?agency_id=" + "a" * 10_000, 422),
        ("GET", "/v1/care-list?as_of=99999-01-01", 422),
        ("GET", "/v1/care-list?capacity=" + "9" * 30, 422),
        ("GET", "/v1/care-list/", 404),
        ("GET", "/static/%00", 404),
        ("GET", "/static/%2e%2e/app.py", 404),
        ("GET", "/static/..%2fapp.py", 404),
        ("GET", "/static/" + "a" * 5000, 404),
        ("OPTIONS", "/v1/care-list", 405),
        ("TRACE", "/v1/care-list", 405),
        ("HEAD", "/v1/care-list", 405),
        ("PUT", "/v1/care-list", 405),
    ],
)
def test_odd_addresses(api: SignIn, method: str, path: str, status: int) -> None:
    response = api("admin").request(method, path)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert "location" not in response.headers
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{nope", JSON, 400),
        (b"[" * 100_000, JSON, 400),
        (b'{"profiles": [{"\xff": 1}]}', JSON, 400),
        (b"[]", JSON, 422),
        (b'{"profiles": [{"\\ud800": 1}]}', JSON, 400),
        (b'{"profiles": [{"days_in_unit": NaN}]}', JSON, 422),
        (b'{"profiles": [{}]}', "text/plain", 422),
        (b"\x00\x01", "application/octet-stream", 422),
    ],
)
def test_odd_bodies(api: SignIn, app: FastAPI, content: bytes, kind: str, status: int) -> None:
    home = app.state.installation.home
    app.state.installation = Installation(home, load_champion=lambda _home: FakeChampion())
    headers = {"Content-Type": kind}
    response = api("admin").post("/v1/turnover/predict", content=content, headers=headers)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_numbers_that_are_none_are_refused(api: SignIn, app: FastAPI, number: str) -> None:
    home = app.state.installation.home
    app.state.installation = Installation(home, load_champion=lambda _home: FakeChampion())
    body = (
        f'{{"profiles": [{{"days_in_unit": {number}, "courses_last_year": 1, "job_kind": null}}]}}'
    )
    headers = {"Content-Type": JSON}
    response = api("admin").post("/v1/turnover/predict", content=body, headers=headers)
    assert response.status_code == 422
    assert response.json()["errors"][0]["path"].endswith("days_in_unit")


@pytest.mark.parametrize("path", ["/v1/turnover/predict", "/v1/turnover/predict-batch"])
def test_a_body_of_numbers_is_read_only_of_who_may_send_it(
    anonymous: TestClient, api: SignIn, stores: Stores, path: str
) -> None:
    headers = {"Content-Type": JSON}
    assert anonymous.post(path, content=b"{nope", headers=headers).status_code == 401
    before = len(stores.access_log.newest(limit=100))
    assert api("diklat").post(path, content=b"{nope", headers=headers).status_code == 403
    assert len(stores.access_log.newest(limit=100)) == before + 1
    assert api("petugas").post(path, content=b"{nope", headers=headers).status_code == 400


def test_more_values_than_any_batch_has_are_not_read(api: SignIn) -> None:
    client, path = api("petugas"), "/v1/turnover/predict-batch"
    for brackets, status in (MOST_VALUES - 1, 422), (MOST_VALUES, 413):
        body = b'{"columns": {"a": [' + b"{}," * brackets + b'{}], "b": [{}]}}'
        answer = client.post(path, content=body, headers={"Content-Type": JSON})
        assert (answer.status_code, answer.json()["status"]) == (status, status)


TAKING = [key for key, route in EVERY_ROUTE.items() if route.body_field and key not in OPEN]
FOR_SOME = [
    key for key in TAKING if (action := ACTIONS[key]) and PERMISSIONS[action].roles != EVERYBODY
]
BROKEN = pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{nope", JSON),
        (b"--x\r\nnope", "multipart/form-data; boundary=x"),
        (b"x", "multipart/form-data"),
    ],
    ids=["json", "form", "form_without_bounds"],
)


@pytest.mark.parametrize(("method", "path"), TAKING)
@BROKEN
def test_nothing_is_read_of_somebody_unknown(
    anonymous: TestClient, method: str, path: str, content: bytes, kind: str
) -> None:
    headers = {"Content-Type": kind, "Accept": JSON}
    answer = anonymous.request(method, address(path), content=content, headers=headers)
    assert (answer.status_code, answer.json()["instance"]) == (401, path)


@BROKEN
def test_nothing_is_read_of_who_may_not_send_it(
    api: SignIn, browser: SignIn, stores: Stores, content: bytes, kind: str
) -> None:
    for role in Role:
        stores.accounts.create(f"uji-{role}", roles=[role], password=PASSWORD)
    headers = {"Content-Type": kind, "Accept": JSON}
    for method, path in FOR_SOME:
        action = ACTIONS[method, path]
        assert action is not None
        role = min(set(Role) - PERMISSIONS[action].roles)
        client = (api if path.startswith("/v1") else browser)(f"uji-{role}")
        answer = client.request(method, address(path), content=content, headers=headers)
        assert answer.json()["type"] == "urn:bina:problem:not-your-task", (method, path)


def test_odd_cookies_and_headers_are_just_not_signed_in(anonymous: TestClient) -> None:
    headers = {"Accept": "text/html", "Cookie": "bina_session=%ff; bina_bahasa=../../x"}
    answer = anonymous.get("/", headers=headers)
    assert (answer.status_code, answer.headers["location"]) == (303, "/masuk")
    for secret in ("", "Bearer", "Bearer x y", "Basic YTpi"):
        assert anonymous.get("/v1/care-list", headers={"Authorization": secret}).status_code == 401


def test_where_a_visitor_lands_does_not_depend_on_the_host_named(anonymous: TestClient) -> None:
    answer = anonymous.get("/", headers={"Accept": "text/html", "Host": "evil.example"})
    assert answer.headers["location"] == "/masuk"


def test_an_odd_name_is_answered_as_a_page(anonymous: TestClient) -> None:
    answer = sign_in(anonymous, "ad\x00min", PASSWORD)
    assert answer.status_code == 422
    assert "<html" in answer.text


def test_fields_that_do_not_fit_are_named_on_the_page(browser: SignIn) -> None:
    page = browser("admin").get("/?kapasitas=banyak")
    assert page.status_code == 422
    assert "<strong>Jumlah percakapan yang sanggup Anda lakukan</strong>" in page.text


def test_cookies_are_secure_behind_https(app: FastAPI) -> None:
    with TestClient(app, base_url="https://testserver", follow_redirects=False) as client:
        cookies = [
            client.get("/masuk").headers["set-cookie"],
            sign_in(client, "admin", PASSWORD).headers["set-cookie"],
        ]
    assert all("Secure" in cookie and "HttpOnly" in cookie for cookie in cookies)


@pytest.mark.parametrize(
    ("name", "page"), [("admin", "/"), ("auditor", "/akses"), ("atasan", "/tim")]
)
def test_everybody_begins_on_a_page_they_may_see(
    anonymous: TestClient, name: str, page: str
) -> None:
    answer = sign_in(anonymous, name, PASSWORD)
    assert answer.headers["location"] == page
    assert anonymous.get(page, headers={"Accept": "text/html"}).status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_the_way_back_leads_nobody_to_a_refusal(
    role: Role, browser: SignIn, stores: Stores
) -> None:
    stores.accounts.create("uji", roles=[role], password=PASSWORD, agency_id="3372")
    client = browser("uji")
    page = client.get("/tidak-ada").text
    ways = re.findall(r'class="brand" href="([^"]+)"|<p><a href="([^"]+)">Kembali', page)
    assert len(ways) == 2
    assert {client.get("".join(way)).status_code for way in ways} == {200}


def test_a_session_is_another_one_after_signing_in(anonymous: TestClient) -> None:
    anonymous.cookies.set("bina_session", "chosen-by-somebody-else")
    sign_in(anonymous, "admin", PASSWORD)
    values = [cookie.value for cookie in anonymous.cookies.jar if cookie.name == "bina_session"]
    anonymous.cookies.clear()
    anonymous.cookies.set("bina_session", "chosen-by-somebody-else")
    assert any(value != "chosen-by-somebody-else" for value in values)
    assert anonymous.get("/", headers={"Accept": "text/html"}).status_code == 303


def test_trying_many_names_from_one_address_is_slowed_down(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serving.store.accounts.matches", lambda _stored, _password: False)
    tries = [
        stores.accounts.sign_in(f"nama-{n}", "salah", address="10.0.0.9")
        for n in range(OF_ADDRESS.free + 2)
    ]
    assert tries[-2] is None
    assert isinstance(tries[-1], Wait)
    monkeypatch.undo()
    assert isinstance(stores.accounts.sign_in("admin", PASSWORD, address="10.0.0.9"), Wait)
    assert isinstance(stores.accounts.sign_in("admin", PASSWORD, address="10.0.0.8"), Account)


def test_texts_inside_the_style_sheet_and_pages_name_no_other_site() -> None:
    files = list(Path("serving/static").iterdir())
    assert files
    for file in files:
        assert not re.search(r"https?://(?!www.w3.org)", file.read_text()), file.name


# Numbers and days that nothing has.

ODD = (str(10**20), str(2**63), str(2**31), "-1", "0", "1e9")
ODD_DAYS = ("0001-01-01", "9999-12-31")
FORM = {"isi": "x", "putusan": "rejected", "status": "done", "pegawai": PERSON, "perihal": "x"}


def asked_of(dependant: Dependant, kind: type) -> dict[str, set[str]]:
    """Return the path and query parameters of a kind, by where they are."""
    found: dict[str, set[str]] = {"path": set(), "query": set()}
    for where, fields in (("path", dependant.path_params), ("query", dependant.query_params)):
        annotations = {field.alias: str(field.field_info.annotation) for field in fields}
        found[where] |= {name for name, told in annotations.items() if kind.__name__ in told}
    for one in dependant.dependencies:
        inner = asked_of(one, kind)
        found = {where: found[where] | inner[where] for where in found}
    return found


def odd_addresses(path: str, route: APIRoute) -> Iterator[str]:
    """Yield addresses of a route in which a number or a day is one that nothing has."""
    template = path.replace("{employee_id}", PERSON).replace("{mentor_id}", PERSON)
    numbers, days = asked_of(route.dependant, int), asked_of(route.dependant, date)
    usual = re.sub(r"{\w+}", "1", template)
    if numbers["path"]:
        yield from (re.sub(r"{\w+}", odd, template) for odd in ODD)
    yield from (f"{usual}?{name}={odd}" for name in numbers["query"] for odd in ODD)
    yield from (f"{usual}?{name}={odd}" for name in days["query"] for odd in ODD_DAYS)


def test_no_number_and_no_day_in_an_address_breaks_a_route(
    api: SignIn, browser: SignIn, stores: Stores
) -> None:
    tried = 0
    for number, role in enumerate(Role):
        place = place_of(frozenset({role})) | {"employee_id": pseudonym(number)}
        stores.accounts.create(f"uji-{role}", roles=[role], password=PASSWORD, **place)
    for (method, path), route in EVERY_ROUTE.items():
        action = ACTIONS[method, path]
        if action is None:
            continue
        role = min(PERMISSIONS[action].roles, default=Role.EMPLOYEE)
        client = (api if path.startswith("/v1") else browser)(f"uji-{role}")
        key = form_key(client.cookies.get("bina_session") or "")
        body = {} if path.startswith("/v1") or method == "GET" else {"data": FORM | {"kunci": key}}
        for odd in odd_addresses(path, route):
            answer = client.request(method, odd, headers={"Accept": "application/json"}, **body)
            assert answer.status_code < 500, (method, odd)
            tried += 1
    assert tried > 200
