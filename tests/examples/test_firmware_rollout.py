# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""examples/firmware-rollout: the canary first, and the others only where it is well again."""

from __future__ import annotations

import pytest

from tests.examples.fleet import COMMANDS, LANTIMES, address_of, fleet
from tests.simulator import Device

COMMAND = COMMANDS["firmware-rollout"]
OLD = {name: {"firmware": "7.08.019"} for name in LANTIMES}
UPDATE = [
    {
        "name": "Update, which leads to a device that runs the new firmware",
        "ansible.builtin.set_fact": {name: f"{{{{ updated_{name} }}}}" for name in ("meinberg_host", "meinberg_port")},
    }
]
"""Tasks of an operator: what stands at the address of a device after its update is another simulated device."""


def rolled_out(copy, base: str, canary: dict, old: dict = OLD, **variables):
    """How a rollout ends whose canary is like this after its update, and the devices after the update."""
    after = [Device(f"updated {name}", **(canary if name == LANTIMES[0] else {})) for name in LANTIMES]
    copy.change("firmware-rollout/update.yml", lambda tasks: tasks.__setitem__(slice(None), UPDATE))
    timing = {"rollout_wait_s": 2, "rollout_every_s": 1, "meinberg_retries": 0}
    with copy.facing(fleet(base, old, *after)) as running:
        for name in LANTIMES:
            updated = address_of(running.devices[f"updated {name}"])
            here = {f"updated_{key}": value for key, value in updated.items()}
            copy.define(name, **address_of(running.devices[name]), **here, **timing, **variables)
        return copy.run(COMMAND), {name: running.devices[f"updated {name}"] for name in LANTIMES}


def test_all_are_updated_where_the_canary_comes_back_in_time(copy):
    done, after = rolled_out(copy, "127.71.9.1", {"faults": [{"name": "unavailable", "times": 1}]})
    assert done.code == 0, done.output
    assert "FAILED - RETRYING" in done.text
    for name in LANTIMES:
        assert f"{name} runs 7.10.012 and is well" in done.text
        assert after[name].requests
        for when, version in (("before", "7.08.019"), ("after", "7.10.012")):
            facts = (copy.folder / "output" / "rollout" / when / f"{name}.json").read_text("utf-8")
            assert f'"version": "{version}"' in facts or f'"version":"{version}"' in facts


@pytest.mark.parametrize(
    ("canary", "said"),
    [
        ({"faults": ["refused"]}, "is not well after 2 s: Cannot connect to"),
        ({"states": ["holdover"]}, "is not well after 2 s: it runs 7.10.012, is holdover, has stratum 1"),
        ({"firmware": "7.08.019"}, "is not well after 2 s: it runs 7.08.019, is synchronized"),
    ],
    ids=["gone", "holdover", "old"],
)
def test_the_others_keep_their_firmware_where_it_does_not(copy, canary, said):
    done, after = rolled_out(copy, "127.71.10.1", canary)
    assert done.code == 2
    assert f"{LANTIMES[0]} {said}" in done.text
    assert not any(after[name].requests for name in LANTIMES[1:])


def test_an_ill_device_is_not_updated(copy):
    done, after = rolled_out(copy, "127.71.11.1", {}, {**OLD, LANTIMES[0]: {"states": ("free_run",)}})
    assert done.code == 2
    assert f"{LANTIMES[0]} is not synchronised" in done.text
    assert not any(device.requests for device in after.values())
