# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts: what is taken, what is refused, how it is written."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.address import endpoint, in_url, is_literal, parse_host
from ansible_collections.timesync.meinberg.plugins.module_utils.errors import DnsError


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("clock1", "clock1"),
        ("clock_1.example.net.", "clock_1.example.net."),
        ("1clock.example.net", "1clock.example.net"),
        ("clock.1", "clock.1"),
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("[fe80::1%eth0]", "fe80::1%eth0"),
        ("zeit-münchen.example", "xn--zeit-mnchen-yhb.example"),
    ],
)
def test_a_valid_host_is_taken(text, host):
    assert parse_host(text) == host


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is empty"),
        ("https://clock1", "a scheme"),
        ("admin:hidden@clock1", "a user part"),
        ("https://admin:hidden@clock1/", "a scheme"),
        ("clock1/api", "a path"),
        ("clock1?x", "a path"),
        ("clock 1", "blanks"),
        ("clock1\n", "blanks"),
        ("clock\x001", "control"),
        ("clock\u00a01", "blanks"),
        ("{{ inventory_hostname }}", "a template"),
        ("{% if x %}", "a template"),
        ("<html>", "HTML"),
        ("clock1:8443", "a port"),
        ("[2001:db8::7]:8443", "a port"),
        ("10.0.0.256", "neither"),
        ("127.1", "neither"),
        ("2001:db8::zz", "neither"),
        ("[clock1]", "neither"),
        ("-clock", "neither"),
        ("clock..example", "neither"),
        ("x" * 64, "neither"),
        (".".join(["x" * 60] * 5), "neither"),
        ("fe80::1%eth 0", "blanks"),
        ("fe80::1%a!b", "zone"),
    ],
)
def test_anything_else_is_refused_without_being_repeated(text, why):
    with pytest.raises(DnsError, match=why) as caught:
        parse_host(text)
    assert "hidden" not in caught.value.message
    assert "Option host" in caught.value.message
    assert "options of their own" in caught.value.hint


def test_literals_are_told_from_names():
    assert is_literal("::1")
    assert is_literal("fe80::1%eth0")
    assert not is_literal("localhost")


def test_ipv6_is_bracketed():
    assert in_url("fe80::1%eth0") == "[fe80::1%25eth0]"
    assert in_url("clock1") == "clock1"
    assert endpoint("fe80::1%eth0", 443) == "[fe80::1]:443"
    assert endpoint("192.0.2.7", 80) == "192.0.2.7:80"
