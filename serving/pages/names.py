"""Who is behind a pseudonym: one small step of its own, so that nobody sees it by the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from serving.access import Visit, installation_of, require, valid_form
from serving.areas import of_console
from serving.enrolled import offered
from serving.installation import Installation
from serving.names import reveal
from serving.problems import Problem
from serving.purposes import Action, Reason
from serving.routes.units import UnitId
from serving.shown import UNKNOWN_PERSON, Asked, PageNumber, ShownPerson, latest, person_for
from serving.store.rows import Batch, Identity, Person
from serving.team import PEOPLE_A_PAGE, team_of
from serving.units import people_of
from serving.view import render

router = of_console(dependencies=[Depends(valid_form)])
Named = Annotated[ShownPerson, Depends(person_for(Action.READ_NAME))]
Suggested = Annotated[ShownPerson, Depends(person_for(Action.READ_SUGGESTIONS))]
Listing = Annotated[Visit, Depends(require(Action.LIST_EMPLOYEES))]
Leading = Annotated[Visit, Depends(require(Action.READ_TEAM))]
Place = Annotated[Installation, Depends(installation_of)]


@router.post("/pegawai/{employee_id}/nama")
async def show_name(request: Request, shown: Named, place: Place) -> Response:
    """Show the name and contact of one person; the reveal is recorded."""
    return await _one(request, shown, place, shown.person.employee_id)


@router.post("/pegawai/{employee_id}/mentor/{mentor_id}/nama")
async def show_mentor(request: Request, mentor_id: str, shown: Suggested, place: Place) -> Response:
    """Show who a suggested mentor is, to those who see the suggestion; the reveal is recorded."""
    who = shown.person.employee_id
    mentors = offered(shown.visit.stores, shown.batch, who, kind="mentor")
    if mentor_id not in {item.item_id for item in mentors}:
        raise Problem(404, UNKNOWN_PERSON, "unknown-person")
    return await _one(request, shown, place, mentor_id)


@router.post("/tim/nama")
async def show_team_names(
    request: Request, asked: Asked, visit: Leading, place: Place, halaman: PageNumber = 1
) -> Response:
    """Show a page of the team with names; each reveal is recorded."""
    batch = latest(visit.stores.scores, asked)
    if batch is None:
        return render(request, "not_yet.html", missing="scores")
    team = team_of(visit, batch, start=(halaman - 1) * PEOPLE_A_PAGE)
    people = [member.person for member in team.members]
    return await _several(request, visit, place, batch=batch, people=people)


@router.post("/unit/{unit_id}/nama")
async def show_unit_names(
    request: Request,
    asked: Asked,
    visit: Listing,
    *,
    place: Place,
    unit_id: UnitId,
    halaman: PageNumber = 1,
) -> Response:
    """Show a page of a unit's own people with names; each reveal is recorded."""
    batch = latest(visit.stores.scores, asked)
    if batch is None:
        return render(request, "not_yet.html", missing="scores")
    if not visit.reaches(unit_id):
        raise visit.refuse(Reason.UNIT)
    people = people_of(visit, batch, unit_id, page=halaman)
    return await _several(request, visit, place, batch=batch, people=people, unit_id=unit_id)


async def _several(
    request: Request,
    visit: Visit,
    place: Installation,
    *,
    batch: Batch,
    people: Sequence[Person],
    unit_id: str | None = None,
) -> Response:
    ids = [one.employee_id for one in people]
    names = await run_in_threadpool(reveal, visit, place.home, batch.agency_id, ids)
    return render(request, "people_names.html", people=people, names=names, unit_id=unit_id)


async def _one(request: Request, shown: ShownPerson, place: Installation, whom: str) -> Response:
    agency = shown.batch.agency_id
    found = await run_in_threadpool(reveal, shown.visit, place.home, agency, [whom])
    identity: Identity | None = found.get(whom)
    source = shown.visit.may(Action.HANDLE_CORRECTIONS)
    return render(request, "name.html", identity=identity, person=shown.person, shows_nip=source)
