# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The source for REST offers what the protocol names, and names its own block in the results."""

from __future__ import annotations

from ansible_collections.timesync.meinberg.plugins.module_utils import gather as gathering
from ansible_collections.timesync.meinberg.plugins.module_utils.client import Client
from ansible_collections.timesync.meinberg.plugins.module_utils.sources import RestSource, Source
from tests.simulator import Device
from tests.unit.support.reading import Client as Prepared
from tests.unit.support.reading import decoded

from .servers import OPTIONS


class Other(Prepared):
    """A source of another kind: its block in the results has a name of its own."""

    block = "bus"
    port = 161
    answered_at = None

    def summary(self):
        return {"frames": 3}

    def unavailable(self):
        return [{"facet": "bus", "path": "bus.speed", "reason": "dependency", "facts": ["bus.speed"]}]

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        pass


def test_the_client_is_a_source():
    names = [name for kind in (Source, RestSource) for name in vars(kind) if not name.startswith("_")]
    assert {"host", "summary", "get_json"} <= set(names)
    client = gathering.open_source(OPTIONS)
    assert isinstance(client, Client)
    assert [name for name in names if not hasattr(client, name)] == []
    assert client.block == "http"


def test_a_result_has_the_block_of_its_source(monkeypatch):
    monkeypatch.setattr(gathering, "open_source", lambda _options: Other(decoded(Device("a"))))
    result = gathering.gather({"device_os": "auto", "include_raw": False}, ["ntp"])
    assert result["bus"] == {"frames": 3}
    assert "http" not in result
    assert result["device"]["port"] == 161
    assert [note["path"] for note in result["unavailable"] if note["facet"] == "bus"] == ["bus.speed"]
