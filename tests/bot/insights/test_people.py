"""Hand-overs as the insights draw them."""

from __future__ import annotations

from bot.handover.looking_back import Figures
from bot.insights.people import Handed, resolved


def group(name: str, **given: object) -> Figures:
    plain: dict[str, object] = {
        "group": name, "conversations": 4, "handed_over": 2, "share": 0.5, "causes": {}, "queues": {}, "states": {},
        "wait_median": None, "wait_p90": None, "rated": 0, "csat": None,
    }  # fmt: skip
    return Figures.model_validate({**plain, **given})


def test_causes_are_ranked_and_waits_are_in_minutes_of_groups_that_have_any() -> None:
    everything = group(
        "all", causes={"anger": 1, "wish": 3}, states={"closed": 4}, wait_median=90.0, csat=4.5
    )
    found = Handed((everything, group("channel:web")))
    assert found.causes == (("wish", 3), ("anger", 1))
    assert found.ends == (("closed", 4),)
    assert (found.minutes, found.csat) == ((("all", 1.5),), (("all", 4.5),))


def test_nobody_wrote_is_nothing_to_draw() -> None:
    found = Handed((group("all", conversations=0, handed_over=0),))
    assert (found.everything, found.causes, found.ends) == (None, (), ())


def test_what_ended_is_closed_or_given_back() -> None:
    assert resolved(group("all", states={"closed": 1, "given back": 1, "waiting": 2})) == 0.5
    assert resolved(group("all")) is None
