"""Questions for retrieval: the shipped ones point at passages that exist, a wrong file is told with its line."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.errors import InputError
from eval.retrieval.question import (
    RETRIEVAL_QUESTIONS,
    RetrievalQuestion,
    half,
    read_retrieval_questions,
)
from knowledge.passages import passages
from knowledge.shop_folder import Shop, read_shop

SHOPS = Path(__file__).resolve().parents[2] / "knowledge"
NAMES = ("sample", "sample_furniture")
FILES = {
    "sample": ("sample", "fresh_sample", "tuning_sample", "tuning_sample_2", "tuning_sample_3"),
    "sample_furniture": (
        "sample_furniture",
        "fresh_sample_furniture",
        "tuning_furniture",
        "tuning_furniture_2",
        "tuning_furniture_3",
    ),
}
GOOD = """\
- id: s001
  lang: en
  question: "How heavy is it?"
  sources: [product:P001#weight]
"""


def shipped(name: str) -> tuple[RetrievalQuestion, ...]:
    return read_retrieval_questions(RETRIEVAL_QUESTIONS / f"{name}.yaml")


def all_about(name: str) -> list[RetrievalQuestion]:
    return [question for file in FILES[name] for question in shipped(file)]


@pytest.fixture(scope="module")
def shops() -> dict[str, Shop]:
    return {name: read_shop(SHOPS / name) for name in NAMES}


@pytest.fixture(scope="module")
def everything() -> list[RetrievalQuestion]:
    return [question for name in NAMES for question in shipped(name)]


@pytest.mark.parametrize("name", NAMES)
def test_every_source_is_a_passage_of_the_shop(shops: dict[str, Shop], name: str) -> None:
    known = {passage.source for passage in passages(shops[name])}
    missing = {q.id: [s for s in q.sources if s not in known] for q in all_about(name)}
    assert {name: sources for name, sources in missing.items() if sources} == {}


@pytest.mark.parametrize("name", NAMES)
def test_no_question_needs_a_customer(name: str) -> None:
    assert [q.id for q in all_about(name) if any(s.startswith("order:") for s in q.sources)] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_sources_of_one_question_are_named_once(name: str) -> None:
    assert [q.id for q in all_about(name) if len(set(q.sources)) < len(q.sources)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_membership_is_one_that_the_passage_is_for(shops: dict[str, Shop], name: str) -> None:
    memberships = {m for passage in passages(shops[name]) for m in passage.memberships}
    assert {q.membership for q in all_about(name) if q.membership} <= memberships


def test_ids_and_questions_are_unique_over_all_files() -> None:
    everything = [question for name in NAMES for question in all_about(name)]
    assert max(Counter(q.id for q in everything).values()) == 1
    assert max(Counter(q.question.strip(" ?？").casefold() for q in everything).values()) == 1


def test_there_are_enough_in_both_languages(everything: list[RetrievalQuestion]) -> None:
    languages = Counter(q.lang for q in everything)
    assert set(languages) == {"en", "zh"}
    assert languages["en"] >= 130
    assert languages["zh"] >= 90
    assert len(shipped("sample_furniture")) >= 60


@pytest.mark.parametrize("which", ["tune", "held"])
def test_each_half_has_its_share_of_both_languages(everything: list[RetrievalQuestion], which: str) -> None:
    mine = [q for q in everything if half(q) == which]
    assert len(mine) >= 0.4 * len(everything)
    assert sum(q.lang == "zh" for q in mine) >= 0.35 * len(mine)


def test_fresh_questions_are_a_part_of_their_own() -> None:
    fresh = [q for name in NAMES for q in shipped(f"fresh_{name}")]
    assert {half(q) for q in fresh} == {"fresh"}
    assert Counter(q.lang for q in fresh) == {"en": 60, "zh": 60}


def test_the_half_is_decided_by_the_id_alone() -> None:
    def asked(name: str) -> RetrievalQuestion:
        return RetrievalQuestion(id=name, lang="en", question="How heavy?", sources=("product:P001#weight",))

    assert [half(asked(name)) for name in ("s001", "s002", "s003", "f001", "f002", "f003")] == [
        "tune",
        "tune",
        "held",
        "held",
        "held",
        "tune",
    ]


def problem_of(text: str, folder: Path) -> tuple[str, Path]:
    path = folder / "questions.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_retrieval_questions(path)
    return str(caught.value), path


def test_a_good_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "questions.yaml"
    path.write_text(GOOD + "  membership: gold\n", encoding="utf-8")
    expected = RetrievalQuestion(
        id="s001",
        lang="en",
        question="How heavy is it?",
        sources=("product:P001#weight",),
        membership="gold",
    )
    assert read_retrieval_questions(path) == (expected,)


def test_a_question_without_sources(tmp_path: Path) -> None:
    told, path = problem_of(GOOD.replace("[product:P001#weight]", "[]"), tmp_path)
    assert told.startswith(f"{path}:4: 1.sources: found [], expected")


def test_an_unknown_key_names_those_there_are(tmp_path: Path) -> None:
    told, path = problem_of(GOOD + "  answer: 2.1 kg\n", tmp_path)
    assert told == (
        f"{path}:5: 1.answer: found '2.1 kg', "
        "expected one of the keys id, lang, question, sources, membership"
    )


def test_one_id_for_two_questions(tmp_path: Path) -> None:
    told, path = problem_of(GOOD + GOOD, tmp_path)
    assert told == f"{path}:5: id: found 's001', which {path}:1 has too, expected another"


def test_an_empty_file(tmp_path: Path) -> None:
    told, path = problem_of("", tmp_path)
    assert told == f"{path}:1: file: found no questions, expected a list of at least one"


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        read_retrieval_questions(tmp_path / "none.yaml")
