"""Headers that tell browsers what a page may do, and which pages may use the API."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.problems import API_ROOT, OPENAI_ROOT, problem, problem_response

_APIS = (f"{API_ROOT}/", f"{OPENAI_ROOT}/")
_STRICT_PAGES = ("/demo", "/docs", "/agent")
_SCRIPT = "/widget.js"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
GRADIO_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' https: data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "media-src 'self' data: blob:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'"
)
_ALWAYS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class SecurityHeaders:
    """ASGI middleware: a content security policy for each kind of address, unless a page has set its own.

    Gradio's page writes scripts and styles into itself and gets a policy that allows just that.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands the request on and adds the headers to its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _headers_for(scope).items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)


class Origins:
    """ASGI middleware: pages of other origins may use the APIs only when they are on the shop's list (CORS)."""

    def __init__(self, app: ASGIApp, allowed: Collection[str]) -> None:
        self._app = app
        self._allowed = frozenset(allowed)
        self._cors = CORSMiddleware(
            app,
            allow_origins=list(allowed),
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["authorization", "content-type", "last-event-id", "prefer"],
            max_age=600,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands the request on, or refuses it with 403."""
        if scope["type"] != "http" or not scope["path"].startswith(_APIS):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is None or urlsplit(origin).netloc == headers.get("host"):
            await self._app(scope, receive, send)
        elif origin in self._allowed or "*" in self._allowed:
            await self._cors(scope, receive, send)
        elif scope["method"] in _SAFE:
            await self._app(scope, receive, send)
        else:
            detail = f"Pages of {origin[:200]} may not use this assistant. SHOPKEEPER_ORIGINS lists those that may."
            await problem_response(problem(403, "wrong-origin", detail))(scope, receive, send)


def _headers_for(scope: Scope) -> dict[str, str]:
    path: str = scope["path"]
    found = {**_ALWAYS, "Content-Security-Policy": _policy_for(path)}
    if path == _SCRIPT:
        found["Cross-Origin-Resource-Policy"] = "cross-origin"
    if scope["scheme"] == "https":
        found["Strict-Transport-Security"] = "max-age=31536000"
    return found


def _policy_for(path: str) -> str:
    if path.startswith(_APIS) or path in {_SCRIPT, "/healthz", "/metrics", "/openapi.json"}:
        return DATA_POLICY
    if any(path == page or path.startswith(f"{page}/") for page in _STRICT_PAGES):
        return PAGE_POLICY
    return GRADIO_POLICY
