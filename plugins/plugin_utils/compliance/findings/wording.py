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
    if result.message is None:
        said = explanation(result)
        named = result.element is not None and result.host is not None
        result.message = f"{result.element}: {said}" if named else said
    return result.message


def explanation(result: Result) -> str:
    """Return the sentence without the element."""
    make = _OF_VALUE.get(result.reason.code)
    if make is None:
        return sentence(result.reason)
    wanted = expected(result)
    unit = f" {result.unit}" if result.unit else ""
    behind = "" if wanted is None else f", expected {wanted}{unit}"
    return f"{result.path}: {make(result, unit)}{behind}"


def _compared(result: Result, unit: str) -> str:
    return f"it is {shown(result.actual)}{unit}"


def _claimed_bound(result: Result, unit: str) -> str:
    return f"it claims only < {shown(result.actual)}{unit}"


def _not_reported(_result: Result, _unit: str) -> str:
    return "it does not say"


def _not_comparable(result: Result, _unit: str) -> str:
    return f"it is {shown(result.actual)}, which tells nothing here"


def _not_selectable(result: Result, _unit: str) -> str:
    return selection_problem(result.reason.args)


def _measured(result: Result, unit: str) -> str:
    uncertainty = shown(result.reason.args["uncertainty"])
    return f"measured {shown(result.actual)}{unit} with an uncertainty of ±{uncertainty}{unit}"


_OF_VALUE: dict[str, Callable[[Result, str], str]] = {
    "compared": _compared,
    "claimed_bound": _claimed_bound,
    "not_reported": _not_reported,
    "not_comparable": _not_comparable,
    "not_selectable": _not_selectable,
    "measured": _measured,
}
"""Reasons whose sentence is about the value of the result."""


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


_SENTENCES: dict[str, Callable[[Mapping], str]] = {
    # A rule on one host
    "parameter_unset": lambda args: f"the parameter {_named(*args['names'])} has no value",
    "list_empty": lambda args: f"{args['list']} is empty",
    "none_selected": lambda args: f"{args['list']} has none that the rule is for",
    "list_unavailable": lambda args: f"{args['fact']} could not be read ({args['why']})",
    "list_not_reported": lambda args: f"the device does not say {args['fact']}",
    "selection_failed": selection_problem,
    "condition_false": _condition_false,
    "condition_unknown": lambda args: f"the device does not say {args['path']}, which the rule depends on",
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
    # Probes
    "probe_failed": lambda args: f"the probe {args['probe']}: {'; '.join(args['problems'])}",
    "probe_worked": lambda args: _probe_worked(args),
    "domain_led": lambda args: f"domain {args['domain']} is led by {_named(*args['identities'])}",
    "domain_announced": lambda args: (
        f"in domain {args['domain']} {_named(*args['identities']) or 'nobody'} announces"
    ),
}
"""The sentence of each other reason."""


def _probe_worked(args: Mapping) -> str:
    said = []
    if args["servers"]:
        said.append(f"it asked {counted(args['servers'], 'NTP server')}")
    if args["interfaces"]:
        said.append(f"it listened on {_named(*args['interfaces'])}")
    return " and ".join(said) or "it had nothing to do"


CODES = frozenset({*_OF_VALUE, *_SENTENCES})
"""Every code that a reason can have."""


def sentence(reason: Reason) -> str:
    """Return the sentence of a reason that is about more than the value of its result."""
    return _SENTENCES[reason.code](reason.args)
