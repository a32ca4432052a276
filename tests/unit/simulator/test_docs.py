# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of the simulator names exactly what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.simulator import FAULTS, STATES
from tests.simulator.__main__ import parser
from tests.simulator.device import QUIRKS
from tests.simulator.faults import WHEN
from tests.simulator.fleet import BUILT_IN, DEVICE_KEYS, FLEET_KEYS
from tests.simulator.models import MODELS, OSCILLATORS, RECEIVERS
from tests.simulator.ntp_wire import LEAP_WORDS, WIRE_KEYS

TEXT = (Path(__file__).parents[3] / "docs" / "simulator.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#+ |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found, f"no section {title}"
    return found.group(1)


def rows(title: str) -> list[list[str]]:
    lines = [line for line in section(title).splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def firsts(title: str) -> list[str]:
    return [row[0].strip("`") for row in rows(title)]


def test_states():
    expected = [[f"`{name}`", ", ".join(state.systems), state.text] for name, state in STATES.items()]
    assert rows("States") == expected


def test_faults():
    expected = []
    for name, kind in FAULTS.items():
        parameters = ", ".join(
            f"`{key}`" if value is None or isinstance(value, list) else f"`{key}` ({value})"
            for key, value in kind.parameters.items()
        )
        expected.append([f"`{name}`", kind.layer, parameters, kind.text])
    assert rows("Faults") == expected
    assert firsts("When a fault strikes") == list(WHEN)


def test_keys_of_the_fleet_file():
    assert firsts("Keys of the fleet") == list(FLEET_KEYS)
    assert sorted(firsts("Keys of a device")) == sorted((*DEVICE_KEYS, "count"))


def test_keys_of_what_goes_over_the_wire():
    assert firsts("NTP") == list(WIRE_KEYS)
    assert all(f"`{word}`" in section("NTP") for word in LEAP_WORDS)


@pytest.mark.parametrize("name", [*BUILT_IN, *QUIRKS, *OSCILLATORS, *RECEIVERS, *MODELS["ltos"], *MODELS["meinbergos"]])
def test_names(name):
    assert f"`{name}`" in TEXT


def test_options():
    options = {item for action in parser()._actions for item in action.option_strings if item.startswith("--")}
    assert set(re.findall(r"`(--[a-z-]+)", section("Command line"))) == options - {"--help"} | {"--exec"}
