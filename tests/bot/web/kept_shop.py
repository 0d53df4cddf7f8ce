"""A whole shop front for the browser: the real server over a real database, with answers from a script."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

from bot.config import Settings
from bot.conversation import Session, SourceView, StoredTurn, new_id
from bot.conversations import Conversations
from bot.database import now, open_database
from bot.fakes import events_of, scripted_reply
from bot.handover.machine import Actor, Handovers
from bot.handover.people import People
from bot.messages import (
    Card,
    CardField,
    Citation,
    ErrorEvent,
    Event,
    FinalEvent,
    Reply,
    SessionInfo,
    WaitEvent,
)
from bot.service import Rating, last_reply
from bot.trace import Trace
from bot.web.server import fastapi_app
from bot.web.shop_face import Choice, ShopFace, Shown
from knowledge.shop_profile import ShopProfile

ANN = Actor(name="Ann")
SECRET = "a secret of at least thirty-two bytes"
HOSTILE = '<script>window.hacked = 1</script><img src=x onerror="window.hacked = 2">**bold** [x](javascript:alert(1))'
TENT = Card(
    kind="product",
    id="P001",
    title="Ridge 2 Tent",
    subtitle="Fernwell · Tents & Camping",
    price="€189.00",
    stock="In stock",
    rating=4.4,
    rating_count=31,
    fields=(
        CardField(label="Weight", value="2.1 kg"),
        CardField(label="Capacity", value="2 people"),
        CardField(label="Water column", value="3,000 mm fly, 5,000 mm floor"),
    ),
    url="https://shop.example/ridge-2",
    source="product:P001",
)
WEIGHT = Citation(n=1, source="product:P001#weight", title="Ridge 2 Tent: Weight", quote="2.1 kg")
HEAVY = scripted_reply(
    "The Ridge 2 weighs 2.1 kg [1]. That is with both poles and the bag.", cards=(TENT,), citations=(WEIGHT,)
)
ORDER = scripted_reply(
    "Your order is on its way. It should arrive on 24 November.",
    cards=(
        Card(
            kind="order",
            id="O0025",
            title="Order O0025",
            subtitle="Shipped",
            fields=(
                CardField(label="Ordered", value="19 November 2026"),
                CardField(label="Items", value="1 × Ridge 2 Tent, 2 × Gas Canister 230 g"),
                CardField(label="Parcel", value="Northpost TRK000025"),
                CardField(label="Total", value="€201.90"),
            ),
        ),
    ),
)
SUGGESTIONS = scripted_reply(
    "These fit: light, and in stock.",
    cards=tuple(
        Card(
            kind="recommendation",
            id=f"P{n}",
            title=title,
            subtitle="Fernwell · Coffee",
            price=price,
            stock="In stock",
            rating=4.6,
            rating_count=18,
            reason=reason,
        )
        for n, (title, price, reason) in enumerate(
            [
                ("Moka Pot, 3 cups", "€29.00", "Rated 4.6 of 5 by 18 shoppers"),
                ("Pour-over Set", "€44.50", "€15.40 cheaper than the Travel Press"),
            ]
        )
    ),
)
WHICH = scripted_reply("Which tent do you mean?", choices=("The Ridge 2", "The Ridge 3"))
HELP = scripted_reply(
    "I am sorry about that. A person takes over here.",
    route="human",
    cards=(
        Card(kind="handoff", id="H1", title="A person will answer", reason="You asked to speak to somebody."),
    ),
)
PICTURE = "https://pictures.example/ridge-2.png"
PICTURED = scripted_reply("There it is.", cards=(TENT.model_copy(update={"image": PICTURE}),))
CHINESE = scripted_reply("这款帐篷重 2.1 公斤 [1]。", language="zh", cards=(TENT,), citations=(WEIGHT,))
EVIL = scripted_reply(
    f"It weighs {HOSTILE} [1].",
    cards=(
        Card(
            kind="product", id="P9", title=HOSTILE, url="javascript:window.hacked=3", image="data:text/html,x"
        ),
    ),
    citations=(Citation(n=1, source="review:R1", title=HOSTILE, quote=HOSTILE),),
)
_LONG = "Donaudampfschifffahrtsgesellschaftskapitänskajütenschlüsselanhängerkette"
MANY = scripted_reply(
    f"Eight of them fit. More at https://shop.example/{'long-address-' * 9}end, and {_LONG}.",
    cards=tuple(
        TENT.model_copy(
            update={
                "kind": "product" if n % 2 else "recommendation",
                "id": f"P{n:03}",
                "title": f"{_LONG} {n}" if n < 3 else f"双人防水三季露营帐篷带前厅和储物袋超轻便携款 {n}",
                "subtitle": "The Company of Makers of Things for Use Out of Doors · Tents, Tarpaulins and Shelters",
                "price": "from €1,234,567.89 per 100 metres, deposit not included",
                "reason": "Rated 4.4 of 5 by 31 shoppers, and lighter than all that you have looked at today",
                "fields": (CardField(label="Certificates_and_standards", value=_LONG * 2),),
            }
        )
        for n in range(8)
    ),
    citations=(Citation(n=1, source="product:P001#name", title=_LONG * 2, quote=_LONG * 3),),
    choices=(
        _LONG,
        "The Ridge 2, with the footprint and a set of eight pegs for sand and snow, in green",
        "No",
    ),
)
ANSWERS: Mapping[str, Reply | ErrorEvent] = {
    "heavy": HEAVY,
    "order": ORDER,
    "coffee": SUGGESTIONS,
    "which": WHICH,
    "person": HELP,
    "多重": CHINESE,
    "evil": EVIL,
    "picture": PICTURED,
    "everything": MANY,
    "broken": ErrorEvent(code="model_unavailable", message="I cannot answer right now. Please try again."),
    "story": scripted_reply(" ".join(f"This is sentence {n}." for n in range(1, 9))),
}
PROFILE = ShopProfile(name="Fernwell Outdoor", currency="EUR", languages=("en", "zh"))
FACE = ShopFace(
    name="Fernwell Outdoor",
    languages=("en", "zh"),
    channels=("web", "mobile"),
    customers=(Choice("C001", "Ada Park · C001 · gold"), Choice("C002", "Ben Ito · C002")),
    examples={
        "en": (
            "How heavy is the Ridge 2 tent?",
            "Where is my order?",
            "Something for coffee under 50 euros?",
        ),
        "zh": ("这款帐篷多重？", "我的订单到哪里了？"),
    },
    window={
        language: tuple(
            Shown(name, "Fernwell", category, price, "Made to be carried, and to last for many seasons.")
            for name, category, price in names
        )
        for language, names in {
            "en": [
                ("Ridge 2 Tent", "Tents", "€189.00"),
                ("Moka Pot", "Coffee", "€29.00"),
                ("Trail Boot", "Shoes", "€139.00"),
            ],
            "zh": [("山脊 2 帐篷", "帐篷", "€189.00"), ("摩卡壶", "咖啡", "€29.00")],
        }.items()
    },
)


@dataclass
class KeptAssistant:
    """An `AssistantService` that keeps its sessions in a database; a message is answered by the word it contains."""

    conversations: Conversations
    handovers: Handovers
    pause: float = 0.0
    asked: list[str] = field(default_factory=list[str])
    opinions: list[tuple[Rating, str | None]] = field(default_factory=list[tuple[Rating, str | None]])
    stopped: list[str] = field(default_factory=list[str])

    async def open_session(
        self, *, channel: str = "web", customer_id: str | None = None, language: str | None = None
    ) -> SessionInfo:
        return self._info(
            await asyncio.to_thread(self.conversations.open, channel, customer_id, language or "en")
        )

    def _info(self, session: Session) -> SessionInfo:
        hello = "您好！有什么可以帮您？" if session.language == "zh" else "Hello! How can I help you today?"
        name = f", {session.customer_id}" if session.customer_id else ""
        return SessionInfo(
            session_id=session.session_id,
            customer_id=session.customer_id,
            greeting=f"{hello}{name}",
            channel=session.channel,
            language=session.language,
        )

    async def latest_session(self, customer_id: str) -> SessionInfo | None:
        since = now() - timedelta(days=1)
        latest = await asyncio.to_thread(self.conversations.latest, customer_id, since)
        return self._info(latest) if latest else None

    async def recall(self, session_id: str, said: Sequence[str]) -> None:
        return

    async def stream(
        self, session_id: str, text: str, *, client_message_id: str | None = None
    ) -> AsyncGenerator[Event]:
        await asyncio.to_thread(self.conversations.get, session_id)
        known = await asyncio.to_thread(self.conversations.reply_for, session_id, client_message_id)
        if known:
            yield FinalEvent(reply=known)
            return
        self.asked.append(text)
        finished = False
        try:
            async for event in self._told(session_id, text, client_message_id):
                finished = isinstance(event, FinalEvent | ErrorEvent)
                yield event
        finally:
            if not finished:
                self.stopped.append(text)

    async def _told(self, session_id: str, text: str, message_id: str | None) -> AsyncGenerator[Event]:
        line = self._line(session_id, text)
        if "queue" in text:
            yield WaitEvent(ahead=2, seconds=9, text="Two answers come before yours, in about 9 s.")
        for event in events_of(line):
            if isinstance(event, FinalEvent):
                await asyncio.to_thread(self._keep, session_id, text, event.reply, message_id)
            await asyncio.sleep(self.pause)
            yield event

    def _line(self, session_id: str, text: str) -> Reply | ErrorEvent:
        if self.handovers.state(session_id) == "human":
            return scripted_reply("", reply_id=new_id(), session_id=session_id, route="human")
        line = next(
            (line for word, line in ANSWERS.items() if word in text.lower()), scripted_reply("Yes, it is.")
        )
        if isinstance(line, ErrorEvent):
            return line
        return line.model_copy(update={"reply_id": new_id(), "session_id": session_id})

    def _keep(self, session_id: str, text: str, reply: Reply, message_id: str | None) -> None:
        self.conversations.add_turn(session_id, text, reply, client_message_id=message_id)
        if reply.route == "human" and reply.text:
            self.handovers.hand_over(session_id, reason="asked", queue="general", summary=text)

    async def ask(self, session_id: str, text: str, *, client_message_id: str | None = None) -> Reply:
        return await last_reply(self.stream(session_id, text, client_message_id=client_message_id))

    async def transcript(self, session_id: str) -> tuple[StoredTurn, ...]:
        return await asyncio.to_thread(self.conversations.turns, session_id)

    async def feedback(self, reply_id: str, rating: Rating, comment: str | None) -> None:
        await asyncio.to_thread(self.conversations.feedback, reply_id, rating, comment)
        self.opinions.append((rating, comment))

    async def ready(self) -> bool:
        return True

    async def trace(self, session_id: str, reply_id: str) -> Trace:
        return Trace()

    def source(self, source_id: str, session_id: str) -> SourceView | None:
        return SourceView(title="Ridge 2 Tent: Weight", text="Weight: 2.1 kg, all included", kind="product")


class KeptShop:
    """The shop, its people, and a server that can be stopped and started again at the same address."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        engine = open_database(f"sqlite:///{folder / 'shop.sqlite'}")
        self.conversations, self.handovers = Conversations(engine), Handovers(engine)
        self.people = People(self.handovers, self.conversations, lambda: PROFILE)
        self.assistant = KeptAssistant(self.conversations, self.handovers)
        self.settings = Settings(_env_file=None, data_dir=folder, secret=SECRET, **settings)  # type: ignore[call-arg]
        with socket.create_server(("127.0.0.1", 0)) as found:
            self._port: int = found.getsockname()[1]
        self.address = f"http://127.0.0.1:{self._port}"
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def app(self) -> FastAPI:
        return fastapi_app(self.assistant, self.settings, self.people, FACE)

    def app_with_chat(self) -> FastAPI:
        """The application with the chat page at `/`, which takes seconds to make."""
        from bot.web.chat_ui import mount_chat

        return mount_chat(self.app(), self.assistant, FACE, self.people)

    def start(self, app: FastAPI | None = None) -> None:
        listener = socket.create_server(("127.0.0.1", self._port), reuse_port=False)
        config = uvicorn.Config(app or self.app(), log_level="warning", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]})
        self._thread.start()

    def stop(self) -> None:
        if self._server and self._thread:
            self._server.should_exit = True
            self._thread.join(20)
            assert not self._thread.is_alive()

    def claim(self, name: str = "Ann") -> str:
        """A person takes the conversation that waits, or is about to."""
        ends = time.monotonic() + 5
        while not self.people.archive.waiting() and time.monotonic() < ends:
            time.sleep(0.02)
        (waiting,) = self.people.archive.waiting()
        self.handovers.claim(waiting.handover_id, Actor(name=name))
        return waiting.handover_id


@contextmanager
def kept_shop(folder: Path, *, chat: bool = False, **settings: Any) -> Iterator[KeptShop]:
    """The shop, served; with `chat` the chat page too."""
    shop = KeptShop(folder, **settings)
    shop.start(shop.app_with_chat() if chat else None)
    try:
        yield shop
    finally:
        shop.stop()
