"""Who gets a slot next, and what is said about the wait."""

from __future__ import annotations

import asyncio

import pytest

from bot.llm.slots import FIRST_GUESS, PATIENCE, Slots


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def use(slots: Slots, name: str, tokens: int, order: list[str], done: asyncio.Event) -> None:
    async with slots.slot(tokens):
        order.append(name)
        await done.wait()


async def started(
    slots: Slots, order: list[str], *names: str
) -> list[tuple[asyncio.Task[None], asyncio.Event]]:
    """Tasks that ask for a slot one after the other; names that begin with s are short."""
    made: list[tuple[asyncio.Task[None], asyncio.Event]] = []
    for name in names:
        done = asyncio.Event()
        tokens = 16 if name.startswith("s") else 120
        made.append((asyncio.create_task(use(slots, name, tokens, order, done)), done))
        await asyncio.sleep(0)
    return made


async def test_what_is_short_goes_before_what_is_long() -> None:
    slots, order = Slots(1, Clock()), list[str]()
    tasks = await started(slots, order, "first", "long1", "long2", "short1", "short2")
    assert slots.ahead == 5
    for _, done in tasks:
        done.set()
    await asyncio.gather(*(task for task, _ in tasks))
    assert order == ["first", "short1", "short2", "long1", "long2"]
    assert slots.ahead == 0


async def test_a_long_answer_does_not_wait_for_ever() -> None:
    clock = Clock()
    slots, order = Slots(1, clock), list[str]()
    tasks = await started(slots, order, "first", "long")
    clock.now = PATIENCE + 1
    tasks += await started(slots, order, "short")
    for _, done in tasks:
        done.set()
    await asyncio.gather(*(task for task, _ in tasks))
    assert order == ["first", "long", "short"]


async def test_as_many_at_once_as_there_are_slots() -> None:
    slots, order = Slots(2, Clock()), list[str]()
    tasks = await started(slots, order, "a", "b", "c")
    await asyncio.sleep(0)
    assert order == ["a", "b"]
    tasks[1][1].set()
    await tasks[1][0]
    await asyncio.sleep(0)
    assert order == ["a", "b", "c"]
    for _, done in tasks:
        done.set()
    await asyncio.gather(*(task for task, _ in tasks))


@pytest.mark.parametrize("leaver", [0, 1, 2])
async def test_whoever_leaves_takes_no_slot_along(leaver: int) -> None:
    slots, order = Slots(1, Clock()), list[str]()
    tasks = await started(slots, order, "a", "b", "c")
    tasks[leaver][0].cancel()
    for _, done in tasks:
        done.set()
    await asyncio.gather(*(task for task, _ in tasks), return_exceptions=True)
    assert slots.ahead == 0
    async with slots.slot(120):
        assert slots.ahead == 1


async def test_leaving_at_the_moment_of_ones_turn_hands_it_on() -> None:
    slots, order = Slots(1, Clock()), list[str]()
    tasks = await started(slots, order, "a", "b", "c")
    tasks[0][1].set()
    await tasks[0][0]
    tasks[1][0].cancel()
    for _, done in tasks:
        done.set()
    await asyncio.gather(*(task for task, _ in tasks), return_exceptions=True)
    assert order[-1] == "c"
    assert slots.ahead == 0


async def test_the_wait_follows_how_long_answers_take() -> None:
    clock = Clock()
    slots, order = Slots(2, clock), list[str]()
    assert slots.wait == 0
    tasks = await started(slots, order, "a", "b", "c")
    assert slots.wait == 2 * FIRST_GUESS / 2
    clock.now = 14.0
    for _, done in tasks[:2]:
        done.set()
    await asyncio.gather(*(task for task, _ in tasks[:2]))
    await asyncio.sleep(0)
    tasks += await started(slots, order, "d")
    assert slots.wait > FIRST_GUESS / 2
    for _, done in tasks:
        done.set()
    await asyncio.gather(*(task for task, _ in tasks))
