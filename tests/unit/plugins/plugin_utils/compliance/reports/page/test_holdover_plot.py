# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The holdover plot: figures of the table, lower bounds, and what lies beyond the table."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports.page import holdover_plot

DAY = 86400


def told(oscillator: str | None, days: float, uptime_days: float | None) -> str:
    holdover = {"active": days > 0, "elapsed_s": days * DAY}
    uptime_s = None if uptime_days is None else uptime_days * DAY
    said = holdover_plot.of_host({"oscillator": {"type": oscillator}, "holdover": holdover}, [1e6], uptime_s)
    return said.replace("\u202f", " ")


@pytest.mark.parametrize(
    ("oscillator", "days", "uptime_days", "said"),
    [
        ("ocxo_hq", 1, 60, "expected error now 22 µs; "),
        ("ocxo_hq", 1, 1.5, "expected error now at least 22 µs (less than 24 h of discipline before); "),
        ("ocxo_hq", 1, None, "expected error now at least 22 µs (discipline before not known); "),
        ("ocxo_mq", 1, 60, "expected error now at least 22 µs (by the next better oscillator); "),
        ("tcxo", 40, 60, "expected error now at least 1.1 s (beyond the 30 d of the table); "),
        ("tcxo", 40, 60, "<b class=bad>already</b>"),
        ("rubidium", 40, 60, "1 ms after the 30 d of the table"),
        ("cesium", 0, 60, "after the reference is lost: 1 ms after more than 30 d"),
        (None, 0, 60, "the device does not state its oscillator"),
        ("ocxo_xhq", 0, 60, "no figures for ocxo_xhq"),
    ],
)
def test_a_host_has_its_expected_error_and_why_it_is_only_a_lower_bound(oscillator, days, uptime_days, said):
    assert said in told(oscillator, days, uptime_days)


def test_an_oscillator_without_figures_of_its_own_has_a_footnote():
    chart = holdover_plot.chart({"ocxo_sq": 2, "tcxo": 1}, [1e6])
    assert "ocxo_sq *" in chart
    assert "tcxo *" not in chart
    assert "By the next better oscillator" in chart
    assert "By the next better oscillator" not in holdover_plot.chart({"tcxo": 1}, [1e6])
