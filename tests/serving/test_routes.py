"""Every route: who gets in, one shape of errors, safe headers, an example in the contract."""

from __future__ import annotations

import gzip
import logging
import re
from pathlib import Path

import numpy as np
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from serving import pages, routes
from serving.installation import Installation
from serving.language import language
from serving.purposes import PERMISSIONS, Action, Role
from serving.store import Stores
from tests.serving.agency import PASSWORD, FakeChampion, SignIn, pseudonym

OPEN = {
    ("GET", "/v1/health"),
    ("GET", "/v1/ready"),
    ("GET", "/masuk"),
    ("POST", "/masuk"),
    ("GET", "/masuk/layanan"),
    ("GET", "/masuk/layanan/kembali"),
}
PROBLEM = {"type", "title", "status", "detail", "instance", "errors"}
PERSON, UNIT = pseudonym(3), "U-04"
PAGES = [
    "/",
    "/bulan-ini",
    "/tawaran",
    "/saya",
    f"/pegawai/{PERSON}",
    "/kelompok",
    f"/unit/{UNIT}",
    "/kebutuhan",
    "/rencana",
    "/mutu-data",
    "/katalog",
    "/audit",
    "/pemantauan",
    "/model",
    "/akses",
    "/akun",
    "/aturan",
    "/pekerjaan",
    "/sandi",
    "/masuk",
]
RISKY = {"/v1/employees/{employee_id}/risk", "/v1/care-list", "/"}


def _leaves(router: object) -> list[APIRoute]:
    found: list[APIRoute] = []
    for route in getattr(router, "routes", []):
        inner = getattr(route, "original_router", None)
        found += _leaves(inner) if inner is not None else [route]
    return found


def all_routes() -> list[tuple[str, str]]:
    """Return method and template of every route."""
    routers = (*routes.ANONYMOUS, *routes.CLOSED, *pages.ANONYMOUS, *pages.CLOSED)
    leaves = [route for router in routers for route in _leaves(router)]
    return sorted({(method, route.path) for route in leaves for method in route.methods})


def address(template: str) -> str:
    """Return an address of the template."""
    named = template.replace("{employee_id}", PERSON).replace("{unit_id}", UNIT)
    return re.sub(r"\{\w+\}", "1", named)


def test_the_walk_finds_the_whole_application(app: FastAPI) -> None:
    paths = {path for _method, path in all_routes()}
    assert {"/", "/masuk", "/pegawai/{employee_id}", "/v1/turnover/predict"} <= paths
    assert set(app.openapi()["paths"]) <= paths
    mounted = {getattr(route, "path", None) for route in app.routes} - {None}
    assert mounted <= paths | {"/static"}


@pytest.mark.parametrize(("method", "template"), all_routes())
def test_the_anonymous_get_health_and_login_only(
    anonymous: TestClient, method: str, template: str
) -> None:
    response = anonymous.request(method, address(template))
    page = anonymous.request(method, address(template), headers={"Accept": "text/html"})
    if (method, template) in OPEN:
        assert response.status_code in (200, 403, 404, 422)
        return
    assert response.status_code == 401
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["www-authenticate"] == "Bearer"
    if not template.startswith("/v1"):
        assert (page.status_code, page.headers["location"]) == (303, "/masuk")


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/v1", "/static/"])
def test_nothing_else_is_open(anonymous: TestClient, path: str) -> None:
    assert anonymous.get(path).status_code == 404


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("template", sorted(RISKY))
def test_risk_is_for_those_who_care_only(
    api: SignIn, browser: SignIn, stores: Stores, role: Role, template: str
) -> None:
    stores.accounts.create(f"uji-{role}", roles=[role], password=PASSWORD, employee_id=PERSON)
    client = (api if template.startswith("/v1") else browser)(f"uji-{role}")
    wanted = 200 if role is Role.HR_CARE else 403
    assert client.get(address(template)).status_code == wanted


def test_no_role_but_care_holds_a_permission_on_risk() -> None:
    risk = (Action.READ_RISK, Action.READ_CARE_LIST, Action.PREDICT_TURNOVER)
    for action in risk:
        assert PERMISSIONS[action].roles == {Role.HR_CARE}
        assert not PERMISSIONS[action].own_record


def test_people_see_their_own_record_and_no_other(api: SignIn) -> None:
    client = api("pegawai")
    assert client.get(f"/v1/employees/{PERSON}").status_code == 200
    assert client.get(f"/v1/employees/{PERSON}/suggestions/courses").status_code == 200
    other = client.get(f"/v1/employees/{pseudonym(4)}")
    stranger = client.get(f"/v1/employees/{'0' * 20}")
    assert other.status_code == stranger.status_code == 403
    assert other.json() == stranger.json()


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/v1/turnover/predict", "{not json", 400),
        ("GET", f"/v1/employees/{'0' * 20}", None, 404),
        ("GET", "/v1/employees/198001012005011001", None, 404),
        ("GET", "/v1/nowhere", None, 404),
        ("DELETE", "/v1/care-list", None, 405),
        ("GET", "/v1/care-list?capacity=many", None, 422),
        ("GET", "/v1/care-list?agency_id=9999", None, 409),
        ("POST", "/v1/turnover/predict", '{"profiles": [{}]}', 409),
        ("POST", "/v1/turnover/predict", "x" * 3_000_000, 413),
    ],
)
def test_errors_have_one_shape(
    api: SignIn, method: str, path: str, body: str | None, status: int
) -> None:
    headers = {"Content-Type": "application/json"}
    response = api("admin").request(method, path, content=body, headers=headers)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    answer = response.json()
    assert set(answer) >= PROBLEM
    assert answer["status"] == status
    assert answer["title"]
    assert answer["detail"]
    assert not re.search(r"\d{18}|[0-9a-f]{20}", answer["instance"])
    assert "198001012005011001" not in response.text


def test_a_failure_is_answered_without_its_inside(
    api: SignIn, app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    client = api("admin")

    def fail(_home: Path) -> None:
        raise RuntimeError(f"about {PERSON}")

    home = app.state.installation.home
    app.state.installation = Installation(home, load_champion=fail)
    response = client.post("/v1/turnover/predict", json={"profiles": [{}]})
    assert response.status_code == 500
    assert set(response.json()) >= PROBLEM
    assert "RuntimeError" not in response.text
    assert response.json()["reference"] in caplog.text
    assert "RuntimeError" in caplog.text
    assert PERSON not in caplog.text
    assert response.headers["content-security-policy"]


def test_errors_are_pages_in_the_browser(browser: SignIn) -> None:
    page = browser("admin").get(f"/pegawai/{'0' * 20}")
    assert page.status_code == 404
    assert "Tidak ditemukan" in page.text
    assert "<html" in page.text


@pytest.mark.parametrize("path", ["/v1/health", "/masuk", "/", "/v1/nowhere", "/static/bina.css"])
def test_headers_are_safe_everywhere(browser: SignIn, path: str) -> None:
    response = browser("admin").get(path)
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    if not path.startswith("/static"):
        kept = "private, no-cache" if "etag" in response.headers else "no-store"
        assert response.headers["cache-control"] == kept


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_small_and_hold_no_script_and_no_style(browser: SignIn, path: str) -> None:
    page = browser("admin").get(path)
    assert page.status_code == 200
    assert len(gzip.compress(page.content)) < 100_000
    assert page.headers["content-encoding"] == "gzip"
    own = re.sub(r'<script type="module" src="/static/[\w.?=]+"></script>', "", page.text)
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|https?://(?!www.w3.org)", own)


def test_no_identifier_is_logged(
    api: SignIn, browser: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bina")
    caplog.set_level(logging.DEBUG, "serving")
    for _method, template in all_routes():
        client = api("admin") if template.startswith("/v1") else browser("admin")
        client.get(address(template))
    ours = [line for line in caplog.records if line.name.startswith(("bina", "serving"))]
    assert len(ours) >= len(all_routes())
    assert not re.search(r"[0-9a-f]{20}", " ".join(line.getMessage() for line in ours))
    assert "/v1/employees/{employee_id}/risk" in caplog.text


def test_the_contract_has_an_example_for_every_route(app: FastAPI) -> None:
    contract = app.openapi()
    for path, operations in contract["paths"].items():
        for method, operation in operations.items():
            schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
            name = schema["$ref"].rpartition("/")[2]
            assert contract["components"]["schemas"][name]["examples"], (method, path)
            assert operation["description"], (method, path)
            for parameter in operation.get("parameters", []):
                assert parameter["schema"].get("examples") or parameter.get("examples"), path


def test_the_contract_is_served_to_every_account(api: SignIn) -> None:
    assert api("atasan").get("/v1/openapi.json").json()["info"]["title"] == "Bina"


class TestPredict:
    """The one route that runs a model."""

    @pytest.fixture
    def client(self, api: SignIn, app: FastAPI) -> TestClient:
        home = app.state.installation.home
        champion = FakeChampion()
        app.state.installation = Installation(home, load_champion=lambda _home: champion)
        return api("admin")

    def test_risks_come_in_order(self, client: TestClient) -> None:
        rows = [
            {"courses_last_year": 1, "job_kind": "executor", "days_in_unit": days}
            for days in (1000, 5000, None)
        ]
        answer = client.post("/v1/turnover/predict", json={"profiles": rows}).json()
        assert answer == {
            "model": "turnover/fake",
            "horizon_days": 365,
            "risks": [0.01, 0.05, 0.0],
        }

    @pytest.mark.parametrize("risk", [float("nan"), float("inf")])
    def test_a_risk_that_is_no_number_is_an_error_and_never_null(
        self, client: TestClient, monkeypatch: pytest.MonkeyPatch, risk: float
    ) -> None:
        monkeypatch.setattr(FakeChampion, "risk_of_numbers", lambda *_, **__: np.array([risk]))
        row = {"courses_last_year": 1, "job_kind": "executor", "days_in_unit": 1}
        response = client.post("/v1/turnover/predict", json={"profiles": [row]})
        assert (response.status_code, response.json()["status"]) == (500, 500)

    def test_columns_come_back_as_a_difference(self, client: TestClient) -> None:
        rows = [{"days_in_unit": 1, "age": 50}, {"courses_last_year": 1, "job_kind": None}]
        response = client.post("/v1/turnover/predict", json={"profiles": rows})
        answer = response.json()
        assert response.status_code == 422
        assert answer["missing"] == ["courses_last_year", "days_in_unit", "job_kind"]
        assert answer["unknown"] == ["age"]
        assert answer["type"] == "urn:bina:problem:columns-do-not-fit"

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("days_in_unit", "many"),
            ("job_kind", "wizard"),
            ("job_kind", 3),
            ("days_in_unit", True),
            ("days_in_unit", 10**400),
        ],
    )
    def test_values_that_do_not_fit_are_named(
        self, client: TestClient, column: str, value: object
    ) -> None:
        row = {"days_in_unit": 1, "courses_last_year": 1, "job_kind": None, column: value}
        response = client.post("/v1/turnover/predict", json={"profiles": [row]})
        assert response.status_code == 422
        assert column in response.text
        assert "wizard" not in response.text

    def test_the_horizon_has_an_end(self, client: TestClient) -> None:
        body = {"horizon_days": 900, "profiles": [{}]}
        answer = client.post("/v1/turnover/predict", json=body).json()
        assert answer["detail"] == language("id").text(
            "The model looks %(days)s days ahead at most.", days=365
        ) or answer["detail"].startswith("The model looks 365")

    def test_a_batch_goes_column_by_column(self, client: TestClient) -> None:
        columns = {
            "job_kind": ["executor", None, "functional"],
            "days_in_unit": [1000, 5000, None],
            "courses_last_year": [1, 1.5, 0],
        }
        answer = client.post("/v1/turnover/predict-batch", json={"columns": columns})
        assert answer.json()["risks"] == [0.01, 0.05, 0.0]

    @pytest.mark.parametrize(
        ("change", "kind"),
        [
            ({"days_in_unit": [1, 2]}, "columns-not-equally-long"),
            ({"days_in_unit": ["many"]}, "values-do-not-fit"),
            ({"days_in_unit": [True]}, "values-do-not-fit"),
            ({"days_in_unit": [10**400]}, "values-do-not-fit"),
            ({"days_in_unit": [{}]}, "values-do-not-fit"),
            ({"job_kind": ["wizard"]}, "values-do-not-fit"),
            ({"job_kind": [[]]}, "values-do-not-fit"),
            ({"age": [50]}, "columns-do-not-fit"),
            ({"days_in_unit": []}, "unprocessable-entity"),
            ({"days_in_unit": [1] * 10_001}, "unprocessable-entity"),
        ],
    )
    def test_a_batch_that_does_not_fit_is_refused(
        self, client: TestClient, change: dict[str, list[object]], kind: str
    ) -> None:
        columns = {"days_in_unit": [1], "courses_last_year": [1], "job_kind": [None], **change}
        answer = client.post("/v1/turnover/predict-batch", json={"columns": columns})
        assert answer.status_code == 422
        assert answer.json()["type"].endswith(kind), answer.json()


def test_a_day_before_the_first_scores_is_told_as_such(api: SignIn) -> None:
    said = api("admin").get("/v1/employees?as_of=2020-01-01").json()
    assert said["type"] == "urn:bina:problem:no-scores"
    assert "2020-01-01: the first are of 2026-01-01" in said["detail"]
