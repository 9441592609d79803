#!/usr/bin/env python3
"""Opens the status report in Chromium and looks at it as readers do.

    tests/browser/look.py --binary EVENTLET-SCAN [--screenshots DIR] LATEST FLAMINGO

LATEST and FLAMINGO are folders of projects, as corpus/fetch leaves them. Two reports are
made, one over FLAMINGO and one over LATEST compared with it, and each is opened at the
width of a phone and of a desk, light and dark, folded and unfolded, and as it is printed.

Exit code: 0 nothing is wrong, 1 something is, 2 it could not be looked at.
"""

import argparse
import base64
import pathlib
import subprocess
import sys
import tempfile

import chromium

SIZES = {"phone": (390, 844), "desk": (1280, 900)}
# A4 at 96 dots per inch, without the margins that the browser leaves.
PAPER = (718, 1000)
# Pixels of a page that one picture shows, and that are shown at all.
PICTURE, MOST = 3000, 30000
CHECKS = pathlib.Path(__file__).with_name("checks.js").read_text()


class Look:
    """One page, and what was found wrong with it."""

    def __init__(self, browser, page, screenshots):
        self.browser, self.page, self.screenshots = browser, page, screenshots
        self.wrong = []

    def say(self, where, lines):
        self.wrong += ["%s, %s: %s" % (self.page.stem, where, line) for line in lines]

    def look(self):
        for name, size in SIZES.items():
            for scheme in ("light", "dark"):
                self.open(size, "", scheme)
                self.check("%s, %s" % (name, scheme))
                self.shoot("%s-%s" % (name, scheme))
                self.browser.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
                self.check("%s, %s, unfolded" % (name, scheme))
                self.shoot("%s-%s-unfolded" % (name, scheme))
        self.open(PAPER, "print", "light")
        self.check("printed")
        hidden = "Array.from(document.querySelectorAll('details > *')).filter(one => !one.checkVisibility()).length"
        if count := self.browser.evaluate(hidden):
            self.say("printed", ["%d parts that are folded are not printed" % count])
        self.print()

    def open(self, size, media, scheme):
        browser = self.browser
        browser.call("Emulation.setDeviceMetricsOverride", width=size[0], height=size[1], deviceScaleFactor=1,
                     mobile=size[0] < 500)
        browser.call("Emulation.setEmulatedMedia", media=media,
                     features=[{"name": "prefers-color-scheme", "value": scheme}])
        browser.events.clear()
        browser.call("Page.navigate", url=self.page.as_uri())
        browser.wait_for("Page.loadEventFired")

    def check(self, where):
        found = self.browser.evaluate(CHECKS)
        if found["texts"] < 100 or found["links"] < 20:
            self.say(where, ["hardly anything is there: %r" % found])
        self.say(where, found["wrong"])
        for entry in self.browser.take("Log.entryAdded"):
            self.say(where, ["the browser remarks: " + entry["entry"]["text"]])
        for kind in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown"):
            self.say(where, ["%s: %r" % (kind, event) for event in self.browser.take(kind)])
        asked = [event["request"]["url"] for event in self.browser.take("Network.requestWillBeSent")]
        self.say(where, ["a request: " + url for url in asked if url != self.page.as_uri()])

    def shoot(self, name):
        if self.screenshots:
            width, height = self.browser.evaluate("[innerWidth, document.documentElement.scrollHeight]")
            for number, top in enumerate(range(0, min(height, MOST), PICTURE)):
                clip = {"x": 0, "y": top, "width": width, "height": min(PICTURE, height - top), "scale": 1}
                data = self.browser.call("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)["data"]
                file = self.screenshots / ("%s-%s-%02d.png" % (self.page.stem, name, number))
                file.write_bytes(base64.b64decode(data))

    def print(self):
        data = base64.b64decode(self.browser.call("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)["data"])
        if not data.startswith(b"%PDF") or len(data) < 20000:
            self.say("printed", ["no document comes out"])
        if self.screenshots:
            (self.screenshots / (self.page.stem + ".pdf")).write_bytes(data)


def reports(binary, folder, latest, flamingo):
    """The pages to look at."""
    for name, paths in {"flamingo": [flamingo], "latest": [latest, "--compare", flamingo]}.items():
        page = folder / (name + ".html")
        subprocess.run([binary, "report", *paths, "--quiet", "--output", page], check=True)
        yield page


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--screenshots", type=pathlib.Path)
    parser.add_argument("latest")
    parser.add_argument("flamingo")
    arguments = parser.parse_args()
    path = chromium.find()
    if not path:
        print("look.py: no browser; install chromium", file=sys.stderr)
        return 2
    if arguments.screenshots:
        arguments.screenshots.mkdir(parents=True, exist_ok=True)
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        browser = None
        try:
            pages = list(reports(arguments.binary, pathlib.Path(folder), arguments.latest, arguments.flamingo))
            browser = chromium.Chromium(path)
            for page in pages:
                look = Look(browser, page, arguments.screenshots)
                look.look()
                wrong += look.wrong
        except (RuntimeError, OSError, subprocess.CalledProcessError) as error:
            print("look.py: %s" % error, file=sys.stderr)
            return 2
        finally:
            if browser:
                browser.close()
    print("\n".join(wrong) or "two reports looked at: nothing is wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
