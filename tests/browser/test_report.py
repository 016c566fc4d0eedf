"""The report in a real browser: used by mouse, keyboard, phone and printer, and attacked by its articles."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from pipeline.findings import Finding
from pipeline.report.page import page
from pipeline.report.read import report_of
from pipeline.report.records import Report
from store import Article
from store.history import PersonVerdict
from tests.browser.conftest import Open, Opened
from tests.core_findings import core_articles, core_gold, core_many, core_run
from tests.made_findings import article, decided, dispute, failed, finding, hostile, many, source, superseded


def text_of(*findings: Finding, articles: list[Article] | None = None, person: PersonVerdict | None = None) -> str:
    kept = [report_of(replace(f, person=person)).findings[0] for f in findings]
    report = Report("Claims of the spring", tuple(kept))
    return page(report, {a.id: a for a in articles or []})


def calm(page: Opened) -> None:
    """Nothing was said on the console, and nothing was asked for but the page and its empty icon."""
    assert page.told == []
    assert page.asked[0].startswith("file:///")
    assert [a for a in page.asked[1:] if a != "data:,"] == []


def seen(page: Opened) -> list[str]:
    return list(page.tab.locator("article.claim:not([hidden]) h2").all_text_contents())


def press_button(page: Opened, name: str) -> None:
    page.tab.locator(f'button[data-verdict="{name}"]').click()


CORE: list[Callable[[], Sequence[Finding]]] = [core_run, core_gold, lambda: core_many(1000), lambda: many(1000)]


@pytest.mark.alone
@pytest.mark.parametrize("findings", CORE, ids=["core run", "core gold", "1,000 of core gold", "1,000 made up"])
def test_large_reports_open_in_under_two_seconds(opened: Open, findings: Callable[[], Sequence[Finding]]) -> None:
    records = findings()
    text = text_of(*records, articles=list(core_articles().values()))
    took = []
    for _ in range(3):  # the best of three: what the page costs, not what else the machine does
        page = opened(text)
        took.append(page.tab.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))
        calm(page)
    print(f"{len(records)} claims, {len(text.encode())} bytes: loaded in {took} ms")  # noqa: T201 - shown by -rP
    assert 0 < min(took) < 2000, took
    assert page.tab.locator("#told").inner_text() == f"All {len(records):,} shown"


def test_the_core_report_is_used_as_a_reader_would(opened: Open) -> None:
    records = core_gold()
    articles = list(core_articles().values())
    wanted = next(r for r in records if r.conflict and len(r.sources) > 3)
    page = opened(text_of(*records, articles=articles), anchor=f"#{wanted.claim.id}")
    claim = page.tab.locator(f"#{wanted.claim.id}")
    assert claim.locator(".body").is_visible()
    # Every deciding quote is found in its article, and stands in its sentence.
    assert claim.locator(".matrix mark").count() >= len([s for s in wanted.sources if s.quotes])
    assert page.tab.locator(".altered").count() == 0
    press_button(page, "refuted")
    assert seen(page) == [r.claim.text for r in records if r.verdict == "refuted"]
    page.tab.fill("#search", records[0].claim.text)
    page.until("document.getElementById('told').textContent.startsWith('0 of')")
    page.tab.press("#search", "Escape")
    page.tab.fill("#search", records[0].claim.text)
    page.until("document.getElementById('told').textContent.startsWith('1 of')")
    page.tab.press("#search", "Escape")
    page.tab.keyboard.press("j")
    page.tab.keyboard.press("Enter")
    assert page.tab.locator(f"#{records[0].claim.id} .body").is_visible()
    assert page.tab.pdf().startswith(b"%PDF")
    assert page.tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    calm(page)


def test_filter_search_and_order(opened: Open) -> None:
    records = many(60)
    page = opened(text_of(*records))
    press_button(page, "refuted")
    refuted = [r.claim.text for r in records if r.verdict == "refuted"]
    assert seen(page) == refuted
    assert page.tab.locator("#told").inner_text() == f"{len(refuted)} of 60 shown"
    press_button(page, "ungraded")
    assert seen(page) == [r.claim.text for r in records if r.verdict in ("refuted", "ungraded")]
    press_button(page, "refuted")
    press_button(page, "ungraded")
    assert len(seen(page)) == 60
    # In any order and any case, also in quotes that are folded away.
    page.tab.fill("#search", "MINSARA'S   clerk's")
    page.until("document.getElementById('told').textContent.includes(' of ')")
    assert seen(page)
    assert all("Minsara" in text for text in seen(page))
    assert {r.verdict for r in records if r.claim.text in seen(page)} <= {"refuted", "conflicting"}
    page.tab.fill("#search", "no claim has these words")
    page.tab.wait_for_selector("#none:visible")
    assert seen(page) == []
    page.tab.press("#search", "Escape")
    assert len(seen(page)) == 60
    page.tab.select_option("#order", "claim")
    assert seen(page) == sorted(seen(page), key=lambda t: (t.split("(")[0], int(re.findall(r"\d+", t)[-1])))
    page.tab.select_option("#order", "verdict")
    order = ["supported", "refuted", "conflicting", "not_enough_evidence", "ungraded"]
    given = page.tab.eval_on_selector_all("article.claim", "all => all.map(a => a.dataset.verdict)")
    assert given == sorted(given, key=order.index)
    page.tab.select_option("#order", "articles")
    counts = page.tab.eval_on_selector_all("article.claim", "all => all.map(a => Number(a.dataset.articles))")
    assert counts == sorted(counts, reverse=True)
    page.tab.select_option("#order", "newest")
    newest = page.tab.eval_on_selector_all("article.claim", "all => all.map(a => a.dataset.newest)")
    assert newest == sorted(newest, reverse=True)
    page.tab.select_option("#order", "given")
    assert seen(page) == [r.claim.text for r in records]
    calm(page)


# Also not behind the bar that stays at the top of the window.
BELOW_THE_CONTROLS = """id => {
    const top = document.getElementById(id).getBoundingClientRect().top;
    return top >= document.querySelector(".controls").getBoundingClientRect().bottom && top < 400;
}"""


def test_a_deep_link_opens_its_claim(opened: Open) -> None:
    records = many(60)
    wanted = records[41]
    page = opened(text_of(*records), anchor=f"#{wanted.claim.id}")
    claim = page.tab.locator(f"#{wanted.claim.id}")
    assert page.tab.locator("details[open]").count() == 1
    assert claim.locator(".body").is_visible()
    assert page.tab.evaluate("document.activeElement.closest('article').id") == wanted.claim.id
    page.until(BELOW_THE_CONTROLS, wanted.claim.id)
    # Another link while a filter hides its claim: the filter goes.
    other = next(r for r in records if r.verdict == "supported")
    press_button(page, "refuted")
    page.tab.evaluate("id => { location.hash = id; }", other.claim.id)
    page.tab.wait_for_selector(f"#{other.claim.id} .body:visible")
    assert len(seen(page)) == 60
    claim.locator("summary").click()
    calm(page)


def test_by_keyboard_alone(opened: Open) -> None:
    records = many(20)
    page = opened(text_of(*records))
    keys = page.tab.keyboard
    keys.press("Tab")
    assert page.tab.evaluate("document.activeElement.className") == "skip"
    assert page.tab.locator(".skip").bounding_box()["x"] >= 0
    keys.press("Enter")
    assert page.tab.evaluate("document.activeElement.id") == "claims"
    keys.press("j")
    keys.press("j")
    keys.press("j")
    keys.press("k")
    assert page.tab.evaluate("document.activeElement.closest('article').id") == records[1].claim.id
    keys.press("Enter")
    assert page.tab.locator(f"#{records[1].claim.id} .body").is_visible()
    keys.press("o")
    assert page.tab.locator("details[open]").count() == 20
    keys.press("c")
    assert page.tab.locator("details[open]").count() == 0
    keys.press("/")
    keys.type("jkoc/")  # in the field they are letters
    assert page.tab.input_value("#search") == "jkoc/"
    assert page.tab.locator("details[open]").count() == 0
    keys.press("Escape")
    assert page.tab.input_value("#search") == ""
    page.tab.locator('button[data-verdict="refuted"]').focus()
    keys.press("Space")
    assert page.tab.get_attribute('button[data-verdict="refuted"]', "aria-pressed") == "true"
    assert 0 < len(seen(page)) < 20
    calm(page)


def test_print_has_what_is_shown_open_and_no_controls(opened: Open) -> None:
    page = opened(text_of(*many(12)))
    press_button(page, "conflicting")
    count = len(seen(page))
    closed_again = page.tab.evaluate("""() => {
        window.dispatchEvent(new Event("beforeprint"));
        const open = document.querySelectorAll("details[open]").length;
        window.dispatchEvent(new Event("afterprint"));
        return [open, document.querySelectorAll("details[open]").length];
    }""")
    assert closed_again == [count, 0]
    page.tab.emulate_media(media="print")
    assert not page.tab.locator(".controls").is_visible()
    assert page.tab.locator("button[data-verdict]:visible").count() == len({r.verdict for r in many(12)})
    assert page.tab.locator("article.claim:visible .body:visible").count() == count
    pdf = page.tab.pdf()
    assert pdf.startswith(b"%PDF")
    calm(page)


def test_without_scripts_all_is_there(opened: Open) -> None:
    page = opened(text_of(*many(8)), java_script_enabled=False)
    assert page.tab.locator("article.claim:visible").count() == 8
    assert not page.tab.locator(".controls").is_visible()
    assert page.tab.locator(".verdicts .count:visible").count() == len({r.verdict for r in many(8)})
    page.tab.locator("summary").first.click()
    assert page.tab.locator("article.claim .body:visible").count() == 1


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_hostile_articles_do_no_harm(opened: Open, width: int) -> None:
    record, articles = hostile()
    bad = "<script>document.title='broken'</script>"
    text = text_of(record, dispute()[0], articles=articles, person=decided("refuted", by=bad, note=bad))
    page = opened(text, width=width)
    assert page.tab.title() == "Claims of the spring · twosource"
    assert page.tab.locator("script, img, iframe, form, object").count() == 1
    assert page.tab.locator("a").evaluate_all("all => all.every(a => /^(#|https?:)/.test(a.getAttribute('href')))")
    # The long word is broken, not the page.
    assert page.tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.tab.fill("#search", "onerror")
    page.until("document.getElementById('told').textContent.startsWith('1 of 2')")
    calm(page)


def test_the_policy_holds_where_escaping_would_fail(opened: Open) -> None:
    broken = "<script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\"><b style='x:y'>"
    page = opened(text_of(dispute()[0]).replace("<footer>", f"{broken}<footer>"))
    page.tab.wait_for_timeout(100)
    assert page.tab.title() == "Claims of the spring · twosource"
    # Refused, each by its rule: the script, its twin in an attribute, the picture, the style.
    for rule in ("script-src", "img-src", "style-src"):
        assert any("violates" in line and rule in line for line in page.told), rule
    refused = page.tab.evaluate("() => { try { document.body.innerHTML = '<i>'; } catch (e) { return e.name; } }")
    assert refused == "TypeError"


def right_to_left() -> Finding:
    made = article("قال المجلس إنه وافق على الميزانية في 3 مايو. ولم يحدد السبب.", publisher="صحيفة المدينة")
    return finding(
        "وافق المجلس على الميزانية في 3 مايو.", [source(made, "قال المجلس إنه وافق على الميزانية في 3 مايو.")]
    )


def test_right_to_left_text_reads_from_the_right(opened: Open) -> None:
    page = opened(text_of(right_to_left(), dispute()[0]))
    direction = "all => all.map(e => getComputedStyle(e).direction)"
    assert page.tab.eval_on_selector_all("h2[dir]", direction) == ["rtl", "ltr"]
    assert page.tab.eval_on_selector_all("blockquote", direction)[0] == "rtl"
    calm(page)


@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_no_width_scrolls_sideways(opened: Open, width: int) -> None:
    record, articles = dispute()
    page = opened(text_of(record, superseded()[0], failed(), articles=articles), width=width)
    assert page.tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    labels = page.tab.locator(".matrix .side:visible").count()
    assert (labels > 0) == (width < 737)  # on a phone each cell says its own column
    small = page.tab.locator("button:visible, select:visible, input:visible").evaluate_all(
        "all => all.filter(e => e.getBoundingClientRect().height < 24).length"
    )
    assert small == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(opened: Open, axe: str, scheme: str, width: int) -> None:
    record, articles = dispute()
    shown = [record, superseded()[0], failed(), right_to_left(), *many(6), *core_gold()[:8], hostile()[0]]
    known = [*articles, *core_articles().values()]
    text = text_of(*shown, articles=known, person=decided("refuted", note="Called."))
    page = opened(text, width=width, color_scheme=scheme)
    page.tab.keyboard.press("o")
    press_button(page, "refuted")
    press_button(page, "refuted")
    page.tab.evaluate(axe)
    found = page.tab.evaluate("axe.run(document)")["violations"]
    assert [(v["id"], [(n["html"][:200], n["failureSummary"]) for n in v["nodes"][:3]]) for v in found] == []
