"""Which sealed lines of the access log are about whom, so that a person finds their own.

A list of its own, written when lines are sealed and not when somebody looks: an index of the log
changes in another place for each person shown. What is not sealed yet is looked through line by
line. `missing` tells of lines that somebody has taken out of the list to hide them from a person.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    bindparam,
    func,
    insert,
    select,
)

from serving.database import ID, access_log, metadata

access_subjects = sa.Table(
    "access_subjects",
    metadata,
    sa.Column("subject", ID, primary_key=True),
    sa.Column("line", sa.Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)


def enter(connection: Connection, lines: ColumnElement[bool]) -> None:
    """Write into the list whom these lines are about."""
    about = _missing(lines).order_by(access_log.c.subject, access_log.c.id)
    connection.execute(insert(access_subjects).from_select(["subject", "line"], about))


def missing(connection: Connection, lines: ColumnElement[bool]) -> int:
    """Return how many of these lines are about somebody under whom they are not listed."""
    return connection.scalar(select(func.count()).select_from(_missing(lines).subquery())) or 0


def lines_about(sealed: ColumnElement[int]) -> Select[Any]:
    """Return the query of the newest ``limit`` lines about a ``subject``, the newest first.

    Lines up to the number ``sealed`` are found by the list, later ones by looking at each.
    """
    subject, limit = bindparam("subject", type_=sa.String), bindparam("limit", type_=sa.Integer)
    listed, about = access_subjects.c, select(access_log).where(access_log.c.subject == subject)
    under = about.join(access_subjects, listed.line == access_log.c.id)
    found = under.where(listed.subject == subject, listed.line <= sealed)
    newest = found.order_by(listed.line.desc()).limit(limit).subquery()
    both = sa.union_all(select(newest), about.where(access_log.c.id > sealed)).subquery()
    told = (both.c[column.name] for column in access_log.columns if column.name != "id")
    return select(*told).order_by(both.c.id.desc()).limit(limit)


def numbers_about(subject: str, *, sealed: ColumnElement[int]) -> CompoundSelect[Any]:
    """Return the query of the numbers of all lines about somebody, found in the same way."""
    listed, about = access_subjects.c, access_log.c
    known = select(listed.line).where(listed.subject == subject, listed.line <= sealed)
    return known.union_all(select(about.id).where(about.id > sealed, about.subject == subject))


def _missing(lines: ColumnElement[bool]) -> Select[Any]:
    listed, about = access_subjects.c, access_log.c
    known = select(listed.line).where(listed.subject == about.subject, listed.line == about.id)
    named = about.subject.is_not(None)
    return select(about.subject, about.id).where(lines, named, ~known.exists())
