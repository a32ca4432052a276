# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection options as a module gets them."""

from __future__ import annotations

from typing import Any

from ansible_collections.timesync.meinberg.plugins.module_utils.arguments import CONNECTION


def options(host: Any, **more: Any) -> dict[str, Any]:
    """All options, complete, for a running simulated device."""
    return {
        **{name: details.get("default") for name, details in CONNECTION.items()},
        "host": host.address,
        "port": host.port,
        "use_tls": host.tls,
        "username": host.device.username,
        "password": host.device.password,
        "retries": 0,
        "timeout": 5.0,
        "deadline": 20.0,
        **more,
    }
