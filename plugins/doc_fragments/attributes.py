# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every module of the collection supports, documented once."""

from __future__ import annotations


class ModuleDocFragment:
    """``timesync.meinberg.attributes``."""

    DOCUMENTATION = r"""
options: {}
requirements:
  - Python >= 3.10 on the controller
attributes:
  check_mode:
    description: Can run in C(check_mode) and return what it would without it.
    support: full
  diff_mode:
    description: Returns details of what has changed in diff mode. Nothing ever changes.
    support: none
  idempotent:
    description: Running it twice changes nothing the second time, nor the first.
    support: full
  action_group:
    description: Use C(group/timesync.meinberg.meinberg) in C(module_defaults) to set the connection options once.
    support: full
    membership:
      - timesync.meinberg.meinberg
"""
