"""A shop whose people answer: the whole application over a database, without a language model."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from httpx2 import Response

from bot.config import Settings
from bot.conversation import new_id
from bot.conversations import Conversations
from bot.database import open_database
from bot.fakes import ScriptedAssistant, scripted_reply
from bot.handover.drafts import Drafts
from bot.handover.machine import Handovers
from bot.handover.people import People
from bot.handover.values import Handover, Suggestion
from bot.messages import Card, Sentiment
from bot.web.server import fastapi_app
from knowledge.shop_profile import ShopProfile

PASSWORD = "correct horse battery"
ANGRY = Sentiment(label="negative", score=-0.9, confidence=0.95)
_HASH = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
SECRET = "a secret of at least thirty-two bytes"


def accounts() -> list[dict[str, str]]:
    """Two agents and an admin, all with `PASSWORD`."""
    roles = {"ann": "agent", "bob": "agent", "cleo": "admin"}
    return [{"name": name, "password": _HASH, "role": role} for name, role in roles.items()]


def settings_in(folder: Path, **given: Any) -> Settings:
    """Settings with these accounts and a known secret."""
    fields = {"data_dir": folder, "secret": SECRET, "agents": accounts(), **given}
    return Settings(_env_file=None, **fields)  # type: ignore[call-arg]


@dataclass
class StaffedShop:
    """The application, and what is behind it."""

    client: TestClient
    people: People
    conversations: Conversations
    assistant: ScriptedAssistant
    drafts: Drafts | None = None

    @property
    def handovers(self) -> Handovers:
        return self.people.handovers

    def asked(self, text: str = "My lamp is broken!", **given: Any) -> Handover:
        """A shopper who waits for a person."""
        session = self.conversations.open("web", None, "en")
        fields = {"reason": "The customer is very unhappy.", "queue": "returns", "summary": text}
        handed = self.handovers.hand_over(session.session_id, sentiment=ANGRY, **{**fields, **given})
        cards = (Card(kind="handoff", id=handed.handover_id, title="A person takes over"),)
        reply = scripted_reply("Sorry.", session_id=session.session_id, reply_id=new_id(), cards=cards)
        self.conversations.add_turn(session.session_id, text, reply)
        return handed

    def said(self, session_id: str, text: str) -> None:
        """The shopper writes while a person has the conversation."""
        reply = scripted_reply("", session_id=session_id, reply_id=new_id(), route="human")
        self.conversations.add_turn(session_id, text, reply)
        self.handovers.heard(session_id)

    def sign_in(self, name: str = "ann", password: str = PASSWORD) -> Response:
        return self.client.post("/api/v1/agent/session", json={"name": name, "password": password})

    def post(self, handover_id: str, what: str, **body: Any) -> Response:
        return self.client.post(f"/api/v1/handoffs/{handover_id}/{what}", json=body or None)

    def another(self) -> TestClient:
        """A browser of its own."""
        return TestClient(self.client.app, raise_server_exceptions=False)


@dataclass
class ScriptedDrafts:
    """`Drafts` that say what they were given to say, or fail with it; remembers what was asked for."""

    reply: Suggestion | Exception
    told: str | Exception = ""
    asked: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])

    async def suggest(self, session_id: str) -> Suggestion:
        self.asked.append(("suggest", session_id))
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply

    async def prose(self, handover_id: str, language: str) -> str:
        self.asked.append(("prose", handover_id, language))
        if isinstance(self.told, Exception):
            raise self.told
        return self.told


def staffed_shop(
    folder: Path, profile: ShopProfile | None = None, drafts: Drafts | None = None, **given: Any
) -> StaffedShop:
    """A new one with its database in `folder`."""
    shop = profile or ShopProfile(name="Test & Co", currency="EUR", languages=("en", "zh"))
    engine = open_database(f"sqlite:///{folder / 'shop.sqlite'}")
    conversations, handovers = Conversations(engine), Handovers(engine)
    people = People(handovers, conversations, lambda: shop)
    assistant = ScriptedAssistant(())
    app = fastapi_app(assistant, settings_in(folder, **given), people, drafts=drafts)
    client = TestClient(app, raise_server_exceptions=False)
    return StaffedShop(client, people, conversations, assistant, drafts)
