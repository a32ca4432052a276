# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where it is enabled, no answer of meinbergOS can be read in the Ansible process: a mistake inside the collection."""

from __future__ import annotations

from ansible.plugins.callback import CallbackBase

from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos import adapter

DOCUMENTATION = """
name: breakage
type: aggregate
short_description: Breaks the collection
description: Breaks the collection.
"""


class CallbackModule(CallbackBase):
    """Lets the adapter raise what nobody expects, with the answers at hand."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "breakage"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        adapter.facts = _break


def _break(answers: object, _facets: object) -> None:
    raise RuntimeError(f"broken inside: {answers!r:.2000}")
