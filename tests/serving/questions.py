"""What a database is asked, in the order of asking, without the values that are asked for."""

from __future__ import annotations

import re
from typing import Any, Self

import psycopg
from sqlalchemy import event

from serving.database import Database

VALUE = re.compile(r"'[^']*'|\b\d+(\.\d+)?\b")


def asked_of(database: Database) -> list[str]:
    """Return a list to which every later question is added, whoever asks it."""
    asked: list[str] = []

    def keep(text: str) -> None:
        asked.append(VALUE.sub("?", text))

    class Told(psycopg.Cursor[Any]):
        """A cursor that tells what it is asked."""

        def execute(self, query: Any, *rest: Any, **more: Any) -> Self:
            keep(query)
            return super().execute(query, *rest, **more)

    def watch(connection: Any, *_rest: object) -> None:
        if database.engine.dialect.name == "sqlite":
            connection.set_trace_callback(keep)
        else:
            connection.cursor_factory = Told

    database.close()
    event.listen(database.engine, "checkout", watch)
    return asked
