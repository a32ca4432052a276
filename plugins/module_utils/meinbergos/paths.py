# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""meinbergOS: the paths of its state tree, which facets need them, and how sure we are that they exist."""

from __future__ import annotations

STATE = "/api/state"
"""The root of the tree."""

GLOBAL = "/api/state/references/global"
RECEIVER_1 = "/api/state/modules/clk1"
PTP = "/api/state/ptp"
# All below is inferred from the vendor's MIB and the naming of the three above.
RECEIVER_2 = "/api/state/modules/clk2"
REFERENCES = "/api/state/references"
MODULES = "/api/state/modules"
NTP = "/api/state/ntp"
SYSTEM = "/api/state/system"
IO = "/api/state/io"
OUTPUTS = "/api/state/outputs"

SEEN = (GLOBAL, RECEIVER_1, PTP)
"""The paths that public clients of real devices read."""

CHILDREN = {REFERENCES: (GLOBAL,), MODULES: (RECEIVER_1, RECEIVER_2)}
"""What is asked for one by one where the parent does not hold it."""
