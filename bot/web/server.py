"""The web application without its pages: API, health, metrics and OpenAPI."""

from __future__ import annotations

from fastapi import FastAPI

from bot.agents import Agents
from bot.config import Settings
from bot.handover.people import People
from bot.measured import MeasuredAssistant
from bot.service import AssistantService
from bot.web.api import api
from bot.web.body_limit import BodyLimit
from bot.web.desk import add_people, beside_the_server
from bot.web.health import health
from bot.web.problems import install_problems


def fastapi_app(assistant: AssistantService, settings: Settings, people: People | None = None) -> FastAPI:
    """An application that pages can be mounted on, also at `/`.

    Turns are counted in `/metrics`. Pass a `MeasuredAssistant`, and give it to the pages too to count theirs. With
    `people` they can sign in at `/agent`, take conversations over and answer.

    Raises:
        ConfigError: the configured secret is too short.
        ServiceError: no secret is configured and the data folder cannot be written.
    """
    measured = assistant if isinstance(assistant, MeasuredAssistant) else MeasuredAssistant(assistant)
    app = FastAPI(title="Shopkeeper", description="Customer-service assistant of a shop.")
    install_problems(app)
    app.add_middleware(BodyLimit, max_message_chars=settings.max_message_chars)
    if people is not None:
        add_people(app, people, Agents(settings))
        app.router.lifespan_context = beside_the_server(people, settings, None)
    app.include_router(api(measured, settings))
    app.include_router(health(measured, measured.metrics))
    return app
