# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waivers: what they cover, until when, and what one that has expired does."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import WaiverError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings import waivers
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.stored import reported
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.wording import message
from tests.unit.support.compliance import result

TODAY = date(2026, 3, 17)
GOOD = {"host": "a-*", "reason": "Known.", "expires": "2026-03-17"}


def waiver(**changes: object) -> waivers.Waiver:
    (found,) = waivers.parse([{**GOOD, **changes}])
    return found


@pytest.mark.parametrize(
    ("changes", "matches"),
    [
        ({}, True),
        ({"host": "a-host"}, True),
        ({"host": "b*"}, False),
        ({"host": "A-host"}, False),
        ({"host": "a-hos"}, False),
        ({"host": "[ab]-host"}, True),
        ({"rule": "the-rule"}, True),
        ({"rule": "the_profile:the-rule"}, True),
        ({"rule": "the_profile:*"}, True),
        ({"rule": "other:the-rule"}, False),
        ({"rule": "the"}, False),
        ({"element": "clk1"}, True),
        ({"element": "clk2"}, False),
        ({"element": "clk?"}, True),
        ({"rule": "the-rule", "host": None}, True),
    ],
)
def test_what_a_waiver_is_for(changes, matches):
    assert waiver(**changes).matches(result(element="clk1")) is matches


@pytest.mark.parametrize(("host", "matches"), [("*", True), ("a*", False), ("the fleet", False)])
def test_a_finding_of_the_fleet_is_of_no_host(host, matches):
    assert waiver(host=host).matches(result(host=None)) is matches


@pytest.mark.parametrize("element", ["*", ""])
def test_a_finding_without_element_is_one_of_all(element):
    assert waiver(element=element).matches(result())


@pytest.mark.parametrize(
    ("expires", "day"),
    [("2026-03-17", TODAY), (TODAY, TODAY), (datetime(2026, 3, 17, 12), TODAY),
     (" 2026-03-17", None), ("17.3.2026", None),
     ("2026-02-30", None), ("20260317", None), ("2026-W12-2", None), (20260317, None), (True, None)],
)  # fmt: skip
def test_the_day_of_expiry(expires, day):
    if day is None:
        with pytest.raises(
            WaiverError, match=r"^compliance_waivers, number 1 \(on a-\*\): expires is .*, not a day as "
        ):
            waiver(expires=expires)
    else:
        assert waiver(expires=expires).expires == day
        assert not isinstance(waiver(expires=expires).expires, datetime)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({**GOOD, "reason": None}, " (on a-*): a waiver needs reason"),
        ({**GOOD, "reason": ""}, " (on a-*): a waiver needs reason"),
        ({key: GOOD[key] for key in ("host", "reason")}, " (on a-*): a waiver needs expires"),
        ({**GOOD, "host": None}, ": a waiver names at least a host or a rule"),
        ({**GOOD, "until": "x"}, " (on a-*): 'until' is not known; known are host, rule, element, reason"),
        (
            {**GOOD, "rule": "ntp-*", "aproved_by": "x"},
            " (ntp-* on a-*): 'aproved_by' is not known (did you mean 'approved_by'?); known are host",
        ),
        ("text", ": a waiver is a mapping with host, rule"),
        (None, ": a waiver is a mapping with host, rule"),
    ],
)
def test_a_waiver_that_lacks_something_is_refused_by_its_number(entry, told):
    with pytest.raises(WaiverError) as caught:
        waivers.parse([GOOD, entry])
    assert str(caught.value).startswith(f"compliance_waivers, number 2{told}")


RULES = ["baseline:power-supply-available", "fleet:clock-difference"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"rule": "power-suply-available"}, "no chosen profile has the rule 'power-suply-available' (did you mean "
         "'power-supply-available'?)"),
        ({"rule": "basline:power-supply-available"}, "no chosen profile has the rule 'basline:power-supply-available' "
         "(did you mean 'baseline:power-supply-available'?)"),
        ({"rule": "xyz"}, "no chosen profile has the rule 'xyz'"),
        ({"rule": "power-supply-available"}, None), ({"rule": "fleet:clock-difference"}, None),
        ({"rule": "power-suply-*"}, None), ({"rule": "power-suply-[a]vailable"}, None), ({"rule": None}, None),
        ({"host": "belin-1"}, "the run has no host 'belin-1' (did you mean 'berlin-1'?)"),
        ({"host": "berlin-1"}, None), ({"host": "berlin-3"}, None), ({"host": "berlins-1"}, None),
        ({"host": "oslo-1"}, None), ({"host": "belin-*"}, None),
    ],
)  # fmt: skip
def test_a_name_that_is_hardly_meant_is_told(changes, told):
    found = waivers.misspelt([waiver(**changes)] * 2, RULES, ["berlin-1", "berlin-2"], ["berlins-1", "berlin-1"])
    assert found == ([] if told is None else [f"compliance_waivers: {told}"])


@pytest.mark.parametrize("nothing", [None, [], ()])
def test_no_waivers(nothing):
    assert waivers.parse(nothing) == []


@pytest.mark.parametrize(
    ("status", "after"),
    [("fail", "waived"), ("unknown", "waived"), ("pass", "pass"), ("not_applicable", "not_applicable")],
)
def test_failures_and_unknowns_are_waived(status, after):
    one = result(status=status)
    assert waivers.apply([one], [waiver(approved_by="A. Auditor")], TODAY) == []
    assert one.status == after
    assert one.waiver == (None if after != "waived" else {
        "was": status, "host": "a-*", "rule": "*", "element": "*", "reason": "Known.", "expires": "2026-03-17",
        "approved_by": "A. Auditor",
    })  # fmt: skip


def test_a_device_that_was_not_read_can_be_waived():
    one = result(profile="baseline", rule="device-readable", severity="critical")
    waivers.apply([one], [waiver(rule="device-readable")], TODAY)
    assert one.status == "waived"


def test_the_day_of_expiry_is_the_last():
    before, after = result(), result()
    assert waivers.apply([before], [waiver()], TODAY) == []
    (expired,) = waivers.apply([after], [waiver()], date(2026, 3, 18))
    assert (before.status, after.status) == ("waived", "fail")
    assert (expired.host, expired.status, expired.severity) == (None, "fail", "major")
    assert (expired.profile, expired.rule, expired.element) == ("waivers", "waiver-expired", "a-*/*/*")
    assert message(expired) == "the waiver of * on a-* expired on 2026-03-17: Known."
    assert reported(expired).keys() == reported(after).keys()


def test_an_expired_waiver_does_not_stand_in_the_way_of_a_valid_one():
    one = result()
    valid = waiver(expires="2027-01-01")
    (expired,) = waivers.apply([one], [waiver(expires="2026-01-01"), valid], TODAY)
    assert one.waiver["expires"] == "2027-01-01"
    assert (waiver(expires="2026-01-01").covers(one), valid.covers(one)) == (False, True)
    assert expired.rule == "waiver-expired"


def test_expired_waivers_for_the_same_thing_are_one_failure():
    twice = [waiver(expires="2026-01-01"), waiver(expires="2026-02-01")]
    assert len(waivers.apply([], twice, TODAY)) == 1
    assert len(waivers.apply([], [*twice, waiver(host="b", expires="2026-02-01")], TODAY)) == 2


def test_a_waiver_covers_only_what_it_was_applied_to():
    assert not waiver().covers(result())


def listed(**changes) -> dict:
    """A waiver as reports list it."""
    return {**waiver(**changes).as_dict(), "used": 0}


def test_waivers_that_do_nothing_are_told():
    given = [
        listed(rule="typo"), listed(rule="more", element="pwr2"), listed(rule="old", expires="2026-01-01"),
        listed(rule="older", expires="2025-01-01", reason="Done"),
        {**listed(rule="good"), "used": 2},
    ]  # fmt: skip
    assert waivers.told_idle(given, "2026-03-17T23:59:59Z") == [
        "2 waivers have expired: old on a-*, last day 2026-01-01: Known; older on a-*, last day 2025-01-01: Done",
        "2 waivers cover nothing: typo on a-*, more[pwr2] on a-*",
    ]
    assert waivers.told_idle(given[:1], "2026-03-17T00:00:00Z") == ["1 waiver covers nothing: typo on a-*"]
    assert waivers.told_idle(given[4:], "2026-03-17T00:00:00Z") == []
