# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plot of HTTP exchanges: phases in a row, failures marked, requests named."""

from __future__ import annotations

import re

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports.page.strips import waterfall

SESSION = {
    "method": "GET", "url": "https://device/api/status", "request_time": "2026-03-17T09:30:00Z", "connect_ms": 10,
    "tls_ms": 20, "rtt_ms": 30, "duration_ms": 100, "status_code": 200, "error": None,
}  # fmt: skip


def drawn(**changes: object) -> str:
    """The plot of one exchange."""
    return waterfall({"sessions": [{**SESSION, **changes}]}).partition("<tbody>")[2].partition("<tfoot>")[0]


def bars(plot: str) -> list[tuple[str, float, float]]:
    """Class, begin and width of each bar, in percent."""
    found = re.findall(r"<rect class=(\w) x='?([\d.]+)%?'? width='?([\d.]+)%?'? />", plot)
    return [(name, float(begin), float(width)) for name, begin, width in found]


def test_each_phase_begins_where_the_one_before_ends():
    assert bars(drawn()) == [("c", 0, 10), ("t", 10, 20), ("w", 30, 30), ("d", 60, 40)]


def test_a_phase_that_is_not_known_takes_no_time():
    assert bars(drawn(tls_ms=None)) == [("c", 0, 10), ("w", 10, 30), ("d", 40, 60)]
    assert [one[0] for one in bars(drawn(duration_ms=60))] == ["c", "t", "w"], "nothing is left to read"


def test_no_duration_is_a_gap():
    plot = drawn(duration_ms=None)
    assert "\u202fms" not in plot
    assert [one[0] for one in bars(plot)] == ["c", "t", "w"]


@pytest.mark.parametrize(
    ("changes", "failed", "told"),
    [
        ({}, False, None),
        ({"status_code": 204}, False, None),
        ({"status_code": 302}, False, "302"),
        ({"status_code": 404}, False, "404"),
        ({"status_code": 404, "error": "http"}, False, "404"),
        ({"status_code": 500}, True, "500"),
        ({"status_code": None}, True, "no answer"),
        ({"status_code": None, "error": "timeout"}, True, "timeout"),
        ({"error": "too_large"}, True, None),
    ],
)
def test_an_exchange_that_failed_is_marked(changes, failed, told):
    plot = drawn(**changes)
    assert ("<tr class=fail>" in plot) is failed
    assert plot.endswith(f"ms<td>{told}" if told else "ms")


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({}, "/api/status"),
        ({"method": "POST"}, "POST /api/status"),
        ({"url": "https://device/a<b?c=1"}, "/a&lt;b?c=1"),
        ({"url": None}, "/"),
    ],
)
def test_the_request_is_named(changes, label):
    assert f"<th>{label}<td>" in drawn(**changes)
