"""`/agent`: the page on which people answer shoppers. Plain HTML, CSS and JavaScript, no inline code."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

_HERE = Path(__file__).resolve().parent
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache", "Referrer-Policy": "no-referrer"}
_FILES = {
    "/agent": "inbox.html",
    "/agent/inbox.js": "inbox.js",
    "/agent/api.js": "inbox_api.js",
    "/agent/composer.js": "inbox_composer.js",
    "/agent/dialogs.js": "inbox_dialogs.js",
    "/agent/view.js": "inbox_view.js",
    "/agent/words.js": "inbox_words.js",
    "/agent/inbox.css": "inbox.css",
}


def inbox() -> APIRouter:
    """The page and its files."""
    router = APIRouter(include_in_schema=False)
    for path, name in _FILES.items():
        router.add_api_route(path, _file(_HERE / name), methods=["GET"])
    return router


def _file(path: Path) -> Callable[[], Awaitable[FileResponse]]:
    async def answer() -> FileResponse:
        return FileResponse(path, headers=_HEADERS)

    return answer
