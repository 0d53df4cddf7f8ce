"""The reports hold what went wrong, show no text as markup, and are refused of broken folders."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.console import Console

from bot.errors import InputError, ServiceError
from bot.messages import ToolCall
from eval.latency import Times
from eval.outcome import DialogResult, Judgement
from eval.report.folder import Judge, Run, read_run
from eval.report.html import html
from eval.report.junit import junit_xml
from eval.report.plots import cumulative
from eval.report.write import print_table, write_reports
from tests.eval.runs import HEADER, product_card, reply, result, turn, write_run

EVIL = "<script>alert('x')</script>"
TRACE = {
    "evidence": [{"source": "product:P001#weight", "score": 0.81, "text": "Weight: 2.1 kg"}],
    "notes": [EVIL],
}


def failed_dialog() -> DialogResult:
    said = reply(
        f"It weighs 9 kg [1]. {EVIL}",
        cites=["product:P001#weight"],
        cards=(product_card("P001", "Ridge 2"),),
        tools=(ToolCall(name="search", arguments={"query": EVIL}),),
    )
    weighed = turn(
        said,
        user="How heavy?",
        failed={"says_all": "facts"},
        loose=["9 kg"],
        trace=TRACE,
        times=Times(first_event=0.1, first_sentence=1.0, total=2.0),
    )
    return result("weight", turns=[weighed], tags=("product", "heldout"), customer="C008")


def sample() -> tuple[DialogResult, ...]:
    return (
        result("fine"),
        failed_dialog(),
        result("left", "state"),
        result("broken", "error", channel="mobile"),
    )


def page(*results: DialogResult) -> str:
    return html(Run(header=HEADER, results=results or sample()))


class Outline(HTMLParser):
    """Checks that elements close in order, and keeps them with their attributes."""

    VOID = frozenset({"meta", "br", "link"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_reports_are_written_from_the_folder_and_rewritten(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "run", sample())
    write_reports(folder)
    assert "weight@web#0" in (folder / "report.html").read_text(encoding="utf-8")
    write_run(folder, [result("other", "fail")])
    write_reports(folder)
    assert "weight@web#0" not in (folder / "report.html").read_text(encoding="utf-8")
    assert {p.name for p in folder.iterdir()} == {"header.json", "results.jsonl", "junit.xml", "report.html"}


def test_junit_tells_failures_from_errors_and_counts_both() -> None:
    root = ElementTree.fromstring(junit_xml(Run(header=HEADER, results=sample())))
    suite = root.find("testsuite")
    assert suite is not None
    assert {name: suite.get(name) for name in ("tests", "failures", "errors")} == {
        "tests": "4",
        "failures": "2",
        "errors": "1",
    }
    kinds = {case.get("name"): [part.tag for part in case] for case in suite.iter("testcase")}
    assert kinds == {
        "fine@web#0": [],
        "weight@web#0": ["failure", "system-out"],
        "left@web#0": ["failure", "system-out"],
        "broken@mobile#0": ["error", "system-out"],
    }
    failure = suite.find("testcase[@name='left@web#0']/failure")
    assert failure is not None
    assert (failure.get("type"), failure.get("message")) == (
        "state",
        "state: state.orders.O1.status: found open",
    )
    error = suite.find("testcase[@name='broken@mobile#0']/error")
    assert error is not None
    assert error.get("message") == "turn 1: crashed with KeyError: 'price'"


def test_junit_stays_xml_whatever_a_reply_holds() -> None:
    said = turn(reply("bell \x07, null \x00, <b> & 帐篷"), failed={"says_all": "facts"})
    root = ElementTree.fromstring(junit_xml(Run(header=HEADER, results=(result(turns=[said]),))))
    out = root.find(".//system-out")
    assert out is not None
    assert out.text is not None
    assert "bell \ufffd, null \ufffd, <b> & 帐篷" in out.text


def test_the_page_shows_a_failure_with_all_that_explains_it() -> None:
    text = page()
    for part in (
        "How heavy?",
        "It weighs 9 kg [1].",
        "says_all: found no",
        "unsupported number: 9 kg",
        "product:P001#weight",
        "Weight: 2.1 kg",
        "product P001",
        "state.orders.O1.status: found open",
        "crashed with KeyError: &#39;price&#39;",
    ):
        assert part in text


def test_the_page_says_what_the_run_was_made_with() -> None:
    text = page()
    for part in (
        "abc123 with uncommitted changes",
        "embedded, model.gguf, SHA-256 cc324a",
        "answer.md 0123456789ab",
        "torch 2.13.0",
        "Some CPU, 2 cores, 24.00 GB",
        "feedbeef0123",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("selection", "heldout", "told"),
    [
        ((), None, "all dialogs"),
        ((), True, "all held-out dialogs"),
        ((), False, "all development dialogs"),
        (("order", "zh"), None, "order, zh"),
        (("order", "zh"), True, "held-out dialogs of order, zh"),
    ],
)
def test_the_page_says_which_dialogs_were_held(
    selection: tuple[str, ...], heldout: bool | None, told: str
) -> None:
    header = HEADER.model_copy(update={"selection": selection, "heldout": heldout})
    shown = html(Run(header=header, results=sample()))
    assert f"commit abc123 with uncommitted changes, {told}</p>" in shown
    assert f"<dd>feedbeef0123; {told}</dd>" in shown


def test_rates_keep_errors_and_held_out_dialogs_apart() -> None:
    rows = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in page().split("<tr>")]
    assert "Development 1/2 50 % 9 to 91 % 0 1 1" in rows
    assert "Held out, never tuned on 0/1 0 % 0 to 79 % 1 0 0" in rows
    assert "1 more crashed: neither passed nor failed." in page()


def test_tags_are_folded_away_and_those_of_few_runs_once_more() -> None:
    tagged = [result(str(n), tags=("orders", "late", *(["rare"] if n < 2 else []))) for n in range(3)]
    text = page(*tagged)
    themes, by_tag = text.index("By theme"), text.index("<summary>By tag")
    few = text.index("<summary>1 tags of fewer than 3 runs")
    assert (
        themes
        < text.index(">orders</th>")
        < by_tag
        < text.index(">late</th>")
        < few
        < text.index(">rare</th>")
    )


def test_failures_stand_by_theme_and_those_held_out_are_folded_away() -> None:
    text = page(
        result("a", "fail", tags=("reviews",)),
        result("kept", "fail", tags=("orders", "heldout")),
        result("seen", "fail", tags=("orders",)),
    )
    assert '<a href="#theme-orders">orders</a>' in text
    orders, reviews = (
        text.index('<h3 id="theme-orders">orders: 2'),
        text.index('<h3 id="theme-reviews">reviews: 1'),
    )
    seen, fold, kept = (text.index(part) for part in ('id="seen@web#0"', 'class="kept"', 'id="kept@web#0"'))
    assert orders < seen < fold < kept < reviews < text.index('id="a@web#0"')


def test_nothing_that_was_said_is_markup() -> None:
    text = page()
    assert "<script" not in text.lower()
    assert "&lt;script&gt;" in text


def test_the_page_needs_nothing_else() -> None:
    seen = Outline(page()).seen
    assert not [tag for tag, _ in seen if tag in {"script", "link", "img", "iframe"}]
    addresses = [a[name] or "" for _, a in seen for name in ("href", "src") if name in a]
    assert addresses
    assert all(address.startswith("#") for address in addresses)


def test_the_page_can_be_heard() -> None:
    seen = Outline(page(*sample(), failed_dialog().model_copy(update={"channel": "mobile"}))).seen
    tags = [tag for tag, _ in seen]
    assert dict(seen)["html"] == {"lang": "en"}
    assert tags.count("caption") == tags.count("table") > 0
    assert all(a.get("scope") in {"col", "row"} for tag, a in seen if tag == "th")
    drawn = [a for tag, a in seen if tag == "svg"]
    assert all(a.get("aria-hidden") == "true" or a.get("aria-label") for a in drawn)
    assert sum(a.get("role") == "img" for a in drawn) == 3
    ids = {a["id"] for _, a in seen if "id" in a}
    targets = {
        (a["href"] or "").removeprefix("#").replace("%40", "@").replace("%23", "#")
        for t, a in seen
        if t == "a"
    }
    assert targets <= ids


def test_channels_and_judgements_are_told_where_there_are_any() -> None:
    assert "No dialog ran on several channels." in page(result())
    assert "Tone and relevance were not judged." in page(result())
    pair = [result("a", turns=[turn(reply(said))], channel=c) for c, said in (("web", "€5"), ("store", "€6"))]
    judged = result("b", turns=[turn(reply(), judgement=Judgement(tone=0.75))])
    by = Judge(model="a large model", prompt="feed12345678")
    text = html(Run(header=HEADER, results=(*pair, judged), judge=by))
    assert "a large model, prompt feed12345678" in text
    assert "price:5" in text
    assert "Judged by a language model" in text


def test_a_run_of_nothing_has_a_page_without_numbers(tmp_path: Path) -> None:
    folder = write_run(tmp_path, [])
    write_reports(folder)
    assert "0 of 0 dialogs passed." in (folder / "report.html").read_text(encoding="utf-8")


def test_the_terminal_shows_rates_metrics_and_what_did_not_pass(tmp_path: Path) -> None:
    out = io.StringIO()
    print_table(write_run(tmp_path, sample()), Console(file=out, width=160))
    shown = out.getvalue()
    assert re.search(r"all\s+│ 1/3\s+│ 33 %\s+│ 6 to 79 %\s+│ 1\s+│ 1\s+│ 1", shown)
    assert re.search(r"unsupported facts\s+│ 1 in 3 replies", shown)
    assert "fail weight@web#0: says_all: found no" in shown
    assert "error broken@mobile#0: turn 1: crashed with KeyError: 'price'" in shown
    assert "fine@web#0" not in shown


def test_words_in_brackets_are_printed_as_they_are(tmp_path: Path) -> None:
    out = io.StringIO()
    print_table(write_run(tmp_path, [result(tags=("[bold]x",))]), Console(file=out, width=160))
    assert "[bold]x" in out.getvalue()


def test_the_terminal_leaves_tags_of_few_dialogs_to_the_page(tmp_path: Path) -> None:
    out = io.StringIO()
    tagged = [result(str(n), tags=("orders", "late", *(["rare"] if n < 2 else []))) for n in range(3)]
    print_table(write_run(tmp_path, tagged), Console(file=out, width=80))
    assert "theme orders" in out.getvalue()
    assert "tag late" in out.getvalue()
    assert "rare" not in out.getvalue()


@pytest.mark.parametrize("torn", [b'{"id": "b", "ta', '{"id": "订'.encode()[:-1], b""])
def test_an_interrupted_run_is_read_to_its_last_whole_line(torn: bytes, tmp_path: Path) -> None:
    folder = write_run(tmp_path, [result("a")])
    path = folder / "results.jsonl"
    path.write_bytes(path.read_bytes() + torn)
    assert [r.id for r in read_run(folder).results] == ["a"]


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere: found no folder, expected one that"):
        read_run(tmp_path / "nowhere")
    with pytest.raises(InputError, match=r"header\.json: found no such file"):
        read_run(tmp_path)
    write_run(tmp_path, []).joinpath("results.jsonl").unlink()
    with pytest.raises(InputError, match=r"results\.jsonl: found no such file"):
        read_run(tmp_path)


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = write_run(tmp_path, [result("a")]) / "results.jsonl"
    good = path.read_text(encoding="utf-8")
    path.write_text(good + "{half\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"results\.jsonl:2: the line: found '\{half', Invalid JSON"):
        read_run(tmp_path)
    path.write_text(good.replace('"lang":"en"', '"lang":5'), encoding="utf-8")
    with pytest.raises(
        InputError, match=r"results\.jsonl:1: lang: found '5', Input should be a valid string"
    ):
        read_run(tmp_path)
    path.write_text(good + good, encoding="utf-8")
    with pytest.raises(
        InputError, match=r"results\.jsonl:2: found a@web#0 again, expected it in line 1 only"
    ):
        read_run(tmp_path)


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    folder = write_run(tmp_path, [result()])
    (folder / "report.html").mkdir()
    with pytest.raises(ServiceError, match=r"report\.html cannot be written"):
        write_reports(folder)
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_a_distribution_rises_from_none_to_all() -> None:
    plot = cumulative({"a": [1.0, 2.0], "none": []})
    assert plot is not None
    (curve,) = plot.curves
    assert curve.path == "M48 206H338.0V109.0H628.0V12.0H628"
    assert [(tick.label, tick.at) for tick in plot.x][:2] == [("0", 48.0), ("0.5", 193.0)]
    assert cumulative({"none": []}) is None


def test_a_logarithmic_axis_gives_each_tenfold_the_same_width() -> None:
    plot = cumulative({"a": [0.1, 1.0, 10.0]}, logarithmic=True)
    assert plot is not None
    assert [(tick.label, tick.at) for tick in plot.x if tick.label in {"0.1", "1", "10"}] == [
        ("0.1", 48.0),
        ("1", 338.0),
        ("10", 628.0),
    ]
    assert cumulative({"a": [0.0]}, logarithmic=True) is not None
