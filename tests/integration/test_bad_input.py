# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices that answer badly or not at all: each ends soon, in one sentence, with a kind, without a secret."""

from __future__ import annotations

import re

import pytest

from tests.integration.playbooks import CONNECTION, module, play, run_plays
from tests.simulator import Device, Fault, Fleet, serve

PASSWORD = "c4nary-Pa55+word/of=the&devices"
WRONG = "c4nary-Wr0ng-word"
DEADLINE, MARGIN = 8, 4
LIMITS = {"deadline": DEADLINE, "timeout": 4, "retries": 1, "max_body_mib": 2}
SYSTEMS = ("ltos", "meinbergos")


def fault(name, **values):
    when = {key: values.pop(key) for key in ("path", "request", "times") if key in values}
    return {"faults": (Fault(name, parameters=values, **when),)}


FAILING = {
    "wrong-password": ("auth", {"inventory_password": WRONG}),
    "wrong-username": ("auth", {"inventory_username": "nobody"}),
    "no-rights": ("forbidden", {"inventory_username": "norights"}),
    "forbidden": ("forbidden", fault("forbidden")),
    "not-found": ("rest_disabled", fault("not_found")),
    "rest-disabled": ("rest_disabled", fault("rest_disabled")),
    "server-error": ("http", fault("server_error")),
    "teapot": ("http", fault("status", status=418)),
    "wait-an-hour": ("http", fault("too_many_requests", retry_after=3600)),
    "html": ("protocol", fault("html")),
    "not-http": ("protocol", fault("not_http")),
    "empty": ("protocol", fault("empty_body")),
    "null": ("protocol", fault("null_body")),
    "list": ("protocol", fault("list_body")),
    "truncated": ("protocol", fault("truncated_json")),
    "short": ("protocol", fault("short_body")),
    "broken-chunks": ("protocol", fault("broken_chunks")),
    "broken-gzip": ("protocol", fault("broken_gzip")),
    "deep": ("protocol", fault("deep_nesting")),
    "no-utf8": ("protocol", fault("invalid_utf8")),
    "endless-head": ("protocol or timeout", fault("endless_head")),  # whichever limit is reached first
    "endless-body": ("too_large", fault("endless_body")),
    "large-body": ("too_large", fault("large_body")),
    "gzip-bomb": ("too_large", fault("gzip_bomb")),
    "drip-head": ("timeout", fault("drip_head")),
    "drip-body": ("timeout", fault("drip_body")),
    "hanging-body": ("timeout", fault("hanging_body")),
    "silent": ("timeout", fault("silent")),
    "silent-handshake": ("timeout", fault("silent_handshake")),
    "other-host": ("redirect", fault("redirect_other_host")),
    "loop": ("redirect", fault("redirect_loop")),
    "to-https": ("redirect", fault("redirect_https") | {"tls": False}),
    "wrong-name": ("tls", fault("cert_wrong_name")),
    "expired": ("tls", fault("cert_expired")),
    "self-signed": ("tls", fault("cert_self_signed")),
    "refused": ("connect", fault("refused")),
    "closed": ("connect", fault("close_without_answer")),
    "reset": ("connect", fault("reset_mid_body") | {"tls": False}),
}
"""What is wrong with a device: the kind of error, and the device's description."""

WORDS = {
    "wrong-password": "401",
    "no-rights": "403",
    "server-error": "500",
    "wait-an-hour": "3600 s",
    "html": "a web page, not with JSON",
    "other-host": "redirects (302) to https://127.255.255.254/api/status",
    "wrong-name": "another-host.example.net",
    "expired": "has expired",
    "self-signed": "is self-signed",
    "refused": "the connection was refused",
    "silent-handshake": "during the TLS handshake",
    "drip-body": "within the deadline of 8 s",
    "rest-disabled": "REST API",
    "short": "cut short",
    "deep": "nested too deeply",
    "no-utf8": "not UTF-8",
}
"""What the message says, whatever else."""

RETRIED = {
    "once-503": (fault("unavailable", times=1), 0.4),
    "once-429": (fault("too_many_requests", times=1, retry_after=1), 1.0),
    "once-reset": (fault("reset_on_accept", times=1) | {"tls": False}, 0.0),
}
"""What passes: the description, and the least seconds that a polite client waits."""

HURT = {
    "ltos": {
        "nan": ("status.receivers", fault("nan", at="data.chassis0.slots.2.module.satellites.pdop")),
        "huge": ("ntp.system", fault("huge_number", at="data.ntp.0.stratum")),
        "odd-facet": ("ntp", fault("wrong_type", at="data.ntp")),
        "odd-part": ("status.events", fault("wrong_type", at="data.notification.events")),
    },
    "meinbergos": {
        "nan": ("ptp.instances", fault("nan", at="data.instances.0.utilization")),
        "huge": ("ntp.system.stratum", fault("huge_number", path="*/ntp", at="data.system.stratum")),
        "odd-facet": ("ntp", fault("wrong_type", path="*/ntp", at="data")),
        "odd-part": ("status.references", fault("wrong_type", at="data.sources")),
    },
}
"""Where one thing is wrong: the fact that is listed as malformed, or what is below it; the description."""

EVERYWHERE = {"odd-types": fault("wrong_types"), "nan-everywhere": fault("nan")}


def devices():
    for system in SYSTEMS:
        described = {name: values for name, (_kind, values) in FAILING.items()}
        described |= {name: values for name, (values, _wait) in RETRIED.items()} | EVERYWHERE | {"healthy": {}}
        described |= {name: values for name, (_fact, values) in HURT[system].items()}
        for name, values in described.items():
            fitted = {"ptp": 1, "model": "M600"} if system == "ltos" else {}
            yield Device(f"{system}-{name}", system, **{**fitted, **values})


FLEET = Fleet.of(*devices(), base="127.45.0.1", password=PASSWORD)


@pytest.fixture(scope="module")
def bad(tmp_path_factory):
    with serve(FLEET) as running:
        done = run_plays(tmp_path_factory.mktemp("bad"), running, play([module("device_facts", LIMITS)]), forks=24)
        yield done, running


def one_sentence(message):
    return bool(re.fullmatch(r"[^\n]{15,300}", message)) and len(re.findall(r"[.!?] [A-Z]", message)) == 0


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("name", FAILING)
def test_it_fails_in_one_sentence(bad, name, system):
    run, running = bad
    device, done = running.devices[f"{system}-{name}"], run["device_facts"][f"{system}-{name}"]
    assert done.outcome == "failed", done.result
    assert done.kind in FAILING[name][0].split(" or "), done.result
    assert done.result["changed"] is False
    message, error = done.result["msg"], done.result["error"]
    assert one_sentence(message) or name == "wait-an-hour", message
    assert device.address in message
    assert WORDS.get(name, "") in message
    assert set(error) == {"kind", "url", "status_code", "hint_code", "hint"}
    assert error["hint"]
    assert error["url"] is None or error["url"].startswith(f"{device.url}/api/")
    assert done.seconds < DEADLINE + MARGIN
    assert "ansible_facts" not in done.result


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("name", ["wrong-password", "wrong-username"])
def test_a_refused_login_is_not_tried_again(bad, name, system):
    assert bad[1].devices[f"{system}-{name}"].request_count == 1


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("name", ["expired", "self-signed", "wrong-name", "silent-handshake", "refused"])
def test_nothing_is_sent_over_what_is_not_trusted(bad, name, system):
    assert bad[1].devices[f"{system}-{name}"].log == []


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("name", ["other-host", "loop", "to-https"])
def test_no_redirect_is_followed(bad, name, system):
    """Each path is asked for once, and by the same connection."""
    requests = bad[1].devices[f"{system}-{name}"].requests
    assert len(set(requests)) == len(requests)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("name", RETRIED)
def test_it_is_fine_after_another_attempt(bad, name, system):
    run, running = bad
    done, healthy = run["device_facts"][f"{system}-{name}"], run["device_facts"][f"{system}-healthy"]
    assert done.outcome == "ok", done.result
    assert done.facts["http"]["request_count"] == healthy.facts["http"]["request_count"] + 1
    assert done.facts["unavailable"] == healthy.facts["unavailable"]
    assert done.seconds >= RETRIED[name][1]
    assert done.facts["status"]["sync"]["synchronized"] is True


def listed(done, reason):
    return {fact for note in done.facts["unavailable"] if note["reason"] == reason for fact in note["facts"]}


def value(facts, path):
    for step in path.split("."):
        facts = facts[step]
    return facts


@pytest.mark.parametrize(("system", "name"), [(system, name) for system in SYSTEMS for name in HURT[system]])
def test_what_is_not_hurt_is_returned(bad, system, name):
    done, healthy = (bad[0]["device_facts"][f"{system}-{case}"] for case in (name, "healthy"))
    assert done.outcome == "ok", done.result
    hurt = HURT[system][name][0]
    news = listed(done, "malformed") - listed(healthy, "malformed")
    assert news, done.facts["unavailable"]
    assert all(fact == hurt or fact.startswith(f"{hurt}.") for fact in news), news
    for facet in {"status", "ntp", "ptp", "outputs"} - {hurt}:
        assert type(done.facts[facet]) is type(healthy.facts[facet]), facet
    assert done.facts["status"]["sync"]["state"] == "synchronized"
    if name == "huge":
        assert done.facts["ntp"]["system"]["stratum"] is None
        assert done.facts["ntp"]["system"]["reference_id"] == healthy.facts["ntp"]["system"]["reference_id"]


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("name", EVERYWHERE)
def test_a_device_with_odd_values_everywhere_is_read_all_the_same(bad, name, system):
    done, healthy = (bad[0]["device_facts"][f"{system}-{case}"] for case in (name, "healthy"))
    assert done.outcome == "ok", done.result
    assert len(listed(done, "malformed")) > len(listed(healthy, "malformed")) + 3
    assert set(done.facts) == set(healthy.facts)


def test_no_traceback_and_no_secret(bad):
    run, _running = bad
    shown = run.output + repr(run.tasks)
    assert "Traceback (most recent call last)" not in shown
    assert "[WARNING]" not in run.output
    for secret in (PASSWORD, WRONG):
        assert secret not in shown


@pytest.fixture(scope="module")
def refused(tmp_path_factory):
    """Options that cannot be used: nothing may be sent."""
    unusable = {
        "neither": {"username": "{{ omit }}", "password": ""},
        "bad token": {"token": "c4nary\nX-Header: y"},
        "colon": {"username": "a:b"},
    }
    hosts = {
        "template": "{% raw %}{{ 7*7 }}{% endraw %}",
        "HTML": "<script>alert(1)</script>",
        "scheme": "https://127.45.0.1/",
        "user part": f"info:{PASSWORD}@127.45.0.1",
        "blank": "127.45.0.1 x",
        "empty": "",
        "number": "256.256.256.256",
        "unknown": "no-such-name.invalid",
    }
    address = {name: text for name, text in CONNECTION.items() if name not in ("username", "password")}
    login = {"username": "info", "password": "{{ meinberg_password }}"}
    without = [
        module("ntp_info", {name: text for name, text in login.items() if name != left_out}, name=f"no {left_out}")
        for left_out in login
    ]
    tasks = [module("ntp_info", options, name=name) for name, options in unusable.items()]
    tasks += [module("ntp_info", {"host": host}, name=f"host: {name}") for name, host in hosts.items()]
    plays = [
        play(without, module_defaults={"timesync.meinberg.ntp_info": address}),
        play(tasks, module_defaults={"timesync.meinberg.ntp_info": address | login}),
    ]
    fleet = Fleet.of(Device("lantime"), base="127.46.0.1", password=PASSWORD)
    with serve(fleet) as running:
        yield run_plays(tmp_path_factory.mktemp("refused"), running, *plays), running.devices["lantime"]


MESSAGES = {
    "no username": ("credentials", "Option username is missing."),
    "no password": ("credentials", "Option password is missing."),
    "neither": ("credentials", "Options username and password are missing."),
    "bad token": ("credentials", "Option token holds characters that no bearer token has."),
    "colon": ("credentials", "Option username holds a colon, which HTTP Basic authentication cannot carry."),
    "host: template": ("dns", "Option host is not valid: it holds a template that was not resolved."),
    "host: HTML": ("dns", "Option host is not valid: it holds HTML."),
    "host: scheme": ("dns", "Option host is not valid: it holds a scheme."),
    "host: user part": ("dns", "Option host is not valid: it holds a user part."),
    "host: blank": ("dns", "Option host is not valid: it holds blanks or control characters."),
    "host: empty": ("dns", "Option host is not valid: it is empty."),
    "host: number": ("dns", "Option host is not valid: it is neither a host name nor an IP address."),
    "host: unknown": ("dns", "The name no-such-name.invalid could not be resolved: "),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_useless_options_are_refused_before_anything_is_sent(refused, name):
    run, device = refused
    done = run[name]["lantime"]
    kind, message = MESSAGES[name]
    assert done.kind == kind
    assert done.result["msg"].startswith(message)
    assert one_sentence(done.result["msg"])
    assert done.result["error"]["hint"]
    assert (device.connections, device.log) == (0, [])
    assert "Traceback (most recent call last)" not in run.output
    assert PASSWORD not in run.output + repr(run.tasks)
