"""The command `retrieval`: measures search and reading, tells, writes a section for each part."""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from rich.console import Console
from rich.markdown import Markdown

from bot.config import SAMPLE_SHOP, Settings
from bot.errors import InputError
from eval.environment import environment
from eval.processes import terminated_in_order
from eval.results import RESULTS, write_section
from eval.retrieval.facts import Asked, Exam, score_facts, token_count
from eval.retrieval.ingest import (
    INGEST_RUNS,
    IngestTimes,
    estimate_plain,
    middle,
    plain_encoder,
    quality,
    time_ingest,
    time_plain,
    with_all_embedded,
)
from eval.retrieval.products import read_grades, score_products
from eval.retrieval.question import RETRIEVAL_QUESTIONS, RetrievalQuestion, half, read_retrieval_questions
from eval.retrieval.report import Quality, Retrieval, retrieval_sections
from eval.retrieval.speed import Questions, time_searches
from knowledge.embedders import load_embedder
from knowledge.embeddings import BUILTIN, PLAIN, Embedder
from knowledge.importers.items import Options
from knowledge.importers.kinds import import_shop
from knowledge.passage import Passage
from knowledge.passages import passages
from knowledge.shop_folder import read_shop
from knowledge.store import build_store, open_store

Part = Literal["facts", "ingest", "speed", "products"]
PARTS: tuple[Part, ...] = get_args(Part)
_SHOPS = (SAMPLE_SHOP, SAMPLE_SHOP.with_name("sample_furniture"))
_ONE_IN = 100
_CONSTRAINED = RETRIEVAL_QUESTIONS / "constrained.txt"


def chosen_parts(names: Collection[str]) -> tuple[Part, ...]:
    """The parts of those names; all without any.

    Raises:
        InputError: there is no such part.
    """
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        raise InputError(f"--only: found {unknown[0]!r}, expected one of {', '.join(PARTS)}")
    return tuple(part for part in PARTS if part in names) or PARTS


def measure_retrieval(
    settings: Settings, data: Path | None, parts: Collection[Part], results: Path | None
) -> None:
    """Measures the parts, prints them, writes them.

    Without the folder `icecat` in `data`, what needs it is left out. All parts together take about half an hour.

    Raises:
        InputError: the questions or grades cannot be used.
        KnowledgeError: a shop cannot be read.
        ServiceError: the results cannot be written.
    """
    told = Console(stderr=True)
    made = environment(settings)
    with terminated_in_order(), tempfile.TemporaryDirectory(prefix="shopkeeper-retrieval-") as folder:
        found = _Run(Path(folder), data, load_embedder(BUILTIN), load_embedder(PLAIN), told).all(parts)
    for heading, body in retrieval_sections(found, made).items():
        write_section(heading, body, results or RESULTS)
        Console().print(Markdown(f"## {heading}\n\n{body}"))


@dataclass(frozen=True, slots=True)
class _Run:
    """One run, with its stores in `folder`; `plain` is the untuned model, which is a peer alone."""

    folder: Path
    data: Path | None
    embedder: Embedder
    plain: Embedder
    told: Console

    def all(self, parts: Collection[Part]) -> Retrieval:
        found = Retrieval()
        for part, measure in zip(PARTS, (self.facts, self.ingest, self.speed, self.products), strict=True):
            if part in parts:
                found = measure(found)
        return found

    def facts(self, found: Retrieval) -> Retrieval:
        asked: list[Asked] = []
        tokens = token_count()
        for shop in _SHOPS:
            self._step(f"asking about {shop.name}")
            knowledge = open_store(self._built(shop), self.embedder)
            exam = Exam(knowledge, _passages(shop), self.plain, tokens)
            asked += exam.ask((*_questions(shop), *_questions(shop, "fresh_")))
            knowledge.close()
        return found.model_copy(update={"facts": score_facts(asked)})

    def ingest(self, found: Retrieval) -> Retrieval:
        cut = _passages(SAMPLE_SHOP)
        runs = [self._ingested(cut, f"ingested-{run}") for run in range(INGEST_RUNS)]
        update = {"ingest": middle(runs), "quality": self._quality(cut)}
        return found.model_copy(update=update)

    def _ingested(self, cut: tuple[Passage, ...], store: str) -> IngestTimes:
        self._step("reading the sample shop from nothing, and again")
        times = time_ingest(SAMPLE_SHOP, self.folder / store, "sample", len(cut))
        self._step("embedding each of its passages")
        return times.model_copy(update={"plain": time_plain(cut, plain_encoder())})

    def speed(self, found: Retrieval) -> Retrieval:
        plain = [q.question for q in _questions(SAMPLE_SHOP) if half(q) == "tune"]
        constrained = _CONSTRAINED.read_text(encoding="utf-8").splitlines()
        searches = time_searches(
            read_shop(SAMPLE_SHOP),
            self.folder / "sizes",
            Questions(plain, constrained),
            self.embedder,
            self._step,
        )
        return found.model_copy(update={"searches": searches})

    def products(self, found: Retrieval) -> Retrieval:
        source = self.data / "icecat" if self.data else None
        if source is None or not (source / "products.jsonl.gz").is_file():
            self.told.print(
                "left out: no icecat/products.jsonl.gz; name the folder that holds icecat with --data DIR"
            )
            return found
        shop, store = self.folder / "icecat", self.folder / "icecat-store"
        self._step("importing and reading the Icecat products")
        import_shop("icecat", source / "products.jsonl.gz", shop, Options(name="Icecat", currency="EUR"))
        cut = _passages(shop)
        times = time_ingest(shop, store, "Icecat", len(cut))
        self._step("embedding one in a hundred of its passages")
        times = times.model_copy(update={"plain": estimate_plain(cut, plain_encoder(), _ONE_IN)})
        grades = read_grades(source / "judgements_dev.csv")
        scores = score_products(open_store(store, self.embedder), grades, self.plain, self._step)
        update = {"products": scores, "queries": len(grades), "large": times}
        return found.model_copy(update=update)

    def _quality(self, cut: tuple[Passage, ...]) -> Quality:
        self._step("asking with every fact embedded")
        held = [q for q in _questions(SAMPLE_SHOP) if half(q) == "held"]
        store = self._built(SAMPLE_SHOP)
        embedded = with_all_embedded(store, self.folder / "embedded", cut, self.embedder)
        return Quality(
            labels=quality(open_store(store, self.embedder), held), embedded=quality(embedded, held)
        )

    def _built(self, shop: Path) -> Path:
        store = self.folder / shop.name
        build_store(read_shop(shop), store, self.embedder)
        return store

    def _step(self, text: str) -> None:
        self.told.print(f"{text} ...", style="dim")


def _questions(shop: Path, prefix: str = "") -> tuple[RetrievalQuestion, ...]:
    return read_retrieval_questions(RETRIEVAL_QUESTIONS / f"{prefix}{shop.name}.yaml")


def _passages(shop: Path) -> tuple[Passage, ...]:
    return tuple(passages(read_shop(shop)))
