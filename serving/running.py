"""The service: one process that answers the console and the API."""

from __future__ import annotations

import logging
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from features.home import Home
from serving import printing
from serving.app import create_app
from serving.boundary import log
from serving.database import DatabaseError, store_url
from serving.expiry import valid_days
from serving.settings import office_clock


def run(home: Path, *, host: str, port: int, log_requests: bool) -> None:
    """Serve a home until interrupted; what goes wrong is printed, and each request if wanted."""
    app = create_app(home, runs_jobs=True)
    _check(app)
    if not Home(home).has_records:
        printing.err.print(f"note: {home} holds no records yet", markup=False)
    logging.basicConfig(format="%(asctime)s %(message)s")
    if log_requests:
        log.setLevel(logging.INFO)
    printing.out.print(f"Bina on http://{host}:{port} (stop with Ctrl+C)")
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False)


def _check(app: FastAPI) -> None:
    """Raise what would fail at every request; a server of databases may be away for a while."""
    office_clock()
    valid_days()
    is_in_file = store_url(app.state.installation.home).startswith("sqlite:")
    try:
        app.state.installation.stores()
    except DatabaseError as error:
        if is_in_file:
            raise
        printing.err.print(f"note: the database does not answer yet ({type(error).__name__})")
