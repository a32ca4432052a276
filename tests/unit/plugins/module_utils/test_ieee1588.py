# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clock identities and clock accuracies in each form."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils import ieee1588
from ansible_collections.timesync.meinberg.plugins.module_utils.quantities import Malformed

IDENTITY = "ec4670.fffe.0024cb"


@pytest.mark.parametrize(
    "written",
    [
        "EC:46:70:FF:FE:00:24:CB",
        "ec-46-70-ff-fe-00-24-cb",
        "ec4670.fffe.0024cb",
        "EC4670FFFE0024CB",
        "0xEC4670FFFE0024CB",
        " ec4670fffe0024cb ",
    ],
)
def test_an_identity_is_written_as_pmc_does(written):
    assert ieee1588.clock_identity(written) == IDENTITY
    assert ieee1588.port_identity(written) == IDENTITY


@pytest.mark.parametrize("separator", ["-", "/", ":", ".", " ", " - "])
@pytest.mark.parametrize("written", ["EC:46:70:FF:FE:00:24:CB", "ec4670.fffe.0024cb", "ec4670fffe0024cb"])
def test_a_port_number_stands_behind_its_clock(written, separator):
    assert ieee1588.port_identity(f"{written}{separator}1") == f"{IDENTITY}-1"
    assert ieee1588.port_identity(f"{written}{separator}00012") == f"{IDENTITY}-12"


@pytest.mark.parametrize("parse", [ieee1588.clock_identity, ieee1588.port_identity])
@pytest.mark.parametrize("nothing", [None, "", "-", "N/A", "unknown"])
def test_no_identity_is_null(parse, nothing):
    assert parse(nothing) is None


@pytest.mark.parametrize("parse", [ieee1588.clock_identity, ieee1588.port_identity])
@pytest.mark.parametrize(
    "written",
    ["ec4670fffe0024", "ec:46:70:00:24:cb", "ec4670fffe0024cbff", "zz4670fffe0024cb", 7, True, [], "x" * 9000],
)
def test_what_is_no_identity_is_malformed(parse, written):
    with pytest.raises(Malformed):
        parse(written)


@pytest.mark.parametrize(
    ("written", "code", "bound"),
    [
        ("accurateTo25ns", "0x20", 25),
        ("accurateTo100ns", "0x21", 100),
        ("accurate-to-250-ns", "0x22", 250),
        ("accurateTo1us", "0x23", 1000),
        ("accurateTo2point5us", "0x24", 2500),
        ("accurateTo2p5us", "0x24", 2500),
        ("accurateTo2.5us", "0x24", 2500),
        ("accurateTo10s", "0x30", 10**10),
        ("accurateToGT10s", "0x31", None),
        ("accurateTo1ps", "0x17", 0.001),
        ("unknown", "0xfe", None),
        (" Unknown ", "0xfe", None),
        (-2, "0xfe", None),
        ("-2", "0xfe", None),
        (33, "0x21", 100),
        ("33", "0x21", 100),
        ("0x21", "0x21", 100),
        ("0XFE", "0xfe", None),
        ("fe", "0xfe", None),
        ("2A", "0x2a", 2500000),
        (254, "0xfe", None),
        (0, "0x00", None),
        ("0x32", "0x32", None),
        ("100 ns", "0x21", 100),
        ("1 us", "0x23", 1000),
        ("2.5 ms", "0x2a", 2500000),
        ("10 sec", "0x30", 10**10),
        ("0.0025 ns", "0x18", 0.0025),
        ("0.1 ns", "0x1b", 0.1),
    ],
)
def test_a_clock_accuracy_in_each_form(written, code, bound):
    assert ieee1588.clock_accuracy(written) == code
    assert ieee1588.clock_accuracy_ns(code) == bound


@pytest.mark.parametrize("nothing", [None, "", "-", "N/A"])
def test_no_accuracy_is_null(nothing):
    assert ieee1588.clock_accuracy(nothing) is None
    assert ieee1588.clock_accuracy_ns(None) is None


@pytest.mark.parametrize(
    "written",
    [
        256,
        -1,
        "0x100",
        "99 ns",
        "0 ns",
        "accurateTo99ns",
        "accurateTo0ns",
        "good",
        True,
        Decimal("33.5"),
        [],
        "1e9",
        "zz",
    ],
)
def test_what_is_no_accuracy_is_malformed(written):
    with pytest.raises(Malformed):
        ieee1588.clock_accuracy(written)


def test_the_bounds_rise_with_the_codes():
    assert list(ieee1588.ACCURACY_BOUND_NS) == list(range(0x17, 0x31))
    assert list(ieee1588.ACCURACY_BOUND_NS.values()) == sorted(ieee1588.ACCURACY_BOUND_NS.values())
