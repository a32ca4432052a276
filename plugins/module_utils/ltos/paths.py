# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LTOS: the one path of its REST API that is read, and the places in its answer that several facets share."""

from __future__ import annotations

STATUS = "/api/status"
SYSTEM = "data/system"
CHASSIS = "data/chassis0"
SLOTS = f"{CHASSIS}/slots"
NETWORK = "data/network"
SERVICES = "data/services"
