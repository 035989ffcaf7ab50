"""A real Chromium for the tests that look at the page, or the reason why there is none."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

ARGUMENTS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
CANDIDATES = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def executable() -> str:
    """The path of the browser to use; skips the test when the machine has none."""
    for name in (os.environ.get("CHROMIUM", ""), *CANDIDATES):
        if name and (found := shutil.which(name)):
            return found
    pytest.skip("No Chromium was found; install one, or name it in CHROMIUM, to look at the page.")


@contextmanager
def launched() -> Iterator[Browser]:
    """A running browser, closed at the end."""
    path = executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


REFUSED = re.compile(
    r"^Failed to load resource: (.* status of (4\d\d|502) |net::ERR_)|^Error: The playground is not answering"
)


class Complaints(list[str]):
    """What a page complained about: errors in its code, and what its content security policy stopped."""

    def listen(self, page: Page) -> None:
        """Collects from now on."""
        page.on("pageerror", lambda error: self.append(f"{error}"))
        page.on("console", self._heard)

    def _heard(self, message: ConsoleMessage) -> None:
        # A refusal, which the page tells the person, and a server that is away are no faults of the page.
        if message.type in ("error", "warning") and not REFUSED.search(message.text):
            self.append(f"{message.type}: {message.text}")
