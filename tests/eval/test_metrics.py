"""Every metric against values worked out by hand."""

from __future__ import annotations

import pytest

from bot.messages import ToolCall, Usage
from eval.latency import Times
from eval.metrics.channels import claims, consistency, product_names
from eval.metrics.costs import latency, tokens, unsupported
from eval.metrics.decisions import abstentions, citing, handovers, route_confusion, tool_accuracy
from eval.metrics.judgements import opinions
from eval.metrics.rates import failed_checks, pass_hat, pass_rate, rates_by
from eval.metrics.statistics import Share, mcnemar, paired_bootstrap
from eval.metrics.summary import summary
from eval.outcome import DialogResult, Judgement
from tests.eval.runs import product_card, reply, result, turn


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The formula of the 1927 paper, with z = 1.959964."""
    z = 1.959964
    p, nn = hits / of, of + z * z
    middle = (hits + z * z / 2) / nn
    half = z / nn * (of * p * (1 - p) + z * z / 4) ** 0.5
    return middle - half, middle + half


@pytest.mark.parametrize(("hits", "of"), [(8, 10), (0, 5), (5, 5), (137, 150)])
def test_a_share_has_a_wilson_interval(hits: int, of: int) -> None:
    share = Share(hits=hits, of=of)
    assert share.share == hits / of
    assert share.interval is not None
    assert (share.interval.low, share.interval.high) == pytest.approx(wilson(hits, of), abs=1e-6)


def test_eight_of_ten_as_textbooks_give_it() -> None:
    interval = Share(hits=8, of=10).interval
    assert interval is not None
    assert (round(interval.low, 3), round(interval.high, 3)) == (0.490, 0.943)


def test_a_share_of_nothing_is_neither_nought_nor_one() -> None:
    nothing = Share(hits=0, of=0)
    assert (nothing.share, nothing.interval) == (None, None)


def test_an_error_is_neither_a_failure_nor_a_pass() -> None:
    rate = pass_rate([result(status=status) for status in ("pass", "pass", "fail", "state", "error")])
    assert rate.passed == Share(hits=2, of=4)
    assert rate.errors == 1
    assert rate.failed_by == {"state": 1, "facts": 1}


def test_a_run_of_crashes_has_no_pass_rate() -> None:
    assert pass_rate([result(status="error")]).passed.share is None


def test_rates_by_group_leave_the_held_out_mark_out_of_themes_and_tags() -> None:
    results = [
        result("a", tags=("heldout", "order", "late"), channel="web"),
        result("b", "fail", tags=("order", "late", "happy"), channel="mobile", lang="zh"),
        result("c", tags=("heldout",), world="other"),
    ]
    by_tag = rates_by("tag", results)
    assert {name: rate.passed for name, rate in by_tag.items()} == {
        "happy": Share(hits=0, of=1),
        "late": Share(hits=1, of=2),
    }
    assert {name: rate.passed.of for name, rate in rates_by("theme", results).items()} == {"order": 2}
    assert list(rates_by("language", results)) == ["en", "zh"]
    assert list(rates_by("channel", results[:2])) == ["mobile", "web"]
    assert rates_by("world", results)["sample"].passed == Share(hits=1, of=2)


def test_checks_that_failed_are_counted_the_most_frequent_first() -> None:
    twice = turn(reply(), failed={"says_all": "facts", "cites": "facts"})
    results = [result(turns=[twice, twice]), result(status="fail"), result(status="state")]
    found = failed_checks(results)
    assert list(found.items()) == [("says_all", 3), ("cites", 2), ("state.orders.O1.status", 1)]


def repeated(name: str, statuses: str, **fields: str) -> list[DialogResult]:
    words = {"p": "pass", "f": "fail", "e": "error"}
    return [result(name, words[letter], attempt=n, **fields) for n, letter in enumerate(statuses)]


def test_pass_hat_k_is_the_estimator_of_tau_bench() -> None:
    found = pass_hat([*repeated("a", "pppf"), *repeated("b", "ppff")])
    assert [(p.k, p.dialogs) for p in found] == [(1, 2), (2, 2), (3, 2), (4, 2)]
    assert [p.value for p in found] == pytest.approx(
        [(3 / 4 + 2 / 4) / 2, (3 / 6 + 1 / 6) / 2, (1 / 4 + 0) / 2, 0]
    )


def test_pass_hat_k_counts_each_channel_apart_and_no_crash() -> None:
    found = pass_hat([*repeated("a", "pp"), *repeated("a", "pf", channel="mobile"), *repeated("b", "pee")])
    assert [(p.k, p.dialogs, p.value) for p in found] == [(1, 3, (1 + 0.5 + 1) / 3), (2, 2, 0.5)]


def test_route_confusion_counts_turns_that_expect_a_route_and_got_a_reply() -> None:
    turns = [
        turn(reply(route="bot"), expect={"route": "bot"}),
        turn(reply(route="human"), expect={"route": "bot"}),
        turn(reply(route="human"), expect={"route": "human"}),
        turn(reply(route="human"), expect={"route": "human"}),
        turn(reply(route="human")),
        turn(None, error="crashed", expect={"route": "human"}),
    ]
    cells = {(cell.expected, cell.found): cell.turns for cell in route_confusion([result(turns=turns)])}
    assert cells == {("bot", "bot"): 1, ("bot", "human"): 1, ("human", "bot"): 0, ("human", "human"): 2}


def test_handovers_have_precision_and_recall_over_dialogs() -> None:
    by_turn = [turn(reply(route="human"), expect={"route": "human"})]
    found = handovers(
        [
            result(handoff_expected=True, handed_over=True),
            result(turns=by_turn, handed_over=True),
            result(handed_over=True),
            result(handoff_expected=True),
            result(handoff_expected=True),
            result(),
            result(status="error", handoff_expected=True),
        ]
    )
    assert (found.right, found.wrong, found.missed) == (2, 1, 2)
    assert (found.precision, found.recall) == (Share(hits=2, of=3), Share(hits=2, of=4))


def test_without_hand_overs_precision_and_recall_are_undefined() -> None:
    found = handovers([result()])
    assert (found.precision.share, found.recall.share) == (None, None)


def test_abstentions_are_looked_at_where_a_turn_says_which() -> None:
    turns = [
        turn(reply(abstained=True), expect={"abstains": True}),
        turn(reply(abstained=False), expect={"abstains": True}),
        turn(reply(abstained=True), expect={"abstains": False}),
        turn(reply(abstained=False), expect={"abstains": False}),
        turn(reply(abstained=True)),
    ]
    found = abstentions([result(turns=turns)])
    assert (found.right, found.wrong, found.missed) == (1, 1, 1)


def test_tools_are_right_when_neither_check_of_them_failed() -> None:
    any_of = {"tools_any": [{"name": "my_orders"}]}
    said = reply(tools=(ToolCall(name="my_orders"),))
    turns = [
        turn(said, expect=any_of),
        turn(said, expect=any_of, failed={"says_all": "facts"}),
        turn(reply(), expect=any_of, failed={"tools_any": "facts"}),
        turn(said, expect={"tools_none": ["my_orders"]}, failed={"tools_none": "facts"}),
        turn(said),
    ]
    assert tool_accuracy([result(turns=turns)]) == Share(hits=2, of=4)


def test_citations_are_compared_by_prefix_over_turns_that_expect_some() -> None:
    turns = [
        turn(
            reply(cites=["product:P001#weight", "product:P001#price", "faq:F9"]),
            expect={"cites": ["product:P001", "order:O1"]},
        ),
        turn(reply(), expect={"cites": ["policy:returns"]}),
        turn(reply(cites=["faq:F1"])),
    ]
    found = citing([result(turns=turns)])
    assert (found.precision, found.recall) == (Share(hits=2, of=3), Share(hits=1, of=3))


def test_unsupported_facts_are_counted_a_reply() -> None:
    turns = [turn(reply(), loose=["9 kg", "3"]), turn(reply()), turn(None, error="crashed")]
    found = unsupported([result(turns=turns)])
    assert (found.facts, found.replies, found.with_any, found.per_reply) == (2, 2, 1, 1.0)


def test_latency_and_tokens_are_those_of_turns_with_a_reply() -> None:
    spent = [Usage(prompt_tokens=100, completion_tokens=20), Usage()]
    turns = [
        turn(reply(usage=usage), times=Times(first_event=0.1 * n, total=float(n)))
        for n, usage in enumerate(spent, start=1)
    ]
    results = [result(turns=[*turns, turn(None, error="crashed", times=Times(total=99.0))])]
    spread = latency(results)
    assert (spread.total.count, spread.total.p50, spread.total.p95) == (2, 1.0, 2.0)
    assert spread.first_sentence.p50 is None
    used = tokens(results)
    assert (used.prompt, used.completion, used.prompt_per_reply) == (100, 20, 50.0)


def test_an_unscored_reply_does_not_move_the_mean() -> None:
    turns = [
        turn(reply(), judgement=Judgement(tone=0.5)),
        turn(reply(), judgement=Judgement(tone=1.0, relevance=0.25)),
        turn(reply()),
    ]
    found = opinions([result(turns=turns)])
    assert (found.tone.scored, found.tone.unscored, found.tone.mean) == (2, 1, 0.75)
    assert (found.relevance.scored, found.relevance.mean) == (1, 0.25)
    assert opinions([result()]).tone.mean is None


TENT = product_card("P001", "Fernwell Ridge 2 Tent")


def test_claims_are_facts_and_products_however_they_are_written() -> None:
    names = product_names([reply(cards=(TENT,))])
    long = claims(reply("The Fernwell Ridge 2 Tent costs €249.00 [1].", cards=(TENT,)), names)
    short = claims(reply("249 euros for the Ridge 2."), names)
    assert long == short == {"product:P001", "price:249"}


def test_a_name_of_several_products_means_those_that_the_reply_shows() -> None:
    pack = product_card("P002", "Fernwell Ridge 2 Pack")
    names = product_names([reply(cards=(TENT, pack))])
    assert claims(reply("The Ridge 2 is light.", cards=(pack,)), names) == {"product:P002"}


def test_consistency_compares_facts_and_route_of_every_two_channels() -> None:
    said = {"web": "It costs €249.", "mobile": "€249.00 for it.", "store": "It costs €259."}
    results = [result("price", turns=[turn(reply(text))], channel=channel) for channel, text in said.items()]
    found = consistency(results)
    assert (found.agree, found.same_facts, found.same_route) == (
        Share(hits=1, of=3),
        Share(hits=1, of=3),
        Share(hits=3, of=3),
    )
    assert {d.channels for d in found.disagreements} == {("web", "store"), ("mobile", "store")}
    assert found.disagreements[0].only_first == ("price:249",)
    assert found.disagreements[0].only_second == ("price:259",)


def test_a_different_route_is_a_disagreement_and_repetitions_are_compared_with_their_like() -> None:
    results = [
        result("a", turns=[turn(reply())], channel="web", attempt=0),
        result("a", turns=[turn(reply(route="human"))], channel="mobile", attempt=0),
        result("a", turns=[turn(reply("5"))], channel="mobile", attempt=1),
        result("b", turns=[turn(reply())], channel="web"),
        result("c", turns=[turn(reply())], channel="web"),
        result("c", turns=[turn(None, error="crashed")], channel="mobile"),
    ]
    found = consistency(results)
    assert (found.agree, found.same_facts) == (Share(hits=0, of=1), Share(hits=1, of=1))
    assert found.disagreements[0].routes == ("bot", "human")


def test_mcnemar_is_the_exact_binomial_test_of_the_changed_pairs() -> None:
    assert mcnemar(1, 6) == pytest.approx(2 * (1 + 7) / 2**7)
    assert mcnemar(3, 3) == 1.0
    assert mcnemar(0, 0) == 1.0


def test_the_bootstrap_is_seeded_and_holds_the_difference() -> None:
    differences = [[1], [0], [-1, 0], [1, 1], [0], [1], [0], [0]]
    first, again = paired_bootstrap(differences, 7), paired_bootstrap(differences, 7)
    assert first is not None
    assert first == again
    assert first.low < 3 / 10 < first.high
    assert first.low >= -1
    assert first.high <= 1


def test_the_bootstrap_draws_dialogs_and_not_their_runs() -> None:
    """Six runs of two dialogs are two observations: their samples have means -1, 4/6 and 1 only."""
    found = paired_bootstrap([[1] * 5, [-1]], 7)
    assert found is not None
    assert (found.low, found.high) == (-1, 1)
    assert paired_bootstrap([[1, 1, 1]], 7) is None


def test_the_summary_keeps_held_out_dialogs_apart() -> None:
    found = summary([result("a", tags=("heldout",)), result("b", "fail"), result("c", "error")])
    assert found.rates.together.passed == Share(hits=1, of=2)
    assert found.held_out.together.passed == Share(hits=1, of=1)
    assert found.development.together.passed == Share(hits=0, of=1)
    assert found.development.together.errors == 1
    assert found.model_dump(mode="json")["tools"] == {"hits": 0, "of": 0, "share": None, "interval": None}
