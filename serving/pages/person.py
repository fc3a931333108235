"""One person: facts, signals and what could be offered."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request, Response

from serving import code_words
from serving.answers import risk_note
from serving.areas import of_console
from serving.board import barred_from_all, why_no_mentor
from serving.choices import choices_for
from serving.enrolled import offered
from serving.entry_schemas import EARLIEST
from serving.expiry import valid_days
from serving.lever_words import MEANING, what_if_of
from serving.phrases import FEEDBACK_DIRECTIONS, OFFER_KINDS, OFFER_STATES, RESPONSES
from serving.purposes import Action
from serving.settings import office_today
from serving.shown import ShownPerson, person_for
from serving.view import language_of, render

router = of_console()
OFFERS_SHOWN = 20
KINDS = ("course", "mentor", "move")
Shown = Annotated[ShownPerson, Depends(person_for(Action.READ_SUGGESTIONS, risk=True))]


@router.get("/pegawai/{employee_id}")
async def show_person(request: Request, shown: Shown) -> Response:
    """Show one person in the scores in force; a risk only to those whose task is care.

    The look is recorded and the page says so.
    """
    person, batch, store = shown.person, shown.batch, shown.store
    suggested = offered(shown.visit.stores, batch, person.employee_id)
    by_kind = {kind: [one for one in suggested if one.kind == kind] for kind in KINDS}
    courses, mentors = by_kind["course"], by_kind["mentor"]
    kept = store.behind_risk(batch.id, person.employee_id) if shown.shows_risk else ([], [])
    signals, levers = kept
    return render(
        request,
        "person.html",
        person=person,
        batch=batch,
        may=shown.visit.may,
        own=shown.visit.own,
        shows_risk=shown.shows_risk,
        hidden=shown.hidden,
        valid_days=valid_days(),
        note=risk_note(shown, language_of(request)) if shown.shows_risk else "",
        saved="tersimpan" in request.query_params,
        responses=RESPONSES,
        needs=store.needs(batch.id, person.employee_id),
        codes=code_words,
        directions=FEEDBACK_DIRECTIONS,
        signals=signals,
        what_if=what_if_of(levers, person.risk, language_of(request)),
        what_if_meaning=MEANING,
        courses=courses,
        barred=[] if courses else barred_from_all(shown, language_of(request)),
        mentors=mentors,
        moves=by_kind["move"],
        choices=choices_for(shown, language_of(request)),
        **_offers(shown),
        no_mentor="" if mentors else why_no_mentor(shown),
    )


def _offers(shown: ShownPerson) -> dict[str, Any]:
    """Return what was offered to the person, to those who enter offers; not to the person."""
    offers = shown.visit.may(Action.ENTER_INTERVENTION) and not shown.visit.own
    if not offers:
        return {"enters_offers": False, "offered": ()}
    who = [shown.person.employee_id]
    found = shown.visit.stores.entries.offers(shown.batch.agency_id, about=who, limit=OFFERS_SHOWN)
    return {
        "enters_offers": True,
        "offered": found,
        "kinds": OFFER_KINDS,
        "states": OFFER_STATES,
        "earliest": EARLIEST,
        "today": office_today(),
    }
