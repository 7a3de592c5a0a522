"""`<thalweg-stage>` on plain pages of another origin: drawn, played, dragged, sought by scripts, refused, removed."""

import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from runs.ensemble import codec as ensemble_codec
from tests.browser.conftest import DESKTOP, FRAMES, PATIENCE, until
from tests.browser.test_accessible import RULES
from tests.browser.test_clouds_page import FEW
from tools.serving import serving
from ui.routes import embed

RACE = (
    "?v=1&landscape=rosenbrock&x=-1.2&y=1&steps=120&run1=gd&run1.rate=0.001&run2=adam&run2.rate=0.05"
    "&run3=momentum&run3.rate=0.001"
)
COMPARE = "compare?v=1&landscape=rosenbrock&steps=60&across=rate&across1=0.0005&across2=0.001&run1=gd"
CLOUDS = f"clouds?{ensemble_codec.write(FEW)}"
THREE = {"race": RACE, "compare": COMPARE, "clouds": CLOUDS}
PHONE = ViewportSize(width=390, height=844)
GONE = "The server of this picture does not answer. Reload the page to try again."
OLD = "This picture belongs to another version of the app. Reload the page."

# Remembers who listens to the window, the document, or a media query, and what the elements say.
WATCH = """(() => {
  const live = new Map(), { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  const told = (target) => target === window || target === document || target instanceof MediaQueryList;
  const key = (type, how) => `${type} ${!!(how?.capture ?? how)}`;
  EventTarget.prototype.addEventListener = function (type, act, how) {
    const to = this ?? window;
    if (told(to) && !how?.once && !how?.signal?.aborted) {
      live.set(act, (live.get(act) ?? new Set()).add(key(type, how)));
      how?.signal?.addEventListener("abort", () => live.get(act)?.delete(key(type, how)));
    }
    return add.call(to, type, act, how);
  };
  EventTarget.prototype.removeEventListener = function (type, act, how) {
    live.get(act)?.delete(key(type, how));
    return remove.call(this ?? window, type, act, how);
  };
  window.listeners = () => [...live.values()].flatMap((kinds) => [...kinds]).sort();
  window.heard = [];
  for (const name of ["thalweg-change", "thalweg-step"])
    addEventListener(name, ({ type, target, detail }) => window.heard.push([type, target.id, detail]));
  document.addEventListener("keydown", ({ key }) => window.heard.push(["keydown", "page", key]));
})()"""


DRAWN = "!!root?.dataset.still && root.dataset.still === root.dataset.rev && !stage.source.busy"


class Course:
    """The site of a course, on a port of its own: its pages, and the address of the app that they show."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.pages: dict[str, tuple[str, dict[str, str]]] = {}

    def write(self, app: str, body: str, head: str = "", **headers: str) -> str:
        """A page with the script of the app at `app`; its address."""
        script = f'<script type="module" src="{app}/stage/embed.js"></script>'
        page = (
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Course</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
            f"{head}{script}</head><body><main><h1>Course</h1>{body}</main></body></html>"
        )
        path = f"/{len(self.pages)}.html"
        self.pages[path] = page, {name.replace("_", "-"): value for name, value in headers.items()}
        return self.url + path


@pytest.fixture(scope="module")
def course() -> Iterator[Course]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page, headers = site.pages[self.path]
            self.send_response(200)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (as http.server calls it)
            """Log nothing."""

    serving_it = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    site = Course(f"http://127.0.0.1:{serving_it.server_address[1]}")
    threading.Thread(target=serving_it.serve_forever, daemon=True).start()
    yield site
    serving_it.shutdown()
    serving_it.server_close()


class Reader:
    """A reader of a course's page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        """The addresses that the page has asked for."""
        page.on("request", lambda request: self.asked.append(request.url))

    def ask(self, name: str, expression: str) -> Any:
        """The value of an expression over an element, and over its stage and the root of that."""
        return self.page.evaluate(
            f"""() => {{
              const element = document.getElementById("{name}"), root = element.shadowRoot.querySelector(".tw-stage");
              const stage = root?.stage;
              return {expression};
            }}"""
        )

    def look(self, name: str) -> None:
        """Go to an element, and wait until its picture is complete."""
        self.ask(name, "element.scrollIntoView({ block: 'center' })")
        until(lambda: self.ask(name, DRAWN))

    def within(self, name: str, selector: str) -> Any:
        return self.page.locator(f"#{name}").locator(selector)

    def said(self, name: str) -> str:
        return self.ask(name, "element.shadowRoot.textContent").replace("Open in Thalweg", "").strip()

    def heard(self, what: str) -> list[tuple[str, Any]]:
        """The events of this kind so far: of which element, and what they said."""
        return [(who, detail) for kind, who, detail in self.page.evaluate("() => heard") if kind == what]

    def step(self, name: str) -> int:
        return self.ask(name, "element.step")

    def pixel(self, name: str, pane: int, x: float, y: float) -> tuple[float, float]:
        """Where a point of a pane is on the screen."""
        f = self.ask(name, f"stage.frames()[{pane}]")
        box = self.within(name, ".tw-plot").bounding_box()
        across, up = (x - f["x"][0]) / (f["x"][1] - f["x"][0]), (y - f["y"][0]) / (f["y"][1] - f["y"][0])
        return box["x"] + f["left"] + across * f["width"], box["y"] + f["top"] + (1 - up) * f["height"]


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    found = browser.new_context(permissions=[], service_workers="block")
    found.set_default_timeout(PATIENCE * 1000)
    found.add_init_script(WATCH)
    yield found
    found.close()


@pytest.fixture
def read(context: BrowserContext) -> Iterator[Callable[..., Reader]]:
    """Opens pages; afterwards none opened a session, and no error was logged but those that a test expects."""
    said: list[str] = []

    def opened(
        url: str, size: ViewportSize = DESKTOP, scheme: Any = "light", motion: Any = "no-preference", wrong: str = "\0"
    ) -> Reader:
        page = context.new_page()
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme, reduced_motion=motion)
        page.on("console", lambda m: said.append(m.text) if m.type == "error" and wrong not in m.text else None)
        page.on("pageerror", lambda e: said.append(str(e)))
        page.on("websocket", lambda socket: said.append(f"a session was opened: {socket.url}"))
        reader = Reader(page)
        page.goto(url)
        return reader

    yield opened
    for page in context.pages:
        page.close()
    assert said == []


def three(server: str) -> str:
    return "<p>Text.</p>".join(
        f'<thalweg-stage id="{name}" src="{server}/{link.replace("&", "&amp;")}"></thalweg-stage>'
        for name, link in THREE.items()
    )


def one(server: str, link: str = RACE, name: str = "race", **attributes: str) -> str:
    given = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<thalweg-stage id="{name}" src="{server}/{link.replace("&", "&amp;")}"{given}></thalweg-stage>'


def faults(page: Page) -> list[tuple[str, str, str]]:
    """What axe finds on the page: rule, element, why."""
    page.evaluate(AXE_SCRIPT)
    answer = page.evaluate("(rules) => axe.run({ runOnly: rules, resultTypes: ['violations'] })", RULES)
    return [
        (violation["id"], node["html"][:200], node["failureSummary"])
        for violation in answer["violations"]
        for node in violation["nodes"]
    ]


def looks(reader: Reader, scheme: str) -> None:
    """All three are drawn in the colours of this scheme, with one plotly.js, and fit into the window."""
    for name in THREE:
        reader.look(name)
    assert len([url for url in reader.asked if url.endswith("/plotly.js")]) == 1
    paper = "getComputedStyle(element.shadowRoot.querySelector('.frame')).backgroundColor"
    wanted = "rgb(255, 255, 255)" if scheme == "light" else "rgb(14, 18, 23)"
    assert [reader.ask(name, paper) for name in THREE] == [wanted] * 3
    assert [reader.ask(name, "stage.look.dark") for name in THREE] == [scheme == "dark"] * 3
    assert reader.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def seek_and_play(reader: Reader) -> None:
    """A script seeks one of them, and the others stay at their ends. A button plays one, and a script another."""
    ends = {name: reader.ask(name, "stage.picture.steps") for name in THREE}
    assert {name: reader.step(name) for name in THREE} == ends  # nobody has played them
    reader.ask("compare", "element.seek(7)")
    until(lambda: ("compare", 7) in reader.heard("thalweg-step"))
    assert {name: reader.step(name) for name in THREE} == ends | {"compare": 7}
    reader.ask("clouds", "(element.step = 3, null)")
    until(lambda: ("clouds", 3) in reader.heard("thalweg-step"))
    reader.look("race")
    reader.within("race", ".tw-main").click()
    until(lambda: reader.ask("race", "element.playing"))
    reader.ask("clouds", "element.play()")
    until(lambda: any(0 < step < 120 for who, step in reader.heard("thalweg-step") if who == "race"))
    reader.ask("race", "element.pause()")
    assert not reader.ask("race", "element.playing")


def drag(reader: Reader, server: str) -> None:
    """The start is dragged: the picture follows, the page hears of the link, and its own address stays as it is."""
    page, mouse = reader.page, reader.page.mouse
    address, visits = page.url, page.evaluate("() => history.length")
    reader.look("race")
    reader.ask("race", "root.querySelector('.tw-pin').scrollIntoView({ block: 'center' })")
    mouse.move(*reader.pixel("race", 0, -1.2, 1))
    mouse.down()
    mouse.move(*reader.pixel("race", 0, 0.5, 2), steps=5)
    mouse.up()
    who, link = until(lambda: reader.heard("thalweg-change"))[-1]
    words = dict(parse_qsl(urlsplit(link).query))
    assert (who, link.partition("?")[0]) == ("race", f"{server}/")
    assert abs(float(words["x"]) - 0.5) < 0.1
    assert abs(float(words["y"]) - 2) < 0.1
    until(lambda: reader.ask("race", "Math.abs(stage.picture.series.x[0][0] - 0.5) < 0.1 && !stage.source.busy"))
    assert reader.within("race", ".footer a").get_attribute("href") == link
    assert (page.url, page.evaluate("() => history.length")) == (address, visits)


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark"), (DESKTOP, "dark"), (PHONE, "light")])
def test_three_stages_of_a_page_are_drawn_played_dragged_and_sought(course, read, server, size, scheme):
    url = course.write(server, three(server), "<style>:root { color-scheme: light dark }</style>")
    reader = read(url, size, scheme)
    looks(reader, scheme)
    seek_and_play(reader)
    drag(reader, server)
    reader.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for name in THREE:
        reader.ask(name, "element.pause()")
    left: list[Any] = []

    def clean() -> bool:
        left[:] = faults(reader.page)
        return not left

    until(clean, told=lambda: str(left))


def test_keys_are_for_the_stage_that_has_the_focus(course, read, server):
    reader = read(course.write(server, one(server) + one(server, RACE, "other")))
    for name in ("race", "other"):
        reader.look(name)
    page, keys = reader.page, reader.page.keyboard
    for key in ("ArrowLeft", " ", "Home"):
        keys.press(key)  # nobody has the focus: these are the page's
    assert [reader.step(name) for name in ("race", "other")] == [120, 120]
    reader.within("other", ".tw-standings").focus()
    for key in ("ArrowLeft", "ArrowLeft"):
        keys.press(key)
    until(lambda: reader.step("other") == 118)
    assert reader.step("race") == 120
    keys.press("Home")
    until(lambda: reader.step("other") == 0)
    # A slide would turn over with them, so the page hears of no key that the stage uses, and of all others.
    reader.within("other", ".tw-dial input").focus()
    before = reader.within("other", ".tw-dial output").inner_text()
    keys.press("ArrowLeft")
    keys.press("PageDown")
    until(lambda: reader.within("other", ".tw-dial output").inner_text() != before)
    reader.within("other", ".tw-pin").first.focus()
    keys.press("ArrowUp")
    keys.press("F2")
    assert reader.heard("keydown") == [("page", key) for key in ("ArrowLeft", " ", "Home", "F2")]
    assert page.evaluate("() => document.activeElement.id") == "other"
    # The keyboard goes in and out again, and each group of controls has a name.
    assert reader.within("race", "[role=group][aria-label='Thalweg: Rosenbrock']").count() == 1


def test_a_stage_is_silent_until_somebody_uses_it(course, read, server):
    reader = read(course.write(server, one(server)))
    reader.look("race")
    assert reader.within("race", ".tw-live").get_attribute("aria-live") == "off"
    reader.within("race", ".tw-standings").focus()
    assert reader.within("race", ".tw-live").get_attribute("aria-live") == "polite"
    reader.page.keyboard.press("Home")
    until(lambda: (reader.within("race", ".tw-live").text_content() or "").startswith("Step 0 of 120."))


def test_a_script_shows_another_link_and_the_attributes_are_followed(course, read, server):
    reader = read(course.write(server, one(server)))
    reader.look("race")
    reader.ask("race", f"(element.src = '{server}/{RACE.replace('120', '60')}', null)")
    until(lambda: reader.ask("race", "stage.picture.steps") == 60)
    reader.ask("race", f"(element.src = '{server}/{COMPARE}', null)")
    until(lambda: reader.ask("race", "!!stage.picture?.grid"))
    assert reader.within("race", ".tw-stage").count() == 1
    reader.ask("race", f"(element.src = '{server}/reference', null)")
    until(lambda: "The page “reference” has no picture" in reader.said("race"))
    assert reader.within("race", ".tw-stage").count() == 0
    reader.ask("race", f"(element.src = '{server}/{RACE}', null)")
    reader.look("race")
    reader.ask("race", "element.setAttribute('theme', 'dark')")
    until(lambda: reader.ask("race", "stage.look.dark"))
    reader.look("race")
    reader.ask("race", "element.setAttribute('controls', 'none')")
    until(lambda: not reader.within("race", ".tw-main").is_visible())
    assert not reader.within("race", ".tw-pin").first.is_visible()
    assert reader.within("race", ".tw-name").first.is_visible()
    reader.within("race", ".tw-standings").focus()
    reader.page.keyboard.press("ArrowLeft")
    reader.ask("race", "element.setAttribute('controls', 'play')")
    until(lambda: reader.within("race", ".tw-main").is_visible())
    assert reader.step("race") == 120
    for height in (640, 460):
        reader.ask("race", f"element.setAttribute('height', '{height}')")
        until(lambda height=height: reader.ask("race", "element.offsetHeight") == height)
    reader.look("race")


def test_choosing_a_runner_gives_it_the_dials(course, read, server):
    reader = read(course.write(server, one(server) + one(server, COMPARE, "compare")))
    reader.look("race")
    reader.within(
        "race",
        ".tw-name",
    ).filter(has_text="Adam").click()
    until(lambda: reader.ask("race", "stage.picture.tracks[1].selected && !stage.source.busy"))
    assert reader.within("race", ".tw-dial input").first.get_attribute("aria-label") == "η, Adam"
    (_, link), *_ = reader.heard("thalweg-change")
    assert dict(parse_qsl(urlsplit(link).query))["runner"] == "2"
    assert not reader.within("race", ".tw-fork").is_visible()
    reader.look("compare")
    assert reader.within("compare", ".tw-pick").first.is_disabled()


def test_it_plays_by_itself_only_when_asked_to_and_when_it_is_near(course, read, server):
    body = one(server, RACE, autoplay="") + '<div style="height: 9000px"></div>' + one(server, RACE, "far")
    url = course.write(server, body)
    reader = read(url)
    until(lambda: 0 < reader.step("race") < 120 and reader.ask("race", "element.playing"))
    assert reader.ask("far", "root === null")
    reader.ask("far", "element.seek(5)")
    reader.ask("race", "element.play()")
    reader.look("far")
    assert reader.step("far") == 5
    assert not reader.ask("far", "element.playing")
    reader.ask("race", "(element.seek(0), element.play())")
    until(lambda: not reader.ask("race", "stage.clock.playing"))
    assert reader.ask("race", "element.playing")  # it goes on when somebody sees it
    stood = reader.step("race")
    reader.page.evaluate(FRAMES, 5)
    assert reader.step("race") == stood
    reader.look("race")
    until(lambda: reader.step("race") > stood)
    calm = read(url, motion="reduce")
    calm.look("race")
    assert (calm.step("race"), calm.ask("race", "element.playing")) == (120, False)


def test_each_element_asks_for_a_guess_of_its_own(course, read, server):
    link = RACE + "&ask=winner&title=Who+wins%3F&task=Guess+first."
    reader = read(course.write(server, one(server, link) + one(server, link, "other")))
    for name in ("race", "other"):
        reader.look(name)
        assert "Who wins?" in reader.said(name)
        assert "Guess first." in reader.said(name)
        assert reader.within(name, ".tw-guess button").count() == 4
    reader.ask("other", "element.seek(120)")
    assert reader.step("other") == 0  # nothing of the answer is there yet
    reader.look("race")
    reader.within("race", ".tw-guess button").filter(has_text="Adam").click()
    until(lambda: reader.within("race", ".tw-guess [role=status]").count() == 1)
    assert reader.ask("other", "stage.picture.steps") == 0
    assert reader.within("other", ".tw-guess button").count() == 4


def test_an_element_that_is_removed_leaves_nothing_behind(course, read, server):
    reader = read(course.write(server, one(server)))
    reader.look("race")
    listeners = "() => listeners()"
    before = reader.page.evaluate(listeners)
    reader.page.evaluate(
        f"""() => {{
          const more = Object.assign(document.createElement("thalweg-stage"), {{ id: "more", src: "{server}/{RACE}" }});
          document.querySelector("main").append(more);
        }}"""
    )
    reader.look("more")
    assert len(reader.page.evaluate(listeners)) > len(before)
    reader.ask("more", "(window.kept = element, element.play(), element.remove())")
    until(lambda: reader.page.evaluate(listeners) == before)
    assert reader.page.evaluate("() => kept.shadowRoot.querySelector('.tw-stage')") is None
    assert not reader.page.evaluate("() => kept.playing")
    # It may come back, and moving it is no removal.
    reader.page.evaluate("() => document.querySelector('main').prepend(kept)")
    reader.look("more")
    reader.ask("more", "(root.dataset.same = 'yes', document.querySelector('main').append(element))")
    reader.page.evaluate(FRAMES, 3)
    assert reader.ask("more", "root.dataset.same") == "yes"
    for name in ("more", "race"):
        reader.ask(name, "element.remove()")
    until(lambda: not [kind for kind in reader.page.evaluate(listeners) if "pointer" in kind or "resize" in kind])


HOSTILE = """<style>
* { box-sizing: content-box; letter-spacing: 2px; text-transform: uppercase; line-height: 3; }
svg, canvas { max-width: 50%; display: inline; } button, input, select { width: 100%; padding: 20px; background: red; }
table, td, th { border: 5px solid green; padding: 20px !important; } [hidden] { display: block !important; }
div { margin: 10px; } p { text-indent: 4em; }
</style><script>window.Plotly = { mine: true };</script>"""
GEOMETRY = """[".tw-main", ".tw-scrub", ".tw-standings tr", ".tw-dial input", ".tw-zoom", ".main-svg", ".tw-name"]
  .map((of) => {
    const { x, y, width, height } = root.querySelector(of).getBoundingClientRect(), from = root.getBoundingClientRect();
    return [of, ...[x - from.x, y - from.y, width, height].map(Math.round)];
  })"""


def test_the_page_around_it_changes_nothing_of_it_nor_it_of_the_page(course, read, server):
    frame = '<div style="all: initial; display: block; width: 800px">{}</div>'
    plain = read(course.write(server, frame.format(one(server))))
    plain.look("race")
    hostile = read(course.write(server, frame.format(one(server)), HOSTILE))
    hostile.look("race")
    assert hostile.ask("race", GEOMETRY) == plain.ask("race", GEOMETRY)
    assert hostile.page.evaluate("() => window.Plotly.mine") is True
    assert plain.page.evaluate("() => 'Plotly' in window") is False


# As docs/embedding.md says it.
POLICY = (
    "default-src 'none'; script-src {app}; connect-src {app}; style-src {app} 'unsafe-inline'; "
    "img-src data: blob:; base-uri 'none'"
)


def test_the_content_policy_that_a_page_needs(course, read, server):
    link = RACE + "&view=both&hide=loop"
    url = course.write(server, one(server, link), Content_Security_Policy=POLICY.format(app=server))
    reader = read(url)
    reader.page.evaluate("() => addEventListener('securitypolicyviolation', (e) => console.error(e.violatedDirective))")
    reader.look("race")
    until(lambda: reader.within("race", ".tw-space canvas").count())
    assert not reader.within("race", ".tw-loop").is_visible()


def test_an_isolated_page_may_show_it_too(course, read, server):
    headers = {"Cross_Origin_Embedder_Policy": "require-corp", "Cross_Origin_Opener_Policy": "same-origin"}
    reader = read(course.write(server, one(server), **headers))
    reader.look("race")
    assert reader.page.evaluate("() => crossOriginIsolated")


def test_what_cannot_be_shown_is_a_sentence_in_its_place(course, read, server):
    bad = {
        "other": "http://other.example/?v=1",
        "empty": "",
        "none": f"{server}/nowhere?v=1",
        "odd": f"{server}/?v=1&landscape=atlantis&steps=40",
    }
    reader = read(
        course.write(
            server, "".join(f'<thalweg-stage id="{name}" src="{src}"></thalweg-stage>' for name, src in bad.items())
        )
    )
    reader.look("odd")
    said = {
        "other": f"This link points to http://other.example/, but this element can only show pictures from {server}/.",
        "empty": "There is nothing to show yet: set the attribute src to a Thalweg link.",
        "none": "The page “nowhere” has no picture to show here.",
    }
    for name, sentence in said.items():
        reader.ask(name, "element.scrollIntoView()")
        until(lambda name=name, sentence=sentence: reader.said(name) == sentence)
    until(lambda: "atlantis" in reader.within("odd", ".tw-error").inner_text())  # and a picture all the same


@pytest.mark.parametrize(("status", "said"), [(404, OLD), (0, GONE)])
def test_a_server_that_is_gone_or_newer_than_the_script_is_a_sentence(course, read, server, status, said):
    url = course.write(server, one(server))
    reader = read("about:blank", wrong="Failed to load resource")
    gone: list[str] = []

    def answer(route: Any) -> None:
        gone.append(route.request.url)
        if status:
            route.fulfill(status=status, body="This is another version.", headers={"Access-Control-Allow-Origin": "*"})
        else:
            route.abort()

    reader.page.route("**/stage/*/main.js", answer)
    if not status:
        first: list[str] = []

        def once(route: Any) -> None:
            first.append("")
            route.continue_() if len(first) == 1 else route.abort()

        reader.page.route("**/stage/embed.js", once)
    reader.page.goto(url)
    until(lambda: reader.said("race") == said)
    assert gone


def test_an_old_picture_address_is_a_sentence(course, read, server):
    url = course.write(server, one(server))
    reader = read("about:blank", wrong="Failed to load resource")
    reader.page.route(
        "**/picture/*/race?*", lambda route: route.continue_(url=route.request.url.replace("/picture/", "/picture/0"))
    )
    reader.page.goto(url)
    until(lambda: "belongs to another version" in reader.within("race", ".tw-error").inner_text())


def test_where_the_server_shares_nothing_or_not_with_this_page_a_sentence_says_so(course, read):
    with serving(THALWEG_EMBED="off") as closed:
        reader = read(course.write(closed.url, one(closed.url)))
        until(lambda: reader.said("race") == embed.EMBEDDING_OFF)
        reader.page.close()
    with serving(THALWEG_EMBED="https://courses.example") as other:
        reader = read(course.write(other.url, one(other.url)))
        until(lambda: reader.said("race") == embed.ORIGIN_REFUSED.format(origin=course.url))
        reader.page.close()
    with serving(THALWEG_EMBED=f"https://courses.example {course.url}") as listed:
        reader = read(course.write(listed.url, one(listed.url)))
        reader.look("race")
        reader.page.close()


@pytest.mark.parametrize(("text", "said"), [("64", ""), ("999", "it must be a whole number from 0 to 120, not “999”")])
def test_an_element_opens_at_the_step_of_its_link_and_the_link_below_it_follows(server, course, read, text, said):
    reader = read(course.write(server, one(server, f"{RACE}&step={text}", autoplay="")))
    reader.look("race")
    errors, link = reader.within("race", ".tw-error"), reader.within("race", ".footer a")
    if said:
        expect(errors).to_contain_text(said)
        return
    assert reader.ask("race", "[stage.clock.step, stage.clock.playing]") == [64, False]
    expect(errors).to_be_hidden()
    expect(link).to_have_attribute("href", re.compile("&step=64$"))
    reader.ask("race", "element.seek(65)")
    expect(link).to_have_attribute("href", re.compile("&step=65$"))
    reader.ask("race", "element.seek(120)")
    expect(link).to_have_attribute("href", re.compile("run3.rate=0.001$"))
    assert reader.heard("thalweg-change") == []
    assert [url for url in reader.asked if "/picture/" in url and "step=6" in url] == []
