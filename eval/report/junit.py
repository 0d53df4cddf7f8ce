"""A run as JUnit XML, which build servers read: a suite for each world, a case for each run of a dialog."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from eval.outcome import DialogResult, TurnResult
from eval.report.folder import Run
from eval.report.words import crash, unmet

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_xml(run: Run) -> str:
    """The document. A crash is an `error`, an expectation that was not met a `failure`; never both."""
    root = Element("testsuites", {"name": "shopkeeper", **_counts(run.results)})
    for world in dict.fromkeys(result.world for result in run.results):
        results = [result for result in run.results if result.world == world]
        suite = SubElement(root, "testsuite", {"name": _clean(world), **_counts(results)})
        suite.set("timestamp", f"{run.header.environment.at:%Y-%m-%dT%H:%M:%S}")
        properties = SubElement(suite, "properties")
        for name, value in _properties(run):
            SubElement(properties, "property", name=name, value=_clean(value))
        for result in results:
            suite.append(_case(result))
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _properties(run: Run) -> Iterator[tuple[str, str]]:
    made = run.header.environment
    yield "commit", made.commit + (" with uncommitted changes" if made.dirty else "")
    yield "model", made.model
    yield "dialogs", run.header.dialogs


def _counts(results: Sequence[DialogResult]) -> dict[str, str]:
    count = Counter(result.status for result in results)
    return {
        "tests": str(len(results)),
        "failures": str(count["fail"]),
        "errors": str(count["error"]),
        "skipped": "0",
        "time": f"{sum(result.seconds for result in results):.3f}",
    }


def _case(result: DialogResult) -> Element:
    name, where = _clean(result.key), _clean(f"{result.world}.{result.channel}")
    case = Element("testcase", classname=where, name=name, time=f"{result.seconds:.3f}")
    if result.status == "error":
        SubElement(case, "error", message=_clean(crash(result)), type="error")
    elif result.status == "fail":
        told = [f"{f.result}: {unmet(f)}" for f in result.all_failures]
        kinds = ",".join(sorted({f.result for f in result.all_failures}))
        SubElement(case, "failure", message=_clean(told[0]), type=kinds).text = _clean("\n".join(told))
    if result.status != "pass":
        SubElement(case, "system-out").text = _clean("\n".join(_transcript(result.turns)))
    return case


def _transcript(turns: Iterable[TurnResult]) -> Iterator[str]:
    for turn in turns:
        yield f"shopper: {turn.user}"
        yield f"{turn.reply.route}: {turn.reply.text}" if turn.reply else f"error: {turn.error}"


def _clean(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
