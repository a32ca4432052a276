# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words for results: every message, limit and value that a person reads, made from data.

This is the only module that knows the sentences. Terminal, Markdown, page, JUnit and CSV call it; nothing reads its
text back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...common.words import counted
from .limits import Limit
from .results import Reason, Result

_OPERATORS = {
    "equals": "",
    "in": "one of",
    "not_in": "none of",
    "min": "at least",
    "max": "at most",
    "abs_max": "within ±",
    "matches": "like",
    "version_min": "version at least",
    "days_min": "days ahead, at least",
    "one": "one",
    "no": "no",
}
_JOINED = {"any_of": " or ", "all_of": " and "}
_FIXED = {"known": "of the fleet or known", "future": "a day to come"}


def shown(value: object) -> str:
    """Return a value as people read it in messages."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(shown, value)) or "an empty list"
    if isinstance(value, float):
        return f"{value:.9g}"
    return str(value)


def expected(result: Result) -> str | None:
    """Return what the rule expects, without its unit; ``None`` where it compares with nothing."""
    return None if result.limit is None else limit_words(result.limit)


def limit_words(limit: Limit) -> str:
    """Return a limit in words, without its unit."""
    if limit.words is None:
        limit.words = _limit_words(limit.operator, limit.value)
    return limit.words


def _limit_words(operator: str, value: object) -> str:
    if operator in _JOINED and isinstance(value, tuple):
        return _JOINED[operator].join(map(limit_words, value))
    if isinstance(value, Limit):
        return f"not {limit_words(value)}"
    if operator == "changed" and isinstance(value, Mapping):
        return _change_words(value)
    if operator in _FIXED:
        return _FIXED[operator]
    if operator == "empty":
        return "empty" if value else "not empty"
    if operator == "between" and isinstance(value, (list, tuple)):
        return f"between {shown(value[0])} and {shown(value[1])}"
    return f"{_OPERATORS[operator]} {shown(value)}".strip()


_CHANGES = {
    "by_more_than": "by at most {}",
    "by_more_than_percent": "by at most {} %",
    "grew_by_more_than": "larger by at most {}",
    "grew_by_factor": "less than {} times as large",
    "moved_by_more_than_m": "moved by at most {} m",
    "went_back": "not smaller",
    "got_older": "not older",
    "code_grew": "no larger code",
    "later": "not later",
}


def _change_words(value: Mapping) -> str:
    """Return what an earlier value lets the later one be; several differences must all be exceeded to fail."""
    parts = [words.format(shown(value[name])) for name, words in _CHANGES.items() if name in value]
    return f"{' or '.join(parts) or 'unchanged'} (earlier run: {shown(value['before'])})"


def message(result: Result) -> str:
    """Return the result in one sentence, with the element that it is about."""
    said = explanation(result)
    return said if result.element is None or result.host is None else f"{result.element}: {said}"


def explanation(result: Result) -> str:
    """Return the sentence without the element."""
    if result.explained is None:
        result.explained = _explanation(result)
    return result.explained


def _explanation(result: Result) -> str:
    make = _OF_VALUE.get(result.reason.code)
    if make is None:
        return sentence(result.reason)
    unit = f" {result.unit}" if result.unit else ""
    behind = "" if result.limit is None else f", expected {limit_words(result.limit)}{unit}"
    return f"{result.path}: {make(result, unit)}{behind}"


def _compared(result: Result, unit: str) -> str:
    return f"it is {shown(result.actual)}{unit}{_against(result)}"


def _claimed_bound(result: Result, unit: str) -> str:
    return f"it claims only < {shown(result.actual)}{unit}"


def _claim_unsupported(result: Result, unit: str) -> str:
    at_best = shown(result.reason.args["at_best"])
    return f"it claims < {shown(result.actual)}{unit}, but its source supports {at_best}{unit} at best"


def _not_reported(_result: Result, _unit: str) -> str:
    return "it does not say"


def _contradicted(_result: Result, _unit: str) -> str:
    return "other values of the same answer contradict it"


def _masked(_result: Result, _unit: str) -> str:
    return "it repeats the password or token, so it is masked"


def _not_comparable(result: Result, _unit: str) -> str:
    return f"it is {shown(result.actual)}, which tells nothing here"


def _not_selectable(result: Result, _unit: str) -> str:
    return selection_problem(result.reason.args)


def _measured(result: Result, unit: str) -> str:
    uncertainty = shown(result.reason.args["uncertainty"])
    return f"measured {shown(result.actual)}{unit} with an uncertainty of ±{uncertainty}{unit}{_against(result)}"


def _not_measured(_result: Result, _unit: str) -> str:
    return (
        "the probe cannot judge it: its own clock is not known to be synchronized, and it did not compare three servers"
    )


_REFERENCES = {
    "controller": " against the controller's clock, which is synchronized",
    "doubtful_controller": " against the controller's clock, which is not synchronized as far as is known",
    "fleet": " against the median of the fleet's devices, because the controller's clock is not synchronized",
    "own_clock": " against the probe's clock",
    "median": " against the median of the probe's servers, because its own clock is not known to be synchronized",
}


def _against(result: Result) -> str:
    """Return what a value was measured against; empty where the rule does not name it."""
    return _REFERENCES.get(str(result.reason.args.get("against")), "")


_OPTIMISTIC = {
    "beyond_table": "the oscillator's table ends before",
    "better_oscillator": "by the table of the next better oscillator",
    "short_discipline": "the oscillator had less than 24 h of discipline before",
    "unreported": "the device does not report how good that figure is",
    "unknown_discipline": "the device does not report for how long the oscillator was disciplined before",
}
"""Why a figure may be too good."""


def _optimistic(result: Result, unit: str) -> str:
    bound = "at most" if result.limit is not None and result.limit.operator == "min" else "at least"
    why = str(result.reason.args["why"])
    return f"it is {bound} {shown(result.actual)}{unit} ({_OPTIMISTIC.get(why, why)})"


_OF_VALUE: dict[str, Callable[[Result, str], str]] = {
    "compared": _compared,
    "claimed_bound": _claimed_bound,
    "claim_unsupported": _claim_unsupported,
    "not_reported": _not_reported,
    "contradicted": _contradicted,
    "masked": _masked,
    "not_comparable": _not_comparable,
    "not_selectable": _not_selectable,
    "measured": _measured,
    "optimistic": _optimistic,
    "not_measured": _not_measured,
}
"""Reasons whose sentence is about the value of the result."""


_EXCUSES = {
    "in_grace": "it is in grace and does not count yet",
    "not_possible": "the device's API does not offer the fact",
    "below_threshold": "it is below the gate's threshold (compliance_fail_on: {fail_on})",
}
"""Why the gate does not count a finding."""


def excuse(code: str, fail_on: str) -> str:
    """Return why the gate does not count a finding, by the code that ``verdict.excuse`` gave."""
    if fail_on == "never" and code == "below_threshold":
        return "the gate is switched off (compliance_fail_on: never)"
    return _EXCUSES[code].format(fail_on=fail_on)


def checks_not_possible(number: int) -> str:
    """Return how many checks are not possible, in the words that every report uses."""
    return f"{counted(number, 'check')} not possible"


def selection_problem(args: Mapping) -> str:
    """Return why a path could not be followed in these facts."""
    if args["problem"] == "above_root":
        return f"{args['path']} leads above the device's facts"
    return f"{args['path']} cannot be read: {args['detail']}"


def _condition_false(args: Mapping) -> str:
    limit = Limit.from_dict(args["limit"])
    return f"{args['path']} is {shown(args['actual'])}, and the rule is for {limit_words(limit)}"


def _named(*hosts: str) -> str:
    return ", ".join(hosts)


def _groups(groups: Mapping) -> str:
    return "; ".join(f"{name}: {', '.join(hosts)}" for name, hosts in groups.items())


def _probe_worked(args: Mapping) -> str:
    said = []
    if args["servers"]:
        said.append(f"it asked {counted(args['servers'], 'NTP server')}")
    if args["interfaces"]:
        said.append(f"it listened on {_named(*args['interfaces'])}")
    return " and ".join(said) or "it had nothing to do"


_DURATIONS = (("s", 1e9), ("ms", 1e6), ("µs", 1e3))


def _duration(nanoseconds: float) -> str:
    """Return nanoseconds in the largest unit that keeps them at or above one, to four digits."""
    unit, size = next((one for one in _DURATIONS if abs(nanoseconds) >= one[1]), ("ns", 1))
    return f"{nanoseconds / size:.4g} {unit}"


def _server_apart(args: Mapping) -> str:
    own, other = map(_duration, args["uncertainties_ns"])
    limit = f"limit: {_duration(args['limit_ns'])} plus the uncertainties ±{own} and ±{other}"
    numbers = f"{_duration(args['difference_ns'])} ({limit})"
    if args["count"] > len(args["servers"]):
        (server,) = args["servers"]
        return f"{server} differs from the median of {args['count']} NTP servers by {numbers}; asked by {args['probe']}"
    first, second = args["servers"]
    return f"{second} differs from {first} by {numbers}; asked by {args['probe']}, which cannot tell which one is right"


def _led_from_outside(args: Mapping) -> str:
    said = f"domain {args['domain']} is led by a clock outside the fleet: {_groups(args['grandmasters'])}"
    if args["expected"]:
        said += f"; the plan expects {_named(*args['expected'])}"
    if args["unread"]:
        said += f"; it may be a device that was not read ({_named(*args['unread'])})"
    return said


_SENTENCES: dict[str, Callable[[Mapping], str]] = {
    # A rule on one host
    "parameter_unset": lambda args: f"the parameter {_named(*args['names'])} has no value",
    "list_empty": lambda args: f"{args['list']} is empty",
    "none_selected": lambda args: f"{args['list']} has none that the rule is for",
    "list_unavailable": lambda args: f"{args['fact']} could not be read ({args['why']})",
    "list_not_reported": lambda args: f"the device does not say {args['fact']}",
    "selection_failed": selection_problem,
    "leap_list_expired": lambda args: f"the leap second list ({args['source']}) expired on {args['expires'][:10]}",
    "condition_false": _condition_false,
    "condition_unknown": lambda args: f"the device does not say {args['path']}, which the rule depends on",
    "outside_vocabulary": lambda args: f"{args['path']} is {args['word']}, which is not a known word",
    "read": lambda args: f"it answered within {args['duration_ms']} ms",
    "unread": lambda args: f"{args['kind']}: {args['message']}",
    "waiver_expired": lambda args: (
        f"the waiver of {args['rule']} on {args['host']} expired on {args['expires']}: {args['why']}"
    ),
    # Changes
    "no_baseline": lambda _args: "no earlier run to compare with",
    "not_in_baseline": lambda _args: "the earlier run has no value to compare with",
    "not_comparable_before": lambda args: f"the earlier value {shown(args['before'])} cannot be compared",
    "unchanged": lambda args: f"no change since the earlier run ({counted(args['count'], 'value')} compared)",
    "changed": lambda args: (
        f"{args['fact']} changed from {shown(args['before'])} to {shown(args['after'])}{args['unit']}"
    ),
    "vanished": lambda args: f"{args['fact']} is not reported any more (earlier run: {shown(args['before'])})",
    # The fleet
    "nothing_to_compare": lambda _args: "there is nothing to compare",
    "shared": lambda args: f"the {args['kind']} {args['value']} is that of {_named(*args['hosts'])}",
    "unshared": lambda args: f"each {args['kind']} is that of one host",
    "address_of_another": lambda args: (
        f"{args['host']} has the address {args['address']}, at which {args['other']} is read"
    ),
    "addresses_own": lambda _args: "no device has another one's address",
    "followed": lambda args: f"domain {args['domain']} follows {_groups(args['grandmasters'])}",
    "priorities": lambda args: (
        f"domain {args['domain']}: priorities {args['priority1']}/{args['priority2']} of {_named(*args['hosts'])}"
    ),
    "led_from_outside": _led_from_outside,
    "led_from_inside": lambda args: f"domain {args['domain']} is led by a device of the fleet, or by an expected one",
    "domains": lambda args: f"the instances do not share a domain: {_groups(args['domains'])}",
    "domains_shared": lambda args: f"the instances of {args['count']} hosts share a domain",
    "agreed": lambda args: f"{args['what']} is {shown(args['value'])} on all {args['count']} hosts",
    "no_majority": lambda args: (
        f"the hosts do not agree on {args['what']}: "
        + ", ".join(f"{host}: {value}" for host, value in args["values"].items())
    ),
    "outlier": lambda args: (
        f"{args['host']} says {args['what']} {args['value']}, {args['count']} others say {args['usual']}"
    ),
    "versions": lambda args: f"{args['model']} runs {_groups(args['versions'])}",
    "group_synchronized": lambda args: (
        f"{args['good']} of {counted(args['members'], 'host')} of {args['group']} are synchronised stratum-1 servers"
    ),
    "clock_apart": lambda args: (
        f"{args['host']}'s clock differs by {args['difference_s']:g} s from the median of {args['count']} hosts"
    ),
    "clocks_close": lambda args: (
        f"the clocks of {args['count']} hosts are within {args['limit_s']:g} s of their median"
    ),
    "leap_list_current": lambda args: f"the leap second list ({args['source']}) is valid until {args['expires'][:10]}",
    # Probes
    "server_apart": _server_apart,
    "servers_close": lambda args: (
        f"{args['probe']}: the {args['servers']} NTP servers agree within {_duration(args['limit_ns'])} plus their "
        "uncertainty"
    ),
    "probe_failed": lambda args: f"the probe {args['probe']}: {'; '.join(args['problems'])}",
    "probe_worked": _probe_worked,
    "domain_led": lambda args: f"domain {args['domain']} is led by {_named(*args['identities'])}",
    "domain_announced": lambda args: f"in domain {args['domain']} {_named(*args['identities']) or 'nobody'} announces",
}
"""The sentence of each other reason."""


CODES = frozenset({*_OF_VALUE, *_SENTENCES})
"""Every code that a reason can have."""


def sentence(reason: Reason) -> str:
    """Return the sentence of a reason that is about more than the value of its result."""
    return _SENTENCES[reason.code](reason.args)
