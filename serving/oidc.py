"""Signing in at the office's own service: OpenID Connect, code flow with PKCE (RFC 7636).

The service says who somebody is; which account that is, and what it may do, is decided here: an
account names the service's ``sub`` (``bina account add --external-id``). Nobody gets an account by
signing in.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from features.prevented import Prevented

ALGORITHMS = ["RS256", "PS256", "ES256"]
TIMEOUT_SECONDS = 10
LARGEST_ANSWER = 1_000_000
SHORTEST_SECRET = 16
DEFAULTS = frozenset({"changeme", "change-me", "secret", "password", "client-secret"})
NAMES = ("BINA_OIDC_ISSUER", "BINA_OIDC_CLIENT_ID", "BINA_OIDC_CLIENT_SECRET", "BINA_PUBLIC_URL")
BACK = "/masuk/layanan/kembali"
LOCAL = ("127.0.0.1", "localhost")


class NotSignedIn(Exception):
    """The service did not say who somebody is, or what it said does not hold."""


@dataclass(frozen=True)
class Attempt:
    """What one attempt to sign in keeps in the browser until it comes back."""

    state: str
    nonce: str
    verifier: str

    @staticmethod
    def new() -> Attempt:
        """Return three new secrets."""
        return Attempt(*(secrets.token_urlsafe(32) for _ in range(3)))

    @staticmethod
    def of(cookie: str) -> Attempt | None:
        """Return the attempt in a cookie, if it is one."""
        parts = cookie.split(".")
        return Attempt(*parts) if len(parts) == 3 and all(parts) else None

    def __str__(self) -> str:
        return f"{self.state}.{self.nonce}.{self.verifier}"


@dataclass(frozen=True)
class Service:
    """The office's sign-in service, as the environment names it."""

    issuer: str
    client_id: str
    client_secret: str
    public_url: str

    def address(self, attempt: Attempt) -> str:
        """Return where to send somebody to sign in."""
        digest = hashlib.sha256(attempt.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "scope": "openid",
            "client_id": self.client_id,
            "redirect_uri": self.public_url + BACK,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{self._endpoint('authorization_endpoint')}?{urlencode(asked)}"

    def subject(self, code: str, attempt: Attempt) -> str:
        """Return the ``sub`` of who signed in; raises `NotSignedIn` where that does not hold."""
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.public_url + BACK,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "code_verifier": attempt.verifier,
        }
        answer = _fetch(self._endpoint("token_endpoint"), urlencode(asked).encode())
        return self._checked(str(answer.get("id_token", "")), nonce=attempt.nonce)

    def _checked(self, token: str, *, nonce: str) -> str:
        published = _fetch(self._endpoint("jwks_uri"))
        rules = jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            nonce={"essential": True, "value": nonce},
            exp={"essential": True},
            sub={"essential": True},
        )
        try:
            keys = KeySet.import_key_set(published)  # type: ignore[arg-type]
            claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
            rules.validate(claims)
        except (JoseError, AttributeError, KeyError, TypeError, ValueError) as error:
            raise NotSignedIn(type(error).__name__) from None
        return self._subject_of(claims)

    def _subject_of(self, claims: Mapping[str, Any]) -> str:
        """Return who signed in; a token for several must have been asked for by this client."""
        several = claims["aud"] != self.client_id and claims["aud"] != [self.client_id]
        if claims.get("azp", self.client_id) != self.client_id or (several and "azp" not in claims):
            raise NotSignedIn("the token was asked for by another client")
        subject = claims["sub"]
        if not isinstance(subject, str) or not subject:
            raise NotSignedIn("the service names nobody")
        return subject

    def _endpoint(self, name: str) -> str:
        found = _fetch(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        address = str(found.get(name, ""))
        if found.get("issuer") != self.issuer or not _is_safe(address):
            raise NotSignedIn(f"the service names no {name}, or another issuer")
        return address


def service_in_use(environment: Mapping[str, str] = os.environ) -> Service | None:
    """Return the service that the environment names, or None where it names none.

    Raises `Prevented` where something is missing, a secret is a default or an address is open.
    """
    given = {name: environment.get(name, "") for name in NAMES}
    if not given["BINA_OIDC_ISSUER"]:
        return None
    missing = [name for name in NAMES if not given[name]]
    if missing:
        raise Prevented(f"{missing[0]} is not set; signing in at a service needs it")
    secret = given["BINA_OIDC_CLIENT_SECRET"]
    if len(secret) < SHORTEST_SECRET or secret.lower() in DEFAULTS:
        raise Prevented(
            f"BINA_OIDC_CLIENT_SECRET is a default or too short; give one of"
            f" {SHORTEST_SECRET} characters or more"
        )
    for name in ("BINA_OIDC_ISSUER", "BINA_PUBLIC_URL"):
        if not _is_safe(given[name]):
            raise Prevented(f"{name} must begin with https://")
    service = Service(*(given[name] for name in NAMES))
    return Service(service.issuer, service.client_id, secret, service.public_url.rstrip("/"))


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)


def _fetch(address: str, body: bytes | None = None) -> dict[str, Any]:
    """Return what the service answers; raises `NotSignedIn` where it does not."""
    request = urllib.request.Request(address, body, {"Accept": "application/json"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
            found = json.loads(answer.read(LARGEST_ANSWER))
    except (HTTPException, OSError, ValueError) as error:
        raise NotSignedIn(type(error).__name__) from None
    if not isinstance(found, dict):
        raise NotSignedIn("no object")
    return found
