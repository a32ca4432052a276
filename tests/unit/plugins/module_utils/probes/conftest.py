# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The probes' parsers are fuzzed as the others are: hypothesis has the same settings, also where only these run."""

from __future__ import annotations

import tests.unit.fuzz.conftest  # noqa: F401
