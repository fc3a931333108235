"""The first page: the groups, then the care list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from markupsafe import Markup

from serving.access import Visit, require
from serving.areas import of_console
from serving.care import DEFAULT_CAPACITY, LARGEST_CAPACITY, CareList, care_list
from serving.charts import drawn
from serving.drawings import retirements_of
from serving.expiry import EXPIRED, expired, valid_days
from serving.language import Language
from serving.pages.forecasts import Level, bars, levels_for
from serving.phrases import OFFER_STATES
from serving.purposes import Action
from serving.refusals import refusal_of
from serving.routes.interventions import within_reach
from serving.shown import Asked, Question, agencies_for, latest, pinned_to
from serving.store import ScoreStore
from serving.store.rows import Batch
from serving.view import kept_of, language_of, part, render

router = of_console()
GROUPS_SHOWN = 15
ON_THE_SLIDER = 100
"""The slider is for the conversations of a month; longer lists are typed in."""

Home = Annotated[Visit, Depends(require(Action.READ_CARE_LIST))]
Capacity = Annotated[int, Query(ge=1, le=LARGEST_CAPACITY)]


@dataclass(frozen=True)
class Choice:
    """What the reader chose to see: how many people, and which groups."""

    capacity: int
    level: Level


async def choice(kapasitas: Capacity = DEFAULT_CAPACITY, kelompok: Level = "unit") -> Choice:
    """Return the choice from the address."""
    return Choice(kapasitas, kelompok)


@router.get("/")
async def show_home(
    request: Request,
    visit: Home,
    asked: Asked,
    chosen: Annotated[Choice, Depends(choice)],
) -> Response:
    """Show group forecasts first, then the care list; or what to do while there are no scores."""
    store = visit.stores.scores
    batch = latest(store, asked)
    if batch is None:
        return render(request, "not_yet.html", missing="scores")
    agencies = agencies_for(visit)
    pinned, language = pinned_to(batch, agencies), language_of(request)
    old = expired(batch, asked=asked.as_of)
    capacity = 0 if old else chosen.capacity
    care = care_list(store, batch, capacity=capacity, units=visit.units)
    visit.about(batch.agency_id).record(care.employee_ids or [None])
    return render(
        request,
        "home.html",
        batch=batch,
        agencies=agencies,
        pinned=pinned,
        care=care,
        care_rows=_care_rows(store, batch, care, kept_of(request) | pinned, language),
        expired=language.text(EXPIRED, days=valid_days()) if old else "",
        stay=_stayers(care),
        **await _without_a_list(visit, batch, care, language),
        offers=_offers(visit, batch, asked),
        offer_states=OFFER_STATES,
        largest=LARGEST_CAPACITY,
        slider=max(ON_THE_SLIDER, chosen.capacity),
        **_groups(visit, batch, chosen.level, kept_of(request) | pinned, language),
    )


def _offers(visit: Visit, batch: Batch, asked: Question) -> dict[str, int]:
    """Return how many offers stand how today; none for a past day, when they stood otherwise."""
    if asked.as_of is not None:
        return {}
    about = within_reach(visit, asked)
    return visit.stores.entries.offers_by_state(batch.agency_id, about=about)


async def _without_a_list(
    visit: Visit, batch: Batch, care: CareList, language: Language
) -> dict[str, Any]:
    """Return what is shown in the place of names: why there are none, and plain facts."""
    if care.entries:
        return {"facts": None, "refusal": None}
    store = visit.stores.scores
    facts = store.facts(batch, units=visit.units)
    calendar = retirements_of(facts.retirements, language)
    if calendar:  # drawn here, and kept, so that other requests go on meanwhile
        await run_in_threadpool(drawn, calendar, language.code)
    return {"facts": facts, "refusal": refusal_of(store, batch.id, language)}


def _care_rows(
    store: ScoreStore, batch: Batch, care: CareList, links: dict[str, str], language: Language
) -> Markup:
    """Return the rows of the care list, written once for each way of linking and each language."""
    return store.kept.get(
        batch,
        "care rows",
        care,
        *links.items(),
        language.code,
        make=lambda: part(language, "care_rows.html", kept=links, care=care),
    )


def _groups(
    visit: Visit, batch: Batch, level: Level, links: dict[str, str], language: Language
) -> dict[str, Any]:
    """Return what is shown of groups, put together once for those who may see the same units."""
    store, units = visit.stores.scores, visit.units

    def make() -> dict[str, Any]:
        rows = store.forecasts(batch.id, level, units=units)
        shown = rows[:GROUPS_SHOWN]
        return {
            "total": next(iter(store.forecasts(batch.id, "agency", units=units)), None),
            "forecasts": part(
                language,
                "forecasts.html",
                kept=links,
                may=visit.may,
                shown=bars(shown),
                level=level,
            ),
            "n_shown": len(shown),
            "n_groups": len(rows),
        }

    way = (level, units, *links.items(), language.code)
    groups = store.kept.get(batch, "groups", *way, make=make)
    return {"level": level, "levels": levels_for(visit), **groups}


def _stayers(care: CareList) -> int:
    """Return how many of the list would not leave, so that both numbers add up when rounded."""
    return len(care.entries) - round(care.leavers.expected)
