# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What programs and people may write, for tests with hypothesis."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal

from hypothesis import strategies as st

from ansible_collections.timesync.meinberg.plugins.module_utils.registry import BY_NAME
from tests.unit.support.mutations import STRANGE

SYSTEMS = ("ltos", "meinbergos")
NUMBER = r"[+-]?[0-9]{1,22}(\.[0-9]{0,4})?([eE][+-]?[0-9]{1,3})?"
DATE = r"[0-9]{4}[-.][0-9]{2}[-.][0-9]{2}([T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,19})? ?(Z|UTC|\+00:?00)?)?"

MOMENTS = st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(timezone.utc))
TEXTS = st.text(max_size=30) | st.sampled_from([value for value in STRANGE if isinstance(value, str)])
"""Any text, those among it that a device could mean something by."""

WRITTEN = (
    TEXTS
    | st.from_regex(rf"{NUMBER} ?(|[numµk]?s|sec|[kM]?Hz)", fullmatch=True)
    | st.from_regex(DATE, fullmatch=True)
    | st.from_regex(r"[0-9]{12}|0x[0-9a-fA-F]{1,16}|([0-9a-f]{2}[:.-]?){6,8}([-/: .]+[0-9]{1,5})?", fullmatch=True)
    | st.from_regex("accurateTo(GT)?[0-9]{1,3}(point[0-9])?[pnum]?s", fullmatch=True)
    | st.from_regex("less[- ]than[- ][0-9]{1,3} ?[numµ]?s", fullmatch=True)
    | MOMENTS.map(datetime.isoformat)
)
"""Texts, many of them nearly right."""

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**39), 10**39)
    | st.decimals(-(10**30), 10**30, allow_nan=False, allow_infinity=False, places=6)
    | st.sampled_from([value for value in STRANGE if isinstance(value, Decimal)])
    | WRITTEN
)
"""Single values as the decoder gives them."""

KEYS = st.sampled_from(sorted({
    step
    for system in SYSTEMS
    for table in BY_NAME[system].TABLES
    for steps in (tuple(table.at.split("/")), *(steps for field in table.fields for steps in field.steps))
    for step in steps
}))  # fmt: skip
"""The names under which the adapters look for something."""


def trees(leaves: st.SearchStrategy, keys: st.SearchStrategy, most: int = 20) -> st.SearchStrategy:
    """Values of lists and objects."""
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=6),
        max_leaves=most,
    )


ANSWERS = trees(LEAVES, KEYS | TEXTS)
"""Decoded answers of which hardly anything is right but, often, the names."""

JSON = trees(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS, TEXTS
)
"""Whatever JSON can hold."""
