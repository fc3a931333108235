"""What a batch says beside its scores: plain documents, each under a kind and a key."""

from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from serving.database import ID, metadata

documents = sa.Table(
    "documents",
    metadata,
    sa.Column("batch_id", sa.ForeignKey("batches.id"), primary_key=True),
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("key", ID, primary_key=True),
    sa.Column("content", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)
"""``content`` is JSON. Kinds: see `serving.development`."""


OF_THINGS = ("opening", "class")
"""Kinds whose key is the id of something that is open, and nobody's."""


def names(content: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Return which JSON holds this text alone as a value."""
    return content.contains(json.dumps(text), autoescape=True)


def mentions(content: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Return which JSON holds a text, or a longer one with it, as JSON writes it."""
    return content.contains(json.dumps(text)[1:-1], autoescape=True)
