# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One rule on one device: what passes, what fails, and above all what is not known."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ProfileError
from tests.unit.support.compliance import judged, rule

WHEN = [{"value": "b", "equals": "yes"}]


def told(results: list[dict]) -> dict:
    return {one["element"]: one["status"] for one in results}


@pytest.mark.parametrize(
    ("changes", "facts", "status"),
    [
        ({}, {"a": 1}, "pass"),
        ({}, {"a": 2}, "fail"),
        ({}, {"a": True}, "fail"),
        ({}, {"a": None}, "unknown"),
        ({}, {}, "unknown"),
        ({"expect": {"equals": {"fact": "b"}}}, {"a": None, "b": None}, "unknown"),
        ({"expect": {"equals": {"fact": "b"}}}, {"a": 1, "b": None}, "unknown"),
        ({"expect": {"equals": {"fact": "b"}}}, {"a": None, "b": 1}, "unknown"),
        ({"expect": {"equals": {"fact": "b"}}}, {"a": 1, "b": 1}, "pass"),
        ({"expect": {"not_in": [{"fact": "b"}]}}, {"a": 1, "b": None}, "unknown"),
        ({"expect": {"not": {"equals": 1}}}, {"a": None}, "unknown"),
        ({"expect": {"min": 1}}, {"a": "many"}, "unknown"),
        ({"value": "length(a)", "expect": {"min": 0}}, {"a": None}, "unknown"),
        ({"value": "length(a)", "expect": {"max": 5}, "missing": "fail"}, {"a": None}, "unknown"),
        ({"value": "a[].x", "expect": {"equals": []}}, {"a": [{"x": None}]}, "fail"),
        ({"value": "max(a[].x)", "expect": {"max": 5}}, {"a": [{"x": 3}, {"x": None}]}, "unknown"),
        ({"value": "max(a[].x)", "expect": {"max": 5}}, {"a": [{"x": 3}, {"x": 5}]}, "pass"),
        ({"value": "^.a"}, {"a": 1}, "unknown"),
        ({"missing": "fail"}, {"a": None}, "fail"),
        ({"missing": "not_applicable"}, {"a": None}, "not_applicable"),
        ({"missing": "fail", "expect": {"equals": {"fact": "b"}}}, {"a": 1}, "fail"),
        ({"missing": "fail"}, {"a": 1}, "pass"),
        ({"missing": "not_applicable"}, {"a": 2}, "fail"),
        ({"when": WHEN}, {"a": 1, "b": "yes"}, "pass"),
        ({"when": WHEN}, {"a": 2, "b": "yes"}, "fail"),
        ({"when": WHEN}, {"a": 2, "b": "no"}, "not_applicable"),
        ({"when": WHEN}, {"a": 2, "b": None}, "unknown"),
        ({"when": WHEN}, {"a": 2}, "unknown"),
        ({"when": WHEN, "missing": "fail"}, {"a": 2}, "unknown"),
        ({"when": WHEN, "missing": "not_applicable"}, {"a": 2}, "unknown"),
        ({"when": [*WHEN, {"value": "c", "min": 1}]}, {"a": 1, "b": None, "c": 0}, "not_applicable"),
        ({"when": [{"value": "c", "min": 1}, *WHEN]}, {"a": 1, "b": "no", "c": None}, "not_applicable"),
        ({"when": [*WHEN, {"value": "c", "min": 1}]}, {"a": 1, "b": "yes", "c": None}, "unknown"),
        ({"when": [{"value": "length(b)", "min": 1}]}, {"a": 1, "b": None}, "unknown"),
        ({"when": [{"value": "b", "equals": {"fact": "c"}}]}, {"a": 1, "b": None, "c": None}, "unknown"),
    ],
)
def test_a_rule_on_the_device(changes, facts, status):
    assert told(judged(rule(**changes), facts)) == {None: status}


EACH = {"each": "list", "label": "n"}
WHERE = [{"value": "k", "equals": "yes"}]


@pytest.mark.parametrize(
    ("changes", "facts", "statuses"),
    [
        ({}, {"list": [{"n": "x", "a": 1}, {"n": "y", "a": 2}]}, {"x": "pass", "y": "fail"}),
        ({}, {"list": [{"n": "x", "a": None}]}, {"x": "unknown"}),
        ({}, {"list": []}, {None: "not_applicable"}),
        ({}, {"list": None}, {None: "unknown"}),
        ({}, {}, {None: "unknown"}),
        ({}, {"list": "text"}, {None: "unknown"}),
        ({}, {"list": 0}, {None: "unknown"}),
        ({}, {"list": [None]}, {"1": "unknown"}),
        ({}, {"list": {"x": {"a": 1, "n": "other"}, "y": {"a": 2}}}, {"x": "pass", "y": "fail"}),
        ({}, {"list": {}}, {None: "not_applicable"}),
        ({"value": "@"}, {"list": [1, 2]}, {"1": "pass", "2": "fail"}),
        ({"each": "length(list)"}, {"list": None}, {None: "unknown"}),
        ({"where": WHERE}, {"list": [{"n": "x", "k": "yes", "a": 1}, {"n": "y", "k": "no"}]}, {"x": "pass"}),
        ({"where": WHERE}, {"list": [{"n": "x", "k": "no"}]}, {None: "not_applicable"}),
        ({"where": WHERE}, {"list": [{"n": "x", "k": None, "a": 1}]}, {"x": "unknown"}),
        ({"where": WHERE, "missing": "not_applicable"}, {"list": [{"n": "x", "a": 1}]}, {"x": "unknown"}),
        ({"where": WHERE}, {"list": [{"n": "x", "a": 1}, {"n": "y", "k": "no"}]}, {"x": "unknown"}),
        ({"where": [{"value": "/b", "equals": 1}]}, {"b": 1, "list": [{"n": "x", "a": 1}]}, {"x": "pass"}),
        ({"value": "/b"}, {"b": 1, "list": [{"n": "x"}]}, {"x": "pass"}),
        ({"value": "^.b"}, {"b": 1, "list": [{"n": "x"}]}, {"x": "pass"}),
        ({"value": "^^.b"}, {"b": 1, "list": [{"n": "x"}]}, {"x": "unknown"}),
        ({"expect": {"equals": {"fact": "b"}}}, {"list": [{"n": "x", "a": None, "b": None}]}, {"x": "unknown"}),
        ({"when": WHEN}, {"b": "no", "list": None}, {None: "not_applicable"}),
        ({"when": WHEN}, {"list": [{"n": "x", "a": 1}]}, {None: "unknown"}),
    ],
)
def test_a_rule_on_each_element(changes, facts, statuses):
    assert told(judged(rule(**{**EACH, **changes}), facts)) == statuses


NESTED = {"each": ["outer", "inner"]}


@pytest.mark.parametrize(
    ("changes", "outer", "statuses"),
    [
        ({}, [{"id": "x", "inner": [{"id": "1", "a": 1}, {"id": "2", "a": 2}]}], {"x/1": "pass", "x/2": "fail"}),
        ({}, [{"id": "x", "inner": []}], {None: "not_applicable"}),
        ({}, [{"id": "x", "inner": None}], {"x": "unknown"}),
        ({}, [{"id": "x", "inner": None}, {"id": "y", "inner": []}], {"x": "unknown"}),
        ({}, [{"id": "x", "inner": None}, {"id": "y", "inner": [{"a": 1}]}], {"x": "unknown", "y/1": "pass"}),
        ({}, [], {None: "not_applicable"}),
        ({}, None, {None: "unknown"}),
        ({"where": [{"value": "^.on", "equals": True}]}, [{"id": "x", "on": False, "inner": [{"a": 2}]}],
         {None: "not_applicable"}),
        ({"where": [{"value": "^.on", "equals": True}]}, [{"id": "x", "on": None, "inner": [{"a": 1}]}],
         {"x/1": "unknown"}),
        ({"value": "^.id", "expect": {"equals": "x"}}, [{"id": "x", "inner": {"m": {}}}], {"x/m": "pass"}),
        ({"label": "who"}, [{"alias": "x", "who": "no", "inner": [{"who": "w", "a": 1}]}], {"x/w": "pass"}),
    ],
)  # fmt: skip
def test_elements_within_elements(changes, outer, statuses):
    assert told(judged(rule(**{**NESTED, **changes}), {"outer": outer})) == statuses


@pytest.mark.parametrize(
    ("members", "labels"),
    [
        ([{"n": "x"}, {"n": "x"}, {"n": "x"}], ["x", "x#2", "x#3"]),
        ([{"n": "x"}, {"n": "x#2"}, {"n": "x"}], ["x", "x#2", "x#3"]),
        ([{"n": "x#2"}, {"n": "x"}, {"n": "x"}], ["x#2", "x", "x#3"]),
        ([{"n": None}, {"n": ""}, {}], ["1", "2", "3"]),
        ([{"n": "2"}, {"n": None}], ["2", "2#2"]),
        ([{"id": "i", "alias": "a", "name": "m"}, {"alias": "a", "name": "m"}, {"name": "m"}], ["i", "a", "m"]),
        ([{"n": True}, {"n": 5}, {"n": 0.5}], ["true", "5", "0.5"]),
    ],
)
def test_every_element_has_a_label_of_its_own(members, labels):
    assert [one["element"] for one in judged(rule(**EACH), {"list": members})] == labels


def test_joined_labels_differ_too():
    outer = [{"id": "x/y", "inner": [{"id": "z"}]}, {"id": "x", "inner": [{"id": "y/z"}]}]
    found = judged(rule(**NESTED), {"outer": outer})
    assert [one["element"] for one in found] == ["x/y/z", "x/y/z#2"]


@pytest.mark.parametrize(
    ("missing", "facts", "status", "said"),
    [
        ({"list": "not_found"}, {"list": []}, "unknown", "list could not be read (not_found)"),
        ({"list": "malformed"}, {"list": [{"n": "x", "a": 1}]}, "unknown", "list could not be read (malformed)"),
        ({"list": "http"}, {"list": None}, "unknown", "list could not be read (http)"),
        ({"list": "forbidden"}, {"list": {}}, "unknown", "list could not be read (forbidden)"),
        ({"list": "unsupported"}, {"list": []}, "not_applicable", "list is empty"),
        ({"list": "unsupported"}, {"list": None}, "unknown", "list could not be read (unsupported)"),
        ({"list.a": "malformed"}, {"list": []}, "not_applicable", "list is empty"),
        ({"other": "http"}, {"list": []}, "not_applicable", "list is empty"),
        ({}, {"list": None}, "unknown", "the device does not say list"),
    ],
)
def test_a_list_that_could_not_be_read_is_one_unknown(missing, facts, status, said):
    (found,) = judged(rule(**EACH), facts, missing=missing)
    assert (found["element"], found["status"], found["message"]) == (None, status, said)


def test_a_part_of_a_facet_that_could_not_be_read_is_not_known_either():
    one = rule(each="status.network.ports", value="up")
    found = judged(one, {"status": {"network": {"ports": []}}}, missing={"status": "timeout"})
    assert told(found) == {None: "unknown"}


@pytest.mark.parametrize(
    ("params", "status", "said"),
    [
        ({"limit": None}, "not_applicable", "the parameter limit has no value"),
        ({}, "not_applicable", "the parameter limit has no value"),
        ({"limit": 0}, "fail", "a: it is 5, expected at most 0"),
        ({"limit": 5}, "pass", "a: it is 5, expected at most 5"),
    ],
)
def test_a_parameter_without_a_value_makes_the_rule_wait_and_is_named(params, status, said):
    (found,) = judged(rule(expect={"max": "$limit"}), {"a": 5}, params)
    assert (found["status"], found["message"]) == (status, said)


def test_parameters_of_conditions_are_named_too_all_of_them():
    one = rule(
        each="list",
        expect={"any_of": [{"max": "$c"}, {"not": {"equals": "$a"}}]},
        when=[{"value": "b", "in": ["$b"]}],
        where=[{"value": "k", "min": "$d"}],
    )
    (found,) = judged(one, {"list": None}, {"a": 1})
    assert (found["status"], found["message"]) == ("not_applicable", "the parameter b, c, d has no value")


@pytest.mark.parametrize(
    ("expect", "actual", "why", "status", "said"),
    [
        ({"max": 40}, 40, "none", "pass", "x_ns: it is 40 ns, expected at most 40 ns"),
        ({"max": 40}, 41, "none", "fail", "x_ns: it is 41 ns, expected at most 40 ns"),
        ({"max": 40}, 1, "beyond_table", "unknown",
         "x_ns: it is at least 1 ns (the oscillator's table ends before), expected at most 40 ns"),
        ({"max": 40}, 41, "short_discipline", "fail",
         "x_ns: it is at least 41 ns (the oscillator had less than 24 h of discipline before), expected at most 40 ns"),
        ({"min": 40}, 50, "better_oscillator", "unknown",
         "x_ns: it is at most 50 ns (by the table of the next better oscillator), expected at least 40 ns"),
        ({"max": 40}, 1, None, "unknown",
         "x_ns: it is at least 1 ns (the device does not report how good that figure is), expected at most 40 ns"),
        ({"max": 40}, 1, "own reason", "unknown", "x_ns: it is at least 1 ns (own reason), expected at most 40 ns"),
        ({"max": 40}, None, "beyond_table", "unknown", "x_ns: it does not say, expected at most 40 ns"),
    ],
)  # fmt: skip
def test_an_optimistic_figure_can_fail_and_never_pass(expect, actual, why, status, said):
    (found,) = judged(rule(value="x_ns", expect=expect, optimistic="why"), {"x_ns": actual, "why": why})
    assert (found["status"], found["message"]) == (status, said)


@pytest.mark.parametrize(
    ("bound", "actual", "status", "said"),
    [
        ("upper", 40, "pass", "x_ns: it is 40 ns, expected at most 40 ns"),
        ("upper", 100, "unknown", "x_ns: it claims only < 100 ns, expected at most 40 ns"),
        ("upper", None, "unknown", "x_ns: it does not say, expected at most 40 ns"),
        (None, 100, "fail", "x_ns: it is 100 ns, expected at most 40 ns"),
    ],
)
def test_a_claimed_bound_above_the_limit_proves_nothing(bound, actual, status, said):
    changes = {"bound": bound} if bound else {}
    (found,) = judged(rule(value="x_ns", expect={"max": 40}, **changes), {"x_ns": actual})
    assert (found["status"], found["message"], found["unit"]) == (status, said, "ns")


def test_a_claim_that_proves_nothing_weighs_for_the_device_said_it():
    one = rule(value="status.x_ns", expect={"max": 40}, bound="upper")
    (said,) = judged(one, {"status": {"x_ns": 100}}, tiers={"status.y": "A"})
    (silent,) = judged(one, {"status": {}}, tiers={"status.y": "A"})
    assert (said["offered"], silent["offered"]) == (True, False)


@pytest.mark.parametrize("expect", [{"min": 0}, {"max": "$x"}, {"any_of": [{"max": 5}]}, {"not": {"min": 1}}])
@pytest.mark.parametrize("value", ["offset_ns", "a.offset_ns", "current_ds.offset_from_master_ns", "clock_offset_ms"])
def test_min_or_max_alone_on_an_offset_is_refused(expect, value):
    with pytest.raises(ProfileError, match=f"^{value} is an offset"):
        rule(value=value, expect=expect)
    with pytest.raises(ProfileError, match=f"^{value} is an offset"):
        rule(where=[{"value": value, **expect}])


@pytest.mark.parametrize(
    ("value", "expect"),
    [
        ("offset_ns", {"abs_max": 5}),
        ("offset_ns", {"between": [-5, 5]}),
        ("offset_ns", {"min": -5, "max": 5}),
        ("offset_ns", {"equals": 0}),
        ("offset.age_s", {"max": 5}),
        ("dispersion_ns", {"max": 5}),
    ],
)
def test_other_limits_are_not(value, expect):
    assert rule(value=value, expect=expect).value.written == value


def test_a_result_has_its_evidence():
    one = rule(each="status.ports", label="n", value="rx_bytes", expect={"max": 5}, remedy="Two\n  lines.")
    facts = {"status": {"ports": [{"n": "lan0", "rx_bytes": 7}]}}
    assert judged(one, facts, tiers={"status.ports.rx_bytes": "B"}) == [{
        "host": "a-host", "profile": "the_profile", "rule": "the-rule", "element": "lan0", "severity": "major",
        "status": "fail", "title": "The title", "problem": None, "actual": 7, "expected": "at most 5", "unit": "bytes",
        "path": "status.ports.rx_bytes", "basis": "claimed", "tier": "B",
        "message": "lan0: status.ports.rx_bytes: it is 7 bytes, expected at most 5 bytes", "offered": None,
        "limit": {"operator": "max", "value": 5, "unit": "bytes", "bound": "upper"},
        "reason": {"code": "compared", "args": {}},
        "source": "a test", "remedy": "Two lines.", "waiver": None, "caused_by": None,
        "change": None, "seen": None,
    }]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "facts", "said"),
    [
        ({}, {"a": None}, "a: it does not say, expected 1"),
        ({"expect": {"min": 1}}, {"a": "many"}, "a: it is many, which tells nothing here, expected at least 1"),
        ({"value": "length(a)"}, {},
         "length(a): length(a) cannot be read: In function length(), invalid type for value: "
         "None, expected one of: ['string', 'array', 'object'], received: \"null\", expected 1"),
        ({"when": WHEN}, {"b": "no"}, "b is no, and the rule is for yes"),
        ({"when": WHEN}, {}, "the device does not say b, which the rule depends on"),
        ({**EACH, "where": WHERE}, {"list": [{"n": "x"}]}, "x: the device does not say k, which the rule depends on"),
        ({**EACH, "where": WHERE}, {"list": [{"n": "x", "k": "no"}]}, "list has none that the rule is for"),
    ],
)  # fmt: skip
def test_a_result_says_why(changes, facts, said):
    assert judged(rule(**changes), facts)[0]["message"] == said


TIERS = {"status.a": "A", "status.b": "C", "status.list.a": "A", "status.list.b": "C"}


@pytest.mark.parametrize(
    ("changes", "offered"),
    [
        ({"value": "status.a"}, True),
        ({"value": "status.b"}, False),
        ({"value": "status.a", "when": [{"value": "status.b", "equals": 1}]}, False),
        ({"value": "status.b", "when": [{"value": "status.a", "equals": 1}]}, True),
        ({"each": "status.list", "value": "a", "where": [{"value": "b", "equals": 1}]}, False),
        ({"each": "status.list", "value": "b", "where": [{"value": "a", "equals": 1}]}, True),
        ({"each": "status.list", "value": "b", "where": [{"value": "/status.a", "equals": 1}]}, True),
        ({"each": "status.list", "value": "b"}, False),
    ],
)
def test_what_the_api_offers_is_asked_of_the_fact_that_is_lacking(changes, offered):
    (found,) = judged(rule(**changes), {"status": {"list": [{}]}}, tiers=TIERS)
    assert (found["status"], found["offered"]) == ("unknown", offered)


OWN = "Do something."


@pytest.mark.parametrize(
    ("changes", "said", "missing", "status", "remedy"),
    [
        ({}, 2, {}, "fail", OWN),
        ({}, 1, {}, "pass", OWN),
        ({"missing": "fail"}, None, {}, "fail", OWN),
        ({"bound": "upper", "expect": {"max": 1}}, 2, {}, "unknown", OWN),
        ({"bound": "upper", "expect": {"max": 1}}, None, {}, "unknown", "The device does not say it now."),
        ({}, None, {}, "unknown", "The device does not say it now."),
        ({}, None, {"status": "forbidden"}, "unknown", "Give the account the right"),
        ({}, None, {"status.a": "unsupported"}, "unknown", "Nothing to do on the device"),
        ({"expect": {"min": 1}}, "many", {}, "unknown", "The device's answer is not understood."),
    ],
)
def test_what_is_not_known_has_a_remedy_of_its_own(changes, said, missing, status, remedy):
    one = rule(value="status.a", **changes)
    (found,) = judged(one, {"status": {"a": said}}, missing=missing, tiers={"status.a": "A"})
    assert found["status"] == status
    assert found["remedy"].startswith(remedy)


def test_the_remedy_is_that_of_the_condition_which_is_not_known():
    one = rule(value="status.a", when=[{"value": "status.b", "equals": 1}])
    (found,) = judged(one, {"status": {"a": 1}}, missing={"status.b": "timeout"}, tiers={"status.a": "A"})
    assert (found["status"], found["remedy"][:11]) == ("unknown", "See why the")


@pytest.mark.parametrize(
    ("offset", "uncertainty", "status"),
    [
        (50, 20, "pass"), (-50, 20, "pass"), (90, 20, "unknown"), (-130, 20, "fail"), (100, None, "unknown"),
        (0, 100, "pass"), (-50, 150, "not_applicable"), (300, 150, "fail"),
    ],
)  # fmt: skip
def test_a_measured_value_is_judged_with_its_uncertainty(offset, uncertainty, status):
    one = rule(value="offset_ns", uncertainty="u_ns", expect={"abs_max": 100}, basis="measured")
    (found,) = judged(one, {"offset_ns": offset, "u_ns": uncertainty})
    assert found["status"] == status
    if uncertainty:
        assert f"offset_ns: measured {offset} ns with an uncertainty of ±{uncertainty} ns" in found["message"]
        assert "within ± 100 ns" in found["message"]


@pytest.mark.parametrize(
    ("claim", "at_best", "status", "said"),
    [
        (100, 0, "pass", "it is 100 ns, expected at most 1000 ns"),
        (100, 1000, "pass", "it is 100 ns, expected at most 1000 ns"),
        (100, None, "pass", "it is 100 ns, expected at most 1000 ns"),
        (100, 1001, "unknown", "it claims < 100 ns, but its source supports 1001 ns at best, expected at most 1000 ns"),
        (2000, 10000, "unknown", "it claims only < 2000 ns, expected at most 1000 ns"),
        (None, 10000, "unknown", "it does not say, expected at most 1000 ns"),
    ],
)
def test_a_claim_that_its_source_cannot_support_proves_nothing(claim, at_best, status, said):
    one = rule(value="claim_ns", at_best="floor_ns", bound="upper", expect={"max": 1000}, remedy="Measure it.")
    (found,) = judged(one, {"claim_ns": claim, "floor_ns": at_best})
    assert (found["status"], found["message"]) == (status, f"claim_ns: {said}")
    if claim is not None:
        assert found["remedy"] == "Measure it."


@pytest.mark.parametrize("written", [{"expect": ...}, {"changed": {"any": True}}])
def test_a_rule_has_either_expect_or_changed(written):
    with pytest.raises(ProfileError, match="needs either expect or changed"):
        rule(**written)


LEAP = "ntp.system.leap_indicator"


def leap(word):
    return {"ntp": {"system": {"leap_indicator": word}}}


@pytest.mark.parametrize(
    ("expect", "word", "status"),
    [
        ({"not_in": ["alarm"]}, "none", "pass"),
        ({"not_in": ["alarm"]}, "alarm", "fail"),
        ({"not_in": ["alarm"]}, "sync_alarm", "unknown"),
        ({"not_in": ["alarm", "sync_alarm"]}, "sync_alarm", "fail"),
        ({"equals": "none"}, "sync_alarm", "unknown"),
        ({"in": ["none"]}, "sync_alarm", "unknown"),
        ({"not": {"equals": "alarm"}}, "sync_alarm", "unknown"),
        ({"any_of": [{"equals": "none"}, {"matches": "sync.*"}]}, "sync_alarm", "unknown"),
        ({"equals": "sync_alarm"}, "sync_alarm", "pass"),
        ({"equals": {"fact": "word"}}, "sync_alarm", "pass"),
        ({"empty": False}, "sync_alarm", "pass"),
    ],
)
def test_a_word_outside_the_vocabulary_neither_passes_nor_fails(expect, word, status):
    (found,) = judged(rule(value=LEAP, expect=expect), {**leap(word), "word": "sync_alarm"})
    assert found["status"] == status
    if status == "unknown":
        assert found["message"] == f"{LEAP} is {word}, which is not a known word"
        assert found["offered"] is True
        assert found["remedy"].startswith("The device's answer is not understood.")


@pytest.mark.parametrize(("word", "status"), [("none", "pass"), ("alarm", "not_applicable"), ("new", "unknown")])
def test_a_condition_on_a_word_outside_the_vocabulary_is_not_known(word, status):
    (found,) = judged(rule(when=[{"value": LEAP, "not_in": ["alarm"]}]), {**leap(word), "a": 1})
    assert found["status"] == status
    assert status != "unknown" or found["message"] == f"{LEAP} is new, which is not a known word"


def test_an_element_with_a_word_outside_the_vocabulary_is_not_left_out():
    events = [{"id": "x", "severity": "fatal", "active": True}, {"id": "y", "severity": "info", "active": True}]
    one = rule(each="status.events", where=[{"value": "severity", "in": ["critical"]}], value="active")
    assert told(judged(one, {"status": {"events": events}})) == {"x": "unknown"}
    inactive = [{"value": "active", "equals": False}]
    one = rule(each="status.events", where=[*inactive, {"value": "severity", "in": ["critical"]}], value="active")
    assert told(judged(one, {"status": {"events": events}})) == {None: "not_applicable"}


def test_a_computed_word_that_stands_for_a_fact_has_a_vocabulary_of_its_own():
    one = rule(each="ptp_judged", value="role", expect={"equals": "grandmaster"})
    assert told(judged(one, {"ptp_judged": [{"alias": "a", "role": "grandmaster"}]})) == {"a": "pass"}


@pytest.mark.parametrize(("listed", "status"), [([], "not_applicable"), ([{"n": "x", "a": 1}], "unknown")])
def test_without_an_element_an_unknown_condition_leaves_nothing_open(listed, status):
    (found,) = judged(rule(**EACH, when=WHEN), {"list": listed, "b": None})
    assert found["status"] == status


@pytest.mark.parametrize(
    ("outputs", "planned", "status"),
    [(None, [], "not_applicable"), ([], [], "unknown"), (None, None, "unknown")],
)
def test_a_computed_list_that_is_empty_for_another_reason_than_what_was_not_read_is_empty(outputs, planned, status):
    one = rule(each="derived.expected_outputs", value="present")
    facts = {"outputs": outputs, "derived": {"expected_outputs": planned}}
    assert told(judged(one, facts, missing={"outputs": "not_found"})) == {None: status}


@pytest.mark.parametrize(
    ("reason", "said", "offered"),
    [
        ("contradicted", "a: other values of the same answer contradict it, expected 1", False),
        ("masked", "a: it repeats the password or token, so it is masked, expected 1", True),
    ],
)
def test_a_value_that_is_withheld_is_unknown_with_the_reason(reason, said, offered):
    (found,) = judged(rule(value="status.a"), {"status": {"a": None}}, missing={"status.a": reason})
    assert (found["status"], found["message"], found["offered"]) == ("unknown", f"status.{said}", offered)


def test_a_list_that_is_not_offered_is_what_a_value_of_the_device_waits_for():
    one = rule(each="ptp.instances", value="/status.sync.state", expect={"equals": "synchronized"})
    facts = {"status": {"sync": {"state": "synchronized"}}, "ptp": {"instances": None}}
    (found,) = judged(one, facts, missing={"ptp.instances": "not_found"}, tiers={"status.sync.state": "A"})
    assert (found["status"], found["offered"]) == ("unknown", False)
