"""The people's side of the application: their API, and what runs beside it while the server runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol

from fastapi import FastAPI

from bot.agents import Agents
from bot.config import Settings
from bot.errors import ServiceError
from bot.handover.drafts import Drafts
from bot.handover.people import People, shown
from bot.handover.values import SHOWN_TO_SHOPPERS
from bot.handover.webhook import Webhook
from bot.identity import secret_of
from bot.web.handoffs import handoffs_api
from bot.web.inbox import inbox

LOOK_SECONDS = 0.3
_log = logging.getLogger(__name__)


class Listeners(Protocol):
    """Tells whoever listens to a session; `bot.web.feeds.Feeds`."""

    def publish(self, session_id: str, name: str, payload: Mapping[str, Any]) -> None:
        """Tells an event."""
        ...


def add_people(app: FastAPI, people: People, agents: Agents, drafts: Drafts | None = None) -> None:
    """Adds the API and the inbox of those who answer; before any route that takes all that is left under /api."""
    app.state.agents = agents
    app.include_router(handoffs_api(people, agents, drafts))
    app.include_router(inbox())


def beside_the_server(
    people: People, settings: Settings, listeners: Listeners | None
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """The application's lifespan: tells shoppers what people write, and the webhook of new hand-overs."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        tasks = [asyncio.create_task(tell_shoppers(people, listeners))] if listeners is not None else []
        if settings.webhook_url:
            secret = (
                settings.webhook_secret.get_secret_value() if settings.webhook_secret else secret_of(settings)
            )
            webhook = Webhook(people.handovers.engine, settings.webhook_url, secret)
            tasks.append(asyncio.create_task(webhook.run()))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    return lifespan


async def tell_shoppers(people: People, listeners: Listeners, look_seconds: float = LOOK_SECONDS) -> None:
    """Tells each session's listeners what its shopper may see, as events `person`, from whichever process it came."""
    after = await asyncio.to_thread(people.archive.newest_entry)
    while True:
        try:
            for entry in await asyncio.to_thread(people.archive.entries_after, after):
                after = entry.number
                if entry.kind in SHOWN_TO_SHOPPERS:
                    listeners.publish(entry.session_id, "person", shown(entry).model_dump(mode="json"))
        except ServiceError:
            _log.exception("what people write could not be told; tried again")
        await asyncio.sleep(look_seconds)
