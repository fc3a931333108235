"""The year's plan of courses: what-if with a form, what was planned before, and a page to print."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from serving import code_words as words
from serving.access import valid_form
from serving.areas import of_console
from serving.curves import curve_of
from serving.learning_schemas import PlanIn
from serving.pages.entries import read
from serving.pages.jobs import WATCH_SECONDS
from serving.pages.learning import workbook_answer
from serving.plan_workbook import plan_sheets
from serving.plans import MOST_PEOPLE, ask_for_plan, asked_plans
from serving.routes.plans import Here, Making, PlanId, Reading, earlier_of, plan_of, planned
from serving.settings import office_today
from serving.shown import Asked, agencies_for, latest, pinned_to
from serving.view import addresses, kept_of, language_of, render

router = of_console()
Field = Annotated[str, Form(max_length=20)]
ROWS_SHOWN = 30
THOUSANDS = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")
PERCENT = re.compile(r"[0-9]+(\.[0-9]*)?")


@router.get("/rencana")
async def show_plans(
    request: Request, asked: Asked, visit: Reading, pantau: Annotated[int, Query()] = 0
) -> Response:
    """Show the plans made so far, those that are being made, and the form for another one."""
    batch = latest(visit.stores.scores, asked)
    if batch is None:
        visit.record()
        return render(request, "not_yet.html", missing="scores")
    visit.about(batch.agency_id).record()
    agencies = agencies_for(visit)
    jobs = asked_plans(visit.stores.jobs, batch.agency_id)
    watched = bool(pantau) and any(job.is_open for job in jobs)
    page = render(
        request,
        "plans.html",
        jobs=jobs,
        watched=watched,
        takes_long=visit.stores.scores.facts(batch).people > MOST_PEOPLE,
        batch=batch,
        agencies=agencies,
        pinned=pinned_to(batch, agencies),
        plans=visit.stores.plans.newest(batch.agency_id),
        in_force=visit.stores.plans.in_force(batch.agency_id, as_of=office_today()),
        given=PlanIn(budget=500_000_000),
    )
    if watched:
        page.headers["Refresh"] = str(WATCH_SECONDS)
    return page


@router.post("/rencana", dependencies=[Depends(valid_form)])
def make_plan(
    request: Request,
    scores: Making,
    installation: Here,
    *,
    anggaran: Field = "",
    kelas: Field = "",
    pergi: Field = "",
    dasar: Field = "",
    per_unit: Field = "",
    batas_pppk: Field = "",
    lanjutan: Field = "",
) -> Response:
    """Make a plan as the form asks, keep it and show it; for many people ask for a job."""
    scores.visit.record()
    shares = {"away_share": pergi, "floor_share": dasar}
    asked = read(
        PlanIn,
        budget=rupiah_of(anggaran),
        per_person=kelas,
        unit_floors=per_unit,
        contract_ceiling=batas_pppk,
        previous=lanjutan,
        **{name: share_of(text) for name, text in shares.items()},
    )
    url, batch = addresses(kept_of(request)), scores.batch
    if scores.store.facts(batch).people > MOST_PEOPLE:
        earlier_of(asked, scores, installation)
        account = scores.visit.visitor.account.username
        jobs = scores.visit.stores.jobs
        ask_for_plan(jobs, batch.agency_id, batch.as_of, asked, account=account)
        return RedirectResponse(url("/rencana", pantau=1), status_code=303)
    made = planned(asked, scores, installation)
    return RedirectResponse(url(f"/rencana/{made.id}"), status_code=303)


@router.get("/rencana/{plan_id}")
def show_plan(request: Request, plan_id: PlanId, visit: Reading) -> Response:
    """Show one plan: what it brings, what one more class or rupiah would, and what stays unmet."""
    plan = plan_of(plan_id, visit)
    tried, budget = plan.sheets.get("what if", ()), float(plan.summary["budget"])
    return render(
        request,
        "plan.html",
        plan=plan,
        summary=plan.summary,
        curve=curve_of(tried, budget=budget, language=language_of(request)),
        codes=words,
        rows=ROWS_SHOWN,
    )


@router.get("/rencana/{plan_id}/rencana.xlsx")
def copy_plan(request: Request, plan_id: PlanId, visit: Reading) -> Response:
    """Return one plan as a workbook, with its places and the seven items of PP 11/2017 Ps 207."""
    sheets = plan_sheets(plan_of(plan_id, visit), language_of(request))
    return workbook_answer(sheets, name=f"rencana-{plan_id}")


def rupiah_of(written: str) -> str:
    """Return rupiah without "Rp" and the signs between thousands; any other sign stays as it is."""
    text = written.replace(" ", "").removeprefix("Rp").removeprefix(".")
    return re.sub("[.,]", "", text) if THOUSANDS.fullmatch(text) else text


def share_of(percent: str) -> str:
    """Return a share written in percent as a fraction; what is not a number stays as it is."""
    text = percent.strip().removesuffix("%").strip().replace(",", ".")
    return str(float(text) / 100) if PERCENT.fullmatch(text) else text
