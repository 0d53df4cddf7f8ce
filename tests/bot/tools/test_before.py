"""Rules for a question that goes on with the one before it."""

from dataclasses import replace

from bot.tools.before import JUST_NEAR, RAISE, SPOKEN_OF, Before, telling_the_quantity, with_rules_before
from bot.tools.looking_up import SearchArguments, hits_for
from knowledge.passage import Passage
from knowledge.search import Hit
from tests.bot.conftest import MakeDesk

QUESTION = "Can the order go to another address?"


def hit(source: str, score: float, dense: float = 0.3, text: str = "A rule.") -> Hit:
    passage = Passage(source=source, kind="policy", title="Rules", text=text, language="en")
    return Hit(passage, score, (), dense, 0.0)


def order(told: str, own: list[Hit], together: list[Hit]) -> list[str]:
    found = with_rules_before(own, together, Before(QUESTION, frozenset({told})))
    return [each.passage.source for each in found]


def test_the_section_beside_the_one_told_goes_before_what_is_a_little_nearer() -> None:
    own = [
        hit("policy:parcels#lost", 0.3),
        hit("policy:changes#sent", 0.15),
        hit("policy:changes#pending", 0.2),
    ]
    together = [hit("policy:changes#pending", 0.8), hit("policy:changes#sent", 0.6)]
    found = order("policy:changes#pending", own, together)
    assert found == ["policy:changes#sent", "policy:parcels#lost", "policy:changes#pending"]


def test_what_was_told_counts_again_only_when_the_question_is_about_it() -> None:
    other, together = hit("faq:F2", 0.3), [hit("faq:F1", 0.9)]
    assert order("faq:F1", [other, hit("faq:F1", 0.2, SPOKEN_OF - 0.01)], together) == ["faq:F2", "faq:F1"]
    assert order("faq:F1", [other, hit("faq:F1", 0.2, SPOKEN_OF)], together) == ["faq:F1", "faq:F2"]


def test_what_says_little_by_itself_is_never_told_as_the_answer() -> None:
    own, together = [hit("policy:changes#sent", 0.1)], [hit("policy:changes#sent", 1.0)]
    found = with_rules_before(own, together, Before(QUESTION, frozenset({"policy:changes#pending"})))
    assert found[0].score == JUST_NEAR
    near = [hit("policy:changes#sent", 0.6)]
    assert with_rules_before(near, near, Before(QUESTION, frozenset({"policy:changes#pending"})))[
        0
    ].score == (0.6 + RAISE)


def test_what_tells_the_quantity_asked_goes_before_what_was_told_in_vain() -> None:
    days = hit("policy:delivery#days", 0.7, text="Parcels arrive from Monday to Friday.")
    cost = hit("policy:delivery#cost", 0.5, text="Express costs €11.90.")
    before = Before("Do you deliver on Saturdays?", frozenset({"policy:delivery#days"}))
    found = telling_the_quantity([days, cost], "what would that cost me", before)
    assert [each.passage.source for each in found] == ["policy:delivery#cost", "policy:delivery#days"]
    assert telling_the_quantity([days, cost], "and on Sundays?", before) == (days, cost)


def test_other_records_stay_where_they_are() -> None:
    own = [hit("policy:a#x", 0.5), hit("policy:b#y", 0.4)]
    assert order("policy:c#z", own, [hit("policy:b#y", 1.0)]) == ["policy:a#x", "policy:b#y"]


def test_a_search_minds_them_only_for_a_rule_that_goes_on(desk: MakeDesk) -> None:
    known = replace(
        desk(), before=Before("How do I send something back?", frozenset({"policy:returns#none"}))
    )
    asked = SearchArguments(query="and who pays?", kinds=["policy"], rules=True, goes_on=True)
    plain = {hit.passage.source: hit.score for hit in hits_for(asked, None, desk())}
    raised = {hit.passage.source: hit.score for hit in hits_for(asked, None, known)}
    returns = [source for source in plain if source.startswith("policy:returns#")]
    assert returns
    assert all(raised[source] > plain[source] for source in returns)
    for other in (asked.model_copy(update={"goes_on": False}), asked.model_copy(update={"rules": False})):
        assert hits_for(other, None, known) == hits_for(other, None, desk())
