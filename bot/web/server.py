"""The web application without its pages: API, health, metrics and OpenAPI."""

from __future__ import annotations

from fastapi import FastAPI

from bot.config import Settings
from bot.measured import MeasuredAssistant
from bot.service import AssistantService
from bot.web.api import api
from bot.web.body_limit import BodyLimit
from bot.web.health import health
from bot.web.problems import install_problems


def fastapi_app(assistant: AssistantService, settings: Settings) -> FastAPI:
    """An application that pages can be mounted on, also at `/`.

    Turns are counted in `/metrics`. Pass a `MeasuredAssistant`, and give it to the pages too to count theirs.

    Raises:
        ConfigError: the configured secret is too short.
        ServiceError: no secret is configured and the data folder cannot be written.
    """
    measured = assistant if isinstance(assistant, MeasuredAssistant) else MeasuredAssistant(assistant)
    app = FastAPI(title="Shopkeeper", description="Customer-service assistant of a shop.")
    install_problems(app)
    app.add_middleware(BodyLimit, max_message_chars=settings.max_message_chars)
    app.include_router(api(measured, settings))
    app.include_router(health(measured, measured.metrics))
    return app
