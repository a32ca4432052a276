# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done with one input: its first byte says who reads it, the rest is what comes from outside.

A target ends well, or raises one of the errors that users are told; whatever else it raises is a finding.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from ansible_collections.timesync.meinberg.plugins.module_utils import connector, gather, tls
from ansible_collections.timesync.meinberg.plugins.module_utils.answers import decode, server_words
from ansible_collections.timesync.meinberg.plugins.module_utils.deadline import DeadlineSocket
from ansible_collections.timesync.meinberg.plugins.module_utils.errors import ConnectError, Error
from ansible_collections.timesync.meinberg.plugins.module_utils.shapes import DEVICE, FACETS
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ComplianceError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.values import parse_time, version_key
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.derive import Derived
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.extract import extract
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings import baseline
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.results import (
    COMPARED,
    NO_BASELINE,
    Result,
    order,
)
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.stored import reported
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules import parameters, profile, selection
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.evaluate import evaluate
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.profile import Profile
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.rule import Rule
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import changes, store
from tests.unit.plugins.module_utils.servers import OPTIONS
from tests.unit.support.conformity import misfits
from tests.unit.support.gathered import as_gathered
from tests.unit.support.reading import read

PROFILES = ("baseline", "gnss", "ntp_server", "hardening", "outputs", "monitoring_classic", "ptp_default_e2e")
SHAPES = {"device": DEVICE, **FACETS}
LANTIME = {**OPTIONS, "device_os": "ltos"}
MOST_ON_A_SOCKET = 100_000
"""Bytes that a pair of sockets holds without anybody reading."""


def run(data: bytes) -> None:
    """One input to its target; one that names none is passed over."""
    target = TARGETS.get(data[:1])
    if target is not None:
        target(data[1:])


def check_facts(facts: Mapping) -> None:
    """The facts have the shape that is promised, and the audit can judge them."""
    wrong = [text for name in SHAPES if facts[name] is not None for text in misfits(SHAPES[name], facts[name], name)]
    assert not wrong, wrong
    judge(facts)


def judge(facts: Mapping) -> None:
    """The audit comes to its end with the facts, and nothing passes that they do not say."""
    profiles, parameters = _rules()
    derived = Derived(facts)
    results = evaluate("host", facts, profiles, parameters, [], derived=derived)
    made = [derived.stored(parameters.values), extract(facts, derived.common())]
    json.dumps([facts, *made, list(map(reported, results))], allow_nan=False)
    assert results == sorted(results, key=order)
    names = {one.key for one in results}
    assert len(names) == len(results)
    assert not [one for one in results if one.status == "pass" and one.actual is None]


@cache
def _rules() -> tuple[list, object]:
    profiles = profile.load_all(PROFILES)
    return profiles, parameters.resolve(profiles, {}, {})


def ltos(body: bytes) -> None:
    """The body of an answer of ``/api/status``."""
    _read("ltos", lambda: {"/api/status": decode(body, "device")})


def meinbergos(body: bytes) -> None:
    """The bodies of all answers as one object, by path."""

    def answers() -> dict:
        decoded = decode(body, "device")
        return decoded if isinstance(decoded, dict) else {"/api/state": decoded}

    _read("meinbergos", answers)


def _read(system: str, answers: Callable[[], dict]) -> None:
    try:
        facts, unavailable = read(system, answers())
    except Error as error:
        check_sentence(error.message)
        return
    check_facts(as_gathered(system, facts, unavailable))


def http(stream: bytes) -> None:
    """All that a server sends over one connection."""
    try:
        with answering(stream):
            facts = gather.gather(LANTIME, list(FACETS))
    except Error as error:
        check_sentence(error.message)
        return
    check_facts(facts)


def answering(stream: bytes):
    """While this lasts, the first connection to any device leads to one that sends just this; others are refused."""
    here, there = socket.socketpair()
    ends = [here]

    def connect(_host: str, _port: int, deadline, _name: str | None = None) -> DeadlineSocket:
        if not ends:
            raise ConnectError("The connection was refused.")
        sock = DeadlineSocket(fileno=ends.pop().detach())
        sock.deadline = deadline
        return sock

    there.sendall(stream[:MOST_ON_A_SOCKET])
    there.shutdown(socket.SHUT_WR)
    return _Patched(mock.patch.object(connector, "connect", connect), here, there)


class _Patched:
    """A patch, with the sockets that are closed after it."""

    def __init__(self, patch, *sockets: socket.socket) -> None:
        self._patch = patch
        self._sockets = sockets

    def __enter__(self) -> None:
        self._patch.start()

    def __exit__(self, *_exc) -> None:
        self._patch.stop()
        for sock in self._sockets:
            sock.close()


def words(body: bytes) -> None:
    """The body of an error."""
    said = server_words(body, frozenset({"secret"}), "401 Unauthorized")
    assert len(said) <= 120
    assert "secret" not in said
    check_sentence(said)


def certificate(der: bytes) -> None:
    """A certificate."""
    found = tls.certificate(der)
    json.dumps(found)
    if found is not None:
        assert parse_time(found["not_before"])
        assert parse_time(found["not_after"])


def yaml_profile(text: bytes) -> None:
    """A profile's file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "own.yml"
        path.write_bytes(text)
        try:
            loaded = profile.load(str(path))
        except ComplianceError as error:
            check_sentence(str(error))
            return
    evaluate("host", _simulated(), [loaded], parameters.resolve([loaded], {}, {}), [])


def path_of_facts(text: bytes) -> None:
    """A path into the facts."""
    try:
        path = selection.Path(text.decode("utf-8", "surrogateescape"))
    except ComplianceError as error:
        check_sentence(str(error))
        return
    facts = _simulated()
    found = path.select([facts, facts["status"]])
    json.dumps(found.value, allow_nan=False)


def earlier_report(text: bytes) -> None:
    """An earlier report that a run is compared with."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.json"
        path.write_bytes(text)
        try:
            found = baseline.load(path, ["host"])
        except ComplianceError as error:
            check_sentence(str(error))
            return
    now = "2026-03-17T09:30:00Z"
    own = failure("host", "a", "b")
    baseline.compare([own], found, baseline.Grace(minutes=5.0), now)
    results, watched = [open_change("host")], found and found.watched
    changes.watched(results, {CHANGE.key: CHANGE}, watched)
    changes.settle(results, [CHANGES], watched)


CHANGE = Rule.compile(
    {
        "id": "c", "title": "T", "severity": "minor", "basis": "claimed", "source": "S", "remedy": "R",
        "value": "device.firmware.version", "changed": {"any": True},
    },
    "a",
)  # fmt: skip


CHANGES = Profile("a", "T", "1.0.0", "D", {}, (CHANGE,), (), "a.yml")


def open_change(host: str) -> Result:
    """A fact that is to be compared with an earlier run's."""
    about = {"title": "T", "path": CHANGE.fact, "basis": "claimed", "source": "S", "remedy": "R", "actual": {"": "1"}}
    return Result(host, "a", "c", None, "minor", "not_applicable", reason=NO_BASELINE, **about)


def failure(host: str, profile_id: str, rule: str) -> Result:
    """A failure that a run is compared by."""
    about = {"title": "T", "path": "a", "basis": "claimed", "source": "S", "remedy": "R", "reason": COMPARED}
    return Result(host, profile_id, rule, None, "major", "fail", **about)


def version_and_time(text: bytes) -> None:
    """What a device calls its version, its clock's time, or itself."""
    written = text.decode("utf-8", "surrogateescape")
    version_key(written)
    parse_time(written)
    try:
        assert store.host_of(store.file_name(written)) == written
    except ComplianceError as error:
        check_sentence(str(error))


@cache
def _simulated() -> dict:
    from tests.simulator import Device
    from tests.unit.support.gathered import gathered

    return gathered(Device("host"))


def check_sentence(text: str) -> None:
    """What users are told stands on one line."""
    assert text.isprintable(), text


TARGETS: dict[bytes, Callable[[bytes], None]] = {
    b"L": ltos,
    b"M": meinbergos,
    b"H": http,
    b"W": words,
    b"C": certificate,
    b"Y": yaml_profile,
    b"P": path_of_facts,
    b"R": earlier_report,
    b"V": version_and_time,
}
"""Who reads an input, by its first byte."""
