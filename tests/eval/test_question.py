"""The questions' file: the shipped one is sound, and a wrong one is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import SAMPLE_SHOP
from bot.errors import InputError
from eval.patterns import pattern_of
from eval.question import SAMPLE_QUESTIONS, Question, read_questions
from knowledge.shop_folder import read_shop

GOOD = """\
- id: weight
  kind: fact
  lang: en
  turns: ["How heavy is it?"]
  expect:
    says_all: ["2.1 kg"]
"""


@pytest.fixture(scope="module")
def sample() -> tuple[Question, ...]:
    return read_questions(SAMPLE_QUESTIONS)


def problem_of(text: str, folder: Path) -> str:
    path = folder / "questions.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_questions(path)
    return str(caught.value)


def test_the_shipped_questions_are_twenty_of_the_kinds_that_matter(sample: tuple[Question, ...]) -> None:
    kinds = [question.kind for question in sample]
    assert {kind: kinds.count(kind) for kind in sorted(set(kinds))} == {
        "fact": 6, "order": 5, "policy": 4, "review": 2, "unanswerable": 3,
    }  # fmt: skip
    assert sum(question.lang == "zh" for question in sample) == 5


def test_the_shipped_questions_name_only_what_the_sample_shop_has(sample: tuple[Question, ...]) -> None:
    shop = read_shop(SAMPLE_SHOP)
    known = {customer.customer_id for customer in shop.customers}
    known |= {product.product_id for product in shop.products} | {order.order_id for order in shop.orders}
    named = {question.customer for question in sample if question.customer}
    for question in sample:
        named |= {card.id for card in question.expect.cards_any if card.id}
        named |= {c.split(":")[1] for c in question.expect.cites if not c.startswith("policy:")}
    assert named <= known
    assert {question.channel for question in sample} <= set(shop.profile.channels)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "questions.yaml"
    path.write_text(GOOD, encoding="utf-8")
    (question,) = read_questions(path)
    assert (question.id, question.channel, question.expect.abstains) == ("weight", "web", False)


def test_an_unknown_key_is_told_with_file_line_and_key(tmp_path: Path) -> None:
    told = problem_of(GOOD.replace("says_all", "say_all"), tmp_path)
    assert f"{tmp_path / 'questions.yaml'}:6: 1.expect.say_all:" in told


def test_a_wrong_value_is_told_with_what_was_found(tmp_path: Path) -> None:
    told = problem_of(
        GOOD + GOOD.replace("id: weight", "id: b").replace("kind: fact", "kind: joke"), tmp_path
    )
    assert "questions.yaml:8: 2.kind: found 'joke'" in told


def test_a_question_that_expects_nothing_cannot_pass_by_default(tmp_path: Path) -> None:
    told = problem_of(GOOD.replace('says_all: ["2.1 kg"]', "route: bot"), tmp_path)
    assert "nothing is expected" in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD.replace("2.1 kg", "/(/"), "not a regular expression"),
        (GOOD.replace('["How heavy is it?"]', "[]"), "1.turns"),
        (GOOD + GOOD, "weight more than once"),
        ("", "questions.yaml:1: file"),
        ("- id: [", "not YAML"),
    ],
)
def test_what_cannot_be_used_is_told(text: str, told: str, tmp_path: Path) -> None:
    assert told in problem_of(text, tmp_path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.yaml"):
        read_questions(tmp_path / "none.yaml")


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "questions.yaml"
    path.write_bytes(b"- id: \xff")
    with pytest.raises(InputError, match="byte 6 is not UTF-8"):
        read_questions(path)


def test_patterns_are_literal_unless_between_slashes() -> None:
    assert pattern_of("2.1 kg").search("weighs 2.1 KG")
    assert not pattern_of("2.1 kg").search("weighs 221 kg")
    assert pattern_of("/2.1/").search("221")
