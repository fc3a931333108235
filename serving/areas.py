"""The routers: where somebody unknown is stopped, and how an address finds its route."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable, Sequence
from itertools import chain
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.params import Depends
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from serving.access import GUARDS, Guard, signed_in
from serving.schemas import PROBLEMS

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class ClosedRoute(APIRoute):
    """A route for those who have signed in, in whose task it is: of others no body is read.

    FastAPI reads the body before it asks who has sent it.
    """

    def get_route_handler(self) -> Handler:
        """Return the usual handler behind the questions who is asking, and whether they may."""
        usual = super().get_route_handler()
        guards = guards_of(self.dependant) if self.body_field else []

        async def handler(request: Request) -> Response:
            await signed_in(request)
            for guard in guards:
                await guard(request)
            return await usual(request)

        return handler


def guards_of(dependant: Dependant) -> list[Guard]:
    """Return the guards among the dependencies of a route."""
    own = [GUARDS[dependant.call]] if dependant.call in GUARDS else []
    return [*own, *chain.from_iterable(map(guards_of, dependant.dependencies))]


def of_api(
    *, prefix: str = "", tags: Iterable[str] = (), kind: type[ClosedRoute] = ClosedRoute
) -> APIRouter:
    """Return a router for programs."""
    return APIRouter(
        prefix=prefix,
        tags=list(tags),
        route_class=kind,
        responses=PROBLEMS,
        generate_unique_id_function=name_of,
    )


def of_console(*, prefix: str = "", dependencies: Sequence[Depends] = ()) -> APIRouter:
    """Return a router for people's pages."""
    return APIRouter(
        prefix=prefix,
        dependencies=dependencies,
        route_class=ClosedRoute,
        include_in_schema=False,
    )


def name_of(route: APIRoute) -> str:
    """Return the name of a route's function, which is its id in the contract."""
    return route.name


def closed(router: APIRouter) -> Sequence[BaseRoute]:
    """Return the routes; raises a `LookupError` if somebody unknown could use one of them."""
    left_open = [
        str(getattr(route, "path", route))
        for route in router.routes
        if not isinstance(route, ClosedRoute)
    ]
    if left_open:
        raise LookupError(f"anybody could use {', '.join(left_open)}")
    return router.routes


class Areas(APIRouter):
    """A router that holds an address against those routes only that begin as it does.

    There are some two hundred, and comparing an address with one costs as much as a row of the
    store.
    """

    def __init__(self, routes: Iterable[BaseRoute], **usual: Any) -> None:
        super().__init__(routes=list(routes), redirect_slashes=False, **usual)
        own = defaultdict[tuple[str, ...], list[BaseRoute]](list)
        for route in self.routes:
            own[beginning(getattr(route, "path", ""))].append(route)
        self._areas = {
            start: APIRouter(routes=found, redirect_slashes=False) for start, found in own.items()
        }

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request in the area that its address is in, or say that there is none."""
        if scope["type"] != "http":
            await super().app(scope, receive, send)
            return
        area = self._areas.get(beginning(scope["path"]))
        await (area.app if area else self.default)(scope, receive, send)


def beginning(path: str) -> tuple[str, ...]:
    """Return the part of an address that no route leaves open: one word, or two of the API's."""
    words = path.split("/", 3)[1:3]
    return tuple(words if words[:1] == ["v1"] else words[:1])
