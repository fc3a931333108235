"""Pages are sent compressed: on a slow line a fifth of the bytes is a fifth of the wait."""

from __future__ import annotations

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

SMALLEST_BYTES, LEVEL = 1000, 5


class Compressed:
    """ASGI middleware for pages. The API is asked by programs nearby, and marks what it sends."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._compressing = GZipMiddleware(app, minimum_size=SMALLEST_BYTES, compresslevel=LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        is_page = scope["type"] == "http" and not scope["path"].startswith("/v1/")
        await (self._compressing if is_page else self._plain)(scope, receive, send)
