# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fenced blocks of the Markdown pages: what a reader copies from them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import dedent

from markdown_it import MarkdownIt

from tests.tooling.tree import ROOT, files

PAGES = re.compile(r"(?:README|CONTRIBUTING|SECURITY)\.md|docs/.*\.md|roles/.*README\.md")
NOT_PAGES = "docs/docsite/"
"""The site's own first page has no blocks but those that Sphinx reads."""

NOT_RUN = re.compile(r"<!-- not run: (\S.*?) -->")
FILE = re.compile(r"[\w.-]+(?:/[\w.-]+)*\.(?:yml|yaml)|[Jj]enkinsfile")


@dataclass(frozen=True)
class Block:
    """One fenced block."""

    page: str
    line: int
    language: str
    text: str
    file: str | None
    """The file that the page says it is, by the paragraph before or by a comment as its first line."""
    not_run: str | None
    """Why it can't be run here, where a comment before it says so."""

    @property
    def place(self) -> str:
        """Where it stands, as editors take it."""
        return f"{self.page}:{self.line}"


def pages() -> list[str]:
    """All pages, relative to the collection's root."""
    return [name for name in files() if PAGES.fullmatch(name) and not name.startswith(NOT_PAGES)]


def of_page(name: str) -> list[Block]:
    """The blocks of a page of the collection."""
    return list(blocks(name, (ROOT / name).read_text(encoding="utf-8")))


def blocks(page: str, text: str) -> Iterator[Block]:
    """The blocks of a page's text."""
    paragraph, comment = "", ""
    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "inline":
            paragraph, comment = token.content, ""
        elif token.type == "html_block":
            comment = token.content
        elif token.type in ("fence", "code_block"):
            excuse = NOT_RUN.search(comment)
            content = dedent(token.content)
            file = _file(paragraph, content)
            yield Block(page, token.map[0] + 1, token.info.strip(), content, file, excuse and excuse[1])
            paragraph, comment = "", ""


def _file(paragraph: str, content: str) -> str | None:
    first = content.partition("\n")[0]
    if first.startswith("#") and FILE.fullmatch(first.lstrip("# ")):
        return first.lstrip("# ")
    named = [span for span in re.findall(r"`([^`]+)`", paragraph) if FILE.fullmatch(span)]
    return named[-1] if named else None
