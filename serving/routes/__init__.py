"""The API: every route under /v1."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from serving.access import signed_in
from serving.routes import (
    care,
    catalogue,
    contract,
    development,
    employees,
    entries,
    health,
    models,
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
    development,
    entries,
    care,
    units,
    models,
    quality,
    catalogue,
    turnover,
    contract,
):
    closed.include_router(part.router)
