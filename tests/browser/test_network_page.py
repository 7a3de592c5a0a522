"""The page Network in a real browser: curves grow, a visitor stops and goes on, guesses, and looks at what came out."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Race

QUICK = "network=softmax&epochs=4&run1=adam&run2=adadelta&run2.rate=0.001"
LONG = "network=convnet&epochs=100&seeds=10&run1=adam&run2=gd"
DONE = ".tw-network[data-done='true']"


def opened(visit, query: str, ready: str = DONE, **context) -> Race:
    return visit(f"network?{query}", ready, staged=False, **context)


def test_the_table_the_mistakes_and_the_first_layer_are_there(visit):
    found = opened(visit, QUICK)
    page = found.page
    rows = page.locator(".tn-table tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Adam")
    expect(rows.nth(1)).to_contain_text("0.8375")
    found.when("stage.root.dataset.drawn === String(stage.received)")
    assert page.locator(".tn-plot .scatterlayer .trace").count() == 8
    expect(page.locator(".tn-said").first).to_contain_text("one image is 0.28 %")
    expect(page.locator(".tn-digits h3")).to_have_text(re.compile(r"Adam: \d+ of 360 wrong"))
    rows.nth(1).get_by_role("button").click()
    expect(page.locator(".tn-digits h3")).to_have_text(re.compile(r"Adadelta: \d+ of 360 wrong"))
    assert page.locator(".tn-wrong canvas").count() > 0
    before = page.locator(".tn-weights").get_attribute("aria-label")
    page.get_by_role("slider", name="Step of the first layer").press("Home")
    expect(page.locator(".tn-weights")).not_to_have_attribute("aria-label", before or "")


def test_curves_grow_and_what_is_there_stays_when_it_is_stopped(visit):
    found = opened(visit, LONG, ".tw-network[data-done='false']")
    page = found.page
    first = found.when("stage.curves.progress > 0 && stage.curves.progress")
    found.when(f"stage.curves.progress > {first}")
    found.when("stage.root.dataset.drawn > 0")
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.locator(".tn-run")).to_contain_text("Stopped")
    received = found.ask("stage.received")
    assert page.locator(".tn-plot .scatterlayer .trace").count() > 0
    page.get_by_role("button", name="Go on", exact=True).click()
    found.when(f"stage.received > {received}")
    page.get_by_role("button", name="Stop", exact=True).click()


def test_another_look_trains_nothing_anew(visit):
    found = opened(visit, QUICK)
    asked = list[str]()
    found.page.on("request", lambda request: asked.append(request.url) if "/training/" in request.url else None)
    found.page.locator(".st-key-network-against input").click()
    found.page.get_by_role("option", name="time").click()
    found.when("stage.plot.layout.xaxis.title.text.startsWith('time')")
    found.addressed("against=time")
    assert asked == []


def test_at_other_rates(visit):
    found = opened(visit, f"{QUICK}&sweep=on")
    found.page.wait_for_selector(".tn-part[data-done='true'] .scatterlayer .trace", state="attached")
    expect(found.page.locator(".tn-part[data-done='true'] .tn-said")).to_contain_text("compares places on these curves")


def test_a_plane_and_another_draw(visit):
    found = opened(visit, f"{QUICK}&plane=random")
    page = found.page
    page.wait_for_selector(".tn-landscape[data-done='true'] .contourlayer", state="attached")
    expect(page.locator(".tn-landscape .tn-said")).to_contain_text("does not lie on the contours")
    page.get_by_role("button", name="Another draw").click()
    found.addressed("draw=1")
    found.when("stage.landscape.asked.includes('.0.1?') && stage.landscape.slice.done")


def test_a_guess_comes_before_the_training(visit):
    asked = list[str]()
    found = visit(
        f"network?{QUICK}&ask=winner", ".tn-guess button", staged=False,
        prepare=lambda page: page.on("request", lambda request: asked.append(request.url)),
    )  # fmt: skip
    page = found.page
    assert not [url for url in asked if "/training/" in url]
    expect(page.locator(".tn-body")).to_be_hidden()
    page.get_by_role("button", name=re.compile("Adadelta")).last.click()
    page.wait_for_selector(DONE)
    expect(page.locator(".tn-guess")).to_contain_text("Not this time. Adam is ahead")


def test_on_a_phone_nothing_is_wider_than_the_screen(visit):
    found = opened(visit, QUICK, **PHONE)
    found.when("stage.root.dataset.drawn === String(stage.received)")
    assert found.page.evaluate("document.querySelector('.stMain').scrollWidth <= innerWidth")
    assert found.ask("stage.plot.clientWidth >= 340")
    table = found.page.locator(".tn-table tbody tr").first.locator("td").first.bounding_box()
    assert table
    assert table["x"] + table["width"] < 390
