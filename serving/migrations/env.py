"""Run the schema's versions on the connection that `serving.database` hands over."""

from __future__ import annotations

from alembic import context

from serving.database import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
