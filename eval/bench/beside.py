"""Shopkeeper beside its peers: what each was worth and what it cost on the same dialogs. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.messages import Value
from eval.bench.plan import System
from eval.compare import Difference, difference
from eval.dialog import theme
from eval.metrics.costs import Latency, Tokens, Unsupported, latency, tokens, unsupported
from eval.metrics.rates import Rate, pass_rate
from eval.outcome import DialogResult


class Measured(Value):
    """One system on the dialogs; `memory` is the most bytes its process held while answering, if that is known."""

    system: System
    rate: Rate
    themes: Mapping[str, Rate]
    unsupported: Unsupported
    latency: Latency
    tokens: Tokens
    memory: int | None


class Beside(Value):
    """The measured systems, Shopkeeper first, and how its pass rate differs from each peer's."""

    dialogs: int
    systems: tuple[Measured, ...]
    differences: Mapping[System, Difference]


Number = Callable[[Measured], float | None]


def beside(runs: Mapping[System, Sequence[DialogResult]], memory: Mapping[System, int | None]) -> Beside:
    """All systems of `runs`, which hold the same dialogs; `memory` is in bytes, None where it is not known."""
    return Beside(
        dialogs=max((len(results) for results in runs.values()), default=0),
        systems=tuple(_measured(system, results, memory.get(system)) for system, results in runs.items()),
        differences=_differences(runs),
    )


def ratio(found: Beside, peer: System, number: Number) -> float | None:
    """Shopkeeper's number over the peer's; None where one is not known or the peer's is nought."""
    by_name = {measured.system: measured for measured in found.systems}
    if "ours" not in by_name:
        return None
    ours, theirs = number(by_name["ours"]), number(by_name[peer])
    return ours / theirs if ours is not None and theirs else None


def _differences(runs: Mapping[System, Sequence[DialogResult]]) -> dict[System, Difference]:
    ours = {result.key: result for result in runs.get("ours", ())}
    found: dict[System, Difference] = {}
    for system, results in runs.items():
        if ours and system != "ours":
            found[system] = difference((result, ours[result.key]) for result in results if result.key in ours)
    return found


def _measured(system: System, results: Sequence[DialogResult], memory: int | None) -> Measured:
    themes = sorted({theme(result.tags) for result in results})
    return Measured(
        system=system,
        rate=pass_rate(results),
        themes={name: pass_rate(r for r in results if theme(r.tags) == name) for name in themes},
        unsupported=unsupported(results),
        latency=latency(results),
        tokens=tokens(results),
        memory=memory,
    )
