"""Fresh worlds for dialogs with a peer: one index a shop, conversations and hand-overs of its own for each dialog."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from langchain_core.language_models import BaseChatModel

from bot.config import Settings
from bot.conversations import Conversations
from bot.database import open_database
from bot.handover.machine import Handovers
from bot.llm.client import open_chat_model
from bot.opening import Step
from eval.facts import names_of
from eval.peers.agent import ToolAgent
from eval.peers.model import peer_model, peer_settings
from eval.peers.rag import RagChain
from eval.peers.shelf import Shelf, fill_shelf
from eval.peers.talker import PeerTalker
from eval.peers.visit import Peer
from eval.run.stage import TURN_SECONDS, Inside, World
from knowledge.embedders import load_embedder
from knowledge.shop_folder import read_shop

MakePeer = Callable[[BaseChatModel, Shelf, Handovers], Peer]

PEERS: Mapping[str, MakePeer] = {
    "rag": lambda model, shelf, _: RagChain(model, shelf),
    "agent": ToolAgent,
}


@dataclass(frozen=True, slots=True)
class PeerWorlds:
    """The shops by name, and how a peer is made for one of them."""

    shelves: Mapping[str, Shelf]
    model: BaseChatModel
    make: MakePeer

    @contextmanager
    def fresh(self, name: str) -> Generator[World]:
        """A world as if nobody had ever spoken in it."""
        shelf = self.shelves[name]
        with tempfile.TemporaryDirectory(prefix="shopkeeper-peer-") as folder:
            engine = open_database(f"sqlite:///{Path(folder) / 'world.sqlite'}")
            try:
                conversations, handovers = Conversations(engine), Handovers(engine)
                peer = self.make(self.model, shelf, handovers)
                yield World(
                    assistant=PeerTalker(peer, shelf.catalogue, conversations, handovers),
                    names=names_of(shelf.catalogue.products()),
                    inside=Inside(conversations, handovers, shelf.catalogue),
                )
            finally:
                engine.dispose()


@asynccontextmanager
async def open_peer_worlds(
    settings: Settings, folders: Mapping[str, Path], peer: str, *, seed: int, step: Step
) -> AsyncGenerator[PeerWorlds]:
    """The worlds of these shop folders for the peer of that name, with the settings' language model and embeddings.

    Raises:
        KnowledgeError: a shop folder or the embedding model cannot be used.
        ShopkeeperError: weights or language model cannot be used.
    """
    step("starting the language model")
    async with open_chat_model(peer_settings(settings, TURN_SECONDS), seed=seed) as chat:
        with tempfile.TemporaryDirectory(prefix="shopkeeper-shelf-") as folder:
            shelves = await asyncio.to_thread(_shelves, settings, folders, Path(folder), step)
            yield PeerWorlds(shelves, peer_model(chat), PEERS[peer])


def _shelves(settings: Settings, folders: Mapping[str, Path], into: Path, step: Step) -> dict[str, Shelf]:
    embedder = load_embedder(settings.embedding_model)
    shelves: dict[str, Shelf] = {}
    for number, (name, folder) in enumerate(folders.items()):
        step(f"indexing the shop in {folder}")
        shelves[name] = fill_shelf(read_shop(folder), embedder, into / str(number))
    return shelves
