# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `make docs` says of links, and how it shortens the plugins' pages."""

from __future__ import annotations

from tests.tooling.docs_site import shortened
from tests.tooling.site_links import problems


def test_links_that_lead_nowhere_are_told(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.html").write_text("<h1 id='top'>b</h1><a href='../a.html#here'>a</a>")
    (tmp_path / "a.html").write_text(
        """<p id="here"><a href="sub/b.html#top"></a><a href="#here"></a><a href="https://example.com/"></a>
        <link rel="canonical" href="https://example.com/"><img src="data:,">
        <a href="c.html"></a><a href="sub/b.html#bottom"></a><a href="#there"></a>
        <script src="https://cdn.example.com/x.js"></script><link rel="stylesheet" href="//fonts.example.com/x.css">"""
    )
    assert problems(tmp_path) == [
        "a.html: loads //fonts.example.com/x.css from elsewhere",
        "a.html: loads https://cdn.example.com/x.js from elsewhere",
        "a.html: #there leads to no place of that page",
        "a.html: c.html leads to no file",
        "a.html: sub/b.html#bottom leads to no place of that page",
    ]


def test_a_plugin_s_page_is_shortened():
    title = "timesync.meinberg.ntp_info module -- Read the NTP service"
    page = f"{'+' * 60}\n{title}\n{'+' * 60}\n\n.. contents::\n   :local:\n   :depth: 1\n\nOf {title}.\n"
    listing = ".. toctree::\n    :hidden:\n\n    ntp_info_module\n    compliance_role\n"
    made = shortened(page + listing)
    assert made.splitlines()[1] == "ntp_info module -- Read the NTP service"
    assert "contents" not in made
    assert "    ntp_info <ntp_info_module>\n    compliance <compliance_role>\n" in made
