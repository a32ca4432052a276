# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""examples/alerting: from an ill device to the person who is woken."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.examples.fleet import COMMANDS, LANTIMES, blocks, fleet
from tests.tooling.promtool import amtool, promtool

CHECKS = blocks("alerting")
ALERT = "MeinbergAntennaDisconnected"
WATCHED = ("meinberg_receiver", "meinberg_sync", "meinberg_device_read", "meinberg_ntp_stratum")
FIRING = {"alertstate": "firing", "severity": "critical", "host": LANTIMES[0], "site": "berlin"}


@pytest.fixture
def tools(copy):
    """The copy, with promtool and amtool where its shell finds them."""
    found = [promtool(), amtool()]
    for program, why in found:
        if program is None:
            pytest.skip(why)
    folder = copy.folder / "bin"
    folder.mkdir()
    for program, _why in found:
        (folder / program.name).symlink_to(program)
    return lambda command: copy.run(f'PATH="$PWD/bin:$PATH" {command}')


def audited(copy, **unusual) -> Path:
    """The file of metrics that the node exporter would read, of an audit of the fleet."""
    (copy.folder / "output" / "textfiles").mkdir(parents=True, exist_ok=True)
    with copy.facing(fleet("127.71.6.1", unusual)):
        done = copy.run(COMMANDS["alerting"])
    assert "devices read" in done.text, done.output
    (path,) = (copy.folder / "output" / "textfiles").iterdir()
    return path


def alerts(metrics: Path, tools, expected: list[dict]) -> None:
    """Let promtool see which critical alerts come of metrics that stay as they are for ten minutes."""
    families = text_string_to_metric_families(metrics.read_text("utf-8"))
    series = [
        {"series": _series(one.name, one.labels), "values": f"{one.value:.17g}x10"}
        for family in families
        for one in family.samples
        if one.name.startswith(WATCHED)
    ]
    assert len(series) > 20
    critical = {
        "expr": 'ALERTS{alertstate="firing", severity="critical"}',
        "eval_time": "5m",
        "exp_samples": [{"labels": _series("ALERTS", FIRING | labels), "value": 1} for labels in expected],
    }
    test = {
        "rule_files": ["../docs/prometheus/meinberg-alerts.yml"],
        "tests": [{"interval": "1m", "input_series": series, "promql_expr_test": [critical]}],
    }
    metrics.parents[2].joinpath("alerts.test.yml").write_text(yaml.safe_dump(test), encoding="utf-8")
    done = tools("promtool test rules alerts.test.yml")
    assert done.code == 0, done.output


def _series(name: str, labels: Mapping[str, str]) -> str:
    """A series as PromQL writes it, whose texts are quoted like those of JSON."""
    return f"{name}{{{','.join(f'{label}={json.dumps(text)}' for label, text in labels.items())}}}"


def test_an_antenna_that_is_off_fires_for_the_antenna_and_the_lost_synchronisation(copy, tools):
    path = audited(copy, **{LANTIMES[0]: {"states": ("antenna_disconnected",)}})
    alerts(path, tools, [{"alertname": ALERT, "receiver": "clk1"}, {"alertname": "MeinbergNotSynchronized"}])


def test_a_fleet_that_is_well_makes_none(copy, tools):
    alerts(audited(copy), tools, [])


def test_the_files_are_good_and_the_alert_reaches_the_pager(tools):
    *checks, route = CHECKS
    for command in checks:
        done = tools(command)
        assert done.code == 0, done.output
    # Before the name of the receiver amtool tells that it asks no Alertmanager.
    assert tools(route).text.split()[-1] == "pager"
    assert tools(route.replace("critical", "warning")).text.split()[-1] == "mail"
    assert tools(route.replace("critical", "info")).text.split()[-1] == "nobody"
    assert tools(route.replace("MeinbergAntenna", "Other")).text.split()[-1] == "nobody"


def test_a_mistake_is_found(copy, tools):
    path = copy.folder / "alerting" / "alertmanager.yml"
    path.write_text(path.read_text("utf-8").replace("receiver: pager", "receiver: pgaer"), encoding="utf-8")
    assert tools(CHECKS[1]).code != 0
