"""The console: pages for people, rendered on the server, without scripts."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from serving.access import signed_in
from serving.pages import (
    access,
    account,
    catalogue,
    development,
    entries,
    forecasts,
    home,
    login,
    model,
    own,
    person,
    quality,
    team,
)

anonymous = APIRouter(include_in_schema=False)
anonymous.include_router(login.router)
closed = APIRouter(include_in_schema=False, dependencies=[Depends(signed_in)])
for part in (
    home,
    forecasts,
    person,
    entries,
    team,
    own,
    development,
    quality,
    catalogue,
    model,
    access,
    account,
):
    closed.include_router(part.router)
