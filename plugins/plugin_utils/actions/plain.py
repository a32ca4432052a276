# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's values in plain Python types.

ansible-core 2.19 and newer return subclasses that carry tags. Older versions return an inline vaulted value as an
object that decrypts itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def plain(value: object) -> object:
    """The same value in plain types, members included."""
    if hasattr(value, "_ciphertext"):
        return str(value)
    if isinstance(value, dict):
        return plain_dict(value)
    if isinstance(value, (list, tuple)):
        return plain_list(value)
    return _scalar(value)


def plain_dict(value: Mapping) -> dict[Any, Any]:
    """A mapping in plain types."""
    return {plain(key): plain(member) for key, member in value.items()}


def plain_list(value: Iterable) -> list[Any]:
    """A list in plain types."""
    return [plain(member) for member in value]


def _scalar(value: object) -> object:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    return str(value) if isinstance(value, str) else value
