"""The widget in a real browser, against the real server with scripted answers."""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.handover.machine import Actor
from bot.identity import issue_token
from tests.bot.web.browser import OpenPage, chromium, open_page
from tests.bot.web.kept_shop import HOSTILE, SECRET, KeptShop, kept_shop

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["chromium", "open_page"]
SCRIPT = Path(__file__).resolve().parents[3] / "bot" / "web" / "widget.js"
LAUNCH = re.compile("Chat with us|在线咨询")
ANN = Actor(name="Ann")
SHOP_PAGE = "https://shop.example/"


def test_the_script_is_small_and_alone() -> None:
    text = SCRIPT.read_bytes()
    assert len(gzip.compress(text)) <= 30_000
    assert b"innerHTML" not in text and b"insertAdjacentHTML" not in text and b"eval(" not in text
    assert not re.search(rb"^\s*import ", text, re.MULTILINE)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[KeptShop]:
    with kept_shop(tmp_path, rate_session="") as served:
        yield served


def at_shop(shop: KeptShop, page: Page, query: str = "") -> Page:
    page.goto(f"{shop.address}/demo{query}")
    return page


def opened(shop: KeptShop, page: Page, query: str = "") -> Page:
    at_shop(shop, page, query).get_by_role("button", name=LAUNCH).click()
    page.get_by_text(re.compile("Hello!|您好")).wait_for()
    return page


def ask(page: Page, text: str) -> None:
    page.locator("textarea[enterkeyhint=send]").fill(text)
    page.keyboard.press("Enter")


def answers(page: Page) -> list[str]:
    return page.locator(".turn .said:not(:only-child)").all_inner_texts()


def questions(page: Page) -> list[str]:
    return [text.removeprefix("You: ") for text in page.locator(".you").all_text_contents()]


def embedded(shop: KeptShop, page: Page, attributes: str = "", head: str = "") -> Page:
    """A page of another origin that carries the widget."""
    html = f"""<!doctype html><html lang=en><head><title>Shop</title>{head}
    <script src="{shop.address}/widget.js" {attributes} async></script></head>
    <body><main><h1>Shop</h1></main></body></html>"""
    page.route(f"{SHOP_PAGE}**", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(SHOP_PAGE)
    return page


def until(true: Callable[[], bool], page: Page, seconds: float = 10) -> bool:
    ends = time.monotonic() + seconds
    while not true() and time.monotonic() < ends:
        page.wait_for_timeout(50)
    return true()


def focused(page: Page) -> str:
    host = page.locator("shopkeeper-widget")
    return host.evaluate("e => (e = e.shadowRoot.activeElement, `${e?.tagName}.${e?.className}`)")


pytestmark = pytest.mark.integration


def test_it_opens_and_closes_by_keyboard_and_gives_the_focus_back(
    shop: KeptShop, open_page: OpenPage
) -> None:
    page = at_shop(shop, open_page())
    launcher = page.get_by_role("button", name=LAUNCH)
    launcher.focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Fernwell Outdoor").wait_for()
    assert focused(page) == "TEXTAREA."
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()
    assert focused(page) == "BUTTON.launch"


def test_a_question_is_answered_with_card_words_and_a_source_that_opens(
    shop: KeptShop, open_page: OpenPage
) -> None:
    shop.assistant.pause = 0.4
    page = opened(shop, open_page())
    ask(page, "How heavy is it?")
    page.locator(".card").wait_for()
    assert page.locator(".turn .said").count() == 1, "only the greeting: the card comes before the words"
    page.get_by_text("Looking it up").or_(page.get_by_text("Writing")).first.wait_for()
    page.get_by_role("button", name="Helpful", exact=True).wait_for()
    assert answers(page) == ["The Ridge 2 weighs 2.1 kg 1. That is with both poles and the bag."]
    assert page.locator(".card a").get_attribute("href") == "https://shop.example/ridge-2"
    page.get_by_role("button", name="Source 1").click()
    page.get_by_text("Weight: 2.1 kg, all included").wait_for()
    assert page.locator("blockquote").inner_text() == "2.1 kg"


def test_a_thumb_and_its_comment_are_kept_over_a_reload(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    ask(page, "heavy?")
    page.get_by_role("button", name="Not helpful").click()
    page.get_by_label("What was wrong with it?").fill("The other tent.")
    page.get_by_role("button", name="Send comment").click()
    assert until(lambda: shop.assistant.opinions == [("down", None), ("down", "The other tent.")], page)
    page.reload()
    page.locator(".rate, [aria-pressed=true]").wait_for()
    assert page.get_by_role("button", name="Not helpful").get_attribute("aria-pressed") == "true"


def test_a_reload_in_the_middle_of_an_answer_loses_and_doubles_nothing(
    shop: KeptShop, open_page: OpenPage
) -> None:
    shop.assistant.pause = 0.3
    page = opened(shop, open_page())
    ask(page, "Tell me a story")
    page.get_by_text("This is sentence 3.").wait_for()
    page.reload()
    page.get_by_text("This is sentence 8.").wait_for()
    page.get_by_role("button", name="Helpful", exact=True).wait_for()
    assert answers(page) == [" ".join(f"This is sentence {n}." for n in range(1, 9))]
    assert questions(page) == ["Tell me a story"]
    assert (shop.assistant.asked, shop.assistant.stopped) == (["Tell me a story"], [])


def test_what_was_begun_to_write_survives_a_reload(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    page.get_by_label("Your message").press_sequentially("half a que")
    page.reload()
    assert page.get_by_label("Your message").input_value() == "half a que"


def test_two_tabs_show_one_conversation(shop: KeptShop, open_page: OpenPage) -> None:
    one = opened(shop, open_page())
    ask(one, "heavy?")
    one.get_by_role("button", name="Helpful", exact=True).wait_for()
    other = opened(shop, one.context.new_page())
    other.get_by_text("The Ridge 2 weighs").wait_for()
    ask(other, "Where is my order?")
    one.get_by_text("Your order is on its way").wait_for()
    ask(one, "coffee?")
    other.get_by_text("These fit").wait_for()
    for tab in (one, other):
        tab.locator(".tools").nth(2).wait_for()
        assert questions(tab) == ["heavy?", "Where is my order?", "coffee?"]
        assert len(answers(tab)) == 3


def test_a_slow_network_delays_and_changes_nothing(shop: KeptShop, open_page: OpenPage) -> None:
    page = at_shop(shop, open_page())
    slow = {"offline": False, "latency": 800, "downloadThroughput": 20_000, "uploadThroughput": 10_000}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    page.get_by_role("button", name=LAUNCH).click()
    ask(page, "heavy?")
    assert questions(page) == ["heavy?"]
    page.get_by_role("button", name="Helpful", exact=True).wait_for(timeout=30_000)
    assert len(answers(page)) == len(shop.assistant.asked) == 1


def test_offline_is_said_and_the_message_goes_out_once_later(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    page.context.set_offline(True)
    ask(page, "heavy?")
    page.get_by_text("You are offline").wait_for()
    page.get_by_text("Sending …").wait_for()
    page.wait_for_timeout(1500)
    page.context.set_offline(False)
    page.get_by_role("button", name="Helpful", exact=True).wait_for()
    assert not page.get_by_text("You are offline").is_visible()
    assert shop.assistant.asked == ["heavy?"]
    assert len(answers(page)) == 1


def test_a_message_not_yet_sent_survives_a_reload(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    page.route("**/messages", lambda route: route.abort())
    ask(page, "heavy?")
    page.wait_for_timeout(300)
    page.unroute("**/messages")
    page.reload()
    page.get_by_role("button", name="Helpful", exact=True).wait_for()
    assert shop.assistant.asked == ["heavy?"]


def test_a_server_that_starts_again_finds_the_conversation_as_it_was(
    shop: KeptShop, open_page: OpenPage
) -> None:
    page = opened(shop, open_page())
    ask(page, "heavy?")
    page.get_by_role("button", name="Helpful", exact=True).wait_for()
    shop.stop()
    page.get_by_text("Connection lost").wait_for()
    ask(page, "Where is my order?")
    shop.start()
    page.get_by_text("Your order is on its way").wait_for(timeout=30_000)
    page.get_by_text("Connection lost").wait_for(state="hidden")
    assert questions(page) == ["heavy?", "Where is my order?"]
    assert len(answers(page)) == 2
    assert shop.assistant.asked == ["heavy?", "Where is my order?"]


def test_an_answer_that_a_restart_cut_off_is_asked_again(shop: KeptShop, open_page: OpenPage) -> None:
    shop.assistant.pause = 0.4
    page = opened(shop, open_page())
    ask(page, "Tell me a story")
    page.get_by_text("This is sentence 2.").wait_for()
    shop.stop()
    shop.assistant.pause = 0
    shop.start()
    page.get_by_role("button", name="Helpful", exact=True).wait_for(timeout=30_000)
    assert answers(page) == [" ".join(f"This is sentence {n}." for n in range(1, 9))]
    assert questions(page) == ["Tell me a story"]


def test_enter_that_ends_a_chinese_composition_sends_nothing(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page(), "?lang=zh")
    box = page.get_by_label("您的消息")
    box.fill("这款帐篷多重")
    box.evaluate(
        "e => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    page.wait_for_timeout(200)
    assert shop.assistant.asked == []
    box.press("Enter")
    page.get_by_text("这款帐篷重 2.1 公斤").wait_for()
    page.get_by_role("button", name="有帮助", exact=True).wait_for()
    assert shop.assistant.asked == ["这款帐篷多重"]


def test_what_looks_like_html_is_shown_as_it_was_written(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    ask(page, f"evil {HOSTILE}")
    page.get_by_role("button", name="Helpful", exact=True).wait_for()
    assert questions(page) == [f"evil {HOSTILE}"]
    assert HOSTILE in page.locator(".card h3").inner_text()
    assert HOSTILE in answers(page)[0]
    assert page.locator(".log a, .log img, .log script").count() == 0
    page.get_by_role("button", name="Source 1").click()
    assert HOSTILE in page.locator("blockquote").inner_text()
    assert page.evaluate("window.hacked") is None


@pytest.mark.parametrize(("width", "height"), [(390, 780), (320, 256)])
def test_on_a_phone_and_at_400_percent_it_fills_the_window(
    shop: KeptShop, open_page: OpenPage, width: int, height: int
) -> None:
    page = opened(shop, open_page(width, height))
    ask(page, "heavy?")
    page.get_by_role("button", name="Helpful", exact=True).wait_for()
    box = page.get_by_role("dialog").bounding_box()
    assert box == {"x": 0, "y": 0, "width": width, "height": height}
    for name in ("Send", "Close chat"):
        inside = page.get_by_role("button", name=name).bounding_box()
        assert inside and inside["x"] >= 0 and inside["x"] + inside["width"] <= width
        assert inside["y"] >= 0 and inside["y"] + inside["height"] <= height
    assert page.locator(".log").evaluate("e => e.scrollWidth <= e.clientWidth")


def test_on_a_phone_the_tab_key_stays_inside(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page(390, 780))
    for _ in range(14):
        page.keyboard.press("Tab")
        assert not focused(page).startswith("undefined")


def test_a_person_joins_writes_and_leaves_and_is_rated(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    ask(page, "I want a person")
    page.get_by_text("Waiting for a person").wait_for()
    handover = shop.claim()
    page.get_by_text("Ann is here").wait_for()
    shop.handovers.write(handover, ANN, "Hello, this is <b>Ann</b>.")
    page.get_by_text("Hello, this is <b>Ann</b>.").wait_for()
    ask(page, "Thank you")
    page.get_by_text("Delivered").wait_for()
    page.reload()
    page.get_by_text("Hello, this is <b>Ann</b>.").wait_for()
    assert page.locator(".log").inner_text().index("has joined") < page.locator(".log").inner_text().index(
        "Thank you"
    )
    shop.handovers.close(handover, ANN)
    page.get_by_role("button", name="4 of 5").click()
    page.get_by_label("Anything to add?").fill("Kind.")
    page.get_by_role("group", name="How was").get_by_role("button", name="Send").click()
    page.get_by_text("Thank you for rating us.").wait_for()
    (rating,) = shop.people.archive.ratings().values()
    assert (rating.rating, rating.comment) == (4, "Kind.")


def test_a_conversation_given_back_is_answered_again(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    ask(page, "I want a person")
    page.get_by_text("Waiting for a person").wait_for()
    shop.handovers.release(shop.claim(), ANN)
    page.get_by_text("Ann has left").wait_for()
    ask(page, "heavy?")
    page.get_by_text("The Ridge 2 weighs").wait_for()


def test_what_comes_while_it_is_closed_is_counted(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    ask(page, "I want a person")
    page.get_by_text("Waiting for a person").wait_for()
    page.get_by_role("button", name="Close chat").click()
    shop.handovers.write(shop.claim(), ANN, "Are you there?")
    page.get_by_role("button", name="Chat with us (1 unread)").click()
    page.get_by_text("Are you there?").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Chat with us", exact=True).wait_for()


def test_quick_replies_are_sent_by_a_click_and_go(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    page.get_by_role("button", name="Where is my order?").click()
    page.get_by_text("Your order is on its way").wait_for()
    assert page.get_by_role("group", name="Suggested questions").count() == 0
    ask(page, "which tent")
    page.get_by_role("button", name="The Ridge 3").click()
    page.get_by_text("Yes, it is.").wait_for()
    assert questions(page) == ["Where is my order?", "which tent", "The Ridge 3"]
    assert page.get_by_role("button", name="The Ridge 3").count() == 0


def test_an_answer_can_be_stopped(shop: KeptShop, open_page: OpenPage) -> None:
    shop.assistant.pause = 0.5
    page = opened(shop, open_page())
    ask(page, "Tell me a story")
    page.get_by_text("This is sentence 1.").wait_for()
    page.get_by_role("button", name="Stop answering").click()
    page.get_by_text("Stopped.").wait_for()
    assert until(lambda: shop.assistant.stopped == ["Tell me a story"], page)
    shop.assistant.pause = 0
    page.get_by_role("button", name="Try again").click()
    page.get_by_text("This is sentence 8.").wait_for()
    assert questions(page) == ["Tell me a story"]


def test_a_failure_is_said_and_a_wait_is_told(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    ask(page, "broken")
    page.get_by_text("I cannot answer right now").wait_for()
    assert page.get_by_role("button", name="Try again").is_visible()
    shop.assistant.pause = 0.5
    ask(page, "queue, heavy?")
    page.get_by_text("Two answers come before yours").wait_for()
    page.get_by_text("The Ridge 2 weighs").wait_for()


def test_a_message_too_long_is_counted_and_not_sent(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    ask(page, "a" * 4001)
    page.get_by_text("4001 of 4000 characters").wait_for()
    assert page.get_by_role("button", name="Send", exact=True).is_disabled()
    assert shop.assistant.asked == []


def test_blocked_storage_still_lets_one_ask(shop: KeptShop, open_page: OpenPage) -> None:
    page = open_page()
    page.add_init_script(
        "for (const n of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, n, {get() { throw new DOMException('denied', 'SecurityError') }})"
    )
    opened(shop, page)
    ask(page, "heavy?")
    page.get_by_text("The Ridge 2 weighs").wait_for()


def test_a_page_with_hostile_styles_changes_nothing(tmp_path: Path, open_page: OpenPage) -> None:
    style = """<style>body * { display: none !important; color: red !important; font-size: 3px !important }
    shopkeeper-widget { opacity: 0 !important; transform: scale(0) !important; position: static !important }</style>"""
    with kept_shop(tmp_path, origins=("https://shop.example",)) as shop:
        page = embedded(shop, open_page(), head=style)
        page.get_by_role("button", name=LAUNCH).click()
        ask(page, "heavy?")
        page.get_by_text("The Ridge 2 weighs").wait_for()
        looks = page.locator(".you").evaluate(
            "e => [getComputedStyle(e).fontSize, getComputedStyle(e).color]"
        )
        assert looks == ["15px", "rgb(255, 255, 255)"]
        host = page.locator("shopkeeper-widget").evaluate(
            "e => [getComputedStyle(e).opacity, getComputedStyle(e).position]"
        )
        assert host == ["1", "fixed"]


def test_a_page_that_is_not_listed_gets_no_conversation(shop: KeptShop, open_page: OpenPage) -> None:
    page = embedded(shop, open_page())
    page.get_by_role("button", name=LAUNCH).click()
    page.get_by_text("Connection lost").wait_for()


def test_the_pages_script_can_steer_it(tmp_path: Path, open_page: OpenPage) -> None:
    attributes = 'data-title="Ask Fern" data-greeting="Hi there" data-accent="#ffd400" data-position="start"'
    with kept_shop(tmp_path, origins=("https://shop.example",)) as shop:
        page = embedded(shop, open_page(), attributes)
        page.wait_for_function("window.Shopkeeper")
        page.evaluate(
            "() => { window.told = [];"
            " for (const n of ['open', 'reply', 'close']) Shopkeeper.on(n, d => told.push([n, d?.text])) }"
        )
        page.evaluate("Shopkeeper.send('heavy?')")
        page.get_by_text("The Ridge 2 weighs").wait_for()
        assert page.get_by_role("dialog", name="Ask Fern").bounding_box()["x"] == 20
        assert page.get_by_text("Hi there").is_visible()
        assert page.locator(".you").evaluate("e => getComputedStyle(e).color") == "rgb(17, 17, 17)"
        page.get_by_role("button", name="Helpful", exact=True).wait_for()
        page.evaluate("Shopkeeper.close()")
        told = page.evaluate("told")
        assert [name for name, _ in told] == ["open", "reply", "close"]
        page.evaluate("Shopkeeper.destroy()")
        assert page.locator("shopkeeper-widget").count() == 0


def test_it_greets_by_itself_where_and_when_the_shop_says(tmp_path: Path, open_page: OpenPage) -> None:
    rule = 'data-greet-after="0.2" data-greet-cart="2" data-greet-path="/*"'
    attributes = f'{rule} data-greeting="Questions about your cart?"'
    with kept_shop(tmp_path, origins=("https://shop.example",)) as shop:
        page = embedded(shop, open_page(), attributes)
        page.wait_for_function("window.Shopkeeper")
        page.wait_for_timeout(500)
        assert page.get_by_text("Questions about your cart?").count() == 0
        page.evaluate("Shopkeeper.setContext({cart: 2})")
        page.get_by_role("button", name="Questions about your cart?").click()
        page.get_by_role("dialog").wait_for()
        page.reload()
        page.keyboard.press("Escape")
        page.wait_for_timeout(500)
        assert page.locator(".greet").count() == 0


def test_a_customer_signs_in_and_out_and_nobody_reads_anothers_words(
    shop: KeptShop, open_page: OpenPage
) -> None:
    page = opened(shop, open_page())
    ask(page, "heavy?")
    page.get_by_text("The Ridge 2 weighs").wait_for()
    page.locator("#customer").select_option("C001")
    page.get_by_text("How can I help you today?, C001").wait_for()
    assert questions(page) == []
    ask(page, "Where is my order?")
    page.get_by_text("Your order is on its way").wait_for()
    page.locator("#customer").select_option("")
    page.get_by_text("The Ridge 2 weighs").wait_for()
    assert page.get_by_text("Your order is on its way").count() == 0
    assert "C001" not in page.evaluate("JSON.stringify({...localStorage})")


def test_an_expired_sign_in_is_said_and_one_may_ask_as_a_guest(tmp_path: Path, open_page: OpenPage) -> None:
    token = issue_token("C001", "another secret of at least thirty-two bytes")
    with kept_shop(tmp_path, origins=("https://shop.example",)) as shop:
        page = embedded(shop, open_page(), f'data-token="{token}"')
        page.get_by_role("button", name=LAUNCH).click()
        page.get_by_text("Your sign-in has expired").wait_for()
        assert page.get_by_text("C001").count() == 0
        good = issue_token("C001", SECRET)
        page.evaluate("token => Shopkeeper.setToken(token)", good)
        page.get_by_text("C001").wait_for()


def test_right_to_left_turns_the_layout(tmp_path: Path, open_page: OpenPage) -> None:
    with kept_shop(tmp_path, origins=("https://shop.example",)) as shop:
        page = embedded(shop, open_page(), 'data-dir="rtl"')
        page.get_by_role("button", name=LAUNCH).click()
        assert page.get_by_role("dialog").bounding_box()["x"] == 20
        ask(page, "heavy?")
        you = page.locator(".you").bounding_box()
        assert you and you["x"] < 100


def test_reduced_motion_is_heeded(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page(reduced_motion="reduce"))
    assert page.locator(".panel").evaluate("e => getComputedStyle(e).animationName") == "none"


def test_answers_are_read_out(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    assert page.get_by_role("log", name="Conversation").get_attribute("aria-live") == "polite"
    ask(page, "heavy?")
    page.get_by_text("Looking it up").or_(page.get_by_text("The Ridge 2 weighs")).first.wait_for()
    assert page.get_by_role("status").count() >= 1


SCENES: dict[str, Any] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"width": 390, "height": 780},
    "phone dark": {"width": 390, "height": 780, "color_scheme": "dark"},
    "zoomed": {"width": 320, "height": 256},
}


@pytest.mark.parametrize("scene", SCENES)
def test_axe_finds_nothing_in_any_state(
    shop: KeptShop, open_page: OpenPage, scene: str, request: pytest.FixtureRequest
) -> None:
    """Each state's picture is kept in the test cache, folder `screenshots`, to be looked at."""
    page = at_shop(shop, open_page(**SCENES[scene]))
    pictures = request.config.cache.mkdir("screenshots") if request.config.cache else None
    found: list[str] = []
    for state in _states(shop, page):
        if pictures:
            page.screenshot(path=pictures / f"widget, {scene}, {state}.png")
        found += [f"{state}: {problem}" for problem in _axe(page)]
    assert "\n".join(found) == ""


def _states(shop: KeptShop, page: Page) -> Iterator[str]:
    yield "closed"
    page.get_by_role("button", name=LAUNCH).click()
    page.get_by_role("group", name="Suggested questions").wait_for()
    yield "open"
    ask(page, "heavy?")
    page.get_by_role("button", name="Source 1").click()
    page.get_by_role("button", name="Not helpful").click()
    yield "answered"
    for text, awaited in (
        ("order", "on its way"),
        ("coffee", "These fit"),
        ("which", "Which tent"),
        ("broken", "I cannot answer"),
    ):
        ask(page, text)
        page.get_by_text(awaited).wait_for()
    yield "cards, choices and an error"
    ask(page, "a person")
    page.get_by_text("A person takes over").wait_for()
    handover = shop.claim()
    shop.handovers.write(handover, ANN, "Hello, this is Ann.")
    page.get_by_text("Hello, this is Ann.").wait_for()
    yield "a person"
    shop.handovers.close(handover, ANN)
    page.get_by_role("button", name="5 of 5").click()
    yield "a rating"
    page.context.set_offline(True)
    page.get_by_text("You are offline").wait_for()
    yield "offline"


def _axe(page: Page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    result = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    return [
        f"{v['id']}: {[node['html'][:160] for node in v['nodes']][:3]}" for v in result.response["violations"]
    ]
