"""The care list."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request, Response

from serving.answers import care_list_out, facts_out
from serving.areas import of_api
from serving.care import DEFAULT_CAPACITY, LARGEST_CAPACITY, care_list
from serving.purposes import Action
from serving.refusal_schemas import FactsOut
from serving.refusals import refusal_of
from serving.schemas import CareListOut
from serving.shown import Scores, scores_for
from serving.view import language_of

router = of_api(tags=["care"])
CareScores = Annotated[Scores, Depends(scores_for(Action.READ_CARE_LIST))]
Capacity = Annotated[int, Query(ge=1, le=LARGEST_CAPACITY, examples=[DEFAULT_CAPACITY])]


@router.get("/v1/care-list", response_model=CareListOut)
async def read_care_list(
    request: Request, scores: CareScores, capacity: Capacity = DEFAULT_CAPACITY
) -> Response:
    """Return as many people as there is time for, and how many of them would really leave."""
    store, batch, language = scores.store, scores.batch, language_of(request)
    care = care_list(store, batch, capacity=capacity, units=scores.visit.units)
    scores.visit.record(care.employee_ids or [None])
    answer = store.kept.get(
        batch,
        "answer",
        care,
        language.code,
        make=lambda: care_list_out(care, batch, language).model_dump_json(),
    )
    return Response(answer, media_type="application/json")


@router.get("/v1/facts")
async def read_facts(request: Request, scores: CareScores) -> FactsOut:
    """Return what holds without any model, and why nobody is named where nobody is."""
    scores.visit.record()
    facts = scores.store.facts(scores.batch, units=scores.visit.units)
    refusal = refusal_of(scores.store, scores.batch.id, language_of(request))
    return facts_out(facts, refusal, scores.batch)
