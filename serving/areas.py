"""The routers: which an address may belong to, and that none of the closed ones is left open."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from serving.access import GUARDS, signed_in


class Area(APIRouter):
    """A router that is looked through only for addresses that begin as one of its own does.

    There are some two hundred routes, and comparing an address with one of them costs as much as
    a row of the store.
    """

    def __init__(self, router: APIRouter) -> None:
        super().__init__(routes=router.routes)
        own = (route.path for route in router.routes if isinstance(route, APIRoute))
        self._beginnings = frozenset(map(beginning, own))

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return whether one of the routes is asked for, and what it needs to know."""
        if beginning(scope["path"]) not in self._beginnings:
            return Match.NONE, {}
        return super().matches(scope)


class ClosedArea(Area):
    """An area for those who have signed in: nothing that somebody unknown has sent is read.

    FastAPI reads a body before it asks who has sent it.
    """

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return whether one of the routes is asked for; the answer to a stranger names it."""
        match, found = super().matches(scope)
        if match is Match.FULL:
            scope["route"] = found["route"]
        return match, found

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask who is there before the route reads what was sent."""
        if scope["method"] == "POST":
            await signed_in(Request(scope))
        await super().handle(scope, receive, send)


def beginning(path: str) -> tuple[str, ...]:
    """Return the part of an address that no route leaves open: one word, or two of the API's."""
    words = path.split("/", 3)[1:3]
    return tuple(words if words[:1] == ["v1"] else words[:1])


def guarded(router: APIRouter) -> APIRouter:
    """Return the router; raises a `LookupError` if somebody unknown could use one of its routes.

    What is no route of FastAPI's own, such as a router within, says nothing that could be read.
    """
    left_open = [
        str(getattr(route, "path", route))
        for route in router.routes
        if not (isinstance(route, APIRoute) and _is_guarded(route.dependant))
    ]
    if left_open:
        raise LookupError(f"nothing says who may use {', '.join(left_open)}")
    return router


def _is_guarded(dependant: Dependant) -> bool:
    return dependant.call in GUARDS or any(map(_is_guarded, dependant.dependencies))
