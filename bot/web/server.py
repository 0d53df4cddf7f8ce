"""The web application without its pages: API, health, metrics and their description."""

from __future__ import annotations

from fastapi import FastAPI

from bot.agents import Agents
from bot.config import Settings
from bot.handover.drafts import Drafts
from bot.handover.people import People
from bot.measured import MeasuredAssistant
from bot.service import AssistantService
from bot.tokens import token_reader
from bot.web.api import api, close_router
from bot.web.body_limit import BodyLimit
from bot.web.desk import add_people, beside_the_server
from bot.web.docs import docs
from bot.web.feeds import Feeds
from bot.web.headers import Origins, SecurityHeaders
from bot.web.health import health
from bot.web.openai_api import openai_api
from bot.web.problems import install_problems
from bot.web.rates import Rates
from bot.web.shop_face import ShopFace
from bot.web.storefront import storefront


def fastapi_app(
    assistant: AssistantService,
    settings: Settings,
    people: People | None = None,
    face: ShopFace | None = None,
    drafts: Drafts | None = None,
) -> FastAPI:
    """An application that pages can be mounted on, also at `/`.

    Turns are counted in `/metrics`. Pass a `MeasuredAssistant`, and give it to the pages too to count theirs. With
    `people` they can sign in at `/agent`, take conversations over and answer, with `drafts` written for them. With
    `face` the widget and its demo page are served.
    `app.state.feeds` tells what happens to whoever listens to a session.

    Raises:
        ConfigError: the configured secret, keys or limits cannot be used.
        ServiceError: no secret is configured and the data folder cannot be written.
    """
    measured = assistant if isinstance(assistant, MeasuredAssistant) else MeasuredAssistant(assistant)
    feeds, rates, customer_of = Feeds(measured), Rates(settings), token_reader(settings)
    app = FastAPI(
        title="Shopkeeper",
        version="1",
        description="Customer-service assistant of a shop.",
        docs_url=None,
        redoc_url=None,
    )
    app.state.feeds = feeds
    install_problems(app)
    app.add_middleware(BodyLimit, max_message_chars=settings.max_message_chars)
    app.add_middleware(Origins, allowed=settings.origins)
    app.add_middleware(SecurityHeaders)
    if people is not None:
        add_people(app, people, Agents(settings), drafts)
        app.router.lifespan_context = beside_the_server(people, settings, feeds)
    if face is not None:
        app.include_router(storefront(face, settings, rates))
    app.include_router(openai_api(measured, feeds, customer_of, rates, settings.max_message_chars))
    app.include_router(docs())
    app.include_router(health(measured, measured.metrics))
    app.include_router(close_router(api(measured, settings, feeds, customer_of, rates)))
    return app
