"""Composes Shopkeeper and serves it: `python app.py --shop DIR`.

Only what parses the arguments is imported with the module, the rest when it is needed: `--help` is quick.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING, TextIO

from bot.errors import ServiceError, ShopkeeperError
from bot.stopping import Stopping, leave_at_once_on_interrupt, run
from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.handover.drafts import Drafts
    from bot.handover.people import People
    from bot.service import AssistantService
    from bot.web.insights_page import InsightsPage
    from bot.web.shop_face import ShopFace

    Opened = AbstractAsyncContextManager["Served"]
    Opener = Callable[[Settings], Opened]


@dataclass(frozen=True, slots=True)
class Served:
    """What is served: the assistant, the shop's face, and, where there are any, insights, people, and their drafts."""

    assistant: AssistantService
    face: ShopFace
    insights: InsightsPage | None = None
    people: People | None = None
    drafts: Drafts | None = None


def main(arguments: Sequence[str] | None = None, opener: Opener | None = None) -> int:
    """Serves a shop until Ctrl-C. `opener` opens the assistant and the shop's face; the real ones by default.

    The exit code: 0; 2 when the arguments, settings, shop or port cannot be used; 130 after Ctrl-C.
    """
    options = _parser().parse_args(arguments)
    leave_at_once_on_interrupt()
    try:
        return _run(options, opener)
    except (ShopkeeperError, KnowledgeError) as error:
        _say(f"{error}", sys.stderr)
        return 2


def _run(options: argparse.Namespace, opener: Opener | None) -> int:
    from bot.config import load_settings
    from bot.logs import mask_logs
    from bot.web.listen import listen

    mask_logs()
    settings = load_settings(shop=options.shop, host=options.host, port=options.port, store=options.store)
    with listen(settings.host, settings.port) as listener:
        _say_step("starting")
        import_module("bot.web.chat_ui")  # takes seconds; here Ctrl-C still ends the program at once
        opened = (opener or _opener())(settings)
        return run(lambda stopping: serve(settings, opened, listener, stopping))


async def serve(settings: Settings, opened: Opened, listener: socket, stopping: Stopping) -> int:
    """Opens the assistant, serves it on `listener`, and closes it when told to stop; the exit code."""
    from bot.agents import Agents
    from bot.measured import MeasuredAssistant
    from bot.web.chat_ui import mount_chat
    from bot.web.insights_ui import mount_insights, reader_of
    from bot.web.listen import address_of
    from bot.web.server import fastapi_app
    from bot.web.serving import WebServer

    async with opened as served:
        measured = MeasuredAssistant(served.assistant)
        app = fastapi_app(measured, settings, served.people, served.face, served.drafts)
        if served.insights:
            mount_insights(
                app, served.insights, partial(reader_of, Agents(settings), demo=settings.demo_mode)
            )
        app = mount_chat(app, measured, served.face, served.people)
        server = WebServer(app, on_started=lambda: _say(address_of(listener)))
        stopping.on_stop = server.stop
        await server.serve(sockets=[listener])
        if not server.started:
            raise ServiceError("The web server could not start; its log above says why.")
    return 0


def _opener() -> Opener:
    from bot.opening import open_assistant
    from bot.web.insights_page import insights_page
    from bot.web.shop_face import shop_face

    @asynccontextmanager
    async def opened(settings: Settings) -> AsyncGenerator[Served]:
        async with open_assistant(settings, on_step=_say_step) as assistant:
            catalogue = assistant.knowledge.catalogue
            longest = settings.max_message_chars
            face = shop_face(catalogue, demo=settings.demo_mode, longest_message=longest)
            yield Served(assistant, face, insights_page(assistant, settings), assistant.people, assistant)

    return opened


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python app.py",
        description="Serve a shop's assistant: chat page, API and health checks on one address.",
        epilog="Every other setting is an environment variable; README.md lists them.",
    )
    parser.add_argument("--shop", type=Path, metavar="DIR", help="shop folder (default: the sample shop)")
    parser.add_argument("--host", metavar="ADDRESS", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, metavar="N", help="port; 0 picks a free one (default: 7860)")
    parser.add_argument("--store", type=Path, metavar="DIR", help="knowledge store (default: one per shop)")
    return parser


def _say_step(step: str) -> None:
    _say(f"{step[:1].upper()}{step[1:]} ...")


def _say(text: str, stream: TextIO | None = None) -> None:
    out = stream or sys.stdout
    out.write(f"{text}\n")
    out.flush()


if __name__ == "__main__":
    sys.exit(main())
