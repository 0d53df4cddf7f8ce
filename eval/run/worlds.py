"""Opens the shops that dialogs take place in once, and gives every dialog a fresh world in its shop."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.assistant import Assistant
from bot.config import Settings
from bot.database import open_database
from bot.opening import Shared, Step, open_knowledge, open_shared, turn_context
from eval.facts import Names, names_of
from eval.leaks import NO_SECRETS, Secrets, secrets_of
from eval.run.stage import Inside, World
from knowledge.search import Knowledge
from knowledge.shop_folder import read_profile


@dataclass(frozen=True, slots=True)
class Worlds:
    """Open worlds: by name their knowledge, read-only, their products' names and what is private in them.

    The models are shared by all.
    """

    knowledge: Mapping[str, Knowledge]
    names: Mapping[str, Names]
    shared: Shared
    max_message_chars: int = 4000
    secrets: Mapping[str, Secrets] = field(default_factory=dict[str, Secrets])

    @contextmanager
    def fresh(self, name: str) -> Generator[World]:
        """A world as if nobody had ever spoken in it: conversations and hand-overs of its own, kept nowhere."""
        knowledge = self.knowledge[name]
        with tempfile.TemporaryDirectory(prefix="shopkeeper-world-") as folder:
            engine = open_database(f"sqlite:///{Path(folder) / 'world.sqlite'}")
            try:
                context = turn_context(engine, knowledge, self.shared)
                yield World(
                    assistant=Assistant(context, max_message_chars=self.max_message_chars),
                    names=self.names[name],
                    inside=Inside(context.conversations, context.handovers, knowledge.catalogue),
                    secrets=self.secrets.get(name, NO_SECRETS),
                )
            finally:
                engine.dispose()


@asynccontextmanager
async def open_worlds(
    settings: Settings, folders: Mapping[str, Path], *, seed: int, step: Step
) -> AsyncGenerator[Worlds]:
    """The worlds of these shop folders, with one language model for all of them, warmed up.

    Raises:
        KnowledgeError: a shop folder or its store cannot be used.
        ShopkeeperError: weights or language model cannot be used.
    """
    profiles = [await asyncio.to_thread(read_profile, folder) for folder in folders.values()]
    languages = dict.fromkeys(language for profile in profiles for language in profile.languages)
    async with open_shared(settings, languages, step, seed=seed) as shared, AsyncExitStack() as stack:
        knowledge: dict[str, Knowledge] = {}
        for name, folder in folders.items():
            live = await asyncio.to_thread(open_knowledge, _for(settings, folder), shared.embedder, step)
            stack.callback(live.close)
            knowledge[name] = live.current()
        await shared.choosing
        names = {name: names_of(found.catalogue.products()) for name, found in knowledge.items()}
        secrets = {name: secrets_of(found.catalogue) for name, found in knowledge.items()}
        yield Worlds(knowledge, names, shared, settings.max_message_chars, secrets)


def _for(settings: Settings, folder: Path) -> Settings:
    """The settings with `folder` as the shop; a store that was named belongs to the shop that was named."""
    store = settings.store if settings.shop.resolve() == folder.resolve() else None
    return settings.model_copy(update={"shop": folder, "store": store})
