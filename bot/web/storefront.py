"""The widget's script, what it asks about the shop, and `/demo`: a small shop page that uses it."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader
from pydantic import BaseModel, ConfigDict, Field

from bot.config import Settings
from bot.errors import AccessError, NotFoundError
from bot.identity import issue_token, secret_of
from bot.web.api import PREFIX, problem_responses
from bot.web.rates import Rates
from bot.web.shop_face import ShopFace
from bot.web.words import words_for

_HERE = Path(__file__).resolve().parent
_SCRIPT = "text/javascript; charset=utf-8"
_FILES = {
    "/widget.js": ("widget.js", _SCRIPT),
    "/demo/demo.js": ("demo.js", _SCRIPT),
    "/demo/demo.css": ("demo.css", "text/css; charset=utf-8"),
}
_DEMO_HOURS = 8.0


class Shop(BaseModel):
    """What the widget shows of a shop before anything was asked."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Fernwell",
                    "languages": ["en", "zh"],
                    "examples": {"en": ["Where is my order?"]},
                    "max_message_chars": 4000,
                }
            ]
        }
    )

    name: str
    languages: tuple[str, ...] = Field(description="the first is the shop's own")
    examples: dict[str, tuple[str, ...]] = Field(description="questions to begin with, by language")
    max_message_chars: int


class SignIn(BaseModel):
    """Body of `POST /demo/token`."""

    model_config = ConfigDict(extra="forbid")

    customer: str = Field(max_length=255)


class Token(BaseModel):
    """A token as the shop's own server would make it."""

    token: str


def storefront(face: ShopFace, settings: Settings, rates: Rates) -> APIRouter:
    """The routes; `rates` limits how often the shop's face is read.

    Only where customers may be picked (`face.customers`) does the demo page sign them in.
    """
    router = APIRouter()
    _add_files(router)
    _add_shop(router, face, rates)
    _add_demo(router, face, secret_of(settings))
    return router


def _add_files(router: APIRouter) -> None:
    for path, (name, kind) in _FILES.items():
        router.add_api_route(path, _file(name, kind), methods=["GET"], include_in_schema=False)


def _file(name: str, kind: str) -> Callable[[Request], Awaitable[Response]]:
    content = (_HERE / name).read_bytes()
    tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'

    async def answer(request: Request) -> Response:
        headers = {"ETag": tag, "Cache-Control": "public, max-age=300"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(content, media_type=kind, headers=headers)

    return answer


def _add_shop(router: APIRouter, face: ShopFace, rates: Rates) -> None:
    shop = Shop(
        name=face.name,
        languages=face.languages,
        examples=dict(face.examples),
        max_message_chars=face.longest_message,
    )

    @router.get(
        f"{PREFIX}/shop",
        tags=["API v1"],
        summary="Read what the shop is called and speaks",
        responses=problem_responses(429),
        dependencies=[Depends(rates.of_address)],
    )
    async def read_shop() -> Shop:  # pyright: ignore[reportUnusedFunction]
        return shop


def _add_demo(router: APIRouter, face: ShopFace, secret: str) -> None:
    page = Environment(loader=FileSystemLoader(_HERE), autoescape=True).get_template("demo.html")

    @router.get("/demo", include_in_schema=False)
    async def demo(lang: Annotated[str, Query(max_length=35)] = "") -> Response:  # pyright: ignore[reportUnusedFunction]
        language = lang if lang in face.languages else face.languages[0]
        products = face.window.get(language, ())
        return HTMLResponse(
            page.render(face=face, language=language, products=products, words=words_for(language))
        )

    @router.post("/demo/token", include_in_schema=False)
    async def token(body: SignIn) -> Token:  # pyright: ignore[reportUnusedFunction]
        if not face.customers:
            raise NotFoundError("Nobody can be signed in here: this is no demonstration.")
        if not any(choice.value == body.customer for choice in face.customers):
            raise AccessError("This customer is not known here.")
        return Token(token=issue_token(body.customer, secret, hours=_DEMO_HOURS))
