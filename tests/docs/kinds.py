# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a block is, by its language and by what it holds; a block that is nothing known is a mistake."""

from __future__ import annotations

import yaml

from tests.docs.blocks import Block

SHELL, OUTPUT, PYTHON, JENKINS = "shell", "output", "python", "jenkins"
PLAYBOOK, INVENTORY, VARIABLES, VAULT = "playbook", "inventory", "variables", "vault"
PROFILE, RULE, FLEET, FRAGMENT = "profile", "rule", "fleet", "changelog fragment"
GITLAB, GITHUB = "gitlab", "github"
ALERTS, SCRAPES = "Prometheus rules", "Prometheus scrape configuration"
LANGUAGES = {"shell": SHELL, "text": OUTPUT, "python": PYTHON, "groovy": JENKINS}
FILES = {
    PLAYBOOK: "playbook.yml",
    INVENTORY: "inventory.yml",
    VARIABLES: "variables.yml",
    PROFILE: "profiles/profile.yml",
    FLEET: "fleet.yml",
}
"""What a file is called where the page gives it no name."""

KEYS = (
    ("jobs", GITHUB),
    ("rules", PROFILE),
    ("extends", PROFILE),
    ("devices", FLEET),
    ("groups", ALERTS),
    ("metric_relabel_configs", SCRAPES),
    ("expect", RULE),
    ("changed", RULE),
    ("minor_changes", FRAGMENT),
)
"""What tells a mapping's kind, the first that is there."""


def kind(block: Block) -> str:
    """The kind of a block; a ``ValueError`` where it is none."""
    if block.language in LANGUAGES:
        return LANGUAGES[block.language]
    if block.language == "yaml":
        return of_yaml(yaml.safe_load(block.text))
    raise ValueError(f"{block.place}: nothing is known of the language {block.language!r}")


def of_yaml(content: object) -> str:
    """The kind of a YAML document."""
    if isinstance(content, list) and all(isinstance(play, dict) and "hosts" in play for play in content):
        return PLAYBOOK
    if isinstance(content, dict):
        for key, told in KEYS:
            if key in content:
                return told
        for prefix, told in (("vault_", VAULT), ("compliance_", VARIABLES)):
            if all(name.startswith(prefix) for name in content):
                return told
        values = [value for value in content.values() if isinstance(value, dict)]
        for part, told in (({"hosts", "children"}, INVENTORY), ({"script"}, GITLAB)):
            if any(part & set(value) for value in values):
                return told
    raise ValueError(f"YAML that is nothing known: {content!r:.200}")
