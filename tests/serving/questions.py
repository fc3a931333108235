"""What a database is asked, in the order of asking, without the values that are asked for."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Engine, event

VALUE = re.compile(r"'[^']*'|\b\d+(\.\d+)?\b")


def asked_of(engine: Engine) -> list[str]:
    """Return a list to which every later question is added, whoever asks it."""
    asked: list[str] = []

    def keep(text: str) -> None:
        asked.append(VALUE.sub("?", text))

    def watch(connection: Any, *_rest: object) -> None:
        connection.set_trace_callback(keep)

    if engine.dialect.name == "sqlite":
        event.listen(engine, "checkout", watch)
    else:
        event.listen(engine, "before_cursor_execute", lambda *args: keep(args[2]))
    return asked
