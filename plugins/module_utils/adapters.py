# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the adapter of an operating system offers: a module ``adapter`` in a folder of its own.

``registry.py`` lists the adapters. All other code knows an operating system through this protocol only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from .errors import Error
from .records import Computed, Named, Table
from .sources import RestSource

Answers = TypeVar("Answers")


class Adapter(Protocol[Answers]):
    """An operating system: where its API is, and how its answers become facts.

    ``Answers`` is what ``fetch`` gives and the other functions take.
    """

    NAME: str
    """Its name in ``device_os`` and ``device.os``."""

    TITLE: str
    """Its name for people."""

    AUTO: bool
    """Whether ``device_os: auto`` tries it."""

    ROOT: str
    """The path of the tree that ``device_snapshot`` may read."""

    SEEDS: tuple[str, ...]
    """The paths that a snapshot asks for in any case."""

    BELOW: str
    """The steps of an answer that all places in the tables begin below; empty for the answer itself."""

    TABLES: tuple[Table, ...]
    """Every table that facts are read with."""

    COMPUTED: tuple[Computed, ...]
    NAMED: tuple[Named, ...]
    """The facts that no table reads."""

    NOT_OFFERED: Mapping[str, tuple[str, ...]]
    """By facet, the facts that the API does not have."""

    KNOWN_BY: Mapping[str, str]
    """How a place is known, by its tier: a sentence for the documentation."""

    def fetch(self, source: RestSource, facets: list[str], first_error: Error | None = None, /) -> Answers:
        """Ask for what the facets need.

        Raises ``RestDisabledError`` where the API is not there. ``first_error`` is what another adapter met on this
        device before.
        """

    def facts(self, answers: Answers, facets: list[str], /) -> tuple[dict, dict, list[dict]]:
        """The device, the facets asked for, and what could not be read, from the answers alone."""

    def raw(self, answers: Answers, /) -> Mapping[str, object]:
        """The device's own answers, by path."""

    def failures(self, answers: Answers, /) -> Mapping[str, Error]:
        """Why other paths did not answer."""

    def names_below(self, answer: object, /) -> Iterable[str]:
        """Names in an answer that may be paths below its own, which a snapshot asks for."""
