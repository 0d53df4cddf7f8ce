"""Whether the assistant decided as expected: who answers, whether to answer, by which tools, from which sources.

Only what a dialog expects is counted, and only turns that got a reply.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pydantic import computed_field

from bot.messages import Reply, Route, Value
from eval.dialog import Expect
from eval.metrics.statistics import Share
from eval.outcome import DialogResult

_ROUTES: tuple[Route, ...] = ("bot", "human")
_TOOL_CHECKS = frozenset({"tools_any", "tools_none"})


class Detection(Value):
    """A yes-or-no decision against what was expected of it."""

    right: int
    wrong: int
    missed: int

    @computed_field
    @property
    def precision(self) -> Share:
        """The share of its yeses that were expected."""
        return Share(hits=self.right, of=self.right + self.wrong)

    @computed_field
    @property
    def recall(self) -> Share:
        """The share of expected yeses that it gave."""
        return Share(hits=self.right, of=self.right + self.missed)


class RouteCell(Value):
    """How many turns that expect one route took another, or the same."""

    expected: Route
    found: Route
    turns: int


class Citing(Value):
    """`precision`: citations that begin with an expected prefix; `recall`: expected prefixes that were cited."""

    precision: Share
    recall: Share


def route_confusion(results: Iterable[DialogResult]) -> tuple[RouteCell, ...]:
    """All four cells, over the turns that expect a route."""
    pairs = Counter((expect.route, reply.route) for expect, reply in _answered(results))
    return tuple(
        RouteCell(expected=expected, found=found, turns=pairs[expected, found])
        for expected in _ROUTES
        for found in _ROUTES
    )


def handovers(results: Iterable[DialogResult]) -> Detection:
    """Dialogs that were handed over against those that should be: a dialog that expects none should not be."""
    return _detection(
        (_expects_handover(result), result.handed_over) for result in results if result.status != "error"
    )


def abstentions(results: Iterable[DialogResult]) -> Detection:
    """Replies that abstained against those that should, over the turns that say which."""
    return _detection(
        (expect.abstains, reply.abstained)
        for expect, reply in _answered(results)
        if expect.abstains is not None
    )


def tool_accuracy(results: Iterable[DialogResult]) -> Share:
    """Of the turns that expect or forbid tools, those that failed neither check."""
    kept = [
        not any(failure.check in _TOOL_CHECKS for failure in turn.failures)
        for result in results
        for turn in result.turns
        if turn.reply is not None and (turn.expect.tools_any or turn.expect.tools_none)
    ]
    return Share(hits=sum(kept), of=len(kept))


def citing(results: Iterable[DialogResult]) -> Citing:
    """Over the turns that expect citations, all citations and all prefixes alike."""
    wanted: list[bool] = []
    given: list[bool] = []
    for expect, reply in _answered(results):
        sources = [citation.source for citation in reply.citations]
        if expect.cites:
            wanted += [any(source.startswith(prefix) for source in sources) for prefix in expect.cites]
            given += [source.startswith(expect.cites) for source in sources]
    return Citing(precision=_share(given), recall=_share(wanted))


def _answered(results: Iterable[DialogResult]) -> Iterator[tuple[Expect, Reply]]:
    for result in results:
        yield from ((turn.expect, turn.reply) for turn in result.turns if turn.reply is not None)


def _expects_handover(result: DialogResult) -> bool:
    return result.handoff_expected or any(turn.expect.route == "human" for turn in result.turns)


def _detection(pairs: Iterable[tuple[bool, bool]]) -> Detection:
    """From pairs of expected and found."""
    count = Counter(pairs)
    return Detection(right=count[True, True], wrong=count[False, True], missed=count[True, False])


def _share(hits: Sequence[bool]) -> Share:
    return Share(hits=sum(hits), of=len(hits))
