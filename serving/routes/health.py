"""Is the service there, and is it ready to be asked?"""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Depends

from serving.access import installation_of
from serving.areas import name_of
from serving.database import DatabaseError
from serving.installation import Installation
from serving.language import msg
from serving.problems import Problem
from serving.schemas import PROBLEMS, HealthOut, ReadyOut

router = APIRouter(tags=["health"], generate_unique_id_function=name_of)
VERSION = version("bina")
NOT_READY = msg("The service runs, but cannot be asked yet: see the member 'lacks'.")
Here = Annotated[Installation, Depends(installation_of)]


@router.get("/v1/health")
async def read_health(installation: Here) -> HealthOut:
    """Return whether the service runs and has scores to serve; open to everybody."""
    stores = installation.stores()
    if stores is None:
        return HealthOut(status="no_store", version=VERSION)
    has_scores = stores.scores.latest() is not None
    return HealthOut(status="ok" if has_scores else "no_scores", version=VERSION)


@router.get("/v1/ready", responses={503: PROBLEMS[503]})
async def read_ready(installation: Here) -> ReadyOut:
    """Return that requests may be sent here; 503 while something is lacking. Open to everybody.

    ``lacks`` is ``database`` where it cannot be reached or its schema is another version's, and
    ``scores`` where none are published.
    """
    try:
        stores = installation.stores()
        lacks = None if stores and stores.is_current() else "database"
        if stores and not lacks and stores.scores.latest() is None:
            lacks = "scores"
    except DatabaseError:
        lacks = "database"
    if lacks:
        raise Problem(503, NOT_READY, "not-ready", members={"lacks": lacks})
    return ReadyOut(version=VERSION)
