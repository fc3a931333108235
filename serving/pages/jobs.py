"""Jobs: what an administrator can start and watch without the command line."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends, Form, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from features.home import Home
from serving.access import Visit, installation_of, require, valid_form
from serving.areas import of_console
from serving.imports import newest_imports
from serving.inbox import inbox_of
from serving.installation import Installation
from serving.language import msg
from serving.obstacles import obstacle
from serving.options import MOST_RUPIAH, OUT_OF_REACH
from serving.phrases import JOB_KINDS
from serving.problems import Problem
from serving.purposes import Action
from serving.settings import office_today
from serving.shown import Number
from serving.store.jobs import Job
from serving.told import Told
from serving.view import language_of, render

router = of_console()
SHOWN, IMPORTS_SHOWN = 50, 10
WATCH_SECONDS = 5
UNKNOWN = msg("There is no such job, or it has ended already.")
UNFIT = msg("Choose a kind of job and fill in what it needs.")
Operating = Annotated[Visit, Depends(require(Action.RUN_JOBS))]
Place = Annotated[Installation, Depends(installation_of)]
Word = Annotated[str, Form(max_length=200)]


@router.get("/pekerjaan")
async def show_jobs(
    request: Request, visit: Operating, installation: Place, pantau: Annotated[int, Query()] = 0
) -> Response:
    """Show the newest jobs and how far they are, and the forms that start others."""
    jobs = visit.stores.jobs.newest(limit=SHOWN)
    watched = bool(pantau) and any(job.is_open for job in jobs)
    page = _page(request, installation, jobs, watched=watched)
    if watched:
        page.headers["Refresh"] = str(WATCH_SECONDS)
    return page


@router.post("/pekerjaan", dependencies=[Depends(valid_form)])
async def start_job(
    request: Request,
    visit: Operating,
    installation: Place,
    *,
    jenis: Word,
    berkas: Word = "",
    bentuk: Word = "records",
    samaran: Word = "",
    tanggal: Annotated[date | None, Form()] = None,
    anggaran: Annotated[float, Form(ge=0.0, le=MOST_RUPIAH)] = 0.0,
    batas_skor: Word = "",
    batas_rencana: Word = "",
) -> Response:
    """Ask for a job and show the list; or say in the form what would make it fail."""
    day, account = tanggal or office_today(), visit.visitor.account.username
    ceiling = {"contract_ceiling": "yes"} if batas_skor or batas_rencana else {}
    needs: dict[str, dict[str, object]] = {
        "import": {"source": berkas, "form": bentuk, "pseudonyms": samaran},
        "collect": {},
        "train": {"until": day.isoformat()},
        "score": {"as_of": day.isoformat(), **ceiling},
        "plan": {"as_of": day.isoformat(), "budget": anggaran, "by": account, **ceiling},
    }
    unknown_file = jenis == "import" and berkas not in inbox_of(installation.home)
    if jenis not in JOB_KINDS or unknown_file or day >= OUT_OF_REACH:
        raise Problem(422, UNFIT, "unfit-job")
    visit.record()
    jobs = visit.stores.jobs.newest(limit=SHOWN)
    if not any(job.is_open for job in jobs):
        found = await run_in_threadpool(_obstacle, installation, jenis, day)
        if found is not None:
            error = found.in_words(language_of(request))
            return _page(request, installation, jobs, day=day, error=error, status=422)
    visit.stores.jobs.ask(jenis, needs[jenis], account=account)
    return RedirectResponse("/pekerjaan?pantau=1", status_code=303)


@router.post("/pekerjaan/{number}/batal", dependencies=[Depends(valid_form)])
async def cancel_job(visit: Operating, number: Number) -> Response:
    """Cancel a job that waits or runs."""
    if not visit.stores.jobs.cancel(number):
        raise Problem(404, UNKNOWN, "unknown-job")
    visit.record()
    return RedirectResponse("/pekerjaan?pantau=1", status_code=303)


def _obstacle(installation: Installation, kind: str, day: date) -> Told | None:
    champion = installation.champion() if kind == "score" else None
    return obstacle(kind, day, Home(installation.home), champion)


def _page(
    request: Request,
    installation: Installation,
    jobs: list[Job],
    *,
    day: date | None = None,
    watched: bool = False,
    error: str = "",
    status: int = 200,
) -> Response:
    return render(
        request,
        "jobs.html",
        status=status,
        jobs=jobs,
        inbox=inbox_of(installation.home),
        imports=newest_imports(installation.home, limit=IMPORTS_SHOWN),
        today=day or office_today(),
        watched=watched,
        any_open=any(job.is_open for job in jobs),
        error=error,
    )
