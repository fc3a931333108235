"""The web application: API and console over one home folder."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import logging
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from functools import cache
from itertools import chain
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from fastapi.telemetry import TelemetryConfig
from starlette.routing import BaseRoute, Mount

from features.problems import BadInput
from serving import pages, problems, routes
from serving.areas import Areas, closed
from serving.boundary import Boundary
from serving.champion import Champion
from serving.database import DatabaseError
from serving.installation import Installation
from serving.oidc import service_in_use
from serving.routes.health import VERSION
from serving.slow_lines import Compressed
from serving.store.seals import BrokenChain
from serving.view import STATIC

LOG = logging.getLogger(__name__)
SEAL_EVERY_SECONDS = 60
NOT_SEALED = (BadInput, BrokenChain, DatabaseError)
"""What keeps lines from being sealed; they are sealed the next time, once it is mended."""
ABOUT = """Stored scores, suggestions and forecasts for an HR office, and one route that runs the
model. Every answer names the batch it comes from, every look at a person is recorded, and every
error has one shape (RFC 9457)."""

NO_TELEMETRY: TelemetryConfig = {
    "auto_configure": False,
    "tracing": False,
    "metrics": False,
    "logs": False,
}
"""Nothing leaves the machine, whatever the environment says."""


def create_app(home: Path | None = None, *, runs_jobs: bool = False) -> FastAPI:
    """Return the application for a home folder: the given one, ``BINA_HOME`` or ``.bina``.

    The folder may be empty: the pages then say what to do next, and need no restart after it.
    With ``runs_jobs`` the process also takes up the jobs that were asked for.
    """
    place = home or Path(os.environ.get("BINA_HOME", ".bina"))
    installation = Installation(place, load_champion=load_champion)
    app = FastAPI(
        title="Bina",
        version=VERSION,
        description=ABOUT,
        openapi_url=None,
        telemetry=NO_TELEMETRY,
        docs_url=None,
        redoc_url=None,
    )
    app.router = Areas(_all_routes(), lifespan=_running)
    app.state.installation, app.state.runs_jobs = installation, runs_jobs
    app.state.sign_in_service = service_in_use()
    app.add_middleware(Boundary)
    app.add_middleware(Compressed)
    problems.install(app)
    return app


@cache
def _all_routes() -> tuple[BaseRoute, ...]:
    """Return the routes and pages.

    No route knows of a home, so that the applications of a process share them: FastAPI works out
    their parameters at the first request, which takes most of a second.
    """
    anonymous = (router.routes for router in (*routes.ANONYMOUS, *pages.ANONYMOUS))
    others = map(closed, (*routes.CLOSED, *pages.CLOSED))
    static = Mount("/static", StaticFiles(directory=STATIC), name="static")
    return (*chain.from_iterable(anonymous), *chain.from_iterable(others), static)


def load_champion(home: Path) -> Champion | None:
    """Return the model in use from the registry, or None while there is none.

    The registry is imported at the first prediction only: the pages never need it.
    """
    if importlib.util.find_spec("training.registry") is None:
        return None
    registry = importlib.import_module("training.registry")
    champion: Champion | None = registry.load_champion(home)
    return champion


@asynccontextmanager
async def _running(app: FastAPI) -> AsyncIterator[None]:
    installation: Installation = app.state.installation
    sealing = asyncio.create_task(_seal_now_and_then(installation))
    with _taking_jobs(installation) if app.state.runs_jobs else nullcontext():
        yield
    sealing.cancel()
    try:
        installation.close()
    except NOT_SEALED as error:
        _tell_not_sealed(error)


@contextmanager
def _taking_jobs(installation: Installation) -> Iterator[None]:
    from serving.worker import Worker

    worker = Worker(installation.home, installation.stores)
    worker.start()
    yield
    worker.stop()


async def _seal_now_and_then(installation: Installation) -> None:
    """Seal the access log every minute; what could not be sealed is sealed the next time."""
    while True:
        await asyncio.sleep(SEAL_EVERY_SECONDS)
        try:
            await asyncio.to_thread(installation.seal)
        except NOT_SEALED as error:
            _tell_not_sealed(error)


def _tell_not_sealed(error: Exception) -> None:
    told = error if isinstance(error, BadInput) else type(error).__name__
    LOG.warning("the access log was not sealed: %s", told)
