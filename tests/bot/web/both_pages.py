"""What a shopper can do on the chat page as in the widget: the same steps, once `ask` has sent the first message."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.bot.web.browser import until
from tests.bot.web.kept_shop import ANN, KeptShop

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    Ask = Callable[[Page, str], None]


def choose_the_second_by_keyboard(page: Page, ask: Ask) -> None:
    ask(page, "which tent")
    page.get_by_role("group", name="Possible answers").wait_for()
    page.get_by_role("button", name="The Ridge 2").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Yes, it is.").wait_for()


def turn_down_and_ask_for_more(shop: KeptShop, page: Page, ask: Ask) -> None:
    ask(page, "coffee?")
    page.get_by_role("button", name="Not for me: Moka Pot, 3 cups").click()
    assert until(lambda: len(shop.assistant.asked) == 2, page)
    page.get_by_role("button", name="More like this: Pour-over Set").click()
    assert until(lambda: len(shop.assistant.asked) == 3, page)
    assert shop.assistant.asked[1:] == [
        "The Moka Pot, 3 cups is not for me. Suggest something else.",
        "Suggest more like the Pour-over Set.",
    ]


def be_given_back(shop: KeptShop, page: Page, ask: Ask) -> None:
    ask(page, "I want a person")
    page.get_by_text("Waiting for a person").wait_for()
    shop.handovers.release(shop.claim(), ANN)
    page.get_by_text("Ann has left").wait_for()
    ask(page, "heavy?")
    page.get_by_text("The Ridge 2 weighs").wait_for()


def rate(shop: KeptShop, page: Page, form: Locator) -> None:
    page.get_by_role("button", name="4 of 5").click()
    page.get_by_label("Anything to add?").fill("Kind.")
    form.get_by_role("button", name="Send").click()
    page.get_by_text("Thank you for rating us.").wait_for()
    (rating,) = shop.people.archive.ratings().values()
    assert (rating.rating, rating.comment) == (4, "Kind.")
