"""Is the service there?"""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Depends

from serving.access import installation_of
from serving.installation import Installation
from serving.schemas import HealthOut

router = APIRouter(tags=["health"])
VERSION = version("bina")


@router.get("/v1/health")
async def read_health(
    installation: Annotated[Installation, Depends(installation_of)],
) -> HealthOut:
    """Return whether the service runs and has scores to serve; open to everybody."""
    stores = installation.stores()
    if stores is None:
        return HealthOut(status="no_store", version=VERSION)
    has_scores = stores.scores.latest() is not None
    return HealthOut(status="ok" if has_scores else "no_scores", version=VERSION)
