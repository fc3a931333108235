"""The console: pages for people, rendered on the server, without scripts."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from serving.access import signed_in
from serving.pages import (
    access,
    account,
    administration,
    audits,
    catalogue,
    corrections,
    development,
    entries,
    forecasts,
    home,
    jobs,
    learning,
    login,
    mentoring,
    model,
    monitor,
    month,
    names,
    objections,
    outside_login,
    own,
    person,
    plans,
    quality,
    rules,
    team,
    transparency,
)

anonymous = APIRouter(include_in_schema=False)
anonymous.include_router(login.router)
anonymous.include_router(outside_login.router)
closed = APIRouter(include_in_schema=False, dependencies=[Depends(signed_in)])
for part in (
    home,
    month,
    forecasts,
    person,
    entries,
    learning,
    mentoring,
    plans,
    team,
    names,
    outside_login,
    own,
    development,
    objections,
    corrections,
    quality,
    catalogue,
    audits,
    model,
    monitor,
    jobs,
    administration,
    rules,
    access,
    account,
    transparency,
):
    closed.include_router(part.router)
