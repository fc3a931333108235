"""Routers of the API: the application is not made while somebody unknown could use one of them."""

from __future__ import annotations

import pytest
from fastapi import APIRouter, Depends, WebSocket

from serving import routes
from serving.access import require, signed_in
from serving.areas import guarded
from serving.purposes import Action


def answer() -> str:
    return ""


def test_the_routers_of_the_api_are_guarded() -> None:
    for router in routes.CLOSED:
        assert guarded(router) is router


@pytest.mark.parametrize("guard", [signed_in, require(Action.READ_RULES)])
def test_a_route_that_says_who_may_use_it_is_let_in(guard: object) -> None:
    router = APIRouter()
    router.add_api_route("/v1/closed", answer, dependencies=[Depends(guard)])
    assert guarded(router) is router


def test_a_route_that_says_nothing_is_named() -> None:
    router = APIRouter()
    router.add_api_route("/v1/closed", answer, dependencies=[Depends(signed_in)])
    router.add_api_route("/v1/open", answer)
    with pytest.raises(LookupError, match=r"/v1/open$"):
        guarded(router)


def test_what_is_no_route_of_its_own_is_not_let_in() -> None:
    async def listen(socket: WebSocket) -> None:
        await socket.accept()

    inner, outer, plain, sockets = APIRouter(), APIRouter(), APIRouter(), APIRouter()
    inner.add_api_route("/v1/open", answer)
    outer.include_router(inner)
    plain.add_route("/v1/open", answer)
    sockets.add_api_websocket_route("/v1/open", listen)
    for router in (outer, plain, sockets):
        with pytest.raises(LookupError, match="nothing says who may use"):
            guarded(router)
