# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The last look before a snapshot is written."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.snapshot.check import (
    LeakError,
    check,
    credentials_in,
    refuse,
)


@pytest.mark.parametrize(
    ("left", "found"),
    [
        ({"x": "zeus-kraftwerk"}, "a value that was redacted elsewhere in /answers/x"),
        ({"ZEUS-kraftwerk": 1}, "a value that was redacted elsewhere in /answers/(a name)"),
        ({"x": ["ok", "at_Zeus-Kraftwerk!"]}, "a value that was redacted elsewhere in /answers/x/*"),
        ({"x": "10.1.1.1"}, "what looks like an address or a name (ipv4) in /answers/x"),
        ({"x": "fe80::1"}, "what looks like an address or a name (ipv6) in /answers/x"),
        ({"x": "00:13:95:16:7c:9c"}, "what looks like an address or a name (mac) in /answers/x"),
        ({"x": "clock.plant.test"}, "what looks like an address or a name (domain) in /answers/x"),
        ({"10.1.1.1": {"x": "10.1.1.1"}}, "what looks like an address or a name (ipv4) in /answers/(a name), and"),
        ({"x": "-----BEGIN PRIVATE KEY-----"}, "a key or certificate in /answers/x"),
        ({"x": "ssh-ed25519 AAAA"}, "a key or certificate in /answers/x"),
        ({"x": "$6$salt"}, "a key or certificate in /answers/x"),
        ({"snmp-community": "x"}, "a password or key in /answers/snmp-community"),
        ({"x": "login Tr0ub4dor"}, "a credential in /answers/x"),
        ({"x": 123456789}, "a value that was redacted elsewhere in /answers/x"),
    ],
)  # fmt: skip
def test_what_is_left_is_found_and_not_repeated(left, found):
    with pytest.raises(LeakError) as caught:
        check({"answers": left}, ["zeus-kraftwerk", "123456789"], ["Tr0ub4dor"])
    message = str(caught.value)
    assert f"still in it: {found}" in message
    for secret in ("eus-", "10.1.1.1", "fe80", "00:13", "plant", "Tr0", "123456789", "AAAA"):
        assert secret not in message


@pytest.mark.parametrize(
    "fine",
    [
        {"hostname": "name-1", "password": "secret-1", "x": "192.0.2.1, 198.18.0.7, 2001:db8::1, 02:00:00:00:00:01"},
        {"x": "name-1.example contact-1@mail.example 127.127.8.0 7.10.008", "password": "", "key": "********"},
        {"x": [None, True, 0, 1.5, "synchronized", 3.720800133366569e21, 10.1]},
    ],
)
def test_stand_ins_and_general_values_are_fine(fine):
    check({"answers": fine}, ["zeus-kraftwerk"], ["Tr0ub4dor", "info", "abc"])


def test_credentials_are_found_in_a_document_that_is_not_redacted():
    assert credentials_in({"a": {"b": "10.1.1.1 Tr0ub4dor"}}, ["Tr0ub4dor", "info"]) == ["a credential in /a/b"]
    assert credentials_in({"a": {"b": "info"}}, ["Tr0ub4dor", "info"]) == []


def test_no_findings_are_no_reason_to_refuse():
    refuse([])
