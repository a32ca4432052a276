# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make docs``: the site of the documentation, from the Markdown pages and the plugins' own documentation.

Needs no network, and says of every link within the site whether it leads somewhere. With ``--external`` the links that
leave the site are asked for, too.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.tooling import site_links
from tests.tooling.tree import ROOT, mirror

FOLDER = ROOT / "build" / "docs"
BIN = FOLDER / "venv" / "bin"
SOURCE = FOLDER / "source"
HTML = FOLDER / "html"
PLUGINS = "collections"
"""The folder of the pages that antsibull-docs writes."""

PROFILES = "docs/profiles/README.md"
BELOW = "\n```{toctree}\n:hidden:\n:glob:\n\n*\n```\n"
"""What puts the pages of a folder below the one that is their list; a forge would show it as it is."""

INDEX = ROOT / "docs" / "docsite" / "index.md"
CONFIG = INDEX.with_name("antsibull-docs.cfg")


def main() -> int:
    """Build the site, look at its links, and say where it is."""
    parser = argparse.ArgumentParser(prog="python -m tests.tooling.docs_site", description="Build the site.")
    parser.add_argument("--external", action="store_true", help="ask for the links to other sites, too")
    options = parser.parse_args()
    gather()
    build("html", HTML)
    problems = site_links.problems(HTML)
    print(*problems, sep="\n", end="\n" if problems else "")
    if options.external:
        build("linkcheck", FOLDER / "linkcheck")
    print(f"{HTML / 'index.html'}{f': {len(problems)} mistakes' if problems else ''}")
    return 1 if problems else 0


def gather() -> None:
    """Lay out what the site is made of: the collection's files, its first page, and a page for each plugin."""
    mirror(SOURCE, keep=(PLUGINS,))
    shutil.copy2(INDEX, SOURCE / INDEX.name)
    with (SOURCE / PROFILES).open("a", encoding="utf-8") as page:
        page.write(BELOW)
    pages = SOURCE / PLUGINS
    pages.mkdir(mode=0o755, exist_ok=True)
    what = ["--use-current", "--squash-hierarchy", "--no-add-antsibull-docs-version", "--fail-on-error"]
    where = ["--cleanup", "everything", "--dest-dir", pages]
    run("antsibull-docs", "--config-file", CONFIG, "collection", *what, *where, "timesync.meinberg")
    for page in pages.glob("*.rst"):
        page.write_text(shortened(page.read_text(encoding="utf-8")), encoding="utf-8")


def shortened(page: str) -> str:
    """A plugin's page, or the list of them, as a sidebar can show it; with no contents, which the theme has already."""
    page = re.sub(r"^\.\. contents::\n(?: +:.*\n)+", "", page, flags=re.MULTILINE)
    page = re.sub(r"^timesync\.meinberg\.(\w+ (?:module|role) -- )", r"\1", page, flags=re.MULTILINE)
    return re.sub(r"^( +)(\w+)_(module|role)$", r"\1\2 <\2_\3>", page, flags=re.MULTILINE)


def build(builder: str, target: Path) -> None:
    """Let Sphinx write into a folder; a warning is an error, and all of them are shown."""
    strict = ["--fail-on-warning", "--keep-going", "--quiet", "--conf-dir", INDEX.parent]
    if builder == "html":
        shutil.rmtree(target, ignore_errors=True)
    run("sphinx-build", "--builder", builder, *strict, "--doctree-dir", FOLDER / "doctrees", SOURCE, target)


def run(program: str, *arguments: str | Path) -> None:
    """Run a program of the site's own environment; ends this one where it fails."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run([BIN / program, *arguments], cwd=FOLDER, env=os.environ | {"PATH": path}, check=False)
    if done.returncode != 0:
        sys.exit(f"make docs: {program} ended with status {done.returncode}; what is wrong stands above")


if __name__ == "__main__":
    sys.exit(main())
