# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Links of a folder of HTML pages: those that lead nowhere, and what a page would load from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADING = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
"""Elements for which a browser fetches something by itself, and the attribute that says what."""

METADATA = {"canonical", "index", "search", "next", "prev", "author"}
"""Kinds of the element ``link`` that a browser only notes."""


@dataclass
class Page(HTMLParser):
    """What a page refers to, and what can be referred to in it."""

    links: set[str] = field(default_factory=set)
    loaded: set[str] = field(default_factory=set)
    anchors: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        told = {name: value or "" for name, value in attrs}
        self.anchors |= {told[name] for name in ("id", "name") if name in told}
        if tag == "a" and "href" in told:
            self.links.add(told["href"])
        if LOADING.get(tag) in told and told.get("rel") not in METADATA:
            self.loaded.add(told[LOADING[tag]])


def problems(folder: Path) -> list[str]:
    """Say of all pages below a folder, in a line each, what is wrong with their links."""
    pages = {path.resolve(): _page(path) for path in sorted(folder.rglob("*.html"))}
    return [f"{path.relative_to(folder.resolve())}: {problem}" for path in pages for problem in _of(path, pages)]


def _page(path: Path) -> Page:
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def _of(path: Path, pages: dict[Path, Page]) -> Iterator[str]:
    page = pages[path]
    yield from (f"loads {url} from elsewhere" for url in sorted(page.loaded) if _leaves(url))
    for url in sorted(page.links | page.loaded):
        if _leaves(url) or url.startswith(("data:", "mailto:")):
            continue
        target = urlsplit(url)
        leads_to = (path.parent / unquote(target.path)).resolve() if target.path else path
        if not leads_to.is_file():
            yield f"{url} leads to no file"
        elif target.fragment and leads_to in pages and unquote(target.fragment) not in pages[leads_to].anchors:
            yield f"{url} leads to no place of that page"


def _leaves(url: str) -> bool:
    return bool(urlsplit(url).netloc)
