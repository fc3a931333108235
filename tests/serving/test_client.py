"""The typed client: every route under its own name, every answer in its shape."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from typing import Any, get_type_hints

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from serving.client import Answer, Client, NotModified, NotTheApi, Refused
from serving.client.connection import Connection, send_by_urllib
from serving.entry_schemas import FeedbackIn, GoalIn, InterventionIn, MentoringIn, ResponseIn
from serving.installation import Installation
from serving.predict_schemas import PredictBatchIn, PredictIn
from serving.store import Stores
from tests.serving.agency import PASSWORD, FakeChampion, SignIn, pseudonym

OFFICE = {
    "merawat": ("hr_care", "admin", "auditor", "analyst", "training_unit", "mentor_coordinator"),
    "memutasi": ("hr_movement",),
    "memimpin": ("superior",),
    "menengahi": ("mediator",),
}
ROW = {"days_in_unit": 1000, "courses_last_year": 1, "job_kind": None}
CONTENT = {
    "enter_goal": GoalIn(target_job_id="J-01"),
    "enter_response": ResponseIn(course_id="C-01", answer="wanted"),
    "enter_feedback": FeedbackIn(aspect="Kolaboratif", direction="strength"),
    "enter_mentoring": MentoringIn(mentor_id=pseudonym(5)),
    "enter_intervention": InterventionIn(kind="conversation"),
    "predict_turnover": PredictIn(profiles=[ROW]),
    "predict_turnover_batch": PredictBatchIn(columns={name: [it] for name, it in ROW.items()}),
}


def routes_of(client: Client) -> dict[str, Any]:
    return {
        name: one for name, one in inspect.getmembers(client, inspect.ismethod) if name[0] != "_"
    }


@pytest.fixture
def clients(api: SignIn, app: FastAPI, stores: Stores) -> list[Client]:
    """Clients of accounts that may do everything together; nobody may do all of it alone."""
    home = app.state.installation.home
    app.state.installation = Installation(home, load_champion=lambda _home: FakeChampion())
    for name, roles in OFFICE.items():
        stores.accounts.create(name, roles=roles, password=PASSWORD)
    stores.accounts.create(
        "sendiri",
        roles=("employee",),
        password=PASSWORD,
        employee_id=pseudonym(1),
        agency_id="3372",
    )
    callers = [api(name) for name in (*OFFICE, "sendiri")]
    return [Client("http://testserver", token_of(one), send=sending(one)) for one in callers]


@pytest.fixture
def client(clients: list[Client]) -> Client:
    """The client of somebody who cares for people and looks after the service."""
    return clients[0]


def token_of(caller: TestClient) -> str:
    return caller.headers["Authorization"].removeprefix("Bearer ")


def sending(caller: TestClient):
    """Return a way to send requests to the application without a network."""

    def send(
        method: str, address: str, headers: Mapping[str, str], content: bytes | None
    ) -> Answer:
        found = caller.request(method, address, headers=dict(headers), content=content)
        return Answer(found.status_code, dict(found.headers), found.content)

    return send


def test_the_client_has_every_route(client: Client, app: FastAPI) -> None:
    contract = app.openapi()["paths"]
    names = [route["operationId"] for methods in contract.values() for route in methods.values()]
    assert len(names) == len(set(names)) == len(routes_of(client))


@pytest.mark.parametrize("name", sorted(routes_of(Client("http://x", ""))))
def test_every_route_answers_in_its_shape(clients: list[Client], name: str) -> None:
    shape = inspect.signature(routes_of(clients[0])[name]).return_annotation
    found = [told(routes_of(one)[name]) for one in clients]
    assert next(one for one in found if one != 403) in (shape.partition("[")[0], 404, 409)


def told(method: Any) -> str | int:
    """Return the name of the answer's shape, or the status of a refusal."""
    hints, needs = get_type_hints(method), inspect.signature(method).parameters
    needed = [one for one in needs if needs[one].default is inspect.Parameter.empty]
    values = [value_for(one, hints[one], method.__name__) for one in needed]
    try:
        answer = method(*values)
    except Refused as refused:
        return refused.status
    return type(answer).__name__


def value_for(parameter: str, kind: Any, route: str) -> Any:
    if parameter == "employee_id":
        return pseudonym(1)
    if parameter == "content":
        example = kind.model_config["json_schema_extra"]["examples"][0]
        return CONTENT.get(route) or kind.model_validate(example)
    return 1 if kind is int else "U-01"


def test_a_refusal_says_which_and_why(client: Client) -> None:
    with pytest.raises(Refused, match="unknown-person") as caught:
        client.read_risk("nobody-here")
    assert (caught.value.status, caught.value.kind) == (404, "unknown-person")
    assert caught.value.retry_after is None


def test_lists_are_read_to_the_end(client: Client) -> None:
    everybody = list(client.connection.every(client.list_employees, limit=7))
    assert len({person.employee_id for person in everybody}) == len(everybody) == 60


def test_an_unchanged_answer_is_not_read_again(client: Client) -> None:
    client.list_units()
    with pytest.raises(NotModified):
        client.list_units(unless=client.connection.etag)


def test_ids_are_written_into_addresses_safely() -> None:
    asked: list[str] = []

    def send(
        _method: str, address: str, _headers: Mapping[str, str], _content: bytes | None
    ) -> Answer:
        asked.append(address)
        return Answer(404, {}, json.dumps({"type": "x", "status": 404, "detail": ""}).encode())

    with pytest.raises(Refused):
        Client("https://bina.example/", "t", send=send).read_risk("a/b?c", agency_id="33 72")
    assert asked == ["https://bina.example/v1/employees/a%2Fb%3Fc/risk?agency_id=33+72"]


def test_the_address_must_be_one_of_the_web() -> None:
    with pytest.raises(ValueError, match="https://"):
        Connection("file:///etc/passwd", "t")


def test_it_speaks_over_a_network(served_address: str) -> None:
    answer = send_by_urllib("GET", f"{served_address}/v1/health", {}, None)
    assert answer.status == 200
    assert answer.headers["etag"]
    with pytest.raises(Refused) as caught:
        Client(served_address, "wrong").list_models()
    assert caught.value.kind == "unauthorized"


@pytest.mark.parametrize(
    ("status", "content"), [(502, b"<html>Bad gateway</html>"), (200, b"<html></html>"), (500, b"")]
)
def test_what_is_no_answer_of_the_api_is_named_so(status: int, content: bytes) -> None:
    def send(*_asked: object) -> Answer:
        return Answer(status, {"content-type": "text/html"}, content)

    with pytest.raises(NotTheApi, match=rf"http://proxy .*{status} text/html") as refused:
        Client("http://proxy", "secret", send=send).read_health()
    assert "secret" not in str(refused.value)
