"""Prompts declare their inputs; a missing one is an error."""

from __future__ import annotations

from pathlib import Path

import pytest

import prompts


def test_every_prompt_of_the_project_loads_and_has_a_digest() -> None:
    names = [path.stem for path in prompts.FOLDER.glob("*.md")]
    assert {"answer", "answer.zh", "plan"} <= set(names)
    for name in names:
        assert len(prompts.load(name).digest) == 12


def test_inputs_are_filled_in_after_a_prefix_that_never_changes() -> None:
    first = prompts.load("answer").render(facts=["weight: 2 kg"], question="How heavy?", fault="")
    second = prompts.load("answer").render(facts=["price: €5"], question="How much?", fault="")
    assert first[:-1] == second[:-1]
    assert "- weight: 2 kg" in first[-1].text
    assert first[-1].text.endswith("How heavy?")


def test_a_missing_or_unknown_input_is_an_error() -> None:
    with pytest.raises(prompts.PromptError, match=r"missing inputs \['fault', 'question'\]"):
        prompts.load("answer").render(facts=[])
    with pytest.raises(prompts.PromptError, match=r"unknown inputs \['colour'\]"):
        prompts.load("answer").render(facts=[], question="", fault="", colour="red")


def test_a_prompt_that_uses_what_it_does_not_declare_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text("---\ninputs: [a]\n---\n# user\n{{ a }} {{ b }}\n")
    with pytest.raises(prompts.PromptError, match=r"declares inputs \['a'\], uses \['a', 'b'\]"):
        prompts.load("bad", tmp_path)


def test_inputs_outside_the_last_section_are_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text("---\ninputs: [a]\n---\n# system\n{{ a }}\n# user\n{{ a }}\n")
    with pytest.raises(prompts.PromptError, match="only the last section"):
        prompts.load("bad", tmp_path)


def test_a_prompt_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(prompts.PromptError, match=r"nothing\.md: no such prompt"):
        prompts.load("nothing", tmp_path)


def test_phrases_of_both_languages_have_the_same_names_and_inputs() -> None:
    english, chinese = prompts.phrases("en"), prompts.phrases("zh")
    assert english.inputs == chinese.inputs


def test_an_unknown_phrase_is_an_error() -> None:
    with pytest.raises(prompts.PromptError, match="no phrase 'nonsense'"):
        prompts.phrases("en").say("nonsense")


def test_a_language_without_phrases_falls_back_to_english() -> None:
    assert prompts.phrases("fr").say("thanks") == prompts.phrases("en").say("thanks")
