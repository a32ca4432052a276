# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be wrong with what the user wrote, each with its place."""

from __future__ import annotations

from ...module_utils.texts import printable


class ComplianceError(Exception):
    """Root: one sentence for the person who wrote the file or the variable, on one line whatever it quotes."""

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))


class ProfileError(ComplianceError):
    """A profile that can't be used; ``place`` is ``file:line: key`` as far as it is known."""

    def __init__(self, message: str, place: str = "") -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.message = message

    def at(self, place: str) -> ProfileError:
        """The same at its place."""
        return ProfileError(self.message, place)


class ParameterError(ComplianceError):
    """A parameter that no selected profile has, or of another type."""


class WaiverError(ComplianceError):
    """A waiver without what it needs."""


class StoreError(ComplianceError):
    """A file of a run that is missing, cut short, or of another run."""


class LibraryError(ComplianceError):
    """A Python library that is missing or too old."""
