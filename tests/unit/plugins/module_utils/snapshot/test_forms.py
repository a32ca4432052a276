# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is found in texts by its form alone, and what only looks like it."""

from __future__ import annotations

import time

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.snapshot.forms import find

PEM = "-----BEGIN PRIVATE KEY-----\nMIIEvQ==\n-----END PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10.1.2.3", [("ipv4", "10.1.2.3")]),
        ("from 010.001.002.003/24, then 10.1.2.4:123", [("ipv4", "10.1.2.3"), ("ipv4", "10.1.2.4")]),
        ("v10.1.2.3x", [("ipv4", "10.1.2.3")]),
        ("fe80::1%eth0", [("ipv6", "fe80::1")]),
        ("IPv6:2001:DB9::1", [("ipv6", "6:2001:db9::1")]),
        ("at: 2001:db9::1: gone", [("ipv6", "2001:db9::1")]),
        ("[2001:db9::1]:443", [("ipv6", "2001:db9::1")]),
        ("2001:db9::10.1.2.3", [("ipv6", "2001:db9::a01:203")]),
        ("00:13:95:16:7C:9c", [("mac", "001395167c9c")]),
        ("00-13-95-16-7c-9c", [("mac", "001395167c9c")]),
        ("0013.9516.7c9c", [("mac", "001395167c9c")]),
        ("001395167c9c", [("mac", "001395167c9c")]),
        ("ec:46:70:ff:fe:00:24:cb", [("eui64", "ec4670fffe0024cb")]),
        ("ec4670.fffe.0024cb-1", [("eui64", "ec4670fffe0024cb")]),
        ("0xEC4670FFFE0024CB", [("eui64", "ec4670fffe0024cb")]),
        ("mail ops@plant.example please", [("mail", "ops@plant.example")]),
        ("https://Clock1.Plant.example:443/x", [("domain", "clock1.plant.example")]),
        ("AAAAB3NzaC1yc2EAAAADAQABAAABgQDf", [("blob", "AAAAB3NzaC1yc2EAAAADAQABAAABgQDf")]),
        (f"x {PEM} y", [("pem", PEM)]),
    ],
)
def test_found(text, found):
    assert [(one.form, one.identity) for one in find(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1", "127.127.8.0", "0.0.0.0", "255.255.255.0", "224.0.1.129", "::1", "::", "ff02::6b", "300.1.2.3",
        "1.3.6.1.4.1.5597.30", "7.10.008", "fw_7.10.008", "firmware-7.10.008-x32", "2022.05.6-rc3-u",
        "2026-02-11T22:05:01.533523843 UTC", "22:05:07", "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "0,2,1",
        "IRIG B002+B122", "lan0:0", "11111111 [377]", "029811038330", "less-than-100ns", "1.4 us",
        "self-signed-https-certificate-in-use", "/api/state/modules/clk1/receiver/satellites/systems", "localhost",
    ],
)  # fmt: skip
def test_not_found(text):
    assert find(text) == []


def test_places_do_not_overlap_and_are_in_order():
    text = "a@10.1.2.3 10.1.2.4 clock.plant.example 00:13:95:16:7c:9c"
    found = find(text)
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))
    assert [one.form for one in found] == ["mail", "ipv4", "domain", "mac"]


@pytest.mark.parametrize("piece", ["a", "1.", "10.1.2.3 ", "aa:", "-----BEGIN ", "a.", "0f", "@", "ab@", ":"])
def test_no_text_takes_long(piece):
    began = time.perf_counter()
    find((piece * 4096)[:4096])
    assert time.perf_counter() - began < 2
