# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A browser for the tests of the page and for its pictures: Debian's Chromium, driven by Playwright; and axe-core."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from tests.tooling.debian import Unavailable, install

KEPT = Path(__file__).resolve().parents[2] / "build" / "browser"
"""Where axe-core is kept once it was fetched."""
AXE = "axe-core@4"
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
_PACKAGES = ("chromium", "fonts-dejavu-core")


@cache
def executable() -> str:
    """The browser's path; installs it where apt-get may, else raises ``Unavailable``."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        install("Chromium", *_PACKAGES)
        found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        raise Unavailable("there is no Chromium here, and apt-get did not bring one")
    return found


@contextmanager
def launched() -> Iterator[Any]:
    """A browser; raises ``Unavailable`` where there is none."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise Unavailable("the Python package playwright is not installed") from error
    path = executable()
    with sync_playwright() as driver:
        try:
            browser = driver.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        except Error as error:
            raise Unavailable(f"{path} does not start: {str(error).splitlines()[0]}") from error
        yield browser
        browser.close()


@cache
def axe() -> str:
    """The source of axe-core, from the npm registry; raises ``Unavailable`` where it can't be had."""
    kept = KEPT / "axe.min.js"
    if not kept.is_file():
        if shutil.which("npm") is None:
            raise Unavailable("axe-core is not here, and there is no npm to fetch it")
        KEPT.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(["npm", "pack", "--silent", AXE], cwd=KEPT, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Unavailable(f"axe-core is not here, and npm pack failed: {done.stderr.strip()[:200]}")
        with tarfile.open(KEPT / done.stdout.strip().splitlines()[-1]) as archive:
            kept.write_bytes(archive.extractfile("package/axe.min.js").read())
    return kept.read_text("utf-8")
