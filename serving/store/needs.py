"""The table of what jobs ask of people, a row a person and job, written with the scores."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Integer, String, Table, Text

from serving.database import ID, metadata

needs = Table(
    "needs",
    metadata,
    Column("batch_id", ForeignKey("batches.id"), primary_key=True),
    Column("employee_id", ID, primary_key=True),
    Column("aim", String(16), primary_key=True),
    Column("job_id", ID, nullable=False),
    Column("job_name", Text),
    Column("job_match", Float),
    Column("band", String(16), nullable=False),
    Column("n_asked", Integer, nullable=False),
    Column("n_lacking", Integer, nullable=False),
    Column("n_estimated", Integer, nullable=False),
    Column("gaps", Text, nullable=False),
    sqlite_with_rowid=False,
)
