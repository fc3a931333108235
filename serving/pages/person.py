"""One person: facts, signals and what could be offered."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from serving import learning_words
from serving.answers import risk_note
from serving.phrases import RESPONSES
from serving.purposes import Action
from serving.shown import ShownPerson, person_for
from serving.view import language_of, render

router = APIRouter()
Shown = Annotated[ShownPerson, Depends(person_for(Action.READ_RISK))]


@router.get("/pegawai/{employee_id}")
async def show_person(request: Request, shown: Shown) -> Response:
    """Show one person in the scores in force; the look is recorded and the page says so."""
    person, batch, store = shown.person, shown.batch, shown.store
    ids = [person.employee_id]
    suggested = store.suggestions(batch.id, ids).get(person.employee_id, [])
    return render(
        request,
        "person.html",
        person=person,
        batch=batch,
        note=risk_note(shown, language_of(request)),
        saved="tersimpan" in request.query_params,
        responses=RESPONSES,
        signals=store.signals(batch.id, ids).get(person.employee_id, []),
        needs=store.needs(batch.id, person.employee_id),
        codes=learning_words,
        courses=[item for item in suggested if item.kind == "course"],
        mentors=[item for item in suggested if item.kind == "mentor"],
    )
