"""Saying sentences: numbers their citations, sends the events, keeps what was said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import prompts
from bot.llm.chat import Queue
from bot.messages import Citation, CitationEvent, Evidence, SentenceEvent, WaitEvent
from bot.turn.state import Emit, Stopwatch


class Speaker:
    """Says one sentence after the other. A source keeps its number for the whole reply."""

    def __init__(
        self, emit: Emit, watch: Stopwatch, spoken: Iterable[str] = (), citations: Iterable[Citation] = ()
    ) -> None:
        """Goes on after what was `spoken` with `citations` already given."""
        self._emit = emit
        self._watch = watch
        self.spoken = list(spoken)
        self.citations = list(citations)

    def say(self, sentence: str, support: Sequence[Evidence] = ()) -> None:
        """Send one sentence with a mark for each piece of evidence that it rests on."""
        numbers = tuple(dict.fromkeys(self._number(evidence) for evidence in support))
        marked = sentence + "".join(f" [{n}]" for n in numbers)
        if marked in self.spoken:
            return
        self._watch.mark("first_event")
        self._watch.mark("first_sentence")
        self.spoken.append(marked)
        self._emit(SentenceEvent(text=marked, citations=numbers))

    def has_said(self, sentence: str) -> bool:
        """Whether a sentence was said in this reply, with whatever marks."""
        return any(spoken == sentence or spoken.startswith(f"{sentence} [") for spoken in self.spoken)

    def wait(self, queue: Queue, language: str) -> None:
        """Tell the shopper how long the words will take to begin, when others come first."""
        if not queue.ahead:
            return
        seconds = max(1, round(queue.seconds))
        text = prompts.phrases(language).say("wait", ahead=queue.ahead, seconds=seconds)
        self._emit(WaitEvent(ahead=queue.ahead, seconds=seconds, text=text))

    def _number(self, evidence: Evidence) -> int:
        for citation in self.citations:
            if citation.source == evidence.source and citation.quote == evidence.text:
                return citation.n
        citation = Citation(
            n=len(self.citations) + 1, source=evidence.source, title=evidence.title, quote=evidence.text
        )
        self.citations.append(citation)
        self._emit(CitationEvent(citation=citation))
        return citation.n
