# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/wire.md says what probes do, and its table what it says that it shows."""

from __future__ import annotations

import re

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.probe_arguments import NTP_PROBE
from ansible_collections.timesync.meinberg.plugins.module_utils.probes import ntp_control, ntp_packet
from tests.tooling import audit_tables
from tests.wire import compare

PAGE = compare.PAGE.read_text("utf-8")
TEXT = " ".join(PAGE.split())
SAME = {"stratum", "leap indicator", "reference id", "precision, log2 of s", *(row[0] for row in compare.PTP)}
"""Quantities that do not change within the minute."""


def rows() -> list[list[str]]:
    """The cells of the table, the peer in each row."""
    lines = PAGE.partition(compare.BEGIN)[2].partition(compare.END)[0].splitlines()
    found = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")][2:]
    for before, row in zip(found, found[1:], strict=False):
        row[0] = row[0] or before[0]
    return found


def test_every_quantity_of_every_peer_is_in_the_table():
    named = [(row[0], row[1]) for row in rows()]
    assert len(named) == len(set(named)) == 3 * len(compare.NTP) + len(compare.PTP) + 2
    assert {quantity for _peer, quantity in named} >= {row[0] for row in (*compare.NTP, *compare.PTP)}


@pytest.mark.parametrize("row", [row for row in rows() if row[1] in SAME], ids=lambda row: f"{row[0]}, {row[1]}")
def test_probe_and_reference_tool_agree_and_so_does_rest(row):
    _peer, quantity, rest, probe, tool = row
    assert probe == tool
    if rest != compare.NO_REST:
        assert rest in (probe, f"GPS ({probe})")


def test_a_table_names_each_peer_once_and_takes_the_place_of_the_old_one():
    made = compare.table([("a", "x", "1", "2", "3"), ("a", "y", "4", "5", "6"), ("b", "x", "7", "8", "9")])
    assert made.splitlines()[2:] == ["| a | x | 1 | 2 | 3 |", "| | y | 4 | 5 | 6 |", "| b | x | 7 | 8 | 9 |"]
    page = f"before\n{compare.BEGIN}\nold\n{compare.END}\nafter\n"
    assert compare.filled(page, made) == f"before\n{compare.BEGIN}\n\n{made}\n\n{compare.END}\nafter\n"
    with pytest.raises(ValueError, match="no place"):
        compare.filled("nothing", made)


def test_every_variable_about_probes_is_on_the_page():
    about = {name for name in audit_tables.options() if re.search("probe|_ntp_|ptp_(listen|interfaces)", name)}
    assert set(re.findall(r"^\| `(compliance_\w+)` \|", PAGE, re.MULTILINE)) == about


def test_what_is_sent_is_what_the_module_sends():
    defaults = {name: option.get("default") for name, option in NTP_PROBE.items()}
    assert (defaults["samples"], defaults["spacing"], defaults["mode6"]) == (4, 2, True)
    size, control = len(ntp_packet.request(4, 1)), len(ntp_control.request(4, 1))
    assert f"NTP: four requests of {size} bytes to each device, 2 s apart" in TEXT
    assert f"one control message of {control} bytes (mode 6)" in TEXT
