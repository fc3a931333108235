"""The contract holds for requests nobody thought of: no failure, no answer of another shape.

Schemathesis makes requests up from the OpenAPI description, valid ones and broken ones. Ids of
people are real in every second request, since made-up ones only ever lead to 404.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from serving.app import create_app
from serving.database import store_url
from serving.installation import Installation
from serving.limits import RateLimit
from serving.store import Stores
from tests.serving.agency import FakeChampion, SignIn, pseudonym
from tests.serving.filling import fill

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 25


@dataclass(frozen=True)
class Contract:
    """The description, and a token that may do all."""

    schema: Any
    token: str


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Contract]:
    """The description of an application with scores and a model, and a token that may do all."""
    home = tmp_path_factory.mktemp("fuzzed")
    fill(home, store_url(home))
    stores = Stores.open(store_url(home))
    token = stores.accounts.issue_token("admin", name="fuzz")
    stores.close()
    app = create_app(home)
    installation = Installation(home, load_champion=lambda _home: FakeChampion())
    installation.limit = RateLimit(10**9)
    app.state.installation = installation
    with TestClient(app):
        headers = {"Authorization": f"Bearer {token}"}
        schema = schemathesis.openapi.from_asgi("/v1/openapi.json", app, headers=headers)
        yield Contract(schema, token)


OPERATIONS = [
    (path, method)
    for path, methods in create_app(Path("no-home")).openapi()["paths"].items()
    for method in methods
]


@pytest.mark.fuzz
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_answer_is_as_described(contract: Contract, path: str, method: str) -> None:
    @given(case=contract.schema[path][method].as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any) -> None:
        if "employee_id" in case.path_parameters and len(str(case.body)) % 2 == 0:
            case.path_parameters["employee_id"] = pseudonym(1)
        headers = {"Authorization": f"Bearer {contract.token}"}
        case.call_and_validate(headers=headers, checks=CHECKS)

    ask()


def test_a_generated_client_knows_the_token_and_plain_names(api: SignIn) -> None:
    contract = api("admin").get("/v1/openapi.json").json()
    assert contract["components"]["securitySchemes"] == {
        "token": {"type": "http", "scheme": "bearer"}
    }
    assert contract["security"] == [{"token": []}]
    assert contract["paths"]["/v1/health"]["get"]["security"] == []
    assert [name for name in contract["components"]["schemas"] if "__" in name] == []
