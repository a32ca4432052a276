# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sources of answers: what a session with a device offers, whatever it speaks.

A kind of source is a file of its own beside ``client.py``, which has the one for REST.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Source(Protocol):
    """A session with one device, as far as every result tells of it."""

    @property
    def block(self) -> str:
        """The name of the session's summary in the results."""

    @property
    def host(self) -> str:
        """The name or address that the device is read at."""

    @property
    def port(self) -> int:
        """The port there."""

    @property
    def web_url(self) -> str:
        """The address of the device's web interface."""

    @property
    def answered_at(self) -> datetime | None:
        """The controller's clock at the latest answer; ``None`` where there was none."""

    def summary(self) -> dict:
        """What the session was, as the results have it under ``block``."""

    def unavailable(self) -> list[dict]:
        """What the summary lacks, in the shape of ``unavailable`` of the results."""


class RestSource(Source, Protocol):
    """A source that gives the JSON at a path."""

    @property
    def connections(self) -> int:
        """How many connections were opened; the latest answer came over the last one."""

    @property
    def bytes_received(self) -> int:
        """The bytes of all answers so far."""

    def get_json(self, path: str) -> object:
        """The decoded answer at ``path``; raises ``errors.Error``."""
