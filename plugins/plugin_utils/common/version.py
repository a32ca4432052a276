# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The version of this collection."""

from __future__ import annotations

from ...module_utils.version import VERSION


def collection_version() -> str:
    """The version of this collection: that of an installed one, or of a checkout."""
    return VERSION
