"""Chromium for tests of pages, and what a page did while it was open.

Needs the package playwright and a Chromium on the machine (`apt-get install chromium`, or a path in
TWOSOURCE_CHROMIUM); without them these tests are skipped, and say so. Nothing is downloaded.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


@dataclass
class Opened:
    """A page in the browser.

    Attributes:
        tab: Playwright's page.
        told: What came to the console, errors of scripts among it.
        asked: Addresses that were asked for, the page's own first.
    """

    tab: Any
    told: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def until(self, expression: str, argument: Any = None) -> None:
        """Waits for an expression to hold. Playwright's own waiting evaluates strings, which the policy forbids."""
        for _ in range(100):
            if self.tab.evaluate(expression, argument):
                return
            self.tab.wait_for_timeout(50)
        raise AssertionError(f"{expression} did not hold within five seconds")


Open = Callable[..., Opened]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A headless Chromium.

    Playwright keeps an event loop running in this thread for as long as it is open, and no other can be begun beside
    it: so it is closed with its module, before tests of other files come.
    """
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the package playwright (group 'browser')")
    found = os.environ.get("TWOSOURCE_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.skip("needs a Chromium: apt-get install chromium, or its path in TWOSOURCE_CHROMIUM")
    with playwright.sync_playwright() as driver:
        # In a container root has no sandbox of its own.
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Any, tmp_path: Path) -> Iterator[Open]:
    """Opens the text of a page from a file, as a reader would."""
    contexts = []

    def open_page(text: str, *, width: int = 1280, height: int = 900, anchor: str = "", **options: Any) -> Opened:
        file = tmp_path / "report.html"
        file.write_text(text, encoding="utf-8")
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = Opened(context.new_page())
        page.tab.on("console", lambda message: page.told.append(message.text))
        page.tab.on("pageerror", lambda error: page.told.append(str(error)))
        page.tab.on("dialog", lambda dialog: page.told.append(f"dialog: {dialog.message}"))
        page.tab.on("request", lambda request: page.asked.append(request.url))
        page.tab.goto(file.as_uri() + anchor)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, from the package axe-playwright-python or from a file in TWOSOURCE_AXE."""
    given = os.environ.get("TWOSOURCE_AXE")
    if given:
        return Path(given).read_text(encoding="utf-8")
    package = pytest.importorskip(
        "axe_playwright_python", reason="needs axe-core: package axe-playwright-python, or axe.min.js in TWOSOURCE_AXE"
    )
    return (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
