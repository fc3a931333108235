"""Routers: the application is not made while somebody unknown could use what is for some only."""

from __future__ import annotations

import pytest
from fastapi import APIRouter, WebSocket

from serving import pages, routes
from serving.areas import closed, of_api, of_console


def answer() -> str:
    return ""


@pytest.mark.parametrize("router", [*routes.CLOSED, *pages.CLOSED])
def test_the_routers_for_those_who_have_signed_in_are_closed(router: APIRouter) -> None:
    assert closed(router) is router.routes


@pytest.mark.parametrize("make", [of_api, of_console])
def test_a_route_that_is_left_open_is_named(make: type[APIRouter]) -> None:
    router, left_open = make(), APIRouter()
    router.add_api_route("/v1/closed", answer)
    assert closed(router) == router.routes
    left_open.add_api_route("/v1/open", answer)
    router.routes.extend(left_open.routes)
    with pytest.raises(LookupError, match=r"could use /v1/open$"):
        closed(router)


def test_what_is_no_route_of_its_own_is_not_let_in() -> None:
    async def listen(socket: WebSocket) -> None:
        await socket.accept()

    inner, outer, plain, sockets = APIRouter(), of_api(), of_api(), of_api()
    inner.add_api_route("/v1/open", answer)
    outer.include_router(inner)
    plain.add_route("/v1/open", answer)
    sockets.add_api_websocket_route("/v1/open", listen)
    for router in (outer, plain, sockets):
        with pytest.raises(LookupError, match="anybody could use"):
            closed(router)
