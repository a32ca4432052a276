# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operating systems that the collection reads, each with its adapter. No other code lists them."""

from __future__ import annotations

from typing import Any

from .adapters import Adapter
from .ltos import adapter as ltos
from .meinbergos import adapter as meinbergos

ADAPTERS: tuple[Adapter[Any], ...] = (ltos, meinbergos)
"""In the order in which ``device_os: auto`` tries them."""

BY_NAME = {adapter.NAME: adapter for adapter in ADAPTERS}
