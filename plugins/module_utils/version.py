# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The version of this collection, where its metadata can't be read: a module's zip file has neither of its files."""

from __future__ import annotations

VERSION = "1.0.0"
"""As in ``galaxy.yml``: a test and ``make release`` compare them."""
