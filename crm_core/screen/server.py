"""The web application around the main script: warm start, security headers, and a last word when a script fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crm_core import cockpit
from crm_core.screen.faults import show_surprise
from crm_core.screen.warming import stop_warming
from crm_core.settings import release_after_seconds

MAIN_SCRIPT = Path(__file__).parent / "main.py"
LOOKS_UNTIL_RELEASE = 5
_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"SAMEORIGIN",
    b"referrer-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
}


class SecurityHeaders:
    """ASGI middleware that adds our headers to every HTTP answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on and add the headers to its answer."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                added = [(name, value) for name, value in _HEADERS.items() if name not in present]
                message = {**message, "headers": [*message["headers"], *added]}
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


@asynccontextmanager
async def _lifespan(app: st.App) -> AsyncIterator[dict[str, Any] | None]:
    """Everything heavy is imported by now; idle workspaces are let go on the way, and all of them at the end."""
    releasing = asyncio.create_task(_release_idle())
    yield None
    releasing.cancel()
    stop_warming()
    cockpit.close_workspaces()


async def _release_idle() -> None:
    """A nightly job in another process finds the workspaces free that nobody looks at."""
    seconds = release_after_seconds()
    while True:
        await asyncio.sleep(seconds / LOOKS_UNTIL_RELEASE)
        await asyncio.to_thread(cockpit.release_idle, seconds)


APPLICATION: dict[str, Any] = {
    "lifespan": _lifespan,
    "middleware": [Middleware(SecurityHeaders)],
    "on_script_error": show_surprise,
}
"""How ``app.py`` builds the application around :data:`MAIN_SCRIPT`."""
