"""Accounts, sessions and tokens; of every secret only a hash is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Select, bindparam, delete, insert, select, update

from serving import account_words as words
from serving.account_words import NotAllowed
from serving.database import Database, Moment, accounts, api_tokens, metadata
from serving.passwords import (
    fingerprint,
    hash_password,
    matches,
    new_password,
    new_secret,
)
from serving.purposes import held_together
from serving.store.prepared import Prepared
from serving.store.rows import Account, Token
from serving.store.tries import Tries, Wait

SESSION_HOURS = 10
sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("fingerprint", sa.String(64), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
)
ACCOUNT_COLUMNS = [column for column in accounts.columns if column.name in Account.__annotations__]
OF_TOKEN, OF_SESSION = (
    Prepared(
        select(*ACCOUNT_COLUMNS, *more)
        .join(table, table.c.account_id == accounts.c.id)
        .where(
            table.c.fingerprint == bindparam("fingerprint"),
            table.c.expires_at > bindparam("now", type_=Moment),
            accounts.c.locked_at.is_(None),
        )
    )
    for table, more in ((api_tokens, [api_tokens.c.scopes]), (sessions, []))
)
"""One of them is asked with every request of a program or of a browser."""


class AccountStore:
    """Who may sign in, by password in the console and by token at the API."""

    def __init__(self, database: str | Database) -> None:
        self._database = Database(database) if isinstance(database, str) else database

    def is_empty(self) -> bool:
        """Return whether nobody can sign in yet."""
        with self._database.reading() as connection:
            return connection.execute(select(accounts.c.id).limit(1)).first() is None

    def create(
        self,
        username: str,
        *,
        roles: Iterable[str],
        password: str | None = None,
        agency_id: str | None = None,
        unit_id: str | None = None,
        employee_id: str | None = None,
        external_id: str | None = None,
        must_change: bool = False,
    ) -> str:
        """Add an account and return its password, which is made up where none is given.

        Raises `NotAllowed` when the name or the ``external_id`` is taken, when a unit is named
        without its agency, or when the person would hold roles that are kept apart, in one account
        or in several.
        """
        secret, held = password or new_password(), list(roles)
        values = {
            "username": username,
            "password_hash": hash_password(secret),
            "roles": " ".join(held),
            "agency_id": agency_id,
            "unit_id": unit_id,
            "employee_id": employee_id,
            "external_id": external_id,
            "must_change": must_change,
            "created_at": datetime.now(UTC),
        }
        if self.named(username):
            raise NotAllowed(words.TAKEN, field="nama", name=username)
        if unit_id is not None and agency_id is None:
            raise NotAllowed(words.UNIT_ALONE, field="instansi")
        self._check_external(external_id)
        self._check_apart(held, agency_id=agency_id, employee_id=employee_id, but=username)
        with self._database.writing() as connection:
            connection.execute(insert(accounts).values(values))
        return secret

    def named(self, username: str) -> Account | None:
        """Return the account with this name."""
        return self._account(select(*ACCOUNT_COLUMNS).where(accounts.c.username == username))

    def everybody(self) -> list[Account]:
        """Return all accounts by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(*ACCOUNT_COLUMNS).order_by(accounts.c.username))
            return [_account_of(row) for row in rows.mappings()]

    def linked_to(self, external_id: str) -> Account | None:
        """Return the account of a person whom another service has signed in."""
        found = (accounts.c.external_id == external_id) & accounts.c.locked_at.is_(None)
        return self._account(select(*ACCOUNT_COLUMNS).where(found))

    def set_roles(self, username: str, roles: Iterable[str]) -> None:
        """Give an account other roles; raises `NotAllowed` for roles that are kept apart."""
        account, held = self._existing(username), list(roles)
        place = {"agency_id": account.agency_id, "employee_id": account.employee_id}
        self._check_apart(held, **place, but=username)
        self._change(account, {"roles": " ".join(held)})

    def lock(self, username: str) -> None:
        """Keep somebody out: sessions end, and password and tokens do not work any more."""
        self._change(self._existing(username), {"locked_at": datetime.now(UTC)})

    def unlock(self, username: str) -> None:
        """Let somebody in again, and forget the wrong passwords that were tried."""
        self._change(self._existing(username), {"locked_at": None})
        Tries(self._database, username).forget()

    def close(self, username: str) -> None:
        """Lock an account without roles and tokens; its name stays taken, as the log names it."""
        account = self._existing(username)
        with self._database.writing() as connection:
            connection.execute(delete(api_tokens).where(api_tokens.c.account_id == account.id))
        self._change(account, {"locked_at": datetime.now(UTC), "roles": ""})

    def set_password(
        self, username: str, password: str | None = None, *, must_change: bool = False
    ) -> str:
        """Give an account another password, end its sessions and return the password."""
        secret = password or new_password()
        changed = {"password_hash": hash_password(secret), "must_change": must_change}
        self._change(self._existing(username), changed)
        return secret

    def sign_in(
        self, username: str, password: str, *, address: str | None = None
    ) -> Account | Wait | None:
        """Return the account; None for a wrong name or password; `Wait` after many of them.

        Who is locked out, or signs in at a service, has no password that fits.
        A name that does not exist costs the same time and is slowed down the same way. So is an
        ``address`` (of a computer) from which many names were tried. Who is kept waiting elsewhere
        may try from an own address.
        """
        tried = Tries(self._database, username, address=address)
        wait = tried.begin()
        if wait:
            return wait
        found = select(accounts.c.password_hash).where(
            accounts.c.username == username,
            accounts.c.locked_at.is_(None),
            accounts.c.external_id.is_(None),
        )
        with self._database.reading() as connection:
            stored = connection.execute(found).scalar()
        if not matches(stored, password):
            return None
        tried.succeed()
        return self.named(username)

    def open_session(self, account: Account) -> str:
        """Start a session and return the secret for the cookie."""
        secret, now = new_secret(), datetime.now(UTC)
        row = {
            "fingerprint": fingerprint(secret),
            "account_id": account.id,
            "expires_at": now + timedelta(hours=SESSION_HOURS),
        }
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.expires_at < now))
            connection.execute(insert(sessions).values(row))
        return secret

    def of_session(self, secret: str) -> Account | None:
        """Return whose session this is, while it lasts."""
        asked = {"fingerprint": fingerprint(secret), "now": datetime.now(UTC)}
        rows = OF_SESSION.dictionaries(self._database, **asked)
        return _account_of(rows[0]) if rows else None

    def close_session(self, secret: str) -> None:
        """End a session."""
        ended = delete(sessions).where(sessions.c.fingerprint == fingerprint(secret))
        with self._database.writing() as connection:
            connection.execute(ended)

    def issue_token(
        self, username: str, *, name: str, scopes: Iterable[str] = (), valid_days: int = 90
    ) -> str:
        """Return a new token for the API; it is shown once and only its SHA-256 is kept.

        ``scopes`` are actions of `serving.purposes`; none means all that the account may do.
        """
        secret, now = new_secret(), datetime.now(UTC)
        row = {
            "account_id": self._existing(username).id,
            "name": name,
            "fingerprint": fingerprint(secret),
            "scopes": " ".join(scopes),
            "created_at": now,
            "expires_at": now + timedelta(days=valid_days),
        }
        with self._database.writing() as connection:
            connection.execute(insert(api_tokens).values(row))
        return secret

    def of_token(self, secret: str) -> tuple[Account, frozenset[str]] | None:
        """Return whose token this is and its scopes, while it is valid."""
        asked = {"fingerprint": fingerprint(secret), "now": datetime.now(UTC)}
        rows = OF_TOKEN.dictionaries(self._database, **asked)
        if not rows:
            return None
        scopes = frozenset(rows[0].pop("scopes").split())
        return _account_of(rows[0]), scopes

    def tokens(self) -> list[Token]:
        """Return the tokens, those that end first before others."""
        columns = [api_tokens.c[name] for name in Token.__annotations__ if name != "account"]
        query = select(*columns, accounts.c.username.label("account")).join(
            accounts, accounts.c.id == api_tokens.c.account_id
        )
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(api_tokens.c.expires_at)).mappings()
            return [Token(**{**row, "scopes": tuple(row["scopes"].split())}) for row in rows]

    def revoke_token(self, token_id: int) -> bool:
        """Make a token useless at once and return whether there was one."""
        with self._database.writing() as connection:
            gone = connection.execute(delete(api_tokens).where(api_tokens.c.id == token_id))
            return bool(gone.rowcount)

    def _account(self, query: Select[tuple[object, ...]]) -> Account | None:
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return _account_of(row) if row else None

    def _existing(self, username: str) -> Account:
        account = self.named(username)
        if account is None:
            raise NotAllowed(words.NO_ACCOUNT, field="nama")
        return account

    def _change(self, account: Account, values: Mapping[str, object]) -> None:
        """Change an account and end its sessions, so that the change holds at once."""
        with self._database.writing() as connection:
            connection.execute(update(accounts).where(accounts.c.id == account.id).values(values))
            connection.execute(delete(sessions).where(sessions.c.account_id == account.id))

    def _check_external(self, external_id: str | None) -> None:
        """Raise `NotAllowed` where who signs in at the service would be nobody, or two."""
        if external_id is None:
            return
        if not external_id.strip():
            raise NotAllowed(words.NO_EXTERNAL_ID, field="luar")
        taken = select(*ACCOUNT_COLUMNS).where(accounts.c.external_id == external_id)
        if self._account(taken):
            raise NotAllowed(words.TAKEN_ID, field="luar")

    def _check_apart(
        self, roles: Collection[str], *, agency_id: str | None, employee_id: str | None, but: str
    ) -> None:
        """Raise `NotAllowed` where a person would hold roles that are kept apart.

        An account that names no agency is that of the person in whichever agency another names.
        """
        others = [
            role
            for one in self.everybody()
            if employee_id is not None
            and one.employee_id == employee_id
            and (agency_id is None or one.agency_id in (None, agency_id))
            and one.username != but
            for role in one.roles
        ]
        pair = held_together({*roles, *others})
        if pair:
            one, other = sorted(pair)
            raise NotAllowed(words.KEPT_APART_HERE, field="peran", one=one, other=other)


def _account_of(row: Mapping[Any, Any]) -> Account:
    return Account(**{**row, "roles": tuple(row["roles"].split())})
