"""Node `compose`: the words. What code worked out is said as it is; the rest the model writes from the evidence.

Every sentence the model writes is held against the evidence before anyone sees it; the first one that fails stops
the draft, and `verify` decides what becomes of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from langgraph.runtime import Runtime

import prompts
from bot.errors import ModelError
from bot.grounding.evasions import evades
from bot.grounding.safety import concerns
from bot.grounding.sentences import cut, is_prose
from bot.grounding.support import Named, Verdict, check
from bot.grounding.translation import is_faithful
from bot.llm.messages import as_messages
from bot.messages import Evidence, Usage
from bot.privacy import mask
from bot.sentiment.signals import promises_person
from bot.tools.desk import Desk, Findings
from bot.turn.answers import key_of
from bot.turn.left_out import Said, as_sentence, left_out, whole_value
from bot.turn.returning import asks_for_return
from bot.turn.speaking import Speaker
from bot.turn.state import NO_USAGE, Draft, Task, TurnContext, TurnState, Update
from knowledge.search import Knowledge

MAX_TOKENS = 120
MOST_SENTENCES = 2
SURE_NAME = 0.95
_LANGUAGES = {True: "Chinese", False: "English"}


@dataclass(slots=True)
class Writer:
    """Lets the model write about one task and says what holds."""

    context: TurnContext
    speaker: Speaker
    language: str
    usage: Usage = NO_USAGE

    async def write(self, task: Task, evidence: Sequence[Evidence], fault: str = "") -> Draft:
        """One attempt, or what an earlier turn wrote from the same facts. `fault` names what went wrong before."""
        key = None if fault else self._key(task.question, evidence)
        kept = self.context.answers.get(key)
        if kept:
            for sentence, cited in kept:
                self.speaker.say(sentence, [evidence[i] for i in cited])
            return Draft(task, Findings(evidence=tuple(evidence)), "answered", by="cache")
        self.speaker.wait(self.context.chat.queue, self.language)
        said: list[Said] = []
        draft = await self._attempt(task, evidence, fault, said)
        if draft.status == "answered" and not draft.fault:
            self.context.answers.put(key, tuple(said))
        return replace(draft, by="model")

    async def translated(self, text: str, evidence: Evidence) -> str:
        """A text of the shop's, which `evidence` holds, in the shopper's language; as it stands where that fails."""
        key = self._key("", [evidence])
        kept = self.context.answers.get(key)
        if kept:
            return kept[0][0]
        try:
            prompt = prompts.load("translate").render(language=_LANGUAGES[self.language == "zh"], text=text)
            answer = await self.context.chat.complete(as_messages(prompt), max_tokens=MAX_TOKENS)
        except ModelError:
            return text
        self.usage = self.usage + answer.usage
        written = " ".join(answer.text.split())
        if not is_faithful(written, text, language=self.language):
            return text
        told = prompts.phrases(self.language).say("translated", text=written, own=text)
        self.context.answers.put(key, ((told, (0,)),))
        return told

    async def _attempt(
        self,
        task: Task,
        evidence: Sequence[Evidence],
        fault: str,
        said: list[Said],
    ) -> Draft:
        """Let the model write; what holds is said, and added to `said`."""
        findings = Findings(evidence=tuple(evidence))
        try:
            async with aclosing(self._sentences(task.question, evidence, fault)) as sentences:
                async for sentence in sentences:
                    if evades(sentence):
                        return Draft(task, findings, "answered" if said else "unknown")
                    verdict = await asyncio.to_thread(self._check, sentence, evidence, task.question)
                    if not verdict.supported:
                        return Draft(
                            task, findings, "answered" if said else "faulty", "; ".join(verdict.faults)
                        )
                    cited = [evidence[i] for i in verdict.cited]
                    told = whole_value(sentence, cited[:1], task.question)
                    self.speaker.say(told, cited)
                    said.append((told, tuple(verdict.cited)))
                    if len(said) == MOST_SENTENCES:
                        break
        except ModelError as error:
            return Draft(task, findings, "answered" if said else "down", str(error))
        for sentence, cited in left_out(task.question, said, evidence, self.language):
            self.speaker.say(sentence, [evidence[i] for i in cited])
            said.append((sentence, cited))
        return Draft(task, findings, "answered" if said else "unknown")

    def _key(self, question: str, evidence: Sequence[Evidence]) -> str | None:
        prompt = prompts.load(prompt_name(self.language)).digest
        made_with = (self.context.knowledge.digest, prompt, self.context.chat.name)
        return key_of(question, self.language, evidence, *made_with)

    def _check(self, sentence: str, evidence: Sequence[Evidence], question: str) -> Verdict:
        if not is_prose(sentence):
            return Verdict(faults=("no sentence",), cited=())
        if promises_person(sentence):  # only the state machine brings a person, and then it says so itself
            return Verdict(faults=("a person was promised",), cited=())
        return check(sentence, evidence, named=named_in(sentence, self.context.knowledge), question=question)

    async def _sentences(
        self, question: str, evidence: Sequence[Evidence], fault: str
    ) -> AsyncGenerator[str]:
        facts = [" ".join(e.text.split()) for e in evidence]
        prompt = prompts.load(prompt_name(self.language))
        messages = as_messages(prompt.render(facts=facts, question=mask(question), fault=fault))
        rest = ""
        async with aclosing(self.context.chat.stream(messages, max_tokens=MAX_TOKENS)) as deltas:
            async for delta in deltas:
                self.usage = self.usage + (delta.usage or Usage())
                done, rest = cut(rest + delta.text)
                for sentence in done:
                    yield sentence
        if rest.strip():
            yield rest.strip()


def _not_for_a_model(question: str, facts: Sequence[Evidence], desk: Desk) -> bool:
    """Whether a wrong yes would do harm: to somebody's safety, or to whoever sends goods of theirs back in vain."""
    own_return = desk.customer is not None and asks_for_return(question)
    return own_return or (bool(concerns(question)) and any(_of_product(e) for e in facts))


def _of_product(evidence: Evidence) -> bool:
    return (evidence.subject or "").startswith("product:")


def prompt_name(language: str) -> str:
    """The prompt that answers are written with."""
    return "answer.zh" if language == "zh" else "answer"


def named_in(text: str, knowledge: Knowledge) -> tuple[Named, ...]:
    """The products that a text names beyond doubt."""
    return tuple(
        Named(f"product:{m.id}", text[m.start : m.end])
        for m in knowledge.mentions(text)
        if m.kind == "product" and m.score >= SURE_NAME
    )


async def compose(state: TurnState, runtime: Runtime[TurnContext]) -> Update:
    """Answer each task in turn."""
    speaker = Speaker(runtime.stream_writer, state.watch)
    writer = Writer(runtime.context, speaker, state.language)
    drafts = [
        await _answer(task, found, writer, state.desk)
        for task, found in zip(state.tasks, state.findings, strict=True)
    ]
    return {
        "drafts": tuple(drafts),
        "spoken": tuple(speaker.spoken),
        "citations": tuple(speaker.citations),
        "usage": state.usage + writer.usage,
    }


async def _answer(task: Task, found: Findings, writer: Writer, desk: Desk) -> Draft:
    """Say what is already a sentence; let the model write about the rest, where a wrong yes does no harm."""
    for sentence in found.noted:
        writer.speaker.say(sentence)
    finished = [e for e in found.evidence if e.complete]
    for text in dict.fromkeys(as_sentence(e) for e in finished):
        writer.speaker.say(text, [e for e in finished if as_sentence(e) == text])
    for sentence in found.said:
        writer.speaker.say(sentence)
    open_facts = [e for e in found.evidence if not e.complete]
    if not open_facts:
        return Draft(task, found, "answered" if finished or found.said else "unknown")
    if _not_for_a_model(task.question, open_facts, desk):
        return Draft(task, found, "unknown")
    draft = await writer.write(task, open_facts)
    draft = replace(draft, findings=replace(draft.findings, nearest=found.nearest))
    if finished and draft.status != "answered":
        return Draft(task, found, "answered", draft.fault)
    return draft
