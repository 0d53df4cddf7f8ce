"""Errors of the HTTP API as problem details (RFC 9457), in one place.

A caller's own mistakes are explained; what fails on our side is logged and told without its insides.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exception_handlers import http_exception_handler, request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from bot.errors import (
    AccessError,
    ConflictError,
    InputError,
    ModelError,
    ModelTimeoutError,
    NotFoundError,
    ServiceError,
    ShopkeeperError,
)

API_ROOT = "/api"
OPENAI_ROOT = "/v1"
MEDIA_TYPE = "application/problem+json"
_RETRY_SECONDS = "5"
_TRY_AGAIN = "The assistant cannot answer right now. Try again in a moment."
_log = logging.getLogger(__name__)

_STATUS: dict[type[Exception], tuple[int, str]] = {
    InputError: (422, "unusable-input"),
    AccessError: (401, "not-signed-in"),
    NotFoundError: (404, "not-found"),
    ConflictError: (409, "conflict"),
    ServiceError: (503, "service-unavailable"),
    ModelTimeoutError: (504, "model-timeout"),
    ModelError: (503, "model-unavailable"),
    ShopkeeperError: (500, "internal"),
}
_HTTP_KINDS = {
    400: "bad-request",
    404: "not-found",
    405: "method-not-allowed",
    408: "too-slow",
    413: "body-too-long",
}


class Problem(BaseModel):
    """A problem detail. `type` names the kind of problem for programs; `detail` is for people."""

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = Field(default=None, description="name of this occurrence in the server's log")
    errors: list[dict[str, str]] | None = Field(
        default=None, description="fields that were refused, each with field and message"
    )


class ProblemError(Exception):
    """Ends a request with `problem`."""

    def __init__(self, problem: Problem, headers: Mapping[str, str] | None = None) -> None:
        """Keeps the problem, and the headers to answer it with."""
        super().__init__(problem.detail)
        self.problem = problem
        self.headers = dict(headers or {})


def problem(status: int, kind: str, detail: str, errors: list[dict[str, str]] | None = None) -> Problem:
    """A problem of `kind`, a short name such as `message-too-long`."""
    title = HTTPStatus(status).phrase
    return Problem(
        type=f"urn:shopkeeper:problem:{kind}", title=title, status=status, detail=detail, errors=errors
    )


def problem_of(error: Exception) -> Problem:
    """What a caller is told about `error`; logs it under the problem's `instance` when it is our failure."""
    if isinstance(error, ProblemError):
        return error.problem
    status, kind = next((_STATUS[cls] for cls in type(error).__mro__ if cls in _STATUS), (500, "internal"))
    if status < 500:
        return problem(status, kind, str(error))
    instance = f"urn:shopkeeper:incident:{secrets.token_hex(6)}"
    _log.error("%s: %s", instance, error, exc_info=error)
    return problem(status, kind, _TRY_AGAIN).model_copy(update={"instance": instance})


def problem_response(found: Problem) -> Response:
    """The problem as an HTTP response."""
    headers = {"Cache-Control": "no-store"}
    if found.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if found.status in {503, 504}:
        headers["Retry-After"] = _RETRY_SECONDS
    content = found.model_dump(mode="json", exclude_none=True)
    return JSONResponse(content, found.status, headers, MEDIA_TYPE)


def openai_error(found: Problem) -> dict[str, Any]:
    """A problem in the words of OpenAI's protocol."""
    kind = "server_error" if found.status >= 500 else "invalid_request_error"
    return {
        "message": found.detail,
        "type": kind,
        "param": None,
        "code": found.type.rpartition(":")[2].replace("-", "_"),
    }


def install_problems(app: FastAPI) -> None:
    """Makes `app` answer every error under /api with a problem, and under /v1 in OpenAI's words; pages keep theirs."""
    app.add_exception_handler(ProblemError, _on_error)
    app.add_exception_handler(ShopkeeperError, _on_error)
    app.add_exception_handler(Exception, _on_error)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)


def _is_under(request: Request, root: str) -> bool:
    path = request.url.path
    return path == root or path.startswith(f"{root}/")


def _told(request: Request, found: Problem) -> Response:
    """The problem in the manner of the request's address."""
    if _is_under(request, API_ROOT):
        return problem_response(found)
    if _is_under(request, OPENAI_ROOT):
        return JSONResponse({"error": openai_error(found)}, found.status, {"Cache-Control": "no-store"})
    return PlainTextResponse(found.detail, found.status)


async def _on_error(request: Request, error: Exception) -> Response:
    response = _told(request, problem_of(error))
    response.headers.update(error.headers if isinstance(error, ProblemError) else {})
    return response


async def _on_http_error(request: Request, error: Exception) -> Response:
    error = cast(HTTPException, error)
    if not (_is_under(request, API_ROOT) or _is_under(request, OPENAI_ROOT)):
        return await http_exception_handler(request, error)
    kind = _HTTP_KINDS.get(error.status_code, "http-error")
    response = _told(request, problem(error.status_code, kind, str(error.detail)))
    response.headers.update(error.headers or {})
    return response


async def _on_invalid(request: Request, error: Exception) -> Response:
    error = cast(RequestValidationError, error)
    if not (_is_under(request, API_ROOT) or _is_under(request, OPENAI_ROOT)):
        return await request_validation_exception_handler(request, error)
    return _told(request, _invalid(error))


def _invalid(error: RequestValidationError) -> Problem:
    """Names the fields and what was expected; what was sent is never repeated."""
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return problem(400, "broken-json", "The body is not valid JSON.")
    if any(tuple(item["loc"]) == ("body",) for item in found):
        detail = "Expected a JSON object as body, with Content-Type: application/json."
        return problem(422, "invalid-request", detail)
    errors = [{"field": ".".join(map(str, item["loc"][1:])), "message": item["msg"]} for item in found]
    detail = "; ".join(f"{item['field']}: {item['message']}" for item in errors)
    return problem(422, "invalid-request", detail, errors)
