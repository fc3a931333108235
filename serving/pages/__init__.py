"""The console: pages for people, rendered on the server, without scripts."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from serving.access import signed_in
from serving.pages import (
    access,
    account,
    catalogue,
    corrections,
    entries,
    forecasts,
    home,
    login,
    model,
    names,
    objections,
    own,
    person,
    quality,
    service,
    team,
    transparency,
)

anonymous = APIRouter(include_in_schema=False)
anonymous.include_router(login.router)
anonymous.include_router(service.router)
closed = APIRouter(include_in_schema=False, dependencies=[Depends(signed_in)])
for part in (
    home,
    forecasts,
    person,
    entries,
    team,
    names,
    own,
    objections,
    corrections,
    quality,
    catalogue,
    model,
    access,
    account,
    transparency,
):
    closed.include_router(part.router)
