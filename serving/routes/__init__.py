"""The API: every route under /v1."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from serving.access import signed_in
from serving.routes import (
    audits,
    care,
    catalogue,
    contract,
    employees,
    entries,
    health,
    models,
    monitor,
    quality,
    turnover,
    units,
)
from serving.schemas import PROBLEMS

anonymous = APIRouter()
anonymous.include_router(health.router)
closed = APIRouter(dependencies=[Depends(signed_in)], responses=PROBLEMS)
for part in (
    employees,
    entries,
    care,
    units,
    models,
    monitor,
    audits,
    quality,
    catalogue,
    turnover,
    contract,
):
    closed.include_router(part.router)
