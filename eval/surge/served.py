"""The server under load, a program of its own: `python -m eval.surge.served FOLDER PAUSE` prints its address."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.config import Settings
from bot.conversations import Conversations
from bot.database import open_database
from bot.web.listen import address_of, listen
from bot.web.server import fastapi_app
from bot.web.serving import WebServer
from eval.surge.echo import Echo


async def serve(folder: Path, pause: float) -> None:
    """Serves an `Echo` whose database is in `folder`, until the process is ended; no request is too many."""
    settings = Settings(_env_file=None, data_dir=folder, rate_session="", rate_address="")  # type: ignore[call-arg]
    with listen("127.0.0.1", 0) as listener:
        echo = Echo(Conversations(open_database(settings.database)), pause)
        server = WebServer(fastapi_app(echo, settings), on_started=lambda: _say(address_of(listener)))
        await server.serve(sockets=[listener])


def _say(address: str) -> None:
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), float(sys.argv[2])))
