"""Node `identify`: whether a guest proves in this message that an order is theirs.

Proof may come in pieces over several messages; only the shopper's own words count. A proof that fails is answered the
same whatever was wrong with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace

from langgraph.runtime import Runtime

import prompts
from bot.conversation import StoredTurn
from bot.messages import ToolCall
from bot.proofs import Proof, plain_form, read_proof, with_earlier
from bot.tools.desk import Desk, Findings
from bot.turn.state import Task, TurnContext, TurnState, Update
from bot.verification import proven_desk

VERIFY = "verify_identity"
_ASKED_FOR_PROOF = frozenset({VERIFY, "my_orders"})


async def identify(state: TurnState, runtime: Runtime[TurnContext]) -> Update:
    """Check the proof that a guest's message holds or completes; without one, nothing changes."""
    if state.session.customer_id is not None:
        return {}
    now, before = _read(state.text, state.desk), list(_asked_before(state))
    whole = with_earlier(now, before)
    if not (now.secret or (before and now.order_id)):
        return {}
    if whole.order_id is None:
        return _answer("prove_number", whole, state) if before and not now.asks else {}
    if not whole.secret:
        return {}
    verifications = runtime.context.verifications
    outcome = await asyncio.to_thread(
        verifications.attempt, state.session.session_id, whole, runtime.context.knowledge.catalogue
    )
    if outcome != "proven":
        return _answer(f"prove_{outcome}", whole, state)
    proven = await asyncio.to_thread(verifications.of, state.session.session_id)
    desk = proven_desk(replace(state.desk, knowledge=runtime.context.knowledge), proven)
    return {"desk": desk, "request": _request(whole, before), "identity": outcome}


def _read(text: str, desk: Desk) -> Proof:
    plain = plain_form(text)
    return read_proof(plain, desk.knowledge.mentions(plain))


def _asked_before(state: TurnState) -> Iterator[Proof]:
    """What the guest wrote in the latest turns that ended in a request for proof, newest first."""
    for turn in reversed(state.history):
        if not _asks_for_proof(turn):
            return
        yield _read(turn.message, state.desk)


def _asks_for_proof(turn: StoredTurn) -> bool:
    return turn.reply.abstained and any(call.name in _ASKED_FOR_PROOF for call in turn.reply.tools)


def _request(proof: Proof, before: Sequence[Proof]) -> str:
    """The question to answer now: the message's own, else the one that proof was asked for."""
    asked = next((each.rest for each in (proof, *before) if each.asks), "")
    named = proof.order_id or ""
    return asked if named.casefold() in asked.casefold() else f"{asked} {named}".strip()


def _answer(phrase: str, proof: Proof, state: TurnState) -> Update:
    """A reply that asks again; its words know nothing of what was found."""
    given = {"order_id": proof.order_id} if proof.order_id else {}
    said = prompts.phrases(state.language).say(phrase)
    return {
        "tasks": (Task(state.text, "account", 1.0),),
        "findings": (Findings(said=(said,), abstains=True),),
        "tools": (ToolCall(name=VERIFY, arguments=given),),
        "identity": phrase.removeprefix("prove_"),
    }
