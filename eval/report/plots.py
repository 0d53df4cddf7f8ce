"""Cumulative distributions as SVG paths, for a report that needs no script and follows the reader's colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10

from bot.messages import Value

WIDTH, HEIGHT = 640, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 12, 12, 34
_SHARES = (0.0, 0.5, 0.95, 1.0)
_MOST_TICKS = 8


class Tick(Value):
    """A mark on an axis, in the plot's own units."""

    at: float
    label: str


class Curve(Value):
    """One distribution as the `d` of an SVG path."""

    name: str
    path: str


class Plot(Value):
    """Curves over a common axis; each rises from no values to all of them."""

    curves: tuple[Curve, ...]
    x: tuple[Tick, ...]
    y: tuple[Tick, ...]


def cumulative(series: Mapping[str, Sequence[float]], *, logarithmic: bool = False) -> Plot | None:
    """The share of values that are no greater, for each of `series`; None without any value.

    On a logarithmic axis values below a thousandth count as one.
    """
    known = {name: sorted(values) for name, values in series.items() if values}
    if not known:
        return None
    if logarithmic:
        known = {name: [max(value, 1e-3) for value in values] for name, values in known.items()}
    low = min(values[0] for values in known.values()) if logarithmic else 0.0
    high = max(values[-1] for values in known.values())
    axis = _Axis(low=low, high=high if high > low else low + 1, logarithmic=logarithmic)
    return Plot(
        curves=tuple(Curve(name=name, path=_path(values, axis)) for name, values in known.items()),
        x=tuple(Tick(at=axis.x(value), label=f"{value:g}") for value in axis.ticks()),
        y=tuple(Tick(at=_y(share), label=f"{share:.0%}") for share in _SHARES),
    )


class _Axis(Value):
    low: float
    high: float
    logarithmic: bool

    def x(self, value: float) -> float:
        low, high, at = (log10(v) if self.logarithmic else v for v in (self.low, self.high, value))
        return round(_LEFT + (at - low) / (high - low) * (WIDTH - _LEFT - _RIGHT), 1)

    def ticks(self) -> list[float]:
        return _decades(self.low, self.high) if self.logarithmic else _steps(self.high)


def _decades(low: float, high: float) -> list[float]:
    powers = range(floor(log10(low)), ceil(log10(high)) + 1)
    fine = [m * 10.0**power for power in powers for m in (1, 2, 5) if low <= m * 10.0**power <= high]
    coarse = [10.0**power for power in powers if low <= 10.0**power <= high]
    return fine if len(fine) <= _MOST_TICKS or len(coarse) < 2 else coarse


def _steps(high: float) -> list[float]:
    power = 10.0 ** floor(log10(high))
    step = next(m * power for m in (0.1, 0.2, 0.5, 1, 2) if high / (m * power) <= _MOST_TICKS)
    return [step * n for n in range(floor(high / step) + 1)]


def _path(values: Sequence[float], axis: _Axis) -> str:
    """Steps: a line up at each value."""
    steps = (f"H{axis.x(value)}V{_y(n / len(values))}" for n, value in enumerate(values, start=1))
    return f"M{_LEFT} {_y(0)}" + "".join(steps) + f"H{WIDTH - _RIGHT}"


def _y(share: float) -> float:
    return round(_TOP + (1 - share) * (HEIGHT - _TOP - _BOTTOM), 1)
