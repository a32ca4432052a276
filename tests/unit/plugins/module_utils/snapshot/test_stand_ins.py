# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands for what was there."""

from __future__ import annotations

import ipaddress
from decimal import Decimal

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.ieee1588 import clock_identity
from ansible_collections.timesync.meinberg.plugins.module_utils.quantities import mac_address
from ansible_collections.timesync.meinberg.plugins.module_utils.snapshot.stand_ins import (
    MOST_VALUES,
    StandIns,
    TooManyValues,
    is_stand_in,
    stand_in_number,
)


@pytest.mark.parametrize(
    ("form", "written", "stands"),
    [
        ("ipv4", "10.1.2.3", "192.0.2.1"),
        ("ipv6", "fe80::7", "2001:db8::1"),
        ("mac", "00:13:95:16:7c:9c", "02:00:00:00:00:01"),
        ("mac", "0013.9516.7C9C", "0200.0000.0001"),
        ("eui64", "ec4670.fffe.0024cb", "020000.fffe.000001"),
        ("eui64", "EC-46-70-FF-FE-00-24-CB", "02-00-00-FF-FE-00-00-01"),
        ("domain", "clock.plant.test", "name-1.example"),
        ("name", "clock.plant.test", "name-1.example"),
        ("name", "clock", "name-1"),
        ("mail", "ops@plant.test", "contact-1@mail.example"),
        ("serial", "0123456789", "serial-1"),
        ("pem", "-----BEGIN", "certificate-1"),
        ("blob", "AAAA", "secret-1"),
        ("text", "any text", "text-1"),
        ("position", "46.951083, 7", "0.0, 0"),
        ("position", "Lat.: -52.5 Alt.: 42m", "Lat.: 0.0 Alt.: 0m"),
    ],
)
def test_a_stand_in_is_of_the_same_kind(form, written, stands):
    assert StandIns(()).text(form, "identity", written) == stands
    assert form == "position" or is_stand_in(stands, form)


def test_the_same_value_has_the_same_stand_in_and_another_one_another():
    stand_ins = StandIns(())
    assert stand_ins.text("name", "a", "a") == stand_ins.text("name", "a", "A") == "name-1"
    assert stand_ins.text("name", "b", "b") == "name-2"
    assert stand_ins.text("domain", "a", "a.test") == "name-1.example"
    assert stand_ins.text("ipv4", "a", "a") == "192.0.2.1"


def test_a_linked_value_has_the_number_of_the_other():
    stand_ins = StandIns(())
    stand_ins.text("domain", "x.test", "x.test")
    stand_ins.link("domain", "clock.plant.test", "clock")
    assert stand_ins.text("name", "clock", "clock") == "name-2"


def test_what_the_device_uses_itself_is_no_stand_in():
    stand_ins = StandIns({"192.0.2.1", "name-1", "name-2.example", "020000000001"})
    assert stand_ins.text("ipv4", "a", "a") == "192.0.2.2"
    assert stand_ins.text("name", "a", "a") == "name-3"
    assert stand_ins.text("mac", "a", "00:13:95:16:7c:9c") == "02:00:00:00:00:02"


def test_stand_ins_for_addresses_are_valid_and_different_up_to_the_most():
    stand_ins = StandIns(())
    made = {stand_ins.text("ipv4", str(number), "") for number in range(MOST_VALUES)}
    assert len(made) == MOST_VALUES
    assert all(ipaddress.IPv4Address(one).is_private and is_stand_in(one, "ipv4") for one in made)
    with pytest.raises(TooManyValues, match="more than 5000 values"):
        stand_ins.text("ipv4", "one more", "")


def test_parsers_read_stand_ins():
    stand_ins = StandIns(())
    assert mac_address(stand_ins.text("mac", "a", "00:13:95:16:7c:9c")) == "02:00:00:00:00:01"
    assert clock_identity(stand_ins.text("eui64", "a", "EC:46:70:FF:FE:00:24:CB")) == "020000.fffe.000001"


@pytest.mark.parametrize(
    ("form", "text"),
    [("ipv4", "10.0.0.1"), ("ipv6", "fe80::1"), ("mac", "00:13:95:16:7c:9c"), ("domain", "a.test"), ("name", "name-0")],
)
def test_other_values_are_none(form, text):
    assert not is_stand_in(text, form)


def test_numbers_stay_of_their_type():
    assert repr(stand_in_number(7)) == "0"
    assert repr(stand_in_number(Decimal("7.5"))) == "Decimal('0.0')"
