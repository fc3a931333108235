"""Names and contacts, encrypted, in a file of their own beside everything else.

Each row is sealed with AES-256-GCM under a key that lies in another file, and bound to the agency
and pseudonym it belongs to: a row that is moved to somebody else does not open. Neither the key nor
the file belongs in a backup of the store.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, func, insert, select

from features.prevented import Prevented
from features.pseudonyms import keep_key, key_of
from serving.database import ID
from serving.store.rows import Identity

FILE, KEY_FILE = "identities.sqlite", "identities.key"
NONCE_BYTES = 12
metadata = sa.MetaData()
identities = sa.Table(
    "identities",
    metadata,
    sa.Column("agency_id", ID, primary_key=True),
    sa.Column("employee_id", ID, primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
)


class UnreadableIdentity(Prevented):
    """A row does not open: no key or another one, or a row that was changed or moved."""

    def __init__(self) -> None:
        super().__init__("the names do not open; put identities.key back from where keys are kept")


class IdentityStore:
    """Who is behind a pseudonym: NIP, name and contact of the people of a home.

    The key is read from ``key_folder``, the home where none is named (``BINA_IDENTITIES_KEYS``).
    Raises `UnreadableIdentity` where there are names and no key.
    """

    def __init__(self, home: Path, *, key_folder: Path | None = None) -> None:
        named = os.environ.get("BINA_IDENTITIES_KEYS")
        folder = key_folder or (Path(named) if named else home)
        if (home / FILE).exists() and not (folder / KEY_FILE).exists():
            raise UnreadableIdentity
        key = key_of(folder, name=KEY_FILE)
        keep_key(folder, key, name=KEY_FILE)
        self._cipher = AESGCM(key)
        file = home / FILE
        if not file.exists():
            os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
        self._engine = sa.create_engine(f"sqlite:///{file}", hide_parameters=True)
        metadata.create_all(self._engine)

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def put(self, agency_id: str, people: Mapping[str, Identity]) -> None:
        """Keep people by pseudonym, all or none; who is there already is replaced."""
        now = datetime.now(UTC)
        rows = [
            {
                "agency_id": agency_id,
                "employee_id": person,
                "sealed": self._seal(agency_id, person, identity),
                "changed_at": now,
            }
            for person, identity in people.items()
        ]
        with self._engine.begin() as connection:
            for person in people:
                connection.execute(delete(identities).where(_is(agency_id, person)))
            if rows:
                connection.execute(insert(identities), rows)

    def of(self, agency_id: str, employee_ids: Iterable[str]) -> dict[str, Identity]:
        """Return who these people are; those without a name are left out.

        Raises `UnreadableIdentity` where the key does not fit.
        """
        wanted = identities.c.employee_id.in_(list(employee_ids))
        query = select(identities).where(identities.c.agency_id == agency_id, wanted)
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return {
            row["employee_id"]: self._opened(agency_id, row["employee_id"], row["sealed"])
            for row in rows
        }

    def matching(self, agency_id: str, fits: Callable[[Identity], bool]) -> dict[str, Identity]:
        """Return the people of an agency who fit. Every row is opened: none can be read unopened.

        Raises `UnreadableIdentity` where the key does not fit.
        """
        query = select(identities).where(identities.c.agency_id == agency_id)
        with self._engine.connect() as connection:
            rows = connection.execution_options(yield_per=1000).execute(query).mappings()
            opened = (
                (row["employee_id"], self._opened(agency_id, row["employee_id"], row["sealed"]))
                for row in rows
            )
            return {person: identity for person, identity in opened if fits(identity)}

    def count(self) -> int:
        """Return how many people have a name here."""
        with self._engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(identities)) or 0

    def erase(self, agency_id: str, employee_id: str) -> bool:
        """Erase a person and return whether there was anything."""
        with self._engine.begin() as connection:
            gone = connection.execute(delete(identities).where(_is(agency_id, employee_id)))
            return bool(gone.rowcount)

    def _seal(self, agency_id: str, employee_id: str, identity: Identity) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        plain = json.dumps(vars(identity)).encode()
        return nonce + self._cipher.encrypt(nonce, plain, _owner(agency_id, employee_id))

    def _opened(self, agency_id: str, employee_id: str, sealed: bytes) -> Identity:
        nonce, text = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            plain = self._cipher.decrypt(nonce, text, _owner(agency_id, employee_id))
        except InvalidTag:
            raise UnreadableIdentity from None
        return Identity(**json.loads(plain))


def _is(agency_id: str, employee_id: str) -> sa.ColumnElement[bool]:
    own = identities.c.employee_id == employee_id
    return own & (identities.c.agency_id == agency_id)


def _owner(agency_id: str, employee_id: str) -> bytes:
    return json.dumps([agency_id, employee_id]).encode()
