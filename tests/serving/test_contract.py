"""The contract holds for requests nobody thought of: no failure, no answer of another shape.

Schemathesis makes requests up from the OpenAPI description, valid ones and broken ones. Ids of
people are real in every second request, since made-up ones only ever lead to 404.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, settings
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
from tests.serving.agency import FakeChampion, pseudonym
from tests.serving.conftest import fill

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 25
PHASES = (Phase.explicit, Phase.generate)


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
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
        made = schemathesis.openapi.from_asgi(
            "/v1/openapi.json", app, headers={"Authorization": f"Bearer {token}"}
        )
        made.token = token
        yield made


schema = schemathesis.pytest.from_fixture("contract")


@pytest.mark.fuzz
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=PHASES,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described(case: Any) -> None:
    if "employee_id" in (case.path_parameters or {}) and len(str(case.body)) % 2 == 0:
        case.path_parameters["employee_id"] = pseudonym(1)
    token = case.operation.schema.token
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)
