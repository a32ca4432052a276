# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LTOS: the one answer that everything is read from."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.errors import (
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    RestDisabledError,
)
from ansible_collections.timesync.meinberg.plugins.module_utils.ltos import adapter
from ansible_collections.timesync.meinberg.plugins.module_utils.shapes import FACETS
from tests.simulator import Device
from tests.unit.support.reading import Client, decoded

STATUS = "/api/status"
ALL = list(FACETS)


@pytest.mark.parametrize(
    ("answer", "recognised"),
    [
        ({"system-information": {}}, True),
        ({"data": {"object-id": "status"}}, True),
        ({"data": {"object-id": "status "}}, True),
        ({"data": {"object-id": "printer"}}, False),
        ({"data": {"object-id": []}}, False),
        ({"data": []}, False),
        ({}, False),
        ([], False),
        (None, False),
        ("status", False),
    ],
)
def test_the_answer_of_a_lantime(answer, recognised):
    assert adapter.recognised(answer) is recognised
    client = Client({STATUS: answer})
    if recognised:
        assert adapter.fetch(client, ALL) is answer
    else:
        with pytest.raises(ProtocolError, match=r"not the status of a LANTIME") as caught:
            adapter.fetch(client, ALL)
        assert caught.value.url == f"{client.web_url}{STATUS}"
    assert client.asked == [STATUS]


def test_an_api_that_is_not_there():
    with pytest.raises(RestDisabledError) as caught:
        adapter.fetch(Client({}), ALL)
    assert (caught.value.kind, caught.value.status_code) == ("rest_disabled", 404)
    assert caught.value.url == f"{Client.web_url}{STATUS}"
    assert isinstance(caught.value.__cause__, NotFoundError)


def test_other_failures_are_passed_on():
    refused = ForbiddenError("no right")
    with pytest.raises(ForbiddenError) as caught:
        adapter.fetch(Client({STATUS: refused}), ALL)
    assert caught.value is refused


@pytest.mark.parametrize("facets", [["status"], ["ptp", "ntp"], list(FACETS), []])
def test_only_the_facets_asked_for_are_read(facets):
    answer = decoded(Device("a"))[STATUS]
    identity, facts, unavailable = adapter.facts(answer, facets)
    assert list(facts) == facets
    assert identity["model"] == "M600"
    assert {note["facet"] for note in unavailable} <= {"device", *facets}
    assert adapter.raw(answer) == {STATUS: answer}
