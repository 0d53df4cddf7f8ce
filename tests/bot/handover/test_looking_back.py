import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.conversation import new_id
from bot.conversations import Conversations
from bot.database import open_database
from bot.errors import InputError, NotFoundError
from bot.fakes import scripted_reply
from bot.handover.archive import Archive
from bot.handover.looking_back import Past, doubts, examples, figures
from bot.handover.machine import Actor, Handovers
from bot.handover.people import People
from bot.messages import Card, Sentiment
from knowledge.shop_profile import ShopProfile

ANN = Actor(name="ann")
PROFILE = ShopProfile(name="Test & Co", currency="EUR", languages=("en", "zh"))


class Shop:
    """Conversations and hand-overs in a database of their own."""

    def __init__(self, folder: Path) -> None:
        engine = open_database(f"sqlite:///{folder / 'shopkeeper.sqlite'}")
        self.conversations, self.handovers = Conversations(engine), Handovers(engine)
        self.people = People(self.handovers, self.conversations, lambda: PROFILE)
        self.archive = Archive(engine)

    def talk(
        self, text: str, score: float, *, channel: str = "web", language: str = "en", cause: str = ""
    ) -> str:
        """One message; with a `cause` it is handed over, taken and closed. The reply's id."""
        session = self.conversations.open(channel, None, language)
        mood = Sentiment(label="negative" if score < -0.3 else "neutral", score=score, confidence=0.9)
        cards, reply_id = tuple[Card, ...](), new_id()
        if cause:
            handed = self.handovers.hand_over(
                session.session_id, reason="r", queue="orders", summary="", sentiment=mood, cause=cause
            )
            cards = (Card(kind="handoff", id=handed.handover_id, title="A person"),)
        fields = {"session_id": session.session_id, "language": language, "cards": cards, "sentiment": mood}
        reply = scripted_reply("ok", reply_id=reply_id, route="human" if cause else "bot", **fields)
        self.conversations.add_turn(session.session_id, text, reply)
        return reply_id

    def finish(self, rating: int) -> None:
        for waiting in self.archive.waiting():
            self.handovers.claim(waiting.handover_id, ANN)
            self.handovers.close(waiting.handover_id, ANN)
            self.archive.rate(waiting.handover_id, rating, None)

    @property
    def past(self) -> Past:
        return self.people.past(1)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_figures_by_channel_language_and_mood(shop: Shop) -> None:
    shop.talk("hello", 0.0)
    shop.talk("where is it", 0.1, channel="mobile")
    shop.talk("terrible", -0.9, cause="anger")
    shop.talk("太差了", -0.9, channel="mobile", language="zh", cause="anger")
    shop.finish(4)
    shop.talk("a person please", 0.0, cause="wish")
    found = {each.group: each for each in figures(shop.past)}
    everything = found["all"]
    assert (everything.conversations, everything.handed_over, everything.share) == (5, 3, 0.6)
    assert everything.causes == {"anger": 2, "wish": 1}
    assert everything.states == {"closed": 2, "waiting": 1}
    assert (everything.rated, everything.csat) == (2, 4.0)
    assert everything.wait_median is not None
    assert everything.wait_median >= 0
    assert (found["channel:mobile"].conversations, found["channel:mobile"].handed_over) == (2, 1)
    assert found["language:zh"].csat == 4.0
    assert found["mood:neutral"].causes == {"wish": 1}
    assert found["mood:negative"].share == 1.0


def test_nothing_comes_to_nothing(shop: Shop) -> None:
    (only,) = figures(shop.past)
    assert (only.conversations, only.share, only.csat, only.wait_median) == (0, 0.0, None, None)


def test_waits_are_until_the_first_claim_whatever_comes_after(shop: Shop) -> None:
    shop.talk("terrible", -0.9, cause="anger")
    (waiting,) = shop.archive.waiting()
    shop.handovers.claim(waiting.handover_id, ANN)
    first = shop.archive.claims()
    shop.handovers.transfer(waiting.handover_id, ANN, "returns")
    shop.handovers.claim(waiting.handover_id, ANN)
    assert shop.archive.claims() == first


def test_what_may_have_been_missed_or_needless_is_listed_masked(shop: Shop) -> None:
    missed = shop.talk("useless! mail me at bond@example.com", -0.8)
    needless = shop.talk("the same again?", 0.0, cause="repeats")
    shop.talk("terrible", -0.9, cause="anger")
    shop.talk("a person", 0.0, cause="wish")
    shop.talk("hello", 0.0)
    found = doubts(shop.past)
    assert {(each.verdict, each.reply_id) for each in found} == {("missed", missed), ("needless", needless)}
    assert "bond@" not in found[0].message


def test_marks_become_training_examples(shop: Shop) -> None:
    missed, needless = shop.talk("useless", -0.8), shop.talk("again?", 0.0, language="zh", cause="repeats")
    with pytest.raises(NotFoundError):
        shop.archive.mark("none", "missed", "ann")
    shop.archive.mark(missed, "needless", "ann")
    shop.archive.mark(missed, "missed", "ann")
    shop.archive.mark(needless, "needless", "ann")
    made = {each.text: each for each in examples(shop.past.turns, shop.archive.marks())}
    assert (made["useless"].label, made["useless"].language) == ("negative", "en")
    assert (made["again?"].label, made["again?"].urgency, made["again?"].language) == ("neutral", 0, "zh")


def test_the_command(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPKEEPER_DATA_DIR", str(tmp_path))
    reply_id = shop.talk("useless", -0.8)
    run = CliRunner().invoke
    first = run(app, ["handoffs", "--json"])
    assert first.exit_code == 0, first.output
    assert json.loads(first.stdout.splitlines()[0])["conversations"] == 1
    assert "1 conversations" in run(app, ["handoffs"]).stdout
    assert reply_id in run(app, ["handoffs", "--review"]).stdout
    marked = run(app, ["handoffs", "--mark", f"{reply_id}=missed", "--examples"])
    assert json.loads(marked.stdout)["label"] == "negative"
    assert isinstance(run(app, ["handoffs", "--mark", "nonsense"]).exception, InputError)


def test_only_the_time_asked_for_counts(shop: Shop) -> None:
    shop.talk("hello", 0.0)
    assert shop.people.past(timedelta(microseconds=1) / timedelta(days=1)).turns == ()
