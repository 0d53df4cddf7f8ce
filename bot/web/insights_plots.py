"""The plots of the insights page that show a course over days, weeks or months."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import gradio as gr
import pandas as pd  # pyright: ignore[reportMissingTypeStubs]

from bot.insights.calendar import Step
from bot.insights.figures import Point
from bot.web.insights_page import View
from bot.web.insights_words import InsightsWords
from bot.web.words import words_for

_COLOURS = ("#1d9485", "#c8782a", "#6579b8", "#c05673", "#7c8b3a", "#8674b5")
"""Each stands out from the page by 3:1, light and dark."""
_MOODS = {"negative": "#b3403a", "neutral": "#a9a698", "positive": "#2f8f6b"}
_MOST_LEVEL = 8
"""More labels than these below a plot are turned."""
_HEIGHT = 240


@dataclass(frozen=True, slots=True)
class Course:
    """What one plot shows: `colours` by the names of its lines, in the order of its legend.

    `stacked` values stand on top of each other. `room` is the height of the plot in heights of what is highest in
    it: at 1 a dot there would be cut in half.
    """

    title: str
    unit: str
    points: tuple[Point, ...]
    colours: Mapping[str, str]
    stacked: bool = True
    room: float = 1.0

    @property
    def top(self) -> float:
        """Where the axis ends; never 0, which Gradio takes for no end at all."""
        heights: dict[date, float] = {}
        for point in self.points:
            below = heights.get(point.day, 0)
            heights[point.day] = below + point.value if self.stacked else max(below, point.value)
        return self.room * max(heights.values(), default=0) or 1


def bars(elem_id: str) -> gr.BarPlot:
    """A plot of bars on top of each other."""
    return gr.BarPlot(x="day", y="value", color="line", y_lim=[0, None], height=_HEIGHT, elem_id=elem_id)


def dots(elem_id: str) -> gr.ScatterPlot:
    """A plot of dots; a line would not show a single day."""
    return gr.ScatterPlot(x="day", y="value", color="line", y_lim=[0, None], height=_HEIGHT, elem_id=elem_id)


def courses(view: View, words: InsightsWords) -> tuple[Course, ...]:
    """Volume, moods, waits and tokens of a view, in the page's language."""
    names = words_for(words.language_tag)
    volume = _named(view.volume, names.channels)
    mood_names = {str(label): name for label, name in names.moods.items()}
    moods = {mood_names[label]: colour for label, colour in _MOODS.items()}
    return (
        Course(words.volume, words.times, volume, _palette(point.line for point in volume)),
        Course(words.moods, words.percent, _named(view.moods, mood_names), moods),
        Course(
            words.waits, words.seconds, view.waits, _palette((words.p50, words.p95)), stacked=False, room=1.1
        ),
        Course(
            words.tokens, words.tokens_unit, view.tokens, _palette((words.tokens_read, words.tokens_written))
        ),
    )


def plot(course: Course, step: Step, words: InsightsWords) -> dict[str, Any]:
    """What a plot is to show; nothing without points.

    The days are given as texts: as moments they would be told in the time of the reader's browser, not the shop's.
    """
    label = words.step_labels[step]
    rows = [(label.format(point.day), point.line, point.value) for point in course.points]
    days = list(dict.fromkeys(day for day, _, _ in rows))
    return gr.update(
        value=pd.DataFrame(rows, columns=["day", "line", "value"]) if rows else None,
        visible=bool(rows),
        title=course.title,
        x_title=words.steps[step],
        y_title=course.unit,
        color_title=" ",
        color_map=dict(course.colours),
        x_label_angle=-45 if len(days) > _MOST_LEVEL else 0,
        sort=days or None,
        y_lim=[0, course.top],
    )


def legends(shown: Sequence[Sequence[str]]) -> tuple[dict[str, Any], ...]:
    """The legend of each plot, to be told once its values are there: only then does Gradio colour them rightly."""
    return tuple(gr.update(colors_in_legend=list(lines)) for lines in shown)


def _named(points: Iterable[Point], names: Mapping[str, str]) -> tuple[Point, ...]:
    return tuple(Point(point.day, names.get(point.line, point.line), point.value) for point in points)


def _palette(lines: Iterable[str]) -> dict[str, str]:
    return dict(zip(dict.fromkeys(lines), _COLOURS, strict=False))
