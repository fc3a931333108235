"""Accounts, sessions and tokens; of every secret only a hash is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, delete, insert, select, update

from serving.database import Database, accounts, api_tokens, failed_logins, sessions
from serving.passwords import (
    fingerprint,
    hash_password,
    matches,
    new_password,
    new_secret,
)
from serving.store.rows import Account

SESSION_HOURS = 10
FREE_FAILURES = 4
FREE_FAILURES_OF_ADDRESS = 100
LONGEST_WAIT_OF_ADDRESS = 60
"""An office may sit behind one address; guessing many names from it still becomes slow."""
LONGEST_WAIT_SECONDS = 900
ACCOUNT_COLUMNS = [column for column in accounts.columns if column.name in Account.__annotations__]


@dataclass(frozen=True)
class Wait:
    """Too many wrong passwords: how long to wait before the next try."""

    seconds: int


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
        employee_id: str | None = None,
        must_change: bool = False,
    ) -> str:
        """Add an account and return its password, which is made up where none is given.

        Raises ValueError when the name is taken.
        """
        secret = password or new_password()
        values = {
            "username": username,
            "password_hash": hash_password(secret),
            "roles": " ".join(roles),
            "agency_id": agency_id,
            "employee_id": employee_id,
            "must_change": must_change,
            "created_at": datetime.now(UTC),
        }
        if self.named(username):
            raise ValueError(f"An account '{username}' exists; reset its password instead")
        with self._database.writing() as connection:
            connection.execute(insert(accounts).values(values))
        return secret

    def named(self, username: str) -> Account | None:
        """Return the account with this name."""
        return self._account(select(*ACCOUNT_COLUMNS).where(accounts.c.username == username))

    def set_password(self, username: str, password: str | None = None) -> str:
        """Give an account another password, end its sessions and return the password."""
        secret = password or new_password()
        account = self.named(username)
        if account is None:
            raise ValueError(f"There is no account '{username}'")
        changed = {"password_hash": hash_password(secret), "must_change": False}
        with self._database.writing() as connection:
            connection.execute(update(accounts).where(accounts.c.id == account.id).values(changed))
            connection.execute(delete(sessions).where(sessions.c.account_id == account.id))
        return secret

    def sign_in(
        self, username: str, password: str, *, address: str | None = None
    ) -> Account | Wait | None:
        """Return the account; None for a wrong name or password; `Wait` after many of them.

        A name that does not exist costs the same time and is slowed down the same way. So is an
        ``address`` (of a computer) from which many names were tried.
        """
        name = fingerprint(username)
        origin = fingerprint(f"address {address}") if address else None
        wait = self._wait([name, origin] if origin else [name])
        if wait:
            return wait
        found = select(accounts.c.password_hash).where(accounts.c.username == username)
        with self._database.reading() as connection:
            stored = connection.execute(found).scalar()
        if not matches(stored, password):
            self._count_failure(name, free=FREE_FAILURES, longest=LONGEST_WAIT_SECONDS)
            if origin:
                limits = {"free": FREE_FAILURES_OF_ADDRESS, "longest": LONGEST_WAIT_OF_ADDRESS}
                self._count_failure(origin, **limits)
            return None
        with self._database.writing() as connection:
            connection.execute(delete(failed_logins).where(failed_logins.c.fingerprint == name))
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
        query = select(*ACCOUNT_COLUMNS).join(sessions, sessions.c.account_id == accounts.c.id)
        return self._account(
            query.where(
                sessions.c.fingerprint == fingerprint(secret),
                sessions.c.expires_at > datetime.now(UTC),
            )
        )

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
        account = self.named(username)
        if account is None:
            raise ValueError(f"There is no account '{username}'")
        secret, now = new_secret(), datetime.now(UTC)
        row = {
            "account_id": account.id,
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
        query = select(api_tokens.c.account_id, api_tokens.c.scopes).where(
            api_tokens.c.fingerprint == fingerprint(secret),
            api_tokens.c.expires_at > datetime.now(UTC),
        )
        with self._database.reading() as connection:
            token = connection.execute(query).first()
        if token is None:
            return None
        account = self._account(select(*ACCOUNT_COLUMNS).where(accounts.c.id == token.account_id))
        return (account, frozenset(token.scopes.split())) if account else None

    def _account(self, query: Select[tuple[object, ...]]) -> Account | None:
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return Account(**{**row, "roles": tuple(row["roles"].split())}) if row else None

    def _wait(self, counted: Collection[str]) -> Wait | None:
        column = failed_logins.c.wait_until
        query = select(column).where(failed_logins.c.fingerprint.in_(counted))
        with self._database.reading() as connection:
            ends = list(connection.execute(query.order_by(column.desc())).scalars())
        seconds = (ends[0] - datetime.now(UTC)).total_seconds() if ends else 0.0
        return Wait(int(seconds) + 1) if seconds > 0 else None

    def _count_failure(self, counted: str, *, free: int, longest: int) -> None:
        """Double the wait with every wrong password after the free ones; forget after a day."""
        now, table = datetime.now(UTC), failed_logins
        with self._database.writing() as connection:
            connection.execute(delete(table).where(table.c.wait_until < now - timedelta(days=1)))
            query = select(table.c.failures).where(table.c.fingerprint == counted)
            failures = int(connection.execute(query).scalar() or 0) + 1
            late = max(0, failures - free)
            seconds = min(2 ** min(late, 20), longest) if late else 0
            row = {"failures": failures, "wait_until": now + timedelta(seconds=seconds)}
            connection.execute(delete(table).where(table.c.fingerprint == counted))
            connection.execute(insert(table).values(fingerprint=counted, **row))
