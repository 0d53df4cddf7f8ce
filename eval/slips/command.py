"""The command `slips`: whether messages with slips of the keyboard are understood as they are without."""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

from rich.console import Console
from rich.markdown import Markdown

from bot.config import Settings
from bot.database import open_database
from bot.llm.fakes import ScriptedChat
from bot.opening import Shared, load_models, open_knowledge, turn_context
from bot.turn.state import TurnContext
from eval.dialog import Dialog
from eval.dialog_files import Placed
from eval.metrics.statistics import Share
from eval.results import RESULTS, write_section
from eval.run.selection import select
from eval.slips.making import kinds_of, slipped
from eval.slips.understood import PARTS, Understood, understood
from eval.worlds import world_folders
from knowledge.embedders import load_embedder

HEADING = "Slips of the keyboard"
SKIPPED = frozenset({"typos", "injection"})
SEED = 7


@dataclass(frozen=True, slots=True)
class Compared:
    """A message with slips beside the one without; `same` tells of each of `PARTS` whether it is the same."""

    kind: str
    language: str
    heldout: bool
    plain: str
    slipped: str
    same: tuple[bool, ...]
    before: Understood
    after: Understood

    @property
    def right(self) -> bool:
        """Whether all of it is understood alike."""
        return all(self.same)


async def measure_slips(
    settings: Settings, names: Sequence[str], results: Path | None, *, misses: bool
) -> int:
    """Compares, prints and writes the table; with `misses`, shows what of the open part was understood otherwise.

    Raises:
        InputError: the dialogs cannot be used.
        ShopkeeperError: the small models or a shop cannot be used.
    """
    placed = select(names, heldout=False)
    with tempfile.TemporaryDirectory(prefix="shopkeeper-slips-") as folder:
        contexts = await _contexts(settings, placed, Path(folder) / "slips.sqlite")
        found = await compared(suited(placed), contexts)
    console = Console()
    console.print(Markdown(slips_section(found)))
    for each in found if misses else ():
        if not each.heldout and not each.right:
            console.print(_miss(each), markup=False, highlight=False, soft_wrap=True)
    write_section(HEADING, slips_section(found), results or RESULTS)
    return 0


def suited(placed: Iterable[Placed]) -> list[Dialog]:
    """The dialogs of one message that was written without slips."""
    dialogs = (each.dialog for each in placed)
    return [d for d in dialogs if len(d.turns) == 1 and not SKIPPED & set(d.tags)]


def is_heldout(dialog: Dialog) -> bool:
    """Whether a dialog belongs to the third of those slipped that nothing is tuned on; the same in every run."""
    return crc32(dialog.id.encode()) % 3 == 0


async def compared(dialogs: Iterable[Dialog], contexts: Mapping[str, TurnContext]) -> list[Compared]:
    """Every message with every kind of slip that it leaves room for."""
    found: list[Compared] = []
    for dialog in dialogs:
        context, plain = contexts[dialog.world], dialog.turns[0].user
        whole: Understood | None = None
        for kind in kinds_of(dialog.lang):
            text = slipped(plain, kind, random.Random(f"{SEED}{dialog.id}{kind}"))  # noqa: S311  no secret
            if text == plain:
                continue
            whole = whole or await understood(plain, dialog.customer, dialog.channel[0], context)
            other = await understood(text, dialog.customer, dialog.channel[0], context)
            same = tuple(one == two for one, two in zip(whole.parts, other.parts, strict=True))
            found.append(Compared(kind, dialog.lang, is_heldout(dialog), plain, text, same, whole, other))
    return found


async def _contexts(settings: Settings, placed: Iterable[Placed], database: Path) -> dict[str, TurnContext]:
    embedder = load_embedder(settings.embedding_model)
    never = asyncio.create_task(asyncio.sleep(0))
    shared = Shared(ScriptedChat(), embedder, load_models(), never, never)  # type: ignore[arg-type]
    engine = open_database(f"sqlite:///{database}")
    contexts: dict[str, TurnContext] = {}
    for name, folder in world_folders(placed).items():
        own = settings.model_copy(update={"shop": folder, "store": None})
        live = open_knowledge(own, embedder, lambda _: None)
        contexts[name] = replace(turn_context(engine, live.current(), shared), choice_seconds=0.0)
    return contexts


def slips_section(found: Sequence[Compared]) -> str:
    """The section's text: the share of messages understood alike, by half, language and kind."""
    head = f"| base questions | language | slip | count | alike | {' | '.join(PARTS)} |\n|{' --- |' * (5 + len(PARTS))}"
    rows: list[str] = []
    for heldout in (True, False):
        for language in sorted({each.language for each in found}):
            of = [e for e in found if e.heldout == heldout and e.language == language]
            for kind in ("all", *dict.fromkeys(e.kind for e in of)):
                rows.append(_row([e for e in of if kind in ("all", e.kind)], heldout, language, kind))
    return f"{_INTRODUCTION}\n\n{head}\n" + "\n".join(rows)


_INTRODUCTION = (
    "Messages of development dialogs with slips of the keyboard made in them at random, beside the same messages"
    " without: is the intent the same, what it is about, what it demands of products, the first passage found? The"
    " language model is not asked. Nothing is tuned on the third of messages that is held out. Written by"
    " `python -m eval slips`."
)


def _row(found: Sequence[Compared], heldout: bool, language: str, kind: str) -> str:
    shares = [Share(hits=sum(e.right for e in found), of=len(found)).share]
    shares += [Share(hits=sum(e.same[n] for e in found), of=len(found)).share for n in range(len(PARTS))]
    told = [f"{share:.3f}" if share is not None else "" for share in shares]
    half = "held out" if heldout else "open"
    return f"| {' | '.join((half, language, kind, str(len(found)), *told))} |"


def _miss(each: Compared) -> str:
    differ = [
        f"{name}: {one} -> {two}"
        for name, one, two, same in zip(PARTS, each.before.parts, each.after.parts, each.same, strict=True)
        if not same
    ]
    return f"{each.kind}: {each.plain}\n    {each.slipped}\n    " + "\n    ".join(differ)
