"""The groups and what to expect of them: the largest on the first page, all on their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Annotated, Literal

from fastapi import Depends, Query, Request, Response

from serving.access import Visit, require
from serving.areas import of_console
from serving.driver_schemas import DriverOut, GroupDriversOut
from serving.driver_words import drivers_of
from serving.purposes import Action
from serving.schemas import ForecastOut
from serving.shown import PLAIN, Asked, PageNumber, agencies_for, latest, pinned_to
from serving.store.rows import Forecast
from serving.view import language_of, render

router = of_console()
LEVELS = ("unit", "branch", "job_family", "region")
OF_UNITS = LEVELS[:2]
GROUPS_A_PAGE = 100
BAR_WIDTH = 200

Planning = Annotated[Visit, Depends(require(Action.READ_FORECASTS))]
Level = Literal["unit", "branch", "job_family", "region"]
Words = Annotated[str, Query(max_length=100, pattern=PLAIN)]


@dataclass(frozen=True)
class Bar:
    """A forecast with its place on the common scale, in units of the drawing."""

    forecast: Forecast | ForecastOut
    left: float
    width: float
    point: float


@dataclass(frozen=True)
class DriverBar:
    """A driver with its bar, from the middle to the right where it raises, else to the left."""

    driver: DriverOut
    left: float
    width: float


@dataclass(frozen=True)
class Search:
    """Which groups the reader asked for: a level, words of the name, and a page of them."""

    level: Level
    words: str
    page: int


async def search(kelompok: Level = "unit", cari: Words = "", halaman: PageNumber = 1) -> Search:
    """Return the choice from the address."""
    return Search(kelompok, cari.strip(), halaman)


@router.get("/kelompok")
async def show_groups(
    request: Request, visit: Planning, asked: Asked, wanted: Annotated[Search, Depends(search)]
) -> Response:
    """Show the groups of a level whose names hold the words, a page at a time."""
    store = visit.stores.scores
    batch = latest(store, asked)
    if batch is None:
        return render(request, "not_yet.html", missing="scores")
    visit.about(batch.agency_id).record()
    agencies = agencies_for(visit)
    found = matching(store.forecasts(batch.id, wanted.level, units=visit.units), wanted.words)
    start = (wanted.page - 1) * GROUPS_A_PAGE
    shown = found[start : start + GROUPS_A_PAGE]
    return render(
        request,
        "groups.html",
        batch=batch,
        agencies=agencies,
        pinned=pinned_to(batch, agencies),
        level=wanted.level,
        levels=levels_for(visit),
        words=wanted.words,
        n_found=len(found),
        page=wanted.page,
        n_pages=max(1, ceil(len(found) / GROUPS_A_PAGE)),
        shown=bars(shown),
        drivers=with_bars(drivers_of(store, batch.id, wanted.level, shown, language_of(request))),
    )


def levels_for(visit: Visit) -> tuple[str, ...]:
    """Return the levels of groups: those of units, where the account is limited to some."""
    return LEVELS if visit.units is None else OF_UNITS


def matching(forecasts: Sequence[Forecast], words: str) -> list[Forecast]:
    """Return the groups whose names hold every word, in any order and any case."""
    wanted = words.casefold().split()
    return [row for row in forecasts if all(word in row.group_name.casefold() for word in wanted)]


def bars(forecasts: Sequence[Forecast | ForecastOut]) -> list[Bar]:
    """Return the forecasts with their intervals on one scale that starts at zero."""
    scale = BAR_WIDTH / max([1.0, *(row.high for row in forecasts)])
    return [
        Bar(row, row.low * scale, max(1.0, (row.high - row.low) * scale), row.expected * scale)
        for row in forecasts
    ]


def with_bars(groups: Sequence[GroupDriversOut]) -> list[tuple[str, list[DriverBar]]]:
    """Return each group's name and drivers, with bars on one scale around the middle."""
    parts = [abs(one.leavers) for group in groups for one in group.drivers]
    scale = BAR_WIDTH / 2 / max([1.0, *parts])
    return [
        (
            group.group_name,
            [
                DriverBar(
                    one,
                    BAR_WIDTH / 2 + min(0.0, one.leavers * scale),
                    max(1.0, abs(one.leavers) * scale),
                )
                for one in group.drivers
            ],
        )
        for group in groups
        if group.drivers
    ]
