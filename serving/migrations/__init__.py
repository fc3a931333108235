"""Versions of the schema: which one a store has, and how it comes to the newest."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import alembic.command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from features.prevented import Prevented

if TYPE_CHECKING:
    from serving.database import Database

HERE = Path(__file__).parent


def ensure_schema(database: Database) -> None:
    """Bring the schema to the newest version; do nothing when it is already there.

    Raises `Prevented` where a later version of Bina has been at work.
    """
    found = store_revision(database)
    if found == newest_revision():
        return
    if found is not None and found not in known_revisions():
        raise Prevented(
            f"the store was made or changed by a later version of Bina (its schema is {found});"
            " install that version"
        )
    with database.writing() as connection:
        alembic.command.upgrade(migrations(connection), "head")


def migrations(connection: Connection | None = None) -> Config:
    """Return what Alembic needs to know: where the versions are, and on which connection to run."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    return config


@cache
def newest_revision() -> str | None:
    """Return the version of the schema that this version of Bina works with."""
    return ScriptDirectory.from_config(migrations()).get_current_head()


def known_revisions() -> frozenset[str]:
    """Return the versions of the schema from which there is a way to the newest."""
    script = ScriptDirectory.from_config(migrations())
    return frozenset(one.revision for one in script.walk_revisions())


def store_revision(database: Database) -> str | None:
    """Return the version of a store's schema; None where there is no schema yet."""
    with database.reading() as connection:
        return MigrationContext.configure(connection).get_current_revision()
