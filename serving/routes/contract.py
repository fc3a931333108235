"""The description of the API, for those who have signed in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request

from serving.access import Visit, require
from serving.areas import of_api
from serving.purposes import Action

router = of_api()


@router.get("/v1/openapi.json", include_in_schema=False)
async def read_contract(
    request: Request, _visit: Annotated[Visit, Depends(require(Action.READ_CONTRACT))]
) -> dict[str, Any]:
    """Return the OpenAPI description."""
    app: FastAPI = request.app
    return app.openapi()
