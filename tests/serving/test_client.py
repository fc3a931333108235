"""The typed client: every route under its own name, every answer in its shape."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from serving.client import Answer, Client, NotModified, Refused
from serving.client.connection import Connection, send_by_urllib
from serving.entry_schemas import FeedbackIn, GoalIn, InterventionIn, MentoringIn, ResponseIn
from serving.installation import Installation
from serving.predict_schemas import PredictBatchIn, PredictIn
from tests.serving.agency import FakeChampion, SignIn, pseudonym

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
def client(api: SignIn, app: FastAPI) -> Client:
    """A client of an administrator who also cares for people."""
    home = app.state.installation.home
    app.state.installation = Installation(home, load_champion=lambda _home: FakeChampion())
    caller = api("admin")
    return Client("http://testserver", token_of(caller), send=sending(caller))


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
def test_every_route_answers_in_its_shape(client: Client, name: str) -> None:
    method = routes_of(client)[name]
    needs = inspect.signature(method).parameters
    values: dict[str, Any] = {"employee_id": pseudonym(1), "content": CONTENT.get(name)}
    given = [values[one] for one in needs if needs[one].default is inspect.Parameter.empty]
    answer = method(*given)
    assert type(answer).__name__ == inspect.signature(method).return_annotation


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
