# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an option is written for Ansible. Probe hosts run it, so Python 3.8 has to do."""

from __future__ import annotations

from ansible.module_utils.basic import env_fallback


def option(kind: str, env: str | None = None, **more: object) -> dict:
    """An option of a type; ``env`` is the variable of the environment that may give it."""
    found = {"type": kind, **more}
    if env is not None:
        found["fallback"] = (env_fallback, [env])
    return found
