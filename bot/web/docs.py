"""`/docs`: the API's description in Swagger UI, whose files come from this server and no other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

_HERE = Path(__file__).resolve().parent
_SWAGGER = Path(str(files("fastapi_swagger"))) / "resources"
_FILES = {
    "start.js": _HERE / "docs.js",
    "swagger-ui-bundle.js": _SWAGGER / "swagger-ui-bundle.js",
    "swagger-ui.css": _SWAGGER / "swagger-ui.css",
    "favicon-32x32.png": _SWAGGER / "favicon-32x32.png",
}


def docs() -> APIRouter:
    """The page and its files."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/docs", _file(_HERE / "docs.html"), methods=["GET"])
    for name, path in _FILES.items():
        router.add_api_route(f"/docs/{name}", _file(path), methods=["GET"])
    return router


def _file(path: Path) -> Callable[[], Awaitable[FileResponse]]:
    async def answer() -> FileResponse:
        return FileResponse(path)

    return answer
