"""The description of the API, for those who have signed in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request

from serving.access import Visit, require
from serving.areas import of_api
from serving.purposes import Action

router = of_api()
OPEN = ("/v1/health", "/v1/ready")
"""What needs no token."""


@router.get("/v1/openapi.json", include_in_schema=False)
async def read_contract(
    request: Request, _visit: Annotated[Visit, Depends(require(Action.READ_CONTRACT))]
) -> dict[str, Any]:
    """Return the OpenAPI description."""
    app: FastAPI = request.app
    return contract_of(app)


def contract_of(app: FastAPI) -> dict[str, Any]:
    """Return the description with how a program signs in: by a token, on every closed route."""
    made = app.openapi()
    made["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    made["security"] = [{"token": []}]
    for path in (one for one in OPEN if one in made["paths"]):
        made["paths"][path]["get"]["security"] = []
    return made
