"""The API: every route under /v1."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from serving.access import signed_in
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
from serving.schemas import PROBLEMS

anonymous = APIRouter()
anonymous.include_router(health.router)
closed = APIRouter(dependencies=[Depends(signed_in)], responses=PROBLEMS)
closed.include_router(employees.listing)
for part in (
    employees,
    development,
    entries,
    interventions,
    learning,
    mentoring,
    plans,
    care,
    units,
    team,
    rights,
    access_log,
    models,
    monitor,
    audits,
    batches,
    quality,
    catalogue,
    turnover,
    contract,
):
    closed.include_router(part.router)
