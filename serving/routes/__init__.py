"""The API: every route under /v1."""

from __future__ import annotations

from serving.routes import (
    access_log,
    audits,
    batches,
    care,
    catalogue,
    contract,
    development,
    employees,
    entries,
    health,
    interventions,
    learning,
    mentoring,
    models,
    monitor,
    plans,
    quality,
    rights,
    team,
    turnover,
    units,
)

ANONYMOUS = (health.router,)
CLOSED = (
    turnover.router,
    employees.listing,
    employees.router,
    development.router,
    entries.router,
    interventions.router,
    learning.router,
    mentoring.router,
    plans.router,
    care.router,
    units.router,
    team.router,
    rights.router,
    access_log.router,
    models.router,
    monitor.router,
    audits.router,
    batches.router,
    quality.router,
    catalogue.router,
    contract.router,
)
