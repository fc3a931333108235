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

if TYPE_CHECKING:
    from serving.database import Database

HERE = Path(__file__).parent


def ensure_schema(database: Database) -> None:
    """Bring the schema to the newest version; do nothing when it is already there."""
    if store_revision(database) != newest_revision():
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


def store_revision(database: Database) -> str | None:
    """Return the version of a store's schema; None where there is no schema yet."""
    with database.reading() as connection:
        return MigrationContext.configure(connection).get_current_revision()
