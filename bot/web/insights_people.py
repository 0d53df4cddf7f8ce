"""The part of the insights page that is about hand-overs: plots, figures by group, and what to look at again."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import gradio as gr
import pandas as pd  # pyright: ignore[reportMissingTypeStubs]

from bot.handover.looking_back import Doubt, Figures
from bot.insights.people import Handed, resolved
from bot.web.insights_html import percent, saved_html, section_html
from bot.web.insights_words import InsightsWords, insights_words
from bot.web.people_html import MOST_STARS
from bot.web.words import words_for

_untyped: Any = gr
_UNCHANGED: Any = _untyped.skip()


class PeopleWidgets:
    """The widgets, in the order of `outputs`; `shown` says what each of them shows."""

    def __init__(self) -> None:
        self.doubts = gr.State(())
        self.picked = gr.State(None)
        self.title = _html("people-title")
        with gr.Row(elem_classes="plots"):
            self.causes, self.ends = _bars("causes"), _bars("ends")
        with gr.Row(elem_classes="plots"):
            self.waits, self.csat = _bars("person-waits"), _bars("csat", MOST_STARS)
        self.groups = _table("groups")
        self.review_title = _html("review-title")
        self.review = _table("review")
        with gr.Row(elem_id="review-row"):
            self.chosen = _html("review-chosen")
            self.mark = gr.Button("", variant="primary", elem_id="review-mark", interactive=False)
            self.examples = gr.DownloadButton("", elem_id="examples")
        self.outputs: list[Any] = [
            self.title, self.causes, self.ends, self.waits, self.csat, self.groups, self.review_title,
            self.review, self.doubts, self.picked, self.chosen, self.mark, self.examples,
        ]  # fmt: skip

    def wire(
        self, mark: Callable[..., tuple[object, ...]], filters: Sequence[Any], quiet: dict[str, Any]
    ) -> None:
        """A row is picked, then marked: `mark` is given what was picked and the `filters`, and shows all anew."""
        language = filters[-1]
        self.review.select(self.pick, [self.doubts, language], [self.picked, self.chosen, self.mark], **quiet)
        self.mark.click(mark, [self.picked, *filters], self.outputs, **quiet)

    def pick(self, found: tuple[Doubt, ...], tag: str, event: gr.SelectData) -> tuple[object, ...]:
        """The message of the row that was clicked, and what it can be marked as."""
        words = insights_words(tag)
        place: Any = event.index
        row = int(place[0])
        if not 0 <= row < len(found):
            return None, "", gr.update(interactive=False)
        doubt = found[row]
        label = words.mark_as.format(verdict=words.verdicts[doubt.verdict])
        return doubt, section_html("", doubt.message), gr.update(value=label, interactive=True)

    def failed(self, error: str) -> tuple[object, ...]:
        """Nothing is changed, and the error said."""
        unchanged: list[object] = [_UNCHANGED] * len(self.outputs)
        unchanged[self.outputs.index(self.chosen)] = saved_html(error, failed=True)
        return tuple(unchanged)

    def shown(self, found: Handed, words: InsightsWords, told: str = "") -> tuple[object, ...]:
        """What every widget of `outputs` shows; `told` is HTML beside the button."""
        everything = found.everything
        any_handed = everything is not None and everything.handed_over > 0
        return (
            section_html(words.people, "" if any_handed else words.nobody_handed),
            _bar(words.causes_title, words.handovers, [(words.causes.get(n, n), c) for n, c in found.causes]),
            _bar(words.ends_title, words.handovers, [(words.states.get(n, n), c) for n, c in found.ends]),
            _bar(words.person_waits, words.minutes, [(group_name(g, words), v) for g, v in found.minutes]),
            _bar(words.csat, words.of_five, [(group_name(g, words), v) for g, v in found.csat]),
            _groups(found.groups if any_handed else (), words),
            section_html(words.review, words.review_hint if found.doubts else words.no_doubts),
            _review(found, words),
            found.doubts,
            None,
            told,
            gr.update(value=words.mark, interactive=False, visible=bool(found.doubts)),
            _file(found.lines, words),
        )


def group_name(group: str, words: InsightsWords) -> str:
    """A group's name in the page's language: `channel:web` is "Website"."""
    kind, _, value = group.partition(":")
    names = words_for(words.language_tag)
    known = {
        "channel": names.channels.get(value, value),
        "language": words.languages.get(value, value),
        "mood": {str(label): name for label, name in names.moods.items()}.get(value, value),
    }
    return known.get(kind, words.all_conversations)


def _groups(groups: Sequence[Figures], words: InsightsWords) -> dict[str, Any]:
    headers = [words.group, words.conversations, words.handed_over, words.wait, words.resolved, words.csat]
    rows = [
        [
            group_name(each.group, words),
            each.conversations,
            f"{each.handed_over} ({percent(each.share)})",
            "–" if each.wait_median is None else f"{each.wait_median / 60:.1f} {words.minutes}",
            percent(resolved(each)),
            "–" if each.csat is None else f"{each.csat:.1f} ({each.rated})",
        ]
        for each in groups
    ]
    return gr.update(value=pd.DataFrame(rows, columns=headers), visible=bool(rows))


def _review(found: Handed, words: InsightsWords) -> dict[str, Any]:
    headers = [words.verdict, words.message, words.mood, words.marked_column]
    marked = found.marked or {}
    rows = [
        [words.verdicts[d.verdict], d.message, f"{d.score:+.2f}", "✓" if d.reply_id in marked else ""]
        for d in found.doubts
    ]
    return gr.update(value=pd.DataFrame(rows, columns=headers), visible=bool(rows))


def _bar(title: str, unit: str, points: Sequence[tuple[str, float]]) -> dict[str, Any]:
    table = pd.DataFrame(points, columns=["name", "value"])
    names = [name for name, _ in points]
    given: dict[str, Any] = {"title": title, "x_title": " ", "y_title": unit, "sort": names or None}
    return gr.update(value=table if names else None, visible=bool(names), **given)


def _file(lines: str, words: InsightsWords) -> dict[str, Any]:
    if not lines:
        return gr.update(label=words.examples, visible=False)
    path = Path(tempfile.mkdtemp(prefix="shopkeeper-")) / "training-examples.jsonl"
    path.write_text(lines, encoding="utf-8")
    return gr.update(label=words.examples, value=str(path), visible=True)


def _bars(elem_id: str, most: float | None = None) -> gr.BarPlot:
    return gr.BarPlot(x="name", y="value", y_lim=[0, most], x_label_angle=-20, height=250, elem_id=elem_id)


def _table(elem_id: str) -> gr.Dataframe:
    return gr.Dataframe(interactive=False, wrap=True, elem_id=elem_id, buttons=[])


def _html(elem_id: str) -> gr.HTML:
    return gr.HTML("", elem_id=elem_id, apply_default_css=False, js_on_load=None)
