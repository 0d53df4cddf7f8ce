from bot.sentiment.corpus import MORE, corpus, only, repeated, training_corpus
from bot.sentiment.reviews import Review
from bot.sentiment.utterances import ROUTING, ROUTING_FRESH, ROUTING_HELD_OUT, UTTERANCES, read_utterances


def test_no_situation_and_no_cluster_straddles_the_split() -> None:
    reviews = [Review(f"good {at}", "positive", "en", "amazon", f"amazon-{at // 3}") for at in range(600)]
    parts = corpus(read_utterances(), reviews, 0)
    groups = {name: {each.group for each in texts} for name, texts in parts.items()}
    assert not groups["train"] & (groups["dev"] | groups["test"])
    assert not groups["dev"] & groups["test"]
    assert sum(map(len, parts.values())) == len(read_utterances()) + 600


def test_every_part_has_every_mood_in_both_languages() -> None:
    for texts in corpus(read_utterances(), [], 0).values():
        for language in ("en", "zh"):
            assert {each.moods[0] for each in only(texts, language)} == {
                "angry", "upset", "neutral", "positive",
            }  # fmt: skip


def test_a_negative_review_may_be_angry_or_upset_and_counts_once() -> None:
    (part,) = [
        part for part in corpus([], [Review("bad", "negative", "en", "amazon", "a")], 0).values() if part
    ]
    assert part[0].moods == ("angry", "upset")
    assert len(repeated(part, 5)) == 1


def test_of_many_clothing_reviews_some_are_taken_of_either_side() -> None:
    reviews = [
        Review(f"r{at}", "positive" if at % 5 else "negative", "en", "clothing", f"c{at}")
        for at in range(9000)
    ]
    taken = corpus([], reviews, 0)["train"]
    assert [each.label for each in taken].count("positive") == 1000
    assert [each.label for each in taken].count("negative") == 1000
    more = corpus([], reviews, 0, MORE)
    assert [each.label for each in more["train"]].count("positive") == 2500
    assert not {each.text for each in more["train"]} & {each.text for each in corpus([], reviews, 0)["test"]}


def test_what_the_routing_was_made_on_is_learned_and_what_was_held_out_is_not() -> None:
    parts, alone = training_corpus(UTTERANCES, [], 0), corpus(read_utterances(), [], 0)
    routing = {each.text for each in read_utterances(UTTERANCES / ROUTING)}
    kept = (ROUTING_HELD_OUT, ROUTING_FRESH)
    held_out = {each.text for folder in kept for each in read_utterances(UTTERANCES / folder)}
    assert routing <= {each.text for each in parts["train"]}
    assert (parts["dev"], parts["test"]) == (alone["dev"], alone["test"])
    assert not held_out & {each.text for texts in parts.values() for each in texts}
