# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Walking an API: what is asked for, what never is, and where it ends."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.errors import (
    AuthError,
    ForbiddenError,
    RestDisabledError,
    TimedOut,
)
from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos import paths
from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos.adapter import SEEDS
from ansible_collections.timesync.meinberg.plugins.module_utils.snapshot.walk import (
    MOST_BYTES,
    MOST_REQUESTS,
    walk,
)
from tests.simulator import Device
from tests.unit.support.reading import Client as Prepared
from tests.unit.support.reading import decoded

LTOS = {"system-information": {}, "data": {"object-id": "status"}}
SYSTEM = "/api/state/system"


class Client(Prepared):
    """Prepared answers, each of so many bytes."""

    def __init__(self, prepared, size=100):
        super().__init__(prepared)
        self._size = size

    @property
    def bytes_received(self):
        return self._size * len(self.asked)


def walked(prepared, device_os="meinbergos", size=100):
    client = Client(prepared, size)
    return walk(client, device_os), client.asked


def linked(*texts, **data):
    return {SYSTEM: {"data": {"uptime": "1 sec", **data, "links": list(texts)}}}


def test_ltos_has_one_answer():
    found, asked = walked({"/api/status": {**LTOS, "links": {"self": "https://localhost/api/status"}}}, "ltos")
    assert asked == list(found.answers) == ["/api/status"]
    assert (found.system, found.failures, found.left_out) == ("ltos", {}, {})


def test_ltos_is_followed_to_what_it_links_to_below():
    answers = {"/api/status": {**LTOS, "links": ["/api/status/ptp", "/api/config"]}, "/api/status/ptp": {"data": 1}}
    found, asked = walked(answers, "ltos")
    assert asked == ["/api/status", "/api/status/ptp"]
    assert found.answers["/api/status/ptp"] == {"data": 1}


def test_meinbergos_is_asked_for_every_path_that_is_known():
    found, asked = walked(decoded(Device("whole", "meinbergos", whole=True)))
    assert set(SEEDS) <= set(asked)
    known = {value for value in vars(paths).values() if isinstance(value, str) and value.startswith("/api")}
    assert known <= set(asked)
    assert "/api/state" in found.answers
    assert {path: error.reason for path, error in found.failures.items()} == dict.fromkeys(
        ["/api/state/io", "/api/state/modules/clk2"], "not_found"
    )
    assert len(asked) == len(set(asked))


def test_names_that_an_answer_does_not_tell_of_are_asked_for():
    answers = {**linked(), "/api/state": {"data": {"fan": None, "psu": {}, "system": {"uptime": "1 sec"}}}}
    _found, asked = walked({**answers, "/api/state/fan": {"data": ["left", "right"]}})
    assert {"/api/state/fan", "/api/state/psu", "/api/state/fan/left", "/api/state/fan/right"} <= set(asked)


@pytest.mark.parametrize(
    "link",
    [
        "/api/state/../config", "/api/state/%2e%2e/config", "/api/state/a/../../b", "/api/config", "/api/stateless/x",
        "https://evil.example/api/state/x", "//evil.example/api/state/x", "http://user@evil.example/api/state/x",
        "/api/state/x?restart=1", "/api/state/x y", "/api/state//x", "/api/state/a.b", "/api/state/a/b/c/d/e/f/g",
        "see /api/state/x", "https://[/api/state/x", "/api/state/" + "x" * 600,
    ],
)  # fmt: skip
def test_links_that_lead_away_are_not_followed(link):
    _found, asked = walked(linked(link))
    assert set(asked) == set(SEEDS)


@pytest.mark.parametrize(
    "link", ["/api/state/x", "https://device.example/api/state/x/", "https://LOCALHOST:8443/api/state/x#top"]
)
def test_links_within_the_tree_are_followed_on_the_device_s_own_connection(link):
    _found, asked = walked(linked(link))
    assert set(asked) - set(SEEDS) == {"/api/state/x"}


@pytest.mark.parametrize("name", ["restart", "factoryReset", "fw-download", "config", "doReboot"])
def test_nothing_is_asked_for_that_sounds_as_if_it_could_act(name):
    found, asked = walked(linked(f"/api/state/x/{name}", f"/api/state/{name}/now", **{name: None}))
    assert set(asked) == set(SEEDS)
    assert set(found.left_out.values()) == {"may_act"}


def test_circles_end():
    circle = {"/api/state/a": {"data": {"b": None, "up": "/api/state/a"}}, "/api/state/a/b": {"data": "/api/state/a"}}
    _found, asked = walked({**linked("/api/state/a"), **circle})
    assert len(asked) == len(set(asked)) == len(SEEDS) + 2


def test_endless_paths_end():
    class Endless(Client):
        def get_json(self, path):
            self.asked.append(path)
            return {"data": {f"n{len(self.asked)}-{number}": None for number in range(9)}}

    client = Endless({})
    found = walk(client, "meinbergos")
    assert len(client.asked) == MOST_REQUESTS
    assert set(found.left_out.values()) == {"limit"}


def test_endless_bytes_end():
    found, asked = walked(linked("/api/state/x"), size=MOST_BYTES)
    assert "/api/state/x" not in asked
    assert found.left_out["/api/state/x"] == "limit"


def test_a_path_that_fails_is_noted():
    answers = {**linked("/api/state/x", "/api/state/y"), "/api/state/x": ForbiddenError("no", status_code=403)}
    found, _asked = walked({**answers, "/api/state/y": TimedOut("late"), paths.NTP: ForbiddenError("no")})
    reasons = {path: (error.reason, error.status_code) for path, error in found.failures.items()}
    assert reasons["/api/state/x"] == ("forbidden", 403)
    assert reasons["/api/state/y"] == ("timeout", None)
    assert reasons[paths.NTP] == ("forbidden", None)


def test_credentials_that_are_refused_midway_end_the_walk_and_keep_what_is_there():
    answers = {**linked("/api/state/x", "/api/state/y"), "/api/state/x": AuthError("no", status_code=401)}
    found, asked = walked(answers)
    assert SYSTEM in found.answers
    assert "/api/state/y" not in asked
    assert found.left_out["/api/state/y"] == "limit"


def test_a_device_that_cannot_be_read_is_an_error():
    with pytest.raises(RestDisabledError):
        walked({})
