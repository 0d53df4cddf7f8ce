"""What every tool works with, and what every tool gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from langchain_core.tools import BaseTool, StructuredTool
from pydantic import BaseModel

from bot.messages import Card, Evidence
from bot.recommend.collaborative import Collaborative
from bot.recommend.opinions import OpinionBook
from bot.recommend.said_book import SaidBook
from bot.tools.before import Before
from knowledge.records import Customer
from knowledge.search import Knowledge
from knowledge.sections import STANDARD
from prompts import Phrases


@dataclass(frozen=True, slots=True)
class Desk:
    """One turn's view of the shop. The customer is the session's; no tool takes one as an argument.

    `by_order` marks a guest who has proven an order: `customer` and `knowledge` then hold that order and no more.
    `opinions` keeps what is said of suggestions, `said` what customers say of themselves; `learned` ranks suggestions,
    where the shop has trained it. `discussed` are the products that this conversation was about, the latest first,
    `before` is the latest question with the rules that were told to it, `earlier` are the last messages of the
    shopper's, the latest first.
    """

    knowledge: Knowledge
    phrases: Phrases
    language: str
    today: date
    session_id: str
    customer: Customer | None = None
    by_order: bool = False
    opinions: OpinionBook | None = None
    said: SaidBook | None = None
    learned: Collaborative | None = None
    channel: str = "web"
    discussed: tuple[str, ...] = ()
    before: Before | None = None
    earlier: tuple[str, ...] = ()

    @property
    def membership(self) -> str | None:
        """The signed-in customer's membership, `standard` without one; None for a guest, who may have any."""
        return (self.customer.membership or STANDARD) if self.customer else None

    @property
    def signed_in(self) -> str | None:
        """The id of the customer who signed in; None for a guest, proven order or not."""
        return self.customer.customer_id if self.customer and not self.by_order else None

    @property
    def shop_name(self) -> str:
        """What the shop is called."""
        return self.knowledge.catalogue.profile.name

    def say(self, name: str, /, **given: object) -> str:
        """A phrase in the shopper's language."""
        return self.phrases.say(name, **given)


@dataclass(frozen=True, slots=True)
class Findings:
    """What a tool found: facts to answer from, cards to show, and what the talk is about now.

    `focus` holds subjects (`product:P001`, `order:O0025`), the nearest first. `said` are sentences in the shopper's
    language that state no fact of the shop's (a question back, a refusal); `abstains` marks that nothing was found,
    `offers_person` that what is said asks whether a person should take over.
    `choices` are answers to a question back that the shopper can give by pressing a button. `nearest` are facts to be
    told as what comes nearest, where nothing answers. `noted` are sentences on what was remembered of the shopper: said
    before all else, they answer nothing.
    """

    evidence: tuple[Evidence, ...] = ()
    cards: tuple[Card, ...] = ()
    focus: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    abstains: bool = False
    handed_over: bool = False
    offers_person: bool = False
    notes: dict[str, Any] = field(default_factory=dict[str, Any])
    nearest: tuple[Evidence, ...] = ()
    noted: tuple[str, ...] = ()


def as_tool(
    name: str, description: str, arguments: type[BaseModel], run: Callable[..., Findings]
) -> BaseTool:
    """A LangChain tool around `run`: the model reads the facts, the turn takes the `Findings` as the artifact."""

    def call(**given: Any) -> tuple[str, Findings]:
        findings = run(arguments(**given))
        return "\n".join(e.text for e in findings.evidence) or " ".join(findings.said), findings

    return StructuredTool.from_function(
        func=call,
        name=name,
        description=description,
        args_schema=arguments,
        response_format="content_and_artifact",
        handle_validation_error=True,
    )
