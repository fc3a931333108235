"""What a person lacks, and what an agency needs to learn."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from serving.access import Visit, installation_of, require
from serving.areas import of_api
from serving.installation import Installation
from serving.language import msg
from serving.learning_schemas import AgencyNeedsOut, NeedOut, NeedsOut
from serving.problems import Problem
from serving.published import Published
from serving.purposes import Action
from serving.schemas import BatchOut
from serving.shown import Asked, Question, ShownPerson, person_for

router = of_api(tags=["learning"])
NO_NEEDS = msg("The learning needs are not worked out yet. Run 'bina score' to do it.")
Lacking = Annotated[ShownPerson, Depends(person_for(Action.READ_GAPS))]


@router.get("/v1/employees/{employee_id}/gaps")
async def read_gaps(shown: Lacking) -> NeedsOut:
    """Return what the present job and the one headed for ask of a person, and what is there."""
    person = shown.person.employee_id
    found = shown.store.needs(shown.batch.id, person)
    needs = [NeedOut.model_validate(vars(need)) for need in found]
    return NeedsOut(employee_id=person, needs=needs, batch=BatchOut.of(shown.batch))


@router.get("/v1/needs")
async def read_needs(
    asked: Asked,
    visit: Annotated[Visit, Depends(require(Action.READ_NEEDS))],
    installation: Annotated[Installation, Depends(installation_of)],
) -> AgencyNeedsOut:
    """Return the needs of an agency by competency and unit; small groups are left out."""
    visit.record()
    return needs_of(installation, asked)


def needs_of(installation: Installation, asked: Question) -> AgencyNeedsOut:
    """Return the needs in force for the question; a problem where there are none."""
    found = Published(installation.home, "learning").latest(asked.agency_id, asked.as_of)
    if found is None:
        raise Problem(409, NO_NEEDS, "no-needs")
    return AgencyNeedsOut.model_validate(found)
