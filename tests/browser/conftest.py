# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages in a browser; skipped, with the reason, where there is none."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import to_html
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.report import Report
from tests.browser.chromium import Unavailable, launched
from tests.unit.support.report_pages import made, written

NAMES = tuple(f"host-{number}" for number in range(1, 9))


@dataclass
class Opened:
    """A page that was opened, and what it did beside showing itself."""

    page: Any
    report: Report
    path: str
    strange: list[str] = field(default_factory=list)

    def ids(self, selector: str) -> list[str]:
        """The ids of the elements that can be seen."""
        return self.page.eval_on_selector_all(
            selector, "all => all.filter(one => one.checkVisibility()).map(one => one.id)"
        )

    def open_all(self) -> None:
        """Open everything that can be opened."""
        self.page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true; })")
        self.page.wait_for_timeout(100)


@pytest.fixture(scope="session")
def browser():
    """The browser."""
    with ExitStack() as stack:
        try:
            running = stack.enter_context(launched())
        except Unavailable as error:
            pytest.skip(str(error))
        yield running


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """A report of one device of each kind, and its page's path."""
    report = made(NAMES)
    folder = tmp_path_factory.mktemp("page")
    written(report, to_html, folder)
    return report, str(folder / "report.html")


@pytest.fixture
def opened(browser, small):
    """Opens the page, or another report's, in a fresh context; at the end nothing strange must have happened."""
    contexts, all_opened = [], []

    def opener(anchor: str = "", report_and_path=small, width: int = 1440, **options) -> Opened:
        report, path = report_and_path
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        found = Opened(page, report, path)
        all_opened.append(found)
        page.on("console", lambda message: found.strange.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: found.strange.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (found.strange.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: _note(found, request.url))
        page.goto(f"file://{path}{anchor}")
        return found

    yield opener
    for context in contexts:
        context.close()
    assert [strange for one in all_opened for strange in one.strange] == []


def _note(found: Opened, url: str) -> None:
    if url.partition("#")[0] not in (f"file://{found.path}", "data:,"):
        found.strange.append(f"request: {url}")
