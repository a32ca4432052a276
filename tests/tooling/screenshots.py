# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make docs-screenshots``: pictures of the page for the documentation, from the demonstration's fleet.

They show what ``make demo`` last wrote; run that first.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from tests.browser.chromium import Unavailable, launched
from tests.tooling.tree import ROOT

SOURCE = ROOT / "build" / "demo" / "report.html"
TARGET = ROOT / "docs" / "images"
LARGEST = 300_000
HOST = "stockholm-lantime-1"
PICTURES = {
    "desktop": ({"width": 1280, "height": 900}, "light", "screen", ""),
    "dark": ({"width": 1280, "height": 900}, "dark", "screen", f"#host.{HOST}"),
    "phone": ({"width": 360, "height": 780}, "light", "screen", ""),
    "print": ({"width": 794, "height": 1000}, "light", "print", ""),
}
"""By name: the window, the scheme, the medium, the place in the page."""


def main() -> int:
    """Make all of them; says why where it can't."""
    if not SOURCE.is_file():
        print(f"There is no {SOURCE.relative_to(ROOT)}: run make demo first.", file=sys.stderr)
        return 1
    TARGET.mkdir(parents=True, exist_ok=True)
    try:
        with launched() as browser:
            sizes = [picture(browser, name) for name in PICTURES]
    except Unavailable as error:
        print(f"No pictures: {error}.", file=sys.stderr)
        return 1
    return 1 if max(sizes) > LARGEST else 0


def picture(browser: Any, name: str) -> int:
    """Make one, and say how large it is."""
    window, scheme, medium, place = PICTURES[name]
    context = browser.new_context(viewport=window, color_scheme=scheme)
    page = context.new_page()
    page.emulate_media(media=medium, color_scheme=scheme)
    page.goto(f"{SOURCE.as_uri()}{place}")
    page.wait_for_timeout(500)
    path: Path = TARGET / f"report-{name}.png"
    page.screenshot(path=path)
    context.close()
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}: {size // 1000} kB{', which is too large' if size > LARGEST else ''}")
    return size


if __name__ == "__main__":
    sys.exit(main())
