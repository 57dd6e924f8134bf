"""Somebody's phone: takes the program's messages as a webhook platform does, and opens the links in them in Debian's
Chromium, driven by Playwright.

Prints its port, then a JSON line for each message: {"to", "type", "faults": […], "seen": {…}}. A fault is a sentence about
what a person would meet. It ends when its standard input does. Arguments: a folder for pictures of the pages, or nothing.
"""
import json, queue, sys, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

PICTURES = sys.argv[1] if len(sys.argv) > 1 else None
PHONE = {"width": 390, "height": 844}
messages = queue.Queue()


class Platform(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        messages.put(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Platform)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)


def leave():
    sys.stdin.buffer.read()
    messages.put(None)


threading.Thread(target=leave, daemon=True).start()

NAMES = """() => [...document.querySelectorAll('input:not([type=hidden]), textarea, select, button')].filter(e => {
    const by = e.closest('label') || (e.id && document.querySelector(`label[for="${CSS.escape(e.id)}"]`)) || e;
    return !by.textContent.trim();
}).map(e => e.outerHTML)"""
CHECKED = "() => document.querySelectorAll(':checked, [autofocus]').length"
# Every field that can be reached, from the top of the page to its end.
PLACES = """() => [...document.querySelectorAll('a[href], button, input, textarea, summary')]
    .filter(e => e.getClientRects().length && getComputedStyle(e).visibility !== 'hidden').length"""
FOCUSED = """() => { const e = document.activeElement; if (!e || e === document.body) return null;
    const style = getComputedStyle(e); const box = e.getBoundingClientRect();
    return {what: e.outerHTML.slice(0, 120), radio: e.type === 'radio' ? e.name : '',
            top: box.top + scrollY, ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2} }"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll('button, summary, label.opt, textarea, input[type=date], input[type=number]')]
    .filter(e => e.getClientRects().length).filter(e => { const b = e.getBoundingClientRect(); return b.height < 44 || b.width < 44 })
    .map(e => e.outerHTML.slice(0, 120))"""
MOVING = """() => [...document.querySelectorAll('*')].filter(e => { const s = getComputedStyle(e);
    return parseFloat(s.animationDuration) > 0 || parseFloat(s.transitionDuration) > 0 }).map(e => e.tagName)"""
HEADERS = {
    "referrer-policy": "no-referrer", "cache-control": "no-store", "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


class Visit:
    """One person's look at one link."""

    def __init__(self, browser, link, to):
        self.browser, self.link, self.to = browser, link, to
        self.faults, self.seen = [], {}

    def fault(self, sentence):
        self.faults.append(sentence)

    def picture(self, page, name):
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{self.to}-{name}.png", full_page=True)

    def context(self, **options):
        return self.browser.new_context(
            **{"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2, **options})

    def look(self):
        """Whatever can be told without answering; nothing of it may answer anything."""
        for scheme in ["light", "dark"]:
            context = self.context(color_scheme=scheme, reduced_motion="reduce")
            page = context.new_page()
            asked = []
            page.on("request", lambda request: asked.append(request.url))
            response = page.goto(self.link)
            origin = self.link.split("/a/")[0]
            for url in asked:
                if not url.startswith(origin):
                    self.fault(f"the page fetches {url}")
            for name, value in HEADERS.items():
                if response.headers.get(name) != value:
                    self.fault(f"{name} is {response.headers.get(name)}")
            policy = response.headers.get("content-security-policy", "")
            if "default-src 'none'" not in policy or "script" in policy:
                self.fault(f"the policy is {policy}")
            if "set-cookie" in response.headers or context.cookies():
                self.fault("the page sets a cookie")
            self.seen["title"] = page.title()
            self.seen["language"] = page.locator("html").get_attribute("lang")
            self.seen["direction"] = page.locator("html").get_attribute("dir")
            if page.locator("meta[property^='og:'], meta[name='description'], script").count():
                self.fault("the page has a preview or a script")
            if page.evaluate(CHECKED):
                self.fault("something is chosen already")
            for summary in page.locator("summary").all():
                summary.click()
            for html in page.evaluate(NAMES):
                self.fault(f"no label: {html}")
            for html in page.evaluate(SMALL):
                self.fault(f"too small for a thumb: {html}")
            for tag in page.evaluate(MOVING):
                self.fault(f"moves although it should not: {tag}")
            for found in Axe().run(page).response["violations"]:
                for node in found["nodes"]:
                    self.fault(f"{scheme}: {found['id']}: {node['html'][:200]}")
            self.picture(page, f"{self.kind}-{scheme}")
            if scheme == "light":
                self.walk(page)
            context.close()
        for what, options in [("320 pixels", {"viewport": {"width": 320, "height": 640}}), ("200 %", {})]:
            context = self.context(**options)
            page = context.new_page()
            page.goto(self.link)
            for summary in page.locator("summary").all():
                summary.click()
            if what == "200 %":
                page.evaluate("document.documentElement.style.fontSize = '200%'")
            if page.evaluate(SIDEWAYS) > 0:
                self.fault(f"scrolls sideways at {what}")
            self.picture(page, f"{self.kind}-{what.split()[0]}")
            context.close()

    def walk(self, page):
        """From field to field by the Tab key: down the page, never up, each with a ring that can be seen."""
        page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0) }")
        last, count = -1, 0
        for _ in range(page.evaluate(PLACES)):
            page.keyboard.press("Tab")
            at = page.evaluate(FOCUSED)
            if at is None:
                break
            count += 1
            if not at["ring"]:
                self.fault(f"no ring: {at['what']}")
            # A row of buttons is one line.
            if at["top"] < last - 60:
                self.fault(f"the Tab key goes up to {at['what']}")
            last = max(last, at["top"])
        if not count:
            self.fault("the Tab key reaches nothing")
        self.seen["stops"] = count

    def closed_page(self):
        """A page without scripts, as a careful phone shows it."""
        context = self.context(java_script_enabled=False)
        page = context.new_page()
        page.goto(self.link)
        return context, page

    def sent(self, page, name):
        self.seen["answer"] = page.locator("h1").first.inner_text()
        self.picture(page, name)


class CheckIn(Visit):
    kind = "check-in"

    def answer(self):
        context, page = self.closed_page()
        page.locator("label.opt", has=page.locator("input[name='q.connection'][value='7']")).tap()
        page.locator("label.opt", has=page.locator("input[name='q.skill'][value='rested']")).tap()
        # On with the keyboard: words into the field that has the focus, then to the button that sends.
        page.locator("textarea[name='q.high']").focus()
        page.keyboard.type("Tea with Rui & the rain <3")
        page.locator("input[name='q.contact']").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        self.sent(page, "check-in-sent")
        context.close()


class GoalReview(Visit):
    kind = "goal-review"

    def answer(self):
        context, page = self.closed_page()
        page.locator("textarea[name$='.step']").first.tap()
        page.keyboard.type("Walked to the river")
        page.keyboard.press("Tab")
        # A group of buttons is entered at its first and chosen by the space bar.
        page.keyboard.press("Space")
        page.locator("textarea[name='goal.new']").focus()
        page.keyboard.type("Sing on Sundays")
        page.locator("button[value='answer']").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        self.sent(page, "goal-review-sent")
        context.close()


class Invitation(Visit):
    kind = "invitation"

    def answer(self):
        context, page = self.closed_page()
        with page.expect_navigation():
            page.locator("button").first.tap()
        self.seen["empty"] = page.locator("[role=alert]").inner_text()
        page.locator("label.opt", has=page.locator("input[value='answer']")).tap()
        with page.expect_navigation():
            page.locator("button").first.tap()
        self.sent(page, "invitation-sent")
        context.close()


KINDS = {
    "check-in.evening": CheckIn, "goals.review-invite": GoalReview, "pairing.ask-newcomer": Invitation,
    "pairing.ask-mentor": Invitation,
}

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(
        executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"])
    while True:
        message = messages.get()
        if message is None:
            break
        data = message["data"]
        line = {"to": data["to"], "type": message["type"], "text": data["text"], "faults": [], "seen": {}}
        kind = KINDS.get(message["type"])
        if kind and "link" in data:
            visit = kind(browser, data["link"], data["to"])
            try:
                visit.look()
                visit.answer()
            except Exception as error:
                visit.fault(f"{type(error).__name__}: {error}")
            line.update(faults=visit.faults, seen=visit.seen, link=data["link"])
        print(json.dumps(line), flush=True)
    browser.close()
