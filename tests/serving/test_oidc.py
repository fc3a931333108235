"""Signing in at a service: a small one of the tests' own, honest and dishonest."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import RSAKey

from features.prevented import Prevented
from serving.account_words import NotAllowed
from serving.app import create_app
from serving.oidc import service_in_use
from serving.store import Stores
from tests.serving.agency import PASSWORD

CLIENT, SECRET, SUBJECT = "bina", "rahasia-yang-cukup-panjang", "sub-sari"


class FakeService:
    """Answers as a service does; ``claims`` and ``key`` are what it signs, and with what."""

    def __init__(self) -> None:
        self.key = self.published = RSAKey.generate_key(2048, {"kid": "satu"})
        self.claims: dict[str, Any] = {}
        self.algorithm = "RS256"
        self.asked: dict[str, str] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, path: str, body: str) -> object:
        if path == "/.well-known/openid-configuration":
            names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            return {"issuer": self.issuer} | {name: f"{self.issuer}/{name}" for name in names}
        if path == "/jwks_uri":
            return {"keys": [self.published.as_dict(private=False)]}
        self.asked = {name: values[0] for name, values in parse_qs(body).items()}
        header = {"alg": self.algorithm, "kid": "satu"}
        return {"id_token": jwt.encode(header, self.claims, self.key)}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                length = int(self.headers.get("content-length", 0))
                answer = service.answer(self.path, self.rfile.read(length).decode())
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps(answer).encode())

            do_POST = do_GET  # noqa: N815

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        return Handler


@pytest.fixture
def service() -> Iterator[FakeService]:
    """A running service."""
    made = FakeService()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def client(
    home: Path, stores: Stores, service: FakeService, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    """A browser at an office that signs in at the service; sari has an account."""
    monkeypatch.setenv("BINA_OIDC_ISSUER", service.issuer)
    monkeypatch.setenv("BINA_OIDC_CLIENT_ID", CLIENT)
    monkeypatch.setenv("BINA_OIDC_CLIENT_SECRET", SECRET)
    monkeypatch.setenv("BINA_PUBLIC_URL", "http://localhost:8000")
    stores.accounts.create("sari", roles=["hr_care"], password=PASSWORD, external_id=SUBJECT)
    with TestClient(create_app(home), follow_redirects=False) as made:
        made.headers["Accept"] = "text/html"
        yield made


def come_back(client: TestClient, service: FakeService, **changes: Any):
    """Go to the service and come back with what it says."""
    asked = urlsplit(client.get("/masuk/layanan").headers["location"])
    given = {name: values[0] for name, values in parse_qs(asked.query).items()}
    honest = {"iss": service.issuer, "aud": CLIENT, "sub": SUBJECT, "nonce": given["nonce"]}
    state = changes.pop("state", given["state"])
    service.claims = honest | {"exp": int(time.time()) + 60} | changes
    answer = client.get(f"/masuk/layanan/kembali?code=kode&state={state}")
    return answer, given


def test_who_has_an_account_is_signed_in(client: TestClient, service: FakeService) -> None:
    answer, given = come_back(client, service)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    digest = hashlib.sha256(service.asked["code_verifier"].encode()).digest()
    assert given["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert given["redirect_uri"] == "http://localhost:8000/masuk/layanan/kembali"
    assert client.get("/").status_code == 200
    assert "/masuk/layanan" in client.get("/masuk").text


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://elsewhere"},
        {"aud": "another"},
        {"nonce": "replayed"},
        {"exp": 1},
        {"sub": "somebody-else"},
        {"sub": ["sub-sari"]},
        {"aud": [CLIENT, "another"]},
        {"azp": "another"},
        {"state": "forged"},
    ],
    ids=lambda one: next(iter(one)),
)
def test_what_does_not_hold_signs_nobody_in(
    changes: dict[str, Any], client: TestClient, service: FakeService
) -> None:
    answer, _ = come_back(client, service, **changes)
    assert answer.status_code == 403
    assert "bina_session" not in client.cookies


def test_a_token_of_another_key_signs_nobody_in(client: TestClient, service: FakeService) -> None:
    service.key = RSAKey.generate_key(2048, {"kid": "satu"})
    assert come_back(client, service)[0].status_code == 403


@pytest.mark.parametrize("published", [{"keys": "x"}, {"keys": [{}]}, {"keys": [1]}, {}], ids=str)
def test_keys_that_are_none_sign_nobody_in(
    published: dict[str, Any],
    client: TestClient,
    service: FakeService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    honest = service.answer
    monkeypatch.setattr(
        service,
        "answer",
        lambda path, body: published if path == "/jwks_uri" else honest(path, body),
    )
    assert come_back(client, service)[0].status_code == 403


def test_what_was_said_to_one_attempt_signs_nobody_in_at_another(
    client: TestClient, service: FakeService
) -> None:
    """The answer of an earlier attempt, with its state and with the new one."""
    _answer, given = come_back(client, service)
    client.cookies.clear()
    again = client.get(f"/masuk/layanan/kembali?code=kode&state={given['state']}")
    assert again.status_code == 403
    asked = urlsplit(client.get("/masuk/layanan").headers["location"])
    state = parse_qs(asked.query)["state"][0]
    assert client.get(f"/masuk/layanan/kembali?code=kode&state={state}").status_code == 403
    assert "bina_session" not in client.cookies


def test_nobody_is_linked_by_a_name(client: TestClient, service: FakeService) -> None:
    claims = {"sub": "petugas", "preferred_username": "sari", "roles": ["admin"]}
    assert come_back(client, service, **claims)[0].status_code == 403


def test_two_accounts_never_share_who_signs_in(client: TestClient, stores: Stores) -> None:
    for taken in (SUBJECT, " "):
        with pytest.raises(NotAllowed, match="external id"):
            stores.accounts.create("dua", roles=["employee"], external_id=taken)
    assert stores.accounts.named("dua") is None


def test_a_locked_account_and_a_password_do_not_open(
    client: TestClient, service: FakeService, stores: Stores
) -> None:
    assert stores.accounts.sign_in("sari", PASSWORD) is None
    stores.accounts.lock("sari")
    assert come_back(client, service)[0].status_code == 403


def test_a_service_that_does_not_answer_is_said(client: TestClient, service: FakeService) -> None:
    service.server.shutdown()
    service.server.server_close()
    assert client.get("/masuk/layanan").status_code == 503


def test_without_a_service_there_is_no_way(anonymous: TestClient) -> None:
    assert anonymous.get("/masuk/layanan").status_code == 404
    assert "/masuk/layanan" not in anonymous.get("/masuk").text


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("BINA_OIDC_CLIENT_SECRET", "changeme", "default or too short"),
        ("BINA_OIDC_CLIENT_SECRET", "", "is not set"),
        ("BINA_OIDC_ISSUER", "http://masuk.go.id", "https"),
        ("BINA_PUBLIC_URL", "http://bina.go.id", "https"),
    ],
)
def test_defaults_and_open_lines_are_refused(name: str, value: str, message: str) -> None:
    good = {
        "BINA_OIDC_ISSUER": "https://masuk.go.id",
        "BINA_OIDC_CLIENT_ID": CLIENT,
        "BINA_OIDC_CLIENT_SECRET": SECRET,
        "BINA_PUBLIC_URL": "https://bina.go.id",
    }
    assert service_in_use(good) is not None
    assert service_in_use({}) is None
    with pytest.raises(Prevented, match=message):
        service_in_use(good | {name: value})
