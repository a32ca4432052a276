# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How Sphinx makes the site of `make docs`, from the Markdown pages and what antsibull-docs writes of the plugins."""

from __future__ import annotations

from typing import Any

from docutils import nodes

project = "timesync.meinberg"
author = "The timesync.meinberg maintainers"
copyright = f"2026, {author}"

extensions = ["myst_parser", "sphinx_antsibull_ext"]
include_patterns = [
    "index.md",
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CODE_OF_CONDUCT.md",
    "CHANGELOG.rst",
    "collections/**",
    "docs/**",
    "examples/**.md",
    "roles/*/README.md",
]
exclude_patterns = ["docs/docsite"]

# Links of the pages are those of a forge: relative, with its anchors.
myst_heading_anchors = 6
nitpicky = True
GUIDE = "https://docs.ansible.com/projects/ansible/devel"
ELSEWHERE = {
    "action_plugins": f"{GUIDE}/plugins/action.html",
    "ansible_configuration_settings": f"{GUIDE}/reference_appendices/config.html",
    "common_return_values": f"{GUIDE}/reference_appendices/common_return_values.html",
}
"""Where the places are that antsibull-docs refers to; intersphinx would have to fetch a list of them."""

pygments_style = "ansible"
pygments_dark_style = "monokai"

# Furo, since its pages load nothing from elsewhere, and are good to read on a phone and in the dark. The theme of
# docs.ansible.com has search and statistics by scripts of other servers.
html_theme = "furo"
html_title = "timesync.meinberg"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_theme_options = {"navigation_with_keys": True, "top_of_page_buttons": []}

linkcheck_timeout = 20
linkcheck_workers = 4
linkcheck_anchors = False  # forges make them by scripts
linkcheck_ignore = [
    r"https://\S+\.example\.com",
    r"https://github\.com/timesync/meinberg",  # not public yet
]


def elsewhere(_app: Any, _env: Any, reference: Any, shown: nodes.Node) -> nodes.reference | None:
    """The link for a reference to Ansible's own documentation."""
    url = ELSEWHERE.get(reference["reftarget"])
    return url and nodes.reference("", "", shown, refuri=url, internal=False)


def setup(app: Any) -> None:
    """What Sphinx calls at its start."""
    app.connect("missing-reference", elsewhere)
