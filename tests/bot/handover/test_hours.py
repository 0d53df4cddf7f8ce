from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.handover.hours import opening_hours, said_in

ZONE = ZoneInfo("Europe/Dublin")
WEEK = "Monday to Friday 09:00-18:00, Saturday 10:00-16:00"


def at(day: int, clock: str) -> datetime:
    """A moment of the week that begins on Monday, 16 March 2026."""
    hour, minute = clock.split(":")
    return datetime(2026, 3, 16 + day, int(hour), int(minute), tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "day", "clock", "is_open"),
    [
        (WEEK, 0, "09:00", True),
        (WEEK, 0, "08:59", False),
        (WEEK, 4, "17:59", True),
        (WEEK, 4, "18:00", False),
        (WEEK, 5, "15:00", True),
        (WEEK, 6, "12:00", False),
        ("每天 09:00-21:00", 6, "20:00", True),
        ("周一至周五 9:00-18:00，周六 10:00至16:00", 5, "15:59", True),
        ("周一至周五 9:00-18:00，周六 10:00至16:00", 6, "12:00", False),
        ("星期二到星期日 10:00-19:00", 0, "12:00", False),
        ("Mon-Thu 9am-5pm, Fri 9am-12pm", 4, "12:30", False),
        ("Mon-Thu 9am-5pm, Fri 9am-12pm", 3, "16:30", True),
        ("Mondays, Wednesdays 10-14", 2, "11:00", True),
        ("Mondays, Wednesdays 10-14", 1, "11:00", False),
        ("Fri to Mon 20:00-02:00", 1, "01:00", True),
        ("Fri to Mon 20:00-02:00", 2, "01:00", False),
        ("24/7", 6, "23:59", True),
        ("Monday 09:00-12:00 and 13:00-17:00", 0, "12:30", False),
        ("Daily 08:00-24:00", 6, "23:59", True),
    ],
)
def test_hours_as_people_write_them(text: str, day: int, clock: str, is_open: bool) -> None:
    hours = opening_hours({"customer_service": text, "store": "never"})
    assert hours is not None
    assert hours.is_open(at(day, clock)) is is_open


@pytest.mark.parametrize("hours", [None, {}, {"store": WEEK}, "by appointment", "25:00-26:00", 7])
def test_what_does_not_tell_is_not_guessed(hours: object) -> None:
    assert opening_hours(hours) is None


def test_the_next_opening_is_said_in_the_shoppers_language() -> None:
    hours = opening_hours(WEEK)
    assert hours is not None
    opening = hours.next_opening(at(5, "17:00"))
    assert opening == at(7, "09:00")
    assert said_in(opening, "en") == "Monday 09:00"
    assert said_in(opening, "zh") == "星期一 09:00"
    assert hours.next_opening(at(0, "08:00")) == at(0, "09:00")
