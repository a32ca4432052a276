# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A copy of the examples for each test."""

from __future__ import annotations

import pytest

from tests.examples.fleet import Copy


@pytest.fixture
def copy(tmp_path) -> Copy:
    return Copy.make(tmp_path)
