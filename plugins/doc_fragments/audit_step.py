# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the steps of an audit have in common, documented once; list it before ``attributes``, so that it wins."""

from __future__ import annotations


class ModuleDocFragment:
    """``timesync.meinberg.audit_step``."""

    DOCUMENTATION = r"""
options: {}
attributes:
  action_group:
    description: It is not in the action group C(timesync.meinberg.meinberg).
    support: none
    membership: []
requirements:
  - jmespath >= 1.0.1 on the controller
  - jsonschema >= 4.10 on the controller
notes:
  - It is a step of the role C(timesync.meinberg.compliance). It runs in the Ansible process and contacts nobody.
  - Write it with C(run_once=true).
"""
