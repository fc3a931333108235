"""The commands about jobs: start one for the running service, watch, cancel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from features.prevented import Prevented
from serving import printing
from serving.acting import acting
from serving.options import HERE, HomeOption, JsonOption
from serving.purposes import Action

if TYPE_CHECKING:
    from serving.store.jobs import Job

SHOWN = 20


def add_jobs(app: typer.Typer) -> None:
    """Register ``jobs`` with the command line."""
    jobs = typer.Typer(help="Long work that `bina serve` does, one after the other.")
    jobs.command(name="list")(list_jobs)
    jobs.command(name="start")(start)
    jobs.command(name="cancel")(cancel)
    app.add_typer(jobs, name="jobs", no_args_is_help=True)


@acting(Action.RUN_JOBS, "bina jobs list")
def list_jobs(*, home: HomeOption = HERE, as_json: JsonOption = False) -> None:
    """Show the newest jobs and how far they are."""
    with _stores(home) as stores:
        found = stores.jobs.newest(limit=SHOWN)
    rows = [
        vars(job) | {"arguments": dict(job.arguments), "result": str(job.result)} for job in found
    ]
    lines = [_line(job) for job in found]
    printing.result({"jobs": rows}, as_json=as_json, lines=lines or ["no job was asked for yet"])


def _line(job: Job) -> str:
    told = str(job.result) or job.step
    return f"{job.id:>5} {job.kind:8} {job.state:9} {job.share:4.0%} {told}".rstrip()


@acting(Action.RUN_JOBS, "bina jobs start")
def start(
    kind: Annotated[str, typer.Argument(help="import, collect, train, score or plan.")],
    values: Annotated[
        list[str] | None,
        typer.Argument(help="What it needs, such as as_of=2026-01-01 or source=export.xlsx."),
    ] = None,
    *,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Ask for a job; the running service takes it up."""
    from serving.tasks import checked

    arguments = checked(kind, _pairs(values or []))
    with _stores(home) as stores:
        number = stores.jobs.ask(kind, arguments, account="bina")
    printing.result(
        {"job": number, "kind": kind, "arguments": arguments},
        as_json=as_json,
        lines=[f"job {number} waits; watch it with: bina jobs list"],
    )


@acting(Action.RUN_JOBS, "bina jobs cancel")
def cancel(
    number: Annotated[int, typer.Argument(min=1, help="The number of the job.")],
    *,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Cancel a job that waits or runs."""
    with _stores(home) as stores:
        was_open = stores.jobs.cancel(number)
    if not was_open:
        raise Prevented(f"job {number} is not open; see them with: bina jobs list")
    printing.result({"job": number}, as_json=as_json, lines=[f"job {number} is cancelled"])


def _stores(home: Path) -> Any:
    """Return the stores of a home, to be closed at the end; raises `Prevented` without any."""
    from contextlib import closing

    from serving.database import is_there, store_url
    from serving.store import Stores

    if not is_there(store_url(home)):
        raise Prevented(f"no store in {home}; make one with: bina demo")
    return closing(Stores.open(store_url(home)))


def _pairs(values: list[str]) -> dict[str, str]:
    pairs = [value.partition("=") for value in values]
    if not all(sign for _name, sign, _value in pairs):
        raise typer.BadParameter("write what the job needs as name=value")
    return {name: value for name, _sign, value in pairs}
